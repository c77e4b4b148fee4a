"""Numbers and street names on a board's map, put where nothing else stands.

The paper is a grid of small cells, taken or free; a label takes the first place of its list whose cells are all free.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import atan2, cos, degrees, radians, sin

from muster.paper.frame import FOOT, WIDTH, Place, far

CELL = 2.0
HIGH = 9.5  # a label's height at 10 pt
FIGURE = 5.9  # a figure's width at 10 pt, bold
LETTER = 5.4  # a letter's width at 10 pt
APART = 1.5  # between two labels on one line, each gives so much
GAP = 3.4  # between a dot's middle and its label
TURNS = (0, 35, -35, 70, -70, 110, -110, 150, -150, 180)  # degrees from straight away from the street
NAME_PLACES = (0.5, 0.3, 0.7, 0.15, 0.85)
BESIDE = (0.0, 17.5, -17.5, 24.0, -24.0)  # from the middle of a street that is walked: on it, or beyond its doors' dots
STEP = 14.0  # along such a street, from one place that is tried to the next
UPRIGHT = 90


class Paper:
    """The cells of the map that are taken."""

    def __init__(self, height: float) -> None:
        self.wide, self.high = int(WIDTH / CELL), int((height - FOOT) / CELL)
        self.rows = [bytearray(self.wide) for _ in range(self.high)]

    def is_free(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Say whether a box lies on the map and nothing stands in it."""
        x0, x1, y0, y1 = int(left // CELL), int(right // CELL) + 1, int(top // CELL), int(bottom // CELL) + 1
        if x0 < 0 or y0 < 0 or x1 > self.wide or y1 > self.high:
            return False
        return not any(any(row[x0:x1]) for row in self.rows[y0:y1])

    def take(self, left: float, top: float, right: float, bottom: float) -> None:
        """Take the cells of a box, as far as they lie on the map."""
        x0, x1 = max(0, int(left // CELL)), min(self.wide, int(right // CELL) + 1)
        if x1 > x0:
            for row in self.rows[max(0, int(top // CELL)) : max(0, int(bottom // CELL) + 1)]:
                row[x0:x1] = b"\x01" * (x1 - x0)

    def take_line(self, line: Sequence[Place], *, half: float) -> None:
        """Take the cells along a line."""
        for (ax, ay), (bx, by) in pairwise(line):
            steps = int(far(bx - ax, by - ay) / (2 * half)) + 1
            for step in range(steps + 1):
                x, y = ax + (bx - ax) * step / steps, ay + (by - ay) * step / steps
                self.take(x - half, y - half, x + half, y + half)


def put_numbers(paper: Paper, wanted: Iterable[tuple[str, Place, Place]]) -> list[tuple[str, float, float]]:
    """Put (text, dot, direction away from the street) beside its dot, where that can be read.

    Returns:
        (text, middle x, middle y) of those that found a place.
    """
    put = []
    for text, (x, y), away in wanted:
        wide = len(text) * FIGURE
        for turn in TURNS:
            ux, uy = _turned(away, turn)
            reach = GAP + (abs(ux) * wide + abs(uy) * HIGH) / 2
            left, top = round(x + ux * reach - wide / 2, 1), round(y + uy * reach - HIGH / 2, 1)
            box = (left - APART, top, left + wide + APART, top + HIGH)
            if paper.is_free(*box):
                paper.take(*box)
                put.append((text, round(left + wide / 2, 1), round(top + HIGH / 2, 1)))
                break
    return put


def put_names(paper: Paper, streets: Iterable[tuple[str, Sequence[Place]]]) -> list[tuple[str, float, float, float]]:
    """Put each street's name once along it, longest straight first.

    Returns:
        (name, middle x, middle y, degrees clockwise) of those that found a place.
    """
    put: dict[str, tuple[str, float, float, float]] = {}
    steps = [(far(b[0] - a[0], b[1] - a[1]), name, a, b) for name, line in streets for a, b in pairwise(line)]
    for long, name, a, b in sorted(steps, key=lambda step: (-step[0], step[1:])):
        wide = len(name) * LETTER
        if name in put or long < wide:
            continue
        for share in NAME_PLACES:
            along = wide / 2 + (long - wide) * share
            x, y = a[0] + (b[0] - a[0]) * along / long, a[1] + (b[1] - a[1]) * along / long
            turn = _upright(round(degrees(atan2(b[1] - a[1], b[0] - a[0])), 1))
            boxes = list(_boxes_along(x, y, turn, wide))
            if all(paper.is_free(*box) for box in boxes):
                for box in boxes:
                    paper.take(*box)
                put[name] = (name, round(x, 1), round(y, 1), turn)
                break
    return list(put.values())


def put_walked_names(
    paper: Paper, streets: Iterable[tuple[str, Sequence[Sequence[Place]]]]
) -> list[tuple[str, float, float, float]]:
    """Put the names of the streets that are walked along them, on them or beside their doors, nearest the middle.

    Args:
        paper: what is taken already.
        streets: each street's name and its lines.

    Returns:
        (name, middle x, middle y, degrees clockwise) of those that found a place.
    """
    put = []
    for name, lines in streets:
        wide = len(name) * LETTER
        ways = [way for line in lines for way in _ways_along(line, wide)]
        ways.sort(key=lambda way: way[0])
        for beside in BESIDE:
            free = next((one for way in ways if (one := _free_beside(paper, way, beside, wide))), None)
            if free:
                for box in _boxes_along(*free, wide):
                    paper.take(*box)
                put.append((name, *free))
                break
    return put


def _ways_along(line: Sequence[Place], wide: float) -> Iterable[tuple[float, Place, Place]]:
    """Give places along a line where a name may stand: how far from its middle, the place, the direction (a unit)."""
    gone = [0.0]
    for a, b in pairwise(line):
        gone.append(gone[-1] + far(b[0] - a[0], b[1] - a[1]))
    steps = int(gone[-1] / 2 / STEP)
    for step in range(-steps, steps + 1):
        along = gone[-1] / 2 + step * STEP
        (ax, ay), (bx, by) = (_at(line, gone, along + half) for half in (-wide / 2, wide / 2))
        long = far(bx - ax, by - ay)
        if long:
            yield round(abs(step * STEP), 1), _at(line, gone, along), ((bx - ax) / long, (by - ay) / long)


def _at(line: Sequence[Place], gone: Sequence[float], along: float) -> Place:
    """Give the place so far along a line, or the end of it that is nearest."""
    at = min(max(bisect_left(gone, along), 1), len(line) - 1)
    (ax, ay), (bx, by) = line[at - 1], line[at]
    share = min(max((along - gone[at - 1]) / (gone[at] - gone[at - 1]), 0.0), 1.0)
    return ax + (bx - ax) * share, ay + (by - ay) * share


def _free_beside(
    paper: Paper, way: tuple[float, Place, Place], beside: float, wide: float
) -> tuple[float, float, float] | None:
    _, (x, y), (ux, uy) = way
    x, y = round(x - uy * beside, 1), round(y + ux * beside, 1)
    if not paper.is_free(x - HIGH / 2, y - HIGH / 2, x + HIGH / 2, y + HIGH / 2):
        return None
    turn = _upright(round(degrees(atan2(uy, ux)), 1))
    return (x, y, turn) if all(paper.is_free(*box) for box in _boxes_along(x, y, turn, wide)) else None


def _boxes_along(x: float, y: float, turn: float, wide: float) -> Iterable[tuple[float, float, float, float]]:
    half, unit = HIGH / 2, _turned((1.0, 0.0), turn)
    count = max(2, int(wide / half) + 1)
    for i in range(count):
        along = (i / (count - 1) - 0.5) * (wide - HIGH)
        cx, cy = x + unit[0] * along, y + unit[1] * along
        yield cx - half, cy - half, cx + half, cy + half


def _turned(unit: Place, turn: float) -> Place:
    c, s = round(cos(radians(turn)), 9), round(sin(radians(turn)), 9)  # libraries differ in the sixteenth place
    return unit[0] * c - unit[1] * s, unit[0] * s + unit[1] * c


def _upright(turn: float) -> float:
    """Turn text that would stand on its head."""
    return round(turn - 180 if turn > UPRIGHT else turn + 180 if turn <= -UPRIGHT else turn, 1)
