"""Boards: a turf on paper. docs/methods/boards.md says how a board is laid out and what is promised."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import segno

from muster.paper.board_map import map_of
from muster.paper.printing import join_parts, set_part

TEMPLATE = "boards.typ"
PART = 1_600  # doors a press sets before its memory is given back; more only where one board has more
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
LONGEST_WORD = 12  # letters that fit beside the boxes; longer ones may break anywhere
HASH_LETTERS = 8


@dataclass(frozen=True, slots=True)
class BoardStop:
    """One place on a kerb and the doors behind it, in the order in which they are met.

    Attributes:
        x_m, y_m: where the walk passes, metres east and north of any one origin of the board.
        door_x_m, door_y_m: where the doors themselves stand, on the same plane.
        street: its name, '' where unknown.
        side: which side of the street, in words ('north side'), '' where unknown.
        doors: house numbers or names as printed, at least one.
    """

    x_m: float
    y_m: float
    door_x_m: float
    door_y_m: float
    street: str
    side: str
    doors: tuple[str, ...]


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


def print_boards(
    boards: Sequence[Board], *, title: str = "", copy: int = 1, imprint: str = "", credit: str = ""
) -> bytes:
    """Print boards as one PDF, A4, each on pages of its own.

    Args:
        boards: in the order of printing.
        title: what the day is called, at the head of each board.
        copy: which numbered copy this is; each hand-out is one.
        imprint: who promotes and prints, where the law asks; blank fields where not given.
        credit: whom the maps owe their streets, '' for nobody.

    Raises:
        NoBoardError: if there is nothing to print.
        PressError: if the typesetter refuses.
    """
    if not boards or any(not board.stops for board in boards):
        raise NoBoardError("there is no door to print; plan some turfs first")
    frame = {"title": title, "copy": copy, "imprint": imprint, "credit": credit, "outcomes": OUTCOMES}
    parts = [
        set_part(TEMPLATE, {**frame, "boards": [job_of(board) for board in boards[start:end]]})
        for start, end in pairwise(_cuts(boards))
    ]
    return join_parts(parts, title=title or "Boards")


def _cuts(boards: Sequence[Board]) -> list[int]:
    """Cut the boards into parts of at most `PART` doors: where each begins, and the end of the last."""
    cuts, doors = [0], 0
    for at, board in enumerate(boards):
        here = sum(len(stop.doors) for stop in board.stops)
        if doors and doors + here > PART:
            cuts.append(at)
            doors = 0
        doors += here
    return [*cuts, len(boards)]


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
        "groups": _groups(board.stops),
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


def _groups(stops: Sequence[BoardStop]) -> list[dict[str, Any]]:
    """Put stops under their street and side, doors numbered through.

    A group's `blocks` are runs of single doors, or the doors of one stop with what their names have in common, `here`.
    """
    groups: list[dict[str, Any]] = []
    order = 1
    for (street, side), run in groupby(stops, key=lambda stop: (stop.street, stop.side)):
        blocks: list[dict[str, Any]] = []
        for stop in run:
            several = len(stop.doors) > 1
            here = _in_common(stop.doors) if several else ""
            names = [door.removesuffix(f", {here}") if here else door for door in stop.doors]
            rows = [[order + at, _breakable(name)] for at, name in enumerate(names)]
            order += len(rows)
            if several or not blocks or blocks[-1]["several"]:
                blocks.append({"several": several, "here": here, "rows": rows})
            else:
                blocks[-1]["rows"] += rows
        groups.append({"street": street, "side": side, "blocks": blocks})
    return groups


def _in_common(doors: Sequence[str]) -> str:
    """Give the parts, between commas, with which all doors' names end and before which all have something."""
    parts = [door.split(", ") for door in doors]
    most = min(map(len, parts)) - 1
    same = 0
    while same < most and len({one[-1 - same] for one in parts}) == 1:
        same += 1
    return ", ".join(parts[0][len(parts[0]) - same :])


def _breakable(text: str) -> str:
    """Let a word that is longer than its place break anywhere."""
    words = text.split(" ")
    return " ".join(
        "\u200b".join(word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))
        if len(word) > LONGEST_WORD
        else word
        for word in words
    )
