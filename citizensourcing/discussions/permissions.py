"""May this person see or change this comment. Whether one may speak here at all, the thread's owner answers."""

from datetime import datetime, timedelta

from django.http import Http404

from citizensourcing.discussions.models import Comment
from citizensourcing.participants.models import Participant


def comment_for(discussion_id: int, pk: int) -> Comment:
    """A comment of this thread, tombstones included; else Http404. One query."""
    comment = Comment.objects.select_related("author").filter(pk=pk, discussion_id=discussion_id).first()
    if comment is None:
        raise Http404
    return comment


def is_author(person: Participant | None, comment: Comment) -> bool:
    """True for the one who wrote it."""
    return person is not None and comment.author_id == person.pk


def may_edit(comment: Comment, person: Participant | None, *, edit_minutes: int, now: datetime) -> bool:
    """True for its author in the first minutes."""
    return is_author(person, comment) and now < comment.created_at + timedelta(minutes=edit_minutes)
