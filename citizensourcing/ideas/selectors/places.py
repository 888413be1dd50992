"""Where in the city: the neighbourhood of a point, and the shapes a map is drawn from."""

from typing import Any, Final

from shapely.geometry import Point, mapping, shape

from citizensourcing.taxonomy.models import Neighbourhood
from citizensourcing.taxonomy.selectors import neighbourhoods

# Half a kilometre at most (in degrees): a pin on the quay or at the edge still belongs to the nearest neighbourhood.
_BESIDE: Final = 0.005
# Ten metres: nobody sees the difference on a phone, and a city's map stays below 20 KB.
_TOLERANCE: Final = 0.0004
_DIGITS: Final = 5


def neighbourhood_at(latitude: float, longitude: float) -> Neighbourhood | None:
    """The neighbourhood in which a point lies (degrees, WGS 84), or the nearest within half a kilometre, or None.

    On a shared border the first in the city's order. One query; a city without shapes has no answer.
    """
    near = Neighbourhood.objects.filter(
        west__lte=longitude + _BESIDE,
        east__gte=longitude - _BESIDE,
        south__lte=latitude + _BESIDE,
        north__gte=latitude - _BESIDE,
        geometry__isnull=False,
    )
    point = Point(longitude, latitude)
    best: tuple[float, Neighbourhood] | None = None
    for place in near:
        distance = float(shape(place.geometry or {}).distance(point))
        if distance <= _BESIDE and (best is None or distance < best[0]):
            best = (distance, place)
    return best[1] if best is not None else None


def has_shapes() -> bool:
    """Whether a map of this city can be drawn. One query."""
    return Neighbourhood.objects.filter(geometry__isnull=False).exists()


def simple_shapes() -> dict[str, Any]:
    """The neighbourhoods as a GeoJSON FeatureCollection, simplified for a screen, named in the active language."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": place.name.text},
                "geometry": _rounded(mapping(shape(place.geometry).simplify(_TOLERANCE))),
            }
            for place in neighbourhoods(with_shapes=True)
            if place.geometry
        ],
    }


def _rounded(value: Any) -> Any:
    """The same geometry with every coordinate to about a metre."""
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return value
