"""Telling people what became of what they care about, and leaving them in peace when they wish."""

from django.db import transaction

from citizensourcing.notifications.mails import language_of, write_mail, write_notice
from citizensourcing.notifications.models import Delivery, Preference
from citizensourcing.participants.models import Participant
from outbox.services import enqueue

__all__ = ["choose_answers_by_mail", "language_of", "tell_of_answer", "write_mail", "write_notice"]


@transaction.atomic
def tell_of_answer(*, feedback_id: int, participant_ids: set[int], not_to: int | None = None) -> int:
    """One mail per person and answer, to those who sign in here and have not said no; how many.

    The task ``ideas.mail_answer`` writes each mail in the reader's language.
    """
    key = f"answer:{feedback_id}"
    silent = Preference.objects.filter(answers_by_mail=False).values("participant_id")
    chosen = (
        Participant.objects.filter(pk__in=participant_ids - {not_to}, user__is_active=True)
        .exclude(pk__in=silent)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    told = 0
    for person_id in chosen:
        _row, is_new = Delivery.objects.get_or_create(participant_id=person_id, subject_key=key)
        if is_new:
            enqueue(
                "ideas.mail_answer", {"feedback_id": feedback_id, "participant_id": person_id}, key=f"{key}:{person_id}"
            )
            told += 1
    return told


@transaction.atomic
def choose_answers_by_mail(*, person: Participant, is_wanted: bool) -> Preference:
    """Whether this person wants answers by mail; asked as often as they like."""
    preference, _made = Preference.objects.update_or_create(participant=person, defaults={"answers_by_mail": is_wanted})
    return preference
