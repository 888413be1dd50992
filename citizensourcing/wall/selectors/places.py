"""Topics by how much they are discussed, neighbourhoods by how much comes from them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citizensourcing.discussions.models import Comment
from citizensourcing.ideas.models import Idea
from citizensourcing.taxonomy import selectors as taxonomy
from citizensourcing.taxonomy.drawn import drawn_map
from citizensourcing.taxonomy.models import Neighbourhood, Topic

DISCUSSION_DAYS = 30
ACTIVITY_DAYS = 90
LEVELS = 5
_CHARACTER_WIDTH = 7.4  # drawing units of a letter on the map


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic as ``<c-bars>`` shows it. ``lang`` is set when its name is not in the reader's language."""

    name: str
    lang: str
    href: str
    value: int
    percent: int
    change: str


@dataclass(frozen=True, slots=True)
class PlaceShape:
    """One neighbourhood as ``<c-map>`` shows it; without a path it stands in the list only."""

    name: str
    href: str
    d: str
    level: int
    words: str
    count: int
    label: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Places:
    """The city's map. ``shapes`` can be drawn, ``others`` have no shape.

    ``is_of_all_time`` when nothing came in the last 90 days, so that every idea there is counts instead.
    """

    viewbox: str
    shapes: list[PlaceShape]
    others: list[PlaceShape]
    is_of_all_time: bool = False


def topics_by_discussion(now: datetime) -> list[TopicRow]:
    """Every active topic, the most discussed of the last 30 days first, with the change. Two queries."""
    since, before = now - timedelta(days=DISCUSSION_DAYS), now - timedelta(days=2 * DISCUSSION_DAYS)
    talk = (
        Comment.objects.filter(
            created_at__gte=before,
            visibility=Comment.Visibility.PUBLISHED,
            discussion__idea__visibility=Idea.Visibility.PUBLISHED,
            discussion__idea__topics__isnull=False,
        )
        .values_list("discussion__idea__topics")
        .annotate(lately=Count("pk", filter=Q(created_at__gte=since)), total=Count("pk"))
        .order_by()
    )
    counts = {topic: (lately, total - lately) for topic, lately, total in talk}
    most = max((lately for lately, _before in counts.values()), default=0)
    rows = [_topic_row(topic, *counts.get(topic.pk, (0, 0)), most) for topic in taxonomy.active_topics()]
    # Sorting is stable: topics that are discussed alike stand in the city's order.
    return sorted(rows, key=lambda row: -row.value)


def _topic_row(topic: Topic, lately: int, earlier: int, most: int) -> TopicRow:
    name = topic.name
    return TopicRow(
        name=name.text,
        lang=name.language if name.is_fallback else "",
        href=f"{reverse('ideas:list')}?topic={topic.slug}",
        value=lately,
        percent=round(100 * lately / most) if most else 0,
        change=change_words(lately, earlier),
    )


def change_words(lately: int, earlier: int) -> str:
    """How much more or less than in the days before. Few comments make wild percentages, so the difference is said."""
    if lately == earlier:
        return _("as before") if lately else ""
    if not earlier:
        return _("new")
    difference = lately - earlier
    return _("%(n)d more") % {"n": difference} if difference > 0 else _("%(n)d fewer") % {"n": -difference}


def places(now: datetime) -> Places:
    """The neighbourhoods with what came from each in the last 90 days.

    Two queries, one more when nothing came lately, and one when the map is drawn.
    """
    known = taxonomy.neighbourhoods()
    drawn = drawn_map(known)
    since = now - timedelta(days=ACTIVITY_DAYS)
    published = Idea.objects.published()
    counts = _by_place(published.filter(published_at__gte=since))
    is_of_all_time = not counts
    if is_of_all_time:
        counts = _by_place(published)
    most = max(counts.values(), default=0)
    outlines = {shape.slug: shape for shape in drawn.shapes}
    shapes = [_place(place, counts.get(place.pk, 0), most, outlines.get(place.slug)) for place in known]
    return Places(
        viewbox=drawn.viewbox,
        shapes=[shape for shape in shapes if shape.d],
        others=[shape for shape in shapes if not shape.d],
        is_of_all_time=is_of_all_time,
    )


def _by_place(ideas: QuerySet[Idea]) -> dict[int, int]:
    rows = ideas.filter(neighbourhoods__isnull=False).values_list("neighbourhoods").annotate(n=Count("pk")).order_by()
    return dict(rows)


def _place(place: Neighbourhood, count: int, most: int, outline: Any) -> PlaceShape:
    name = place.name.text
    return PlaceShape(
        name=name,
        href=f"{reverse('ideas:list')}?where={place.slug}",
        d=outline.d if outline else "",
        level=level_of(count, most),
        words=ngettext("%(n)d idea", "%(n)d ideas", count) % {"n": count},
        count=count,
        label=name if outline and len(name) * _CHARACTER_WIDTH <= outline.room else "",
        x=outline.x if outline else 0,
        y=outline.y if outline else 0,
    )


def level_of(count: int, most: int) -> int:
    """How dark a place is drawn: 0 for nothing, 5 for the most, equal steps between."""
    return -(-LEVELS * count // most) if most else 0
