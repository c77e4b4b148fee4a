"""Weights that make a poll's people look like the people it speaks for: raking, and what it costs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import ndtri

from muster.learn.refusal import RefusedError
from muster.learn.sums import add_up

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_AS_GIVEN = 1e-10  # how near every margin is brought, as a share of all
_ROUNDS = 1_000
_WHOLE = 1e-6  # how far shares may add up to something else than 1
_MOST_CELLS = 1 << 22  # up to so many kinds of people are numbered without sorting
_FEWEST = 30  # answers whose mean is near enough to normal for an interval


class NobodyThereError(RefusedError):
    """A margin wants people of a kind that nobody in the poll is."""


class MarginError(RefusedError):
    """A margin's shares are no shares."""


class NoSuchWeightsError(RefusedError):
    """No weights meet all margins at once."""


class TooFewAnswersError(RefusedError):
    """So few answers say nothing about the whole."""


@dataclass(frozen=True, slots=True)
class Margin:
    """One thing known of the whole people: how many are of each kind.

    Attributes:
        name: what it is called, such as "age".
        kinds: the names of its kinds.
        codes: which kind each person asked is, (people,), from 0.
        shares: how many of the whole people are of each kind, (kinds,), adding up to 1.
    """

    name: str
    kinds: tuple[str, ...]
    codes: Ints
    shares: Floats


@dataclass(frozen=True, slots=True)
class Weights:
    """A weight for each person asked, 1 on average, and what weighing cost.

    Attributes:
        weights: (people,).
        design_effect: Kish's 1 + variance of the weights; 1 where nothing had to be weighed.
        effective: as many people, asked at random, would tell as much.
        rounds: passes over all margins.
        margins: what was raked to; none for a poll as it stands.
    """

    weights: Floats
    design_effect: float
    effective: float
    rounds: int
    margins: tuple[Margin, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its interval, and how many answers it rests on."""

    share: float
    low: float
    high: float
    se: float
    answers: int


def rake(margins: Sequence[Margin], *, base: Floats | None = None) -> Weights:
    """Weigh people until every margin is met: iterative proportional fitting over the kinds of people that there are.

    Args:
        margins: what is known of the whole people.
        base: weights to begin from, (people,), such as each person's chance of being asked, turned over.

    Raises:
        MarginError: if a margin's shares are negative or don't add up to 1.
        NobodyThereError: if a margin wants people of a kind that nobody is.
        NoSuchWeightsError: if the margins can't all be met.

    Source: Deming, Stephan (1940), On a least squares adjustment of a sampled frequency table; Kish (1965).
    """
    people = len(margins[0].codes)
    start = np.ones(people) if base is None else np.asarray(base, dtype=np.float64)
    for margin in margins:
        _check(margin, start)
    place, cells = _cells(margins)
    first = add_up(place, start, groups=len(cells[0]))
    first /= first.sum()
    weights, rounds = _fit(first, cells, [margin.shares for margin in margins])
    if rounds == _ROUNDS:
        raise NoSuchWeightsError(_cant_meet(weights, cells, margins))
    factor = np.divide(weights, first, out=np.zeros_like(first), where=first > 0)
    raked = start * factor[place]
    return _told(raked * (people / raked.sum()), rounds, tuple(margins))


def unweighted(people: int) -> Weights:
    """Take a poll as it stands: everybody counts once."""
    return _told(np.ones(people), 0, ())


def estimate_share(yes: NDArray[np.bool_], *, weights: Weights, level: float = 0.95) -> Estimate:
    """Estimate which share of the whole people would say yes.

    The interval is of chance alone: it holds the error of asking so many people at random and weighing them, by
    linearising (what the margins foretell of an answer adds no error). It is drawn on the scale of log-odds, so it
    stays between 0 and 1. What a poll misses because some people don't answer isn't in it.

    Args:
        yes: each answer, (people,).
        weights: as `rake` gives them.
        level: how sure the interval is to be.

    Raises:
        TooFewAnswersError: below 30 answers that count fully.

    Source: Deville, Särndal (1992), Calibration estimators in survey sampling.
    """
    if weights.effective < _FEWEST:
        told = f"these answers count as {weights.effective:.0f}; below {_FEWEST} they say nothing about the whole"
        raise TooFewAnswersError(told + "; ask more people")
    scaled = weights.weights / weights.weights.sum()
    answer = np.asarray(yes, dtype=np.float64)
    share = float(scaled @ answer)
    left = _beyond_margins(answer, weights) if weights.margins else answer - share
    people = len(answer)
    se = math.sqrt(float(np.sum((scaled * left) ** 2)) * people / (people - 1))
    low, high = _between(share, se, weights.effective, level)
    return Estimate(share, low, high, se, people)


def _between(share: float, se: float, effective: float, level: float) -> tuple[float, float]:
    z = float(ndtri(0.5 + level / 2))
    if not 0 < share < 1 or se <= 0:  # all said the same: Wilson's interval still says something
        reach = z * z / (effective + z * z)
        return (0.0, reach) if share <= 0 else (1 - reach, 1.0)
    odds, reach = math.log(share / (1 - share)), z * se / (share * (1 - share))
    return 1 / (1 + math.exp(reach - odds)), 1 / (1 + math.exp(-reach - odds))


def _check(margin: Margin, base: Floats) -> None:
    if np.any(margin.shares < 0) or abs(float(margin.shares.sum()) - 1) > _WHOLE:
        raise MarginError(f"{margin.name}: its shares add up to {margin.shares.sum():.4f}; they have to add up to 1")
    there = add_up(margin.codes, base, groups=len(margin.kinds))
    absent = [margin.kinds[k] for k in np.flatnonzero((there <= 0) & (margin.shares > 0))]
    if absent:
        told = f"{margin.name}: nobody asked is '{absent[0]}', so nobody can speak for them"
        raise NobodyThereError(told + "; join this kind with another, or ask some of them")


def _cells(margins: Sequence[Margin]) -> tuple[Ints, list[Ints]]:
    """Number the kinds of people that there are: (people,) which one, and of each its kind in every margin."""
    sizes = [len(margin.kinds) for margin in margins]
    if math.prod(sizes) > _MOST_CELLS:
        table = np.stack([margin.codes for margin in margins])
        found, place = np.unique(table, axis=1, return_inverse=True)
        return place.reshape(-1), list(found)
    joined = np.ravel_multi_index([margin.codes for margin in margins], sizes)
    there = np.bincount(joined, minlength=math.prod(sizes)) > 0
    number = np.cumsum(there) - 1
    return number[joined], list(np.unravel_index(np.flatnonzero(there), sizes))


def _fit(first: Floats, cells: Sequence[Ints], wanted: Sequence[Floats]) -> tuple[Floats, int]:
    weights = first.copy()
    for done in range(1, _ROUNDS + 1):
        gap = 0.0
        for codes, shares in zip(cells, wanted, strict=True):
            there = add_up(codes, weights, groups=len(shares))
            gap = max(gap, float(np.abs(there - shares).max()))
            weights *= np.divide(shares, there, out=np.zeros_like(shares), where=there > 0)[codes]
        if gap < _AS_GIVEN:
            return weights, done
    return weights, _ROUNDS


def _cant_meet(weights: Floats, cells: Sequence[Ints], margins: Sequence[Margin]) -> str:
    worst, name = max(
        (float(np.abs(add_up(codes, weights, groups=len(m.kinds)) - m.shares).max()), m.name)
        for codes, m in zip(cells, margins, strict=True)
    )
    return f"no weights meet all margins; '{name}' stays {100 * worst:.2f} points off. Take a margin out or join kinds"


def _told(weights: Floats, rounds: int, margins: tuple[Margin, ...]) -> Weights:
    effective = float(weights.sum() ** 2 / np.sum(weights**2))
    return Weights(weights, len(weights) / effective, effective, rounds, margins)


def _beyond_margins(answer: Floats, weights: Weights) -> Floats:
    """What of each answer the margins don't foretell: residuals of a weighted regression on all kinds."""
    place, cells = _cells(weights.margins)
    offsets = np.cumsum([0, *(len(margin.kinds) for margin in weights.margins)])
    columns = np.concatenate([codes + offset for codes, offset in zip(cells, offsets, strict=False)])
    rows = np.tile(np.arange(len(cells[0])), len(cells))
    kinds = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(cells[0]), int(offsets[-1])))
    mass = add_up(place, weights.weights, groups=len(cells[0]))
    said = add_up(place, weights.weights * answer, groups=len(cells[0]))
    normal: Floats = (kinds.T @ sparse.diags_array(mass) @ kinds).toarray()
    slopes = np.linalg.pinv(normal, hermitian=True) @ np.asarray(kinds.T @ said)
    residuals: Floats = answer - np.asarray(kinds @ slopes)[place]
    return residuals
