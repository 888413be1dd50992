"""Work on ideas that nobody waits for."""

from celery import shared_task
from django.utils import timezone

from citizensourcing.ideas.services import drafting, mailing


@shared_task(name="ideas.mail_answer")
def mail_answer(feedback_id: int, participant_id: int) -> bool:
    """Mail one answer to one reader; done twice, it is sent once."""
    return mailing.mail_answer(feedback_id=feedback_id, participant_id=participant_id)


@shared_task(name="ideas.tidy_drafts")
def tidy_drafts() -> int:
    """Throw away drafts that nobody touched for thirty days, and their pictures."""
    return drafting.tidy_drafts(now=timezone.now())
