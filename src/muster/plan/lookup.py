"""What compiled searches share: a generator of whole numbers, and distances looked up."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True)
def draw(state: Any) -> Any:
    """Draw 64 bits (Marsaglia's xorshift); state is one uint64."""
    x = state[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state[0] = x
    return x


@njit(cache=True)
def below(state: Any, n: Any) -> Any:
    """Draw a whole number from 0 to n - 1."""
    return np.int64(((draw(state) >> np.uint64(32)) * np.uint64(n)) >> np.uint64(32))


@njit(cache=True)
def between(row: Any, adj: Any, dm: Any, i: Any, j: Any) -> Any:
    """Look up the distance between two stops, or -1 where they are no near neighbours."""
    low, high = row[i], row[i + 1]
    while low < high:
        middle = (low + high) >> 1
        if adj[middle] < j:
            low = middle + 1
        else:
            high = middle
    if low < row[i + 1] and adj[low] == j:
        return np.int64(dm[low])
    return np.int64(-1)


@njit(cache=True)
def known_links(near: Any, here: Any, there: Any) -> Any:
    """Look up many distances, -1 where unknown."""
    found = np.empty(len(here), dtype=np.int64)
    for k in range(len(here)):
        found[k] = between(near.row, near.adj, near.dm, here[k], there[k])
    return found


def seeded(seed: int) -> NDArray[np.uint64]:
    """Make a generator's state of any whole number; it is never 0, where xorshift would stay."""
    mixed = (seed * 0x9E37_79B9_7F4A_7C15 + 0x2545_F491_4F6C_DD1D) & 0xFFFF_FFFF_FFFF_FFFF
    return np.array([mixed or 1], dtype=np.uint64)
