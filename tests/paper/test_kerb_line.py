from itertools import pairwise
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.paper.kerb_line import DOOR, KERB, beside, dots_of, hands, stops_on, ticks_of
from tests.paper.reading import far_from

UP_AND_DOWN = [(0.0, 0.0), (100.0, 0.0), (0.0, 0.0)]
PLACES = st.tuples(st.integers(0, 500), st.integers(0, 280)).map(lambda place: (float(place[0]), float(place[1])))
LINES = st.lists(PLACES, min_size=2, max_size=12).map(
    lambda line: [place for i, place in enumerate(line) if i == 0 or place != line[i - 1]]
).filter(lambda line: len(line) > 1)  # fmt: skip


def test_up_one_side_and_down_the_other() -> None:
    """Paper's y runs downwards: going east, the right hand is south, and the doors of the way back lie north."""
    stops, doors = [(100.0, 0.0), (0.0, 0.0)], [(100.0, 5.0), (0.0, -5.0)]
    at = stops_on(UP_AND_DOWN, stops)
    hand = hands(UP_AND_DOWN, at, stops, doors)
    assert (at, hand) == ([1, 2], [1, 1])
    assert beside(UP_AND_DOWN, at, hand) == [(0.0, KERB), (100.0, KERB), (100.0, -KERB), (0.0, -KERB)]
    assert [dot for dot, _ in dots_of(UP_AND_DOWN, at, stops, hand)] == [(100.0, DOOR), (0.0, -DOOR)]


def test_a_bend_has_one_corner() -> None:
    line = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)]
    assert beside(line, [2], [1], far=1) == [(0.0, 1.0), (9.0, 1.0), (9.0, 10.0)]


def test_stops_on_both_sides_of_one_place_are_both_passed() -> None:
    line = [(0.0, 0.0), (50.0, 0.0), (100.0, 0.0)]
    at, hand = [0, 1, 1, 2], [-1, 1, -1, 1]
    walk = beside(line, at, hand, far=2)
    assert walk == [(0, -2), (0, 2), (50, 2), (50, -2), (50, 2), (100, 2)]


@given(LINES, st.data())
def test_the_walk_passes_beside_every_stop_on_its_hand(line: list[tuple[float, float]], data: st.DataObject) -> None:
    at = sorted(data.draw(st.lists(st.integers(0, len(line) - 1), min_size=1, max_size=12)))
    hand = data.draw(st.lists(st.sampled_from([-1, 1]), min_size=len(at), max_size=len(at)))
    walk = beside(line, at, hand)
    dots = dots_of(line, at, [line[i] for i in at], hand)
    assert max(far_from(walk, dot) for dot, _ in dots) < 8.5


@pytest.mark.parametrize("offset", [0, 1, -1])
def test_doors_on_the_line_keep_the_side_of_the_stop_before(offset: int) -> None:
    line = [(0.0, 0.0), (10.0, 0.0), (20.0, 0.0)]
    given_hand = hands(line, [1, 2], [(10, 0), (20, 0)], [(10, offset), (20, 0)])
    assert given_hand == [offset or -1] * 2


@given(LINES, st.lists(st.sampled_from([-1, 1]), min_size=12, max_size=12))
def test_no_place_of_the_walk_is_far_from_the_street(line: list[tuple[float, float]], sides: list[int]) -> None:
    at = list(range(1, len(line)))
    walk = beside(line, at, sides[: len(at)])
    assert max(far_from(line, place) for place in walk) < 1.85 * KERB + 0.15
    assert max(far_from(walk, stop) for stop in line) < 1.85 * KERB + 0.15


@given(LINES, st.data())
def test_a_stop_on_the_line_is_found_there_in_order(line: list[tuple[float, float]], data: st.DataObject) -> None:
    picked = sorted(data.draw(st.lists(st.integers(0, len(line) - 1), min_size=1, unique=True)))
    at = stops_on(line, [line[i] for i in picked])
    assert at == sorted(at)
    assert [line[i] for i in at] == [line[i] for i in picked]


@given(LINES)
def test_ticks_lie_on_the_line_and_point_along_it(line: list[tuple[float, float]]) -> None:
    long = sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(line))
    ticks = ticks_of(line, every=40, size=5)
    assert len(ticks) <= long / 40 + 1
    if len(line) == 2 and long > 25:
        assert ticks
    for tip, left, right in ticks:
        assert far_from(line, tip) < 0.2
        assert hypot(left[0] - right[0], left[1] - right[1]) == pytest.approx(5, abs=0.3)
