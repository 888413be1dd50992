"""An author leaves a discussion: their comments stay without them, or go as far as nobody has answered them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from citizensourcing.discussions.models import Comment, CommentLike, Follow
from citizensourcing.discussions.services.counting import move
from citizensourcing.moderation import services as moderation
from citizensourcing.participants.models import Participant

_STAYS = (Comment.Visibility.PUBLISHED, Comment.Visibility.HELD)


@dataclass(frozen=True, slots=True)
class TakenDown:
    """How many comments went, and in which threads: their owners' counters follow."""

    gone: int
    threads: frozenset[int]


@transaction.atomic
def take_down_comments(*, author: Participant, keeps_texts: bool, limit: int) -> TakenDown:
    """Remove up to ``limit`` comments of somebody who leaves, newest first; one with answers leaves a tombstone.

    With ``keeps_texts`` only what nobody can read any more goes: what moderators hid, and what was removed before.
    """
    now = timezone.now()
    theirs = Comment.objects.select_for_update(of=("self",)).filter(author=author)
    if keeps_texts:
        theirs = theirs.exclude(visibility__in=_STAYS)
    chosen = list(theirs.order_by("-pk")[:limit])
    for comment in chosen:
        _take_down(comment, now)
    return TakenDown(gone=len(chosen), threads=frozenset(comment.discussion_id for comment in chosen))


@transaction.atomic
def let_go_of_author(*, author: Participant, heir: Participant | None) -> None:
    """Take the author's name off the comments that stay; their likes move to ``heir``, so that counts stay."""
    Comment.objects.filter(author=author).update(author=None)
    Follow.objects.filter(participant=author).delete()
    if heir is not None:
        CommentLike.objects.filter(participant=author).update(participant=heir)


def _take_down(comment: Comment, now: datetime) -> None:
    if comment.visibility == Comment.Visibility.PUBLISHED:
        move(comment, -1)
    if Comment.objects.filter(Q(parent=comment) | Q(root=comment)).exists():
        comment.visibility, comment.text, comment.hidden_reason = Comment.Visibility.DELETED, "", ""
        comment.author, comment.edited_at = None, now
        comment.save(update_fields=["visibility", "text", "hidden_reason", "author", "edited_at"])
        moderation.empty_reports_about(model=Comment, ids=[comment.pk])
        return
    moderation.settle_reports_about(model=Comment, ids=[comment.pk], now=now)
    comment.delete()
