"""What moderators look at, and whether somebody is blocked."""

import hashlib
import hmac
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from accounts.addresses import one_form
from citizensourcing.moderation.models import Block, Report
from citizensourcing.participants.models import Participant
from common.schema import current_schema, rows_by_name


def block_of(person: Participant, now: datetime) -> Block | None:
    """The block that keeps this person from writing now, if there is one; also one from before they left.

    One query (none when it was read along); one more for somebody who is blocked, and one more when their user was not
    read along.
    """
    if _READ_ALONG in person.__dict__:
        pk = person.__dict__[_READ_ALONG]
    else:
        found = rows_by_name(BLOCKING, blocking_values(person, now))
        pk = found[0][0] if found else None
    return None if pk is None else Block.objects.get(pk=pk)


# The id of the block that keeps somebody from writing now. Everything anybody does here asks it first, so it is
# written out, and may stand inside a statement that asks more.
BLOCKING = """
    SELECT id FROM {schema}.moderation_block WHERE lifted_at IS NULL AND (until IS NULL OR until > %s)
        AND (participant_id = %s OR address_mark = %s) ORDER BY created_at DESC LIMIT 1
"""
_READ_ALONG = "block_read_along"


def blocking_values(person: Participant, now: datetime) -> list[Any]:
    """The values of ``BLOCKING``, in its order."""
    return [now, person.pk, address_mark(person.user.email) if person.user is not None else NO_MARK]


def bring_block(person: Participant, pk: int | None) -> None:
    """Leave what ``BLOCKING`` found with the person, for as long as this object lives: one request."""
    person.__dict__[_READ_ALONG] = pk


# No block has it: whoever is blocked without an address is blocked by name.
NO_MARK = "none"


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
