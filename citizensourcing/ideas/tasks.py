"""What is done about ideas beside the pages."""

from celery import shared_task
from django.utils import timezone

from citizensourcing.ideas import services


@shared_task(name="ideas.tidy_drafts")
def tidy_drafts() -> int:
    """Throw away drafts that nobody touched for thirty days, and their pictures."""
    return services.tidy_drafts(now=timezone.now())
