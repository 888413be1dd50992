"""Work on people's programs that nobody waits for."""

from celery import shared_task
from django.utils import timezone

from citizensourcing.participants import services


@shared_task(name="participants.tidy_replies")
def tidy_replies() -> int:
    """Forget the replies of writes that were sent more than a day ago; how many."""
    return services.tidy_replies(now=timezone.now())
