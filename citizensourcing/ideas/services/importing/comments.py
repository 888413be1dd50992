"""Writing the comments of an earlier platform, in threads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

from citizensourcing.discussions import services as discussions
from citizensourcing.discussions.models import Comment
from citizensourcing.ideas.importing.rows import EarlierComment
from citizensourcing.ideas.models import Idea
from citizensourcing.participants.models import Participant


@dataclass(slots=True)
class Written:
    """How many comments were written, and into which threads (ids of discussions)."""

    written: int = 0
    threads: set[int] = field(default_factory=set)


def write_comments(
    earlier: Sequence[EarlierComment], authors: Mapping[str, Participant], *, batch_size: int
) -> Written:
    """Write comments level by level, each under the one it answers, and count them.

    One whose parent never came (deleted, or on a page that was not exported) begins a thread of its own. One without a
    text is a tombstone. Two that answer each other in a circle begin threads too. Runs in the caller's transaction.
    """
    result = Written()
    if not earlier:
        return result
    ideas = {
        ref: (discussion, language)
        for ref, discussion, language in Idea.objects.filter(
            external_ref__in={one.idea_ref for one in earlier}
        ).values_list("external_ref", "discussion_id", "language")
    }
    # By reference: (id, root's id, discussion). Parents may have come with an earlier import.
    placed = {
        str(ref): (pk, root or pk, discussion)
        for ref, pk, root, discussion in Comment.objects.filter(
            external_ref__in={one.parent_ref for one in earlier if one.parent_ref}
        ).values_list("external_ref", "pk", "root_id", "discussion_id")
    }
    waiting = {one.ref: one for one in earlier if one.idea_ref in ideas}
    while waiting:
        ready = [one for one in waiting.values() if one.parent_ref not in waiting]
        if not ready:  # a circle
            ready = list(waiting.values())
        made = Comment.objects.bulk_create(
            [_comment(one, ideas[one.idea_ref], placed, authors) for one in ready], batch_size=batch_size
        )
        for one, comment in zip(ready, made, strict=True):
            placed[one.ref] = (comment.pk, comment.root_id or comment.pk, comment.discussion_id)
            result.threads.add(comment.discussion_id)
            del waiting[one.ref]
        result.written += len(made)
    discussions.recount()
    _note_latest(result.threads)
    return result


def _comment(
    one: EarlierComment,
    idea: tuple[int, str],
    placed: Mapping[str, tuple[int, int, int]],
    authors: Mapping[str, Participant],
) -> Comment:
    discussion, language = idea
    parent = placed.get(one.parent_ref)
    if parent is not None and parent[2] != discussion:
        parent = None
    return Comment(
        discussion_id=discussion,
        author=authors.get(one.author.ref) if one.author else None,
        parent_id=parent[0] if parent else None,
        root_id=parent[1] if parent else None,
        stance=one.stance,
        text=one.text,
        language=one.language or language,
        visibility=Comment.Visibility.PUBLISHED if one.text else Comment.Visibility.DELETED,
        earlier_likes=one.likes,
        earlier_dislikes=one.dislikes,
        created_at=one.created_at,
        external_ref=one.ref,
    )


def _note_latest(threads: set[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE discussions_discussion AS thread SET last_comment_at = latest.at
            FROM (
                SELECT discussion_id, max(created_at) AS at FROM discussions_comment
                WHERE visibility = 'published' AND discussion_id = ANY(%(threads)s) GROUP BY discussion_id
            ) AS latest
            WHERE latest.discussion_id = thread.id
            """,
            {"threads": list(threads)},
        )
