"""Sums by group."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def add_up(codes: Ints, values: Floats, *, groups: int) -> Floats:
    """Add values up by their group, (groups,)."""
    total: Floats = np.bincount(codes, values, minlength=groups).astype(np.float64, copy=False)
    return total
