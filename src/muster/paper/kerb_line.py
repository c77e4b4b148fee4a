"""The walk on a board's map: drawn beside the middle of the street, on the side of the doors.

So the way up one side and the way down the other don't lie upon each other. Everything is in points, y downwards.
"""

from collections.abc import Sequence
from itertools import pairwise

from muster.paper.frame import Place
from muster.paper.frame import far as length

KERB = 2.7  # how far beside the middle of the street the walk runs
DOOR = 7.8  # how far beside it a door's dot stands
TICK_EVERY = 44.0
TICK = 5.2  # a tick's length; it is as wide
SHARPEST = 0.6  # a corner sharper than this is drawn with two points instead of one


def stops_on(line: Sequence[Place], stops: Sequence[Place]) -> list[int]:
    """Give for each stop, in order, the index of the line's place nearest to it, never going back."""
    found: list[int] = []
    at = 0
    for stop in stops:
        ahead = range(at, len(line))
        at = next((i for i in ahead if _apart(line[i], stop) < 1), None) or min(
            ahead, key=lambda i: _apart(line[i], stop)
        )
        found.append(at)
    return found


def hands(line: Sequence[Place], at: Sequence[int], stops: Sequence[Place], doors: Sequence[Place]) -> list[int]:
    """Give for each stop the hand on which its doors stand: 1 right, -1 left; where unknown, as before it."""
    given: list[int] = []
    for i, stop, door in zip(at, stops, doors, strict=True):
        dx, dy = _heading(line, i)
        cross = dx * (door[1] - stop[1]) - dy * (door[0] - stop[0])
        given.append((cross > 0) - (cross < 0) or (given[-1] if given else -1))
    return given


def beside(line: Sequence[Place], at: Sequence[int], hand: Sequence[int], *, far: float = KERB) -> list[Place]:
    """Move the line so `far` beside the street: towards the hand of the stop that each step leads to.

    Where stops on both hands share a place, or the first one lies on the other hand, the line crosses there.
    A line of one place goes from the middle of the street to its doors.
    """
    if len(line) == 1:
        return [line[0], *(_off(line[0], (0.0, float(side)), far) for side in hand)]
    sides = _sides(line, at, hand)
    normals = [_normal(a, b, side) for (a, b), side in zip(pairwise(line), sides, strict=True)]
    crossed = _crossed(line, at, hand, sides)
    moved = [*(_off(line[0], away, far) for away in crossed.get(0, ())), _off(line[0], normals[0], far)]
    for i, (before, after) in enumerate(zip(normals, [*normals[1:], normals[-1]], strict=True), start=1):
        turn = 1 + before[0] * after[0] + before[1] * after[1]
        if turn > SHARPEST and i not in crossed:
            moved.append(_off(line[i], ((before[0] + after[0]) / turn, (before[1] + after[1]) / turn), far))
        else:
            ways = [before, *crossed.get(i, ()), *([after] if i < len(normals) else [])]
            moved += [_off(line[i], way, far) for way in ways]
    return [place for i, place in enumerate(moved) if i == 0 or place != moved[i - 1]]


def dots_of(
    line: Sequence[Place], at: Sequence[int], stops: Sequence[Place], hand: Sequence[int]
) -> list[tuple[Place, Place]]:
    """Give each stop's dot, beside its own place, and the direction (a unit) that leads away from the street there."""
    dots = []
    for i, stop, side in zip(at, stops, hand, strict=True):
        dx, dy = _heading(line, i)
        away = (-dy * side, dx * side)
        dots.append((_off(stop, away, DOOR), away))
    return dots


def ticks_of(
    line: Sequence[Place], *, every: float = TICK_EVERY, size: float = TICK
) -> list[tuple[Place, Place, Place]]:
    """Give the arrowheads along a line, each as tip and two feet."""
    ticks = []
    gone, due = 0.0, every / 2
    for (ax, ay), (bx, by) in pairwise(line):
        long = length(bx - ax, by - ay)
        while gone + long >= due and long >= size:
            ux, uy = (bx - ax) / long, (by - ay) / long
            along = min(max(due - gone, size / 2), long - size / 2)
            x, y = ax + ux * along, ay + uy * along
            tip = (x + ux * size / 2, y + uy * size / 2)
            back = (x - ux * size / 2, y - uy * size / 2)
            ticks.append((_off(tip, (0, 0)), _off(back, (-uy, ux), size / 2), _off(back, (uy, -ux), size / 2)))
            due = gone + along + every
        gone += long
    return ticks


def _sides(line: Sequence[Place], at: Sequence[int], hand: Sequence[int]) -> list[int]:
    """Give for each step of the line the hand of the stop to which it leads."""
    sides: list[int] = []
    for i, side in zip(at, hand, strict=True):
        sides += [side] * (i - len(sides))
    return sides + [hand[-1]] * (len(line) - 1 - len(sides))


def _crossed(
    line: Sequence[Place], at: Sequence[int], hand: Sequence[int], sides: Sequence[int]
) -> dict[int, list[Place]]:
    """Give, for places where the line must change sides for a stop, the ways (units) out to those stops, in order."""
    crossed: dict[int, list[Place]] = {}
    side_at = {i: sides[i - 1] if i else sides[0] for i in at}
    for i, side in zip(at, hand, strict=True):
        if side != side_at[i]:
            dx, dy = _heading(line, i)
            crossed.setdefault(i, []).append((-dy * side, dx * side))
            side_at[i] = side
    return crossed


def _heading(line: Sequence[Place], i: int) -> Place:
    """Give the direction (a unit) in which the line arrives at a place, or leaves it at the start."""
    if len(line) == 1:
        return (1.0, 0.0)
    (ax, ay), (bx, by) = (line[i - 1], line[i]) if i else (line[0], line[1])
    long = length(bx - ax, by - ay)
    return (bx - ax) / long, (by - ay) / long


def _normal(a: Place, b: Place, side: int) -> Place:
    long = length(b[0] - a[0], b[1] - a[1])
    return -(b[1] - a[1]) / long * side, (b[0] - a[0]) / long * side


def _off(place: Place, unit: Place, far: float = KERB) -> Place:
    return round(place[0] + unit[0] * far, 1), round(place[1] + unit[1] * far, 1)


def _apart(a: Place, b: Place) -> float:
    return length(a[0] - b[0], a[1] - b[1])
