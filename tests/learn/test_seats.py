"""Seats from shares: every rule against loops over seats, chances against what is drawn from them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.learn.chances import Spread, TooFewSeatsError, draw_chances, learn_spread
from muster.learn.score import score_forecasts
from muster.learn.seats import (
    Country,
    EmptySeatError,
    Naive,
    Rule,
    SharesError,
    count_right,
    forecast_seats,
    naive_forecasts,
    national_shares,
    winners_of,
)
from muster.learn.sums import Floats


def made(seed: int, seats: int = 12, parties: int = 4, nations: int = 1) -> Country:
    rng = np.random.default_rng(seed)
    votes = np.array(
        [rng.multinomial(rng.integers(5_000, 40_000), rng.dirichlet(np.full(parties, 2.0))) for _ in range(seats)]
    )
    votes[rng.random(votes.shape) < 0.1] = 0
    votes[:, 0] += 100
    nation = np.arange(seats) % nations
    return Country(tuple(f"s{i}" for i in range(seats)), tuple("ABCDEFG"[:parties]), votes.astype(float), nation)


def naive_forecast(country: Country, wanted: Floats, rule: Rule) -> Floats:
    """One seat, one party at a time; one nation."""
    total = country.votes.sum()
    parties = range(len(country.parties))
    nation = [country.votes[:, p].sum() / total for p in parties]
    strong = [sum(row.sum() * max(row[p] / row.sum() - 0.2, 0) for row in country.votes) / total for p in parties]
    shift = [_shift(country, p, wanted[p]) for p in parties] if rule is Rule.LOGIT else []
    rise = sum(max(wanted[p] - nation[p], 0) for p in parties)
    found = []
    for row in country.votes:
        last = [votes / row.sum() for votes in row]
        new = []
        for p in parties:
            if rule is Rule.UNIFORM:
                new.append(last[p] + wanted[p] - nation[p])
            elif rule is Rule.PROPORTIONAL:
                new.append(last[p] * wanted[p] / nation[p] if nation[p] else 0.0)
            elif rule is Rule.LOGIT:
                new.append(_moved(last[p], shift[p]))
            else:
                new.append(_kept(last[p], nation[p], strong[p], wanted[p]))
        if rule is Rule.STRONG and rise:
            freed = sum(a - b for a, b in zip(last, new, strict=True))
            new = [new[p] + freed * max(wanted[p] - nation[p], 0) / rise for p in parties]
        new = [max(share, 0.0) if last[p] > 0 else 0.0 for p, share in enumerate(new)]
        whole = sum(new)
        found.append([share / whole for share in new] if whole else last)
    return np.array(found)


def _kept(last: float, nation: float, strong: float, wanted: float) -> float:
    if wanted >= nation:
        return last
    firm = max(last - 0.2, 0.0)
    if wanted >= strong:
        return firm + (last - firm) * (wanted - strong) / (nation - strong)
    return firm * wanted / strong


def _moved(share: float, shift: float) -> float:
    if share in {0.0, 1.0}:
        return share
    return 1 / (1 + math.exp(-math.log(share / (1 - share)) - shift))


def _shift(country: Country, party: int, wanted: float) -> float:
    low, high = -30.0, 30.0
    for _ in range(80):
        middle = (low + high) / 2
        there = sum(row.sum() * _moved(row[party] / row.sum(), middle) for row in country.votes) / country.votes.sum()
        low, high = (middle, high) if there < wanted else (low, middle)
    return (low + high) / 2


@given(st.integers(0, 10_000), st.sampled_from(list(Rule)))
@settings(max_examples=40)
def test_every_rule_is_what_loops_over_seats_give(seed: int, rule: Rule) -> None:
    country = made(seed)
    wanted = np.random.default_rng(seed + 1).dirichlet(np.full(4, 3.0))
    found = forecast_seats(country, shares=wanted[None], rule=rule)
    np.testing.assert_allclose(found.shares, naive_forecast(country, wanted, rule), atol=1e-7)
    assert found.seats.sum() == len(country.names)
    assert np.array_equal(np.bincount(found.winners, minlength=4), found.seats)


@given(st.integers(0, 10_000), st.sampled_from(list(Rule)))
@settings(max_examples=20)
def test_the_same_shares_give_the_same_country(seed: int, rule: Rule) -> None:
    country = made(seed, nations=3)
    found = forecast_seats(country, shares=national_shares(country), rule=rule)
    np.testing.assert_allclose(found.shares, country.votes / country.votes.sum(axis=1, keepdims=True), atol=1e-7)


def test_nations_swing_apart() -> None:
    votes = np.array([[60.0, 40.0], [60.0, 40.0]])
    country = Country(("north", "south"), ("A", "B"), votes, np.array([0, 1]))
    found = forecast_seats(country, shares=np.array([[0.6, 0.4], [0.45, 0.55]]), rule=Rule.UNIFORM)
    np.testing.assert_allclose(found.shares, [[0.6, 0.4], [0.45, 0.55]])
    assert [country.parties[w] for w in found.winners] == ["A", "B"]


def test_a_lump_of_parties_wins_only_where_it_came_first() -> None:
    votes = np.array([[40.0, 35.0, 25.0], [30.0, 20.0, 50.0]])
    country = Country(("one", "two"), ("A", "B", "other"), votes, np.array([0, 0]), frozenset({2}))
    found = forecast_seats(country, shares=np.array([[0.1, 0.1, 0.8]]), rule=Rule.UNIFORM)
    assert found.winners.tolist() == [1, 2]
    leader = naive_forecasts(country, shares=np.array([[0.15, 0.05, 0.8]]))[1]
    assert leader.seats.tolist() == [2, 0, 0]


def test_three_naive_rules_stand_beside() -> None:
    votes = np.array([[60.0, 40.0], [30.0, 70.0], [45.0, 55.0]])
    country = Country(("a", "b", "c"), ("A", "B"), votes, np.zeros(3, dtype=np.int64))
    same, leader, lots = naive_forecasts(country, shares=np.array([[0.7, 0.3]]))
    assert [one.rule for one in (same, leader, lots)] == [Naive.NO_CHANGE, Naive.LEADER, Naive.LOTS]
    assert (same.seats.tolist(), leader.seats.tolist()) == ([1, 2], [3, 0])
    np.testing.assert_allclose(lots.seats, [1.35, 1.65])
    assert count_right(np.array([0, 1, 0]), lots.chances, rule="lots").right == pytest.approx(0.6 + 0.7 + 0.45)


def test_bad_shares_and_empty_seats_are_refused() -> None:
    country = made(1)
    with pytest.raises(SharesError, match="add up to 1"):
        forecast_seats(country, shares=np.full((1, 4), 0.3), rule=Rule.UNIFORM)
    empty = Country(("here", "Nowhere"), ("A", "B"), np.array([[1.0, 2], [0, 0]]), np.zeros(2, dtype=np.int64))
    with pytest.raises(EmptySeatError, match="Nowhere: none of the parties named has votes"):
        forecast_seats(empty, shares=np.array([[0.5, 0.5]]), rule=Rule.UNIFORM)


def test_chances_are_the_shares_of_draws_and_tails_are_heavy() -> None:
    """Two parties, six points apart: the chance is that of a sum of two of Student's t, drawn here seat by seat."""
    votes = np.array([[53.0, 47.0]])
    country = Country(("one",), ("A", "B"), votes, np.zeros(1, dtype=np.int64))
    forecast = forecast_seats(country, shares=np.array([[0.53, 0.47]]), rule=Rule.UNIFORM)
    spread = Spread(country=0.02, seat=0.03)
    found = draw_chances(forecast, country, spread=spread, rng=np.random.default_rng(1), draws=40_000)
    rng, scale = np.random.default_rng(2), 2 * math.sqrt(0.53 * 0.47)
    drawn = [scale * (0.02 * rng.standard_t(4, 40_000) + 0.03 * rng.standard_t(4, 40_000)) for _ in "AB"]
    expected = float((0.53 + drawn[0] > 0.47 + drawn[1]).mean())
    assert found.wins[0, 0] == pytest.approx(expected, abs=0.01)
    assert found.wins.sum() == pytest.approx(1)
    sure = forecast_seats(country, shares=np.array([[0.65, 0.35]]), rule=Rule.UNIFORM)
    far = draw_chances(sure, country, spread=spread, rng=np.random.default_rng(1), draws=40_000).wins[0, 1]
    assert 0.0005 < far < 0.01  # six normal spreads: once in a billion; with heavy tails, now and then


def test_the_same_seed_draws_the_same() -> None:
    country = made(3, seats=30, nations=2)
    forecast = forecast_seats(country, shares=national_shares(country), rule=Rule.UNIFORM)
    one, other = (
        draw_chances(forecast, country, spread=Spread(), rng=np.random.default_rng(7), draws=300) for _ in range(2)
    )
    assert np.array_equal(one.wins, other.wins)
    assert (one.low <= one.seats).all()
    assert (one.seats <= one.high).all()


def test_forecasts_are_calibrated_where_the_world_is_as_assumed() -> None:
    """Forty elections drawn from the model itself: what is given 70 in 100 comes 70 in 100."""
    said, came = [], []
    for seed in range(40):
        country = made(seed, seats=150, parties=3)
        forecast = forecast_seats(country, shares=national_shares(country), rule=Rule.UNIFORM)
        spread = Spread(country=0.0, seat=0.05)
        chances = draw_chances(forecast, country, spread=spread, rng=np.random.default_rng(seed), draws=600).wins
        rng, scale = np.random.default_rng(1_000 + seed), 2 * np.sqrt(forecast.shares * (1 - forecast.shares))
        drawn = forecast.shares + scale * 0.05 * rng.standard_t(4, forecast.shares.shape)
        truth = np.where(forecast.shares > 0, drawn, -9).argmax(axis=1)
        said.append(chances.max(axis=1))
        came.append(chances.argmax(axis=1) == truth)
    score = score_forecasts(np.concatenate(said), np.concatenate(came), level=0.99)
    assert [group.agrees for group in score.groups if group.came is not None] == [True] * 6


def test_a_spread_is_learned_back() -> None:
    country = made(5, seats=400, parties=3)
    forecast = forecast_seats(country, shares=national_shares(country), rule=Rule.UNIFORM)
    rng, scale = np.random.default_rng(6), 2 * np.sqrt(forecast.shares * (1 - forecast.shares))
    came = np.clip(forecast.shares + scale * 0.04 * rng.standard_t(4, forecast.shares.shape), 0.001, None)
    assert learn_spread(forecast, country, result=came).seat == pytest.approx(0.04, rel=0.1)
    small = made(5)
    few = forecast_seats(small, shares=national_shares(small), rule=Rule.UNIFORM)
    with pytest.raises(TooFewSeatsError, match="12 seats"):
        learn_spread(few, small, result=few.shares)


def test_who_holds_a_seat_may_be_told() -> None:
    country = made(2)
    held = np.full(12, 3)
    told = Country(country.names, country.parties, country.votes, country.nation, held=held)
    assert winners_of(told).tolist() == [3] * 12
    assert winners_of(country).tolist() == country.votes.argmax(axis=1).tolist()
