from itertools import combinations
from math import sqrt

import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate
from shapely.geometry.base import BaseGeometry

from muster.paper.board_map import KINDS, map_of
from muster.paper.boards import NearGround, NearStreet
from muster.paper.frame import FOOT, LOW, PT_PER_M, TALL, WIDTH, Frame, clip_area, clip_line, fit_frame
from muster.paper.from_plan import KIND
from muster.paper.labels import FIGURE, HIGH, LETTER, Paper, put_names, put_numbers, put_walked_names
from tests.paper.made import made_board

METRES = st.tuples(st.floats(-900, 900), st.floats(-900, 900))
POINTS = st.tuples(st.integers(-300, 900), st.integers(-300, 700)).map(lambda at: (float(at[0]), float(at[1])))


@given(st.lists(METRES, min_size=1, max_size=20))
def test_all_doors_lie_on_the_map_at_a_usual_scale(doors: list[tuple[float, float]]) -> None:
    frame = fit_frame(doors, doors, may_be_tall=True)
    for x, y in (frame.place(door) for door in doors):
        assert 0 < x < WIDTH
        assert 0 < y < frame.height - FOOT


def test_a_far_start_runs_off_the_map_rather_than_shrink_the_doors() -> None:
    doors = [(0.0, 0.0), (200.0, 100.0)]
    near, far = (
        fit_frame(doors, [(-20.0, 0.0)], may_be_tall=False),
        fit_frame(doors, [(-5000.0, 0.0)], may_be_tall=False),
    )
    assert near.place((-20.0, 0.0))[0] > 0
    assert far == fit_frame(doors, doors, may_be_tall=False)


def test_a_tall_map_is_taken_only_where_it_shows_more() -> None:
    wide, high = [(0.0, 0.0), (400.0, 10.0)], [(0.0, 0.0), (10.0, 260.0)]
    assert fit_frame(wide, wide, may_be_tall=True).height == LOW
    assert fit_frame(high, high, may_be_tall=True).height == TALL
    assert fit_frame(high, high, may_be_tall=False).height == LOW


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    for scale in (500, 2000, 25_000):
        length, says = Frame(LOW, scale, 0, 0).bar()
        number, unit = says.split()
        assert abs(length - int(number) * (1000 if unit == "km" else 1) * PT_PER_M / scale) <= 0.05
        assert 40 < length <= 130


@given(st.lists(POINTS, min_size=2, max_size=8, unique=True))
def test_clipping_shows_what_lies_on_the_map_and_no_more(line: list[tuple[float, float]]) -> None:
    pieces = list(clip_line(line, height=LOW, over=0))
    inside = shapely.intersection(shapely.LineString(line), shapely.box(0, 0, WIDTH, LOW))
    told = shapely.MultiLineString([piece for piece in pieces if len(piece) > 1])
    if inside.length:  # where a line only touches the edge, nothing need be drawn
        assert all(shapely.dwithin(inside, shapely.Point(at), 0.2) for piece in pieces for at in piece)
    assert shapely.difference(inside, shapely.buffer(told, 0.3)).length < 0.4 * (len(line) + 1)


@given(st.lists(POINTS, min_size=3, max_size=9, unique=True))
def test_clipping_an_area_shows_what_lies_on_the_map_and_no_more(corners: list[tuple[float, float]]) -> None:
    area = shapely.convex_hull(shapely.MultiPoint(corners))
    assume(area.area > 0)
    seen = clip_area([(float(x), float(y)) for x, y in shapely.get_coordinates(area)], height=LOW, over=0)
    inside = shapely.intersection(area, shapely.box(0, 0, WIDTH, LOW))
    told = shapely.Polygon(seen) if len(seen) > 2 else shapely.Polygon()
    assert told.is_empty or shapely.within(told, shapely.box(-0.1, -0.1, WIDTH + 0.1, LOW + 0.1))
    assert abs(told.area - inside.area) < 0.1 * (WIDTH + LOW) * 2


def test_water_has_its_islands_and_rivers_are_lines() -> None:
    board = made_board(1)
    ring = ((-900.0, -900.0), (900.0, -900.0), (900.0, 900.0), (-900.0, 900.0), (-900.0, -900.0))
    hole = ((0.0, 0.0), (20.0, 0.0), (20.0, 20.0), (0.0, 0.0))
    ground = (NearGround("water", (ring, hole)), NearGround("river", (((-50.0, 0.0), (50.0, 10.0)),)))
    drawn = map_of(board.stops, board.line, (), ground, may_be_tall=False)
    [[lake, island]] = drawn["water"]
    assert {x for x, _ in lake} == {-12.0, WIDTH + 12}  # all of the map, and a little more
    assert {y for _, y in lake} == {-12.0, drawn["height"] + 12}
    assert len(island) > 2
    assert (len(drawn["rivers"]), drawn["green"]) == (1, [])


@given(st.lists(st.tuples(st.integers(1, 240), POINTS), max_size=60))
@settings(max_examples=30)
def test_no_number_lies_on_another(wanted: list[tuple[int, tuple[float, float]]]) -> None:
    put = put_numbers(Paper(LOW), [(str(number), at, (0.0, 1.0)) for number, at in wanted])
    boxes = [
        shapely.box(x - len(t) * FIGURE / 2, y - HIGH / 2, x + len(t) * FIGURE / 2, y + HIGH / 2) for t, x, y in put
    ]
    for one, other in combinations(boxes, 2):
        assert not shapely.intersects(one, other)
    assert all(shapely.within(box, shapely.box(0, 0, WIDTH, LOW)) for box in boxes)


def test_a_name_stands_along_its_street_once_and_upright() -> None:
    streets = [("Mill Lane", [(500.0, 200.0), (100.0, 200.0)]), ("Mill Lane", [(0.0, 100.0), (200.0, 100.0)])]
    assert put_names(Paper(LOW), streets) == [("Mill Lane", 300.0, 200.0, 0.0)]
    assert put_names(Paper(LOW), [("A Very Long Name", [(0.0, 0.0), (30.0, 0.0)])]) == []


def test_each_street_that_is_walked_is_named_along_it_and_nothing_lies_under_its_name() -> None:
    for number in range(1, 9):
        board = made_board(number, doors=40)
        drawn = map_of(board.stops, board.line, board.streets_near, may_be_tall=True)
        own = {stop.street for stop in board.stops}
        named = {name for name, *_ in drawn["walked"]}
        assert named == own
        assert not own & {name for name, *_ in drawn["names"]}
        boxes = [box_of(*one) for one in drawn["walked"]]
        under = [shapely.LineString(drawn["walk"]), *(shapely.Point(at).buffer(2.3) for at, _ in drawn["dots"])]
        under += [
            shapely.box(x - len(t) * FIGURE / 2, y - HIGH / 2, x + len(t) * FIGURE / 2, y + HIGH / 2)
            for t, x, y in drawn["numbers"]
        ]
        under += [box_of(*one) for one in drawn["names"]]
        assert not any(shapely.intersects(box, other) for box in boxes for other in under)
        assert not any(shapely.intersects(one, other) for one, other in combinations(boxes, 2))
        frame = fit_frame([(stop.x_m, stop.y_m) for stop in board.stops], board.line, may_be_tall=True)
        for name, x, y, turn in drawn["walked"]:
            near = [shapely.LineString(map(frame.place, one.line)) for one in board.streets_near if one.name == name]
            assert min(line.distance(shapely.Point(x, y)) for line in near) <= 24.5
            assert -90 < turn <= 90


def box_of(name: str, x: float, y: float, turn: float) -> BaseGeometry:
    """Give the ground that a name takes."""
    half = len(name) * LETTER / 2
    flat = shapely.box(x - half, y - HIGH / 2, x + half, y + HIGH / 2)
    return rotate(flat, turn, origin=(x, y))  # clockwise on paper, as y runs down there


def test_where_no_map_names_a_street_its_name_stands_along_its_stops() -> None:
    board = made_board(3, doors=20)
    drawn = map_of(board.stops, board.line, (), may_be_tall=False)
    assert {name for name, *_ in drawn["walked"]} == {stop.street for stop in board.stops}


@given(st.lists(POINTS, min_size=2, max_size=6, unique=True), st.lists(POINTS, max_size=40))
@settings(max_examples=40)
def test_a_walked_streets_name_finds_free_ground_or_is_left_out(
    line: list[tuple[float, float]], taken: list[tuple[float, float]]
) -> None:
    paper = Paper(LOW)
    for x, y in taken:
        paper.take(x - 3, y - 3, x + 3, y + 3)
    for name, x, y, turn in put_walked_names(paper, [("Mill Lane", [line]), ("Rose Hill", [line, line[::-1]])]):
        box = box_of(name, x, y, turn)
        assert not any(shapely.intersects(shapely.Point(at), box) for at in taken)
        over = HIGH * (sqrt(2) - 1) / 2  # a turned name's corner, beyond the upright boxes that it takes
        assert shapely.within(box, shapely.box(-over, -over, WIDTH + over, LOW - FOOT + over))


def test_first_and_last_are_numbered_and_flats_say_from_which_to_which() -> None:
    board = made_board(3, doors=60)
    drawn = map_of(board.stops, board.line, board.streets_near, may_be_tall=True)
    texts = [text for text, _, _ in drawn["numbers"]]
    last = sum(len(stop.doors) for stop in board.stops)
    assert len(texts) == len(set(texts))
    assert str(last) in {text.split("–")[-1] for text in texts}
    assert len(drawn["dots"]) == len(board.stops)
    assert [several for _, several in drawn["dots"]] == [len(stop.doors) > 1 for stop in board.stops]


def test_every_kind_of_street_that_a_plan_gives_is_drawn() -> None:
    assert set(KINDS) == {*KIND, "path"}
    board = made_board(1)
    near = tuple(NearStreet(kind, "", ((-50.0, 0.0), (50.0, 10.0 * i))) for i, kind in enumerate(KINDS))
    drawn = map_of(board.stops, board.line, near, may_be_tall=False)
    assert [len(lines) for lines in drawn["streets"]] == [1] * len(KINDS)
