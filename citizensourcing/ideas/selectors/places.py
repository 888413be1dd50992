"""The shapes a map for placing a pin is drawn from."""

from typing import Any, Final

from citizensourcing.taxonomy.models import Neighbourhood
from citizensourcing.taxonomy.selectors import neighbourhoods

# The part of a city's width that nobody misses on a screen: a city's map stays below some 20 KB.
_FINEST: Final = 1 / 700
_DIGITS: Final = 5


def has_shapes() -> bool:
    """Whether a map of this city can be drawn. One query."""
    return Neighbourhood.objects.filter(geometry__isnull=False).exists()


def simple_shapes() -> dict[str, Any]:
    """The neighbourhoods as a GeoJSON FeatureCollection, simplified for a screen, named in the active language.

    Shared borders are simplified once for both sides, so that no gaps open between neighbours. One query.
    """
    from shapely import coverage_simplify, total_bounds
    from shapely.geometry import mapping, shape

    places = [place for place in neighbourhoods(with_shapes=True) if place.geometry]
    whole = [shape(place.geometry or {}) for place in places]
    west, south, east, north = total_bounds(whole) if whole else (0.0, 0.0, 0.0, 0.0)
    tolerance = max(east - west, north - south) * _FINEST
    simple: list[Any] = list(coverage_simplify(whole, tolerance)) if whole else []
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": place.name.text}, "geometry": _rounded(mapping(outline))}
            for place, outline in zip(places, simple, strict=True)
            if not outline.is_empty
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
