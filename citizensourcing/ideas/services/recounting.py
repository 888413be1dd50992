"""Every counter has a recount that must agree with it."""

from dataclasses import dataclass

from django.db import connection, transaction

from citizensourcing.discussions import services as discussions
from citizensourcing.ideas.services.voting import recompute_support


@dataclass(frozen=True, slots=True)
class Recounted:
    """How many rows were wrong, and are right now."""

    supports: int
    comments: int


@transaction.atomic
def recount() -> Recounted:
    """Set every counter of the city's ideas from what is counted. A healthy city answers 0 and 0."""
    discussions.recount()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE ideas_idea AS idea SET comment_count = thread.comment_count
            FROM discussions_discussion AS thread
            WHERE thread.id = idea.discussion_id AND idea.comment_count <> thread.comment_count
            """
        )
        comments = int(cursor.rowcount)
    return Recounted(supports=recompute_support(), comments=comments)
