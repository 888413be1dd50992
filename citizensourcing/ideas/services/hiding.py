"""Reporting an idea, hiding it with a reason, showing it again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.permissions import why_nothing_new
from citizensourcing.moderation.models import Report
from citizensourcing.moderation.services import file_report
from citizensourcing.participants.models import Participant
from citizensourcing.participants.permissions import StaffAction, require_staff
from citizensourcing.participants.services import actor
from citizensourcing.projects import participation
from common.exceptions import RuleViolation


def report_idea(*, idea: Idea, reporter: Participant | None, reason: str, text: str, now: datetime) -> Report:
    """Put an idea before the moderators.

    Raises ``RuleViolation``: as ``file_report``, of ``participation``, ``idea.texts_gone``.
    """
    reporter = participation.require_person(reporter, now)
    if refusal := why_nothing_new(idea):
        raise RuleViolation(refusal.code, refusal.sentence)
    return file_report(target=idea, author_id=idea.author_id, reporter=reporter, reason=reason, text=text)


@transaction.atomic
def hide_idea(*, idea: Idea, by: Participant | None, reason: str) -> Idea:
    """Take an idea out of sight; its author reads the reason in its place.

    Raises ``RuleViolation``: ``staff.not_allowed``, ``idea.hide_reason``, ``idea.not_on_the_wall`` (what its author
    withdrew is not ours to bring back one day, so it cannot be hidden either).
    """
    require_staff(by, StaffAction.HIDE)
    if not reason.strip():
        raise RuleViolation("idea.hide_reason", _("Say why: the author will read it."), field="reason")
    if _visibility_now(idea) not in {Idea.Visibility.PUBLISHED, Idea.Visibility.HELD}:
        raise RuleViolation("idea.not_on_the_wall", _("This idea is not on the wall now."))
    idea.visibility, idea.hidden_reason = Idea.Visibility.HIDDEN, reason.strip()[:1000]
    idea.save(update_fields=["visibility", "hidden_reason", "updated_at"])
    record(action="ideas.hidden", actor=actor(by), target=idea)
    return idea


@transaction.atomic
def show_idea_again(*, idea: Idea, by: Participant | None) -> Idea:
    """Undo a hiding. What its author withdrew stays withdrawn; whose words are gone comes back without them."""
    require_staff(by, StaffAction.HIDE)
    if _visibility_now(idea) != Idea.Visibility.HIDDEN:
        raise RuleViolation("idea.not_hidden", _("This idea is not hidden."))
    idea.visibility = Idea.Visibility.PUBLISHED if idea.has_words else Idea.Visibility.EMPTIED
    idea.hidden_reason = ""
    idea.save(update_fields=["visibility", "hidden_reason", "updated_at"])
    record(action="ideas.shown_again", actor=actor(by), target=idea)
    return idea


def _visibility_now(idea: Idea) -> str:
    """What it is in the database, held until the transaction ends: its author may be withdrawing it meanwhile."""
    return Idea.objects.select_for_update().values_list("visibility", flat=True).get(pk=idea.pk)
