"""Reporting, deciding, blocking. Hiding a thing is its owner's act: moderation never writes another app's row."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from audit.services import record
from citizensourcing.moderation.models import Block, Report
from citizensourcing.moderation.selectors import KEPT_OF_THE_GONE, address_mark
from citizensourcing.participants.models import Participant
from citizensourcing.participants.permissions import StaffAction, require_staff
from citizensourcing.participants.services import actor
from common.exceptions import RuleViolation


@transaction.atomic
def file_report(
    *, target: models.Model, author_id: int | None, reporter: Participant, reason: str, text: str = ""
) -> Report:
    """Put a thing before the moderators. Reporting it again while it is open changes nothing.

    The caller (the thing's owner) has checked that the reporter may see it, and says who wrote it (``author_id``).
    Raises ``RuleViolation``: ``report.own``, ``report.reason``.
    """
    if author_id == reporter.pk:
        raise RuleViolation("report.own", _("You wrote this yourself. You can change it or take it back."))
    if reason not in Report.Reason.values:
        raise RuleViolation("report.reason", _("Say what is wrong with it."), field="reason")
    kind = ContentType.objects.get_for_model(target)
    report = Report(content_type=kind, object_id=target.pk, reporter=reporter, reason=reason, text=text.strip()[:1000])
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:
        return Report.objects.get(content_type=kind, object_id=target.pk, reporter=reporter, state=Report.State.OPEN)
    record(action="moderation.reported", actor=actor(reporter), target=report, data={"reason": reason})
    return report


@transaction.atomic
def decide_report(*, report: Report, by: Participant, is_upheld: bool, note: str, now: datetime) -> Report:
    """Close a report, with a note that explains the decision. A closed one stays as it was decided."""
    require_staff(by, StaffAction.DECIDE_REPORT)
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.state != Report.State.OPEN:
        raise RuleViolation("report.decided", _("Somebody has already decided this report."))
    report.state = Report.State.UPHELD if is_upheld else Report.State.DISMISSED
    report.decided_by, report.decided_at, report.decision_note = by, now, note.strip()[:1000]
    report.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    record(action="moderation.report_decided", actor=actor(by), target=report, data={"state": report.state})
    return report


@transaction.atomic
def block(*, person: Participant, by: Participant, reason: str, until: datetime | None = None) -> Block:
    """Stop a person from writing here, until a date or until it is lifted; they read why.

    It holds for their mailbox: a second account under the same one, however written, is no way round it.
    """
    require_staff(by, StaffAction.BLOCK)
    if not reason.strip():
        raise RuleViolation("block.reason", _("Say why: the person will read it."), field="reason")
    made = Block.objects.create(
        participant=person,
        address_mark=address_mark(person.user.email) if person.user is not None else "",
        created_by=by,
        reason=reason.strip()[:1000],
        until=until,
    )
    record(action="moderation.blocked", actor=actor(by), target=made, data={"participant": person.pk})
    return made


@transaction.atomic
def lift_block(*, block: Block, by: Participant, now: datetime) -> Block:
    """Let a person write again."""
    require_staff(by, StaffAction.BLOCK)
    block.lifted_at = now
    block.save(update_fields=["lifted_at"])
    record(action="moderation.block_lifted", actor=actor(by), target=block)
    return block


@transaction.atomic
def forget_person(*, person: Participant, now: datetime) -> None:
    """Let go of somebody who leaves: what they reported stays as a count and a reason, without their words and name.

    A block that holds now goes on to hold for their address, as a keyed hash, until it ends (within a year).
    """
    Report.objects.filter(reporter=person).update(reporter=None, text="")
    if person.user is not None:
        holding = Block.objects.filter(Q(until=None) | Q(until__gt=now), participant=person, lifted_at=None)
        holding.filter(Q(until=None) | Q(until__gt=now + KEPT_OF_THE_GONE)).update(until=now + KEPT_OF_THE_GONE)
        holding.update(participant=None, reason="", address_mark=address_mark(person.user.email))


def settle_reports_about(*, model: type[models.Model], ids: Collection[int], now: datetime) -> None:
    """Let go of reports about things that are removed, for their author left: nobody has to decide them any more.

    Who reported keeps theirs, without words, as every decided one; where nobody is left who reported, it goes.
    """
    about = Report.objects.filter(content_type=ContentType.objects.get_for_model(model), object_id__in=ids)
    about.filter(reporter=None).delete()
    about.filter(state=Report.State.OPEN).update(state=Report.State.MOOT, decided_at=now)
    about.update(text="", decision_note="")


def empty_reports_about(*, model: type[models.Model], ids: Collection[int]) -> None:
    """Take the free words out of reports about things whose own words are gone; reason and decision stay."""
    about = Report.objects.filter(content_type=ContentType.objects.get_for_model(model), object_id__in=ids)
    about.update(text="", decision_note="")
