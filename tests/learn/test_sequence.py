"""An interval that holds at every look."""

import math

import numpy as np
import pytest

from muster.learn.sequence import follow, half_width


def published(s2: float, n: int, tuning: float, alpha: float) -> float:
    """GrowthBook's half-width as its documentation and Waudby-Smith et al. print it (equations 161 and 9)."""
    rho = math.sqrt((-2 * math.log(alpha) + math.log(-2 * math.log(alpha) + 1)) / tuning)
    inner = 2 * (n * rho**2 + 1) * math.log(math.sqrt(n * rho**2 + 1) / alpha) / (n * rho) ** 2
    return math.sqrt(s2) * math.sqrt(inner)


@pytest.mark.parametrize("n", [1, 10, 500, 5_000, 1_000_000])
@pytest.mark.parametrize("alpha", [0.01, 0.05, 0.2])
@pytest.mark.parametrize("tuning", [100, 5_000])
def test_the_half_width_is_the_published_one(n: int, alpha: float, tuning: float) -> None:
    ours = float(half_width(0.24, n=n, alpha=alpha, tuning=tuning))
    assert abs(ours - published(0.24, n, tuning, alpha)) < 1e-12 * max(1.0, ours)


def test_at_any_look_it_errs_at_most_one_time_in_twenty() -> None:
    rng = np.random.default_rng(1)
    times, doors, wrong, naive = 1000, 4000, 0, 0
    for _ in range(times):
        arm = (rng.random(doors) < 0.85).astype(np.int64)
        voted = (rng.random(doors) < 0.35).astype(float)
        found, reach = follow(voted, arm=arm)
        wrong += bool((np.abs(found) > reach).any())
        daily = np.arange(200, doors, 200)
        plain = 1.96 * np.sqrt(0.35 * 0.65 * (1 / np.cumsum(arm).clip(1) + 1 / np.cumsum(1 - arm).clip(1)))
        naive += bool((np.abs(found) > plain)[daily].any())
    assert wrong / times <= 0.05
    assert naive / times > 0.15  # what peeking at a usual interval does


def test_it_follows_what_plain_sums_say() -> None:
    rng = np.random.default_rng(2)
    arm = np.tile([0, 1, 1], 60)
    y = rng.normal(size=180)
    found, reach = follow(y, arm=arm)
    one, other = y[arm == 1], y[arm == 0]
    assert found[-1] == pytest.approx(one.mean() - other.mean())
    variance = one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other)
    assert reach[-1] == pytest.approx(published(variance * 180, 180, 5000, 0.05))
    assert np.isinf(reach[100])
