"""Reading threads: for pages, and as JSON for programs."""

from citizensourcing.discussions.selectors.bodies import (
    comment_bodies,
    comment_body,
    comment_columns,
    has_root,
    reply_bodies,
)
from citizensourcing.discussions.selectors.threads import (
    SORTS,
    CommentLine,
    ThreadOwner,
    ThreadPage,
    follower_ids,
    line_of,
    one_with_replies,
    thread_page,
)

__all__ = [
    "SORTS",
    "CommentLine",
    "ThreadOwner",
    "ThreadPage",
    "comment_bodies",
    "comment_body",
    "comment_columns",
    "follower_ids",
    "has_root",
    "line_of",
    "one_with_replies",
    "reply_bodies",
    "thread_page",
]
