"""Fair exposure: the front page mixes what is trending with what few people have seen.

A pure ranking leaves nine ideas of ten almost unseen; giving three slots of ten to the least-seen
ideas leaves none behind and costs next to no supports per view. The page says which slot is which.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

SLOTS: Final = 10
LEAST_SEEN_SLOTS: Final = 3
# Counted from one: spread over the list, so that a phone's first screens show one as well.
LEAST_SEEN_POSITIONS: Final = (3, 6, 9)


class Because(StrEnum):
    """Why an idea stands on the front page."""

    TRENDING = "trending"
    LEAST_SEEN = "least_seen"


@dataclass(frozen=True, slots=True)
class Slot(Generic[Key]):
    """One place on the front page."""

    key: Key
    because: Because


def front_page(trending: Sequence[Key], least_seen: Sequence[Key]) -> list[Slot[Key]]:
    """Seven trending ideas with three least-seen ones between them, each once.

    ``trending`` comes best first; ``least_seen`` by fewest impressions, and among equals in a fixed
    order (by id). Ten of each are always enough; more change nothing. An idea in both lists stands as
    trending, and the next least-seen takes the other slot. Least-seen ideas stand third, sixth and
    ninth. When one list runs short the other fills up, keeping its own reason; when both do, the page
    is shorter: never an empty slot, never an idea twice. The same lists give the same page.
    """
    ranked = list(dict.fromkeys(trending))
    hot = ranked[: SLOTS - LEAST_SEEN_SLOTS]
    rare = [key for key in dict.fromkeys(least_seen) if key not in set(hot)]
    quiet = rare[: max(LEAST_SEEN_SLOTS, SLOTS - len(hot))]
    hot += [key for key in ranked[len(hot) :] if key not in set(quiet)][: SLOTS - len(hot) - len(quiet)]

    page: list[Slot[Key]] = []
    while hot or quiet:
        is_turn_of_quiet = len(page) + 1 in LEAST_SEEN_POSITIONS
        if quiet and (is_turn_of_quiet or not hot):
            page.append(Slot(quiet.pop(0), Because.LEAST_SEEN))
        else:
            page.append(Slot(hot.pop(0), Because.TRENDING))
    return page
