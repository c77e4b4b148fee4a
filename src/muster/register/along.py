"""Houses set out along a street by their numbers, held by whatever positions are known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TypeAlias

from muster.register.spines import Point, Spine, nearest_on, point_on
from muster.register.street_order import first_number, number_order

OFF_DM = 120  # how far from the middle of the road a house is put
OFF_UNTOLD_DM = 60  # the same where nothing tells on which side odd numbers stand: half of all such streets are wrong
FRONT_DM = 600  # a postcode's middle no farther off is a house of the street itself
MOST_STEP = 6  # a gap in the numbers counts as no more than so much: nobody built numbers 40 to 98
WIDEST_DM = 100  # of street for each step of a number: 20 m of front for a house
SLIMMEST = 4  # houses never stand closer than a quarter of what would fill the street evenly
BLURRED_DM = 400  # a postcode's middle so far off the line counts a half
LEAST_ACCURACY_M = 20

_Near: TypeAlias = Callable[[Point], tuple[int, int, int]]  # as `nearest_on`, for one line


@dataclass(frozen=True, slots=True)
class Held:
    """A known position of a house: its own place (`weight` 0), or the middle of its postcode (1)."""

    house: int
    point: Point
    weight: int


@dataclass(frozen=True, slots=True)
class Set:
    """Where a house was put, and how far off that may be, in metres."""

    point: Point
    accuracy_m: int


@dataclass(slots=True)
class _Knot:
    step: float
    dm: float
    weight: float


def set_along(
    spine: Spine, numbers: Sequence[str], held: Sequence[Held], *, centre: Point | None = None
) -> Mapping[int, Set]:
    """Set a street's houses out along its line.

    Each number is a step along the street; gaps count as `MOST_STEP` at most. Known positions (of houses, and of
    postcodes for the middle of their houses) are projected on the line; where they show which way the numbers run, the
    steps are laid through them as a rising line (isotonic regression), else the houses stand evenly about them, the
    low numbers nearer to `centre`. Odd and even numbers stand across from each other, odd ones on the side that known
    houses tell, else left as the numbers rise.

    Args:
        spine: the street's line.
        numbers: of each house, as `Address.number`; houses with none are left out.
        held: known positions of houses of this street, by their index in `numbers`.
        centre: the middle of the place; None where it isn't known.

    Returns:
        Of each house with a number: where it was put.
    """
    near: _Near = lru_cache(maxsize=None)(partial(nearest_on, spine))
    steps = _steps(numbers, list(range(len(numbers))))
    knots = _knots(near, steps, held)
    shown = _shown_to_run_back(spine, knots)
    told, runs_back = shown is not None, _starts_far(spine, centre) if shown is None else shown
    votes = _odd_votes(near, numbers, [one for one in held if one.house in steps])
    odd = (-1 if runs_back else 1) if not votes else (1 if votes > 0 else -1)
    off_dm = OFF_DM if votes else OFF_UNTOLD_DM
    placed: dict[int, Set] = {}
    for parity in (0, 1):
        mine = [house for house in steps if first_number(numbers[house]) % 2 == parity]
        alone = _steps(numbers, mine)
        own = _knots(near, alone, held)
        if told and len(own) < min(2, len(knots)):  # nothing holds this side, so it goes with the other
            alone, own = steps, knots
        laid = _laid(spine, alone, own, told=told, runs_back=runs_back)
        for house in mine:
            dm, accuracy = laid[house]
            placed[house] = Set(point_on(spine, dm, (odd if parity else -odd) * off_dm), accuracy)
    return placed


def _laid(
    spine: Spine, steps: Mapping[int, int], knots: Sequence[_Knot], *, told: bool, runs_back: bool
) -> dict[int, tuple[int, int]]:
    """Give each house's decimetres along the line and its accuracy in metres."""
    length, total = spine.length_dm, max(steps.values(), default=0) + 1
    if runs_back:
        knots = [_Knot(knot.step, length - knot.dm, knot.weight) for knot in knots]
    rising = _rising(knots, least=length / total / SLIMMEST) if told else _merged(knots)
    laid = {}
    for house, step in steps.items():
        dm, off = _interpolated(rising, step, total, length)
        accuracy = LEAST_ACCURACY_M + (off // 25 if told else _extent(total, length) // 30)
        laid[house] = length - dm if runs_back else dm, accuracy
    return laid


def _steps(numbers: Sequence[str], houses: Sequence[int]) -> dict[int, int]:
    """Give every numbered house of these its step: numbers in order, with gaps cut short."""
    numbered = [house for house in houses if first_number(numbers[house])]
    steps: dict[int, int] = {}
    step, before = 0, 0
    for house in sorted(numbered, key=lambda house: number_order(numbers[house])):
        number = first_number(numbers[house])
        step += min(number - before, MOST_STEP) if before else 1
        steps[house], before = step, number
    return steps


def _knots(near: _Near, steps: Mapping[int, int], held: Sequence[Held]) -> list[_Knot]:
    """Project known positions; those of one place (a postcode's middle) stand for the middle of their houses."""
    grouped: dict[tuple[Point, int], list[int]] = {}
    for one in held:
        if one.house in steps:
            grouped.setdefault((one.point, one.weight), []).append(steps[one.house])
    knots = []
    for (point, weight), found in grouped.items():
        along, off, _ = near(point)
        count = len(found) / (1 + (off / BLURRED_DM) ** 2)
        knots.append(_Knot(sum(found) / len(found), along, count if weight else 4 * count))
    return sorted(knots, key=lambda knot: (knot.step, knot.dm))


def _shown_to_run_back(spine: Spine, knots: Sequence[_Knot]) -> bool | None:
    """Say whether the numbers fall along the line; None where the knots don't tell."""
    total = sum(knot.weight for knot in knots)
    if not total:
        return None
    step = sum(knot.step * knot.weight for knot in knots) / total
    dm = sum(knot.dm * knot.weight for knot in knots) / total
    both = sum((knot.step - step) * (knot.dm - dm) * knot.weight for knot in knots)
    steps = sum((knot.step - step) ** 2 * knot.weight for knot in knots)
    if not steps or abs(both / steps) * 4 * (knots[-1].step - knots[0].step) < min(spine.length_dm, 800):
        return None
    return both < 0


def _starts_far(spine: Spine, centre: Point | None) -> bool:
    """Numbers begin at the end that is nearer to the middle of the place."""
    if centre is None:
        return False
    ends = [(x - centre[0]) ** 2 + (y - centre[1]) ** 2 for x, y in (spine.points[0], spine.points[-1])]
    return ends[1] < ends[0]


def _rising(knots: Sequence[_Knot], *, least: float) -> list[_Knot]:
    """Pool knots until their positions rise by at least `least` a step (pool adjacent violators)."""
    pooled: list[_Knot] = []
    for knot in knots:
        fresh = _Knot(knot.step, knot.dm, knot.weight)
        while pooled and fresh.dm < pooled[-1].dm + least * (fresh.step - pooled[-1].step):
            fresh = _pooled(pooled.pop(), fresh)
        pooled.append(fresh)
    return pooled


def _merged(knots: Sequence[_Knot]) -> list[_Knot]:
    merged: list[_Knot] = []
    for knot in knots:
        merged = [_pooled(merged[0], knot)] if merged else [knot]
    return merged


def _pooled(one: _Knot, other: _Knot) -> _Knot:
    weight = one.weight + other.weight
    step = (one.step * one.weight + other.step * other.weight) / weight
    return _Knot(step, (one.dm * one.weight + other.dm * other.weight) / weight, weight)


def _extent(total: int, length: int) -> int:
    """How much of the street so many steps take up."""
    return min(length, total * WIDEST_DM)


def _interpolated(knots: Sequence[_Knot], step: int, total: int, length: int) -> tuple[int, int]:
    """Lay a step between the knots about it; beyond them evenly, and never beyond the street's ends.

    Returns:
        Decimetres along the street, and how far off the nearest knot is.
    """
    extent = _extent(total, length)
    even = extent / total
    if not knots:
        return round((length - extent) / 2 + even * step), length // 2
    below = [knot for knot in knots if knot.step <= step]
    above = [knot for knot in knots if knot.step > step]
    if below and above:
        one, other = below[-1], above[0]
        slope = (other.dm - one.dm) / (other.step - one.step)
        dm = one.dm + slope * (step - one.step)
        return round(dm), round(min(dm - one.dm, other.dm - dm))
    knot = below[-1] if below else above[0]
    room = (length - knot.dm) / (total - knot.step) if below else knot.dm / knot.step
    dm = knot.dm + min(even, room) * (step - knot.step)
    return round(min(max(dm, 0), length)), round(abs(dm - knot.dm))


def _odd_votes(near: _Near, numbers: Sequence[str], held: Sequence[Held]) -> int:
    """Count what tells on which side of the line, as it's drawn, odd numbers stand: above 0 left, below 0 right.

    A postcode's middle is one of its houses; where these are all odd or all even, it tells as a known house does.
    """
    parities: dict[tuple[Point, int], set[int]] = {}
    for one in held:
        parities.setdefault((one.point, one.weight), set()).add(first_number(numbers[one.house]) % 2)
    votes = 0
    for (point, _), found in parities.items():
        _, off, side = near(point)
        if len(found) == 1 and off <= FRONT_DM:
            votes += side if 1 in found else -side
    return votes
