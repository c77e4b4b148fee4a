"""A flat plane in whole decimetres, x to the east and y to the north, and its place on the earth.

Every decision is taken in whole numbers, so that no machine's rounding can move a house.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[int, int]

# Where the middle of the town is laid, in ten-millionths of a degree: English farmland that it has nothing to do with.
LON0_E7 = -7_500_000
LAT0_E7 = 529_200_000
# Decimetres in 1,000 degrees: R = 63 710 088 dm times pi / 180, and that times cos(52.92 degrees).
LAT_DM = 1_111_950_802
LON_DM = 670_427_988

TURN = 1_024  # headings: 0 is east, a quarter turn to the north is 256
UNIT = 1 << 24
DIRECTIONS = tuple(
    (round(math.cos(2 * math.pi * h / TURN) * UNIT), round(math.sin(2 * math.pi * h / TURN) * UNIT))
    for h in range(TURN)
)


def degrees_of(point: Point) -> tuple[str, str]:
    """Write a place as longitude and latitude with seven decimals."""
    lon_e7, lat_e7 = e7_of(point)
    return decimal(lon_e7), decimal(lat_e7)


def e7_of(point: Point) -> tuple[int, int]:
    """Give a place's longitude and latitude in ten-millionths of a degree."""
    return LON0_E7 + point[0] * 10**10 // LON_DM, LAT0_E7 + point[1] * 10**10 // LAT_DM


def decimal(e7: int) -> str:
    """Write ten-millionths of a degree as degrees."""
    whole, rest = divmod(abs(e7), 10**7)
    return f"{'-' if e7 < 0 else ''}{whole}.{rest:07d}"


def step(point: Point, heading: int, length_dm: int) -> Point:
    """Go `length_dm` from `point` in a direction."""
    dx, dy = DIRECTIONS[heading % TURN]
    return point[0] + (dx * length_dm + UNIT // 2) // UNIT, point[1] + (dy * length_dm + UNIT // 2) // UNIT


def distance(a: Point, b: Point) -> int:
    """Give the whole decimetres between two points."""
    return math.isqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)


def heading_of(a: Point, b: Point) -> int:
    """Find the heading from `a` to `b`: the direction with the greatest dot product."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    quarter = (0 if dy >= 0 else 2) if (dx >= 0) == (dy >= 0) else (1 if dy >= 0 else 3)
    near = range(quarter * 256, quarter * 256 + 257)
    return max(near, key=lambda h: DIRECTIONS[h % TURN][0] * dx + DIRECTIONS[h % TURN][1] * dy) % TURN


def beside(a: Point, b: Point, *, along_dm: int, left_dm: int) -> Point:
    """Find the place `along_dm` from `a` towards `b` and `left_dm` to the left of that line."""
    length = max(distance(a, b), 1)
    dx, dy = b[0] - a[0], b[1] - a[1]
    return (
        a[0] + (2 * (dx * along_dm - dy * left_dm) + length) // (2 * length),
        a[1] + (2 * (dy * along_dm + dx * left_dm) + length) // (2 * length),
    )


def from_line(point: Point, a: Point, b: Point) -> int:
    """Give the whole decimetres from a point to the straight line between `a` and `b`."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    px, py = point[0] - a[0], point[1] - a[1]
    length2 = dx * dx + dy * dy
    dot = px * dx + py * dy
    if dot <= 0 or length2 == 0:
        return math.isqrt(px * px + py * py)
    if dot >= length2:
        return distance(point, b)
    cross = px * dy - py * dx
    return math.isqrt(cross * cross // length2)


def meeting(a: Point, b: Point, c: Point, d: Point) -> tuple[int, Point] | None:
    """Find where two straight lines cross: (parts of 65,536 from a to b, the point), or None."""
    rx, ry, sx, sy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    det = rx * sy - ry * sx
    if det == 0:
        return None
    qx, qy = c[0] - a[0], c[1] - a[1]
    t, u = qx * sy - qy * sx, qx * ry - qy * rx
    if det < 0:
        det, t, u = -det, -t, -u
    if not (0 <= t <= det and 0 <= u <= det):
        return None
    return t * 65_536 // det, (a[0] + (2 * rx * t + det) // (2 * det), a[1] + (2 * ry * t + det) // (2 * det))


@dataclass(frozen=True, slots=True)
class Ring:
    """A closed line, and the corners of the box that it fits into."""

    points: tuple[Point, ...]
    low: Point
    high: Point


def ring_of(points: Sequence[Point]) -> Ring:
    """Close a line."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Ring(tuple(points), (min(xs), min(ys)), (max(xs), max(ys)))


def inside(point: Point, ring: Ring) -> bool:
    """Say whether a point lies in a ring (even-odd rule)."""
    x, y = point
    if not (ring.low[0] <= x <= ring.high[0] and ring.low[1] <= y <= ring.high[1]):
        return False
    within = False
    for (x1, y1), (x2, y2) in zip(ring.points, [*ring.points[1:], ring.points[0]], strict=True):
        if (y1 > y) != (y2 > y):
            cross = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
            within ^= (cross > 0) == (y2 > y1)
    return within


def curve(points: Sequence[Point], *, every_dm: int) -> list[list[Point]]:
    """Run a smooth line (Catmull-Rom) through points: one list from each point to the next, both ends in it."""
    first = (2 * points[0][0] - points[1][0], 2 * points[0][1] - points[1][1])
    last = (2 * points[-1][0] - points[-2][0], 2 * points[-1][1] - points[-2][1])
    held = [first, *points, last]
    pieces = []
    for p0, p1, p2, p3 in zip(held, held[1:], held[2:], held[3:], strict=False):
        n = -(-max(distance(p1, p2), 1) // every_dm)
        inner = [
            (_spline(p0[0], p1[0], p2[0], p3[0], i, n), _spline(p0[1], p1[1], p2[1], p3[1], i, n)) for i in range(1, n)
        ]
        pieces.append([p1, *inner, p2])
    return pieces


def closed_curve(points: Sequence[Point], *, every_dm: int) -> tuple[Point, ...]:
    """Run a smooth closed line through points."""
    pieces = curve([points[-1], *points, points[0], points[1]], every_dm=every_dm)[1:-1]
    return tuple(place for piece in pieces for place in piece[:-1])


def _spline(p0: int, p1: int, p2: int, p3: int, i: int, n: int) -> int:
    top = 2 * p1 * n**3 + (p2 - p0) * i * n * n
    top += (2 * p0 - 5 * p1 + 4 * p2 - p3) * i * i * n + (3 * p1 - p0 - 3 * p2 + p3) * i**3
    return (top + n**3) // (2 * n**3)


def warped(point: Point, lattice: dict[Point, Point], *, cell_dm: int) -> Point:
    """Push a point by the shifts at the four corners of its cell, each as near as it counts (bilinear)."""
    i, j = point[0] // cell_dm, point[1] // cell_dm
    u, v = point[0] - i * cell_dm, point[1] - j * cell_dm
    shift_x = shift_y = 0
    for di, dj, weight in (
        (0, 0, (cell_dm - u) * (cell_dm - v)),
        (1, 0, u * (cell_dm - v)),
        (0, 1, (cell_dm - u) * v),
        (1, 1, u * v),
    ):
        sx, sy = lattice[i + di, j + dj]
        shift_x += sx * weight
        shift_y += sy * weight
    return point[0] + shift_x // cell_dm**2, point[1] + shift_y // cell_dm**2
