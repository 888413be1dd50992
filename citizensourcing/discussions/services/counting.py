"""The counters of a thread, moved by one statement each."""

from django.db.models import F

from citizensourcing.discussions.models import Comment, Discussion


def move(comment: Comment, step: int) -> None:
    """A comment became visible (``step`` 1) or stopped being so (-1): count it in its root and in its thread.

    Always the root first and the thread second, so that two people who write at once never wait for each other in a
    circle. Runs in the caller's transaction.
    """
    if comment.root_id is not None:
        Comment.objects.filter(pk=comment.root_id).update(reply_count=F("reply_count") + step)
    Discussion.objects.filter(pk=comment.discussion_id).update(
        comment_count=F("comment_count") + step,
        for_count=F("for_count") + step * (comment.stance == Comment.Stance.FOR),
        against_count=F("against_count") + step * (comment.stance == Comment.Stance.AGAINST),
    )
