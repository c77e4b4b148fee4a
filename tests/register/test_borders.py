"""Borders of zones: read from GeoJSON, or refused feature by feature; and which zone a place lies in."""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.register import border_shapes, borders
from muster.register.border_shapes import GRID_TURNED, find_zones
from muster.register.borders import BordersError, read_borders, write_borders
from muster.register.grid import from_grid

Corner = tuple[float, float]


def square(west: float, south: float, size: float = 1) -> list[Corner]:
    return [(west, south), (west + size, south), (west + size, south + size), (west, south + size), (west, south)]


def feature(name: Any, *rings: Sequence[Corner], key: str = "name", **more: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": [list(map(list, ring)) for ring in rings]}
    return {"type": "Feature", "properties": {key: name}, "geometry": geometry, **more}


def geojson(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


EAST, WEST = feature("East", square(-0.6, 52.6, 0.1)), feature("West", square(-0.7, 52.6, 0.1))


def test_zones_are_read_with_their_names() -> None:
    read = read_borders(b"\xef\xbb\xbf" + geojson(EAST, WEST))
    assert (read.names, read.features, read.cautions) == (("East", "West"), 2, ())
    bounds = np.array([(-0.6, 52.6, -0.5, 52.7), (-0.7, 52.6, -0.6, 52.7)])
    assert shapely.bounds(read.shapes) == pytest.approx(bounds)
    again = read_borders(write_borders(read))
    assert again.names == read.names
    assert all(map(shapely.equals, again.shapes, read.shapes))


def test_features_of_one_name_are_one_zone_and_holes_stay_out() -> None:
    ring = feature("Ring", square(0, 50, 3), square(1, 51))
    read = read_borders(geojson(feature("Two", square(10, 50)), ring, feature("Two", square(20, 50))))
    assert (read.names, read.features) == (("Two", "Ring"), 3)
    places = np.array([(10.5, 50.5), (20.5, 50.5), (1.5, 51.5), (0.5, 50.5)])
    assert find_zones(places, read.shapes).tolist() == [0, 0, -1, 1]


@pytest.mark.parametrize(
    ("key", "others"),
    [
        ("WD24NM", ("WD24CD", "LAD24NM", "GlobalID")), ("ward_name", ("id", "name_of_council")),
        ("PD", ("id",)), ("polling_district", ("WARD",)), ("NAME", ("OBJECTID",)), ("Code", ("SHAPE_Area",)),
    ],
)  # fmt: skip
def test_the_property_that_names_zones_is_found(key: str, others: Sequence[str]) -> None:
    zones = [feature(name, square(at, 52), key=key) for at, name in enumerate(("AA", "AB", "AC"))]
    for at, zone in enumerate(zones):
        zone["properties"] = {**{other: f"{other}{at}" for other in others}, **zone["properties"]}
    assert read_borders(geojson(*zones)).names == ("AA", "AB", "AC")


BOW_TIE = [(0, 50), (1, 51), (1, 50), (0, 51), (0, 50)]
POINT = {"type": "Feature", "properties": {"name": "Post"}, "geometry": {"type": "Point", "coordinates": [0, 52]}}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file: line 1, column 1 is no JSON"),
        (geojson(EAST)[:-9], "the file: line 1, column"),
        (b"\xff\xfe\x00", "this is no text"),
        (b"[" * 100_000, "the file: "),
        (b'"FeatureCollection"', "a GeoJSON FeatureCollection is wanted"),
        (b'{"type": "Topology", "objects": {}}', "this is TopoJSON; save it as GeoJSON"),
        (geojson(), "it holds no feature"),
        (geojson(1, 2), "a GeoJSON FeatureCollection is wanted"),
        (geojson(feature("A", square(0, 52), key="colour"), feature("B", square(1, 52), key="colour")),
         "no property names the zones; give each feature a property 'name'; it has colour"),
        (geojson(EAST, WEST, feature("", square(3, 52))), "feature 3: it has no name"),
        (geojson(EAST, WEST, feature("N" * 81, square(3, 52))), "longer than 80 letters"),
        (geojson(EAST, POINT), "feature 2 (Post): it is a Point; a zone is a Polygon or a MultiPolygon"),
        (geojson(EAST, {**EAST, "geometry": None}), "feature 2 (East): it is without a geometry"),
        (geojson(EAST, feature("Odd", square(0, 52)[:-1])), "feature 2 (Odd): a ring of its border is open"),
        (geojson(EAST, feature("Odd", [(0, 52), (1, 52), (0, 52)])), "fewer than four corners"),
        (geojson(EAST, feature("Odd")), "feature 2 (Odd): its border has no corners"),
        (geojson(EAST, feature("Odd", ["ab", "cd", "ef", "ab"])), "no pair of numbers"),  # type: ignore[list-item]
        (geojson(EAST).replace(b"52.6", b"NaN", 1), "a corner of its border is no number"),
        (geojson(EAST, feature("Bow", BOW_TIE)), "(Bow): its border crosses itself at about 0.50000, 50.50000"),
        (geojson(feature("Line", [(0, 52), (1, 52), (2, 52), (0, 52)])), "its border encloses nothing"),
        (geojson(feature("A", [(y, x) for x, y in square(-0.6, 52.6)])), "latitude stands before longitude"),
        (geojson(feature("A", square(6_000_000, 2_000_000, 9))), "are neither degrees nor British National Grid"),
        (geojson(feature("A", square(-71_000, 6_900_000, 900))), "save it in WGS84 (EPSG:4326)"),
        (geojson(EAST, crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}), "EPSG::3857"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said_feature_by_feature(content: bytes, says: str) -> None:
    with pytest.raises(BordersError) as refused:
        read_borders(content)
    assert says in str(refused.value)


def test_every_wrong_feature_is_named_and_no_more_than_can_be_read() -> None:
    wrong = [feature(f"Odd {n}", [(0, 52)]) for n in range(1, 31)]
    with pytest.raises(BordersError) as refused:
        read_borders(geojson(EAST, *wrong, WEST))
    assert [one.feature for one in refused.value.wrong] == list(range(2, 32))
    assert str(refused.value).endswith("and 10 more")


def test_too_much_is_refused_before_it_is_worked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    content = geojson(EAST, WEST)
    for module, limit, says in (
        (borders, "MOST_BYTES", "more than 0 MB"), (borders, "MOST_FEATURES", "more than 1 features"),
        (border_shapes, "MOST_CORNERS", "more than 1 corners"),
    ):  # fmt: skip
        with monkeypatch.context() as patch:
            patch.setattr(module, limit, 1)
            with pytest.raises(BordersError) as refused:
                read_borders(content)
            assert says in str(refused.value)


def test_a_border_that_touches_itself_is_mended() -> None:
    pinched = [(0, 50), (2, 50), (2, 51), (1, 50), (0, 51), (0, 50)]  # its inner corner lies on its southern side
    read = read_borders(geojson(feature("Pinched", pinched)))
    assert shapely.is_valid(read.shapes[0])
    assert shapely.area(read.shapes[0]) == pytest.approx(1)
    assert find_zones(np.array([(1.8, 50.5), (1, 50.5), (0.2, 50.5)]), read.shapes).tolist() == [0, -1, 0]


def test_zones_that_overlap_are_said_and_the_first_has_what_lies_in_both() -> None:
    read = read_borders(
        geojson(feature("A", square(0, 50, 2)), feature("B", square(1, 50, 2)), feature("C", square(3, 50)))
    )
    assert read.cautions == ("A and B overlap; what lies in both is counted to A.",)
    assert find_zones(np.array([(1.5, 50.5), (2.5, 50.5), (3, 50.5)]), read.shapes).tolist() == [0, 1, 1]
    within = read_borders(geojson(feature("All", square(0, 50, 2)), feature("Part", square(0.5, 50.5))))
    assert within.cautions == ("All and Part overlap; what lies in both is counted to All.",)


# PROJ's own Helmert transformation of the same constants
GRID = {
    (651409.903, 313177.27): (1.71605195, 52.6579786), (486000, 308500): (-0.72972597, 52.66740078),
    (530000, 180000): (-0.12835398, 51.50399083), (91500, 11300): (-6.29958817, 49.92210538),
    (435000, 1180000): (-1.36466821, 60.50213898), (250000, 665000): (-4.39786992, 55.85479094),
}  # fmt: skip


def test_the_british_national_grid_is_turned_into_degrees() -> None:
    east, north = np.array(list(GRID), dtype=float).T
    assert np.stack(from_grid(east, north), axis=1) == pytest.approx(np.array(list(GRID.values())), abs=1e-7)
    # the Survey's own worked example, by the transformation that knows every distortion: within 5 m
    lon, lat = from_grid(np.array([651409.804]), np.array([313177.450]))
    off_m = np.hypot((lat - 52.65800783) * 111_300, (lon - 1.71607397) * 67_500)
    assert off_m[0] < 5


@pytest.mark.parametrize("crs", [{}, {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}}])
def test_borders_in_metres_are_turned_and_that_is_said(crs: dict[str, Any]) -> None:
    read = read_borders(geojson(feature("Oakham", square(486000, 308500, 1000)), **crs))
    assert read.cautions == (GRID_TURNED,)
    assert read.shapes[0].bounds[:2] == pytest.approx((-0.72972597, 52.66740078), abs=2e-4)


def lies_in(place: Corner, ring: Sequence[Corner]) -> bool:
    """Count the sides that a line to the east crosses: the slow twin."""
    x, y = place
    crossed = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossed += 1
    return crossed % 2 == 1


corners = st.tuples(st.integers(0, 40), st.integers(0, 40))


@given(st.lists(st.lists(corners, min_size=3, max_size=7), min_size=1, max_size=5), st.lists(corners, max_size=30))
@settings(max_examples=60)
def test_a_place_lies_where_a_slow_count_says(drawn: list[list[Corner]], places: list[Corner]) -> None:
    hulls: list[Any] = [shapely.MultiPoint(one).convex_hull for one in drawn]
    shapes = [hull for hull in hulls if shapely.area(hull)]
    rings = [list(shape.exterior.coords) for shape in shapes]
    between = [(x + 0.37, y + 0.41) for x, y in places]  # on no corner, and on no side that two of them have
    clear = [
        place for place in between if all(shape.boundary.distance(shapely.Point(place)) > 1e-9 for shape in shapes)
    ]
    slow = [next((at for at, ring in enumerate(rings) if lies_in(place, ring)), -1) for place in clear]
    assert find_zones(np.array(clear, dtype=float).reshape(-1, 2), shapes).tolist() == slow


def test_a_place_that_nobody_knows_lies_nowhere() -> None:
    shapes = read_borders(geojson(EAST)).shapes
    assert find_zones(np.array([(np.nan, np.nan), (-0.55, 52.65), (9, 9)]), shapes).tolist() == [-1, 0, -1]
    assert find_zones(np.zeros((0, 2)), shapes).tolist() == []
    assert find_zones(np.array([(-0.55, 52.65)]), ()).tolist() == [-1]
