"""Work on people's rights that nobody waits for: each step ends within half a minute."""

from celery import shared_task
from django.utils import timezone

from citizensourcing.privacy.retention import TIDY
from citizensourcing.privacy.services import copying, leaving
from outbox.services import enqueue


@shared_task(name="privacy.copy_step")
def copy_step(copy_id: int) -> bool:
    """Go on with a copy of somebody's data."""
    return copying.copy_step(copy_id=copy_id, now=timezone.now())


@shared_task(name="privacy.leave_step")
def leave_step(departure_id: int) -> bool:
    """Go on with taking somebody out of the city, when it is time."""
    return leaving.leave_step(departure_id=departure_id, now=timezone.now())


@shared_task(name="privacy.tidy")
def tidy() -> int:
    """Send one task per kind of thing that is not kept for ever; how many. One that fails stops no other."""
    for key in TIDY:
        enqueue("privacy.tidy_kind", {"key": key})
    return len(TIDY)


@shared_task(name="privacy.tidy_kind")
def tidy_kind(key: str) -> int:
    """Remove what is kept no longer of one kind; how many."""
    return TIDY[key](now=timezone.now())


@shared_task(name="privacy.revive")
def revive() -> int:
    """Send a step for every copy and departure that nothing seems to move any more."""
    now = timezone.now()
    return copying.revive(now=now) + leaving.revive(now=now)
