"""How good forecasts were once it is known what came: Brier's score, the log score, whether 70 % came 70 in 100."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from muster.learn.refusal import RefusedError

Floats = NDArray[np.float64]
_FEWEST = 20  # forecasts in a group before it is said how often they came true
_ENOUGH = 2  # for an interval


class NoChanceError(RefusedError):
    """A chance that is none."""


class TooFewForecastsError(RefusedError):
    """So few forecasts can't be scored."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over forecasts with its interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Group:
    """Forecasts of like chance.

    Attributes:
        low, high: chances from, and below (the last group holds its upper end).
        forecasts: how many.
        said: their mean chance.
        came: the share that came; None where there are too few to say.
        came_low, came_high: Wilson's interval of it.
    """

    low: float
    high: float
    forecasts: int
    said: float
    came: float | None
    came_low: float
    came_high: float

    @property
    def agrees(self) -> bool | None:
        """Say whether what was said lies in the interval of what came; None where there are too few."""
        return None if self.came is None else self.came_low <= self.said <= self.came_high


@dataclass(frozen=True, slots=True)
class Score:
    """How good forecasts were.

    Attributes:
        forecasts: how many.
        brier: mean of (chance - what came) squared: 0 is perfect, 0.25 says nothing.
        log: mean of minus the logarithm of the chance given to what came, in nats; infinite if called impossible.
        impossible: how many came that were called impossible, or stayed out that were called sure.
        always: Brier's score of one who always gives the mean of what came, who needed to know it beforehand.
        skill: by how much of that the forecasts are better; below 0 they are worse. None where that can't be said.
        groups: what was said beside what came.
    """

    forecasts: int
    brier: Mean
    log: Mean
    impossible: int
    always: float
    skill: float | None
    groups: tuple[Group, ...]


def score_forecasts(chances: Floats, came: NDArray[np.bool_], *, groups: int = 10, level: float = 0.95) -> Score:
    """Score chances against what came.

    Args:
        chances: (forecasts,), between 0 and 1.
        came: (forecasts,), whether it came.
        groups: into how many groups of chance they are sorted.
        level: how sure intervals are to be.

    Raises:
        NoChanceError: if a chance isn't between 0 and 1.
        TooFewForecastsError: below two forecasts.

    Source: Brier (1950), Verification of forecasts; Gneiting, Raftery (2007), Strictly proper scoring; Wilson (1927).
    """
    wrong = ~((chances >= 0) & (chances <= 1))
    if np.any(wrong):
        at = int(np.argmax(wrong))
        raise NoChanceError(f"forecast {at + 1}: {chances[at]} is no chance; write it between 0 and 1")
    if len(chances) < _ENOUGH:
        raise TooFewForecastsError(f"{len(chances)} forecasts can't be scored; bring two at least")
    z = float(ndtri(0.5 + level / 2))
    hit = came.astype(np.float64)
    given = np.where(came, chances, 1 - chances)
    with np.errstate(divide="ignore"):
        log = -np.log(given)
    always = float(hit.mean() * (1 - hit.mean()))
    brier = _mean((chances - hit) ** 2, z)
    return Score(
        forecasts=len(chances), brier=brier, log=_mean(log, z), impossible=int((given <= 0).sum()), always=always,
        skill=1 - brier.mean / always if always > 0 else None, groups=_groups(chances, hit, groups, z),
    )  # fmt: skip


def score_winners(chances: Floats, winners: NDArray[np.int64]) -> tuple[float, float]:
    """Score chances that exclude each other, (cases, choices): Brier's whole score (0 to 2) and the log score."""
    hit = np.zeros_like(chances)
    hit[np.arange(len(winners)), winners] = 1
    with np.errstate(divide="ignore"):
        log = -np.log(chances[hit > 0])
    return float(((chances - hit) ** 2).sum(axis=1).mean()), float(log.mean())


def _mean(values: Floats, z: float) -> Mean:
    mean = float(values.mean())
    if not math.isfinite(mean):
        return Mean(mean, math.inf, math.inf)
    reach = z * float(values.std(ddof=1)) / math.sqrt(len(values))
    return Mean(mean, mean - reach, mean + reach)


def _groups(chances: Floats, hit: Floats, groups: int, z: float) -> tuple[Group, ...]:
    place = np.minimum((chances * groups).astype(np.int64), groups - 1)
    found = []
    for g in range(groups):
        own = place == g
        many = int(own.sum())
        if not many:
            continue
        share = float(hit[own].mean())
        low, high = _wilson(share, many, z)
        enough = many >= _FEWEST
        said = float(chances[own].mean())
        found.append(Group(g / groups, (g + 1) / groups, many, said, share if enough else None, low, high))
    return tuple(found)


def _wilson(share: float, many: int, z: float) -> tuple[float, float]:
    middle = (share + z * z / (2 * many)) / (1 + z * z / many)
    reach = z * math.sqrt(share * (1 - share) / many + z * z / (4 * many * many)) / (1 + z * z / many)
    return max(0.0, middle - reach), min(1.0, middle + reach)
