"""Everything that writes ideas, votes and answers. One verb per function; other apps import from here."""

from citizensourcing.ideas.services.answering import change_status, write_feedback
from citizensourcing.ideas.services.discussing import (
    comment_on,
    delete_own_comment,
    edit_own_comment,
    hide_comment,
    like_comment,
    report_comment,
    show_comment_again,
    unlike_comment,
)
from citizensourcing.ideas.services.drafting import (
    attach_picture,
    begin_draft,
    claim_draft,
    describe_picture,
    discard_draft,
    publish_draft,
    remove_picture,
    save_step,
    tidy_drafts,
)
from citizensourcing.ideas.services.erasing import let_go_of_author, take_down_texts
from citizensourcing.ideas.services.exposure import fold_views, note_shown
from citizensourcing.ideas.services.hiding import hide_idea, report_idea, show_idea_again
from citizensourcing.ideas.services.illustrating import add_picture, take_picture_off
from citizensourcing.ideas.services.recounting import recount
from citizensourcing.ideas.services.sharing import share_idea
from citizensourcing.ideas.services.submitting import edit_idea, submit_idea, withdraw_idea
from citizensourcing.ideas.services.voting import recompute_owed, take_back_vote, vote_for

__all__ = [
    "add_picture",
    "attach_picture",
    "begin_draft",
    "change_status",
    "claim_draft",
    "comment_on",
    "delete_own_comment",
    "describe_picture",
    "discard_draft",
    "edit_idea",
    "edit_own_comment",
    "fold_views",
    "hide_comment",
    "hide_idea",
    "let_go_of_author",
    "like_comment",
    "note_shown",
    "publish_draft",
    "recompute_owed",
    "recount",
    "remove_picture",
    "report_comment",
    "report_idea",
    "save_step",
    "share_idea",
    "show_comment_again",
    "show_idea_again",
    "submit_idea",
    "take_back_vote",
    "take_down_texts",
    "take_picture_off",
    "tidy_drafts",
    "unlike_comment",
    "vote_for",
    "withdraw_idea",
    "write_feedback",
]
