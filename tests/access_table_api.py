"""Who gets what of the API: every address × every method × everybody who may ask.

One row per name of an address, one column per method; a method without a column is answered with 405. ``args`` and
``data`` are as in tests/access_table.py. Who asks: the roles of that table by their sessions, and programs.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.access_cast import Cast, a_picture
from tests.access_table import CITY_ADMIN, MANAGER, MODERATOR, NEIGHBOUR, RESIDENT, STAFF, VISITOR

# The resident's own token with every scope, one without any, an ended one, and one of another city.
TOKEN, BARE_TOKEN, ENDED_TOKEN, FOREIGN_TOKEN = "token", "bare token", "ended token", "foreign token"
ASKING = (
    VISITOR, RESIDENT, MODERATOR, MANAGER, CITY_ADMIN, NEIGHBOUR, TOKEN, BARE_TOKEN, ENDED_TOKEN, FOREIGN_TOKEN,
)  # fmt: skip
METHODS = ("get", "post", "put", "patch", "delete")

Expected = dict[str, int]


def everybody(status: int) -> Expected:
    """The same for all, but a token that opens nothing is never taken for a visitor."""
    return dict.fromkeys(ASKING, status) | {ENDED_TOKEN: 401, FOREIGN_TOKEN: 401}


def residents(status: int) -> Expected:
    """For everybody who is known, programs as far as their scopes go."""
    return everybody(status) | {VISITOR: 401, NEIGHBOUR: 401, BARE_TOKEN: 403}


def the_author(status: int, *, others: int = 403) -> Expected:
    """For who wrote it; others are told that it is not theirs."""
    return residents(status) | dict.fromkeys(STAFF, others)


def by_session(status: int) -> Expected:
    """For people on the wall's own pages, never for a program."""
    return residents(status) | {TOKEN: 403, BARE_TOKEN: 403}


@dataclass(frozen=True, slots=True)
class ApiRow:
    """What an address answers, by method. ``elsewhere``: what those who are known get for another city's things."""

    methods: dict[str, Expected]
    args: Callable[[Cast], list[Any]] | None = None
    # By method: what is sent, as JSON; bytes are a picture.
    data: dict[str, Callable[[Cast], Any]] = field(default_factory=dict)
    elsewhere: int | None = 404


def _idea(cast: Cast) -> list[Any]:
    return [cast.idea.number]


def _author(cast: Cast) -> list[Any]:
    return [cast.people["resident"].pk]


API: dict[str, ApiRow] = {
    "api:unknown": ApiRow(
        {method: dict.fromkeys(ASKING, 404) for method in METHODS}, args=lambda _cast: ["v1/nothing"], elsewhere=None
    ),
    "api:root": ApiRow({method: dict.fromkeys(ASKING, 404) for method in METHODS}),
    "api:schema": ApiRow({"get": everybody(200)}),
    "api:schema_json": ApiRow({"get": everybody(200)}),
    # A page to read: nobody's key is looked at.
    "api:docs": ApiRow(
        {method: dict.fromkeys(ASKING, 200 if method == "get" else 405) for method in METHODS}, elsewhere=None
    ),
    "api:city": ApiRow({"get": everybody(200)}),
    "api:topics": ApiRow({"get": everybody(200)}),
    "api:neighbourhoods": ApiRow({"get": everybody(200)}),
    "api:projects": ApiRow({"get": everybody(200)}),
    "api:session": ApiRow({"get": everybody(200)}),
    "api:tokens": ApiRow(
        {"get": by_session(200), "post": by_session(201)},
        data={"post": lambda _cast: {"name": "Archive", "scopes": ["me:read"]}},
    ),
    "api:token": ApiRow({"delete": by_session(404) | {RESIDENT: 204}}, args=lambda cast: [cast.token.pk]),
    "api:ideas_similar": ApiRow(
        {"get": everybody(400), "post": everybody(200)},  # asked without a title
        data={"post": lambda _cast: {"title": "Trees along the tram"}},
    ),
    "api:ideas": ApiRow(
        {"get": everybody(200), "post": residents(201)},
        data={"post": lambda cast: {"title": "Shade", "text": "Trees.", "topics": [cast.topic.slug]}},
    ),
    "api:idea": ApiRow(
        {"get": everybody(200), "patch": the_author(200)}, args=_idea, data={"patch": lambda _cast: {"title": "Limes"}}
    ),
    "api:idea_withdrawal": ApiRow({"post": the_author(200)}, args=_idea),
    "api:idea_pictures": ApiRow({"post": the_author(201)}, args=_idea, data={"post": lambda _cast: a_picture().read()}),
    "api:idea_picture": ApiRow({"delete": the_author(404)}, args=lambda cast: [cast.idea.number, cast.picture.pk]),
    "api:me": ApiRow(
        {"get": residents(200), "patch": residents(200)}, data={"patch": lambda _cast: {"name": "Ana Maria"}}
    ),
    "api:my_ideas": ApiRow({"get": residents(200)}),
    "api:my_comments": ApiRow({"get": residents(200)}),
    "api:my_votes": ApiRow({"get": residents(200)}),
    "api:preferences": ApiRow(
        {"get": residents(200), "patch": residents(200)}, data={"patch": lambda _cast: {"answers_by_mail": False}}
    ),
    "api:agreements": ApiRow(
        {"get": residents(200), "post": residents(201)},
        data={"post": lambda _cast: {"document": "house-rules", "version": 1}},
    ),
    "api:person": ApiRow({"get": everybody(200)}, args=_author),
    "api:person_ideas": ApiRow({"get": everybody(200)}, args=_author),
    "api:person_comments": ApiRow({"get": everybody(200)}, args=_author),
    "api:comments": ApiRow(
        {"get": everybody(200), "post": residents(201)},
        args=_idea,
        data={"post": lambda _cast: {"text": "Limes, please.", "stance": "for"}},
    ),
    "api:comment": ApiRow(
        {"get": everybody(200), "patch": the_author(200), "delete": the_author(204)},
        args=lambda cast: [cast.idea.number, cast.comment.pk],
        data={"patch": lambda _cast: {"text": "Plane trees or limes."}},
    ),
    "api:replies": ApiRow({"get": everybody(200)}, args=lambda cast: [cast.idea.number, cast.comment.pk]),
    "api:comment_like": ApiRow(
        {"put": residents(200), "delete": residents(200)}, args=lambda cast: [cast.idea.number, cast.answer.pk]
    ),
    "api:comment_report": ApiRow(
        {"post": residents(201)},
        args=lambda cast: [cast.idea.number, cast.answer.pk],
        data={"post": lambda _cast: {"reason": "spam"}},
    ),
    "api:idea_report": ApiRow(
        {"post": residents(201) | {RESIDENT: 403, TOKEN: 403}},
        args=_idea,
        data={"post": lambda _cast: {"reason": "spam"}},
    ),
    "api:idea_follow": ApiRow({"get": residents(200), "put": residents(200), "delete": residents(200)}, args=_idea),
    "api:idea_vote": ApiRow({"put": residents(200), "delete": residents(200)}, args=_idea),
}
