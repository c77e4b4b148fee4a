"""What a door is worth in votes, and in votes a minute: whom to see next."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from muster.learn.refusal import RefusedError
from muster.learn.sums import add_up

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_LEAST, _MOST = 2.0, 1_000.0  # answers that an area counts for beside an elector's own


class NoChanceError(RefusedError):
    """A chance that is none."""


class NoTimeError(RefusedError):
    """A door that takes no time."""


@dataclass(frozen=True, slots=True)
class Support:
    """Each elector's chance of being for us, drawn to their area's.

    Attributes:
        chance: (electors,).
        se: (electors,).
        weight: how many answers the area counts for.
    """

    chance: Floats
    se: Floats
    weight: float


@dataclass(frozen=True, slots=True)
class Contact:
    """What being seen does to an elector.

    Attributes:
        turnout: change in the log-odds of voting, once the door is opened.
        turnout_se: how unsure that is.
        persuasion: votes won, net, from an elector once the door is opened.
        persuasion_se: how unsure that is.
    """

    turnout: float
    turnout_se: float
    persuasion: float = 0.0
    persuasion_se: float = 0.0


@dataclass(frozen=True, slots=True)
class DoorValues:
    """What each door is worth, (doors,). Below zero, leave it: those behind it vote for rivals.

    Attributes:
        votes: net votes expected of calling.
        low, high: interval of that, from how unsure the effects of contact and support are.
        by_turnout, by_persuasion: its two parts.
        a_minute: votes a minute of walking and talking.
    """

    votes: Floats
    low: Floats
    high: Floats
    by_turnout: Floats
    by_persuasion: Floats
    a_minute: Floats


def shrink_support(ours: Floats, told: Floats, *, area: Ints) -> Support:
    """Draw what electors told us to their area's mean, the more the less they told.

    Args:
        ours: (electors,), answers for us; may be fractions.
        told: (electors,), answers in all; 0 where nobody was asked.
        area: (electors,), from 0.

    Source: Morris (1983), Parametric empirical Bayes; moments of the beta-binomial as Kleinman (1973).
    """
    areas = int(area.max(initial=0)) + 1
    there, mine = add_up(area, told, groups=areas), add_up(area, ours, groups=areas)
    whole = (mine.sum() + 1) / (there.sum() + 2)
    middle = (mine + _LEAST * whole) / (there + _LEAST)
    weight = _area_weight(ours, told, middle[area])
    chance = (ours + weight * middle[area]) / (told + weight)
    se = np.sqrt(chance * (1 - chance) / (told + weight + 1))
    return Support(chance, se, weight)


def value_doors(
    *,
    opens: Floats,
    minutes: Floats,
    door: Ints,
    votes: Floats,
    support: Support,
    contact: Contact,
    level: float = 0.95,
) -> DoorValues:
    """Value doors: P(opens) * sum over its electors of [c p (1 - p) (2 s - 1) + persuasion], and that a minute.

    An elector likely to vote anyway, or not at all, moves little; one who is for rivals counts against us.

    Args:
        opens: (doors,), chance that somebody opens at this hour.
        minutes: (doors,), walk and talk expected.
        door: (electors,), whose door, from 0.
        votes: (electors,), p, the chance of voting if nobody calls.
        support: s, as `shrink_support` gives it.
        contact: c and persuasion.
        level: how sure the intervals are to be.

    Raises:
        NoChanceError: if a chance isn't between 0 and 1.
        NoTimeError: if a door takes no time.
    """
    for name, chances in (("opens", opens), ("votes", votes), ("support", support.chance)):
        if np.any(~((chances >= 0) & (chances <= 1))):
            raise NoChanceError(
                f"{name}: a chance lies between 0 and 1; number {int(np.argmax(chances > 1)) + 1} doesn't"
            )
    if np.any(minutes <= 0):
        raise NoTimeError(f"door {int(np.argmin(minutes)) + 1}: takes no time; give minutes of walk and talk")
    doors = len(opens)
    ready = votes * (1 - votes)
    lean = add_up(door, ready * (2 * support.chance - 1), groups=doors)
    people = np.bincount(door, minlength=doors).astype(np.float64)
    doubt = add_up(door, (2 * contact.turnout * ready * support.se) ** 2, groups=doors)
    variance = (lean * contact.turnout_se) ** 2 + (people * contact.persuasion_se) ** 2 + doubt
    by_turnout, by_persuasion = opens * contact.turnout * lean, opens * contact.persuasion * people
    value, reach = by_turnout + by_persuasion, float(ndtri(0.5 + level / 2)) * opens * np.sqrt(variance)
    return DoorValues(value, value - reach, value + reach, by_turnout, by_persuasion, value / minutes)


def _area_weight(ours: Floats, told: Floats, middle: Floats) -> float:
    """How many answers an area counts for: large where electors of an area are alike."""
    asked = told >= 1
    if not np.any(told[asked] > 1):
        return _LEAST
    noise = (middle * (1 - middle))[asked]
    strayed = float(np.sum((ours[asked] - told[asked] * middle[asked]) ** 2 / noise))
    chance, surplus = float(told[asked].sum()), float(np.sum(told[asked] * (told[asked] - 1)))
    alike = (strayed - chance) / surplus  # intra-class correlation of answers of one elector
    if alike <= 1 / (_MOST + 1):
        return _MOST
    return max(_LEAST, min(_MOST, 1 / alike - 1)) if math.isfinite(alike) else _MOST
