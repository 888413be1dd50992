"""What "my data" holds: one file per kind of thing, each row with the same named values.

``columns`` maps a name in the file to where the value comes from; what never belongs in a copy (secrets, keys, other
people) has no column. Which tables there are, and why some are not here, ``catalogue`` says.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.sessions.models import Session
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import sessions_of
from audit.models import AuditEntry
from citizensourcing.discussions.models import Comment, CommentLike, Follow
from citizensourcing.ideas.models import Attachment, Draft, Idea, IdeaRevision, OfficialFeedback, StatusChange, Vote
from citizensourcing.moderation.models import Block, Report
from citizensourcing.notifications.models import Delivery, Preference
from citizensourcing.participants.models import Agreement, ApiToken, Participant, StaffRole
from outbox.services import waiting_mails

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One file of the copy. ``rows`` is a queryset, or for what is no table of ours a short list."""

    name: str
    says: str | Promise
    columns: dict[str, str]
    query: Callable[[Participant], QuerySet[Any]] | None = None
    listed: Callable[[Participant], list[Row]] | None = None
    # Also as a table for people.
    as_table: bool = False

    def batch(self, person: Participant, *, after: int, limit: int) -> tuple[list[Row], int | None]:
        """The next rows, and the number after which to go on; None when these were the last. One query."""
        if self.query is None:
            assert self.listed is not None  # noqa: S101 -- a kind has one or the other
            return self.listed(person), None
        found = self.query(person).filter(pk__gt=after).order_by("pk")
        names = {f"copy_{name}": F(path) for name, path in self.columns.items() if path not in _ANNOTATED}
        plain = [f"copy_{name}" if path not in _ANNOTATED else path for name, path in self.columns.items()]
        rows = list(found.annotate(**names).values_list("pk", *plain)[:limit])
        named = [dict(zip(self.columns, row[1:], strict=True)) for row in rows]
        return named, (rows[-1][0] if len(rows) == limit else None)


_ANNOTATED: Final = frozenset({"topic_slugs", "neighbourhood_slugs", "picture_paths", "path_in_copy"})
_FOLDER: Final = "pictures"


def path_in_copy(name: str) -> str:
    """Where in the ZIP a picture lies that is stored under this name."""
    return f"{_FOLDER}/{PurePosixPath(name).name}"


def _path_in_copy(field: str) -> Func:
    """The same, as PostgreSQL says it."""
    return Func(
        F(field),
        Value("^.*/"),
        Value(""),
        function="regexp_replace",
        template=f"'{_FOLDER}/' || %(function)s(%(expressions)s)",
        output_field=TextField(),
    )


def _ideas(person: Participant) -> QuerySet[Any]:
    return Idea.objects.filter(author=person).annotate(
        topic_slugs=ArrayAgg("topics__slug", distinct=True, filter=Q(topics__isnull=False), default=[]),
        neighbourhood_slugs=ArrayAgg(
            "neighbourhoods__slug", distinct=True, filter=Q(neighbourhoods__isnull=False), default=[]
        ),
        picture_paths=ArrayAgg(
            _path_in_copy("attachments__file"), distinct=True, filter=Q(attachments__isnull=False), default=[]
        ),
    )


def pictures_of(person: Participant) -> QuerySet[Attachment]:
    """Every picture this person sent, on the wall or in a draft."""
    found = Attachment.objects.filter(Q(idea__author=person) | Q(draft__owner=person))
    return found.annotate(path_in_copy=_path_in_copy("file"))


def _sessions(person: Participant) -> list[Row]:
    return [] if person.user is None else [_session(session) for session in sessions_of(person.user)]


def _session(session: Session) -> Row:
    moments = [one.get("at", 0) for one in session.get_decoded().get("account_authentication_methods", [])]
    begun = datetime.fromtimestamp(max(moments), tz=UTC) if moments else None
    return {"signed_in_at": begun, "ends_at": session.expire_date}


def _mails(person: Participant) -> list[Row]:
    waiting = [] if person.user is None else waiting_mails(person.user.email)
    return [{"for": mail["name"], "written_at": mail["created_at"]} for mail in waiting]


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
            "number_year": "year",
            "number_in_year": "sequence",
            "title": "title",
            "text": "text",
            "language": "language",
            "topics": "topic_slugs",
            "neighbourhoods": "neighbourhood_slugs",
            "pictures": "picture_paths",
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
        query=_ideas,
        as_table=True,
    ),
    Kind(
        "older-wordings",
        _("What your ideas said before you changed them."),
        {
            "number_year": "idea__year",
            "number_in_year": "idea__sequence",
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
    ),
    Kind(
        "pictures",
        _("Your pictures; “file” says where each lies in this archive."),
        {
            "file": "path_in_copy",
            "description": "alt",
            "width": "width",
            "height": "height",
            "number_year": "idea__year",
            "number_in_year": "idea__sequence",
            "sent_at": "created_at",
        },
        query=pictures_of,
    ),
    Kind(
        "comments",
        _("What you said in discussions."),
        {
            "number_year": "discussion__idea__year",
            "number_in_year": "discussion__idea__sequence",
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
            "number_year": "idea__year",
            "number_in_year": "idea__sequence",
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
            "number_year": "comment__discussion__idea__year",
            "number_in_year": "comment__discussion__idea__sequence",
            "liked_at": "created_at",
        },
        query=lambda person: CommentLike.objects.filter(participant=person),
    ),
    Kind(
        "follows",
        _("What you follow."),
        {
            "number_year": "discussion__idea__year",
            "number_in_year": "discussion__idea__sequence",
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
            "reason": "reason",
            "text": "text",
            "state": "state",
            "reported_at": "created_at",
            "decided_at": "decided_at",
            "decision": "decision_note",
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
        {"answers_by_mail": "answers_by_mail", "changed_at": "updated_at"},
        query=lambda person: Preference.objects.filter(participant=person),
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
            "number_year": "idea__year",
            "number_in_year": "idea__sequence",
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
            "number_year": "idea__year",
            "number_in_year": "idea__sequence",
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
