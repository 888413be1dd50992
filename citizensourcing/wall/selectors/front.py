"""The front page: what everybody sees is read once a minute per city and language, and kept as plain data."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.cache import cache
from django.utils.translation import get_language

from citizensourcing.ideas.models import Idea
from citizensourcing.ideas.selectors.cards import IdeaCard, votes_among
from citizensourcing.ideas.selectors.status_words import status_words
from citizensourcing.participants.models import Participant
from citizensourcing.wall.selectors.places import Places, TopicRow, places, topics_by_discussion
from citizensourcing.wall.selectors.record import Answer, Numbers, Step, latest_answers, latest_steps, numbers
from citizensourcing.wall.selectors.rows import Rows, read_rows

KEEP_SECONDS = 60
# Part of the key: a release that changes the classes below must not read what an older one kept.
_SHAPE = 2


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

    Queries when it is kept: one for what may have changed since (counts, what left the wall), one for the person's
    own supports. When it is not: thirteen more, and one when the map is drawn anew, however many ideas there are.
    """
    key = f"wall:front:{_SHAPE}:{get_language()}"
    page: FrontPage | None = cache.get(key)
    if page is None:
        page = _read(now)
        cache.set(key, page, KEEP_SECONDS)
    return _as_it_is_now(page, person)


def _read(now: datetime) -> FrontPage:
    words = status_words()
    answers = latest_answers(words)
    return FrontPage(
        rows=read_rows(now=now, words=words),
        places=places(now),
        topics=topics_by_discussion(now),
        answers=answers,
        steps=latest_steps(words, without=[answer.pk for answer in answers]),
        numbers=_numbers(now),
    )


def _numbers(now: datetime) -> Numbers:
    key = f"wall:numbers:{_SHAPE}"
    known: Numbers | None = cache.get(key)
    if known is None:
        known = numbers(now)
        cache.set(key, known, KEEP_SECONDS)
    return known


def _as_it_is_now(page: FrontPage, person: Participant | None) -> FrontPage:
    """The kept page with this moment's counts, without what has left the wall, and with the person's own supports.

    So a vote shows at once, and so does what a moderator hides.
    """
    rows = page.rows
    shown = {slot.card.pk for slot in rows.trending} | {card.pk for card in (*rows.discussed, *rows.newest)}
    shown |= {answer.pk for answer in page.answers} | {step.pk for step in page.steps}
    if not shown:
        return page
    found = Idea.objects.published().filter(pk__in=shown).values_list("pk", "support_total", "comment_total")
    counts = {pk: (supports, comments) for pk, supports, comments in found}
    yours = votes_among(person, counts)

    def fresh(card: IdeaCard) -> IdeaCard:
        supports, comments = counts[card.pk]
        return replace(card, supports=supports, comments=comments, yours=card.pk in yours)

    return replace(
        page,
        rows=Rows(
            trending=[replace(slot, card=fresh(slot.card)) for slot in rows.trending if slot.card.pk in counts],
            discussed=[fresh(card) for card in rows.discussed if card.pk in counts],
            newest=[fresh(card) for card in rows.newest if card.pk in counts],
        ),
        answers=[answer for answer in page.answers if answer.pk in counts],
        steps=[step for step in page.steps if step.pk in counts],
    )
