"""Doors on kerbs, and distances that one can work out on paper."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.plan.doors import Doors
from muster.plan.forest import forest_dm, grow_forest
from muster.plan.ground import Ground, NoDoorsError, far_doors, lay_ground
from muster.plan.near import distances, neighbours, walk_line, ways_from
from muster.plan.streets import Streets
from tests.little_town import DM, doors_at, town
from tests.naive_ground import naive_distances, naive_forest

STREET = {1: (-1000, 0, ""), 2: (1000, 0, "")}


def between_doors(ground: Ground) -> list[list[int]]:
    rows: list[list[int]] = distances(ground, ground.stop_of_door).tolist()
    return rows


def test_across_the_street_costs_the_crossing() -> None:
    doors = doors_at([(0, 40), (0, -40), (300, 40), (-300, -40)])
    for kind, cost in (("residential", 80), ("secondary", 120), ("primary", 200)):
        ground = lay_ground(doors, town(STREET, [((1, 2), f"highway={kind}")]))
        assert between_doors(ground) == [
            [0, cost, 300, 300 + cost],
            [cost, 0, 300 + cost, 300],
            [300, 300 + cost, 0, 600 + cost],
            [300 + cost, 300, 600 + cost, 0],
        ]


def test_nobody_crosses_a_dual_carriageway_but_at_its_crossing() -> None:
    doors = doors_at([(300, 40), (300, -40)])
    for tags in (
        "highway=trunk oneway=yes",
        "highway=trunk lanes=4",
        "highway=residential dual_carriageway=yes",
        "highway=primary oneway=yes lanes=2",
    ):
        nodes = {1: (-1000, 0, ""), 2: (1000, 0, "highway=crossing")}
        ground = lay_ground(doors, town(nodes, [((1, 2), tags)]))
        assert between_doors(ground)[0][1] == 700 + 250 + 700
        # With no crossing at all both kerbs are pieces: joined where they are nearest, at the price of a crossing.
        ground = lay_ground(doors, town(STREET, [((1, 2), tags)]))
        assert between_doors(ground)[0][1] == 1300 + 250 + 1300 or between_doors(ground)[0][1] == 700 + 250 + 700


def test_a_trunk_road_is_crossed_where_that_is_marked_or_at_a_node_if_it_saves_much() -> None:
    doors = doors_at([(300, 40), (300, -40)])
    for marked, far in (("highway=crossing", 700 + 250 + 700), ("", 700 + 3000 + 700)):
        nodes = {1: (-9000, 0, ""), 2: (1000, 0, marked)}
        assert between_doors(lay_ground(doors, town(nodes, [((1, 2), "highway=trunk")])))[0][1] == far
    nodes = {1: (-9000, 0, "highway=crossing"), 2: (1000, 0, ""), 3: (-800, 0, "highway=crossing")}
    ground = lay_ground(doors, town(nodes, [((1, 3, 2), "highway=trunk")]))
    assert between_doors(ground)[0][1] == 1100 + 250 + 1100


def test_round_a_corner_is_free_and_over_a_side_street_is_not() -> None:
    nodes = STREET | {3: (0, 0, ""), 4: (0, 1000, "")}
    streets = town(nodes, [((1, 3, 2), "highway=residential name=High"), ((3, 4), "highway=residential name=Side")])
    doors = doors_at([(-100, 30), (-30, 200), (30, 200), (100, 30), (100, -30), (-100, -30)])
    ground = lay_ground(doors, streets)
    far = between_doors(ground)
    assert far[0][1] == 100 + 200  # round the corner, on the same kerb
    assert far[0][3] == 100 + 80 + 100  # over the side street's mouth
    assert far[0][2] == 100 + 80 + 200
    assert far[4][5] == 200  # the far kerb runs past the junction


def test_round_a_dead_end_costs_a_crossing() -> None:
    ground = lay_ground(doors_at([(900, 40), (900, -40)]), town(STREET, [((1, 2), "highway=trunk oneway=yes")]))
    assert between_doors(ground)[0][1] >= 250


def test_pieces_are_joined_where_they_are_nearest_half_as_long_again() -> None:
    nodes = STREET | {3: (1400, 300, ""), 4: (3400, 300, ""), 5: (0, 90_000, ""), 6: (90, 90_000, "")}
    ways = [((1, 2), "highway=residential"), ((3, 4), "highway=residential"), ((5, 6), "highway=residential")]
    ground = lay_ground(doors_at([(900, 40), (1500, 340)]), town(nodes, ways))
    assert len(ground.stop_lon) == 2
    # 100 to the end, 750 over (1.5 x 500) from its first corner to the other's, at most a crossing on each side, 100 on
    assert between_doors(ground)[0][1] in range(950, 950 + 161, 80)


def test_doors_go_to_their_own_street_if_it_is_near_enough() -> None:
    nodes = {1: (0, 0, ""), 2: (2000, 0, ""), 3: (0, 1000, ""), 4: (2000, 1000, "")}
    streets = town(
        nodes, [((1, 2), "highway=residential name=Low_Road"), ((3, 4), "highway=residential name=High_Road")]
    )
    doors = doors_at([(500, 900), (900, 900), (0, 0), (2000, 1000)], street=["low  ROAD", "Nowhere Road", "", ""])
    ground = lay_ground(doors, streets)
    lat = ground.stop_lat[ground.stop_of_door]
    assert np.allclose(lat / DM, [0, 1000, 0, 1000], atol=0.6)


def test_the_list_may_name_the_side() -> None:
    streets = town(STREET, [((1, 2), "highway=residential")])
    ground = lay_ground(doors_at([(0, 40), (0, 40), (0, 40)], side=["left", "right", ""]), streets)
    assert ground.stop_of_door[0] == ground.stop_of_door[2] != ground.stop_of_door[1]


def test_a_block_of_flats_is_one_stop() -> None:
    ground = lay_ground(doors_at([(0, 40)] * 200), town(STREET, [((1, 2), "highway=residential")]))
    assert ground.stop_service_s.tolist() == [200 * 75]


def test_a_start_is_laid_like_a_door() -> None:
    streets = town(STREET, [((1, 2), "highway=residential")])
    ground = lay_ground(doors_at([(300, 40), (-300, -40)]), streets)
    ways = ways_from(ground, (100 * DM, 90 * DM))
    assert ways.stop_dm[ground.stop_of_door].tolist() == [200, 480]


def test_a_start_beyond_the_pieces_comes_over_land() -> None:
    nodes = STREET | {3: (0, 30_000, ""), 4: (90, 30_000, "")}
    ways = [((1, 2), "highway=residential"), ((3, 4), "highway=residential")]
    ground = lay_ground(doors_at([(300, 40), (-300, 40)]), town(nodes, ways))
    far = ways_from(ground, (1000 * DM, 29_000 * DM)).stop_dm[ground.stop_of_door].tolist()
    straight = 43_500  # 1.5 x 2,900 m
    assert far[0] - straight in {700, 780}  # the corner of either kerb
    assert far[1] - far[0] == 600


def test_the_line_walked_passes_the_corner() -> None:
    nodes = STREET | {3: (0, 0, ""), 4: (0, 1000, "")}
    streets = town(nodes, [((1, 3, 2), "highway=residential"), ((3, 4), "highway=residential")])
    ground = lay_ground(doors_at([(-200, 30), (-30, 200), (200, 30), (-30, -30)]), streets)
    stops = ground.stop_of_door[[0, 1]]
    line = np.array(walk_line(ground, stops)) / DM
    assert np.allclose(line, [(-200, 0), (-30, 0), (0, 0), (0, 200)], atol=1)  # past the door over the way


def test_one_door_needs_no_streets() -> None:
    ground = lay_ground(doors_at([(5, 5)]), None)
    assert between_doors(ground) == [[0]]
    assert walk_line(ground, [0]) == [(5 * DM, 5 * DM)]
    assert forest_dm(grow_forest(ground), 1) == 0


def test_no_door_is_refused() -> None:
    with pytest.raises(NoDoorsError):
        lay_ground(doors_at([]), None)


def test_without_an_extract_a_street_is_its_doors_in_order() -> None:
    doors = doors_at([(0, 0), (100, 0), (200, 0), (100, 50)], street=["A", "a", "A ", ""])
    assert between_doors(lay_ground(doors, None))[0][:3] == [0, 100, 200]
    assert between_doors(lay_ground(doors, None))[1][3] == 62  # 1.25 x 50, halves to the even number


@pytest.mark.parametrize("count", [10_000])
def test_a_straight_line_of_doors(count: int) -> None:
    ground = lay_ground(doors_at([(90 * i, 0) for i in range(count)], street=["Long Road"] * count), None)
    assert abs(forest_dm(grow_forest(ground), 1) - 90 * (count - 1)) < count


names = st.sampled_from(["", "High", "Low", "Side"])
kinds = st.sampled_from(
    [
        "residential",
        "residential",
        "primary",
        "secondary",
        "trunk",
        "trunk oneway=yes",
        "footway",
        "primary oneway=yes lanes=2",
        "motorway",
    ]
)


@st.composite
def towns(draw: st.DrawFn) -> tuple[Doors, Streets | None]:
    spots = st.tuples(st.integers(-40, 40), st.integers(-40, 40))
    places = draw(st.lists(spots, min_size=3, max_size=8, unique=True))
    signs = draw(st.lists(st.sampled_from(["", "", "highway=crossing", "crossing=no"]), min_size=8, max_size=8))
    nodes = {i: (50 * x, 50 * y, signs[i]) for i, (x, y) in enumerate(places)}
    refs = st.lists(st.integers(0, len(places) - 1), min_size=2, max_size=4)
    ways = [(draw(refs), f"highway={draw(kinds)} name={draw(names) or '-'}") for _ in range(draw(st.integers(1, 5)))]
    ways.append(([0, 1], "highway=residential"))
    count = draw(st.integers(1, 9))
    doors = doors_at(
        [(37 * x + 1, 41 * y + 2) for x, y in draw(st.lists(spots, min_size=count, max_size=count))],
        street=draw(st.lists(names, min_size=count, max_size=count)),
        side=draw(st.lists(st.sampled_from(["", "", "left", "right"]), min_size=count, max_size=count)),
    )
    return doors, town(nodes, ways) if draw(st.booleans()) else None


@settings(max_examples=300)
@given(towns())
def test_distances_are_those_of_the_page(given_town: tuple[Doors, Streets | None]) -> None:
    doors, streets = given_town
    ground = lay_ground(doors, streets)
    far = between_doors(ground)
    assert far == naive_distances(doors, streets)
    forest = grow_forest(ground)
    for turfs in range(1, len(doors) + 1):
        assert forest_dm(forest, turfs) == naive_forest(far, turfs)
    near = neighbours(ground, most=3)
    for stop in range(len(near.first) - 1):
        held = slice(near.first[stop], near.first[stop + 1])
        row = distances(ground, list(range(len(near.first) - 1)))[stop]
        assert row[near.stop[held]].tolist() == near.dm[held].tolist()
        assert near.dm[held].tolist() == sorted(np.delete(row, stop).tolist())[:3]


def test_a_long_road_is_one_place_and_what_lies_beyond_a_gap_is_another() -> None:
    road = doors_at([(x * 100_000, 0) for x in range(60)])  # 600 km, a door every ten
    assert far_doors(road, None).tolist() == []
    gone = doors_at([(x * 100_000, 0) for x in range(30)] + [(x * 100_000, 0) for x in range(50, 60)])
    assert far_doors(gone, None).tolist() == list(range(30, 40))
