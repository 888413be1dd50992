"""Finding an argument good, and no longer."""

from django.db import connection
from django.utils.translation import gettext as _

from citizensourcing.discussions.models import Comment
from citizensourcing.participants.models import Participant
from common.exceptions import RuleViolation


def like_comment(*, comment: Comment, by: Participant) -> bool:
    """Like a comment; True if that is new. Liking twice is not an error, and liking what is gone does nothing.

    Raises ``RuleViolation`` (``comment.own_like``) for one's own. One statement inserts and, only if a row came,
    counts it: however many people do it at once, each is counted exactly once. No audit entry: it is theirs alone.
    """
    if comment.author_id == by.pk:
        raise RuleViolation("comment.own_like", _("You wrote this one. Others can like it."))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH given AS (
                INSERT INTO discussions_commentlike (comment_id, participant_id, created_at)
                SELECT comment.id, %(person)s, now() FROM discussions_comment AS comment
                WHERE comment.id = %(comment)s AND comment.visibility = 'published'
                ON CONFLICT (comment_id, participant_id) DO NOTHING RETURNING comment_id
            )
            UPDATE discussions_comment AS comment SET like_count = comment.like_count + 1
            FROM given WHERE comment.id = given.comment_id
            """,
            {"comment": comment.pk, "person": by.pk},
        )
        return bool(cursor.rowcount == 1)


def unlike_comment(*, comment: Comment, by: Participant) -> bool:
    """Take a like back by deleting its row; True if there was one. Counted by the same statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH gone AS (
                DELETE FROM discussions_commentlike
                WHERE comment_id = %(comment)s AND participant_id = %(person)s RETURNING comment_id
            )
            UPDATE discussions_comment AS comment SET like_count = comment.like_count - 1
            FROM gone WHERE comment.id = gone.comment_id
            """,
            {"comment": comment.pk, "person": by.pk},
        )
        return bool(cursor.rowcount == 1)
