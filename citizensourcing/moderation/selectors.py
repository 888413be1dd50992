"""What moderators look at, and whether somebody is blocked."""

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from accounts.addresses import one_form
from citizensourcing.moderation.models import Block, Report
from citizensourcing.participants.models import Participant
from common.schema import current_schema, rows_by_name


def block_of(person: Participant, now: datetime) -> Block | None:
    """The block that keeps this person from writing now, if there is one; also one from before they left.

    One query; one more for somebody who is blocked, and one more when their user was not read along.
    """
    # Written out, for everything anybody does here asks it first.
    found = rows_by_name(
        "SELECT id FROM {schema}.moderation_block WHERE lifted_at IS NULL AND (until IS NULL OR until > %s)"
        " AND (participant_id = %s OR address_mark = %s) ORDER BY created_at DESC LIMIT 1",
        [now, person.pk, address_mark(person.user.email) if person.user is not None else NO_MARK],
    )
    return Block.objects.get(pk=found[0][0]) if found else None


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
