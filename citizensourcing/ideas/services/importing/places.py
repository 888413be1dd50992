"""The city's own topics and neighbourhoods, found by whatever name a file has for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.text import slugify
from django.utils.translation import gettext as _

from citizensourcing.ideas.importing.reading import fold
from citizensourcing.ideas.importing.rows import EarlierIdea, FileProblem
from citizensourcing.taxonomy.models import Neighbourhood, Topic
from common.lazily import lazily

if TYPE_CHECKING:
    import shapely
    from shapely.geometry.base import BaseGeometry
else:
    # 4 MB, which a web worker that draws no map does without.
    shapely = lazily("shapely")

# About thirty kilometres, in degrees: a pin farther from every neighbourhood is a slip of the earlier platform.
_FAR_AWAY = 0.3


@dataclass(slots=True)
class TopicBook:
    """Topics by name; ``wanted`` collects those that the city does not have yet, by ``fold``, in the file's words."""

    by_name: dict[str, int]
    is_open: bool
    wanted: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)

    def find(self, name: str) -> str | None:
        """The folded name under which ``by_name`` has the topic, now or once the wanted ones are made."""
        key = fold(name)
        if key in self.by_name or key in self.wanted:
            return key
        if key and self.is_open:
            self.wanted[key] = name
            return key
        self.unknown[name] = self.unknown.get(name, 0) + 1
        return None


@dataclass(slots=True)
class PlaceBook:
    """Neighbourhoods by name, and by the point that lies in them."""

    by_name: dict[str, int]
    shapes: list[tuple[int, BaseGeometry]]
    box: tuple[float, float, float, float] | None
    unknown: dict[str, int] = field(default_factory=dict)

    def of(self, idea: EarlierIdea) -> tuple[int, ...]:
        """Where an idea is: as it says, else where its pin lies, else nowhere in particular (the whole city)."""
        found: dict[int, None] = {}
        for name in idea.places:
            place = self.by_name.get(fold(name))
            if place is None:
                self.unknown[name] = self.unknown.get(name, 0) + 1
            else:
                found[place] = None
        if found or idea.is_citywide:
            return tuple(found)
        pin = self.pin(idea)
        if pin is None:
            return ()
        latitude, longitude = pin
        point = shapely.Point(longitude, latitude)
        return tuple(place for place, shape in self.shapes if shape.covers(point))[:1]

    def pin(self, idea: EarlierIdea) -> tuple[float, float] | None:
        """(latitude, longitude) of its pin; None where there is none, or it lies far outside the city."""
        if idea.latitude is None or idea.longitude is None:
            return None
        if self.box is not None:
            west, south, east, north = self.box
            near = west - _FAR_AWAY <= idea.longitude <= east + _FAR_AWAY
            if not (near and south - _FAR_AWAY <= idea.latitude <= north + _FAR_AWAY):
                return None
        return idea.latitude, idea.longitude


def topic_book(mapping: Mapping[str, str], *, is_open: bool) -> TopicBook:
    """The city's topics by slug and name, and ``mapping`` (a name in the file to a slug). One query.

    Raises ``FileProblem`` when the mapping names a topic that is not there.
    """
    names: dict[str, int] = {}
    slugs: dict[str, int] = {}
    for topic in Topic.objects.all():
        slugs[topic.slug] = topic.pk
        for name in (topic.slug, *topic.names.values()):
            names.setdefault(fold(name), topic.pk)
    return TopicBook(by_name=names | _mapped(mapping, slugs), is_open=is_open)


def place_book(mapping: Mapping[str, str]) -> PlaceBook:
    """The city's neighbourhoods by slug, name and alias, and ``mapping``. One query; raises like ``topic_book``."""
    names: dict[str, int] = {}
    slugs: dict[str, int] = {}
    shapes = []
    for place in Neighbourhood.objects.all():
        slugs[place.slug] = place.pk
        for name in (place.slug, *place.names.values(), *place.aliases):
            names.setdefault(fold(name), place.pk)
        if place.geometry:
            shape = shapely.geometry.shape(place.geometry)
            shapely.prepare(shape)
            shapes.append((place.pk, shape))
    bounds = shapely.total_bounds([shape for _pk, shape in shapes]).tolist() if shapes else None
    return PlaceBook(by_name=names | _mapped(mapping, slugs), shapes=shapes, box=tuple(bounds) if bounds else None)


def _mapped(mapping: Mapping[str, str], slugs: Mapping[str, int]) -> dict[str, int]:
    strange = next((slug for slug in mapping.values() if slug not in slugs), None)
    if strange is not None:
        raise FileProblem(
            _("“%(slug)s” is not here. There is: %(known)s.")
            % {"slug": strange, "known": ", ".join(sorted(slugs)) or "–"}
        )
    return {fold(name): slugs[slug] for name, slug in mapping.items()}


def topic_slug(name: str, taken: set[str]) -> str:
    """A new slug for a topic, made of its name."""
    base = slugify(name)[:50].strip("-") or "topic"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
