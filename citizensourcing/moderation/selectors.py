"""What moderators look at, and whether somebody is blocked."""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.addresses import one_form
from citizensourcing.moderation.models import Block, Report
from citizensourcing.participants.models import Participant
from common.schema import current_schema


def block_of(person: Participant, now: datetime) -> Block | None:
    """The block that keeps this person from writing now, if there is one; also one from before they left. One query.

    One more when their user was not read along.
    """
    theirs = Q(participant=person)
    if person.user is not None:
        theirs |= Q(address_mark=address_mark(person.user.email))
    return (
        Block.objects.filter(Q(until=None) | Q(until__gt=now), theirs, lifted_at=None).order_by("-created_at").first()
    )


def address_mark(email: str) -> str:
    """A name for an address that cannot be turned back into it, and is worth nothing in another city."""
    said = f"{current_schema()}:block:{one_form(email)}"
    return hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()


def open_reports() -> QuerySet[Report]:
    """The moderators' queue, oldest first, with who reported and what."""
    return (
        Report.objects.filter(state=Report.State.OPEN)
        .select_related("content_type", "reporter")
        .order_by("created_at", "id")
    )
