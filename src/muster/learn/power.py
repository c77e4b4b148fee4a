"""How likely a trial is to see an effect, before it is begun; and how many waves it takes."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from muster.learn.effect import KNOWN, LEVEL, SEEN, critical
from muster.learn.refusal import RefusedError

MOST_WAVES = 1000


class PlanError(RefusedError):
    """These figures are no plan of a trial."""


class NeverSeenError(RefusedError):
    """However many waves there are, groups differ too much for this effect to be seen."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A trial that is planned.

    `groups` each with `electors` a wave, of whom the share `holdout` is left out; `base` share would do it anyway; an
    elector shares a door with `at_door` electors on average, the elector counted; `alike` is how outcomes of one door
    go together (intraclass correlation); `foreseen` the share of the variance that covariates foretell; `between` the
    standard deviation of the effect between groups, which stays however many waves there are.
    """

    groups: int
    electors: int
    holdout: float = 0.15
    base: float = 0.35
    at_door: float = 2.0
    alike: float = 0.6
    foreseen: float = 0.25
    between: float = 0.015
    waves: int = 1


def standard_error(plan: Planned) -> float:
    """Give the standard error that the pooled estimate will have.

    Source: Gerber and Green (2012), chapters 3 and 4; the design effect of doors: Kish (1965), Survey Sampling.
    """
    _check(plan)
    doors = 1 + (plan.at_door - 1) * plan.alike
    one = plan.base * (1 - plan.base) * (1 - plan.foreseen) * doors / (plan.holdout * (1 - plan.holdout))
    within = one / (plan.groups * plan.electors * plan.waves)
    return float(np.sqrt(within + (plan.between**2 / plan.groups if plan.groups > 1 else 0.0)))


def freedom(plan: Planned) -> float:
    """Give the degrees of freedom: of groups where there are several, of held-out doors in one."""
    if plan.groups > 1:
        return float(plan.groups - 1)
    return max(plan.electors * plan.waves * min(plan.holdout, 1 - plan.holdout) / plan.at_door - 1, 1.0)


def power_of(plan: Planned, *, effect: float) -> float:
    """Give the chance that the effect will be called known, either way (noncentral t).

    Of one group that is a p below `KNOWN`, of several that the pooled 95 % interval leaves nought out.
    """
    return chance_outside(plan, effect=effect, level=LEVEL if plan.groups > 1 else 1 - KNOWN)


def chance_outside(plan: Planned, *, effect: float, level: float = LEVEL) -> float:
    """Give the chance that an interval of this level will not hold nought, either way."""
    df = freedom(plan)
    t, shift = critical(df, level), effect / standard_error(plan)
    return float(1 - special.nctdtr(df, shift, t) + special.nctdtr(df, shift, -t))


def smallest_seen(plan: Planned, *, power: float = SEEN) -> float:
    """Give the smallest effect that is seen with this chance."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if power_of(plan, effect=middle) < power else (low, middle)
    return high


def waves_needed(plan: Planned, *, effect: float, power: float = SEEN) -> int:
    """Give how many waves it takes until the effect is seen with this chance.

    Raises:
        NeverSeenError: if no number of waves is enough.
    """
    if power_of(replace(plan, waves=MOST_WAVES), effect=effect) < power:
        raise NeverSeenError(
            f"not even {MOST_WAVES:,} waves would show {100 * effect:g} points: take more groups, or look for more"
        )
    low, high = 0, MOST_WAVES
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if power_of(replace(plan, waves=middle), effect=effect) < power else (low, middle)
    return high


def _check(plan: Planned) -> None:
    if min(plan.groups, plan.electors, plan.waves) < 1:
        raise PlanError("groups, electors and waves are counted from 1")
    if not (0 < plan.holdout < 1 and 0 < plan.base < 1):
        raise PlanError("the holdout and the share who would do it anyway lie between 0 and 100 %, both left out")
    if not (0 <= plan.alike <= 1 and 0 <= plan.foreseen < 1 and plan.at_door >= 1 and plan.between >= 0):
        raise PlanError(
            "alike and foreseen lie from 0 to 1; a door has at least one elector; between is no less than 0"
        )
