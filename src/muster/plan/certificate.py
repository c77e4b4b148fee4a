"""A plan's certificate: what it promises, in figures that `muster plan check` works out again."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from muster.plan.doors import Doors
from muster.plan.turf import WALK_M_PER_H, Plan

S_PER_H = 3_600
DM_PER_M = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of the planner, as the certificate repeats it.

    Attributes:
        turfs: how many turfs, where that was asked.
        minutes: the longest turf wanted, where that was asked.
        within_min: within how many minutes all turfs should finish, where that was asked.
        seed, effort: which plan of the many it is.
        keep_zones: whether no turf may hold doors of two zones.
        start, end: (lon, lat) where every walk begins and ends, where given.
        set_aside: rows of the list that couldn't be read and were left out on request.
    """

    turfs: int | None
    minutes: int | None
    seed: int
    effort: int
    within_min: int | None = None
    keep_zones: bool = False
    start: tuple[float, float] | None = None
    end: tuple[float, float] | None = None
    set_aside: int = 0


def certify(plan: Plan, doors: Doors, asked: Asked) -> dict[str, Any]:
    """Give the certificate's figures as plain values, ready for JSON.

    Returns:
        `doors`, `turfs`, `lost` (doors in no turf), `doubled` (doors met twice), `walking_m`, `bound_m` (no plan of as
        many turfs walks less), `gap` (walking over bound, less one), `worst_work_s`, `quickest_work_s`, `ideal_work_s`
        (no plan's worst turf is shorter), `hours_at_doors`, `hours_on_foot`, `hours_saveable_at_most`, what was asked.
    """
    met = Counter(door for turf in plan.turfs for door in turf.doors)
    walking_dm = sum(turf.walk_dm for turf in plan.turfs)
    work_s = [turf.work_s for turf in plan.turfs]
    hours_on_foot = walking_dm / DM_PER_M / WALK_M_PER_H
    hours_bound = plan.bound_dm / DM_PER_M / WALK_M_PER_H
    return {
        "doors": len(doors),
        "turfs": len(plan.turfs),
        "lost": len(doors) - len(met),
        "doubled": sum(count - 1 for count in met.values()),
        "walking_m": walking_dm / DM_PER_M,
        "bound_m": plan.bound_dm / DM_PER_M,
        "gap": round(walking_dm / plan.bound_dm - 1, 4) if plan.bound_dm else 0.0,
        "worst_work_s": max(work_s, default=0),
        "quickest_work_s": min(work_s, default=0),
        "ideal_work_s": round(plan.ideal_work_s, 1),
        "hours_at_doors": round(sum(turf.service_s for turf in plan.turfs) / S_PER_H, 2),
        "hours_on_foot": round(hours_on_foot, 2),
        "hours_saveable_at_most": round(hours_on_foot - hours_bound, 2),
        "asked": {
            "turfs": asked.turfs,
            "minutes": asked.minutes,
            "within_min": asked.within_min,
            "keep_zones": asked.keep_zones,
            "start": asked.start,
            "end": asked.end,
        },
        "set_aside": asked.set_aside,
        "seed": asked.seed,
        "effort": asked.effort,
    }
