"""The model of groups against whole matrices and plain maximising, and what its intervals hold."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import optimize, special

from muster.learn import mrp
from muster.learn.answers import Answers, Grouping, NoGroupsError, People, gather, pair
from muster.learn.mrp import Fit, OneAnswerError, fit_answers
from muster.learn.poststratify import (
    Figures,
    NobodyLivesThereError,
    TooFewForPlacesError,
    estimate_places,
    estimate_whole,
)
from muster.learn.sums import Floats, Ints


def whole_columns(people: People) -> Floats:
    return np.hstack([people.fixed, *(np.eye(g.groups)[g.codes] for g in people.groupings)])


def naive_fit(answers: Answers) -> tuple[Floats, Floats, Floats]:
    """Effects, their covariance, spreads: one dense matrix, minimising by differences, no Schur complement."""
    columns = whole_columns(answers.people)
    sizes = [g.groups for g in answers.people.groupings]
    fixed = answers.people.fixed.shape[1]

    def prior(logs: Floats) -> Floats:
        loose = np.r_[0.0, np.full(fixed - 1, 1e-4)]
        return np.concatenate([loose, np.repeat(np.exp(-2 * logs), sizes)])

    def effects(logs: Floats) -> tuple[Floats, Floats]:
        tight, at = prior(logs), np.zeros(columns.shape[1])
        for _ in range(50):
            chance = special.expit(columns @ at)
            bend = columns.T @ (columns * (answers.asked * chance * (1 - chance))[:, None]) + np.diag(tight)
            at = at + np.linalg.solve(bend, columns.T @ (answers.yes - answers.asked * chance) - tight * at)
        return at, bend

    def against(logs: Floats) -> float:
        at, bend = effects(logs)
        odds = columns @ at
        likely = answers.yes @ odds - answers.asked @ np.logaddexp(0, odds) - 0.5 * prior(logs) @ at**2
        return float(-likely + np.dot(sizes, logs) + 0.5 * np.linalg.slogdet(bend)[1] - logs.sum())

    start = np.full(len(sizes), -1.0)
    best = optimize.minimize(against, start, method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-9})
    at, bend = effects(best.x)
    covariance: Floats = np.linalg.inv(bend).astype(np.float64)
    return at, covariance, np.exp(best.x)


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up country and a poll of it: people asked, who said yes, kinds living there, how many, places' truth."""

    asked: People
    yes: NDArray[np.bool_]
    living: People
    counts: Floats
    truth: Floats

    @property
    def places(self) -> int:
        return len(self.truth)


def made(seed: int, people: int = 1_500, places: int = 25) -> Made:
    rng = np.random.default_rng(seed)
    effects = [rng.normal(0, spread, size) for spread, size in ((0.4, places), (0.5, 5), (0.3, 4))]
    known = rng.normal(size=places)
    cells = np.stack(np.meshgrid(np.arange(places), np.arange(5), np.arange(4), indexing="ij")).reshape(3, -1)
    counts = rng.integers(20, 400, cells.shape[1]).astype(float)
    odds = -0.2 + 0.3 * known[cells[0]] + effects[0][cells[0]] + effects[1][cells[1]] + effects[2][cells[2]]
    chance = special.expit(odds)
    truth = np.bincount(cells[0], counts * chance) / np.bincount(cells[0], counts)
    picked = rng.choice(len(counts), people, p=counts / counts.sum())
    yes = rng.random(people) < chance[picked]
    return Made(laid(cells[:, picked], known, places), yes, laid(cells, known, places), counts, truth)


def laid(cells: Ints, known: Floats, places: int) -> People:
    names = (("place", places), ("age", 5), ("work", 4))
    groupings = tuple(Grouping(name, size, codes) for (name, size), codes in zip(names, cells, strict=True))
    return People(np.column_stack([np.ones(cells.shape[1]), known[cells[0]]]), groupings)


def places_of(fit: Fit, country: Made) -> Figures:
    place = country.living.groupings[0].codes
    return estimate_places(fit, country.living, counts=country.counts, place=place, places=country.places)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_effects_spreads_and_figures_are_those_of_whole_matrices(seed: int) -> None:
    country = made(seed, people=900, places=12)
    answers = gather(country.asked, country.yes)
    fit = fit_answers(answers)
    at, covariance, spreads = naive_fit(answers)
    np.testing.assert_allclose(fit.spreads, spreads, rtol=2e-3)
    width = 2 + 12  # fixed columns and the widest grouping, the places, stand first in the naive one
    np.testing.assert_allclose(fit.effects.wide, at[2:width], atol=2e-3)
    np.testing.assert_allclose(fit.effects.narrow, np.r_[at[:2], at[width:]], atol=2e-3)
    columns, place = whole_columns(country.living), country.living.groupings[0].codes
    chance = special.expit(columns @ at)
    part = country.counts / np.bincount(place, country.counts)[place]
    share = np.bincount(place, part * chance)
    slopes = np.zeros((12, columns.shape[1]))
    np.add.at(slopes, place, (part * chance * (1 - chance))[:, None] * columns)
    sure = np.sqrt(np.einsum("ij,jk,ik->i", slopes, covariance, slopes))
    found = places_of(fit, country)
    np.testing.assert_allclose(found.share, share, atol=5e-4)
    assert np.all(found.se >= sure * 0.995)  # ours adds the doubt about spreads
    assert np.all(found.se <= sure * 1.25)


def test_slopes_of_the_marginal_likelihood_are_right() -> None:
    """What the search for spreads goes by, against differences of its worth."""
    country = made(5, people=600, places=15)
    model = mrp._lay(gather(country.asked, country.yes))
    logs, start = np.array([-0.9, -0.4, -1.7]), mrp._begin(model)
    _, slope, effects = mrp._marginal(model, logs, start)
    for k in range(3):
        step = np.zeros(3)
        step[k] = 1e-4
        after, before = (mrp._marginal(model, logs + sign * step, effects)[0] for sign in (1, -1))
        assert slope[k] == pytest.approx((after - before) / 2e-4, abs=1e-5)


def test_gathering_people_who_are_alike_changes_nothing() -> None:
    country = made(7, people=400, places=13)
    together = gather(country.asked, country.yes)
    alone = Answers(country.asked, country.yes.astype(float), np.ones(400))
    assert len(together.yes) < 260
    assert together.asked.sum() == 400
    one, other = fit_answers(together), fit_answers(alone)
    np.testing.assert_allclose(places_of(one, country).share, places_of(other, country).share, atol=1e-6)


def test_which_grouping_is_widest_makes_no_difference() -> None:
    """Twelve places and twelve pairs: solved apart is whichever is first; the figures are the same."""
    country = made(4, people=800, places=12)
    place, age, work = country.asked.groupings
    both = pair(age, Grouping("half", 3, work.codes % 3))
    living = country.living.groupings
    other = pair(living[1], Grouping("half", 3, living[2].codes % 3))
    one = fit_answers(gather(People(country.asked.fixed, (place, work)), country.yes))
    wide = fit_answers(gather(People(country.asked.fixed, (place, work, both)), country.yes))
    where = living[0].codes
    shares = [
        estimate_places(fit, People(country.living.fixed, groups), counts=country.counts, place=where, places=12)
        for fit, groups in ((one, (living[0], living[2])), (wide, (living[0], living[2], other)))
    ]
    assert both.groups == 15
    assert np.abs(shares[0].share - shares[1].share).max() < 0.06
    swapped = fit_answers(gather(People(country.asked.fixed, (both, work, place)), country.yes))
    again = estimate_places(
        swapped,
        People(country.living.fixed, (other, living[2], living[0])),
        counts=country.counts,
        place=where,
        places=12,
    )
    np.testing.assert_allclose(again.share, shares[1].share, atol=1e-4)
    np.testing.assert_allclose(again.se, shares[1].se, rtol=0.02)


def test_intervals_of_places_hold_the_truth_as_often_as_they_say() -> None:
    """60 made-up countries, 25 places each: 1,500 intervals."""
    held, misses, raw = 0, [], []
    for seed in range(60):
        country = made(100 + seed)
        found = places_of(fit_answers(gather(country.asked, country.yes)), country)
        held += int(((found.low <= country.truth) & (country.truth <= found.high)).sum())
        misses.append(np.abs(found.share - country.truth).mean())
        own = country.asked.groupings[0].codes
        alone = np.bincount(own, country.yes, 25) / np.maximum(np.bincount(own, minlength=25), 1)
        raw.append(np.abs(alone - country.truth).mean())
    assert 0.93 <= held / 1_500 <= 0.97
    assert np.mean(misses) < 0.85 * np.mean(raw)


def test_the_whole_holds_the_truth_as_often_as_it_says() -> None:
    held = 0
    for seed in range(100):
        country = made(500 + seed, people=1_000, places=10)
        found = estimate_whole(fit_answers(gather(country.asked, country.yes)), country.living, counts=country.counts)
        there = np.bincount(country.living.groupings[0].codes, country.counts)
        held += bool(found.low[0] <= float(country.truth @ there) / there.sum() <= found.high[0])
    assert held >= 90


@given(st.integers(0, 100_000), st.integers(20, 120), st.floats(0.02, 0.98))
@settings(max_examples=40)
def test_small_and_lopsided_polls_settle_all_the_same(seed: int, people: int, chance: float) -> None:
    """Groups with nobody in them, groups that all say yes: figures stay between 0 and 1, intervals round them."""
    rng = np.random.default_rng(seed)
    size = int(rng.integers(2, 30))
    yes = rng.random(people) < chance
    yes[:2] = [True, False]
    groups = (Grouping("place", size, rng.integers(0, size, people)), Grouping("age", 3, rng.integers(0, 3, people)))
    asked = People(np.column_stack([np.ones(people), rng.integers(0, 2, people) - 0.5]), groups)
    fit = fit_answers(gather(asked, yes))
    living = People(
        np.ones((size, 2)), (Grouping("place", size, np.arange(size)), Grouping("age", 3, np.arange(size) % 3))
    )
    found = estimate_whole(fit, living, counts=np.ones(size))
    assert 0 <= found.low[0] <= found.share[0] <= found.high[0] <= 1
    assert np.all(np.isfinite(fit.spreads))


def test_a_spread_is_not_taken_for_none_by_chance() -> None:
    """Where places don't differ, they're drawn together, but not to one point."""
    rng = np.random.default_rng(8)
    place = np.repeat(np.arange(20), 60)
    people = People(np.ones((1_200, 1)), (Grouping("place", 20, place),))
    fit = fit_answers(gather(people, rng.random(1_200) < 0.5))
    assert 0.02 < fit.spreads[0] < 0.2


def test_what_cannot_be_known_is_refused() -> None:
    country = made(1, people=200)
    fit = fit_answers(gather(country.asked, country.yes))
    with pytest.raises(
        TooFewForPlacesError, match=r"200 answers over 25 places are 8\.0 a place; below 30 a place \(750"
    ):
        places_of(fit, country)
    with pytest.raises(OneAnswerError):
        fit_answers(gather(country.asked, np.ones(200, dtype=bool)))
    with pytest.raises(NoGroupsError):
        fit_answers(Answers(People(np.ones((2, 1)), ()), np.array([1.0, 0.0]), np.ones(2)))
    nobody = np.where(country.living.groupings[0].codes == 3, 0.0, country.counts)
    place = country.living.groupings[0].codes
    big = fit_answers(gather(made(1).asked, made(1).yes))
    with pytest.raises(NobodyLivesThereError, match="place number 4"):
        estimate_places(big, country.living, counts=nobody, place=place, places=25)
