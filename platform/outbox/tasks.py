"""Delivering what stands in the outbox."""

from celery import shared_task
from django.utils import timezone

from outbox import services

_SWEEPING = 15.0  # seconds; what is begun then still has time before a task's limit


@shared_task(name="outbox.deliver")
def deliver(entry_id: int) -> bool:
    """Deliver one entry of the schema this task runs in."""
    return services.deliver(entry_id)


@shared_task(name="outbox.sweep_city")
def sweep_city() -> int:
    """Deliver what is due in the schema this task runs in and was not published when it was written."""
    return services.deliver_due(seconds=_SWEEPING)


@shared_task(name="outbox.tidy")
def tidy() -> int:
    """Remove what the schema this task runs in need not keep any longer; how many rows."""
    tidied = services.tidy(now=timezone.now())
    return tidied.done + tidied.emptied + tidied.sessions
