"""Beds for parties that stay together, exactly: branch and bound over the parties, single beds matched at every leaf.

Source: Land and Doig, An automatic method of solving discrete programming problems, Econometrica 28 (1960); the bound
at each node lets the parties that are left part, which makes it an assignment (Kuhn 1955).
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

MOST_NODES = 2_000  # then the best so far stands, and nobody claims that it is the best there is


@dataclass(slots=True)
class _Search:
    """What a search knows: worth of a guest's bed at a host (0: they may not stay), wants, and the best so far."""

    worth: NDArray[np.int64]
    wants: NDArray[np.int64]
    parties: list[int]
    best: int = -1
    chosen: list[tuple[int, int]] = field(default_factory=list)
    nodes: int = 0

    def down(self, room: NDArray[np.int64], depth: int, placed: list[tuple[int, int]], so_far: int) -> None:
        """Place the parties from `depth` on in every way that could still be better."""
        self.nodes += 1
        rest = [*self.parties[depth:], *np.flatnonzero(self.wants == 1).tolist()]
        bound, pairs = self.parted(rest, room)
        if so_far + bound <= self.best:
            return
        if depth == len(self.parties):
            self.best, self.chosen = so_far + bound, [*placed, *pairs]
            return
        g = self.parties[depth]
        for h in self.hosts_for(g, room):
            if self.nodes >= MOST_NODES:
                return
            room[h] -= self.wants[g]
            self.down(room, depth + 1, [*placed, (g, h)], so_far + int(self.wants[g] * self.worth[g, h]))
            room[h] += self.wants[g]
        if self.nodes < MOST_NODES:
            self.down(room, depth + 1, placed, so_far)

    def hosts_for(self, g: int, room: NDArray[np.int64]) -> list[int]:
        """Give the hosts who have room for a party, best first; of hosts alike in everything only one."""
        fits = [h for h in np.flatnonzero(self.worth[g] > 0).tolist() if room[h] >= self.wants[g]]
        alike = {(int(room[h]), self.worth[:, h].tobytes()): h for h in reversed(fits)}
        return sorted(alike.values(), key=lambda h: (-int(self.worth[g, h]), int(room[h]), h))

    def parted(self, guests: list[int], room: NDArray[np.int64]) -> tuple[int, list[tuple[int, int]]]:
        """Match beds as if parties could part: at most so much worth, and who would sleep where."""
        guest, host = np.repeat(guests, self.wants[guests]), np.repeat(np.arange(len(room)), room)
        if not len(guest) or not len(host):
            return 0, []
        table = self.worth[np.ix_(guest, host)]
        row, column = linear_sum_assignment(table, maximize=True)
        pairs = [(int(guest[r]), int(host[c])) for r, c in zip(row, column, strict=True) if table[r, c] > 0]
        return int(table[row, column].sum()), pairs


def search_beds(
    worth: NDArray[np.int64], wants: NDArray[np.int64], has: NDArray[np.int64]
) -> tuple[list[tuple[int, int]], bool]:
    """Give each guest a host so that all beds together are worth the most.

    Args:
        worth: of one bed of a guest at a host, int64[g, h]; 0 where they may not stay there.
        wants: beds that each guest's party needs at one host, int64[g].
        has: beds of each host, int64[h].

    Returns:
        Pairs (guest, host), and whether every way was tried: then nothing is worth more.
    """
    parties = sorted(np.flatnonzero(wants > 1).tolist(), key=lambda g: (-int(wants[g]), g))
    search = _Search(worth, wants, parties)
    search.down(has.copy(), 0, [], 0)
    return search.chosen, search.nodes < MOST_NODES
