"""An idea as it stands in a list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citizensourcing.ideas.clock import AnswerClock, read_clock
from citizensourcing.ideas.models import Attachment, Idea
from citizensourcing.ideas.selectors.status_words import StatusWords, status_words
from citizensourcing.participants.models import Participant
from citizensourcing.taxonomy import selectors as taxonomy
from citizensourcing.taxonomy.models import Neighbourhood, Topic
from common.schema import rows_by_name
from tenants.context import require_city

EXCERPT_LENGTH = 180


@dataclass(frozen=True, slots=True)
class IdeaCard:
    """What ``<c-idea-card>`` takes, and what a page needs around it. Supports hold the earlier platform's total too."""

    pk: int
    href: str
    number: str
    title: str | SafeString
    plain_title: str
    lang: str
    excerpt: str | SafeString
    where: str
    topics: list[str]
    supports: int
    comments: int
    status: str
    status_label: str
    clock: str
    late: bool
    picture: str
    alt: str
    width: int | None
    height: int | None
    yours: bool

    def as_attributes(self) -> dict[str, object]:
        """For ``<c-idea-card :attrs=…>``."""
        names = (
            "pk", "href", "title", "lang", "excerpt", "where", "topics", "supports", "comments", "status",
            "status_label", "clock", "late", "picture", "alt", "width", "height", "yours",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Named:
    """What cards call by name, as a page may need it for its filters too."""

    topics: list[Topic]
    places: list[Neighbourhood]
    words: dict[str, StatusWords]


def read_names() -> Named:
    """The city's topics, neighbourhoods and statuses. Three queries."""
    return Named(taxonomy.active_topics(), taxonomy.neighbourhoods(), status_words())


def with_card_columns(ideas: QuerySet[Idea], *more: str) -> QuerySet[Idea]:
    """Only what a card shows (and ``more`` columns), with topics' and neighbourhoods' ids and the first picture.

    One query in all.
    """
    topic_ids = Idea.topics.through.objects.filter(idea_id=OuterRef("pk")).order_by("pk").values("topic_id")
    places = (
        Idea.neighbourhoods.through.objects.filter(idea_id=OuterRef("pk")).order_by("pk").values("neighbourhood_id")
    )
    picture = Attachment.objects.filter(idea_id=OuterRef("pk")).order_by("position", "pk")
    return ideas.only(
        "year", "sequence", "title", "text", "language", "status", "support_total", "comment_total", "support_count",
        "comment_count", "earlier_supports", "earlier_comments", "answer_owed_since", "answered_at", "published_at",
        "trending_score", "view_count", *more,
    ).annotate(
        topic_ids=ArraySubquery(topic_ids),
        place_ids=ArraySubquery(places),
        picture_id=picture.values("pk")[:1],
        picture_file=picture.values("thumbnail")[:1],
        picture_alt=picture.values("alt")[:1],
        picture_width=picture.values("width")[:1],
        picture_height=picture.values("height")[:1],
    )  # fmt: skip


def cards_of(
    ideas: Sequence[Idea],
    *,
    person: Participant | None,
    now: datetime,
    marked: Mapping[int, tuple[str, str]] | None = None,
    named: Named | None = None,
) -> list[IdeaCard]:
    """Cards for ideas that came through ``with_card_columns``. ``marked`` holds titles and excerpts with matches.

    Queries: topics, neighbourhoods and statuses (unless given), and for somebody signed in their votes among these.
    """
    named = named or read_names()
    topics = {topic.pk: topic.name.text for topic in named.topics}
    places = {place.pk: place.name.text for place in named.places}
    yours = votes_among(person, (idea.pk for idea in ideas))
    known = _Known(topics, places, named.words, yours, now)
    return [_card(idea, known, (marked or {}).get(idea.pk)) for idea in ideas]


def votes_among(person: Participant | int | None, idea_ids: Iterable[int]) -> frozenset[int]:
    """Which of these ideas the person (or the person of this id) supports: theirs alone to know.

    One query; none for a visitor.
    """
    wanted = [] if person is None else list(idea_ids)
    if person is None or not wanted:
        return frozenset()
    voter_id = person if isinstance(person, int) else person.pk
    # Written out, for every list page of a resident asks it: composing it cost five times what running it does.
    statement = "SELECT idea_id FROM {schema}.ideas_vote WHERE voter_id = %s AND idea_id = ANY(%s::bigint[])"
    return frozenset(pk for (pk,) in rows_by_name(statement, [voter_id, wanted]))


def clock_of(idea: Idea, now: datetime) -> AnswerClock | None:
    """The answer clock of an idea by this city's rules."""
    city = require_city()
    return read_clock(
        owed_since=idea.answer_owed_since,
        answered_at=idea.answered_at,
        working_days=city.rules.answer_working_days,
        time_zone=city.time_zone,
        now=now,
    )


def clock_words(clock: AnswerClock | None) -> str:
    """The clock in a few words; empty when nothing is owed any more."""
    if clock is None or clock.answered_on is not None:
        return ""
    if clock.days_left < 0:
        return ngettext(
            "answer %(n)d working day late", "answer %(n)d working days late", -clock.days_left
        ) % {"n": -clock.days_left}  # fmt: skip
    if clock.days_left == 0:
        return _("answer due today")
    return ngettext("%(n)d working day left to answer", "%(n)d working days left to answer", clock.days_left) % {
        "n": clock.days_left
    }


def where_words(place_names: Sequence[str]) -> str:
    """One neighbourhood, two, or so many; none is the whole city."""
    if not place_names:
        return _("The whole city")
    if len(place_names) <= 2:
        return ", ".join(place_names)
    rest = len(place_names) - 1
    return ngettext("%(first)s and %(n)d more", "%(first)s and %(n)d more", rest) % {"first": place_names[0], "n": rest}


def excerpt_of(text: str, *, at_most: int = EXCERPT_LENGTH) -> str:
    """The beginning of a text, cut at a word; ``at_most`` characters."""
    flat = " ".join(text.split())
    if len(flat) <= at_most:
        return flat
    return flat[:at_most].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"


def with_marks(headline: str, start: str, stop: str) -> SafeString:
    """A headline made by PostgreSQL, escaped, with its matches marked."""
    return mark_safe(escape(headline).replace(start, "<mark>").replace(stop, "</mark>"))


@dataclass(frozen=True, slots=True)
class _Known:
    """What all cards of a page share."""

    topics: dict[int, str]
    places: dict[int, str]
    words: dict[str, StatusWords]
    yours: frozenset[int]
    now: datetime


def _card(idea: Any, known: _Known, marked: tuple[str, str] | None) -> IdeaCard:
    """``idea`` is an Idea with the columns of ``with_card_columns``."""
    clock = clock_of(idea, known.now)
    title, excerpt = marked or (idea.shown_title, excerpt_of(idea.text))
    return IdeaCard(
        pk=idea.pk,
        href=reverse("ideas:detail", args=[idea.number]),
        number=idea.number,
        title=title,
        plain_title=idea.shown_title,
        lang=idea.shown_language,
        excerpt=excerpt,
        where=where_words([known.places[pk] for pk in idea.place_ids if pk in known.places]),
        topics=[known.topics[pk] for pk in idea.topic_ids if pk in known.topics],
        supports=idea.support_total,
        comments=idea.comment_total,
        status=idea.status,
        status_label="" if idea.status == "proposed" else known.words[idea.status].name,
        clock=clock_words(clock),
        late=clock is not None and clock.is_late and clock.answered_on is None,
        picture=reverse("idea_file", args=[idea.picture_file]) if idea.picture_file else "",
        alt=idea.picture_alt or "",
        width=idea.picture_width,
        height=idea.picture_height,
        yours=idea.pk in known.yours,
    )
