"""Chance from a seed, for compiled loops: the same numbers on every machine."""

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True)
def seeded(seed: Any) -> Any:
    """Spread a seed over 64 bits, so that neighbouring seeds go apart; never 0.

    Source: Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators (splitmix64).
    """
    z = np.uint64(seed) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return z if z != np.uint64(0) else np.uint64(1)


@njit(cache=True)
def draw(state: Any, below: Any) -> Any:
    """Draw a whole number from 0 to below - 1 (below < 2**32); return the next state and the number.

    Source: Marsaglia (2003), Xorshift RNGs.
    """
    state ^= state << np.uint64(13)
    state ^= state >> np.uint64(7)
    state ^= state << np.uint64(17)
    return state, np.int64(((state >> np.uint64(32)) * np.uint64(below)) >> np.uint64(32))
