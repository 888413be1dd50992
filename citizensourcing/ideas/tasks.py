"""Work on ideas that nobody waits for."""

from celery import shared_task

from citizensourcing.ideas.services import mailing


@shared_task(name="ideas.mail_answer")
def mail_answer(feedback_id: int, participant_id: int) -> bool:
    """Mail one answer to one reader; done twice, it is sent once."""
    return mailing.mail_answer(feedback_id=feedback_id, participant_id=participant_id)
