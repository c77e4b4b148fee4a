"""Raking against a loop over every person, and what its intervals hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.learn.sums import Floats
from muster.learn.weigh import (
    Margin,
    MarginError,
    NobodyThereError,
    NoSuchWeightsError,
    TooFewAnswersError,
    estimate_share,
    rake,
    unweighted,
)


def naive_rake(margins: list[Margin], base: Floats, rounds: int = 400) -> Floats:
    weights = [float(weight) for weight in base]
    for _ in range(rounds):
        for margin in margins:
            total = sum(weights)
            for kind, share in enumerate(margin.shares):
                mine = [i for i, code in enumerate(margin.codes) if code == kind]
                there = sum(weights[i] for i in mine)
                for i in mine:
                    weights[i] *= share * total / there
    return np.array(weights) * len(weights) / sum(weights)


@st.composite
def polls(draw: st.DrawFn) -> tuple[list[Margin], Floats]:
    seed = draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    people = draw(st.integers(40, 80))
    margins = []
    for name, kinds in zip("abc", draw(st.lists(st.integers(2, 3), min_size=1, max_size=3)), strict=False):
        codes = np.concatenate([np.arange(kinds), rng.integers(0, kinds, people - kinds)])
        rng.shuffle(codes)
        shares = rng.dirichlet(np.full(kinds, 10.0))
        margins.append(Margin(name, tuple(f"{name}{k}" for k in range(kinds)), codes, shares))
    return margins, rng.uniform(0.5, 2, people)


@given(polls())
@settings(max_examples=25)
def test_weights_are_those_of_a_loop_over_people(poll: tuple[list[Margin], Floats]) -> None:
    margins, base = poll
    found = rake(margins, base=base)
    np.testing.assert_allclose(found.weights, naive_rake(margins, base), rtol=1e-6)
    for margin in margins:
        met = np.bincount(margin.codes, found.weights) / len(base)
        np.testing.assert_allclose(met, margin.shares, atol=1e-9)
    mean = found.weights.mean()
    assert found.design_effect == pytest.approx(1 + found.weights.var() / mean**2)
    assert found.effective == pytest.approx(len(base) / found.design_effect)


def test_one_margin_by_hand() -> None:
    """Three women and one man, who are half each: women count 2/3, the man 2; four count as three."""
    found = rake([Margin("sex", ("woman", "man"), np.array([0, 0, 0, 1]), np.array([0.5, 0.5]))])
    np.testing.assert_allclose(found.weights, [2 / 3, 2 / 3, 2 / 3, 2])
    assert (round(found.design_effect, 6), round(found.effective, 6)) == (round(4 / 3, 6), 3)


def test_many_kinds_are_numbered_by_sorting_with_the_same_weights() -> None:
    rng = np.random.default_rng(3)
    margins = []
    for i in range(3):
        codes = np.concatenate([np.arange(200), rng.integers(0, 200, 7_800)])
        rng.shuffle(codes)
        margins.append(Margin(str(i), tuple(map(str, range(200))), codes, rng.dirichlet(np.full(200, 40.0))))
    found = rake(margins)
    for margin in margins:
        np.testing.assert_allclose(np.bincount(margin.codes, found.weights) / 8_000, margin.shares, atol=1e-9)


def test_nobody_can_speak_for_those_who_were_not_asked() -> None:
    margin = Margin("age", ("young", "old"), np.zeros(50, dtype=np.int64), np.array([0.6, 0.4]))
    with pytest.raises(NobodyThereError, match="age: nobody asked is 'old'"):
        rake([margin])


def test_a_kind_that_nobody_is_and_nobody_needs_does_not_matter() -> None:
    margin = Margin("age", ("young", "old"), np.zeros(50, dtype=np.int64), np.array([1.0, 0.0]))
    np.testing.assert_allclose(rake([margin]).weights, 1)


def test_shares_have_to_add_up() -> None:
    margin = Margin("age", ("young", "old"), np.array([0, 1] * 20), np.array([0.6, 0.6]))
    with pytest.raises(MarginError, match=r"age: its shares add up to 1\.2000"):
        rake([margin])


def test_margins_that_contradict_each_other_are_refused() -> None:
    codes = np.array([0, 1] * 20)
    one, other = (Margin(n, ("x", "y"), codes, np.array(s)) for n, s in (("one", [0.5, 0.5]), ("other", [0.7, 0.3])))
    with pytest.raises(NoSuchWeightsError, match="points off"):
        rake([one, other])


def test_a_handful_of_answers_says_nothing() -> None:
    with pytest.raises(TooFewAnswersError, match="below 30"):
        estimate_share(np.ones(20, dtype=bool), weights=unweighted(20))


def test_if_all_say_the_same_the_interval_is_still_open_on_one_side() -> None:
    found = estimate_share(np.ones(100, dtype=bool), weights=unweighted(100))
    assert (found.share, found.high) == (1, 1)
    assert 0.95 < found.low < 0.97


def test_an_unweighted_share_has_the_binomial_error() -> None:
    found = estimate_share(np.arange(1_000) < 400, weights=unweighted(1_000))
    assert found.share == pytest.approx(0.4)
    assert found.se == pytest.approx(np.sqrt(0.4 * 0.6 / 999))


def test_intervals_after_raking_hold_the_truth_as_often_as_they_say() -> None:
    """People of four kinds, the young seldom asked; 600 polls of 800. Raking to age and place puts it right."""
    rng = np.random.default_rng(11)
    chance, share = np.array([[0.2, 0.4], [0.5, 0.7]]), np.array([[0.3, 0.2], [0.1, 0.4]])
    truth = float((chance * share).sum())
    asked = share * np.array([[0.4], [1.6]])
    asked /= asked.sum()
    held = raw = 0
    for _ in range(600):
        kind = rng.choice(4, 800, p=asked.ravel())
        yes = rng.random(800) < chance.ravel()[kind]
        margins = [
            Margin("age", ("young", "old"), kind // 2, share.sum(axis=1)),
            Margin("place", ("town", "country"), kind % 2, share.sum(axis=0)),
        ]
        found = estimate_share(yes, weights=rake(margins))
        alone = estimate_share(yes, weights=unweighted(800))
        held += found.low <= truth <= found.high
        raw += alone.low <= truth <= alone.high
    assert 0.93 <= held / 600 <= 0.97
    assert raw / 600 < 0.1
