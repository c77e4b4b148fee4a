"""The audit's ground: by hand where a hand can, and against the planner's on towns drawn at random."""

from random import Random

import numpy as np
import pytest

from muster.audit.graph import distance_dm
from muster.audit.ground import lay_ground, of_this_place, ways_dm
from muster.audit.tables import read_doors
from muster.plan.doors import read_doors as plan_doors
from muster.plan.ground import lay_ground as plan_ground
from muster.plan.near import distances, ways_from
from muster.plan.near_doors import read_near_doors
from muster.plan.streets import read_streets
from tests.audit.towns import degrees, doors_csv, osm, random_doors, random_streets

STREET = {1: (0.0, 0.0), 2: (100.0, 0.0)}


def metres_between(streets: bytes | None, *doors: tuple[float, float, str, str]) -> list[float]:
    """Lay doors (x, y, street, side) and give the metres from the first to each."""
    rows = [(f"d{number}", x, y, street, side, "", "") for number, (x, y, street, side) in enumerate(doors)]
    listed, _ = read_doors(doors_csv(rows))
    ground = lay_ground(listed, streets, "osm")
    return [distance_dm(ground.graph, ground.stop[0], point) / 10 for point in ground.stop]


def test_along_and_across_a_street() -> None:
    town = osm(STREET, [([1, 2], {"highway": "residential"})])
    found = metres_between(
        town, (10, 5, "", ""), (40, 5, "", ""), (40, -5, "", ""), (40, 9, "", "right"), (-30, 5, "", "")
    )
    assert found == [0, 30, 38, 38, 10]  # the last stands off the end, and belongs to it


@pytest.mark.parametrize(
    ("tags", "across_m"),
    [
        ({"highway": "residential"}, 8),
        ({"highway": "primary_link"}, 8),
        ({"highway": "secondary"}, 12),
        ({"highway": "primary"}, 20),
        ({"highway": "primary", "oneway": "yes", "lanes": "1"}, 20),
        ({"highway": "primary", "lanes": "2", "oneway": "no", "junction": "roundabout"}, 20),
        ({"highway": "trunk"}, 10 + 25 + 10),
        ({"highway": "trunk", "lanes": "4"}, 10 + 25 + 10),
        ({"highway": "residential", "dual_carriageway": "yes"}, 10 + 25 + 10),
        ({"highway": "secondary", "oneway": "-1", "lanes": "3"}, 10 + 25 + 10),
        ({"highway": "primary", "junction": "circular", "lanes": "2"}, 10 + 25 + 10),
    ],
)
def test_what_it_costs_to_cross(tags: dict[str, str], across_m: float) -> None:
    town = osm(STREET, [([1, 2], tags)], {1: {"highway": "crossing"}})
    assert metres_between(town, (10, 5, "", ""), (10, -5, "", "")) == [0, across_m]


@pytest.mark.parametrize(
    ("tags", "across_m"),
    [
        ({"highway": "trunk"}, 10 + 300 + 10),
        ({"highway": "trunk_link", "lanes": "3", "oneway": "no", "junction": "roundabout"}, 10 + 300 + 10),
        ({"highway": "trunk", "lanes": "4"}, 100 + 25 + 100),  # as two pieces, joined where both begin
        ({"highway": "trunk_link", "oneway": "yes"}, 100 + 25 + 100),
        ({"highway": "trunk", "dual_carriageway": "yes"}, 100 + 25 + 100),
    ],
)
def test_what_it_costs_to_cross_a_trunk_road_where_nothing_is_marked(tags: dict[str, str], across_m: float) -> None:
    across = metres_between(
        osm({1: (0.0, 0.0), 2: (110.0, 0.0)}, [([1, 2], tags)]), (100, 5, "", ""), (100, -5, "", "")
    )
    assert across == [0, across_m]


def test_round_a_corner_for_nothing() -> None:
    town = osm(
        STREET | {3: (100.0, 100.0)}, [([1, 2], {"highway": "residential"}), ([2, 3], {"highway": "residential"})]
    )
    inner, outer = (90, 5, "", ""), (95, 10, "", "")
    assert metres_between(town, inner, outer, (90, -5, "", ""), (105, 10, "", "")) == [0, 20, 8, 28]


def test_pieces_that_no_path_joins() -> None:
    """Two dead ends 40 m apart: half as long again, from the first corner of the one to the first of the other.

    Both are the left one as one leaves the dead end: south on the first street, north on the second.
    """
    town = osm(
        STREET | {3: (140.0, 0.0), 4: (200.0, 0.0)}, [([1, 2], {"highway": "path"}), ([3, 4], {"highway": "path"})]
    )
    assert metres_between(town, (90, 5, "", ""), (150, 5, "", ""), (90, -5, "", "")) == [0, 8 + 10 + 60 + 10, 8]


def test_a_street_by_its_name() -> None:
    town = osm(
        STREET | {3: (0.0, 30.0), 4: (100.0, 30.0)},
        [
            ([1, 2], {"highway": "residential", "name": "Low Road"}),
            ([3, 4], {"highway": "path"}),
            ([1, 3], {"highway": "path"}),
        ],
    )
    assert metres_between(town, (50, 25, "low  ROAD", ""), (50, 25, "", ""), (50, 25, "High Road", ""))[0] == 0
    assert metres_between(town, (50, 25, "low  ROAD", ""), (60, 5, "", "")) == [0, 10]


def test_without_an_extract_the_doors_make_the_streets() -> None:
    found = metres_between(None, (0, 0, "A", ""), (30, 0, "A", ""), (60, 0, "A", ""), (0, 40, "", ""))
    assert found == [0, 30, 60, 50]


def test_the_ways_from_a_start() -> None:
    town = osm(STREET, [([1, 2], {"highway": "residential"})])
    listed, _ = read_doors(doors_csv([("a", 10, 5, "", "", "", ""), ("b", 60, -5, "", "", "", "")]))
    ground = lay_ground(listed, town, "osm")
    assert ways_dm(ground, degrees(30, 1)) == [200, 380]


@pytest.mark.parametrize("seed", range(150))
def test_the_planner_measures_the_same(seed: int) -> None:
    chance = Random(seed)
    streets = random_streets(chance) if chance.random() < 0.85 else None
    content = random_doors(chance)
    place = degrees(chance.randint(-200, 900), chance.randint(-200, 600))
    listed, _ = read_doors(content)
    ours = lay_ground(listed, streets, "osm")
    theirs = plan_ground(plan_doors(content)[0], read_streets(streets, form="osm") if streets else None)
    stop = theirs.stop_of_door
    table = distances(theirs, np.arange(len(theirs.stop_point), dtype=np.int32))[np.ix_(stop, stop)]
    assert table.tolist() == [[distance_dm(ours.graph, a, b) for b in ours.stop] for a in ours.stop]
    assert ways_from(theirs, place).stop_dm[stop].tolist() == ways_dm(ours, place)


def test_doors_beyond_a_gap_are_of_another_place_to_audit_and_planner_alike() -> None:
    chance = Random(5)
    for _ in range(200):
        rows = [f"d{i},{chance.uniform(-4, 4):.2f},{chance.uniform(50, 54):.2f}" for i in range(chance.randint(1, 12))]
        content = ("door,lon,lat\n" + "\n".join(rows)).encode()
        doors, _ = read_doors(content)
        ours, _ = read_near_doors(content)
        assert [door.name for door in of_this_place(doors, None, "")] == list(ours.names)
