"""What one person said under ideas, as PostgreSQL writes it for programs."""

from typing import Any

from django.utils.translation import gettext

from citizensourcing.discussions.selectors import comment_columns
from common.json_rows import JsonPage, json_page


def comments_by(author_id: int, *, is_self: bool, place: list[Any] | None, limit: int) -> JsonPage:
    """The comments of one person under ideas, newest first, as JSON, each with its idea's number.

    For themselves all but what they took back; for others what stands, under ideas on the wall. What is off the wall
    keeps its title to itself. One query.
    """
    values: dict[str, Any] = {"person": author_id, "untitled": gettext("An idea of a former resident")}
    after = ""
    if place is not None:
        after = "AND (comment.created_at, comment.id) < (%(value)s::timestamptz, %(id)s::bigint)"
        values |= {"value": place[0], "id": place[1]}
    public = "AND comment.visibility = 'published' AND idea.visibility IN ('published', 'emptied')"
    statement = f"""
        SELECT to_json(body)::text, comment.created_at, comment.id FROM discussions_comment AS comment
        JOIN ideas_idea AS idea ON idea.discussion_id = comment.discussion_id, LATERAL (
            SELECT {comment_columns("comment", has_viewer=False, is_own=is_self)}, json_build_object(
                'number', idea.year || '-' || lpad(idea.sequence::text, greatest(5, length(idea.sequence::text)), '0'),
                'title', CASE idea.visibility WHEN 'published' THEN idea.title
                    WHEN 'emptied' THEN %(untitled)s::text END
            ) AS idea
        ) AS body
        WHERE comment.author_id = %(person)s AND comment.visibility <> 'deleted' {"" if is_self else public} {after}
        ORDER BY comment.created_at DESC, comment.id DESC LIMIT {limit + 1}
    """  # noqa: S608 -- made of constants; every value is a parameter
    return json_page(statement, values, limit=limit)
