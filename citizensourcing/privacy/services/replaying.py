"""Doing erasures again after a restore: a backup brings back who has left since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from citizensourcing.participants.models import Participant
from citizensourcing.privacy.services import erasing
from tenants.context import for_city
from tenants.models import City, Erasure


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list, as it is also kept outside the database."""

    city: str
    participant: int
    joined_at: datetime
    keeps_texts: bool
    erased_at: datetime


def listed(city: City | None = None) -> list[Line]:
    """The list, oldest first, of one city or of all. One query. Call it in ``public``."""
    lines = Erasure.objects.select_related("city")
    if city is not None:
        lines = lines.filter(city=city)
    return [
        Line(one.city.slug, one.participant, one.joined_at, one.keeps_texts, one.erased_at)
        for one in lines.order_by("erased_at", "pk")
    ]


def replay(city: City, lines: Iterable[Line]) -> int:
    """Erase again everybody on the list who is back in this city; how many were. Safe to repeat: then nobody is.

    Also after a restore of the whole database, whose own list is as old as the backup: what ``lines`` holds is put
    back on it.
    """
    done = 0
    for line in (one for one in lines if one.city == city.slug):
        with for_city(city):
            person = (
                Participant.objects.select_related("user")
                .filter(pk=line.participant, created_at=line.joined_at)
                .first()
            )
            if person is not None:
                erasing.erase(person=person, keeps_texts=line.keeps_texts, now=line.erased_at)
                done += 1
            else:
                Erasure.objects.get_or_create(
                    city=city,
                    participant=line.participant,
                    joined_at=line.joined_at,
                    defaults={"keeps_texts": line.keeps_texts, "erased_at": line.erased_at},
                )
    return done
