"""The front page: what everybody sees is read once per version of the city and language, and kept as plain data."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from django.utils.translation import get_language

from citizensourcing.ideas.selectors.cards import read_names, votes_among
from citizensourcing.participants.models import Participant
from citizensourcing.wall.selectors.places import Places, TopicRow, places, topics_by_discussion
from citizensourcing.wall.selectors.record import Answer, Numbers, Step, latest_answers, latest_steps, numbers
from citizensourcing.wall.selectors.rows import Rows, read_rows
from common import freshness
from common.build import build
from common.cache import remember

KEEP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class FrontPage:
    """Everything below the city's name."""

    rows: Rows
    places: Places
    topics: list[TopicRow]
    answers: list[Answer]
    steps: list[Step]
    numbers: Numbers

    @property
    def is_empty(self) -> bool:
        """True before the first idea."""
        return not self.rows.newest

    @property
    def is_quiet(self) -> bool:
        """True when nobody has commented lately, so that there is nothing to compare."""
        return not any(topic.value for topic in self.topics)


def front_page(*, person: Participant | None, now: datetime) -> FrontPage:
    """The front page for this reader, in the active language.

    Ideas, answers and steps are kept for as long as nothing is written (``common.freshness``); the figures (map,
    topics, totals), which count whole tables, are read once a minute and only then. Nothing kept: no more than fifteen
    queries however many ideas there are. All kept: none for a visitor, one for the person's own supports.
    """
    lately = _kept("lately", under=freshness.version(), read=lambda: _lately(now))
    figures = _kept("figures", under="", read=lambda: _figures(now), seconds=KEEP_SECONDS)
    rows = lately.rows
    yours = votes_among(person, rows.shown)
    if yours:
        rows = rows.changed(lambda card: replace(card, yours=card.pk in yours))
    return FrontPage(rows, figures.places, figures.topics, lately.answers, lately.steps, figures.numbers)


@dataclass(frozen=True, slots=True)
class _Lately:
    """What a write may have changed."""

    rows: Rows
    answers: list[Answer]
    steps: list[Step]


@dataclass(frozen=True, slots=True)
class _Figures:
    """What counts whole tables."""

    places: Places
    topics: list[TopicRow]
    numbers: Numbers


def _lately(now: datetime) -> _Lately:
    named = read_names()
    answers = latest_answers(named.words)
    return _Lately(
        rows=read_rows(now=now, named=named),
        answers=answers,
        steps=latest_steps(named.words, without=[answer.pk for answer in answers]),
    )


def _figures(now: datetime) -> _Figures:
    return _Figures(
        places=places(now),
        topics=topics_by_discussion(now),
        # The same in every language.
        numbers=_kept("numbers", under="", read=lambda: numbers(now), seconds=KEEP_SECONDS, language=""),
    )


_Kept = TypeVar("_Kept")


def _kept(
    name: str, *, under: str | None, read: Callable[[], _Kept], seconds: int = 900, language: str | None = None
) -> _Kept:
    """What was read before under the same version, or what is read now. ``under`` None: as the rows are, unkept."""
    if under is None:
        return read()
    key = f"wall:{name}:{build()}:{get_language() if language is None else language}:{under}"
    return remember(key, read, seconds=seconds)
