import csv
import io
import math
from collections import Counter, defaultdict

import pytest
import shapely

from muster.county.make import County
from muster.plan.streets import read_streets
from tests.county.ground import Map, pieces_of, read_map

HALF_ROAD_M = {"primary": 4.5, "secondary": 4.0, "tertiary": 3.6, "residential": 2.8}


@pytest.fixture(scope="module")
def ground(files: dict[str, bytes]) -> Map:
    return read_map(files["streets.osm"])


@pytest.fixture(scope="module")
def door_rows(county: County) -> list[tuple[str, float, float, str, str]]:
    metre = 0.1
    return [(d.name, d.place[0] * metre, d.place[1] * metre, d.street, d.side) for d in county.town.doors]


def spans_of(ground: Map, key: str, **wanted: str) -> set[tuple[int, int]]:
    return {
        (a, b) for a, b, tags in ground.segments if key in tags and all(tags.get(k) == v for k, v in wanted.items())
    }


def side_of(ground: Map, piece: dict[tuple[int, str], int], name: str) -> set[int]:
    kerbs = [i for i, (_, _, tags) in enumerate(ground.segments) if tags.get("name") == name]
    return {piece[i, side] for i in kerbs for side in ("left", "right")}


def places_to_cross(ground: Map) -> dict[str, tuple[set[int], set[tuple[int, int]]]]:
    """Each planned place: the nodes that must be marked, or the ways that must be there."""
    duals = {node for a, b, tags in ground.segments if tags.get("dual_carriageway") for node in (a, b)}
    signals = ground.crossings & duals
    north = {node for node in signals if ground.nodes[node][1] > -500}
    return {
        "signals at East Road": (north, set()),
        "signals at Quarry Road": (signals - north, set()),
        "footbridge": (set(), spans_of(ground, "bridge", highway="footway")),
        "underpass": (set(), spans_of(ground, "tunnel", highway="footway")),
        "Thorn Lane's bridge": (set(), spans_of(ground, "bridge", highway="secondary")),
    }


def test_everybody_can_walk_everywhere(ground: Map) -> None:
    piece = pieces_of(ground, crossings=ground.crossings, leave_out=set())
    walked = {
        piece[i, side]
        for i, (_, _, tags) in enumerate(ground.segments)
        for side in ("left", "right")
        if tags.get("highway") != "trunk"
    }
    assert len(walked) == 1


def test_nobody_crosses_the_dual_carriageway_but_at_the_planned_places(ground: Map) -> None:
    places = places_to_cross(ground)
    assert all(nodes or spans for nodes, spans in places.values())
    assert [len(nodes) for nodes, _ in places.values()] == [2, 2, 0, 0, 0]
    all_nodes = {node for nodes, _ in places.values() for node in nodes}
    all_spans = {span for _, spans in places.values() for span in spans}
    shut = pieces_of(ground, crossings=ground.crossings - all_nodes, leave_out=all_spans)
    west, east = side_of(ground, shut, "High Street"), side_of(ground, shut, "Fairfield Way")
    assert len(west) == len(east) == 1
    assert west != east


@pytest.mark.parametrize(
    "name",
    ["signals at East Road", "signals at Quarry Road", "footbridge", "underpass", "Thorn Lane's bridge"],
)
def test_each_planned_place_leads_across(ground: Map, name: str) -> None:
    places = places_to_cross(ground)
    nodes, spans = places[name]
    others = {span for _, found in places.values() for span in found} - spans
    closed = {node for found, _ in places.values() for node in found} - nodes
    piece = pieces_of(ground, crossings=ground.crossings - closed, leave_out=others)
    assert side_of(ground, piece, "High Street") == (
        side_of(ground, piece, "Wold Lane")
        if name == "signals at Quarry Road"
        else side_of(ground, piece, "Fairfield Way")
    )


def test_two_roads_bridge_the_river(ground: Map) -> None:
    over = {tags["name"] for _, tags in ground.ways if tags.get("bridge") and tags["highway"] in {"primary", "trunk"}}
    assert over == {"Bridge Street", "Danelaw Way"}
    assert sum(tags.get("waterway") == "river" for _, tags in ground.ways) == 1


def test_the_planners_reader_finds_the_same_streets(files: dict[str, bytes], ground: Map) -> None:
    streets = read_streets(files["streets.osm"], form="osm")
    assert len(streets.segment_from) == len(ground.segments)
    assert int(streets.node_crossing.sum()) == len(ground.crossings)
    assert {name for name, dual in zip(streets.way_name, streets.way_dual, strict=True) if dual} == {"Danelaw Way"}


def test_nodes_stand_no_farther_apart_than_sixty_metres(ground: Map) -> None:
    lengths = [
        math.dist(ground.nodes[a], ground.nodes[b]) for a, b, tags in ground.segments if tags["highway"] != "footway"
    ]
    assert max(lengths) < 60
    assert sum(length < 4 for length in lengths) < len(lengths) / 50


def test_every_door_stands_at_its_own_street_back_from_the_kerb(
    ground: Map, door_rows: list[tuple[str, float, float, str, str]]
) -> None:
    lines = defaultdict(list)
    for a, b, tags in ground.segments:
        lines[tags.get("name", "")].append((ground.nodes[a], ground.nodes[b], tags["highway"]))
    gaps = [
        min((_from_line((x, y), a, b) - HALF_ROAD_M[kind]) for a, b, kind in lines[street])
        for _, x, y, street, _ in door_rows
    ]
    assert max(gaps) < 9
    assert sum(3.9 < gap < 8.1 for gap in gaps) > 0.97 * len(gaps)  # the rest stand at bends
    assert min(gaps) > 1


def test_odd_numbers_stand_on_the_left_and_even_ones_on_the_right(
    door_rows: list[tuple[str, float, float, str, str]],
) -> None:
    numbered = [(int(name.split()[0]), side) for name, _, _, _, side in door_rows if name.split()[0].isdecimal()]
    assert len(numbered) > 9_000
    assert {(number % 2, side) for number, side in numbered} == {(1, "left"), (0, "right")}


def test_no_street_in_town_shares_its_name(county: County) -> None:
    names = Counter(way.name for way in county.town.network.ways if way.style)
    assert [name for name, count in names.items() if count > 1] == []


def test_nobody_lives_in_the_river_or_in_a_park(county: County) -> None:
    closed = shapely.union_all([shapely.Polygon(county.water), *(shapely.Polygon(ring) for _, ring in county.parks)])
    doors = shapely.points([door.place for door in county.town.doors])
    shapely.prepare(closed)
    assert not shapely.contains(closed, doors).any()


def test_doors_of_a_block_stand_together_and_no_two_houses_do(files: dict[str, bytes]) -> None:
    rows = list(csv.DictReader(io.StringIO(files["doors.csv"].decode())))
    at: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        if row["door"] and row["side"] in {"left", "right"}:
            at[row["lon"], row["lat"]].add(
                row["door"].split(", ")[-1] if row["door"].startswith("Flat") else row["door"]
            )
    planted = {key for key, doors in at.items() if len(doors) > 1}
    assert len(planted) <= 3  # the spoilt copies stand where their good rows do


def _from_line(p: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    t = max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy)))
    return math.dist(p, (a[0] + t * dx, a[1] + t * dy))
