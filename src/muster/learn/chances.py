"""Chances rather than forecasts: who may win when the country and the seat both surprise, now and then by much."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize
from scipy.special import gammaln

from muster.learn.refusal import RefusedError
from muster.learn.seats import Country, Floats, Forecast, winners_of

TAIL = 4.0  # degrees of freedom: a surprise of four spreads comes once in 60 times, not once in 16,000
_AT_ONCE = 1 << 21  # numbers drawn at a time
_FEWEST = 50


class TooFewSeatsError(RefusedError):
    """So few seats don't say how far seats stray."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How far things stray from a forecast, as spreads of Student's t with `tail` degrees of freedom.

    Attributes:
        country: of each party's share in a nation at one half; what polls miss. 0 if the shares are true.
        seat: of a party's share in one seat, at a share of one half; less near 0 and 1.
        tail: degrees of freedom.
    """

    country: float = 0.035
    seat: float = 0.04
    tail: float = TAIL


@dataclass(frozen=True, slots=True)
class Chances:
    """Each party's chance in each seat, and how many seats it may win.

    Attributes:
        wins: (seats, parties), adding up to 1 in each seat.
        seats: (parties,), the middle.
        low, high: (parties,), between which nine in ten draws lie.
        draws: how many were drawn.
    """

    wins: Floats
    seats: Floats
    low: Floats
    high: Floats
    draws: int


def draw_chances(
    forecast: Forecast, country: Country, *, spread: Spread, rng: np.random.Generator, draws: int = 2_000
) -> Chances:
    """Draw elections round a forecast and count who wins.

    One surprise for each party in each nation, shared by its seats, and one for each party in each seat, both with
    heavy tails. A surprise is scaled by 2 sqrt(s (1 - s)) of the share s it falls on; who doesn't stand can't win, and
    a lump of parties only where it holds the seat.

    Args:
        forecast: as `forecast_seats` gives it.
        country: the one it was made for.
        spread: how far things stray.
        rng: where chance comes from.
        draws: how many elections.
    """
    seats, parties = forecast.shares.shape
    able = (forecast.shares > 0) & ~_barred(country, parties)
    scale = 2 * np.sqrt(forecast.shares * (1 - forecast.shares))
    wins = np.zeros((seats, parties))
    totals = np.zeros((draws, parties), dtype=np.int64)
    nations = int(country.nation.max()) + 1
    each = max(1, _AT_ONCE // (seats * parties))
    for begin in range(0, draws, each):
        now = min(each, draws - begin)
        shared = _heavy(rng, (now, nations, parties), spread.tail) * spread.country
        own = _heavy(rng, (now, seats, parties), spread.tail) * spread.seat
        drawn = forecast.shares + scale * (shared[:, country.nation] + own)
        ahead = np.where(able, drawn, -np.inf).argmax(axis=2)
        places = np.arange(seats) * parties + ahead
        wins += np.bincount(places.ravel(), minlength=seats * parties).reshape(seats, parties)
        rows = np.arange(now)[:, None] * parties + ahead
        totals[begin : begin + now] = np.bincount(rows.ravel(), minlength=now * parties).reshape(now, parties)
    low, middle, high = np.quantile(totals, [0.05, 0.5, 0.95], axis=0)
    # what came in none of the draws isn't impossible: one draw more is shared out among all parties
    return Chances((wins + 1 / parties) / (draws + 1), middle, low, high, draws)


def learn_spread(forecast: Forecast, country: Country, *, result: Floats, tail: float = TAIL) -> Spread:
    """Learn from an election that was forecast with its true shares how far seats stray.

    Args:
        forecast: with the nation's true shares.
        country: the one it was made for.
        result: (seats, parties), shares as they came.
        tail: degrees of freedom.

    Raises:
        TooFewSeatsError: below 50 seats.
    """
    if len(result) < _FEWEST:
        raise TooFewSeatsError(f"{len(result)} seats don't say how far seats stray; {_FEWEST} do")
    stood = (forecast.shares > 0) & (forecast.shares < 1) & (result > 0)
    stood[:, sorted(country.lumps)] = False
    scale = 2 * np.sqrt(forecast.shares * (1 - forecast.shares))
    strayed = ((result - forecast.shares)[stood]) / scale[stood]
    found = optimize.minimize_scalar(_unlikely, bounds=(-9, 0), args=(strayed, tail), method="bounded")
    return Spread(country=0.0, seat=float(np.exp(found.x)), tail=tail)


def _barred(country: Country, parties: int) -> NDArray[np.bool_]:
    barred = np.zeros((len(country.names), parties), dtype=bool)
    held = winners_of(country)
    for lump in country.lumps:
        barred[:, lump] = held != lump
    return barred


def _heavy(rng: np.random.Generator, shape: tuple[int, ...], tail: float) -> Floats:
    drawn: Floats = rng.standard_t(tail, size=shape)
    return drawn


def _unlikely(log_scale: float, strayed: Floats, tail: float) -> float:
    scale = np.exp(log_scale)
    each = (tail + 1) / 2 * np.log1p((strayed / scale) ** 2 / tail) + log_scale
    constant = gammaln(tail / 2) - gammaln((tail + 1) / 2)
    return float(each.sum() + constant)
