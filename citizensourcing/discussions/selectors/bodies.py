"""Comments as programs read them: PostgreSQL writes the JSON, in the one statement that finds them.

What is to be read is what the page shows: of what was deleted or hidden nothing but that it was there (and why), of
what waits for a moderator nothing but to its author.
"""

from functools import lru_cache
from typing import Any, Final

from django.db import connection

from citizensourcing.discussions.models import Comment
from citizensourcing.discussions.selectors.threads import REPLIES_SHOWN, SORTS
from common.instants import written_in_sql
from common.json_rows import JsonPage, json_page

_GONE: Final = "{alias}.visibility IN ('deleted', 'hidden')"
_GONE_TO_ITS_AUTHOR: Final = "{alias}.visibility = 'deleted'"
_COLUMNS: Final = """
    {alias}.id, {alias}.parent_id AS parent, {alias}.root_id AS root, {alias}.stance,
    CASE WHEN NOT {gone} THEN {alias}.text END AS text, {alias}.language, {alias}.visibility,
    CASE WHEN {alias}.visibility = 'hidden' THEN {alias}.hidden_reason END AS hidden_reason,
    CASE WHEN NOT {gone} THEN (
        SELECT json_build_object('name', display_name, 'profile', CASE WHEN is_public THEN id END)
        FROM participants_participant WHERE id = {alias}.author_id
    ) END AS author,
    CASE WHEN NOT {gone} THEN nullif({alias}.staff_role, '') END AS staff_role,
    {alias}.like_count AS likes, {alias}.earlier_likes, {alias}.earlier_dislikes,
    {created_at} AS created_at, {edited_at} AS edited_at"""
_TOLD: Final = """,
    EXISTS (SELECT 1 FROM discussions_commentlike
        WHERE comment_id = {alias}.id AND participant_id = %(viewer)s::bigint) AS liked,
    {alias}.author_id IS NOT DISTINCT FROM %(viewer)s::bigint AS is_yours"""
_READABLE: Final = "({alias}.visibility <> 'held' OR {alias}.author_id = %(reader)s::bigint)"
_WEIGHT: Final = "(comment.like_count::bigint + comment.earlier_likes - comment.earlier_dislikes)"
_INSTANT: Final = "comment.created_at"
# What each order goes by, and what comes after a place in it.
_ORDERS: Final = {
    "best": (_WEIGHT, f"({_WEIGHT}, comment.id) < (%(value)s::bigint, %(id)s::bigint)", "DESC"),
    "newest": (_INSTANT, f"({_INSTANT}, comment.id) < (%(value)s::timestamptz, %(id)s::bigint)", "DESC"),
    "oldest": (_INSTANT, f"({_INSTANT}, comment.id) > (%(value)s::timestamptz, %(id)s::bigint)", "ASC"),
}
assert set(_ORDERS) == set(SORTS)  # noqa: S101 -- the page's orders, all of them


def comment_bodies(
    discussion_id: int,
    *,
    sort: str,
    place: list[Any] | None,
    limit: int,
    reader: int | None,
    viewer: int | None,
    address: str,
) -> JsonPage:
    """The top level of a thread, each comment with its first answers, as JSON.

    ``sort`` is one of ``SORTS``; ``place`` what ``JsonPage.place`` said. ``reader`` is the id of who asks, ``viewer``
    the same when they may be told what they like, both None for a visitor. ``address`` is the path under which the
    comments of this thread stand, with a slash at its end. One query.
    """
    values = {"thread": discussion_id, "reader": reader, "viewer": viewer, "address": address}
    if place is not None:
        values |= {"value": place[0], "id": place[1]}
    statement = _list_statement(sort, is_later=place is not None, limit=limit, has_viewer=viewer is not None)
    return json_page(statement, values, limit=limit)


def reply_bodies(
    root_id: int, *, place: list[Any] | None, limit: int, reader: int | None, viewer: int | None
) -> JsonPage:
    """The answers under a top-level comment, oldest first, as JSON; arguments as for ``comment_bodies``. One query."""
    values = {"root": root_id, "reader": reader, "viewer": viewer}
    if place is not None:
        values |= {"value": place[0], "id": place[1]}
    statement = _replies_statement(is_later=place is not None, limit=limit, has_viewer=viewer is not None)
    return json_page(statement, values, limit=limit)


def comment_body(discussion_id: int, pk: int, *, reader: int | None, viewer: int | None, address: str) -> bytes | None:
    """One comment of a thread with its first answers, as JSON; None when it is not there for the reader. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT to_json(body)::text FROM discussions_comment AS comment, {_whole(has_viewer=viewer is not None)}
            WHERE comment.id = %(comment)s::numeric AND comment.discussion_id = %(thread)s
                AND {_READABLE.format(alias="comment")}
            """,  # noqa: S608 -- made of this module's own constants; every value is a parameter
            {"comment": pk, "thread": discussion_id, "reader": reader, "viewer": viewer, "address": address},
        )
        row = cursor.fetchone()
    return None if row is None else str(row[0]).encode()


def has_root(discussion_id: int, pk: int) -> bool:
    """Whether a top-level comment of this thread has this id. One query."""
    return Comment.objects.filter(pk=pk, discussion_id=discussion_id, root=None).exists()


@lru_cache(maxsize=8)
def comment_columns(alias: str, *, has_viewer: bool, is_own: bool = False) -> str:
    """What is said of a comment, as columns of SQL; with ``has_viewer`` they take the parameter ``viewer``.

    ``is_own``: read by its author, who still sees what a moderator hid.
    """
    gone = (_GONE_TO_ITS_AUTHOR if is_own else _GONE).format(alias=alias)
    created_at, edited_at = (written_in_sql(f"{alias}.{name}") for name in ("created_at", "edited_at"))
    columns = _COLUMNS + (_TOLD if has_viewer else "")
    return columns.format(alias=alias, gone=gone, created_at=created_at, edited_at=edited_at)


@lru_cache(maxsize=2)
def _whole(*, has_viewer: bool) -> str:
    """A comment with its first answers; for an answer, which has none of its own, the list is empty."""
    return f"""
        LATERAL (
            SELECT coalesce(json_agg(reply.said ORDER BY reply.nth) FILTER (WHERE reply.nth <= {REPLIES_SHOWN}), '[]')
                AS replies,
                CASE WHEN count(*) > {REPLIES_SHOWN} THEN %(address)s || comment.id || '/replies/' END AS more_replies
            FROM (
                SELECT first.nth, (
                    SELECT to_json(answer) FROM (SELECT {comment_columns("first", has_viewer=has_viewer)}) AS answer
                ) AS said FROM (
                    SELECT *, row_number() OVER (ORDER BY created_at, id) AS nth FROM (
                        SELECT * FROM discussions_comment AS reply
                        WHERE reply.root_id = comment.id AND {_READABLE.format(alias="reply")}
                        ORDER BY reply.created_at, reply.id LIMIT {REPLIES_SHOWN + 1}
                    ) AS earliest
                ) AS first
            ) AS reply
        ) AS below,
        LATERAL (
            SELECT {comment_columns("comment", has_viewer=has_viewer)},
                comment.reply_count AS reply_count, below.replies, below.more_replies
        ) AS body"""  # noqa: S608 -- as above


@lru_cache(maxsize=512)
def _list_statement(sort: str, *, is_later: bool, limit: int, has_viewer: bool) -> str:
    value, after, turn = _ORDERS[sort]
    return f"""
        SELECT to_json(body)::text, page.value, page.id FROM (
            SELECT comment.id, {value} AS value FROM discussions_comment AS comment
            WHERE comment.discussion_id = %(thread)s AND comment.root_id IS NULL
                AND {_READABLE.format(alias="comment")} {f"AND {after}" if is_later else ""}
            ORDER BY 2 {turn}, 1 {turn} LIMIT {limit + 1}
        ) AS page JOIN discussions_comment AS comment ON comment.id = page.id, {_whole(has_viewer=has_viewer)}
        ORDER BY page.value {turn}, page.id {turn}
    """  # noqa: S608 -- as above


@lru_cache(maxsize=256)
def _replies_statement(*, is_later: bool, limit: int, has_viewer: bool) -> str:
    value, after, turn = _ORDERS["oldest"]
    return f"""
        SELECT to_json(body)::text, {value}, comment.id FROM discussions_comment AS comment,
            LATERAL (SELECT {comment_columns("comment", has_viewer=has_viewer)}) AS body
        WHERE comment.root_id = %(root)s AND {_READABLE.format(alias="comment")} {f"AND {after}" if is_later else ""}
        ORDER BY {value} {turn}, comment.id {turn} LIMIT {limit + 1}
    """  # noqa: S608 -- as above
