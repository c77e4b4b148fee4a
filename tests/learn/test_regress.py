"""Standard errors in linear time against whole matrices."""

import numpy as np
import pytest

from muster.learn.regress import NotApartError, Spread, fit, lay_design
from muster.learn.sums import Floats, Ints
from tests.learn.naive_regression import naive_fit, naive_freedom


def made(seed: int, *, alone: bool, blocks: int) -> tuple[Floats, Floats, Ints | None, Ints | None]:
    rng = np.random.default_rng(seed)
    door = np.sort(rng.integers(0, 25, 60))
    _, door = np.unique(door, return_inverse=True)
    arm = rng.integers(0, 3, door.max() + 1)[door]
    block = (door * blocks) // (door.max() + 1) if blocks else None
    x = np.column_stack([arm == 1, arm == 2, rng.normal(size=60), *([] if blocks else [np.ones(60)])]).astype(float)
    y = rng.normal(size=door.max() + 1)[door] + rng.normal(size=60) + (arm == 1)
    return x, y, None if alone else door.astype(np.int64), None if block is None else block.astype(np.int64)


@pytest.mark.parametrize("kind", list(Spread))
@pytest.mark.parametrize("blocks", [0, 1, 4])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_spread_is_what_whole_matrices_give(kind: Spread, blocks: int, seed: int) -> None:
    x, y, cluster, block = made(seed, alone=kind.startswith("HC"), blocks=blocks)
    ours = fit(lay_design(x, spread=kind, cluster=cluster, block=block), y)
    beta, covariance = naive_fit(x, y, kind=kind, cluster=cluster, block=block)
    np.testing.assert_allclose(ours.beta, beta, rtol=1e-9)
    np.testing.assert_allclose(ours.covariance, covariance, rtol=1e-8, atol=1e-14)
    if kind in {Spread.HC2, Spread.CR2}:
        freedom = [naive_freedom(x, column, cluster=cluster, block=block) for column in range(x.shape[1])]
        np.testing.assert_allclose(ours.df, freedom, rtol=1e-8)


def test_a_door_that_alone_has_an_arm_adds_no_spread_of_its_own() -> None:
    x = np.column_stack([np.ones(6), [1, 1, 0, 0, 0, 0]]).astype(float)
    y = np.array([3.0, 4.0, 1.0, 2.0, 5.0, 1.0])
    cluster = np.array([0, 0, 1, 2, 3, 3])
    ours = fit(lay_design(x, spread=Spread.CR2, cluster=cluster), y)
    assert np.isfinite(ours.covariance).all()
    assert ours.effect(1).value == pytest.approx(3.5 - 2.25)


def test_two_columns_that_tell_the_same_are_refused() -> None:
    x = np.column_stack([np.ones(5), [1, 0, 1, 0, 1], [0, 1, 0, 1, 0]]).astype(float)
    with pytest.raises(NotApartError):
        lay_design(x)
