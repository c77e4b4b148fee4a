"""Places that lie near each other in a straight line: the links where the extract gives none."""

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from muster.plan.kerbs import straight_dm

LEAST_JOIN_DM = 250
_PER_CELL = 4
_MOST_CELLS = 1_500  # along each side


def join_pieces(
    piece: NDArray[np.int64], x: NDArray[np.int64], y: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Join pieces, nearest first, until they are one (Kruskal 1956; in Boruvka's rounds, which give the same).

    Args:
        piece: of each place, int64[n].
        x: decimetres east, int64[n].
        y: decimetres north.

    Returns:
        The links: both places and the length.
    """
    piece = piece.copy()
    grid = _grid(x, y)
    a: list[int] = []
    b: list[int] = []
    while len(np.unique(piece)) > 1:
        names, piece = np.unique(piece, return_inverse=True)
        largest = int(np.argmax(np.bincount(piece)))
        low, high = _nearest_foreign(*grid, x, y, piece, len(names), largest)
        lead = np.arange(len(names))
        for i, j in sorted({(int(i), int(j)) for i, j in zip(low, high, strict=True) if i >= 0}):
            a.append(i)
            b.append(j)
            lead[lead == lead[piece[i]]] = lead[piece[j]]
        piece = lead[piece]
    here, there = np.array(a, dtype=np.int64), np.array(b, dtype=np.int64)
    return here, there, join_dm(x[there] - x[here], y[there] - y[here])


def join_dm(dx: NDArray[np.int64], dy: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give what it costs to go where no path is known: half as far again, never less than the dearest crossing."""
    straight = np.sqrt((dx * dx + dy * dy).astype(np.float64))
    return np.maximum(np.rint(1.5 * straight).astype(np.int64), LEAST_JOIN_DM)


def near_links(
    x: NDArray[np.int64], y: NDArray[np.int64], most: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Link every place to its nearest others by the straight line, a quarter as long again, at least 1."""
    found = np.asarray(nearest_places(*_grid(x, y), x, y, x, y, most, 1))
    here, column = np.nonzero(found >= 0)
    there = found[here, column].astype(np.int64)
    return here, there, near_dm(x[there] - x[here], y[there] - y[here])


def nearest_to(x: NDArray[np.int64], y: NDArray[np.int64], *, place: tuple[int, int], most: int) -> NDArray[np.int64]:
    """Find the places nearest to a place that is none of them, by distance, then the lower number."""
    at = np.array([place], dtype=np.int64)
    found: NDArray[np.int32] = np.asarray(
        nearest_places(*_grid(x, y), x, y, at[:, 0].copy(), at[:, 1].copy(), most, 0)
    )[0]
    return found[found >= 0].astype(np.int64)


def near_dm(dx: NDArray[np.int64], dy: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the length of a link between near doors where there is no extract."""
    straight = np.sqrt((dx * dx + dy * dy).astype(np.float64))
    return np.maximum(np.rint(1.25 * straight).astype(np.int64), 1)


def chain_links(key: NDArray[np.int64], x: NDArray[np.int64], y: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
    """Link each place to the next of the same key, in order; a key below 0 makes no chain."""
    order = np.argsort(key, kind="stable")
    next_too = np.flatnonzero((key[order][1:] == key[order][:-1]) & (key[order][1:] >= 0))
    here, there = order[next_too], order[next_too + 1]
    return here, there, np.maximum(straight_dm(x[there] - x[here], y[there] - y[here]), 1)


def _grid(x: NDArray[np.int64], y: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Sort places into square cells: the box, where each cell begins, and the places by cell."""
    left, low = int(x.min()), int(y.min())
    wide, high = int(x.max()) - left + 1, int(y.max()) - low + 1
    cell = max(int(np.sqrt(_PER_CELL * wide * high / len(x))), -(-max(wide, high) // _MOST_CELLS), 1)
    columns, rows = (wide - 1) // cell + 1, (high - 1) // cell + 1
    at = (y - low) // cell * columns + (x - left) // cell
    order = np.argsort(at, kind="stable")
    first = np.searchsorted(at[order], np.arange(columns * rows + 1))
    return np.array([left, low, cell, columns, rows], dtype=np.int64), first.astype(np.int64), order.astype(np.int64)


@njit(cache=True)
def _nearest_foreign(  # noqa: C901 - one compiled search
    box: Any, first: Any, held: Any, x: Any, y: Any, piece: Any, pieces: Any, largest: Any
) -> Any:
    """Find the nearest pair of places between each piece but the largest and any other, ties to the lower places."""
    left, bottom, cell, columns, rows = box
    best = np.full(pieces, np.int64(1) << 62, dtype=np.int64)
    low = np.full(pieces, -1, dtype=np.int64)
    high = np.full(pieces, -1, dtype=np.int64)
    for i in range(len(x)):
        p = piece[i]
        if p == largest:
            continue
        column, row = (x[i] - left) // cell, (y[i] - bottom) // cell
        for ring in range(max(columns, rows) + 1):
            if ring > 0 and best[p] < ((ring - 1) * cell) ** 2:
                break
            for r in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
                step = 1 if abs(r - row) == ring else max(2 * ring, 1)
                for c in range(column - ring, column + ring + 1, step):
                    if c < 0 or c >= columns:
                        continue
                    for k in range(first[r * columns + c], first[r * columns + c + 1]):
                        j = held[k]
                        if piece[j] == p:
                            continue
                        d = (x[j] - x[i]) ** 2 + (y[j] - y[i]) ** 2
                        a, b = min(i, j), max(i, j)
                        if d < best[p] or (d == best[p] and (a < low[p] or (a == low[p] and b < high[p]))):
                            best[p], low[p], high[p] = d, a, b
    return low, high


@njit(cache=True)
def nearest_places(  # noqa: C901, PLR0917 - one compiled search
    box: Any, first: Any, held: Any, x: Any, y: Any, at_x: Any, at_y: Any, most: Any, own: Any
) -> Any:
    """Find the places nearest to each of the wanted ones, by squared distance, then the lower number.

    With `own`, wanted place i is place i itself and isn't its own neighbour.
    """
    left, bottom, cell, columns, rows = box
    found = np.full((len(at_x), most), -1, dtype=np.int32)
    square = np.empty(most, dtype=np.int64)
    for i in range(len(at_x)):
        column = min(max((at_x[i] - left) // cell, 0), columns - 1)
        row = min(max((at_y[i] - bottom) // cell, 0), rows - 1)
        out_x = max(left - at_x[i], at_x[i] - (left + columns * cell), 0)
        out_y = max(bottom - at_y[i], at_y[i] - (bottom + rows * cell), 0)
        n = 0
        for ring in range(max(columns, rows) + 1):
            if n == most and square[most - 1] < ((ring - 1) * cell) ** 2 and ring > 0 and out_x == 0 and out_y == 0:
                break
            for r in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
                step = 1 if abs(r - row) == ring else max(2 * ring, 1)
                for c in range(column - ring, column + ring + 1, step):
                    if c < 0 or c >= columns:
                        continue
                    for k in range(first[r * columns + c], first[r * columns + c + 1]):
                        j = held[k]
                        if own == 1 and j == i:
                            continue
                        d = (x[j] - at_x[i]) ** 2 + (y[j] - at_y[i]) ** 2
                        if n == most and (d > square[n - 1] or (d == square[n - 1] and j > found[i, n - 1])):
                            continue
                        if n < most:
                            n += 1
                        to = n - 1
                        while to > 0 and (d < square[to - 1] or (d == square[to - 1] and j < found[i, to - 1])):
                            square[to], found[i, to] = square[to - 1], found[i, to - 1]
                            to -= 1
                        square[to], found[i, to] = d, j
    return found
