"""Reading what people asked about their data."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from citizensourcing.participants.models import Participant
from citizensourcing.privacy.kinds import KINDS
from citizensourcing.privacy.models import DataCopy, Departure


@dataclass(frozen=True, slots=True)
class CopyShown:
    """A copy as the page shows it: ``done`` of ``steps``, packing included."""

    copy: DataCopy
    done: int
    steps: int
    may_ask_again: bool

    @property
    def is_ready(self) -> bool:
        """Whether it can be fetched."""
        return self.copy.state == DataCopy.State.READY


def copy_shown(person: Participant, *, now: datetime) -> CopyShown | None:
    """The latest copy that is being made or can be fetched. One query."""
    alive = Q(expires_at=None) | Q(expires_at__gt=now)
    copy = DataCopy.objects.filter(alive, participant=person).order_by("-asked_at").first()
    if copy is None:
        return None
    done = int(copy.cursor.get("kind", 0))
    is_a_day_old = (now - copy.asked_at).days >= 1
    return CopyShown(copy, done, len(KINDS) + 1, copy.state == DataCopy.State.READY and is_a_day_old)


def copy_to_fetch(person: Participant, key: UUID, *, now: datetime) -> DataCopy | None:
    """This person's own copy of that key, while it may be fetched. One query."""
    return DataCopy.objects.filter(participant=person, key=key, state=DataCopy.State.READY, expires_at__gt=now).first()


def departure_of(person: Participant) -> Departure | None:
    """Whether, when and how this person is about to leave. One query."""
    return Departure.objects.filter(participant=person).first()
