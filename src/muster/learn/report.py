"""A trial's result whole: what each arm changed, whether that is known, and every reason to doubt it, as values."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from muster.learn.attrition import Bounds, bound_missing
from muster.learn.balance import Balance, compare_arms
from muster.learn.effect import KNOWN, Effect
from muster.learn.estimate import (
    Estimates,
    NoContactError,
    estimate_contact,
    estimate_effect,
    estimate_reached,
    known_part,
)
from muster.learn.redraws import chance_of_draws
from muster.learn.sequence import FEWEST, half_width
from muster.learn.trial import Trial
from muster.learn.weak import ReachedSet, bound_reached

ALPHA = 0.05  # what a 95 % interval leaves out
UNLIKE = 0.01  # a fair lottery gives arms as unlike as this one time in a hundred
FEW_DOORS = 50  # of an arm: below, an interval from a bell is checked against the lottery itself


class Verdict(StrEnum):
    """What can be said of an arm."""

    MORE = "more"
    LESS = "less"
    UNKNOWN = "we don't know yet"


class Caution(StrEnum):
    """Why a result is to be taken with care."""

    FEW_DOORS = "few doors"
    UNLIKE_ARMS = "arms unlike before"
    MISSING_UNLIKE = "outcomes missing more in one arm"
    LONE_BLOCKS = "blocks with one arm left out"
    SEVERAL_ARMS = "one of several arms"
    CROSSED = "the control was contacted too"
    WEAK_CONTACT = "few were reached"


@dataclass(frozen=True, slots=True)
class ArmResult:
    """What an arm changed.

    `low` and `high` are the interval to be shown: the usual 95 %, or the one that holds at every look. `p_value` is
    adjusted for how many arms there are (Holm). `reached` and `reached_set` are None where contact tells nothing.
    """

    name: str
    rows: int
    doors: int
    contacted: int | None
    mean: float
    effect: Effect
    plain: Effect
    low: float
    high: float
    p_value: float
    contact: Effect | None
    reached: Effect | None
    reached_set: ReachedSet | None
    balance: Balance
    missing: Bounds | None
    drawn_p: float | None
    verdict: Verdict
    cautions: tuple[Caution, ...]

    @property
    def unseen(self) -> float:
        """The smallest effect that four trials in five like this would have called known."""
        return self.effect.unseen(level=1 - KNOWN)

    @property
    def near(self) -> bool:
        """Whether nought lies outside the interval and is too near all the same for anything to be said."""
        return self.verdict is Verdict.UNKNOWN and not self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class Result:
    """A trial's result: the control's name, rows, doors and mean outcome, then arm by arm.

    `left_out` rows had no known outcome, or lay in a block with one arm only.
    """

    control: str
    control_rows: int
    control_doors: int
    control_contacted: int | None
    control_mean: float
    left_out: int
    live: bool
    arms: tuple[ArmResult, ...]


def judge_trial(
    trial: Trial, *, rng: np.random.Generator, live: bool = False, draws: int = 2000, redraw: bool = False
) -> Result:
    """Work a trial out whole.

    'More' or 'less' is said only if p, by Holm for several arms, is below KNOWN; if the lottery itself says so too
    where doors are few; and, where outcomes are missing more in one arm, if Lee's bounds leave nought out as well.

    Args:
        trial: as laid by `lay_trial`.
        rng: chance for drawing again.
        live: whether the trial is still going on, so that the interval must hold at every look.
        draws: how many lotteries are drawn again where doors are few.
        redraw: draw again however many doors there are.
    """
    known = known_part(trial)
    adjusted, plain = estimate_effect(known), estimate_effect(known, adjust=False)
    holm = _holm([effect.p_value for effect in adjusted.effects])
    results = tuple(
        _judge(trial, known, arm, adjusted, plain, holm[arm - 1], rng=rng, live=live, draws=draws, redraw=redraw)
        for arm in range(1, len(trial.arms))
    )
    first = known.arm == 0
    return Result(
        trial.arms[0],
        int(first.sum()),
        len(np.unique(known.door[first])),
        _contacted(known, 0),
        adjusted.mean,
        len(trial.arm) - len(known.arm),
        live,
        results,
    )


def _judge(
    trial: Trial,
    known: Trial,
    arm: int,
    adjusted: Estimates,
    plain: Estimates,
    p_value: float,
    *,
    rng: np.random.Generator,
    live: bool,
    draws: int,
    redraw: bool,
) -> ArmResult:
    effect = adjusted.effects[arm - 1]
    mine = known.arm == arm
    doors = len(np.unique(known.door[mine]))
    fewest = min(doors, len(np.unique(known.door[known.arm == 0])))
    low, high = _interval(effect, known, fewest=fewest, live=live)
    missing = bound_missing(trial, arm=arm) if np.isnan(trial.outcome).any() else None
    drawn = chance_of_draws(known, rng=rng, arm=arm, draws=draws) if redraw or fewest < FEW_DOORS else None
    contact, reached, reached_set = _reached(known, arm)
    balance = compare_arms(known, arm=arm)
    cautions = _cautions(trial, known, balance, missing, reached_set, fewest=fewest)
    sure = (low > 0 or high < 0 if live else p_value < KNOWN) and (drawn is None or drawn < KNOWN)
    if Caution.MISSING_UNLIKE in cautions and missing is not None:
        sure = sure and (missing.trimmed[0] > 0 or missing.trimmed[1] < 0)
    verdict = Verdict.UNKNOWN if not sure else Verdict.MORE if effect.value > 0 else Verdict.LESS
    return ArmResult(
        known.arms[arm], int(mine.sum()), doors, _contacted(known, arm), float(known.outcome[mine].mean()),
        effect, plain.effects[arm - 1], low, high, p_value, contact, reached, reached_set, balance, missing,
        drawn, verdict, cautions,
    )  # fmt: skip


def _interval(effect: Effect, known: Trial, *, fewest: int, live: bool) -> tuple[float, float]:
    """Give the interval to show: the usual one, or the one that holds for all arms whenever one looks."""
    if not live:
        return effect.low, effect.high
    alpha = ALPHA / (len(known.arms) - 1)
    reach = float(half_width(effect.se**2 * known.doors, n=known.doors, alpha=alpha)) if fewest >= FEWEST else np.inf
    return effect.value - reach, effect.value + reach


def _reached(known: Trial, arm: int) -> tuple[Effect | None, Effect | None, ReachedSet | None]:
    if known.contacted is None:
        return None, None, None
    contact = estimate_contact(known).effects[arm - 1]
    try:
        return contact, estimate_reached(known, arm=arm), bound_reached(known, arm=arm)
    except NoContactError:
        return contact, None, None


def _contacted(known: Trial, arm: int) -> int | None:
    return None if known.contacted is None else int(known.contacted[known.arm == arm].sum())


def _cautions(
    trial: Trial, known: Trial, balance: Balance, missing: Bounds | None, reached: ReachedSet | None, *, fewest: int
) -> tuple[Caution, ...]:
    lone = len(known_part(replace(trial, outcome=np.zeros(len(trial.outcome)))).arm) < len(trial.arm)
    found = {
        Caution.FEW_DOORS: fewest < FEW_DOORS,
        Caution.UNLIKE_ARMS: balance.p_value < UNLIKE,
        Caution.MISSING_UNLIKE: missing is not None and missing.gone.p_value < ALPHA,
        Caution.LONE_BLOCKS: lone,
        Caution.SEVERAL_ARMS: len(trial.arms) > len(("control", "arm")),
        Caution.CROSSED: bool(_contacted(known, 0)),
        Caution.WEAK_CONTACT: known.contacted is not None and (reached is None or not reached.strong),
    }
    return tuple(caution for caution, holds in found.items() if holds)


def _holm(p_values: list[float]) -> list[float]:
    """Adjust p for several arms. Source: Holm (1979), Scandinavian Journal of Statistics 6."""
    order = np.argsort(p_values, kind="stable")
    adjusted, most = [0.0] * len(p_values), 0.0
    for place, arm in enumerate(order):
        most = max(most, min(1.0, (len(p_values) - place) * p_values[arm]))
        adjusted[arm] = most
    return adjusted
