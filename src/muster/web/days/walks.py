"""A turf's walk as its page draws it and as its board prints it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from math import atan2, degrees, hypot

from muster.paper.boards import Board, print_boards
from muster.web.days.boards import draft_board
from muster.web.days.days_on_paper import day_of_print
from muster.web.days.models_of_turfs import Turf

MARGIN_M = 25
TICK_EVERY_M = 60
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Tick:
    """An arrow head on the walk: where, and how it is turned, degrees clockwise from east."""

    x: float
    y: float
    turn: float


@dataclass(frozen=True, slots=True)
class Row:
    """Doors of one stop, and the number of the first in the order of the walk."""

    order: int
    doors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A street or a side of it, as it is met."""

    street: str
    side: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk as its page draws it, in metres, y downwards.

    Attributes:
        box: the SVG's view box.
        under: (kind, path) of water and green.
        streets: (kind, path) of each piece of street.
        way: the walk's path.
        ticks: which way it goes.
        dots: (x, y) of each stop's doors, in walking order.
        start: where it begins.
        runs: doors in walking order, by street.
    """

    box: str
    under: tuple[tuple[str, str], ...]
    streets: tuple[tuple[str, str], ...]
    way: str
    ticks: tuple[Tick, ...]
    dots: tuple[Place, ...]
    start: Place
    runs: tuple[Run, ...]


def printed(turf: Turf) -> bytes:
    """Print a draft's board as a PDF."""
    frame = replace(day_of_print(turf.day), draft=True)
    return print_boards([draft_board(turf)], frame=frame, credit=(turf.day.ground or {}).get("credit", ""))


def drawn(board: Board) -> Walk:
    """Lay out a board's walk for an SVG."""
    line = [(x, -y) for x, y in board.line]
    dots = tuple((stop.door_x_m, -stop.door_y_m) for stop in board.stops)
    xs, ys = [x for x, _ in (*line, *dots)], [y for _, y in (*line, *dots)]
    box = (min(xs) - MARGIN_M, min(ys) - MARGIN_M, max(xs) - min(xs) + 2 * MARGIN_M, max(ys) - min(ys) + 2 * MARGIN_M)
    return Walk(
        box=" ".join(f"{value:.1f}" for value in box),
        under=tuple((near.kind, "".join(_drawn(ring) for ring in near.rings)) for near in board.ground_near),
        streets=tuple((near.kind, _drawn(near.line)) for near in board.streets_near),
        way=_path(line),
        ticks=tuple(_ticks(line)),
        dots=dots,
        start=line[0] if line else dots[0],
        runs=_runs(board),
    )


def _runs(board: Board) -> tuple[Run, ...]:
    order = 1
    runs = []
    for (street, side), stops in groupby(board.stops, key=lambda stop: (stop.street, stop.side)):
        rows = []
        for stop in stops:
            rows.append(Row(order, stop.doors))
            order += len(stop.doors)
        runs.append(Run(street, side, tuple(rows)))
    return tuple(runs)


def _ticks(line: Sequence[Place]) -> list[Tick]:
    """Put an arrow head in the middle of a stretch, at least so many metres after the one before."""
    ticks = []
    since = TICK_EVERY_M / 2
    for (ax, ay), (bx, by) in pairwise(line):
        long = hypot(bx - ax, by - ay)
        since += long
        if long and since >= TICK_EVERY_M:
            ticks.append(Tick((ax + bx) / 2, (ay + by) / 2, degrees(atan2(by - ay, bx - ax))))
            since = 0
    return ticks


def _drawn(places: Sequence[Place]) -> str:
    return _path([(x, -y) for x, y in places])


def _path(places: Sequence[Place]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places) if places else ""
