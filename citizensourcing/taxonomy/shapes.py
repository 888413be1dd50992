"""The city as a drawing: cells around centre points, and GeoJSON borders as small SVG paths. Pure.

Points are (longitude, latitude) in degrees, as in GeoJSON. Drawing is equirectangular with the cosine of the city's
middle latitude: at the size of a city nobody sees the difference to a better projection.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol

from common.lazily import lazily

if TYPE_CHECKING:
    import shapely
    from shapely.geometry.base import BaseGeometry
else:
    # 4 MB, which a web worker that draws no map does without.
    shapely = lazily("shapely")

WIDTH = 600  # drawing units; phones draw the map at about half of it
TALLEST = 560
MARGIN = 6
# All paths of a map together, in characters: a map is part of a page that a slow phone loads.
LARGEST_MAP = 11_000
# Of the largest ring of the map: islets below this share of the drawing's area are not drawn.
_SMALLEST_PART = 12.0  # square drawing units
_TOLERANCES = (0.6, 1.0, 1.5, 2.2, 3.2, 4.5, 6.5, 9.0, 13.0, 18.0)

Point = tuple[float, float]


class NoShape(ValueError):  # noqa: N818 -- a fact about what was given
    """A geometry that encloses nothing, or is none."""


class Place(Protocol):
    """What ``city_map`` needs of a neighbourhood."""

    slug: str
    geometry: Any
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class MapShape:
    """One neighbourhood as it is drawn: its path, and the point inside it where its name stands."""

    slug: str
    d: str
    x: int
    y: int
    # How wide the shape is where the name stands, in drawing units: a name that is longer is left out.
    room: int


@dataclass(frozen=True, slots=True)
class CityMap:
    """A city's map: the ``viewBox`` and the shapes, in the order given; places without a shape are left out."""

    viewbox: str
    shapes: tuple[MapShape, ...]


def repaired(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """The geometry as a valid Polygon or MultiPolygon. Raises ``NoShape`` when it encloses nothing or is not GeoJSON.

    Crossing lines are untangled; stray points and lines beside an area are dropped.
    """
    try:
        found = shapely.geometry.shape(dict(geometry))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, shapely.errors.ShapelyError) as reason:
        raise NoShape("this is not a GeoJSON geometry") from reason
    if not found.is_valid:
        found = shapely.make_valid(found)
    areas = _areas(found)
    if areas.is_empty or areas.area == 0:
        raise NoShape("this geometry encloses no area")
    drawn: dict[str, Any] = _plain(shapely.geometry.mapping(areas))
    return drawn


def box(geometry: Mapping[str, Any]) -> tuple[float, float, float, float]:
    """(west, south, east, north) in degrees."""
    west, south, east, north = shapely.geometry.shape(dict(geometry)).bounds
    return west, south, east, north


def distance(geometry: Mapping[str, Any], *, longitude: float, latitude: float) -> float:
    """How far (in degrees) a point lies from a shape; 0 inside or on the border."""
    return float(shapely.distance(shapely.geometry.shape(dict(geometry)), shapely.points(longitude, latitude)))


def cells(centres: Sequence[Point]) -> list[dict[str, Any]]:
    """One GeoJSON polygon per centre, in their order: who lives nearer to this centre than to any other.

    Voronoi cells in local kilometres, inside one rounded outline around all centres, so that the city looks like a
    city. Two centres at one place are moved apart by some metres; a single centre gets a circle.
    """
    if not centres:
        return []
    middle = math.cos(math.radians(sum(lat for _, lat in centres) / len(centres)))
    flat = _apart([(lon * middle, lat) for lon, lat in centres])
    points = [shapely.Point(point) for point in flat]
    outline = _outline(points)
    if len(points) == 1:
        found: list[BaseGeometry] = [outline]
    else:
        diagram = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=outline)
        loose = [cell.intersection(outline) for cell in diagram.geoms]
        tree = shapely.STRtree(loose)
        found = [loose[int(tree.nearest(point))] for point in points]
    return [_unflattened(cell, middle) for cell in found]


def city_map(places: Sequence[Place], *, width: int = WIDTH, largest: int = LARGEST_MAP) -> CityMap:
    """The map of a city, simplified until all its paths together have at most ``largest`` characters.

    Islands and holes are kept where they are big enough to be seen. The name's point is the pole of inaccessibility of
    the largest part: the point farthest from its border.
    """
    known = [(place.slug, shapely.geometry.shape(place.geometry)) for place in places if place.geometry]
    if not known:
        return CityMap(f"0 0 {width} {width}", ())
    frame = _Frame.around([outline for _, outline in known], width)
    drawn = [(slug, shapely.transform(outline, frame.project)) for slug, outline in known]
    whole = [outline for _, outline in drawn]
    paths = [_path(outline) for outline in whole]
    for tolerance in _TOLERANCES:
        if sum(map(len, paths)) <= largest:
            break
        # Borders that two neighbours share are simplified once, together: no gaps, no overlaps.
        paths = [_path(outline) for outline in _simplified(whole, tolerance)]
    return CityMap(
        f"0 0 {frame.width} {frame.height}",
        tuple(_shape(slug, outline, d) for (slug, outline), d in zip(drawn, paths, strict=True)),
    )


def _simplified(outlines: list[BaseGeometry], tolerance: float) -> list[BaseGeometry]:
    try:
        found = list(shapely.coverage_simplify(outlines, tolerance**2))
    except shapely.errors.GEOSException:
        found = [outline.simplify(tolerance) for outline in outlines]
    return [one if not one.is_empty else whole for one, whole in zip(found, outlines, strict=True)]


def _shape(slug: str, outline: BaseGeometry, d: str) -> MapShape:
    part = max(_parts(outline), key=lambda one: one.area)
    point = shapely.maximum_inscribed_circle(part, tolerance=1.0).coords[0]
    across = shapely.LineString([(part.bounds[0], point[1]), (part.bounds[2], point[1])]).intersection(part)
    room = max(
        (line.length for line in getattr(across, "geoms", [across]) if line.distance(shapely.Point(point)) < 1),
        default=0.0,
    )
    return MapShape(slug, d, round(point[0]), round(point[1]), round(room))


@dataclass(frozen=True, slots=True)
class _Frame:
    west: float
    north: float
    stretch: float
    scale: float
    width: int
    height: int

    @classmethod
    def around(cls, outlines: Sequence[BaseGeometry], width: int) -> _Frame:
        west, south, east, north = shapely.total_bounds(list(outlines)).tolist()
        stretch = math.cos(math.radians((south + north) / 2))
        across, up = max((east - west) * stretch, 1e-9), max(north - south, 1e-9)
        scale = min((width - 2 * MARGIN) / across, (TALLEST - 2 * MARGIN) / up)
        return cls(west, north, stretch, scale, round(across * scale) + 2 * MARGIN, round(up * scale) + 2 * MARGIN)

    def project(self, degrees: Any) -> Any:
        drawn = degrees.copy()
        drawn[:, 0] = (degrees[:, 0] - self.west) * self.stretch * self.scale + MARGIN
        drawn[:, 1] = (self.north - degrees[:, 1]) * self.scale + MARGIN
        return drawn


def _path(outline: BaseGeometry) -> str:
    parts = sorted(_parts(outline), key=lambda part: -part.area)
    seen = [part for part in parts[1:] if part.area >= _SMALLEST_PART]
    return "".join(_ring(ring) for part in (*parts[:1], *seen) for ring in _rings(part))


def _rings(part: shapely.Polygon) -> Iterator[Sequence[tuple[float, ...]]]:
    # Holes run the other way round: then SVG leaves them open whatever the fill rule.
    part = shapely.orient_polygons(part, exterior_cw=True)
    yield list(part.exterior.coords)
    for hole in part.interiors:
        if shapely.Polygon(hole).area >= _SMALLEST_PART:
            yield list(hole.coords)


def _ring(coordinates: Sequence[tuple[float, ...]]) -> str:
    """``M0 0l5 0 0 5z``: whole units, relative, without what does not move."""
    points = [(round(x), round(y)) for x, y, *_ in coordinates]
    kept = [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]
    if len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    steps = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(kept)]
    return f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps).replace(' -', '-')}z" if len(kept) > 2 else ""


def _parts(found: BaseGeometry) -> list[shapely.Polygon]:
    if isinstance(found, shapely.Polygon):
        return [found]
    return [part for one in getattr(found, "geoms", ()) for part in _parts(one)]


def _areas(found: BaseGeometry) -> BaseGeometry:
    parts = [part for part in _parts(found) if part.area > 0]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _apart(points: Sequence[Point]) -> list[Point]:
    """The same points, none exactly on another: cells of two equal centres would be one."""
    taken: set[Point] = set()
    moved: list[Point] = []
    for x, y in points:
        while (round(x, 5), round(y, 5)) in taken:
            x += 2e-4  # noqa: PLW2901 -- some twenty metres to the east until it stands alone
        taken.add((round(x, 5), round(y, 5)))
        moved.append((x, y))
    return moved


def _outline(points: Sequence[shapely.Point]) -> BaseGeometry:
    """One rounded outline around all centres: the hull, grown by how far neighbours usually lie from each other."""
    together = shapely.MultiPoint(points)
    if len(points) == 1:
        return points[0].buffer(0.02, quad_segs=6)
    tree = shapely.STRtree(points)
    gaps = [float(tree.query_nearest(p, exclusive=True, return_distance=True)[1][0]) for p in points]
    gap = max(sorted(gaps)[len(gaps) // 2], 1e-3)
    hull = shapely.concave_hull(together, ratio=0.45) if len(points) > 3 else together.convex_hull
    # Grown, then taken in again from both sides: corners go, and no centre comes near the edge.
    return hull.buffer(2.1 * gap, quad_segs=6).buffer(-1.3 * gap, quad_segs=6)


def _unflattened(cell: BaseGeometry, middle: float) -> dict[str, Any]:
    def back(flat: Any) -> Any:
        degrees = flat.copy()
        degrees[:, 0] /= middle
        return degrees.round(5)

    return repaired(shapely.geometry.mapping(shapely.transform(cell, back)))


def _plain(value: Any) -> Any:
    """Tuples as lists: what comes back from the database looks the same as what went in."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
