"""What a door is worth: by hand, against a loop, and against made-up people who are really called on."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.learn.door_value import (
    Contact,
    NoChanceError,
    NoTimeError,
    Support,
    shrink_support,
    value_doors,
)


def test_three_doors_by_hand() -> None:
    """The page's example: a supporter who may stay at home, one who votes anyway, a rival's door."""
    found = value_doors(
        opens=np.array([0.5, 0.5, 0.5]), minutes=np.array([4.0, 4.0, 2.0]), door=np.array([0, 1, 2]),
        votes=np.array([0.5, 0.95, 0.5]), support=Support(np.array([0.9, 0.9, 0.1]), np.zeros(3), 2.0),
        contact=Contact(turnout=0.2, turnout_se=0.1),
    )  # fmt: skip
    np.testing.assert_allclose(found.votes, [0.02, 0.0038, -0.02])
    np.testing.assert_allclose(found.a_minute, [0.005, 0.00095, -0.01])
    np.testing.assert_allclose(found.low[0], 0.02 - 1.959964 * 0.01, rtol=1e-6)
    assert found.by_persuasion.tolist() == [0, 0, 0]


@given(st.integers(0, 10_000))
@settings(max_examples=30)
def test_values_are_those_of_a_loop(seed: int) -> None:
    rng = np.random.default_rng(seed)
    doors, people = 5, 12
    door = rng.integers(0, doors, people)
    opens, minutes = rng.random(doors), rng.uniform(1, 6, doors)
    votes, chance = rng.random(people), rng.random(people)
    contact = Contact(turnout=0.3, turnout_se=0.1, persuasion=0.02, persuasion_se=0.01)
    support = Support(chance, np.full(people, 0.1), 2.0)
    found = value_doors(opens=opens, minutes=minutes, door=door, votes=votes, support=support, contact=contact)
    for d in range(doors):
        worth = sum(0.3 * votes[i] * (1 - votes[i]) * (2 * chance[i] - 1) + 0.02 for i in range(people) if door[i] == d)
        assert found.votes[d] == pytest.approx(opens[d] * worth)
        assert found.a_minute[d] == pytest.approx(opens[d] * worth / minutes[d])
        assert found.by_turnout[d] + found.by_persuasion[d] == pytest.approx(found.votes[d])
        assert found.low[d] <= found.votes[d] <= found.high[d]


def test_calling_really_brings_so_many_votes() -> None:
    """A million calls on one kind of elector: the log-odds of voting rise by c; votes for us less votes for rivals."""
    rng = np.random.default_rng(9)
    calls, turns, ours = 1_000_000, 0.4, 0.7
    odds = np.log(turns / (1 - turns))
    called = rng.random(calls) < 1 / (1 + np.exp(-odds - 0.1))
    alone = rng.random(calls) < turns
    side = np.where(rng.random(calls) < ours, 1, -1)
    gained = float((side * called).mean() - (side * alone).mean())
    found = value_doors(
        opens=np.ones(1), minutes=np.ones(1), door=np.zeros(1, dtype=np.int64), votes=np.array([turns]),
        support=Support(np.array([ours]), np.zeros(1), 2.0), contact=Contact(turnout=0.1, turnout_se=0.0),
    )  # fmt: skip
    assert found.votes[0] == pytest.approx(gained, abs=0.002)


def test_support_is_drawn_to_the_area() -> None:
    """Nobody asked: the area's. Many answers: one's own. In between: between."""
    ours = np.array([0.0, 3.0, 300.0, 60.0, 20.0])
    told = np.array([0.0, 3.0, 300.0, 100.0, 100.0])
    found = shrink_support(ours, told, area=np.array([0, 0, 0, 1, 1]))
    middle = found.chance[0]
    assert 0.9 < middle < 1
    assert middle < found.chance[1] < 1
    assert found.chance[2] > 0.98
    assert 0.4 < found.chance[3] < 0.61
    assert 0.19 < found.chance[4] < 0.4
    assert found.se[0] > found.se[1] > found.se[2]


def test_drawing_to_the_area_is_nearer_the_truth_than_answers_alone() -> None:
    rng = np.random.default_rng(12)
    area = np.repeat(np.arange(20), 100)
    middle = rng.uniform(0.3, 0.7, 20)[area]
    chance = rng.beta(middle * 10, (1 - middle) * 10)
    told = rng.integers(1, 6, 2_000).astype(float)
    ours = rng.binomial(told.astype(int), chance).astype(float)
    found = shrink_support(ours, told, area=area)
    drawn, alone = ((found.chance - chance) ** 2).mean(), ((ours / told - chance) ** 2).mean()
    assert drawn < 0.4 * alone
    assert found.weight == pytest.approx(10, rel=0.35)
    held = np.abs(found.chance - chance) <= 1.96 * found.se
    assert 0.92 <= held.mean() <= 0.98


def test_what_makes_no_sense_is_refused() -> None:
    support = Support(np.array([0.5]), np.zeros(1), 2.0)
    contact = Contact(turnout=0.1, turnout_se=0.0)
    one, zero = np.ones(1), np.zeros(1)
    with pytest.raises(NoTimeError, match="door 1"):
        value_doors(opens=one, minutes=zero, door=np.array([0]), votes=one / 2, support=support, contact=contact)
    with pytest.raises(NoChanceError, match="votes: a chance lies between 0 and 1; number 1"):
        value_doors(opens=one, minutes=one, door=np.array([0]), votes=one * 2, support=support, contact=contact)
