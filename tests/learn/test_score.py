"""Scores by hand and against loops."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.learn.score import NoChanceError, TooFewForecastsError, score_forecasts, score_winners


def test_four_forecasts_by_hand() -> None:
    score = score_forecasts(np.array([0.9, 0.6, 0.2, 0.5]), np.array([True, False, False, True]))
    assert score.brier.mean == pytest.approx((0.01 + 0.36 + 0.04 + 0.25) / 4)
    assert score.log.mean == pytest.approx(-(math.log(0.9) + math.log(0.4) + math.log(0.8) + math.log(0.5)) / 4)
    assert score.always == 0.25
    assert score.skill == pytest.approx(1 - 0.165 / 0.25)
    assert [g.came for g in score.groups] == [None] * 4  # one forecast each: too few to say


@given(st.lists(st.tuples(st.floats(0.01, 0.99), st.booleans()), min_size=2, max_size=200))
def test_scores_are_those_of_a_loop(told: list[tuple[float, bool]]) -> None:
    chances, came = np.array([c for c, _ in told]), np.array([h for _, h in told])
    score = score_forecasts(chances, came)
    assert score.brier.mean == pytest.approx(sum((c - h) ** 2 for c, h in told) / len(told))
    assert score.log.mean == pytest.approx(-sum(math.log(c if h else 1 - c) for c, h in told) / len(told))
    assert sum(g.forecasts for g in score.groups) == len(told)
    for group in score.groups:
        mine = [h for c, h in told if group.low <= c < group.high or c == group.high == 1]
        assert len(mine) == group.forecasts
        assert group.came is None or group.came == pytest.approx(sum(mine) / len(mine))


def test_groups_agree_as_often_as_they_say() -> None:
    """300 groups of 100 true forecasts each: the interval holds what was said in 93 to 97 of 100."""
    rng = np.random.default_rng(4)
    agreed = 0
    for _ in range(300):
        chance = rng.uniform(0.3, 0.4)
        score = score_forecasts(np.full(100, chance), rng.random(100) < chance)
        agreed += score.groups[0].agrees is True
    assert 0.93 <= agreed / 300 <= 0.975


def test_calling_it_impossible_costs_without_end() -> None:
    score = score_forecasts(np.array([0.0, 0.5, 1.0]), np.array([True, False, False]))
    assert (score.log.mean, score.impossible) == (math.inf, 2)
    assert math.isfinite(score.brier.mean)


def test_where_nothing_varied_there_is_no_skill_to_speak_of() -> None:
    assert score_forecasts(np.array([0.9, 0.8]), np.array([True, True])).skill is None


def test_winners_are_scored_as_a_whole() -> None:
    brier, log = score_winners(np.array([[0.5, 0.3, 0.2], [0.1, 0.8, 0.1]]), np.array([0, 1]))
    assert brier == pytest.approx((0.25 + 0.09 + 0.04 + 0.01 + 0.04 + 0.01) / 2)
    assert log == pytest.approx(-(math.log(0.5) + math.log(0.8)) / 2)


def test_what_is_no_chance_is_refused() -> None:
    with pytest.raises(NoChanceError, match=r"forecast 2: 1\.2 is no chance"):
        score_forecasts(np.array([0.5, 1.2]), np.array([True, False]))
    with pytest.raises(NoChanceError, match="forecast 1: nan"):
        score_forecasts(np.array([np.nan, 0.2]), np.array([True, False]))
    with pytest.raises(TooFewForecastsError):
        score_forecasts(np.array([0.5]), np.array([True]))
