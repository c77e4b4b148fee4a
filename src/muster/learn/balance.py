"""Whether arms were alike before anything was done: what a lottery should give, and what a broken one doesn't."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from muster.learn.estimate import two_arms
from muster.learn.regress import NotApartError, Spread, fit, lay_design
from muster.learn.sums import Floats, add_up
from muster.learn.trial import Trial


@dataclass(frozen=True, slots=True)
class Balance:
    """How an arm differs from the control in what was known before.

    `names` (c,), the means of both (c,), `apart` (c,) their difference in standard deviations; `p_value`: how often
    a fair lottery gives arms as unlike as these; nan where nothing was known before.
    """

    names: tuple[str, ...]
    control: Floats
    arm: Floats
    apart: Floats
    p_value: float


def compare_arms(trial: Trial, *, arm: int = 1) -> Balance:
    """Compare an arm with the control in the covariates and in how many electors a door has.

    Source: a Wald test that covariates foretell nothing of the lot, by door (CR1), as Gerber and Green (2012),
    chapter 4, have it; with F's degrees of freedom.
    """
    whole = replace(trial, outcome=np.zeros(len(trial.outcome)))
    pair = two_arms(replace(whole, covariates=_known_before(trial)), arm)
    x = pair.covariates if pair.covariates is not None else np.empty((len(pair.arm), 0))
    names = (*trial.named, *(("electors at the door",) if x.shape[1] > len(trial.named) else ()))
    means = [x[pair.arm == number].mean(axis=0) for number in (0, 1)]
    spread = np.sqrt(sum(x[pair.arm == number].var(axis=0) for number in (0, 1)) / 2)
    apart = np.divide(means[1] - means[0], spread, out=np.zeros(x.shape[1]), where=spread > 0)
    return Balance(names, means[0], means[1], apart, _chance(pair, x[:, spread > 0]))


def _known_before(trial: Trial) -> Floats:
    """Give the covariates, and a door's size where doors differ in it."""
    size = add_up(trial.door, np.ones(len(trial.door)), groups=trial.doors)[trial.door]
    given = trial.covariates if trial.covariates is not None else np.empty((len(size), 0))
    return np.column_stack([given, size]) if size.min() < size.max() else given


def _chance(pair: Trial, x: Floats) -> float:
    """Give the p of all of them together."""
    if not x.shape[1]:
        return np.nan
    columns = x if pair.block is not None else np.column_stack([x, np.ones(len(x))])
    try:
        fitted = fit(
            lay_design(columns, spread=Spread.CR1, cluster=pair.door, block=pair.block), pair.arm.astype(float)
        )
    except NotApartError:
        return np.nan
    k = x.shape[1]
    try:
        wald = fitted.beta[:k] @ np.linalg.solve(fitted.covariance[:k, :k], fitted.beta[:k]) / k
    except np.linalg.LinAlgError:  # so few doors that chance itself can't be told
        return np.nan
    return float(special.fdtrc(k, max(pair.doors - k, 1), wald))
