"""Bounds against every table that totals allow, and a guess against a general solver."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from muster.learn.flows import (
    NegativeError,
    TooFewPlacesError,
    UnequalTotalsError,
    _nearest,
    bound_places,
    find_flows,
    guess_flows,
    share_misplaced,
)
from muster.learn.sums import Floats


@given(st.lists(st.integers(0, 4), min_size=4, max_size=4))
@settings(max_examples=40)
def test_bounds_of_a_place_are_reached_by_some_table_and_passed_by_none(cells: list[int]) -> None:
    table = np.array(cells, dtype=float).reshape(1, 2, 2)
    before, after = table.sum(axis=2), table.sum(axis=1)
    least, most = bound_places(before, after)
    allowed = [
        np.array(each).reshape(2, 2)
        for each in product(range(9), repeat=4)
        if (each[0] + each[1], each[2] + each[3]) == tuple(before[0])
        and (each[0] + each[2], each[1] + each[3]) == tuple(after[0])
    ]
    assert np.array_equal(least[0], np.min(allowed, axis=0))
    assert np.array_equal(most[0], np.max(allowed, axis=0))


@given(st.integers(0, 1_000))
@settings(max_examples=15)
def test_the_nearest_table_is_a_general_solvers(seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 30, (1, 3, 3)).astype(float) + 1
    wish = rng.uniform(0, 40, (1, 3, 3)) * rng.integers(0, 2, (1, 3, 3))
    before, after = truth.sum(axis=2), truth.sum(axis=1)
    found = _nearest(wish, before, after)
    rows = [lambda t, i=i: t.reshape(3, 3).sum(axis=1)[i] - before[0, i] for i in range(3)]
    columns = [lambda t, i=i: t.reshape(3, 3).sum(axis=0)[i] - after[0, i] for i in range(2)]
    best = optimize.minimize(  # type: ignore[call-overload] # scipy's stubs want each constraint spelt out
        lambda t: float(((t - wish.ravel()) ** 2).sum()), truth.ravel(), jac=lambda t: 2 * (t - wish.ravel()),
        bounds=[(0, None)] * 9, constraints=[{"type": "eq", "fun": each} for each in (*rows, *columns)],
        method="SLSQP", options={"maxiter": 500, "ftol": 1e-12},
    )  # fmt: skip
    np.testing.assert_allclose(found[0], best.x.reshape(3, 3), atol=1e-2)


def made(seed: int, places: int) -> Floats:
    """Tables of places where people do alike, but for chance."""
    rng = np.random.default_rng(seed)
    shares = np.array([[0.8, 0.15, 0.05], [0.1, 0.7, 0.2], [0.05, 0.15, 0.8]])
    people = (
        rng.multinomial(1_000, rng.dirichlet([2, 2, 1]), places)
        if places == 1
        else np.array([rng.multinomial(1_000, rng.dirichlet([2, 2, 1])) for _ in range(places)])
    )
    return np.array([[rng.multinomial(n, p) for n, p in zip(row, shares, strict=True)] for row in people], dtype=float)


def test_where_people_do_alike_the_guess_is_near_and_always_within_bounds() -> None:
    truth = made(2, 80)
    flows = find_flows(truth.sum(axis=2), truth.sum(axis=1))
    assert flows.guess is not None
    assert share_misplaced(flows.guess, truth.sum(axis=0)) < 0.01
    assert np.all((flows.least - 1 <= flows.guess) & (flows.guess <= flows.most + 1))
    np.testing.assert_allclose(flows.guess.sum(axis=1), truth.sum(axis=(0, 2)), rtol=1e-5)
    np.testing.assert_allclose(flows.guess.sum(axis=0), truth.sum(axis=(0, 1)), rtol=1e-5)


def test_few_places_have_bounds_and_no_guess() -> None:
    truth = made(3, 14)
    flows = find_flows(truth.sum(axis=2), truth.sum(axis=1))
    assert flows.guess is None
    assert isinstance(flows.why_not, TooFewPlacesError)
    assert str(flows.why_not) == "14 places tell no more than these bounds; a guess needs 15"
    assert np.all(flows.least <= truth.sum(axis=0))
    with pytest.raises(TooFewPlacesError):
        guess_flows(truth.sum(axis=2), truth.sum(axis=1))


def test_places_that_do_not_add_up_are_refused_by_name() -> None:
    with pytest.raises(UnequalTotalsError, match=r"Egremont: 30 people before and 31 after"):
        find_flows(np.array([[10.0, 20.0]]), np.array([[11.0, 20.0]]), names=["Egremont"])
    with pytest.raises(NegativeError, match="1: a count is below 0"):
        find_flows(np.array([[-1.0, 2.0]]), np.array([[0.0, 1.0]]))
