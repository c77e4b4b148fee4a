"""The shortest tree over all stops, and with it what every plan must walk at least."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from muster.plan.ground import Ground
from muster.plan.paths import FAR, spread


@dataclass(frozen=True, slots=True)
class Forest:
    """A minimum spanning tree of the stops, by walking distance.

    Attributes:
        a, b: the stops that each link joins, int32[stops - 1], shortest link first.
        length_dm: int64[stops - 1].
    """

    a: NDArray[np.int32]
    b: NDArray[np.int32]
    length_dm: NDArray[np.int64]


def grow_forest(ground: Ground) -> Forest:
    """Find the minimum spanning tree of the stops in the metric of the ground, exactly.

    Every stop floods the links about it; where two floods meet, their stops may be linked. A shortest tree over these
    links is one over all pairs (Mehlhorn 1988, A faster approximation algorithm for the Steiner problem in graphs).
    """
    links, seed = ground.links, ground.stop_point.astype(np.int64)
    none = np.zeros(len(seed), dtype=np.int64)
    far, whose = spread(links.first, links.adj, links.length_dm, seed, none, np.arange(len(seed), dtype=np.int32))
    here = np.repeat(np.arange(len(links.first) - 1), np.diff(links.first))
    a, b = whose[here], whose[links.adj]
    meet = np.flatnonzero((a < b) & (a >= 0) & (far[links.adj] < FAR))
    length = far[here[meet]] + links.length_dm[meet] + far[links.adj[meet]]
    order = np.lexsort((b[meet], a[meet], length))
    a, b, length = a[meet][order], b[meet][order], length[order]
    kept = np.asarray(_kruskal(len(seed), a, b))
    return Forest(a[kept], b[kept], length[kept])


def forest_dm(forest: Forest, turfs: int) -> int:
    """Sum the forest of as many trees as turfs: the tree less its longest links.

    No plan walks less between doors: its walks are such a forest.
    """
    kept = max(len(forest.length_dm) - (turfs - 1), 0)
    return int(forest.length_dm[:kept].sum())


@njit(cache=True)
def _kruskal(stops: Any, a: Any, b: Any) -> Any:
    lead = np.arange(stops)
    kept = np.zeros(len(a), dtype=np.bool_)
    for k in range(len(a)):
        i, j = a[k], b[k]
        while lead[i] != i:
            lead[i] = lead[lead[i]]
            i = lead[i]
        while lead[j] != j:
            lead[j] = lead[lead[j]]
            j = lead[j]
        if i != j:
            lead[j] = i
            kept[k] = True
    return kept
