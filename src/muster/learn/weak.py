"""What can be said of those reached when few were: Anderson and Rubin's set, which holds however weak contact is."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from muster.learn.effect import critical
from muster.learn.estimate import NoContactError, known_part, lay_trial_design, two_arms
from muster.learn.regress import Spread, fit
from muster.learn.trial import Trial

STRONG_F = 104.7  # from here on a ratio's usual interval holds what it says


class Shape(StrEnum):
    """What the set looks like."""

    BETWEEN = "between"
    OUTSIDE = "outside"
    ANYTHING = "anything"


@dataclass(frozen=True, slots=True)
class ReachedSet:
    """The effects on those reached that the trial does not speak against, at 95 %.

    BETWEEN: from low to high. OUTSIDE: up to low, and from high on. ANYTHING: contact tells nothing. `first_stage_f`
    is the square of contact's t.
    """

    shape: Shape
    low: float
    high: float
    first_stage_f: float

    @property
    def strong(self) -> bool:
        """Whether contact differs so clearly that the ratio's own interval may be used."""
        return self.first_stage_f >= STRONG_F


def bound_reached(trial: Trial, *, arm: int = 1, spread: Spread | None = None, adjust: bool = True) -> ReachedSet:
    """Give every effect on those reached that isn't spoken against: b where outcome - b x contact shows no difference.

    Source: Anderson and Rubin (1949), Annals of Mathematical Statistics 20; F of 104.7: Lee, McCrary, Moreira and
    Porter (2022), American Economic Review 112.

    Raises:
        NoContactError: if no contact was recorded.
    """
    pair = two_arms(known_part(trial), arm)
    if pair.contacted is None:
        raise NoContactError("contact is not recorded; name its column")
    design = lay_trial_design(pair, spread=spread, adjust=adjust)
    y, d = fit(design, pair.outcome).effect(0), fit(design, pair.contacted).effect(0)
    both = fit(design, pair.outcome + pair.contacted).effect(0)
    shared = (both.se**2 - y.se**2 - d.se**2) / 2  # the covariance, by the sum's variance
    t = critical(y.df) ** 2
    a, b, c = d.value**2 - t * d.se**2, -2 * (y.value * d.value - t * shared), y.value**2 - t * y.se**2
    strength = (d.value / d.se) ** 2 if d.se > 0 else np.inf
    inside = b * b - 4 * a * c
    if inside <= 0 or a == 0:
        return ReachedSet(Shape.ANYTHING, -np.inf, np.inf, float(strength))
    ends = sorted(((-b - np.sqrt(inside)) / (2 * a), (-b + np.sqrt(inside)) / (2 * a)))
    return ReachedSet(Shape.BETWEEN if a > 0 else Shape.OUTSIDE, float(ends[0]), float(ends[1]), float(strength))
