"""Doors onto the nearest segment: exact, by a grid of cells."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

REACH_DM = 1_500  # a door farther than this from every segment of its street's name goes to the nearest street
ANY_NAME = -1
_LEAST_CELL_DM = 500
_MOST_CELLS = 1_000  # along each side


@dataclass(frozen=True, slots=True)
class Lines:
    """Straight segments on the plane.

    Attributes:
        x1, y1, x2, y2: decimetres, int64[segments].
        name: a number for the street's name, int32[segments].
        free: whether one may cross it anywhere, bool[segments].
    """

    x1: NDArray[np.int64]
    y1: NDArray[np.int64]
    x2: NDArray[np.int64]
    y2: NDArray[np.int64]
    name: NDArray[np.int32]
    free: NDArray[np.bool_]


def nearest_lines(
    lines: Lines, x: NDArray[np.int64], y: NDArray[np.int64], *, name: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Find each place's nearest segment of the wanted name within reach, or else the nearest of all.

    Args:
        lines: at least one segment.
        x: decimetres east, int64[n].
        y: decimetres north.
        name: the number of the wanted name, int32[n]; ANY_NAME for none.

    Returns:
        Segment indices, int32[n].
    """
    left, low = int(x.min()), int(y.min())
    wide = max(int(x.max()) - left, int(y.max()) - low) + 1
    cell = max(_LEAST_CELL_DM, -(-wide // _MOST_CELLS))
    columns, rows = int(x.max() - left) // cell + 1, int(y.max() - low) // cell + 1
    first, held = _sort_into_cells(lines, left, low, cell, columns, rows)
    box = np.array([left, low, cell, columns, rows], dtype=np.int64)
    ends = (lines.x1, lines.y1, lines.x2, lines.y2)
    return np.asarray(_find_nearest(*ends, lines.name, lines.free, first, held, box, x, y, name))


def _sort_into_cells(
    lines: Lines, left: int, low: int, cell: int, columns: int, rows: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List the segments whose box meets each cell. What lies outside goes to the rim, which is never farther."""
    west = np.clip((np.minimum(lines.x1, lines.x2) - left) // cell, 0, columns - 1)
    east = np.clip((np.maximum(lines.x1, lines.x2) - left) // cell, 0, columns - 1)
    south = np.clip((np.minimum(lines.y1, lines.y2) - low) // cell, 0, rows - 1)
    north = np.clip((np.maximum(lines.y1, lines.y2) - low) // cell, 0, rows - 1)
    across = east - west + 1
    count = across * (north - south + 1)
    line = np.repeat(np.arange(len(count)), count)
    step = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
    column, row = west[line] + step % across[line], south[line] + step // across[line]
    at = row * columns + column
    order = np.argsort(at, kind="stable")
    first = np.searchsorted(at[order], np.arange(columns * rows + 1))
    return first.astype(np.int64), line[order].astype(np.int64)


@njit(cache=True)
def distance_to_line(x: Any, y: Any, x1: Any, y1: Any, x2: Any, y2: Any) -> Any:
    """Give the rounded distance from a place to the nearest point of a straight segment."""
    dx, dy = x2 - x1, y2 - y1
    square = dx * dx + dy * dy
    along = (x - x1) * dx + (y - y1) * dy
    if along <= 0:
        return np.int64(np.rint(np.sqrt(float((x - x1) ** 2 + (y - y1) ** 2))))
    if along >= square:
        return np.int64(np.rint(np.sqrt(float((x - x2) ** 2 + (y - y2) ** 2))))
    across = abs(dx * (y - y1) - dy * (x - x1))
    return np.int64(np.rint(float(across) / np.sqrt(float(square))))


@njit(cache=True)
def _find_nearest(  # noqa: C901, PLR0912, PLR0917 - one compiled search
    x1: Any,
    y1: Any,
    x2: Any,
    y2: Any,
    name: Any,
    free: Any,
    first: Any,
    held: Any,
    box: Any,
    x: Any,
    y: Any,
    wanted: Any,
) -> Any:
    left, low, cell, columns, rows = box
    found = np.full(len(x), -1, dtype=np.int32)
    for i in range(len(x)):
        column, row = (x[i] - left) // cell, (y[i] - low) // cell
        best, best_d = -1, np.int64(1) << 60
        for attempt in range(2):
            if attempt == 0 and wanted[i] < 0:
                continue
            if attempt == 1 and best >= 0 and best_d <= REACH_DM:
                break
            best, best_d = -1, np.int64(1) << 60
            for ring in range(max(columns, rows) + 1):
                if best_d < (ring - 1) * cell or (attempt == 0 and (ring - 1) * cell > REACH_DM):
                    break
                for r in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
                    step = 1 if abs(r - row) == ring else max(2 * ring, 1)
                    for c in range(column - ring, column + ring + 1, step):
                        if c < 0 or c >= columns:
                            continue
                        for k in range(first[r * columns + c], first[r * columns + c + 1]):
                            s = held[k]
                            if attempt == 0 and name[s] != wanted[i]:
                                continue
                            d = distance_to_line(x[i], y[i], x1[s], y1[s], x2[s], y2[s])
                            if d > best_d:
                                continue
                            if d < best_d or (free[s] and not free[best]) or (free[s] == free[best] and s < best):
                                best, best_d = s, d
        found[i] = best
    return found
