"""Cut a ground into turfs: a first cut along the tree of stops, then ruin and recreate. docs/methods/cut.md."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.plan.first_cut import cut_first
from muster.plan.forest import Forest, forest_dm, grow_forest
from muster.plan.ground import Ground
from muster.plan.improve import improve_walks
from muster.plan.near import Place, Ways, ways_from
from muster.plan.parcels import WORK, WORK_DM, make_parcels, measure_nearness
from muster.plan.split import walk_tree
from muster.plan.turf import Plan, Turf
from muster.plan.walks import Loads, Task, Walks

S_PER_MIN = 60
OVER_IDEAL = (1_075, 1_000)  # no turf's work should be more than this above the ideal
UNDER_MOST = (5, 10)  # where nobody asks how close together turfs finish: none should have less than this of the most
REMAINS = (55, 100)  # of a first cut's walking above the bound, what usually remains
HELD = (90, 100)  # of the band asked for that the search keeps to, as it may end a little outside
WIDE, REACH = 24, 160  # how many neighbours are searched with a parcel, and known to it
LOOKS_PER_S = 100_000  # rounds of ruin and recreate that a middling machine does in a second
LAY_S_PER_DOOR = 75e-6  # what it takes for everything else
_QUICK, _STRIDE = 4, 100  # for minutes: trials take a quarter of the effort; one turf more in a hundred after each


class CutError(ValueError):
    """These doors can't be cut as asked; the sentence says why and what can be."""


class TooManyTurfsError(CutError):
    """More turfs than doors."""


class TooFewTurfsError(CutError):
    """Fewer turfs than zones, none of which may share a turf."""


class TooLongError(CutError):
    """A door takes longer than a turf may."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the cut is: rounds done of all, and what is walked now, in decimetres."""

    done: int
    total: int
    walk_dm: int


@dataclass(frozen=True, slots=True)
class _Job:
    """What was asked; zone is a number for each door's zone."""

    ground: Ground
    forest: Forest
    ways: tuple[Ways | None, Ways | None]
    zone: NDArray[np.int64]
    seed: int
    within_min: int | None
    progress: Callable[[Progress], None] | None


def effort_of_seconds(doors: int, seconds: float) -> int:
    """Pick an effort that takes about so many seconds of a middling machine: a constant, not a measurement."""
    left_s = max(seconds - LAY_S_PER_DOOR * doors, 0)
    return max(1, int(left_s * LOOKS_PER_S * 10 / max(doors, 1)))


def cut_turfs(
    ground: Ground,
    *,
    turfs: int | None = None,
    minutes: int | None = None,
    effort: int,
    seed: int,
    within_min: int | None = None,
    keep_zones: bool = False,
    start: Place | None = None,
    end: Place | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Plan:
    """Cut the doors into turfs that take about as long as each other, with as little walking as can be found.

    Args:
        ground: doors laid on kerbs.
        turfs: how many; or
        minutes: the longest that a turf may take, for the fewest turfs that can be found.
        effort: rounds of ruin and recreate for every ten doors, 0 or more.
        seed: any whole number; the same ground, effort and seed give the same plan on every machine.
        within_min: minutes within which all turfs should finish, as far as the ground allows and the effort finds it;
            closer together means a little more walking. None for the least walking.
        keep_zones: let no turf hold doors of two zones.
        start: (longitude, latitude) where every walk begins; None for anywhere.
        end: where every walk ends.
        progress: told now and then how far it is.

    Raises:
        CutError: if the doors can't be cut so; the sentence says why.
    """
    if (turfs is None) == (minutes is None):
        raise CutError("say either how many turfs, or how many minutes a turf may take")
    zone = _zone_numbers(ground, keep_zones=keep_zones)
    ways = (ways_from(ground, start) if start else None, ways_from(ground, end) if end else None)
    job = _Job(ground, grow_forest(ground), ways, zone, seed, within_min, progress)
    if turfs is not None:
        return _cut_into(job, turfs, effort=effort, most=None)
    assert minutes is not None  # noqa: S101 - one of the two is given
    return _cut_within(job, minutes, effort=effort)


def _cut_into(job: _Job, turfs: int, *, effort: int, most: int | None) -> Plan:
    """Cut into so many turfs, none with more work than `most` (1/125 s), if that can be found."""
    _check(job.ground, job.zone, turfs)
    bound_dm = forest_bound_dm(job.ground, job.forest, job.ways, turfs)
    task = _prepare(job, turfs)
    ideal = (int(task.parcels.work.sum()) + WORK_DM * bound_dm) // turfs
    dearest = most or ideal * OVER_IDEAL[0] // OVER_IDEAL[1]
    least, top = dearest * UNDER_MOST[0] // UNDER_MOST[1], dearest
    if job.within_min is not None:  # a quick cut tells how much walking to reckon with
        quick = cut_first(task, turfs=turfs, most=dearest, effort=1)
        least, top = _band(quick, ideal, job.within_min, most)
    walks = cut_first(task, turfs=turfs, most=top, effort=effort)
    improve_walks(task, walks, least=least, most=top, effort=effort, say=_say(job.progress))
    return _plan(task, walks, bound_dm, effort)


def _say(progress: Callable[[Progress], None] | None) -> Callable[[int, int, int], None] | None:
    return (lambda done, total, walk_dm: progress(Progress(done, total, walk_dm))) if progress else None


def _cut_within(job: _Job, minutes: int, *, effort: int) -> Plan:
    """Cut into the fewest turfs found of at most so many minutes: try few, with little effort, then more."""
    limit_s = minutes * S_PER_MIN
    _check_minutes(job, limit_s, minutes)
    doors, zones = len(job.ground.doors), int(job.zone.max()) + 1
    service_s = int(job.ground.doors.service_s.sum())
    turfs = 1
    while True:  # as many as the bound asks for
        walk_s = forest_bound_dm(job.ground, job.forest, job.ways, min(turfs, doors)) * WORK_DM / WORK
        if turfs >= min(doors, (service_s + walk_s) / limit_s):
            break
        turfs = max(turfs + 1, int((service_s + walk_s) / limit_s))
    turfs = min(max(turfs, zones), doors)
    while True:
        quick = _cut_into(job, turfs, effort=effort // _QUICK, most=limit_s * WORK)
        if turfs == doors or _worst_s(quick) <= limit_s:
            plan = _cut_into(job, turfs, effort=effort, most=limit_s * WORK)
            if turfs == doors or _worst_s(plan) <= limit_s:
                return plan
        turfs = min(turfs + max(1, turfs // _STRIDE), doors)


def _worst_s(plan: Plan) -> int:
    return max(turf.work_s for turf in plan.turfs)


def _check_minutes(job: _Job, limit_s: int, minutes: int) -> None:
    """Refuse a limit that some door alone is beyond."""
    alone = job.ground.doors.service_s.astype(np.int64) * WORK
    for way in job.ways:
        if way is not None:
            alone = alone + WORK_DM * way.stop_dm[job.ground.stop_of_door]
    at = int(np.argmax(alone))
    if alone[at] > limit_s * WORK:
        least = -(-int(alone[at]) // (WORK * S_PER_MIN))
        name = job.ground.doors.names[at]
        cure = f"no turf of {minutes} minutes can hold it"
        raise TooLongError(f"door {name} alone takes {least} minutes, its ways included; {cure}")


def forest_bound_dm(ground: Ground, forest: Forest, ways: tuple[Ways | None, Ways | None], turfs: int) -> int:
    """Give what every plan of so many turfs walks at least: the forest, and the shortest ways to and from it.

    Each turf begins at another door and ends at another door, so the ways from the start are at least the shortest ones
    to as many different doors, and so for the end.
    """
    doors_at = np.bincount(ground.stop_of_door, minlength=len(ground.stop_point))
    bound = forest_dm(forest, turfs)
    for way in ways:
        if way is not None:
            bound += int(np.sort(np.repeat(way.stop_dm, doors_at))[:turfs].sum())
    return bound


def _zone_numbers(ground: Ground, *, keep_zones: bool) -> NDArray[np.int64]:
    numbers: dict[str, int] = {}
    if not keep_zones:
        return np.zeros(len(ground.doors), dtype=np.int64)
    return np.array([numbers.setdefault(zone, len(numbers)) for zone in ground.doors.zone], dtype=np.int64)


def _check(ground: Ground, zone: NDArray[np.int64], turfs: int) -> None:
    doors, zones = len(ground.doors), int(zone.max()) + 1
    if turfs < 1:
        raise CutError("ask for one turf or more")
    if turfs > doors:
        raise TooManyTurfsError(f"{turfs} turfs can't be cut from {doors} doors; ask for at most {doors}")
    if turfs < zones:
        raise TooFewTurfsError(f"there are {zones} zones and no turf may hold two; ask for at least {zones} turfs")


def _prepare(job: _Job, turfs: int) -> Task:
    """Put doors into parcels in the order of the tree, and list who is near whom."""
    ground, forest = job.ground, job.forest
    stops = len(ground.stop_point)
    order, _ = walk_tree(stops, forest.a, forest.b, forest.length_dm)
    rank = np.empty(stops, dtype=np.int64)
    rank[order] = np.arange(stops)
    turf_s = int(ground.doors.service_s.sum()) // turfs
    parcels = make_parcels(ground, rank=rank, turf_s=turf_s, turfs=turfs, zone=job.zone)
    nearness = measure_nearness(ground, parcels, wide=WIDE, reach=REACH)
    nothing = np.zeros(len(parcels), dtype=np.int64)
    start, end = (way.stop_dm[parcels.stop] if way else nothing for way in job.ways)
    return Task(ground, parcels, nearness, Loads(parcels.work, parcels.zone, start, end), job.seed)


def _band(walks: Walks, ideal: int, within_min: int, most: int | None) -> tuple[int, int]:
    """Give the least and the most work that a turf should have (1/125 s): about what is usual at the end, so wide."""
    above = int(walks.work.sum()) // len(walks.work) - ideal
    usual = ideal + above * REMAINS[0] // REMAINS[1]
    band = within_min * S_PER_MIN * WORK * HELD[0] // HELD[1]
    top = min(usual + band // 2, usual * OVER_IDEAL[0] // OVER_IDEAL[1], most or usual + band)
    return max(top - band, 0), top


def _plan(task: Task, walks: Walks, bound_dm: int, effort: int) -> Plan:
    parcels, service_s = task.parcels, task.ground.doors.service_s
    turfs = []
    order = np.argsort(walks.head, kind="stable")
    for number, t in enumerate(order.tolist(), start=1):
        met, p, walk = [], int(walks.head[t]), int(task.loads.start[walks.head[t]] + task.loads.end[walks.tail[t]])
        while p >= 0:
            met += parcels.door[parcels.first[p] : parcels.first[p + 1]].tolist()
            walk += int(walks.link[p])
            p = int(walks.nxt[p])
        seconds = int(service_s[met].sum())
        turfs.append(Turf(number, tuple(met), walk, seconds, seconds + (walk * WORK_DM + WORK // 2) // WORK))
    ideal = (int(parcels.work.sum()) + WORK_DM * bound_dm) / (WORK * len(turfs))
    return Plan(tuple(turfs), bound_dm, ideal, effort)
