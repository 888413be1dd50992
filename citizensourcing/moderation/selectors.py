"""What moderators look at, and whether somebody is blocked."""

from datetime import datetime

from django.db.models import Q, QuerySet

from citizensourcing.moderation.models import Block, Report
from citizensourcing.participants.models import Participant


def block_of(person: Participant, now: datetime) -> Block | None:
    """The block that keeps this person from writing now, if there is one. One query."""
    return (
        Block.objects.filter(Q(until=None) | Q(until__gt=now), participant=person, lifted_at=None)
        .order_by("-created_at")
        .first()
    )


def open_reports() -> QuerySet[Report]:
    """The moderators' queue, oldest first, with who reported and what."""
    return (
        Report.objects.filter(state=Report.State.OPEN)
        .select_related("content_type", "reporter")
        .order_by("created_at", "id")
    )
