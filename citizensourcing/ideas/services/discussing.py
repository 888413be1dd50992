"""Discussing an idea: each act asks whether it may be done here and now, then the thread does it."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from citizensourcing.discussions import services as discussions
from citizensourcing.discussions.models import Comment
from citizensourcing.discussions.services.commenting import LONGEST
from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.permissions import why_nothing_new
from citizensourcing.ideas.services.contacts import require_no_contacts
from citizensourcing.moderation.models import Report
from citizensourcing.moderation.services import file_report
from citizensourcing.participants.models import Participant
from citizensourcing.participants.permissions import speaks_as
from citizensourcing.projects import participation
from citizensourcing.projects.models import Action
from common.exceptions import RuleViolation


@transaction.atomic
def comment_on(
    *,
    idea: Idea,
    author: Participant | None,
    text: str,
    now: datetime,
    stance: str = Comment.Stance.NEUTRAL,
    parent: Comment | None = None,
    language: str = "",
    with_contacts: bool = False,
) -> Comment:
    """Say something about an idea, or answer somebody who did. Staff speak under their role.

    ``with_contacts`` says that they want an address or number in it published. Raises ``RuleViolation``: a reason of
    ``participation.why_not``, ``idea.texts_gone``, ``comment.idea_closed``, ``text.contacts``, or one of
    ``discussions.services.add_comment``.
    """
    author = participation.require(author, Action.COMMENT, idea.project, now)
    _require_on_the_wall(idea)
    if not with_contacts:
        require_no_contacts({"text": text[:LONGEST]})
    comment = discussions.add_comment(
        discussion=idea.discussion,
        author=author,
        text=text,
        stance=stance,
        parent=parent,
        staff_role=speaks_as(author),
        language=language,
        now=now,
    )
    _follow_count(idea)
    return comment


@transaction.atomic
def edit_own_comment(
    *,
    idea: Idea,
    comment: Comment,
    by: Participant | None,
    text: str,
    stance: str,
    now: datetime,
    with_contacts: bool = False,
) -> Comment:
    """Change what one said, during the city's edit window. Raises ``RuleViolation`` like ``edit_comment``, and
    ``text.contacts`` as ``comment_on`` does, for what did not stand there before.
    """
    by = participation.require_person(by, now)
    _require_here(idea, comment)
    changed = discussions.edit_comment(comment=comment, by=by, text=text, stance=stance, now=now)
    if not with_contacts:
        require_no_contacts({"text": changed.text}, before=(comment.text,))
    return changed


@transaction.atomic
def delete_own_comment(*, idea: Idea, comment: Comment, by: Participant | None, now: datetime) -> Comment:
    """Take back what one said. Nobody is ever kept from it: a block or a closed wall stop writing, not withdrawing.

    Raises ``RuleViolation``: ``participation.sign_in``, ``comment.not_yours``, ``comment.gone``.
    """
    by = participation.require_somebody(by)
    _require_here(idea, comment)
    gone = discussions.delete_comment(comment=comment, by=by, now=now)
    _follow_count(idea)
    return gone


@transaction.atomic
def like_comment(*, idea: Idea, comment: Comment, by: Participant | None, now: datetime) -> bool:
    """Find an argument good; True if that is new."""
    by = participation.require(by, Action.COMMENT, idea.project, now)
    _require_on_the_wall(idea)
    _require_here(idea, comment)
    return discussions.like_comment(comment=comment, by=by)


@transaction.atomic
def unlike_comment(*, idea: Idea, comment: Comment, by: Participant | None, now: datetime) -> bool:
    """Take that back; True if there was something to take back. Raises as ``participation.require_to_take_back``."""
    by = participation.require_to_take_back(by, Action.COMMENT, idea.project, now)
    _require_here(idea, comment)
    return discussions.unlike_comment(comment=comment, by=by)


@transaction.atomic
def report_comment(
    *, idea: Idea, comment: Comment, reporter: Participant | None, reason: str, text: str, now: datetime
) -> Report:
    """Put a comment before the moderators. Raises ``RuleViolation``: as ``file_report``, and of ``participation``."""
    reporter = participation.require_person(reporter, now)
    _require_here(idea, comment)
    return file_report(target=comment, author_id=comment.author_id, reporter=reporter, reason=reason, text=text)


@transaction.atomic
def hide_comment(*, idea: Idea, comment: Comment, by: Participant | None, reason: str) -> Comment:
    """Take a comment out of sight; everybody reads the reason in its place."""
    _require_here(idea, comment)
    hidden = discussions.hide_comment(comment=comment, by=by, reason=reason)
    _follow_count(idea)
    return hidden


@transaction.atomic
def show_comment_again(*, idea: Idea, comment: Comment, by: Participant | None) -> Comment:
    """Undo a hiding."""
    _require_here(idea, comment)
    shown = discussions.show_comment_again(comment=comment, by=by)
    _follow_count(idea)
    return shown


def _require_on_the_wall(idea: Idea) -> None:
    if refusal := why_nothing_new(idea):
        raise RuleViolation(refusal.code, refusal.sentence)
    if idea.visibility != Idea.Visibility.PUBLISHED:
        raise RuleViolation("comment.idea_closed", _("This idea is not on the wall now, so it cannot be discussed."))


def _require_here(idea: Idea, comment: Comment) -> None:
    """A comment of another thread is a mistake of the caller, never of a resident."""
    if comment.discussion_id != idea.discussion_id:
        msg = f"comment {comment.pk} does not belong to idea {idea.pk}"
        raise ValueError(msg)


def _follow_count(idea: Idea) -> None:
    """Give the idea its thread's counter, in the transaction that moved it.

    The thread's row is locked (thread first, idea second, as everywhere), so that two comments at once cannot leave
    an idea with the count of the first.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE ideas_idea AS idea SET comment_count = thread.comment_count
            FROM (SELECT comment_count FROM discussions_discussion WHERE id = %s FOR NO KEY UPDATE) AS thread
            WHERE idea.id = %s
            """,
            [idea.discussion_id, idea.pk],
        )
