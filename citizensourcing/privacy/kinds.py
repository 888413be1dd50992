"""What "my data" holds: one file per kind of thing, each row with the same named values.

``columns`` maps a name in the file to where the value comes from (``computed`` has what no column holds); what never
belongs in a copy (secrets, keys, other people) has no column. Which tables there are, and why some are not here,
``catalogue`` says.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import sessions_of
from audit.models import AuditEntry
from citizensourcing.discussions.models import Comment, CommentLike, Follow
from citizensourcing.ideas.models import Attachment, Draft, Idea, IdeaRevision, OfficialFeedback, StatusChange, Vote
from citizensourcing.moderation.models import Block, Report
from citizensourcing.notifications.models import Delivery, Preference
from citizensourcing.notifications.selectors import wants_answers
from citizensourcing.participants.models import Agreement, ApiToken, Participant, StaffRole
from citizensourcing.privacy import computed
from citizensourcing.projects.models import Project
from citizensourcing.taxonomy.models import Neighbourhood, Topic
from outbox.services import waiting_mails

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One file of the copy. ``query`` gives a queryset, ``listed`` (for what is no table of ours) a short list.

    ``columns`` maps a value's name to a path from the row, or to what PostgreSQL makes of it; ``shown`` changes the
    values of a batch of rows in memory, where that cannot be said in SQL.
    """

    name: str
    says: str | Promise
    columns: dict[str, str | computed.Computed]
    query: Callable[[Participant], QuerySet[Any]] | None = None
    listed: Callable[[Participant], list[Row]] | None = None
    shown: Callable[[list[Row]], list[Row]] | None = None
    # Also as a table for people.
    as_table: bool = False

    def batch(self, person: Participant, *, after: int, limit: int) -> tuple[list[Row], int | None]:
        """The next rows, and the number after which to go on; None when these were the last. One query.

        Addresses are in the active language.
        """
        if self.query is None:
            assert self.listed is not None  # noqa: S101 -- a kind has one or the other
            return self.listed(person), None
        found = self.query(person).filter(pk__gt=after).order_by("pk")
        made = {
            f"copy_{name}": F(source) if isinstance(source, str) else source.made()
            for name, source in self.columns.items()
        }
        rows = list(found.annotate(**made).values_list("pk", *made)[:limit])
        named = [dict(zip(self.columns, row[1:], strict=True)) for row in rows]
        return self.shown(named) if self.shown else named, (rows[-1][0] if len(rows) == limit else None)


def pictures_of(person: Participant) -> QuerySet[Attachment]:
    """Every picture this person sent, on the wall or in a draft."""
    return Attachment.objects.filter(Q(idea__author=person) | Q(draft__owner=person))


def _sessions(person: Participant) -> list[Row]:
    """Where they are signed in; a sign-in that was only begun is none."""
    found = () if person.user is None else sessions_of(person.user)
    return [_session(session) for session in found if SESSION_KEY in session.get_decoded()]


def _session(session: Session) -> Row:
    moments = [one.get("at", 0) for one in session.get_decoded().get("account_authentication_methods", [])]
    begun = datetime.fromtimestamp(max(moments), tz=UTC) if moments else None
    return {"signed_in_at": begun, "ends_at": session.expire_date}


def _mails(person: Participant) -> list[Row]:
    waiting = [] if person.user is None else waiting_mails(person.user.email)
    return [{"for": mail["name"], "written_at": mail["created_at"]} for mail in waiting]


def _preferences(person: Participant) -> list[Row]:
    """What they chose; who chose nothing reads what applies then."""
    chosen = Preference.objects.filter(participant=person).first()
    return [
        {
            "answers_by_mail": wants_answers(person),
            "is_default": chosen is None,
            "changed_at": None if chosen is None else chosen.updated_at,
        }
    ]


def _drafts(rows: list[Row]) -> list[Row]:
    """Names in place of our numbers, and nothing of what only the form needs to know."""
    typed = [row["typed_so_far"] for row in rows]
    projects = {project.pk: project.title.text for project in Project.objects.filter(pk__in=_among(typed, "project"))}
    topics = dict(Topic.objects.filter(pk__in=_among(typed, "topics")).values_list("pk", "slug"))
    places = dict(Neighbourhood.objects.filter(pk__in=_among(typed, "neighbourhoods")).values_list("pk", "slug"))
    names = {"project": projects, "topics": topics, "neighbourhoods": places}
    for row in rows:
        row["typed_so_far"] = {
            name: _named(value, names[name]) if name in names else value
            for name, value in row["typed_so_far"].items()
            if name != "seen"
        }
    return rows


def _among(typed: list[dict[str, Any]], name: str) -> set[int]:
    values = [one[name] for one in typed if name in one]
    return {pk for value in values for pk in (value if isinstance(value, list) else [value])}


def _named(value: Any, names: dict[int, str]) -> Any:
    return [names[pk] for pk in value if pk in names] if isinstance(value, list) else names.get(value, "")


def _audit(person: Participant) -> QuerySet[Any]:
    """What they did, and what was done to them. Who did that is another person's data."""
    own = Q(actor_kind=AuditEntry.ActorKind.PERSON, actor_ref=str(person.pk))
    to_them = Q(target_kind="participants.participant", target_ref=str(person.pk)) | Q(data__participant=person.pk)
    return AuditEntry.objects.filter(own | to_them)


def _of_user(model: Any) -> Callable[[Participant], QuerySet[Any]]:
    return lambda person: model.objects.filter(user_id=person.user_id or 0)


KINDS: Final[Sequence[Kind]] = (
    Kind(
        "account",
        _("Your account: the address you sign in with."),
        {"email": "email", "made_at": "date_joined", "last_signed_in_at": "last_login"},
        query=lambda person: User.objects.filter(pk=person.user_id or 0),
    ),
    Kind(
        "addresses",
        _("Your e-mail addresses, and whether you have proved that they are yours."),
        {"email": "email", "is_proved": "verified", "is_main": "primary"},
        query=_of_user(EmailAddress),
    ),
    Kind(
        "profile",
        _("Who you are on the wall."),
        {
            "number": "id",
            "name": "display_name",
            "neighbourhood": "neighbourhood__slug",
            "languages": "languages",
            "language": "language",
            "is_public": "is_public",
            "old_enough_said_at": "age_confirmed_at",
            "joined_at": "created_at",
        },
        query=lambda person: Participant.objects.filter(pk=person.pk),
    ),
    Kind(
        "roles",
        _("What you may do here as staff."),
        {"role": "role", "department": "department", "since": "created_at"},
        query=_of_user(StaffRole),
    ),
    Kind(
        "agreements",
        _("Which version of which document you were shown or agreed to, and when."),
        {"document": "document", "version": "version", "language": "language", "at": "accepted_at"},
        query=lambda person: Agreement.objects.filter(participant=person),
    ),
    Kind(
        "programs",
        _("The programs that act for you, and what they may do. Their keys are not kept."),
        {
            "name": "name",
            "may": "scopes",
            "since": "created_at",
            "last_used_on": "last_used_on",
            "until": "expires_at",
            "ended_at": "revoked_at",
        },
        query=lambda person: ApiToken.objects.filter(person=person),
    ),
    Kind(
        "ideas",
        _("Your ideas, also those that are not on the wall."),
        {
            "number": computed.number(""),
            "address": computed.address(""),
            "title": "title",
            "text": "text",
            "language": "language",
            "topics": computed.TOPICS,
            "neighbourhoods": computed.NEIGHBOURHOODS,
            "pictures": computed.PICTURES,
            "latitude": "latitude",
            "longitude": "longitude",
            "status": "status",
            "visibility": "visibility",
            "hidden_because": "hidden_reason",
            "supports": "support_count",
            "comments": "comment_count",
            "published_at": "published_at",
            "changed_at": "edited_at",
        },
        query=lambda person: Idea.objects.filter(author=person),
        as_table=True,
    ),
    Kind(
        "older-wordings",
        _("What your ideas said before you changed them."),
        {
            "number": computed.number("idea__"),
            "address": computed.address("idea__"),
            "title": "title",
            "text": "text",
            "language": "language",
            "replaced_at": "replaced_at",
        },
        query=lambda person: IdeaRevision.objects.filter(idea__author=person),
    ),
    Kind(
        "drafts",
        _("Ideas you began and have not published."),
        {"typed_so_far": "data", "begun_at": "created_at", "changed_at": "updated_at"},
        query=lambda person: Draft.objects.filter(owner=person, idea=None),
        shown=_drafts,
    ),
    Kind(
        "pictures",
        _("Your pictures; “file” says where each lies in this archive."),
        {
            "file": computed.PICTURE_PATH,
            "description": "alt",
            "width": "width",
            "height": "height",
            "number": computed.number("idea__"),
            "address": computed.address("idea__"),
            "sent_at": "created_at",
        },
        query=pictures_of,
    ),
    Kind(
        "comments",
        _("What you said in discussions."),
        {
            "number": computed.number("discussion__idea__"),
            "address": computed.address("discussion__idea__"),
            "idea": "discussion__idea__title",
            "stance": "stance",
            "text": "text",
            "visibility": "visibility",
            "hidden_because": "hidden_reason",
            "likes": "like_count",
            "said_at": "created_at",
            "changed_at": "edited_at",
        },
        query=lambda person: Comment.objects.filter(author=person),
        as_table=True,
    ),
    Kind(
        "supports",
        _("The ideas you support. Nobody else sees this list."),
        {
            "number": computed.number("idea__"),
            "address": computed.address("idea__"),
            "idea": "idea__title",
            "supported_at": "created_at",
        },
        query=lambda person: Vote.objects.filter(voter=person),
        as_table=True,
    ),
    Kind(
        "likes",
        _("The comments you like."),
        {
            "comment": "comment_id",
            "number": computed.number("comment__discussion__idea__"),
            "address": computed.address("comment__discussion__idea__"),
            "liked_at": "created_at",
        },
        query=lambda person: CommentLike.objects.filter(participant=person),
    ),
    Kind(
        "follows",
        _("What you follow."),
        {
            "number": computed.number("discussion__idea__"),
            "address": computed.address("discussion__idea__"),
            "topic": "topic__slug",
            "neighbourhood": "neighbourhood__slug",
            "since": "created_at",
        },
        query=lambda person: Follow.objects.filter(participant=person),
    ),
    Kind(
        "reports",
        _("What you reported to the moderators, and what they decided."),
        {
            "kind": "content_type__model",
            "number": computed.REPORTED_NUMBER,
            "address": computed.REPORTED_ADDRESS,
            "reason": "reason",
            "text": "text",
            "state": "state",
            "reported_at": "created_at",
            "decided_at": "decided_at",
            "decision": computed.PUBLIC_DECISION,
        },
        query=lambda person: Report.objects.filter(reporter=person),
    ),
    Kind(
        "blocks",
        _("When and why you could not write."),
        {"because": "reason", "from": "created_at", "until": "until", "lifted_at": "lifted_at"},
        query=lambda person: Block.objects.filter(participant=person),
    ),
    Kind(
        "mail-preferences",
        _("Which mails you want."),
        {"answers_by_mail": "", "is_default": "", "changed_at": ""},
        listed=_preferences,
    ),
    Kind(
        "told-of",
        _("What we told you about, once each."),
        {"what": "subject_key", "at": "created_at"},
        query=lambda person: Delivery.objects.filter(participant=person),
    ),
    Kind(
        "official-answers",
        _("Answers you signed for the city."),
        {
            "number": computed.number("idea__"),
            "address": computed.address("idea__"),
            "text": "text",
            "signed_name": "signed_name",
            "signed_department": "signed_department",
            "at": "created_at",
        },
        query=lambda person: OfficialFeedback.objects.filter(author=person),
    ),
    Kind(
        "status-changes",
        _("Statuses you changed for the city."),
        {
            "number": computed.number("idea__"),
            "address": computed.address("idea__"),
            "before": "before",
            "after": "after",
            "reason": "reason",
            "at": "changed_at",
        },
        query=lambda person: StatusChange.objects.filter(changed_by=person),
    ),
    Kind(
        "sessions",
        _("Where you are signed in: since when and until when."),
        {"signed_in_at": "", "ends_at": ""},
        listed=_sessions,
    ),
    Kind(
        "waiting-mails",
        _("Mails to you that have not left yet."),
        {"for": "", "written_at": ""},
        listed=_mails,
    ),
    Kind(
        "audit",
        _("What is on record about you: what was done, when, to what."),
        {"at": "at", "what": "action", "kind": "target_kind", "number": "target_ref", "details": "data"},
        query=_audit,
    ),
)
