"""Many groups' trials as one: random effects by REML, each group shrunk to the others, and the next group foretold."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from muster.learn.effect import LEVEL, Effect
from muster.learn.refusal import RefusedError
from muster.learn.sums import Floats

FEWEST = 3  # groups: two leave no freedom for a next one
_ROUNDS = 1000
_SETTLED = 1e-12
_QUANTILES, _HALVINGS, _FAR = 100, 50, 60.0


class TooFewGroupsError(RefusedError):
    """Fewer groups than can tell how much groups differ."""


class NotSharesError(RefusedError):
    """Effects are asked to be set beside a belief about shares, and aren't shares."""


class NoSpreadError(RefusedError):
    """A group's standard error is none."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Groups' effects as one.

    `mean` is the average effect with Knapp and Hartung's standard error and k - 1 degrees of freedom, `plain_se` the
    usual one; `tau2` the variance between groups; `q` Cochran's Q and `q_p` its p. `shrunk` (k,) and `shrunk_se` (k,)
    are each group's effect once it has borrowed from the others. `next_low`, `next_high`: the next group, 95 %.
    """

    mean: Effect
    plain_se: float
    tau2: float
    q: float
    q_p: float
    shrunk: Floats
    shrunk_se: Floats
    next_low: float
    next_high: float


def pool_groups(effects: Floats, *, variances: Floats) -> Pool:
    """Pool effects of groups.

    Args:
        effects: (k,) one a group.
        variances: (k,) their squared standard errors.

    Raises:
        TooFewGroupsError: below three groups.
        NoSpreadError: if a variance is not above nought.

    Source: REML by Fisher scoring, Viechtbauer (2005); Knapp and Hartung (2003), Statistics in Medicine 22; the next
    group as Nagashima, Noma and Furukawa (2019), Statistical Methods in Medical Research 28, foretell it.
    """
    k = len(effects)
    if k < FEWEST:
        raise TooFewGroupsError(
            f"{k} group{'s' if k != 1 else ''} can't tell how much groups differ; pool {FEWEST} or more"
        )
    if not (np.isfinite(variances).all() and variances.min() > 0):
        raise NoSpreadError("every group needs a standard error above nought; leave out those that have none")
    tau2 = between_groups(effects, variances)
    weights = 1 / (variances + tau2)
    mean, plain_se = _mean(effects, weights)
    knapp = np.sqrt((weights * (effects - mean) ** 2).sum() / ((k - 1) * weights.sum()))
    fixed = 1 / variances
    q = float((fixed * (effects - _mean(effects, fixed)[0]) ** 2).sum())
    kept = tau2 / (tau2 + variances)
    shrunk = mean + kept * (effects - mean)
    shrunk_se = np.sqrt(kept * variances + (1 - kept) ** 2 * knapp**2)
    next_low, next_high = _next_group(effects, variances)
    return Pool(
        Effect(mean, float(knapp), k - 1.0),
        plain_se,
        tau2,
        q,
        float(special.chdtrc(k - 1, q)),
        shrunk,
        shrunk_se,
        next_low,
        next_high,
    )


def between_groups(effects: Floats, variances: Floats) -> float:
    """Find the variance between groups that restricted likelihood likes best; never below nought."""
    tau2 = max(float(effects.var(ddof=1) - variances.mean()), 0.0)
    for _ in range(_ROUNDS):
        w = 1 / (variances + tau2)
        total = w.sum()
        left = float((w**2 * (effects - (w @ effects) / total) ** 2).sum())
        trace = total - (w**2).sum() / total
        curve = (w**2).sum() - 2 * (w**3).sum() / total + ((w**2).sum() / total) ** 2
        moved = max(tau2 + (left - trace) / curve, 0.0)
        if abs(moved - tau2) <= _SETTLED * (1e-3 + tau2):
            return float(moved)
        tau2 = moved
    return float(tau2)


def _next_group(effects: Floats, variances: Floats) -> tuple[float, float]:
    """Foretell the next group, 95 %, allowing for how little is known of the variance between groups.

    Cochran's Q, worked out with the true variance between groups, is a chi-square: each of its quantiles so gives a
    variance that may be the true one. The next group is foretold from all of these together, each with its own mean,
    Knapp and Hartung's error and k - 1 degrees of freedom. The usual interval takes one variance for true and, where
    groups are small, holds far fewer than 95 %.
    """
    k = len(effects)
    quantiles = special.chdtri(k - 1, (np.arange(_QUANTILES) + 0.5) / _QUANTILES)
    low, high = np.zeros(_QUANTILES), np.full(_QUANTILES, float(np.ptp(effects) ** 2 + variances.max()) * k)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = _spread_at(effects, variances, middle)[0] > quantiles
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    tau2 = np.where(_spread_at(effects, variances, np.zeros(_QUANTILES))[0] > quantiles, (low + high) / 2, 0.0)
    q, mean, total = _spread_at(effects, variances, tau2)
    scale = np.sqrt(tau2 + q / (k - 1) / total)
    ends = []
    for share in ((1 - LEVEL) / 2, (1 + LEVEL) / 2):
        at, upto = float((mean - _FAR * scale).min()), float((mean + _FAR * scale).max())
        for _ in range(_HALVINGS):
            half = (at + upto) / 2
            below = special.stdtr(k - 1, (half - mean) / scale).mean() < share
            at, upto = (half, upto) if below else (at, half)
        ends.append((at + upto) / 2)
    return ends[0], ends[1]


def _spread_at(effects: Floats, variances: Floats, tau2: Floats) -> tuple[Floats, Floats, Floats]:
    """Give Q, the mean and the sum of weights for each variance between groups."""
    weights = 1 / (variances + tau2[:, None])
    total = weights.sum(axis=1)
    mean = (weights @ effects) / total
    return (weights * (effects - mean[:, None]) ** 2).sum(axis=1), mean, total


def _mean(effects: Floats, weights: Floats) -> tuple[float, float]:
    return float(weights @ effects / weights.sum()), float(1 / np.sqrt(weights.sum()))
