"""Boards: a turf on paper. docs/methods/boards.md says how a board is laid out and what is promised."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate, groupby
from typing import Any

import segno

from muster.paper.board_map import map_of
from muster.paper.board_rows import cut_groups, groups_of
from muster.paper.print_frame import Frame
from muster.paper.printing import count_pages, join_parts, set_part

TEMPLATE = "boards.typ"
HERE = 100  # doors up to which no press of its own is needed: a board or two
PART = 1_600  # doors a press sets before its memory is given back; a board of more is set piece by piece
TAGGED = 10_000  # doors up to which a file is tagged; beyond, which only a print shop reads, tags take 500 MB and more
OUTCOMES = (  # the canonical outcomes, in the order and with the letters that every board and phone has
    ("C", "contacted"),
    ("N", "not in"),
    ("B", "come back"),
    ("R", "refused"),
    ("M", "moved"),
    ("X", "no such address"),
    ("L", "locked out"),
    ("D", "do not knock"),
)
ROWS_BESIDE_LOW, ROWS_BESIDE_TALL = 24, 72  # rows that one page holds with a low map, two pages with a tall one
HASH_LETTERS = 8
PLAIN = Frame()
ORDER_WIDE, FIGURE = 25, 6.5  # points that order numbers of three figures have, and for each one more


@dataclass(frozen=True, slots=True)
class BoardStop:
    """One place on a kerb and the doors behind it, in the order in which they are met.

    Attributes:
        x_m, y_m: where the walk passes, metres east and north of any one origin of the board.
        door_x_m, door_y_m: where the doors themselves stand, on the same plane.
        street: its name, '' where unknown.
        side: which side of the street, in words ('north side'), '' where unknown.
        doors: house numbers or names as printed, at least one.
        people: who lives behind each, where that may be printed; none otherwise.
    """

    x_m: float
    y_m: float
    door_x_m: float
    door_y_m: float
    street: str
    side: str
    doors: tuple[str, ...]
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearStreet:
    """A street that the map shows, quietly.

    Attributes:
        kind: 'major', 'minor', 'lane' or 'path'.
        name: '' where unknown.
        line: places (x_m, y_m) along it.
    """

    kind: str
    name: str
    line: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class NearGround:
    """Water or green that the map shows, more quietly.

    Attributes:
        kind: 'water', 'green', or 'river' for a line of water.
        rings: of an area the outer ring, then its holes; of a river its line; places (x_m, y_m).
    """

    kind: str
    rings: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A turf as it is printed.

    Attributes:
        number: the turf's, from 1.
        code: what the QR says; it names the board and opens nothing.
        zone: ward or polling district, '' where unknown.
        minutes: at the doors and on foot, together.
        walk_m: metres on foot.
        stops: in walking order.
        line: the walk, as places (x_m, y_m).
        streets_near: what lies round it.
        ground_near: the water and the green there.
    """

    number: int
    code: str
    zone: str
    minutes: int
    walk_m: int
    stops: tuple[BoardStop, ...]
    line: tuple[tuple[float, float], ...]
    streets_near: tuple[NearStreet, ...]
    ground_near: tuple[NearGround, ...] = ()


class NoBoardError(ValueError):
    """There is no board to print, or a board holds no door."""


def board_code(plan: str, turf: int) -> str:
    """Name a board: `MUSTER:1:<plan>:<turf>`, capitals and figures only, so that its QR stays small.

    Args:
        plan: the plan's short name, from `plan_name`.
        turf: the turf's number.
    """
    return f"MUSTER:1:{plan}:{turf}"


def plan_name(walks: Iterable[tuple[int, Sequence[str]]]) -> str:
    """Name a plan by what it says: the first 8 letters of the SHA-256 of `turf, door` lines, doors in walking order."""
    digest = hashlib.sha256()
    for turf, doors in walks:
        for door in doors:
            digest.update(f"{turf}\t{door}\n".encode())
    return digest.hexdigest()[:HASH_LETTERS].upper()


def print_boards(boards: Sequence[Board], *, frame: Frame = PLAIN, credit: str = "") -> bytes:
    """Print boards as one PDF, A4, each on pages of its own.

    Args:
        boards: in the order of printing.
        frame: what stands on each: the day, whose copy it is, the legal line.
        credit: whom the maps owe their streets, '' for nobody.

    Raises:
        NoBoardError: if there is nothing to print.
        PressError: if the typesetter refuses.
    """
    if not boards or any(not board.stops for board in boards):
        raise NoBoardError("there is no door to print; plan some turfs first")
    told = {**asdict(frame), "credit": credit, "outcomes": OUTCOMES}
    doors = sum(len(stop.doors) for board in boards for stop in board.stops)
    how = {"tags": doors <= TAGGED, "apart": doors > HERE}
    parts = [part for jobs in _runs(boards) for part in _set(jobs, told, **how)]
    return join_parts(parts, title=frame.title or "Boards")


def _runs(boards: Sequence[Board]) -> Iterable[list[dict[str, Any]]]:
    """Give the boards as jobs, as many together as have at most `PART` doors."""
    run: list[dict[str, Any]] = []
    held = 0
    for board in boards:
        here = sum(len(stop.doors) for stop in board.stops)
        if run and held + here > PART:
            yield run
            run, held = [], 0
        run.append(job_of(board))
        held += here
    yield run


def _set(jobs: Sequence[dict[str, Any]], told: Mapping[str, Any], *, tags: bool, apart: bool) -> Iterable[bytes]:
    """Set a run of boards; one too large for a press is set in pieces, twice: first to count its pages."""
    pieces = cut_groups(jobs[0]["groups"], most=PART)
    if len(jobs) > 1 or len(pieces) == 1:
        yield set_part(TEMPLATE, {**told, "boards": list(jobs)}, tags=tags, apart=apart)
        return
    every = [
        jobs[0] | {"groups": groups, "closes": groups is pieces[-1], "before": at} for at, groups in enumerate(pieces)
    ]
    pages = [count_pages(set_part(TEMPLATE, {**told, "boards": [one]}, tags=False)) for one in every]
    for before, one in zip(accumulate(pages, initial=0), every, strict=False):
        yield set_part(TEMPLATE, {**told, "boards": [one | {"before": before, "of": sum(pages)}]}, tags=tags)


def job_of(board: Board) -> dict[str, Any]:
    """Give a board as the template takes it: points on paper, texts, and groups of doors."""
    doors = sum(len(stop.doors) for stop in board.stops)
    return {
        "number": board.number,
        "code": board.code,
        "qr": _qr(board.code),
        "zone": board.zone,
        "doors": f"{doors:,} door" + "s" * (doors != 1),
        "minutes": f"{board.minutes:,}",
        "walk": f"{board.walk_m:,}",
        "first": board.stops[0].street,
        "last": board.stops[-1].street,
        "map": map_of(
            board.stops, board.line, board.streets_near, board.ground_near, may_be_tall=_may_be_tall(board.stops)
        ),
        "groups": groups_of(board.stops),
        "order-wide": ORDER_WIDE + FIGURE * max(len(str(doors)) - 3, 0),
        "before": 0,
        "of": 0,
        "closes": True,
    }


def _may_be_tall(stops: Sequence[BoardStop]) -> bool:
    """Say whether the map may take rows of doors from the first page without making a page more."""
    runs = sum(1 for _ in groupby(stops, key=lambda stop: (stop.street, stop.side)))
    rows = runs + sum(len(stop.doors) for stop in stops)
    return ROWS_BESIDE_LOW < rows <= ROWS_BESIDE_TALL


def _qr(code: str) -> dict[str, Any]:
    """Give a QR as runs of dark modules: (column, row, how many)."""
    rows = [bytes(row) for row in segno.make_qr(code, error="m").matrix]
    runs = []
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            count = len(list(run))
            if dark:
                runs.append((x, y, count))
            x += count
    return {"modules": len(rows), "runs": runs}
