import io
from itertools import pairwise

import pypdf
import pytest

from muster.paper.boards import print_boards
from muster.paper.from_plan import boards_of, sides_of
from muster.plan.ground import lay_ground
from tests.paper.made_plan import made_plan
from tests.paper.reading import doors_printed, drawn, far_from, read_boards

PLAN, GROUND, STREETS = made_plan()
NORTH, SOUTH, EAST = (0.0, 5.0), (0.0, -5.0), (5.0, 0.0)


def test_a_board_says_its_turf() -> None:
    boards = boards_of(PLAN, GROUND, STREETS)
    assert [board.number for board in boards] == [1, 2, 3]
    assert len({board.code.rpartition(":")[0] for board in boards}) == 1
    assert [board.walk_m for board in boards] == [round(turf.walk_dm / 10) for turf in PLAN.turfs]
    assert [board.zone for board in boards] == ["Abbey", "", "Castle"]
    first, second, third = boards
    assert [stop.doors for stop in first.stops][:2] == [("1",), ("3",)]
    assert {(stop.street, stop.side) for stop in first.stops} == {("Mill Lane", "north side")}
    assert [stop.side for stop in second.stops][-1] == "south side"
    assert third.stops[-2].doors == tuple(f"Flat {i}, 1" for i in range(1, 7))
    assert third.stops[-1].doors == ("The <Old> & Mill",)


def test_the_walk_passes_its_stops_in_metres() -> None:
    for board in boards_of(PLAN, GROUND, STREETS):
        line = list(board.line)
        assert max(far_from(line, (stop.x_m, stop.y_m)) for stop in board.stops) < 0.11
        long_m = sum(((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5 for (ax, ay), (bx, by) in pairwise(line))
        assert long_m <= board.walk_m + 1  # crossings cost more than the line is long, never less


def test_streets_lie_round_it_by_kind() -> None:
    [_, _, third] = boards_of(PLAN, GROUND, STREETS)
    assert {(near.kind, near.name) for near in third.streets_near} == {
        ("minor", "Mill Lane"), ("major", "High Street"), ("path", ""),
    }  # fmt: skip
    assert boards_of(PLAN, GROUND, None)[0].streets_near == ()


def test_without_an_extract_the_walk_goes_from_door_to_door() -> None:
    ground = lay_ground(GROUND.doors, None)
    boards = boards_of(PLAN, ground, None)
    assert [len(board.stops) for board in boards] == [19, 18, 13]
    for board in boards:
        assert max(far_from(list(board.line), (stop.x_m, stop.y_m)) for stop in board.stops) < 0.11
    read = list(read_boards(print_boards(boards)))
    assert [one.doors for one in read] == [doors_printed(board) for board in boards]


def test_a_start_and_an_end_lengthen_every_walk() -> None:
    start, end = (-1.592, 54.97), (-1.6, 54.972)
    for board in boards_of(PLAN, GROUND, STREETS, start=start, end=end):
        x, y = GROUND.plane.lay(GROUND.doors.lon[:1] * 0 + start[0], GROUND.doors.lat[:1] * 0 + start[1])
        assert board.line[0] == pytest.approx((x[0] / 10, y[0] / 10))
        assert len(board.line) > 2


def test_the_printed_walk_passes_each_door_of_a_real_ground() -> None:
    pdf = print_boards(boards_of(PLAN, GROUND, STREETS))
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    for turf, read in zip(PLAN.turfs, read_boards(pdf), strict=True):
        page = drawn(reader, reader.pages[read.pages[0]])
        dots = [place for place, radius in page.discs if 2 < radius < 3.5]
        assert len(dots) == len(set(GROUND.stop_of_door[list(turf.doors)].tolist()))
        assert max(far_from(page.walks[0], dot) for dot in dots) < 8.5


@pytest.mark.parametrize(
    ("away", "sides"),
    [
        ([NORTH] * 3, ["north side"] * 3),
        ([NORTH] * 3 + [SOUTH] * 3, ["north side"] * 3 + ["south side"] * 3),
        ([NORTH, SOUTH] * 3, ["both sides"] * 6),
        ([NORTH, EAST, EAST, SOUTH, SOUTH, (-5.0, 0.0), (-5.0, 0.0), NORTH], [""] * 8),
        ([(0.0, 0.0)] * 2, ["", ""]),
        ([EAST], ["east side"]),
    ],
)
def test_sides_are_told_by_the_compass(away: list[tuple[float, float]], sides: list[str]) -> None:
    assert sides_of(["Mill Lane"] * len(away), away) == sides


def test_another_street_begins_anew() -> None:
    assert sides_of(["A", "B", "B"], [NORTH, SOUTH, SOUTH]) == ["north side", "south side", "south side"]
