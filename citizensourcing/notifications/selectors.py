"""Reading what people wish."""

from citizensourcing.notifications.models import Preference
from citizensourcing.participants.models import Participant


def wants_answers(person: Participant) -> bool:
    """Whether this person wants answers by mail; yes unless they said no. One query."""
    return not Preference.objects.filter(participant=person, answers_by_mail=False).exists()
