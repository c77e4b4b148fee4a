"""What we believed before a trial, and what we believe after it."""

from dataclasses import dataclass

import numpy as np

NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Belief:
    """A bell: its middle and standard deviation, as shares (0.008 is 0.8 points)."""

    mean: float
    sd: float

    @property
    def low(self) -> float:
        """Below this lie 2.5 %."""
        return self.mean - NORMAL_95 * self.sd

    @property
    def high(self) -> float:
        """Above this lie 2.5 %."""
        return self.mean + NORMAL_95 * self.sd


# What published trials say of such contacts, intention to treat: docs/methods/trial.md gives the sources
HONEST = {
    "canvass": Belief(0.008, 0.015),
    "leaflet": Belief(0.01, 0.02),
    "persuasion": Belief(0.0, 0.01),
    "phone": Belief(0.003, 0.01),
}


def learn_from(prior: Belief, *, value: float, se: float) -> Belief:
    """Join what was believed and what was seen, each by how sure it is (normal with normal)."""
    before, seen = 1 / prior.sd**2, 1 / se**2
    return Belief((before * prior.mean + seen * value) / (before + seen), float(1 / np.sqrt(before + seen)))
