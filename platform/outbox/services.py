"""The one door for everything that leaves: mail and tasks."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from common.schema import current_schema
from outbox.models import OutboxEntry

log = logging.getLogger(__name__)

# Seconds until the next try after the n-th failure; then it waits for an operator.
_BACKOFF = (10, 30, 120, 600, 3600, 6 * 3600, 24 * 3600)
GIVE_UP_AFTER = len(_BACKOFF)
_KEEP_DONE = timedelta(days=30)
_KEEP_ADDRESSES = timedelta(days=7)


def enqueue(
    name: str,
    payload: dict[str, Any] | None = None,
    *,
    kind: str = OutboxEntry.Kind.TASK,
    key: str | None = None,
    due_at: datetime | None = None,
) -> OutboxEntry | None:
    """Write down what is to leave, in the caller's transaction; it is published when that commits.

    ``name`` is a task's name (``ideas.learn``) or the purpose of a mail; ``payload`` its keyword arguments as JSON.
    With a ``key`` the same thing is written once: a second call returns None. What does not get published now
    (the broker is down) is swept within half a minute.
    """
    entry = OutboxEntry(kind=kind, name=name, payload=payload or {}, key=key, due_at=due_at or timezone.now())
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        if key is None:
            raise
        return None
    if due_at is None or due_at <= timezone.now():
        entry_id, schema = entry.pk, current_schema()
        transaction.on_commit(lambda: _publish(entry_id, schema))
    return entry


def _publish(entry_id: int, schema: str) -> None:
    """Hand one entry to a worker. A broker that is down is no reason to fail: the sweeper comes by."""
    try:
        current_app.send_task("outbox.deliver", args=[entry_id], headers={"_schema_name": schema})
    except Exception as problem:  # noqa: BLE001 -- whatever the broker's client raises, the row is safe
        log.warning("outbox entry %s waits for the sweeper: %s", entry_id, type(problem).__name__)


@transaction.atomic
def deliver(entry_id: int) -> bool:
    """Do what an entry says, once; True when this call did it. Safe to call again: what is done stays done.

    Mail is sent and a task is run here, in this process: an entry is done when that is done, so a broker that forgets
    what it was handed loses nothing. A failure undoes what was written, is noted, and tried again later, ever more
    rarely; after ``GIVE_UP_AFTER`` tries the entry waits for an operator.
    """
    waiting = OutboxEntry.objects.filter(pk=entry_id, done_at=None, attempts__lt=GIVE_UP_AFTER)
    entry = waiting.select_for_update(skip_locked=True).first()
    if entry is None or entry.due_at > timezone.now() + timedelta(seconds=1):
        return False
    try:
        with transaction.atomic():
            _perform(entry)
    except Exception as problem:
        log.exception("outbox entry %s (%s) failed", entry.pk, entry.name)
        wait = _BACKOFF[min(entry.attempts, len(_BACKOFF) - 1)]
        entry.attempts += 1
        entry.last_error = type(problem).__name__
        entry.due_at = timezone.now() + timedelta(seconds=wait)
        entry.save(update_fields=["attempts", "last_error", "due_at"])
        return False
    entry.attempts += 1
    entry.done_at = timezone.now()
    # A delivered mail's address and text have no business staying here.
    entry.payload = {} if entry.kind == OutboxEntry.Kind.MAIL else entry.payload
    entry.save(update_fields=["attempts", "done_at", "payload"])
    return True


def _perform(entry: OutboxEntry) -> None:
    if entry.kind == OutboxEntry.Kind.MAIL:
        from outbox.mail import send_stored

        send_stored(entry.payload)
        return
    if entry.name not in current_app.tasks:  # a command or a test: workers know them all from their start
        current_app.loader.import_default_modules()
    current_app.tasks[entry.name].run(**entry.payload)


def due_entries(*, limit: int = 200) -> list[int]:
    """The ids of what waits in this schema and is due, oldest first. One indexed query."""
    return list(
        OutboxEntry.objects.filter(done_at=None, due_at__lte=timezone.now(), attempts__lt=GIVE_UP_AFTER)
        .order_by("due_at")
        .values_list("pk", flat=True)[:limit]
    )


def deliver_due(*, seconds: float) -> int:
    """Deliver what is due in this schema, oldest first, beginning none after ``seconds``; how many were done.

    What is left then is swept the next time.
    """
    until = time.monotonic() + seconds
    done = 0
    for entry_id in due_entries():
        if time.monotonic() > until:
            break
        done += deliver(entry_id)
    return done


def deliver_all() -> int:
    """Deliver everything that is due in this schema and what that brings about, here and now; how many were done.

    For tests and commands.
    """
    done = 0
    while now_done := sum(deliver(entry_id) for entry_id in due_entries(limit=10_000)):
        done += now_done
    return done


def forget(*, address: str = "", person: int | None = None) -> int:
    """Remove what waits for, or was done for, somebody who is gone; how many entries.

    ``address``: every mail or task that names this e-mail address. ``person``: tasks about this participant, and mails
    whose key ends with their number. What another worker is delivering just now is waited for. One statement.
    """
    about = Q()
    if address:
        about |= Q(as_text__icontains=address)
    if person is not None:
        about |= Q(payload__participant_id=person) | Q(key__regex=rf"(^|:)answer:\d+:{person}$")
    if not about:
        return 0
    removed, _of = OutboxEntry.objects.annotate(as_text=Cast("payload", TextField())).filter(about).delete()
    return removed


def waiting_mails(address: str) -> list[dict[str, Any]]:
    """What is on its way to an address: what for and since when, never the text (it may hold a code). One query."""
    waiting = OutboxEntry.objects.filter(kind=OutboxEntry.Kind.MAIL, done_at=None, payload__to__contains=[address])
    return [{"name": one.name, "created_at": one.created_at} for one in waiting.order_by("pk")]


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many rows went, were emptied, and went."""

    done: int
    emptied: int
    sessions: int


def tidy(*, now: datetime) -> Tidied:
    """Keep no longer than is needed, in this schema. Three statements.

    Entries done thirty days ago go. Mails given up seven days ago are emptied, address and all: they stay as a record
    and cannot be sent any more. Sessions that have run out go.
    """
    done, _of = OutboxEntry.objects.filter(done_at__lt=now - _KEEP_DONE).delete()
    # An entry that was given up is due once more after the last pause, though nobody comes for it.
    given_up = OutboxEntry.objects.filter(
        kind=OutboxEntry.Kind.MAIL,
        done_at=None,
        attempts__gte=GIVE_UP_AFTER,
        due_at__lt=now - _KEEP_ADDRESSES + timedelta(seconds=_BACKOFF[-1]),
    )
    emptied = given_up.exclude(payload={}).update(payload={})
    sessions, _of = Session.objects.filter(expire_date__lt=now).delete()
    return Tidied(done=done, emptied=emptied, sessions=sessions)
