"""The frame of a board's map: how metres become points on paper, and what of a street lies inside.

Points are 1/72 inch, y downwards, rounded to a tenth, so that the same board gives the same bytes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import sqrt
from typing import TypeAlias

Place: TypeAlias = tuple[float, float]

WIDTH = 539.0
LOW, TALL = 292.0, 364.0  # heights of the map: where doors want the room, and where the walk does
MARGIN = 25.0  # room for labels round the walk
FOOT = 16.0  # room for the scale bar below it
PT_PER_M = 72 / 0.0254
SCALES = (500, 750, 1000, 1250, 1500, 2000, 2500, 3000, 4000, 5000, 6000, 8000, 10_000, 12_500, 15_000, 20_000, 25_000,
          30_000, 40_000, 50_000, 75_000, 100_000, 250_000, 500_000)  # fmt: skip
BARS_M = (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
LONGEST_BAR = 130.0
FARTHEST = 1.7  # a way from the start that would make the doors smaller than this runs off the map instead
M_PER_KM = 1000


@dataclass(frozen=True, slots=True)
class Frame:
    """Which metre lies at which point: `scale` as in 1 : scale, the middle in metres, the height in points."""

    height: float
    scale: int
    middle_x_m: float
    middle_y_m: float

    def place(self, at_m: Place) -> Place:
        """Give the point on paper of a place in metres."""
        per_m = PT_PER_M / self.scale
        x = WIDTH / 2 + (at_m[0] - self.middle_x_m) * per_m
        y = (self.height - FOOT) / 2 - (at_m[1] - self.middle_y_m) * per_m
        return round(x, 1), round(y, 1)

    def bar(self) -> tuple[float, str]:
        """Give the scale bar: its length in points and what it says."""
        per_m = PT_PER_M / self.scale
        metres = max((m for m in BARS_M if m * per_m <= LONGEST_BAR), default=BARS_M[0])
        says = f"{metres // M_PER_KM} km" if metres >= M_PER_KM else f"{metres} m"
        return round(metres * per_m, 1), says


def far(dx: float, dy: float) -> float:
    """Give the length of a step: by a square root, which is the same on every machine, as `hypot` needn't be."""
    return sqrt(dx * dx + dy * dy)


def fit_frame(stops_m: Sequence[Place], line_m: Sequence[Place], *, may_be_tall: bool) -> Frame:
    """Choose the largest usual scale that shows the doors, and the whole walk where that keeps them legible.

    Args:
        stops_m: the doors' places, in metres.
        line_m: the walk's.
        may_be_tall: whether the map may take more of the page, where that gives a larger scale.
    """
    low, tall = (_fit_height(stops_m, line_m, height) for height in (LOW, TALL))
    return tall if may_be_tall and tall.scale < low.scale else low


def _fit_height(stops_m: Sequence[Place], line_m: Sequence[Place], height: float) -> Frame:
    doors, whole = _fit(stops_m, height), _fit([*stops_m, *line_m], height)
    return whole if whole.scale <= FARTHEST * doors.scale else doors


def _fit(places_m: Sequence[Place], height: float) -> Frame:
    xs, ys = [x for x, _ in places_m], [y for _, y in places_m]
    wide_m, high_m = max(xs) - min(xs), max(ys) - min(ys)
    room_x, room_y = (WIDTH - 2 * MARGIN) / PT_PER_M, (height - FOOT - 2 * MARGIN) / PT_PER_M
    scale = next((s for s in SCALES if wide_m <= room_x * s and high_m <= room_y * s), SCALES[-1])
    return Frame(height, scale, (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)


def clip_line(line: Sequence[Place], *, height: float, over: float = 12.0) -> Iterable[list[Place]]:
    """Cut a line on paper to the map, and `over` points beyond: the pieces that can be seen."""
    piece: list[Place] = []
    for start, end in pairwise(line):
        seen = _clip(start, end, height, over)
        if seen is None:
            continue
        if piece and piece[-1] != seen[0]:
            yield piece
            piece = []
        piece = [*piece, seen[1]] if piece else [*seen]
    if piece:
        yield piece


def clip_area(ring: Sequence[Place], *, height: float, over: float = 12.0) -> list[Place]:
    """Cut an area on paper to the map, and `over` points beyond (Sutherland and Hodgman 1974).

    An area that the map's edge cuts in two stays one, joined along the edge, where it can't be seen.
    """
    for axis, edge, sign in ((0, -over, 1), (0, WIDTH + over, -1), (1, -over, 1), (1, height + over, -1)):
        inside = [sign * (place[axis] - edge) >= 0 for place in ring]
        if not all(inside):
            ring = _cut(ring, inside, axis, edge)
    return [place for place, _ in groupby(ring)]


def _cut(ring: Sequence[Place], inside: Sequence[bool], axis: int, edge: float) -> list[Place]:
    """Keep what of a ring lies on one side of an edge, and where it meets the edge."""
    kept: list[Place] = []
    for i, place in enumerate(ring):
        if inside[i] != inside[i - 1]:
            before = ring[i - 1]
            share = (edge - before[axis]) / (place[axis] - before[axis])
            kept.append(
                (
                    round(before[0] + share * (place[0] - before[0]), 1),
                    round(before[1] + share * (place[1] - before[1]), 1),
                )
            )
        if inside[i]:
            kept.append(place)
    return kept


def _clip(start: Place, end: Place, height: float, over: float) -> tuple[Place, Place] | None:
    """Cut one straight line to the frame (Liang and Barsky 1984)."""
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    near, far = 0.0, 1.0
    for step, room in ((-dx, x + over), (dx, WIDTH + over - x), (-dy, y + over), (dy, height + over - y)):
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            near = max(near, room / step)
        else:
            far = min(far, room / step)
    if near >= far:
        return None
    first = start if near == 0 else (round(x + near * dx, 1), round(y + near * dy, 1))
    last = end if far == 1 else (round(x + far * dx, 1), round(y + far * dy, 1))
    return (first, last) if first != last else None
