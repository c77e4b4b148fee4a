"""Pooling: over and over, the intervals hold what they say."""

import numpy as np
import pytest
from scipy import special

from muster.learn.pool import NoSpreadError, TooFewGroupsError, between_groups, pool_groups
from muster.learn.sums import Floats

TIMES = 600


@pytest.mark.parametrize(("groups", "between"), [(150, 0.015), (30, 0.02), (12, 0.0)])
def test_pooled_intervals_hold_the_truth(groups: int, between: float) -> None:
    rng = np.random.default_rng(groups)
    held = following = 0.0
    for _ in range(TIMES):
        variances = rng.uniform(0.02, 0.06, groups) ** 2
        truths = 0.008 + between * rng.normal(size=groups)
        pool = pool_groups(truths + np.sqrt(variances) * rng.normal(size=groups), variances=variances)
        held += pool.mean.low <= 0.008 <= pool.mean.high
        low, high = ((end - 0.008) / max(between, 1e-9) for end in (pool.next_low, pool.next_high))
        following += special.ndtr(high) - special.ndtr(low)  # how many next groups lie there
    assert 0.93 <= held / TIMES <= 0.97
    assert following / TIMES >= 0.92  # the usual interval: 84 to 87 %


def test_the_spread_between_groups_is_where_restricted_likelihood_is_greatest() -> None:
    rng = np.random.default_rng(4)
    for _ in range(20):
        variances = rng.uniform(0.5, 2.0, 9)
        effects = 1.5 * rng.normal(size=9) + np.sqrt(variances) * rng.normal(size=9)
        found = between_groups(effects, variances)
        grid = np.linspace(0, 12, 1201)
        best = grid[np.argmax([likelihood(effects, variances, tau2) for tau2 in grid])]
        assert found == pytest.approx(best, abs=0.011)


def likelihood(effects: Floats, variances: Floats, tau2: float) -> float:
    """Restricted log likelihood as it is written down."""
    v = variances + tau2
    mean = (effects / v).sum() / (1 / v).sum()
    return float(-0.5 * (np.log(v).sum() + np.log((1 / v).sum()) + ((effects - mean) ** 2 / v).sum()))


def test_a_group_is_shrunk_the_more_the_less_it_knows() -> None:
    pool = pool_groups(np.array([0.0, 0.0, 4.0, 4.0]), variances=np.array([0.1, 0.1, 0.1, 8.0]))
    assert pool.mean.value < pool.shrunk[3] < pool.shrunk[2] < 4.0
    assert pool.next_low < pool.mean.low
    assert pool.mean.high < pool.next_high


def test_what_cannot_be_pooled_is_refused() -> None:
    with pytest.raises(TooFewGroupsError, match="2 groups"):
        pool_groups(np.array([1.0, 2.0]), variances=np.array([1.0, 1.0]))
    with pytest.raises(NoSpreadError):
        pool_groups(np.array([1.0, 2.0, 3.0]), variances=np.array([1.0, 0.0, 1.0]))
