"""Commenting, answering, liking, following. Whether it may be done now, the thread's owner has asked."""

from citizensourcing.discussions.services.commenting import add_comment, delete_comment, edit_comment
from citizensourcing.discussions.services.erasing import let_go_of_author, take_down_comments
from citizensourcing.discussions.services.following import follow_discussion, unfollow_discussion
from citizensourcing.discussions.services.hiding import hide_comment, show_comment_again
from citizensourcing.discussions.services.liking import like_comment, unlike_comment
from citizensourcing.discussions.services.recounting import recount

__all__ = [
    "add_comment",
    "delete_comment",
    "edit_comment",
    "follow_discussion",
    "hide_comment",
    "let_go_of_author",
    "like_comment",
    "recount",
    "show_comment_again",
    "take_down_comments",
    "unfollow_discussion",
    "unlike_comment",
]
