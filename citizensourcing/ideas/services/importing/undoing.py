"""Taking a batch off the wall again, but nothing that residents have made their own."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from audit.services import SYSTEM, record
from citizensourcing.discussions.models import Comment, CommentLike, Discussion, Follow
from citizensourcing.ideas.models import (
    Attachment,
    Idea,
    IdeaRevision,
    ImportBatch,
    OfficialFeedback,
    StatusChange,
    Vote,
)
from citizensourcing.moderation.models import Report
from citizensourcing.participants.models import Participant
from citizensourcing.projects.models import Project
from citizensourcing.taxonomy.models import Topic
from common.exceptions import RuleViolation
from common.schema import current_schema, locked


@dataclass(frozen=True, slots=True)
class Undone:
    """How many ideas went, and the numbers of those that stay because somebody here has acted on them."""

    batch: ImportBatch
    removed: int
    kept: tuple[str, ...]


@transaction.atomic
def undo(batch_id: int, *, now: datetime) -> Undone:
    """Remove what a batch brought: ideas with their comments, then authors, topics and projects nobody needs any more.

    An idea stays when somebody here supported, discussed, followed, reported, answered or edited it, or gave it
    another status; so do the comments that a batch added to ideas of another. Asked again, what is free by then goes.
    Raises ``RuleViolation`` (``import.unknown``) for a batch that is not there.
    """
    with locked(f"commonwall import {current_schema()}"):
        batch = ImportBatch.objects.select_for_update().filter(pk=batch_id).first()
        if batch is None:
            known = ", ".join(str(pk) for pk in ImportBatch.objects.order_by("pk").values_list("pk", flat=True)) or "–"
            raise RuleViolation(
                "import.unknown",
                _("There is no batch %(batch)d here. There is: %(known)s.") % {"batch": batch_id, "known": known},
            )
        ideas = Idea.objects.filter(batch=batch)
        kept = list(ideas.filter(_is_acted_on()).order_by("year", "sequence").only("pk", "year", "sequence"))
        free = ideas.exclude(pk__in=[idea.pk for idea in kept])
        threads = list(free.values_list("discussion_id", flat=True))
        _remove(list(free.values_list("pk", flat=True)), threads)
        if threads or batch.undone_at is None:
            _tidy(batch)
            batch.undone_at = now
            batch.save(update_fields=["undone_at"])
            numbers = [idea.number for idea in kept]
            record(
                action="ideas.import_undone",
                actor=SYSTEM,
                target=batch,
                data={"removed": len(threads), "kept": numbers},
            )
    return Undone(batch, len(threads), tuple(idea.number for idea in kept))


def _is_acted_on() -> Q:
    """True for an idea with anything that the batch itself did not bring."""
    idea, thread = OuterRef("pk"), OuterRef("discussion_id")
    of_idea = ContentType.objects.get_for_model(Idea)
    of_comment = ContentType.objects.get_for_model(Comment)
    comments = Comment.objects.filter(discussion_id=thread)
    reported = Report.objects.filter(
        content_type=of_comment,
        object_id__in=Comment.objects.filter(discussion_id=OuterRef(OuterRef("discussion_id"))).values("pk"),
    )
    return (
        Q(Exists(Vote.objects.filter(idea_id=idea)))
        | Q(Exists(comments.filter(external_ref=None)))
        | Q(Exists(CommentLike.objects.filter(comment__discussion_id=thread)))
        | Q(Exists(Follow.objects.filter(discussion_id=thread)))
        | Q(Exists(OfficialFeedback.objects.filter(idea_id=idea)))
        | Q(Exists(StatusChange.objects.filter(idea_id=idea, changed_by__isnull=False)))
        | Q(Exists(IdeaRevision.objects.filter(idea_id=idea)))
        | Q(Exists(Attachment.objects.filter(idea_id=idea)))
        | Q(Exists(Report.objects.filter(content_type=of_idea, object_id=idea)))
        | Q(Exists(reported))
        | Q(edited_at__isnull=False)
        | Q(visibility__in=[Idea.Visibility.HIDDEN, Idea.Visibility.REMOVED, Idea.Visibility.EMPTIED])
    )


def _remove(ideas: list[int], threads: list[int]) -> None:
    """Ideas with their history and their threads, by one statement per table: nobody else points to them."""
    statements = (
        ("DELETE FROM ideas_statuschange WHERE idea_id = ANY(%s)", ideas),
        ("DELETE FROM ideas_idea_topics WHERE idea_id = ANY(%s)", ideas),
        ("DELETE FROM ideas_idea_neighbourhoods WHERE idea_id = ANY(%s)", ideas),
        ("DELETE FROM discussions_comment WHERE discussion_id = ANY(%s)", threads),
    )
    with connection.cursor() as cursor:
        for statement, ids in statements:
            cursor.execute(statement, [ids])
    # What other apps have come to hang on an idea goes the long way, through the models.
    Idea.objects.filter(pk__in=ideas).delete()
    Discussion.objects.filter(pk__in=threads).delete()


def _tidy(batch: ImportBatch) -> None:
    """Authors without an account whom nothing here is by; topics and projects that the batch made for itself."""
    prefix = batch.counts.get("source", batch.format)
    strangers = Participant.objects.filter(external_ref__startswith=f"{prefix}:", user=None)
    strangers.filter(
        ~Exists(Idea.objects.filter(author_id=OuterRef("pk"))),
        ~Exists(Comment.objects.filter(author_id=OuterRef("pk"))),
    ).delete()
    Topic.objects.filter(pk__in=batch.counts.get("topics", []), ideas=None).delete()
    Project.objects.filter(pk__in=batch.counts.get("projects", []), ideas=None).delete()
