"""Correct a cut by hand: move doors, split, merge, lock. What is touched is walked anew. docs/methods/day.md."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from muster.plan.bound import priced_bound
from muster.plan.corrections import (
    LockedError,
    NoSuchDoorError,
    NoSuchTurfError,
    NothingLeftError,
    OneDoorError,
    SameTurfError,
)
from muster.plan.cut import forest_bound_dm
from muster.plan.floor import listed_links
from muster.plan.forest import grow_forest
from muster.plan.ground import Ground
from muster.plan.near import distances, legs_dm
from muster.plan.parcels import WORK, WORK_DM
from muster.plan.turf import Plan, Turf
from muster.plan.walk import EFFORT, order_walk


@dataclass(frozen=True, slots=True)
class Draft:
    """Turfs while people correct them.

    Attributes:
        turfs: in the order of their numbers; numbers may have gaps.
        locked: numbers of turfs that no correction touches.
    """

    turfs: tuple[Turf, ...]
    locked: frozenset[int] = frozenset()


def move_doors(draft: Draft, doors: Collection[int], *, to: int, ground: Ground, seed: int) -> Draft:
    """Give doors to another turf, whatever turfs they are in.

    Args:
        draft: the turfs as they stand.
        doors: indices into `ground.doors`.
        to: the number of the turf that gets them.
        ground: where the doors are laid.
        seed: of the search for short walks.

    Raises:
        NoSuchTurfError, NoSuchDoorError, LockedError, SameTurfError: as they say.
        NothingLeftError: it would leave a turf without any door.
    """
    moved = set(doors)
    target = _free(draft, to)
    sources = [turf for turf in draft.turfs if turf.number != to and moved & set(turf.doors)]
    held = set(target.doors).union(*(turf.doors for turf in sources))
    if not moved <= held:
        raise NoSuchDoorError
    if not sources:
        raise SameTurfError(to)
    made = []
    for turf in sources:
        left = [door for door in _free(draft, turf.number).doors if door not in moved]
        if not left:
            raise NothingLeftError(turf.number, to)
        made.append(walk_turf(ground, turf.number, left, seed=seed))
    coming = [door for turf in sources for door in turf.doors if door in moved]
    made.append(walk_turf(ground, to, [*target.doors, *coming], seed=seed))
    return _with(draft, made)


def split_turf(draft: Draft, number: int, *, ground: Ground, seed: int) -> Draft:
    """Make two turfs of one, about as long as each other: its walk is cut once. The second gets the next number.

    Raises:
        NoSuchTurfError, LockedError, OneDoorError: as they say.
    """
    turf = _free(draft, number)
    if len(turf.doors) == 1:
        raise OneDoorError(number)
    at = _middle(ground, turf.doors)
    new = max(one.number for one in draft.turfs) + 1
    halves = (number, turf.doors[:at]), (new, turf.doors[at:])
    return _with(draft, [walk_turf(ground, name, doors, seed=seed) for name, doors in halves])


def merge_turfs(draft: Draft, number: int, *, other: int, ground: Ground, seed: int) -> Draft:
    """Make one turf of two; the other's number goes.

    Raises:
        NoSuchTurfError, LockedError, SameTurfError: as they say.
    """
    one = _free(draft, number)
    if number == other:
        raise SameTurfError(number)
    made = walk_turf(ground, number, [*one.doors, *_free(draft, other).doors], seed=seed)
    rest = tuple(turf for turf in draft.turfs if turf.number != other)
    return _with(replace(draft, turfs=rest), [made])


def lock_turf(draft: Draft, number: int, *, locked: bool) -> Draft:
    """Let no correction and no new cut touch a turf, or let them again.

    Raises:
        NoSuchTurfError: there is none of this number.
    """
    _named(draft, number)
    return replace(draft, locked=draft.locked | {number} if locked else draft.locked - {number})


def walk_turf(ground: Ground, number: int, doors: Sequence[int], *, seed: int) -> Turf:
    """Find a short walk past some doors and make a turf of it; doors of one stop are met in their own order."""
    stop_of = ground.stop_of_door[list(doors)]
    stops = np.unique(stop_of)
    by_stop: dict[int, list[int]] = {int(stop): [] for stop in stops}
    for door, stop in zip(doors, stop_of.tolist(), strict=True):
        by_stop[stop].append(door)
    order = order_walk(distances(ground, stops), effort=EFFORT, seed=seed).order
    met = [door for at in order.tolist() for door in sorted(by_stop[int(stops[at])])]
    return measure_turf(ground, number, met)


def measure_turf(ground: Ground, number: int, doors: Sequence[int]) -> Turf:
    """Make a turf of doors in walking order: how far and how long it is."""
    walk = int(_legs(ground, doors).sum())
    service = int(ground.doors.service_s[list(doors)].sum())
    return Turf(number, tuple(doors), walk, service, service + (walk * WORK_DM + WORK // 2) // WORK)


def plan_again(draft: Draft, *, ground: Ground, price: NDArray[np.int32], effort: int) -> Plan:
    """Give the draft as a plan, under the floor that holds for as many turfs as it has, so that it can be certified.

    Args:
        draft: the turfs.
        ground: where the doors are laid.
        price: of each stop, as `floor.floor_under` found them for the cut; any prices prove a floor.
        effort: the cut's.
    """
    walks = len(draft.turfs)
    bound_dm = max(forest_bound_dm(ground, grow_forest(ground), (None, None), walks), floor_dm(ground, price, walks))
    service_s = int(ground.doors.service_s.sum())
    return Plan(draft.turfs, bound_dm, (service_s * WORK + WORK_DM * bound_dm) / (WORK * walks), effort)


def floor_dm(ground: Ground, price: NDArray[np.int32], walks: int) -> int:
    """Work out the floor that prices prove under so many walks, in decimetres."""
    a, b, length_dm, radius_dm, doors_at = listed_links(ground)
    return priced_bound(a, b, length_dm, price=price, radius_dm=radius_dm, doors_at=doors_at, walks=walks)


def _legs(ground: Ground, doors: Sequence[int]) -> NDArray[np.int64]:
    """Measure from each door to the next, int64[doors - 1] decimetres."""
    stops = ground.stop_of_door[list(doors)].astype(np.int64)
    return legs_dm(ground, stops[:-1], stops[1:]) if len(stops) > 1 else np.zeros(0, dtype=np.int64)


def _middle(ground: Ground, doors: Sequence[int]) -> int:
    """Find after how many doors a walk is cut so that its two parts take as nearly equally long as can be."""
    legs = _legs(ground, doors) * WORK_DM
    serve = ground.doors.service_s[list(doors)].astype(np.int64) * WORK
    before = np.cumsum(serve[:-1]) + np.concatenate(([0], np.cumsum(legs[:-1])))
    after = int(serve.sum() + legs.sum()) - before - legs
    return int(np.argmin(np.abs(before - after))) + 1


def _named(draft: Draft, number: int) -> Turf:
    for turf in draft.turfs:
        if turf.number == number:
            return turf
    raise NoSuchTurfError(number)


def _free(draft: Draft, number: int) -> Turf:
    turf = _named(draft, number)
    if number in draft.locked:
        raise LockedError(number)
    return turf


def _with(draft: Draft, made: Sequence[Turf]) -> Draft:
    by_number = {turf.number: turf for turf in (*draft.turfs, *made)}
    return replace(draft, turfs=tuple(by_number[number] for number in sorted(by_number)))
