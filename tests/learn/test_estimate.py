"""What trials tell beyond the plain difference, each against its definition; and what is refused."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from muster.learn.attrition import bound_missing
from muster.learn.balance import compare_arms
from muster.learn.effect import critical
from muster.learn.estimate import (
    FactorError,
    NoContactError,
    NoPlaceboError,
    estimate_contact,
    estimate_effect,
    estimate_factorial,
    estimate_placebo,
    estimate_reached,
    part_of,
)
from muster.learn.redraws import chance_of_draws
from muster.learn.refusal import RefusedError
from muster.learn.report import Caution, Verdict, judge_trial
from muster.learn.trial import (
    LoneBlocksError,
    NoControlError,
    OneArmError,
    SameOutcomeError,
    SplitBlockError,
    SplitDoorError,
    TellsNothingError,
    TooFewDoorsError,
    Trial,
    lay_trial,
)
from muster.learn.weak import Shape, bound_reached
from tests.learn.naive_regression import naive_fit


def made(seed: int, *, n: int = 400, open_rate: float = 0.5, effect: float = 0.5) -> Trial:
    rng = np.random.default_rng(seed)
    arm = rng.permutation(np.repeat([0, 1], n // 2))
    met = arm * (rng.random(n) < open_rate)
    before = rng.normal(size=n)
    y = before + effect * met + rng.normal(size=n)
    names = np.where(arm == 1, "visit", "holdout").tolist()
    return lay_trial(y, arm=names, control="holdout", contacted=met.astype(float), covariates=before[:, None],
                     named=("before",))  # fmt: skip


def test_the_plain_difference_is_the_difference_and_its_error_is_neyman_s() -> None:
    trial = made(1)
    one, other = trial.outcome[trial.arm == 1], trial.outcome[trial.arm == 0]
    found = estimate_effect(trial, adjust=False).effects[0]
    assert found.value == pytest.approx(one.mean() - other.mean())
    assert found.se == pytest.approx(np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other)))


def test_lin_s_adjustment_is_two_lines_read_at_the_mean() -> None:
    trial = made(2)
    assert trial.covariates is not None
    x = trial.covariates[:, 0]
    at_mean = []
    for arm in (0, 1):
        slope, level = np.polyfit(x[trial.arm == arm], trial.outcome[trial.arm == arm], 1)
        at_mean.append(level + slope * x.mean())
    found, plain = estimate_effect(trial).effects[0], estimate_effect(trial, adjust=False).effects[0]
    assert found.value == pytest.approx(at_mean[1] - at_mean[0])
    assert found.se < 0.85 * plain.se


def test_the_effect_on_those_reached_is_two_stage_least_squares() -> None:
    trial = made(3)
    assert trial.contacted is not None
    z = np.column_stack([trial.arm, np.ones(len(trial.arm))]).astype(float)
    x = np.column_stack([trial.contacted, np.ones(len(trial.arm))])
    beta = np.linalg.solve(z.T @ x, z.T @ trial.outcome)
    left = trial.outcome - x @ beta
    _, spread = naive_fit(z, left, kind="HC2", cluster=None, block=None)
    found = estimate_reached(trial, adjust=False)
    itt_d = estimate_contact(trial, adjust=False).effects[0]
    assert found.value == pytest.approx(beta[0])
    assert found.se == pytest.approx(np.sqrt(spread[0, 0]) / itt_d.value)


@pytest.mark.parametrize(("rate", "effect"), [(0.5, 0.5), (0.05, 0.5), (0.0125, 5.0), (0.005, 1.0)])
def test_anderson_and_rubin_s_set_is_what_no_test_speaks_against(rate: float, effect: float) -> None:
    trial = made(4, open_rate=rate, effect=effect)
    found = bound_reached(trial, adjust=False)
    assert trial.contacted is not None
    for b in np.linspace(-60, 60, 241):
        left = estimate_effect(replace(trial, outcome=trial.outcome - b * trial.contacted), adjust=False).effects[0]
        fits = abs(left.value) <= critical(left.df) * left.se
        inside = {
            Shape.BETWEEN: found.low <= b <= found.high,
            Shape.OUTSIDE: b <= found.low or b >= found.high,
            Shape.ANYTHING: True,
        }[found.shape]
        assert fits == inside


def test_a_placebo_compares_those_who_opened() -> None:
    trial = made(5)
    rng = np.random.default_rng(0)
    opened = (rng.random(len(trial.arm)) < 0.5).astype(float)
    both = replace(trial, contacted=opened, covariates=None)
    found = estimate_placebo(both)
    seen = opened == 1
    apart = trial.outcome[seen & (trial.arm == 1)].mean() - trial.outcome[seen & (trial.arm == 0)].mean()
    assert found.value == pytest.approx(apart)
    with pytest.raises(NoPlaceboError):
        estimate_placebo(replace(both, contacted=np.zeros(len(opened))))


def test_two_things_drawn_apart_each_have_their_own_effect() -> None:
    rng = np.random.default_rng(6)
    visit, letter = rng.integers(0, 2, 4000), rng.integers(0, 2, 4000)
    y = 1.0 * visit + 0.5 * letter + 0.8 * visit * letter
    found = estimate_factorial(y, factors={"visit": visit, "letter": letter}, door=np.arange(4000))
    assert {name: round(one.value, 9) for name, one in found.items()} == {
        "visit": 1.4, "letter": 0.9, "visit x letter": 0.8,
    }  # fmt: skip
    with pytest.raises(FactorError):
        estimate_factorial(y, factors={"visit": visit, "same": visit}, door=np.arange(4000))


def test_drawing_again_counts_every_lottery_of_a_tiny_trial() -> None:
    y = np.array([5.0, 6.0, 7.0, 1.0, 2.0, 3.0])
    trial = lay_trial(y, arm=["visit"] * 3 + ["holdout"] * 3, control="holdout")
    p = chance_of_draws(trial, rng=np.random.default_rng(1), draws=20_000)
    assert p == pytest.approx(2 / 20, abs=0.01)  # of 20 ways to deal six doors two are as far apart


def test_drawing_again_stays_within_blocks_and_keeps_doors_whole() -> None:
    y = np.array([0.0, 0.0, 1.0, 10.0, 10.0, 11.0])
    trial = lay_trial(y, arm=["holdout", "holdout", "visit"] * 2, control="holdout", door=list("abcdef"),
                      block=list("xxxyyy"))  # fmt: skip
    assert chance_of_draws(trial, rng=np.random.default_rng(1), draws=9000) == pytest.approx(1 / 9, abs=0.02)


def test_bounds_for_the_missing_hold_whatever_they_were() -> None:
    rng = np.random.default_rng(7)
    arm = np.repeat([0, 1], 300)
    y = (rng.random(600) < 0.4 + 0.1 * arm).astype(float)
    gone = rng.random(600) < np.where(arm == 1, 0.05, 0.15)
    trial = lay_trial(np.where(gone, np.nan, y), arm=arm.astype(str).tolist(), control="0")
    bounds = bound_missing(trial)
    assert bounds.missing == (gone[:300].mean(), gone[300:].mean())
    assert bounds.gone.value == pytest.approx(gone[300:].mean() - gone[:300].mean())
    known = estimate_effect(trial).effects[0]
    assert bounds.trimmed[0] < known.low < known.high < bounds.trimmed[1]
    assert bounds.worst[0] < known.low < known.high < bounds.worst[1]
    for filled in (np.zeros(600), np.ones(600), y, 1 - y):
        one = estimate_effect(replace(trial, outcome=np.where(gone, filled, trial.outcome))).effects[0]
        assert bounds.worst[0] <= one.value <= bounds.worst[1]


def test_lee_s_bounds_trim_the_arm_of_which_more_is_known() -> None:
    y = np.tile([1.0, 2.0, np.nan, np.nan, 1.0, 2.0, 3.0, 4.0], 100)
    trial = lay_trial(y, arm=(["0"] * 4 + ["1"] * 4) * 100, control="0")
    known = estimate_effect(trial).effects[0]
    reach = critical(known.df) * known.se
    assert bound_missing(trial).trimmed == pytest.approx((1.5 - 1.5 - reach, 3.5 - 1.5 + reach))


def test_arms_that_were_not_alike_are_noticed() -> None:
    fair = made(8)
    assert compare_arms(fair).p_value > 0.01
    assert fair.covariates is not None
    tilted = replace(fair, covariates=fair.covariates + 0.5 * fair.arm[:, None])
    assert compare_arms(tilted).p_value < 0.01
    assert Caution.UNLIKE_ARMS in judge_trial(tilted, rng=np.random.default_rng(0)).arms[0].cautions


def test_missing_outcomes_that_differ_keep_a_result_from_being_known() -> None:
    rng = np.random.default_rng(9)
    arm = np.repeat([0, 1], 1000)
    y = (rng.random(2000) < 0.4).astype(float)
    y[(arm == 1) & (y == 0) & (rng.random(2000) < 0.3)] = np.nan  # who didn't vote is not found where we visited
    result = judge_trial(lay_trial(y, arm=arm.astype(str).tolist(), control="0"), rng=rng).arms[0]
    assert result.effect.low > 0
    assert result.verdict is Verdict.UNKNOWN
    assert Caution.MISSING_UNLIKE in result.cautions


def test_a_live_look_is_wider_and_has_no_end_before_there_are_doors() -> None:
    trial, rng = made(10, effect=0.8), np.random.default_rng(0)
    still, live = judge_trial(trial, rng=rng).arms[0], judge_trial(trial, rng=rng, live=True).arms[0]
    assert live.low < still.low < still.high < live.high
    early = judge_trial(part_of(trial, np.arange(400) < 60), rng=rng, live=True).arms[0]
    assert np.isinf(early.high)
    assert early.verdict is Verdict.UNKNOWN


def test_contact_that_does_not_differ_tells_nothing_of_those_reached() -> None:
    trial = made(11)
    with pytest.raises(NoContactError):
        estimate_reached(replace(trial, contacted=np.zeros(400)))
    with pytest.raises(NoContactError):
        estimate_reached(replace(trial, contacted=None))
    result = judge_trial(replace(trial, contacted=np.zeros(400)), rng=np.random.default_rng(0)).arms[0]
    assert (result.reached, result.reached_set) == (None, None)
    assert Caution.WEAK_CONTACT in result.cautions


ARM = ["holdout", "holdout", "visit", "visit"]
Y = np.array([0.0, 1.0, 1.0, 1.0])


@pytest.mark.parametrize(
    ("error", "said", "given"),
    [
        (NoControlError, "nobody is in arm 'none'", {"control": "none"}),
        (OneArmError, "everybody", {"arm": ["holdout"] * 4}),
        (SplitDoorError, "'b'", {"door": ["a", "b", "b", "c"]}),
        (SplitBlockError, "'a'", {"door": ["a", "a", "c", "d"], "block": ["x", "y", "x", "x"]}),
        (TooFewDoorsError, "'visit' has 1 door ", {"door": ["a", "b", "c", "c"]}),
        (TooFewDoorsError, "'holdout' has 1 door ", {"outcome": np.array([np.nan, 1.0, 1.0, 0.0])}),
        (SameOutcomeError, "is 1 for everybody", {"outcome": np.ones(4)}),
        (LoneBlocksError, "no block", {"block": ["x", "x", "y", "y"]}),
        (TellsNothingError, "'age' is the same", {"covariates": np.ones((4, 1)), "named": ("age",)}),
    ],
)
def test_what_can_not_be_known_is_refused_by_name(error: type[RefusedError], said: str, given: dict[str, Any]) -> None:
    words: dict[str, Any] = {"outcome": Y, "arm": ARM, "control": "holdout"} | given
    with pytest.raises(error, match=said):
        lay_trial(words.pop("outcome"), **words)
