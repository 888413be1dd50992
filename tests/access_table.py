"""Who gets what: every address × every role × reading and writing.

One row per name of an address. ``get`` and ``post`` say which status each role gets; without ``post`` the address takes
none (405). Redirects are 303, whichever the page says. ``args`` builds the address from the cast
(tests/access_cast.py), ``data`` the form. A new address needs a row here, else tests/test_access.py names it; a row
without an address is named too.

For each row with ``args`` the same address is also asked with things of another city: 404, whoever asks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from citizensourcing.notifications.mails import UNSUBSCRIBE
from tenants import signing
from tests.access_cast import Cast

VISITOR, RESIDENT, MODERATOR, MANAGER, CITY_ADMIN = "visitor", "resident", "moderator", "manager", "city_admin"
# A resident of another city, with the cookie from there: here a visitor like any other.
NEIGHBOUR = "neighbour"
ROLES = (VISITOR, RESIDENT, MODERATOR, MANAGER, CITY_ADMIN, NEIGHBOUR)
STAFF = (MODERATOR, MANAGER, CITY_ADMIN)

Expected = dict[str, int]


def everybody(status: int) -> Expected:
    """The same for all."""
    return dict.fromkeys(ROLES, status)


def signed_in(status: int, *, others: int = 303) -> Expected:
    """For residents and staff; others are sent to sign in."""
    return {role: others if role in {VISITOR, NEIGHBOUR} else status for role in ROLES}


def only(*roles: str, status: int = 200, others: int = 404, outside: int = 404) -> Expected:
    """For some roles; what is not one's work does not exist. ``outside`` is for who is not signed in here."""
    answers = dict.fromkeys(ROLES, others) | {VISITOR: outside, NEIGHBOUR: outside}
    return answers | dict.fromkeys(roles, status)


@dataclass(frozen=True, slots=True)
class Row:
    """What an address answers.

    ``elsewhere`` is its answer about another city's things, for those signed in here; None when the address names no
    thing of a city.
    """

    get: Expected
    post: Expected | None = None
    args: Callable[[Cast], list[Any]] | None = None
    data: Callable[[Cast], dict[str, Any]] = lambda _cast: {}
    elsewhere: int | None = 404


def page(get: Expected, **more: Any) -> Row:
    """An address that is read (and perhaps written)."""
    return Row(get=get, **more)


def button(post: Expected, **more: Any) -> Row:
    """An address that only takes a POST."""
    return Row(get=everybody(405), post=post, **more)


def _idea(cast: Cast) -> list[Any]:
    return [cast.idea.number]


def _own_comment(cast: Cast) -> list[Any]:
    return [cast.idea.number, cast.comment.pk]


def _comment(cast: Cast) -> list[Any]:
    return [cast.idea.number, cast.answer.pk]


def _draft(cast: Cast) -> list[Any]:
    return [cast.draft.key]


def _said(_cast: Cast) -> dict[str, Any]:
    return {"text": "Shade for everybody.", "stance": "neutral"}


def _reason(_cast: Cast) -> dict[str, Any]:
    return {"reason": "Names a neighbour with their address."}


CITY: dict[str, Row] = {
    # Files and links that stand outside the language.
    "idea_file": page(only(RESIDENT), args=lambda cast: [cast.picture.file.name]),
    "unsubscribe": page(
        everybody(200),
        post=everybody(200),
        args=lambda cast: [signing.sign(cast.people["resident"].pk, purpose=UNSUBSCRIBE)],
    ),
    "development_sign_in": page(everybody(404), post=everybody(404)),
    # What machines ask for. An old name of a picture leads to the present one.
    "wall_root": page(everybody(303)),
    "wall_theme": page(everybody(200), args=lambda _cast: ["0" * 12], elsewhere=None),
    "wall_logo": page(everybody(404), args=lambda _cast: ["0" * 12], elsewhere=None),
    "wall_favicon": page(everybody(200)),
    "wall_robots": page(everybody(200)),
    "wall_sitemap": page(everybody(200)),
    "wall_preview": page(everybody(303), args=lambda _cast: ["en", "0" * 12], elsewhere=None),
    "ideas_preview": page(everybody(303), args=lambda cast: [cast.idea.number, "en", "0" * 12]),
    # The wall.
    "wall:front": page(everybody(200)),
    "wall:how_it_works": page(everybody(200)),
    # Ideas.
    "ideas:list": page(everybody(200)),
    "ideas:detail": page(everybody(200), args=_idea),
    "ideas:vote": button(signed_in(303), args=_idea),
    "ideas:follow": button(signed_in(303), args=_idea),
    "ideas:edit": page(
        only(RESIDENT, others=303, outside=303),
        post=everybody(303),
        args=_idea,
        data=lambda _cast: {"title": "Trees", "text": "Along the tram.", "language": "en"},
    ),
    "ideas:withdraw": page(only(RESIDENT, others=303, outside=303), post=everybody(303), args=_idea),
    "ideas:change_status": button(
        only(MANAGER, CITY_ADMIN, status=303), args=_idea, data=lambda _cast: {"status": "planned"}
    ),
    "ideas:write_feedback": button(
        only(MANAGER, CITY_ADMIN, status=303),
        args=_idea,
        data=lambda _cast: {"text": "We plant forty.", "signed_name": "Marta", "signed_department": "Parks"},
    ),
    "ideas:hide": button(only(MODERATOR, CITY_ADMIN, status=303), args=_idea, data=_reason),
    # One's own is not reported: the sentence stands on the form.
    "ideas:report": page(
        signed_in(200), post=signed_in(303) | {RESIDENT: 422}, args=_idea, data=lambda _cast: {"reason": "spam"}
    ),
    # Sharing one.
    "ideas:share": page(everybody(200), post=everybody(303), data=lambda _cast: {"title": "Shade", "text": "Trees."}),
    "ideas:share_similar": page(everybody(200)),
    "ideas:share_shapes": page(everybody(200)),
    "ideas:share_place_name": page(everybody(400)),  # asked without a point
    "ideas:share_step": page(
        only(RESIDENT),
        post=only(RESIDENT, status=303),
        args=lambda cast: [cast.draft.key, 2],
        data=lambda cast: {"topics": [cast.topic.pk]},
    ),
    "ideas:share_picture_remove": button(
        only(RESIDENT, status=303), args=lambda cast: [cast.draft.key, cast.picture.pk]
    ),
    "ideas:share_preview": page(only(RESIDENT), args=_draft),
    "ideas:share_publish": button(only(RESIDENT, status=303), args=_draft),
    "ideas:share_discard": button(only(RESIDENT, status=303), args=_draft),
    # Discussing it.
    "ideas:thread": page(everybody(200), args=_idea),
    "ideas:comment": button(signed_in(303), args=_idea, data=_said),
    "ideas:comment_reply": page(signed_in(200), args=_comment),
    "ideas:comment_replies": page(everybody(200), args=_comment),
    "ideas:comment_edit": page(
        only(RESIDENT, outside=303), post=only(RESIDENT, status=303, outside=303), args=_own_comment, data=_said
    ),
    "ideas:comment_delete": page(
        only(RESIDENT, outside=303), post=only(RESIDENT, status=303, outside=303), args=_own_comment
    ),
    "ideas:comment_like": button(signed_in(303), args=_comment),
    "ideas:comment_report": page(
        signed_in(200), post=signed_in(303), args=_comment, data=lambda _cast: {"reason": "spam"}
    ),
    "ideas:comment_hide": page(
        only(MODERATOR, CITY_ADMIN), post=only(MODERATOR, CITY_ADMIN, status=303), args=_comment, data=_reason
    ),
    "ideas:comment_show": button(only(MODERATOR, CITY_ADMIN, status=303), args=_comment),
    # Signing in, and what is one's own.
    "account_login": page(signed_in(303, others=200), post=signed_in(303, others=422)),
    "account_confirm_login_code": page(everybody(303), post=everybody(303)),
    "account_logout": page(everybody(200), post=everybody(303)),
    "account_signup": page(everybody(303)),
    "account_inactive": page(everybody(403)),
    "me:mine": page(everybody(303)),
    "me:welcome": page(everybody(303), post=everybody(303)),
    "me:profile": page(
        signed_in(200),
        post=signed_in(303),
        data=lambda _cast: {"display_name": "Ana B", "languages": ["en"], "language": "en"},
    ),
    "me:programs": page(signed_in(200)),
    "me:program_new": page(
        signed_in(200), post=signed_in(200), data=lambda _cast: {"name": "Archive", "scopes": ["me:read"], "days": "30"}
    ),
    "me:program_revoke": page(
        only(RESIDENT, outside=303), post=only(RESIDENT, status=303, outside=303), args=lambda cast: [cast.token.pk]
    ),
    "notifications:preferences": page(signed_in(200), post=signed_in(303)),
    "wall:my_ideas": page(signed_in(200)),
    "wall:my_votes": page(signed_in(200)),
    "wall:my_comments": page(signed_in(200)),
    "wall:profile": page(everybody(200), args=lambda cast: [cast.people["resident"].pk]),
    # About.
    "privacy:notice": page(everybody(200)),
    "privacy:accessibility": page(everybody(200)),
    "privacy:rules": page(everybody(200)),
    "privacy:version": page(everybody(200), args=lambda _cast: ["privacy", 1], elsewhere=None),
    # One's rights. Who has agreed to the rules as they stand is sent on from the page that asks.
    "privacy:agree": page(everybody(303), post=everybody(303)),
    "privacy:data": page(signed_in(200), post=signed_in(303)),
    "privacy:data_file": page(only(RESIDENT, outside=303), args=lambda cast: [cast.copy.key], elsewhere=404),
    "privacy:leave": page(signed_in(200), post=signed_in(422)),
    "privacy:leave_code": page(everybody(303), post=signed_in(303)),
    "privacy:stay": page(everybody(303), post=signed_in(303)),
    "privacy:left": page(everybody(200)),
    # The desk.
    "desk:home": page(only(MANAGER) | {MODERATOR: 303, CITY_ADMIN: 303}),
    "desk:reports": page(only(MODERATOR, CITY_ADMIN)),
    "desk:report": page(only(MODERATOR, CITY_ADMIN), args=lambda cast: [cast.report.pk]),
    "desk:report_decide": button(
        only(MODERATOR, CITY_ADMIN, status=303),
        args=lambda cast: [cast.report.pk],
        data=lambda _cast: {"decision": "dismiss", "dismiss-note": "It is fine."},
    ),
    "desk:report_block": button(
        only(MODERATOR, CITY_ADMIN, status=303),
        args=lambda cast: [cast.comment_report.pk],
        data=lambda _cast: {"block-reason": "Three warnings.", "block-days": "7"},
    ),
}

# The platform's own addresses know no roles yet: whoever comes, with or without a city's cookie, is a visitor there.
PUBLIC: dict[str, Row] = {
    "platform_home": page(everybody(200)),
    "design": page(everybody(404), post=everybody(404)),
    "design_page": page(everybody(404), post=everybody(404), args=lambda _cast: ["front"]),
    "design_support": page(everybody(404), post=everybody(404)),
    "development_mails": page(everybody(404)),
    "development_mail": page(everybody(404), args=lambda _cast: ["some-mail"]),
    "development_sign_in": page(everybody(404), post=everybody(404)),
    "account_login": page(everybody(200), post=everybody(422)),
    "account_confirm_login_code": page(everybody(303), post=everybody(303)),
    "account_logout": page(everybody(200), post=everybody(303)),
    "account_signup": page(everybody(303)),
    "account_inactive": page(everybody(403)),
}
