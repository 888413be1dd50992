"""Borders become small drawings, and centre points become a city."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from shapely.geometry import Point, shape
from shapely.ops import unary_union

from citizensourcing.taxonomy import shapes
from citizensourcing.taxonomy.models import Neighbourhood
from citizensourcing.taxonomy.selectors import place_of
from citizensourcing.taxonomy.services import add_neighbourhood, add_topic, compute_cells
from tests.real_data import real_data  # noqa: F401 -- a fixture


@dataclass
class A:
    slug: str
    geometry: Any
    latitude: float = 0.0
    longitude: float = 0.0


def square(west: float, south: float, size: float) -> list[list[float]]:
    return [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]


def polygon(*rings: list[list[float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def test_two_squares_on_the_equator_are_drawn_side_by_side():
    places = [A("a", polygon(square(0, -0.5, 1))), A("b", polygon(square(1, -0.5, 1)))]

    drawn = shapes.city_map(places, width=112)

    assert drawn == shapes.CityMap(
        "0 0 112 62",
        (
            shapes.MapShape("a", "M6 56l50 0 0-50-50 0z", 31, 31, 50),
            shapes.MapShape("b", "M56 56l50 0 0-50-50 0z", 81, 31, 50),
        ),
    )


def test_far_north_the_same_degrees_are_narrower():
    drawn = shapes.city_map([A("a", polygon(square(0, 59.5, 1)))], width=112)

    # A square degree at 60° is half as wide as it is tall; the width is given, so the height is doubled.
    assert drawn.viewbox == "0 0 112 212"


def test_a_hole_is_a_second_ring_and_the_name_stands_beside_it():
    drawn = shapes.city_map([A("ring", polygon(square(-5, -5, 10), square(-2, -2, 4)))], width=112)

    ring = drawn.shapes[0]
    assert ring.d == "M6 106l100 0 0-100-100 0zM36 76l0-40 40 0 0 40z"
    assert not (36 < ring.x < 76 and 36 < ring.y < 76)


def test_islands_are_drawn_the_largest_first_and_specks_are_not():
    islands = {
        "type": "MultiPolygon",
        "coordinates": [[square(0, 0, 0.01)], [square(1, 1, 1)], [square(-2, -2, 2)]],
    }

    drawn = shapes.city_map([A("sea", islands)], width=112)

    assert drawn.shapes[0].d == "M6 106l50 0 0-50-50 0zM81 31l25 0 0-25-25 0z"
    assert (drawn.shapes[0].x, drawn.shapes[0].y) == (31, 81)


def test_places_without_a_shape_are_left_out():
    assert shapes.city_map([A("a", None)]) == shapes.CityMap("0 0 600 600", ())


def test_crossing_lines_are_untangled():
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}

    repaired = shapes.repaired(bow)

    assert repaired["type"] == "MultiPolygon"
    assert shape(repaired).is_valid
    assert shape(repaired).area == pytest.approx(0.5)


@pytest.mark.parametrize(
    "nothing",
    [{"type": "Point", "coordinates": [0, 0]}, {"type": "Polygon"}, {}, {"type": "Nonsense", "coordinates": []}],
)
def test_what_encloses_nothing_is_refused(nothing):
    with pytest.raises(shapes.NoShape):
        shapes.repaired(nothing)


def test_cells_cover_one_outline_without_overlapping():
    centres = [(4.3, 50.83), (4.35, 50.85), (4.4, 50.83), (4.35, 50.8), (4.35, 50.88)]

    cells = [shape(cell) for cell in shapes.cells(centres)]

    together = unary_union(cells)
    assert all(cell.contains(Point(centre)) for cell, centre in zip(cells, centres, strict=True))
    assert sum(cell.area for cell in cells) == pytest.approx(together.area, rel=1e-3)
    assert together.geom_type == "Polygon"
    # No infinite rectangles: nothing reaches farther out than the places lie from each other.
    assert together.bounds == pytest.approx((4.26, 50.77, 4.44, 50.91), abs=0.03)


def test_one_centre_gets_a_circle_and_two_at_one_place_get_a_cell_each():
    alone = shape(shapes.cells([(4.3, 50.8)])[0])
    twins = [shape(cell) for cell in shapes.cells([(4.3, 50.8), (4.3, 50.8), (4.4, 50.9)])]

    assert alone.contains(Point(4.3, 50.8))
    assert len(twins) == 3
    assert all(cell.area > 0 for cell in twins)
    assert shapes.cells([]) == []


def test_a_city_with_centres_only_gets_cells_and_knows_where_a_point_lies(lisbon):
    add_neighbourhood(slug="west", names={"en": "West"}, latitude=38.71, longitude=-9.2, position=1)
    add_neighbourhood(slug="east", names={"en": "East"}, latitude=38.71, longitude=-9.1, position=2)

    given = compute_cells()

    east = place_of(latitude=38.712, longitude=-9.11)
    assert given == 2
    assert Neighbourhood.objects.filter(is_computed=True, west__isnull=False).count() == 2
    assert east is not None
    assert east.slug == "east"
    assert place_of(latitude=0, longitude=0) is None


def test_given_shapes_are_never_replaced_by_cells(lisbon):
    border = polygon(square(-9.2, 38.7, 0.05))
    add_neighbourhood(slug="known", names={"en": "Known"}, latitude=38.72, longitude=-9.18, geometry=border)
    add_neighbourhood(slug="bare", names={"en": "Bare"}, latitude=38.8, longitude=-9.1)

    assert compute_cells() == 0

    known = Neighbourhood.objects.get(slug="known")
    assert shape(known.geometry).equals(shape(border))
    assert (known.west, known.south, known.is_computed) == (-9.2, 38.7, False)


def test_what_is_added_twice_is_changed(lisbon):
    first = add_topic(slug="work", names={"en": "Work"}, icon="briefcase", position=1)
    second = add_topic(slug="work", names={"en": "Jobs"}, position=2)

    assert first.pk == second.pk
    assert (second.names, second.position) == ({"en": "Jobs"}, 2)


@pytest.mark.real
@pytest.mark.parametrize(
    ("file", "name", "where", "expected"),
    [
        ("helsinki_districts.geojson", "Area", (24.9414, 60.1719), (34, "Vironniemi")),
        ("paris_arrondissements.geojson", "l_ar", (2.3522, 48.8566), (20, "4ème Ardt")),
    ],
)
def test_real_borders_are_valid_small_and_found(lisbon, real_data, file, name, where, expected):  # noqa: F811
    features = json.loads((real_data / "places" / file).read_text())["features"]

    for position, feature in enumerate(features):
        centre = shape(feature["geometry"]).representative_point()
        add_neighbourhood(
            slug=f"place-{position}",
            names={"en": str(feature["properties"][name])},
            latitude=centre.y,
            longitude=centre.x,
            geometry=feature["geometry"],
            position=position,
        )

    stored = list(Neighbourhood.objects.all())
    drawn = shapes.city_map(stored)
    found = place_of(longitude=where[0], latitude=where[1])
    assert len(stored) == len(drawn.shapes) == expected[0]
    assert all(shape(place.geometry).is_valid for place in stored)
    assert sum(len(one.d) for one in drawn.shapes) < 12_000
    assert all(one.d.startswith("M") for one in drawn.shapes)
    assert found is not None
    assert found.names["en"] == expected[1]
