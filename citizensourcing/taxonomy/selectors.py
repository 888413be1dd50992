"""The topics and neighbourhoods of the city we are in: small lists that every page needs."""

from citizensourcing.taxonomy import shapes
from citizensourcing.taxonomy.models import Neighbourhood, Topic
from common.json_sql import json_list

# Half a kilometre (in degrees): a pin on the quay or at the edge still belongs to the nearest neighbourhood.
_BESIDE = 0.005


def active_topics() -> list[Topic]:
    """All topics that may be chosen, in the city's order. One query."""
    return list(Topic.objects.filter(is_active=True))


def is_right_number_of_topics(count: int, *, at_most: int) -> bool:
    """One to ``at_most``; none in a city that has no topics yet. A query only for none."""
    return 1 <= count <= at_most or (count == 0 and not Topic.objects.filter(is_active=True).exists())


def neighbourhoods(*, with_shapes: bool = False) -> list[Neighbourhood]:
    """All neighbourhoods, in the city's order; their shapes only when asked for. One query."""
    found = Neighbourhood.objects.all()
    return list(found if with_shapes else found.defer("geometry"))


def place_of(*, latitude: float, longitude: float) -> Neighbourhood | None:
    """The neighbourhood in which a point lies (degrees, WGS 84), or the nearest within half a kilometre, or None.

    On a border that two share, the first in the city's order. One query; a city without shapes has no answer.
    """
    near = Neighbourhood.objects.filter(
        west__lte=longitude + _BESIDE,
        east__gte=longitude - _BESIDE,
        south__lte=latitude + _BESIDE,
        north__gte=latitude - _BESIDE,
        geometry__isnull=False,
    )
    best: tuple[float, Neighbourhood] | None = None
    for place in near:
        away = shapes.distance(place.geometry or {}, longitude=longitude, latitude=latitude)
        if away <= _BESIDE and (best is None or away < best[0]):
            best = (away, place)
    return best[1] if best is not None else None


def topic_bodies() -> bytes:
    """All topics that may be chosen, as a JSON list. One query."""
    return json_list(
        "SELECT slug, names, icon FROM taxonomy_topic WHERE is_active ORDER BY position, id",
    )


def neighbourhood_bodies(*, with_shapes: bool) -> bytes:
    """All neighbourhoods, as a JSON list; with their shapes as GeoJSON when asked for. One query."""
    shape = ", geometry" if with_shapes else ""
    return json_list(
        f"SELECT slug, names, latitude, longitude, population, is_computed{shape} "  # noqa: S608 -- ours
        "FROM taxonomy_neighbourhood ORDER BY position, id"
    )
