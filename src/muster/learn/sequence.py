"""An interval that holds at every look: a confidence sequence, for whoever can't wait for the end."""

import numpy as np

from muster.learn.sums import Floats, Ints

TUNING = 5000  # the number of doors at which the sequence is narrowest
FEWEST = 50  # doors of each arm before the first look: below, means are not near enough to normal


def half_width(
    variance: "Floats | float", *, n: "Floats | float", alpha: float = 0.05, tuning: float = TUNING
) -> Floats:
    """Give how far the interval reaches either way, whenever one looks.

    Args:
        variance: of one observation (an estimate's squared standard error times n).
        n: how many observations.
        alpha: how often at most the interval may ever miss.
        tuning: the n at which it is to be narrowest.

    Source: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2021), Time-uniform central limit theory and asymptotic
    confidence sequences, arXiv:2103.06476v7, equations 9 and 161; GrowthBook's sequential tests use the same.
    """
    twice = -2 * np.log(alpha)
    rho2 = (twice + np.log(twice + 1)) / tuning
    grown = np.asarray(n, dtype=float) * rho2 + 1
    reach = np.sqrt(variance) * np.sqrt(2 * grown * np.log(np.sqrt(grown) / alpha) / (np.asarray(n) ** 2 * rho2))
    return np.asarray(reach, dtype=np.float64)


def follow(outcome: Floats, *, arm: Ints, alpha: float = 0.05, tuning: float = TUNING) -> tuple[Floats, Floats]:
    """Follow the difference in means door by door.

    Args:
        outcome: (n,) each door's mean outcome, in the order in which it became known.
        arm: (n,) 0 for the control and 1.
        alpha: as in `half_width`.
        tuning: as in `half_width`.

    Returns:
        the difference (n,) and how far its interval reaches either way (n,), without end before both arms have
        enough doors.
    """
    ones = np.arange(1, len(arm) + 1, dtype=np.float64)
    many = [np.cumsum(arm == one) for one in (0, 1)]
    mean, spread = [], []
    for one, count in enumerate(many):
        held = np.maximum(count, 1)
        middle = np.cumsum(np.where(arm == one, outcome, 0.0)) / held
        square = np.cumsum(np.where(arm == one, outcome**2, 0.0)) / held
        mean.append(middle)
        spread.append(np.maximum(square - middle**2, 0.0) / np.maximum(count - 1, 1))
    early = (np.minimum(many[0], many[1]) < FEWEST) | (spread[0] + spread[1] == 0)
    reach = half_width((spread[0] + spread[1]) * ones, n=ones, alpha=alpha, tuning=tuning)
    return mean[1] - mean[0], np.where(early, np.inf, reach)
