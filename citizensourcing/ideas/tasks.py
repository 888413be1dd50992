"""Work on ideas that nobody waits for."""

from celery import shared_task
from django.utils import timezone

from citizensourcing.ideas.services import exposure, learning, mailing, recounting


@shared_task(name="ideas.mail_answer")
def mail_answer(feedback_id: int, participant_id: int) -> bool:
    """Mail one answer to one reader; done twice, it is sent once."""
    return mailing.mail_answer(feedback_id=feedback_id, participant_id=participant_id)


@shared_task(name="ideas.fold_views")
def fold_views() -> int:
    """Write down how often ideas were shown since the last time."""
    return exposure.fold_views()


@shared_task(name="ideas.learn")
def learn() -> list[str]:
    """Learn similar ideas and topics anew, when enough has been written since."""
    return learning.learn(now=timezone.now())


@shared_task(name="ideas.recount")
def recount() -> int:
    """Check every counter against what it counts; how many were wrong, and are right now."""
    counted = recounting.recount()
    return counted.supports + counted.comments
