"""Which ideas stand on the front page."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import CharField, QuerySet, Value

from citizensourcing.ideas import exposure
from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.selectors.cards import IdeaCard, Named, cards_of, with_card_columns

DISCUSSED_SHOWN = 5
NEWEST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Slot:
    """One note on the wall; ``is_rare`` when it stands there because few people have seen it."""

    card: IdeaCard
    is_rare: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """The three lists of ideas."""

    trending: list[Slot]
    discussed: list[IdeaCard]
    newest: list[IdeaCard]

    @property
    def shown(self) -> set[int]:
        """The ids of all ideas in them."""
        return {card.pk for card in (*(slot.card for slot in self.trending), *self.discussed, *self.newest)}

    def changed(self, change: Callable[[IdeaCard], IdeaCard]) -> "Rows":
        """The same lists with each card changed."""
        return Rows(
            trending=[replace(slot, card=change(slot.card)) for slot in self.trending],
            discussed=[change(card) for card in self.discussed],
            newest=[change(card) for card in self.newest],
        )


def read_rows(*, now: datetime, named: Named) -> Rows:
    """The lists as a visitor sees them. Two queries: which ideas (all lists at once), and those ideas.

    Each part of the union reads one index from its end, so the price does not grow with the wall.
    """
    ideas = Idea.objects.published()
    found = _ids(ideas.order_by("-trending_score", "-pk"), "hot", exposure.SLOTS).union(
        _ids(ideas.order_by("view_count", "-pk"), "rare", exposure.SLOTS),
        # What nobody has said anything about is not discussed.
        _ids(ideas.filter(comment_total__gt=0).order_by("-comment_total", "-pk"), "talked", DISCUSSED_SHOWN),
        _ids(ideas.order_by("-published_at", "-pk"), "fresh", NEWEST_SHOWN),
        all=True,
    )
    kinds: dict[str, set[int]] = {"hot": set(), "rare": set(), "talked": set(), "fresh": set()}
    for pk, kind in found:
        kinds[kind].add(pk)
    known = {idea.pk: idea for idea in with_card_columns(ideas.filter(pk__in=set().union(*kinds.values())))}

    def ranked(kind: str, key: Callable[[Idea], Any]) -> list[int]:
        """Best first; among equals the newer, as the indexes have it."""
        rows = [known[pk] for pk in kinds[kind] if pk in known]
        return [idea.pk for idea in sorted(rows, key=lambda idea: (key(idea), idea.pk), reverse=True)]

    slots = exposure.front_page(
        trending=ranked("hot", lambda idea: idea.trending_score),
        least_seen=ranked("rare", lambda idea: -idea.view_count),
    )
    talked = ranked("talked", lambda idea: idea.comment_total)
    fresh = ranked("fresh", lambda idea: idea.published_at)
    wanted = dict.fromkeys([*(slot.key for slot in slots), *talked, *fresh])
    cards = {card.pk: card for card in cards_of([known[pk] for pk in wanted], person=None, now=now, named=named)}
    return Rows(
        trending=[Slot(cards[slot.key], slot.because is exposure.Because.LEAST_SEEN) for slot in slots],
        discussed=[cards[pk] for pk in talked],
        newest=[cards[pk] for pk in fresh],
    )


def _ids(ideas: QuerySet[Idea], kind: str, at_most: int) -> QuerySet[Idea, tuple[int, str]]:
    return ideas.values_list("pk", Value(kind, output_field=CharField()))[:at_most]
