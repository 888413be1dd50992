"""Taking a comment out of sight with a reason, and showing it again."""

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from citizensourcing.discussions.models import Comment
from citizensourcing.discussions.services.counting import move
from citizensourcing.participants.models import Participant
from citizensourcing.participants.permissions import StaffAction, require_staff
from citizensourcing.participants.services import actor
from common.exceptions import RuleViolation


@transaction.atomic
def hide_comment(*, comment: Comment, by: Participant | None, reason: str) -> Comment:
    """Put a reason in a comment's place; its words stay stored, and its answers stay where they are.

    Raises ``RuleViolation``: ``staff.not_allowed``, ``comment.hide_reason``, ``comment.gone``.
    """
    require_staff(by, StaffAction.HIDE)
    reason = reason.strip()
    if not reason:
        raise RuleViolation("comment.hide_reason", _("Say why: everybody who reads on will see it."), field="reason")
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if comment.visibility not in {Comment.Visibility.PUBLISHED, Comment.Visibility.HELD}:
        raise RuleViolation("comment.gone", _("This comment is no longer in the discussion."))
    was_counted = comment.visibility == Comment.Visibility.PUBLISHED
    comment.visibility, comment.hidden_reason = Comment.Visibility.HIDDEN, reason[:500]
    comment.save(update_fields=["visibility", "hidden_reason"])
    if was_counted:
        move(comment, -1)
    record(action="discussions.comment_hidden", actor=actor(by), target=comment)
    return comment


@transaction.atomic
def show_comment_again(*, comment: Comment, by: Participant | None) -> Comment:
    """Undo a hiding. What its author removed stays removed.

    Raises ``RuleViolation``: ``staff.not_allowed``, ``comment.not_hidden``.
    """
    require_staff(by, StaffAction.HIDE)
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if comment.visibility != Comment.Visibility.HIDDEN:
        raise RuleViolation("comment.not_hidden", _("This comment is not hidden."))
    comment.visibility, comment.hidden_reason = Comment.Visibility.PUBLISHED, ""
    comment.save(update_fields=["visibility", "hidden_reason"])
    move(comment, 1)
    record(action="discussions.comment_shown_again", actor=actor(by), target=comment)
    return comment
