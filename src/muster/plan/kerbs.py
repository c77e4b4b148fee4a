"""Kerbs: the graph on which people walk, of corners, places on kerbs, and crossings. docs/methods/ground.md."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.plan.plane import Plane
from muster.plan.snap import Lines
from muster.plan.streets import TRUNK, Streets

CROSSING_DM = {"primary": 200, "secondary": 120}
USUAL_CROSSING_DM = 80
GUARDED_CROSSING_DM = 250
UNMARKED_CROSSING_DM = 3_000  # of a trunk road with one carriageway: dear, not forbidden


@dataclass(frozen=True, slots=True)
class Links:
    """A graph in rows: point p's links are adj[first[p]:first[p + 1]], with their lengths in decimetres.

    Attributes:
        first: int64[points + 1].
        adj: int32[links]; every link stands in both its ends' rows.
        length_dm: int64[links].
    """

    first: NDArray[np.int64]
    adj: NDArray[np.int32]
    length_dm: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Kerbs:
    """Segments on which one may walk, and the corners at their ends.

    Attributes:
        lines: the segments on the plane, with the numbers of their street's names.
        names: the number of each street's name, as compared.
        length_dm: of each segment, int64[segments].
        crossing_dm: cost of crossing anywhere on it, int64[segments]; -1 where one may not.
        corner: what each kerb joins: left and right at the start, left and right at the end, int32[segments, 4].
        end_crossing_dm: cost of crossing at the start and at the end, int64[segments, 2]; -1 where one may not.
        corner_x, corner_y: decimetres, int64[corners].
    """

    lines: Lines
    names: dict[str, int]
    length_dm: NDArray[np.int64]
    crossing_dm: NDArray[np.int64]
    corner: NDArray[np.int32]
    end_crossing_dm: NDArray[np.int64]
    corner_x: NDArray[np.int64]
    corner_y: NDArray[np.int64]


def build_kerbs(streets: Streets, plane: Plane) -> Kerbs:
    """Lay kerbs along every segment on which one may walk, corner to corner."""
    walked = np.flatnonzero(streets.way_walk[streets.segment_way])
    start, end, way = streets.segment_from[walked], streets.segment_to[walked], streets.segment_way[walked]
    x, y = plane.lay(streets.node_lon, streets.node_lat)
    numbers: dict[str, int] = {}
    way_name = np.array([numbers.setdefault(plain_name(name), len(numbers)) for name in streets.way_name], np.int32)
    way_crossing = np.array(
        [_crossing_dm(kind, dual=bool(dual)) for kind, dual in zip(streets.way_class, streets.way_dual, strict=True)],
        dtype=np.int64,
    )
    crossing = way_crossing[way]
    lines = Lines(x[start], y[start], x[end], y[end], way_name[way], crossing >= 0)
    corner, corner_node = _corners(start, end, x, y)
    unmarked = np.where(streets.way_dual[way], -1, UNMARKED_CROSSING_DM)[:, None]
    guarded = np.where(streets.node_crossing[np.column_stack((start, end))], GUARDED_CROSSING_DM, unmarked)
    return Kerbs(
        lines=lines,
        names={name: number for name, number in numbers.items() if name},
        length_dm=np.maximum(straight_dm(lines.x2 - lines.x1, lines.y2 - lines.y1), 1),
        crossing_dm=crossing,
        corner=corner,
        end_crossing_dm=np.where(crossing[:, None] >= 0, crossing[:, None], guarded),
        corner_x=x[corner_node],
        corner_y=y[corner_node],
    )


def plain_name(name: str) -> str:
    """Give a street's name as it is compared: without case or doubled spaces."""
    return " ".join(name.split()).casefold()


def straight_dm(dx: NDArray[np.int64], dy: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give straight lines' lengths, rounded."""
    return np.rint(np.sqrt((dx * dx + dy * dy).astype(np.float64))).astype(np.int64)


def links_of(points: int, a: NDArray[np.int64], b: NDArray[np.int64], length_dm: NDArray[np.int64]) -> Links:
    """Put links between points a and b into rows, both ways."""
    here, there = np.concatenate((a, b)), np.concatenate((b, a))
    order = np.lexsort((there, here))
    first = np.searchsorted(here[order], np.arange(points + 1)).astype(np.int64)
    return Links(first, there[order].astype(np.int32), np.concatenate((length_dm, length_dm))[order])


def kerb_links(
    kerbs: Kerbs, segment: NDArray[np.int64], offset: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Link corners, places along kerbs, and crossings.

    Args:
        kerbs: with c corners.
        segment: of each place where people may stand and cross, by segment then offset, none twice; place j
            is point c + 2j on the left kerb and c + 2j + 1 on the right.
        offset: of each place, decimetres from its segment's start.

    Returns:
        Both points and the length of each link.
    """
    corners, s = len(kerbs.corner_x), np.arange(len(kerbs.length_dm))
    ends = len(s) * 2
    # A kerb is the row of its start, its places and its end: sort all of them by segment, then along it.
    row = np.concatenate((np.repeat(s, 2), segment))
    along = np.concatenate((np.column_stack((np.full(len(s), -1), np.full(len(s), 1 << 40))).ravel(), offset))
    order = np.lexsort((along, row))
    row = row[order]
    metres = np.concatenate((np.column_stack((np.zeros_like(s), kerbs.length_dm)).ravel(), offset))[order]
    same = np.flatnonzero(row[1:] == row[:-1])
    parts = []
    for side in (0, 1):
        places = corners + 2 * np.arange(len(segment)) + side
        points = np.concatenate((kerbs.corner[:, [side, 2 + side]].ravel(), places))[order]
        parts.append((points[same], points[same + 1], metres[same + 1] - metres[same]))
    left = np.concatenate((kerbs.corner[:, [0, 2]].ravel(), corners + 2 * np.arange(len(segment))))
    right = np.concatenate((kerbs.corner[:, [1, 3]].ravel(), corners + 2 * np.arange(len(segment)) + 1))
    cost = np.concatenate((kerbs.end_crossing_dm.ravel(), kerbs.crossing_dm[segment]))
    free = np.flatnonzero(cost >= 0)
    parts.append((left[free], right[free], cost[free]))
    assert ends == len(kerbs.end_crossing_dm.ravel())  # noqa: S101 - two ends a segment
    a, b, length = (np.concatenate([part[i] for part in parts]).astype(np.int64) for i in range(3))
    return a, b, length


def _crossing_dm(kind: str, *, dual: bool) -> int:
    return -1 if dual or kind in TRUNK else CROSSING_DM.get(kind, USUAL_CROSSING_DM)


def _corners(
    start: NDArray[np.int32], end: NDArray[np.int32], x: NDArray[np.int64], y: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Sort the ends round each node; give each kerb's corners and each corner's node."""
    node = np.column_stack((start, end)).ravel().astype(np.int64)
    away = np.column_stack((end, start)).ravel().astype(np.int64)
    dx, dy = x[away] - x[node], y[away] - y[node]
    shared = np.maximum(np.gcd(dx, dy), 1)  # the same direction must give the same angle to the last bit
    angle = np.arctan2(dy // shared, dx // shared)
    angle = np.where(angle < 0, angle + 2 * np.pi, angle)
    order = np.lexsort((np.arange(len(node)), angle, node))
    ring = node[order]
    opens = np.concatenate(([True], ring[1:] != ring[:-1]))
    group = np.cumsum(opens) - 1
    first = np.flatnonzero(opens)
    size = np.diff(np.concatenate((first, [len(ring)])))
    alone = size == 1
    base = np.arange(len(ring)) + (np.cumsum(alone) - alone)[group]  # a dead end before has one corner more
    previous = np.where(opens, base[(first + size - 1)[group]], base - 1)
    left, right = np.empty(len(node), np.int64), np.empty(len(node), np.int64)
    left[order] = base
    right[order] = np.where(alone[group], base + 1, previous)
    corner_node = np.repeat(ring[first], size + alone)
    # Seen from its end, a segment's left kerb is on the right.
    corner = np.column_stack((left[0::2], right[0::2], right[1::2], left[1::2])).astype(np.int32)
    return corner, corner_node
