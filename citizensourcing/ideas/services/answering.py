"""What the city does with an idea, and what it says."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from citizensourcing.discussions.selectors import follower_ids
from citizensourcing.ideas.models import Idea, OfficialFeedback, StatusChange
from citizensourcing.ideas.statuses import NEEDS_REASON, SET_BY_HAND
from citizensourcing.notifications.services import tell_of_answer
from citizensourcing.participants.models import Participant
from citizensourcing.participants.permissions import StaffAction, require_staff
from citizensourcing.participants.services import actor
from common.exceptions import RuleViolation


@transaction.atomic
def change_status(
    *, idea: Idea, status: str, by: Participant | None, now: datetime, reason: str = ""
) -> StatusChange | None:
    """Say what the city does with an idea. Setting what already is changes nothing and returns None.

    Raises ``RuleViolation``: ``staff.not_allowed``, ``status.unknown``, ``status.reason`` (a "no" needs one).
    """
    require_staff(by, StaffAction.CHANGE_STATUS)
    if status not in SET_BY_HAND:
        raise RuleViolation("status.unknown", _("Choose one of the statuses."), field="status")
    reason = reason.strip()[:2000]
    if status in NEEDS_REASON and not reason:
        raise RuleViolation("status.reason", _("A “no” needs a reason: residents will read it."), field="reason")
    locked = Idea.objects.select_for_update().get(pk=idea.pk)
    if locked.status == status:
        return None
    change = StatusChange.objects.create(
        idea=locked, before=locked.status, after=status, reason=reason, changed_by=by, changed_at=now
    )
    idea.status, idea.status_changed_at = status, now
    idea.save(update_fields=["status", "status_changed_at", "updated_at"])
    record(action="ideas.status_changed", actor=actor(by), target=idea, data={"from": change.before, "to": status})
    return change


@transaction.atomic
def write_feedback(
    *,
    idea: Idea,
    by: Participant | None,
    text: str,
    language: str,
    signed_name: str,
    signed_department: str,
    now: datetime,
    outcome: str = "",
    cost_cents: int | None = None,
    outcome_on: date | None = None,
) -> OfficialFeedback:
    """The city answers, signed. It stops the answer clock and tells the author and everybody who follows, once each.

    Raises ``RuleViolation``: ``staff.not_allowed``, ``feedback.text``, ``feedback.name``.
    """
    require_staff(by, StaffAction.ANSWER)
    if not text.strip():
        raise RuleViolation("feedback.text", _("Write what the city answers."), field="text")
    if not signed_name.strip():
        raise RuleViolation("feedback.name", _("An answer is signed: write your name."), field="signed_name")
    feedback = OfficialFeedback(
        idea=idea,
        text=text.strip(),
        language=language,
        author=by,
        signed_name=signed_name.strip(),
        signed_department=signed_department.strip(),
        outcome=outcome,
        cost_cents=cost_cents,
        outcome_on=outcome_on,
        created_at=now,
    )
    feedback.full_clean(exclude=["idea", "author"])
    feedback.save(force_insert=True)
    if idea.answered_at is None:
        idea.answered_at = now
        idea.save(update_fields=["answered_at", "updated_at"])
    record(action="ideas.answered", actor=actor(by), target=idea, data={"feedback": feedback.pk})
    tell_of_answer(
        feedback_id=feedback.pk,
        participant_ids={*follower_ids(idea.discussion_id), *([idea.author_id] if idea.author_id else [])},
        not_to=by.pk if by else None,
    )
    return feedback
