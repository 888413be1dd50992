"""Delivering what stands in the outbox."""

from celery import shared_task

from outbox import services


@shared_task(name="outbox.deliver")
def deliver(entry_id: int) -> bool:
    """Deliver one entry of the schema this task runs in."""
    return services.deliver(entry_id)


@shared_task(name="outbox.sweep_city")
def sweep_city() -> int:
    """Deliver what is due in the schema this task runs in and was not published when it was written."""
    return sum(services.deliver(entry_id) for entry_id in services.due_entries())
