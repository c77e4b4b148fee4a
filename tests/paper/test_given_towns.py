"""Boards and the map of real streets, where the source data lie beside the project."""

import gzip
import io
import math

import pypdf
import pytest

from muster.paper.boards import Board, print_boards
from muster.paper.from_plan import boards_of
from muster.paper.map import draw_map
from muster.plan.certificate import Asked, certify
from muster.plan.cut import cut_turfs
from muster.plan.doors import read_doors
from muster.plan.ground import Ground, lay_ground
from muster.plan.streets import Streets, read_streets
from muster.plan.turf import Plan
from tests.given import PLAN as GIVEN
from tests.given import needs_plan
from tests.paper.reading import doors_printed, drawn, far_from, grey, qr_texts, read_boards

pytestmark = [needs_plan, pytest.mark.given]
TURFS = 160
A_FEW = slice(3, None, 20)


@pytest.fixture(scope="module")
def rutland() -> tuple[Plan, Ground, Streets]:
    doors, _ = read_doors(gzip.decompress((GIVEN / "rutland-doors.csv.gz").read_bytes()))
    streets = read_streets((GIVEN / "rutland.osm.pbf").read_bytes(), form="pbf")
    ground = lay_ground(doors, streets)
    return cut_turfs(ground, turfs=TURFS, effort=0, seed=1), ground, streets


@pytest.fixture(scope="module")
def boards(rutland: tuple[Plan, Ground, Streets]) -> tuple[Board, ...]:
    return boards_of(*rutland)


def test_every_walk_passes_its_doors_in_metres(boards: tuple[Board, ...]) -> None:
    """Each stop lies on the line, and no line is longer than its turf says."""
    for board in boards:
        assert max(far_from(list(board.line), (stop.x_m, stop.y_m)) for stop in board.stops) < 0.2
        long_m = sum(math.dist(a, b) for a, b in zip(board.line, board.line[1:], strict=False))
        assert long_m <= board.walk_m * 1.001 + len(board.line) * 0.1 + 1


def test_boards_of_a_real_county_read_back(boards: tuple[Board, ...]) -> None:
    few = boards[A_FEW]
    pdf = print_boards(few)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    for board, read in zip(few, read_boards(pdf), strict=True):
        page = drawn(reader, reader.pages[read.pages[0]])
        dots = [place for place, radius in page.discs if 2 < radius < 3.5]
        assert read.doors == doors_printed(board)
        assert len(dots) == len(board.stops)
        assert max(far_from(page.walks[0], dot) for dot in dots) < 8.5
        assert qr_texts(grey(pdf, read.pages[0], dpi=110)) == [board.code]
        assert len(read.pages) <= math.ceil(len(read.doors) / 37)
        assert min(said.size for said in read.said) >= 9.99


def test_the_map_of_a_real_county_holds_every_turf_and_stays_small(rutland: tuple[Plan, Ground, Streets]) -> None:
    plan, ground, streets = rutland
    page = draw_map(plan, ground, streets, certify(plan, ground.doors, Asked(TURFS, None, 1, 0)))
    assert [f'id="t{turf.number}"' in page for turf in plan.turfs] == [True] * TURFS
    assert len(page.encode()) < 8_000_000
