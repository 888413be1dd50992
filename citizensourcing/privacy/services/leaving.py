"""Leaving the wall: asked for, thought over for a week, taken back or done."""

import time
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from audit.services import record
from citizensourcing.moderation import selectors as moderation
from citizensourcing.notifications.services import language_of, write_notice
from citizensourcing.participants.models import Participant, StaffRole
from citizensourcing.participants.services import actor
from citizensourcing.privacy.models import Departure
from citizensourcing.privacy.services import erasing
from common.exceptions import RuleViolation
from outbox.services import enqueue
from tenants.addresses import absolute
from tenants.context import require_city

GRACE: Final = timedelta(days=7)
_STEP: Final = 20.0  # seconds of a task's fifty
_LEASE: Final = timedelta(minutes=5)


def require_may_leave(person: Participant) -> None:
    """Raise ``RuleViolation`` (``leave.last_admin``) for the only person who can run this wall."""
    admins = StaffRole.objects.filter(role=StaffRole.Role.CITY_ADMIN, scope="", user__is_active=True)
    user = person.user
    if user is not None and admins.filter(user=user).exists() and not admins.exclude(user=user).exists():
        raise RuleViolation(
            "leave.last_admin",
            _("You are this wall’s only city admin. Let somebody else become one first; then you can leave."),
        )


@transaction.atomic
def ask_to_leave(
    *,
    person: Participant,
    keeps_texts: bool,
    now: datetime,
    at_once: bool = False,
    because: str = Departure.Because.ASKED,
    grace: timedelta = GRACE,
) -> Departure:
    """Leave after ``grace``, or now. Asked again, the latest wish counts; the week runs on from the first.

    The caller has made sure that it is really them. Raises ``RuleViolation``: ``leave.last_admin``, ``leave.begun``.
    """
    # Two admins who leave at the same moment must not both be "not the last".
    list(StaffRole.objects.select_for_update().filter(role=StaffRole.Role.CITY_ADMIN).order_by("pk"))
    require_may_leave(person)
    departure = Departure.objects.select_for_update().filter(participant=person).first()
    if departure is not None and departure.begun_at is not None:
        raise RuleViolation("leave.begun", _("You have left already; the last of your data is being removed."))
    if departure is None:
        departure = Departure(participant=person, asked_at=now, due_at=now + grace)
    departure.due_at = min(departure.due_at, now + grace)
    departure.because, departure.keeps_texts = because, keeps_texts
    if at_once:
        departure.due_at = now
    departure.save()
    record(action="privacy.leave_asked", actor=actor(person), data={"keeps_texts": keeps_texts, "at_once": at_once})
    # The number of the departure, not of the person: what is done stays in the outbox for a month.
    enqueue("privacy.leave_step", {"departure_id": departure.pk}, due_at=departure.due_at)
    if because == Departure.Because.ASKED and not at_once:
        _confirm(departure)
    return departure


def _confirm(departure: Departure) -> None:
    """Tell the address: it may not have been its owner who asked."""
    city = require_city()
    with translation.override(language_of(departure.participant, city)):
        link = absolute(city, reverse("privacy:leave"))
    write_notice(
        to=departure.participant,
        template="privacy/mail/leave_asked",
        key=f"leave:{departure.pk}:{departure.keeps_texts}",
        context={"link": link, "due_at": departure.due_at, "keeps_texts": departure.keeps_texts},
    )


@transaction.atomic
def stay(*, person: Participant) -> bool:
    """Change one's mind; True if there was something to take back. Raises ``RuleViolation`` (``leave.begun``)."""
    departure = Departure.objects.select_for_update().filter(participant=person).first()
    if departure is None:
        return False
    if departure.begun_at is not None:
        raise RuleViolation("leave.begun", _("You have left already; the last of your data is being removed."))
    departure.delete()
    record(action="privacy.leave_taken_back", actor=actor(person))
    return True


@transaction.atomic
def leave_step(*, departure_id: int, now: datetime) -> bool:
    """Go on with a departure that is due; True when that finished it, with one last mail. Each step enqueues the next.

    Nothing happens when it was taken back, is not due yet, or somebody else is at it. Somebody who had not signed in
    for years, was told, and has come since, stays.
    """
    departure = (
        Departure.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("participant__user")
        .filter(pk=departure_id, due_at__lte=now + timedelta(seconds=1))
        .first()
    )
    if departure is None:
        return False
    person = departure.participant
    if departure.begun_at is None:
        return _begin(departure, now)
    city, keeps_texts, key = require_city(), departure.keeps_texts, f"left:{departure.pk}"
    block = moderation.block_of(person, now)
    if erasing.go_on(person=person, keeps_texts=keeps_texts, now=now, until=time.monotonic() + _STEP):
        # Written now, when everything that waited for this address is gone from the outbox; with the mail sent, the
        # outbox empties it like every other, and the address stands nowhere any more.
        write_notice(
            to=person,
            template="privacy/mail/left",
            key=key,
            context={
                "keeps_texts": keeps_texts,
                "contact": city.rules.privacy_contact,
                "mark_kept_until": moderation.mark_kept_until(block, now) if block is not None else None,
            },
            is_last=True,
        )
        return True
    _lease(departure, now)
    return False


def _begin(departure: Departure, now: datetime) -> bool:
    person = departure.participant
    user = person.user
    came_back = user is not None and user.last_login is not None and user.last_login > departure.asked_at
    if departure.because == Departure.Because.UNUSED and came_back:
        departure.delete()
        return False
    try:
        require_may_leave(person)
    except RuleViolation:
        # The other admins left during the week: the wall cannot be without one, so this waits until there is another.
        departure.due_at = now + timedelta(days=1)
        departure.save(update_fields=["due_at"])
        enqueue("privacy.leave_step", {"departure_id": departure.pk}, due_at=departure.due_at)
        return False
    erasing.begin(person=person, keeps_texts=departure.keeps_texts, now=now)
    departure.begun_at = now
    departure.save(update_fields=["begun_at"])
    _lease(departure, now)
    return False


def _lease(departure: Departure, now: datetime) -> None:
    """The next step is on its way; should it get lost, ``revive`` sends another when the lease is over."""
    departure.leased_until = now + _LEASE
    departure.save(update_fields=["leased_until"])
    enqueue("privacy.leave_step", {"departure_id": departure.pk})


def revive(*, now: datetime) -> int:
    """Send a step for every departure that is due and that nothing seems to move any more; how many."""
    stuck = Departure.objects.filter(due_at__lt=now - _LEASE).exclude(leased_until__gt=now)
    for pk in stuck.values_list("pk", flat=True):
        enqueue("privacy.leave_step", {"departure_id": pk})
    return len(stuck)
