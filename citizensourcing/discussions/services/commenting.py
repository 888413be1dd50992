"""Saying something, changing it for a while, taking it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.services import record
from citizensourcing.discussions import permissions
from citizensourcing.discussions.models import Comment, Discussion
from citizensourcing.discussions.services.counting import move
from citizensourcing.discussions.services.following import follow_discussion
from citizensourcing.participants.models import Participant
from citizensourcing.participants.services import actor
from common.exceptions import RuleViolation
from common.sanitise import is_far_too_long, plain
from tenants.context import require_city

LONGEST = 2000


@transaction.atomic
def add_comment(
    *,
    discussion: Discussion,
    author: Participant,
    text: str,
    now: datetime,
    stance: str = Comment.Stance.NEUTRAL,
    parent: Comment | None = None,
    staff_role: str = "",
    language: str = "",
) -> Comment:
    """Put a comment into a thread, or under the one it answers; its author follows the thread from now on.

    ``parent`` may stand on either level: what answers a reply stands on level two as well, under the same root, and
    remembers whom it answers. ``staff_role`` is the role under which staff speak, frozen with the comment.
    Raises ``RuleViolation``: ``comment.empty``, ``comment.long``, ``comment.stance``, ``comment.parent_gone``,
    ``discussion.closed``.
    """
    text = _checked(text, stance)
    if parent is not None and (
        parent.discussion_id != discussion.pk or parent.visibility != Comment.Visibility.PUBLISHED
    ):
        raise RuleViolation(
            "comment.parent_gone", _("What you answer is no longer here. You can say it as a comment of its own.")
        )
    # Asked of the row, not of the object in hand: a thread that closes while somebody types is closed.
    if not Discussion.objects.filter(pk=discussion.pk, is_open=True).exists():
        raise RuleViolation("discussion.closed", _("This discussion is closed. It can still be read."))
    comment = Comment.objects.create(
        discussion=discussion,
        author=author,
        parent=parent,
        root_id=None if parent is None else parent.root_id or parent.pk,
        stance=stance,
        text=text,
        language=language,
        staff_role=staff_role,
        created_at=now,
    )
    move(comment, 1)
    Discussion.objects.filter(pk=discussion.pk).exclude(last_comment_at__gte=now).update(last_comment_at=now)
    follow_discussion(discussion=discussion, participant=author)
    record(action="discussions.commented", actor=actor(author), target=comment)
    return comment


@transaction.atomic
def edit_comment(*, comment: Comment, by: Participant, text: str, stance: str, now: datetime) -> Comment:
    """Change one's own comment, freely during the city's edit window and not at all afterwards.

    Raises ``RuleViolation``: ``comment.not_yours``, ``comment.gone``, ``comment.edit_over``, and those of its text.
    """
    minutes = require_city().rules.edit_minutes
    comment = _own(comment, by)
    if not permissions.may_edit(comment, by, edit_minutes=minutes, now=now):
        raise RuleViolation(
            "comment.edit_over",
            ngettext(
                "A comment can be changed for %(minutes)d minute. You can answer it, or remove it.",
                "A comment can be changed for %(minutes)d minutes. You can answer it, or remove it.",
                minutes,
            )
            % {"minutes": minutes},
        )
    text = _checked(text, stance)
    if (text, stance) == (comment.text, comment.stance):
        return comment
    if stance != comment.stance:
        move(comment, -1)
        comment.stance = stance
        move(comment, 1)
    comment.text, comment.edited_at = text, now
    comment.save(update_fields=["text", "stance", "edited_at"])
    record(action="discussions.comment_edited", actor=actor(by), target=comment)
    return comment


@transaction.atomic
def delete_comment(*, comment: Comment, by: Participant, now: datetime) -> Comment:
    """Take one's own comment back. Its words are erased; a tombstone holds its place, so that answers keep theirs.

    Raises ``RuleViolation``: ``comment.not_yours``, ``comment.gone``.
    """
    comment = _own(comment, by)
    was_counted = comment.visibility == Comment.Visibility.PUBLISHED
    # The moment of an author's last change: for a tombstone, when it was removed.
    comment.visibility, comment.text, comment.edited_at = Comment.Visibility.DELETED, "", now
    comment.save(update_fields=["visibility", "text", "edited_at"])
    if was_counted:
        move(comment, -1)
    record(action="discussions.comment_deleted", actor=actor(by), target=comment)
    return comment


def _own(comment: Comment, by: Participant) -> Comment:
    """The comment as it stands, locked, when it is theirs and still there."""
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if comment.author_id != by.pk:
        raise RuleViolation("comment.not_yours", _("Only the person who wrote a comment can change it."))
    if comment.visibility not in {Comment.Visibility.PUBLISHED, Comment.Visibility.HELD}:
        raise RuleViolation("comment.gone", _("This comment is no longer in the discussion."))
    return comment


def _require_length(text: str) -> None:
    """Raise ``RuleViolation`` (``comment.long``) for more than ``LONGEST`` characters, saying how many too many."""
    if len(text) > LONGEST:
        raise RuleViolation(
            "comment.long",
            ngettext(
                "This is %(over)d character too long. Say the heart of it; you can add a second comment.",
                "This is %(over)d characters too long. Say the heart of it; you can add a second comment.",
                len(text) - LONGEST,
            )
            % {"over": len(text) - LONGEST},
            field="text",
        )


def _checked(text: str, stance: str) -> str:
    if is_far_too_long(text, LONGEST):
        _require_length(text)
    text = plain(text)
    if not text:
        raise RuleViolation("comment.empty", _("Write what you want to say."), field="text")
    _require_length(text)
    if stance not in Comment.Stance.values:
        raise RuleViolation("comment.stance", _("Say whether you are for it, against it, or neither."), field="stance")
    return text
