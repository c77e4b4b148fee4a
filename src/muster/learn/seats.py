"""From shares in the country to seats: four rules of swing, always beside three that know nothing of swing."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from muster.learn.refusal import RefusedError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
STRONG = 0.2  # supporters beyond this share of a seat's votes are strong: they leave last
_STEPS = 80  # of halving, for a shift in log-odds
_NEVER = -1.0


class Rule(StrEnum):
    """How a party's change in the country reaches a seat."""

    UNIFORM = "uniform"
    PROPORTIONAL = "proportional"
    LOGIT = "logit"
    STRONG = "strong"


class Naive(StrEnum):
    """What a forecast has to beat."""

    NO_CHANGE = "no change"
    LEADER = "the leader everywhere"
    LOTS = "lots drawn from the last votes"


class EmptySeatError(RefusedError):
    """A seat without votes has no shares."""


class SharesError(RefusedError):
    """Shares that aren't shares."""


@dataclass(frozen=True, slots=True)
class Country:
    """Seats as they voted last.

    Attributes:
        names: the seats', (seats,).
        parties: (parties,).
        votes: (seats, parties).
        nation: which part of the country with a swing of its own each seat is in, (seats,), from 0.
        lumps: parties that are no one party, such as "other"; a lump wins only where it came first already.
        held: which party won each seat, (seats,), where that is known otherwise than by votes.
    """

    names: tuple[str, ...]
    parties: tuple[str, ...]
    votes: Floats
    nation: Ints
    lumps: frozenset[int] = frozenset()
    held: Ints | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """Seats as a rule foresees them.

    Attributes:
        rule: which one.
        shares: (seats, parties), adding up to 1 in each seat; 0 where a party didn't stand last time.
        winners: (seats,), the party ahead.
        seats: (parties,), how many each wins.
    """

    rule: Rule
    shares: Floats
    winners: Ints
    seats: Ints


@dataclass(frozen=True, slots=True)
class Beside:
    """A naive rule beside a forecast: how many seats it gives each party, and each seat's chances, (seats, parties)."""

    rule: Naive
    seats: Floats
    chances: Floats


@dataclass(frozen=True, slots=True)
class Right:
    """How many seats a rule got right; for lots, how many it does on average."""

    rule: str
    right: float
    seats: int


def shares_of(votes: Floats, names: Sequence[str]) -> Floats:
    """Give each seat's shares, (seats, parties).

    Raises:
        EmptySeatError: if a seat has no votes.
    """
    total = votes.sum(axis=1)
    if np.any(total <= 0):
        told = f"{names[int(np.argmin(total))]}: none of the parties named has votes there"
        raise EmptySeatError(f"{told}; name its parties, or leave it out (--only keeps some seats)")
    shares: Floats = votes / total[:, None]
    return shares


def national_shares(country: Country) -> Floats:
    """Give each nation's shares, (nations, parties)."""
    nations = int(country.nation.max()) + 1
    votes = np.zeros((nations, len(country.parties)))
    np.add.at(votes, country.nation, country.votes)
    return shares_of(votes, [str(i) for i in range(nations)])


def forecast_seats(country: Country, *, shares: Floats, rule: Rule) -> Forecast:
    """Forecast every seat from new shares in its nation.

    A party that didn't stand in a seat is taken not to stand again.

    Args:
        country: as it voted last.
        shares: (nations, parties), the new shares; each nation's add up to 1.
        rule: how change reaches a seat.

    Raises:
        SharesError: if shares are negative or don't add up to 1.
        EmptySeatError: if a seat has no votes.

    Source: Butler, Stokes (1969) for uniform swing; Baxter (2004, 2007), Electoral Calculus, for strong transition.
    """
    if np.any(shares < 0) or np.any(np.abs(shares.sum(axis=1) - 1) > 1e-6):  # noqa: PLR2004 - rounding
        raise SharesError("shares of a nation add up to 1 and none is below 0; put the rest under 'other'")
    last = shares_of(country.votes, country.names)
    new = np.zeros_like(last)
    for nation, wanted in enumerate(shares):
        here = country.nation == nation
        new[here] = _RULES[rule](last[here], country.votes[here].sum(axis=1), wanted)
    new = np.where(last > 0, np.maximum(new, 0), 0)
    total = new.sum(axis=1, keepdims=True)
    new = np.divide(new, total, out=last.copy(), where=total > 0)  # nobody left who stood: as it was
    winners = _ahead(country, new)
    return Forecast(rule, new, winners, np.bincount(winners, minlength=len(country.parties)))


def naive_forecasts(country: Country, *, shares: Floats) -> tuple[Beside, Beside, Beside]:
    """Give the three naive rules: nothing changes, the leader of each nation takes all, lots by the last votes."""
    last = shares_of(country.votes, country.names)
    kinds = len(country.parties)
    held = winners_of(country)
    wide = np.array(shares)
    wide[:, sorted(country.lumps)] = _NEVER
    same, leader = np.eye(kinds)[held], np.eye(kinds)[wide.argmax(axis=1)[country.nation]]
    told = zip(Naive, (same, leader, last), strict=True)
    first, second, third = (Beside(rule, chances.sum(axis=0), chances) for rule, chances in told)
    return first, second, third


def winners_of(country: Country) -> Ints:
    """Say who won each seat, (seats,)."""
    if country.held is not None:
        return country.held
    winners: Ints = country.votes.argmax(axis=1).astype(np.int64)
    return winners


def count_right(winners: Ints, chances: Floats, *, rule: str) -> Right:
    """Count the seats that a rule got right; `chances` of 0 and 1 are a plain forecast."""
    return Right(rule, float(chances[np.arange(len(winners)), winners].sum()), len(winners))


def _ahead(country: Country, new: Floats) -> Ints:
    held = winners_of(country)
    able = new.copy()
    for lump in country.lumps:
        able[held != lump, lump] = _NEVER
    ahead: Ints = able.argmax(axis=1).astype(np.int64)
    return ahead


def _before(last: Floats, turnout: Floats) -> Floats:
    before: Floats = (turnout @ last) / turnout.sum()
    return before


def _uniform(last: Floats, turnout: Floats, wanted: Floats) -> Floats:
    return last + wanted - _before(last, turnout)


def _proportional(last: Floats, turnout: Floats, wanted: Floats) -> Floats:
    before = _before(last, turnout)
    kept: Floats = last * np.divide(wanted, before, out=np.zeros_like(before), where=before > 0)
    return kept


def _logit(last: Floats, turnout: Floats, wanted: Floats) -> Floats:
    """Shift each party's log-odds alike in every seat, so far that its share in the nation is met."""
    odds = logit(last)
    low, high = np.full(last.shape[1], -30.0), np.full(last.shape[1], 30.0)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        short = _before(expit(odds + middle), turnout) < wanted
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    shifted: Floats = expit(odds + (low + high) / 2)
    return shifted


def _strong(last: Floats, turnout: Floats, wanted: Floats) -> Floats:
    """Parties that fall lose weak supporters first; what they lose in a seat goes to those that rise, by their rise."""
    before = _before(last, turnout)
    strong = np.maximum(last - STRONG, 0)
    firm = _before(strong, turnout)
    weak_kept = np.divide(wanted - firm, before - firm, out=np.zeros_like(before), where=before > firm)
    strong_kept = np.divide(wanted, firm, out=np.zeros_like(before), where=firm > 0)
    kept = np.where(wanted >= firm, strong + (last - strong) * weak_kept, strong * strong_kept)
    falls = wanted < before
    new = np.where(falls, kept, last)
    rise = np.where(falls, 0, wanted - before)
    if rise.sum() > 0:
        new += (last - new).sum(axis=1, keepdims=True) * rise / rise.sum()
    return new


_RULES = {
    Rule.UNIFORM: _uniform, Rule.PROPORTIONAL: _proportional, Rule.LOGIT: _logit, Rule.STRONG: _strong,
}  # fmt: skip
