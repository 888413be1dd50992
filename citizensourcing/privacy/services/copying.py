"""Making a copy of all that is kept of a person: asked for, gathered step by step, packed, mailed about, removed.

Rows go from the database to files in chunks, and from files into the ZIP in blocks: memory stays the same however much
somebody wrote. A step runs in one transaction with its task: killed, its cursor stays where it was, and the next one
cuts the files back to what that says.
"""

import time
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from audit.services import record
from citizensourcing.notifications.services import language_of, write_notice
from citizensourcing.participants.models import Participant
from citizensourcing.participants.services import actor
from citizensourcing.privacy import folders, gathering, packing
from citizensourcing.privacy.models import DataCopy
from citizensourcing.privacy.packing import KEPT_FOR
from common.exceptions import RuleViolation
from outbox.services import enqueue
from tenants.addresses import absolute
from tenants.context import require_city

ONE_PER: Final = timedelta(days=1)
_STEP: Final = 20.0  # seconds of a task's fifty
_LEASE: Final = timedelta(minutes=5)


@transaction.atomic
def ask_for_copy(*, person: Participant, language: str, now: datetime) -> DataCopy:
    """Begin a copy; while one is being made, asking again gives that one.

    Raises ``RuleViolation`` (``copy.too_soon``) within a day of the last, which can still be fetched.
    """
    last = DataCopy.objects.filter(participant=person).order_by("-asked_at").first()
    if last is not None and last.state != DataCopy.State.READY:
        return last
    if last is not None and last.asked_at > now - ONE_PER:
        raise RuleViolation(
            "copy.too_soon", _("One copy a day. The one you have is still here; tomorrow you can ask for a new one.")
        )
    try:
        with transaction.atomic():
            copy = DataCopy.objects.create(participant=person, language=language, asked_at=now)
    except IntegrityError:  # the same person, in two windows at once
        return DataCopy.objects.exclude(state=DataCopy.State.READY).get(participant=person)
    record(action="privacy.copy_asked", actor=actor(person))
    _send_step(copy, now)
    return copy


@transaction.atomic
def copy_step(*, copy_id: int, now: datetime) -> bool:
    """Go on with a copy for some seconds; True when that finished it. Each step enqueues the next.

    Nothing happens when it is finished or gone, or somebody else is at it.
    """
    copy = (
        DataCopy.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("participant__user")
        .exclude(state=DataCopy.State.READY)
        .filter(pk=copy_id)
        .first()
    )
    if copy is None:
        return False
    until = time.monotonic() + _STEP
    while gathering.gather(copy, limit=gathering.CHUNK):
        if time.monotonic() > until:
            break
    copy.state = DataCopy.State.MAKING
    copy.save(update_fields=["state", "cursor"])
    # Packing gets a step of its own: it takes as long as there are pictures.
    if gathering.is_complete(copy) and time.monotonic() < until - _STEP / 2:
        _finish(copy, now)
        return True
    _send_step(copy, now)
    return False


def _finish(copy: DataCopy, now: datetime) -> None:
    copy.size = packing.pack(copy, now=now)
    copy.state, copy.ready_at, copy.expires_at = DataCopy.State.READY, now, now + KEPT_FOR
    copy.cursor, copy.leased_until = {}, None
    copy.save(update_fields=["state", "size", "ready_at", "expires_at", "cursor", "leased_until"])
    city = require_city()
    with translation.override(language_of(copy.participant, city)):
        link = absolute(city, reverse("privacy:data"))
    write_notice(
        to=copy.participant,
        template="privacy/mail/copy_ready",
        key=f"copy:{copy.pk}",
        context={"link": link, "until": copy.expires_at},
    )


def _send_step(copy: DataCopy, now: datetime) -> None:
    copy.leased_until = now + _LEASE
    copy.save(update_fields=["leased_until"])
    enqueue("privacy.copy_step", {"copy_id": copy.pk})


def revive(*, now: datetime) -> int:
    """Send a step for every copy that nothing seems to move any more; how many."""
    stuck = list(DataCopy.objects.exclude(state=DataCopy.State.READY).filter(leased_until__lt=now))
    for copy in stuck:
        _send_step(copy, now)
    return len(stuck)


def tidy_copies(*, now: datetime) -> int:
    """Remove copies that are seven days old, files and all, and those that never became one; how many."""
    over = DataCopy.objects.filter(expires_at__lte=now)
    never = DataCopy.objects.exclude(state=DataCopy.State.READY).filter(asked_at__lt=now - KEPT_FOR)
    with transaction.atomic():
        return folders.drop_copies([*over, *never])
