import math

import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from muster.county.chance import Chance
from muster.county.plane import (
    TURN,
    Point,
    beside,
    closed_curve,
    curve,
    decimal,
    degrees_of,
    distance,
    from_line,
    heading_of,
    inside,
    meeting,
    ring_of,
    warped,
)

whole = st.integers(-20_000, 20_000)
points = st.tuples(whole, whole)


@given(points, points, points)
def test_the_way_to_a_line_is_shapelys_rounded_down(p: Point, a: Point, b: Point) -> None:
    truth = shapely.distance(shapely.Point(p), shapely.LineString([a, b]))
    assert from_line(p, a, b) == math.floor(truth + 1e-6)


@given(points, points, points, points)
def test_lines_meet_where_shapely_says(a: Point, b: Point, c: Point, d: Point) -> None:
    det = (b[0] - a[0]) * (d[1] - c[1]) - (b[1] - a[1]) * (d[0] - c[0])
    assume(det != 0)
    one, other = shapely.LineString([a, b]), shapely.LineString([c, d])
    met = meeting(a, b, c, d)
    assert (met is not None) == one.intersects(other)
    if met is not None:
        assert shapely.distance(shapely.Point(met[1]), one) < 1
        assert shapely.distance(shapely.Point(met[1]), other) < 1


@given(points, st.lists(points, min_size=3, max_size=9, unique=True))
def test_a_place_lies_in_a_ring_where_shapely_says(p: Point, corners: list[Point]) -> None:
    ring = shapely.Polygon(corners)
    assume(ring.is_valid and shapely.distance(shapely.Point(p), ring.exterior) > 0)
    assert inside(p, ring_of(corners)) == ring.contains(shapely.Point(p))


@given(points, points)
def test_a_heading_is_the_nearest_of_1024(a: Point, b: Point) -> None:
    assume(distance(a, b) > 10)
    angle = math.atan2(b[1] - a[1], b[0] - a[0]) / (2 * math.pi) * TURN
    off = (heading_of(a, b) - angle) % TURN
    assert min(off, TURN - off) < 0.52


def test_beside_goes_along_and_to_the_left() -> None:
    assert beside((0, 0), (100, 0), along_dm=30, left_dm=5) == (30, 5)
    assert beside((0, 0), (0, 100), along_dm=30, left_dm=5) == (-5, 30)
    assert beside((0, 0), (0, 100), along_dm=30, left_dm=-5) == (5, 30)


def test_degrees_are_written_without_floating_point() -> None:
    assert decimal(-7_500_000) == "-0.7500000"
    assert decimal(529_200_001) == "52.9200001"
    assert degrees_of((0, 1_111_951)) == ("-0.7500000", "53.9200001")  # a degree is 1 111 950.8 dm


def test_a_curve_goes_through_its_points() -> None:
    pieces = curve([(0, 0), (1000, 0), (1000, 1000)], every_dm=200)
    assert [(piece[0], piece[-1]) for piece in pieces] == [((0, 0), (1000, 0)), ((1000, 0), (1000, 1000))]
    assert [len(piece) for piece in pieces] == [6, 6]


def test_a_closed_curve_goes_round_through_its_points() -> None:
    square = [(0, 0), (1000, 0), (1000, 1000), (0, 1000)]
    ring = closed_curve(square, every_dm=250)
    assert len(ring) == len(set(ring)) == 16
    assert set(square) <= set(ring)


def test_a_warp_is_the_corners_own_shift_at_a_corner_and_their_mean_in_the_middle() -> None:
    lattice = {(0, 0): (10, 0), (1, 0): (20, 0), (0, 1): (30, 4), (1, 1): (40, 4)}
    assert warped((0, 0), lattice, cell_dm=100) == (10, 0)
    assert warped((50, 50), lattice, cell_dm=100) == (75, 52)


def test_chance_keeps_within_its_bounds_and_reaches_them() -> None:
    chance = Chance(1, "here")
    drawn = [chance.between(-2, 2) for _ in range(500)]
    assert set(drawn) == {-2, -1, 0, 1, 2}
    assert sorted(chance.shuffled(range(50))) == list(range(50))
    assert {chance.weigh("abc", (1, 0, 3)) for _ in range(200)} == {"a", "c"}


def test_chance_is_the_same_for_a_seed_and_another_for_each_stream() -> None:
    def draw(seed: int, stream: str) -> list[int]:
        chance = Chance(seed, stream)
        return [chance.below(1_000) for _ in range(20)]

    assert draw(1, "a") == draw(1, "a")
    assert len({tuple(draw(seed, stream)) for seed in (1, 2) for stream in ("a", "b")}) == 4
    assert draw(1, "a")[:5] == [435, 816, 340, 374, 451]  # PCG64's own words: numpy promises never to change them
