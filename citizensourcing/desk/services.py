"""Deciding reports: the report is moderation's, the thing is its owner's, and both change together or not at all."""

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from citizensourcing.discussions.models import Comment
from citizensourcing.ideas import services as ideas
from citizensourcing.ideas.models import Idea
from citizensourcing.moderation import services as moderation
from citizensourcing.moderation.models import Block, Report
from citizensourcing.participants.models import Participant
from citizensourcing.participants.permissions import StaffAction, require_staff, roles_of
from common.exceptions import RuleViolation


@transaction.atomic
def uphold(*, report: Report, by: Participant, reason: str, now: datetime) -> int:
    """The report is right: hide the thing, with a reason that everybody reads; how many reports that settled.

    Every open report of the same thing is settled with it. Raises ``RuleViolation``: ``staff.not_allowed``,
    ``report.reason``, ``report.decided``.
    """
    require_staff(by, StaffAction.DECIDE_REPORT)
    reason = reason.strip()
    if not reason:
        raise RuleViolation("report.reason", _("Say why: everybody who reads on will see it."), field="reason")
    moderation.decide_report(report=report, by=by, is_upheld=True, note=reason, now=now)
    _hide(report.target, by, reason)
    same = Report.objects.filter(
        content_type_id=report.content_type_id, object_id=report.object_id, state=Report.State.OPEN
    ).order_by("pk")
    others = [moderation.decide_report(report=other, by=by, is_upheld=True, note=reason, now=now) for other in same]
    return 1 + len(others)


@transaction.atomic
def dismiss(*, report: Report, by: Participant, note: str, now: datetime) -> Report:
    """The thing stays. Raises ``RuleViolation``: ``staff.not_allowed``, ``report.note``, ``report.decided``."""
    require_staff(by, StaffAction.DECIDE_REPORT)
    if not note.strip():
        raise RuleViolation("report.note", _("Write down why it stays; other moderators will read it."), field="note")
    return moderation.decide_report(report=report, by=by, is_upheld=False, note=note, now=now)


@transaction.atomic
def block_author(*, report: Report, by: Participant, reason: str, until: datetime | None) -> Block:
    """Stop who wrote the reported thing from writing here. Raises ``RuleViolation``: ``staff.not_allowed``,
    ``block.reason``, ``block.nobody``, ``block.staff``.
    """
    author = report.target.author if isinstance(report.target, Idea | Comment) else None
    if author is None:
        raise RuleViolation("block.nobody", _("Nobody is known who wrote this."))
    if roles_of(author):
        raise RuleViolation("block.staff", _("They work for the city. A city admin can take their role away first."))
    return moderation.block(person=author, by=by, reason=reason, until=until)


def _hide(thing: models.Model | None, by: Participant, reason: str) -> None:
    """Ask the owner to hide it. What its author has already taken away needs no hiding."""
    match thing:
        case Idea(visibility=Idea.Visibility.PUBLISHED | Idea.Visibility.HELD):
            ideas.hide_idea(idea=thing, by=by, reason=reason)
        case Comment(visibility=Comment.Visibility.PUBLISHED | Comment.Visibility.HELD):
            idea = Idea.objects.get(discussion_id=thing.discussion_id)
            ideas.hide_comment(idea=idea, comment=thing, by=by, reason=reason)
        case None | Idea() | Comment():
            pass
        case _:
            msg = f"nobody has said how to hide {thing!r}"
            raise TypeError(msg)
