"""What those whose outcome nobody knows could change: bounds."""

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from muster.learn.effect import Effect, critical
from muster.learn.estimate import estimate_effect, two_arms
from muster.learn.sums import Floats
from muster.learn.trial import Trial

Bools: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far an effect could lie off because outcomes are missing.

    `gone` is how much more are missing in the arm than in the control. `worst` holds the ends if the missing were as
    unlike as can be, `trimmed` (Lee's), for those whose outcome would be known in either arm, if the arm only ever
    makes outcomes known, or only ever unknown; each reaches as far as chance does.
    """

    missing: tuple[float, float]
    gone: Effect
    worst: tuple[float, float]
    trimmed: tuple[float, float]


def bound_missing(trial: Trial, *, arm: int = 1) -> Bounds:
    """Bound the effect of an arm by what the missing could have been.

    Outcomes are taken to lie between the least and the greatest that is known. Lee's ends reach as far beyond as the
    effect among the known does; the part of chance that the trimmed share adds is left out.

    Source: Horowitz and Manski (2000), JASA 95; Lee (2009), Review of Economic Studies 76: the arm of which more is
    known is trimmed at either end; chance at both ends as Imbens and Manski (2004) have it, on the safe side.
    """
    unknown = np.isnan(trial.outcome)
    pair = two_arms(replace(trial, outcome=unknown.astype(float), contacted=trial.outcome, covariates=None), arm)
    missing, treated = pair.outcome == 1, pair.arm == 1
    outcome = np.zeros(len(missing)) if pair.contacted is None else pair.contacted
    least, most = float(np.nanmin(outcome)), float(np.nanmax(outcome))
    ends = []
    for low, high in ((least, most), (most, least)):
        filled = np.where(missing, np.where(treated, low, high), outcome)
        ends.append(estimate_effect(replace(pair, outcome=filled)).effects[0])
    known = estimate_effect(replace(pair, outcome=outcome)).effects[0]
    low, high = _trimmed(outcome, treated=treated, missing=missing)
    reach = critical(known.df) * known.se
    shares = (float(missing[~treated].mean()), float(missing[treated].mean()))
    gone = estimate_effect(pair).effects[0]
    return Bounds(shares, gone, (ends[0].low, ends[1].high), (low - reach, high + reach))


def _trimmed(outcome: Floats, *, treated: Bools, missing: Bools) -> tuple[float, float]:
    """Trim the arm that has more known, at the top and at the bottom."""
    parts = [np.sort(outcome[~missing & (treated == arm)]) for arm in (False, True)]
    known = [float((~missing[treated == arm]).mean()) for arm in (False, True)]
    more = int(known[1] >= known[0])
    kept = min(known) / max(known)
    other = float(parts[1 - more].mean())
    low, high = _lowest(parts[more], kept), -_lowest(-parts[more][::-1], kept)
    return (low - other, high - other) if more else (other - high, other - low)


def _lowest(values: Floats, share: float) -> float:
    """Give the mean of the lowest share of sorted values, the last one counted in part."""
    whole = share * len(values)
    full = int(whole)
    rest = (whole - full) * values[full] if full < len(values) else 0.0
    return float((values[:full].sum() + rest) / whole)
