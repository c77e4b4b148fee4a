"""Many groups' trials as one: random effects by REML, each group shrunk to the others, and the next group foretold."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from muster.learn.effect import Effect, critical
from muster.learn.refusal import RefusedError
from muster.learn.sums import Floats

FEWEST = 3  # groups: two leave no freedom for a next one
_ROUNDS = 1000
_SETTLED = 1e-12


class TooFewGroupsError(RefusedError):
    """Fewer groups than can tell how much groups differ."""


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
    group with k - 2 degrees of freedom, Higgins, Thompson and Spiegelhalter (2009), Partlett and Riley (2017).
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
    reach = critical(k - 2) * np.sqrt(tau2 + knapp**2)
    return Pool(
        Effect(mean, float(knapp), k - 1.0),
        plain_se,
        tau2,
        q,
        float(special.chdtrc(k - 1, q)),
        shrunk,
        shrunk_se,
        float(mean - reach),
        float(mean + reach),
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


def _mean(effects: Floats, weights: Floats) -> tuple[float, float]:
    return float(weights @ effects / weights.sum()), float(1 / np.sqrt(weights.sum()))
