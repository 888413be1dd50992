"""Giving a city its topics and its map."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from citizensourcing.taxonomy import shapes
from citizensourcing.taxonomy.models import Neighbourhood, Topic

_BOX = ("west", "south", "east", "north")


def add_topic(*, slug: str, names: Mapping[str, str], icon: str = "", position: int = 0) -> Topic:
    """A topic under this slug; one that exists already gets these names, icon and position. ``names`` by language."""
    topic, _made = Topic.objects.update_or_create(
        slug=slug, defaults={"names": dict(names), "icon": icon, "position": position}
    )
    return topic


def add_neighbourhood(
    *,
    slug: str,
    names: Mapping[str, str],
    latitude: float,
    longitude: float,
    geometry: Mapping[str, Any] | None = None,
    aliases: Sequence[str] = (),
    population: int | None = None,
    position: int = 0,
) -> Neighbourhood:
    """A neighbourhood under this slug; one that exists already is changed.

    ``latitude`` and ``longitude`` are its centre in degrees. ``geometry`` is GeoJSON (Polygon or MultiPolygon,
    longitude first) and is repaired where its lines cross; without one it has no shape until ``compute_cells``. Raises
    ``shapes.NoShape`` for a geometry that encloses nothing.
    """
    shape: dict[str, Any] = {"geometry": None, "is_computed": False, **dict.fromkeys(_BOX)}
    if geometry is not None:
        shape |= _stored(geometry)
    neighbourhood, _made = Neighbourhood.objects.update_or_create(
        slug=slug,
        defaults={
            "names": dict(names),
            "latitude": latitude,
            "longitude": longitude,
            "aliases": list(aliases),
            "population": population,
            "position": position,
            **shape,
        },
    )
    return neighbourhood


@transaction.atomic
def compute_cells() -> int:
    """Give every neighbourhood without a shape of its own the cell around its centre; how many got one.

    Computed cells are computed anew, given shapes stay. Does nothing while a single given shape exists, because cells
    and real borders would overlap.
    """
    places = list(Neighbourhood.objects.select_for_update().order_by("position", "id"))
    if not places or any(place.geometry is not None and not place.is_computed for place in places):
        return 0
    cells = shapes.cells([(place.longitude, place.latitude) for place in places])
    for place, cell in zip(places, cells, strict=True):
        for name, value in _stored(cell, is_computed=True).items():
            setattr(place, name, value)
    Neighbourhood.objects.bulk_update(places, ["geometry", "is_computed", *_BOX])
    return len(places)


def _stored(geometry: Mapping[str, Any], *, is_computed: bool = False) -> dict[str, Any]:
    whole = shapes.repaired(geometry)
    return {"geometry": whole, "is_computed": is_computed, **dict(zip(_BOX, shapes.box(whole), strict=True))}
