"""Telling one person what the city answered."""

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator

from citizensourcing.ideas.models import Idea, OfficialFeedback
from citizensourcing.notifications import services as notifications
from citizensourcing.notifications.selectors import wants_answers
from citizensourcing.participants.models import Participant
from tenants.addresses import absolute
from tenants.context import require_city

_EXCERPT = 600  # characters of the answer; the rest stands on the idea's page


@transaction.atomic
def mail_answer(*, feedback_id: int, participant_id: int) -> bool:
    """Write the mail of one answer to one reader; True when it was written or already had been.

    False, and nothing is sent, when meanwhile the answer or the reader is gone, the reader said no, or the idea is
    off the wall for them. Safe to call again: the outbox knows the mail by its key.
    """
    feedback = OfficialFeedback.objects.select_related("idea").filter(pk=feedback_id).first()
    reader = Participant.objects.select_related("user").filter(pk=participant_id).first()
    if feedback is None or reader is None or not wants_answers(reader):
        return False
    idea = feedback.idea
    is_author = idea.author_id == reader.pk
    if idea.visibility not in Idea.READABLE:
        return False
    city = require_city()
    with translation.override(notifications.language_of(reader, city)):
        link = absolute(city, reverse("ideas:detail", args=[idea.number]))
        title = idea.shown_title
    return notifications.write_mail(
        to=reader,
        template="answer",
        key=f"mail:answer:{feedback.pk}:{reader.pk}",
        context={
            "title": title,
            "number": idea.number,
            "is_author": is_author,
            "answer": Truncator(feedback.text).chars(_EXCERPT, truncate="…"),
            "answer_language": feedback.language,
            "signed": ", ".join(part for part in (feedback.signed_name, feedback.signed_department) if part),
            "link": link,
        },
    )
