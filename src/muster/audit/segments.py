"""Segments of ways, and the one to which a door belongs, a second time by docs/methods/ground.md."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from muster.audit.extract import Extract, plain
from muster.audit.plane import Plane, Point, straight_dm

REACH_DM = 1_500


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight piece of a way, from node to node, with the name and the crossing of its way."""

    start: int
    end: int
    a: Point
    b: Point
    name: str
    crossing_dm: int | None
    unmarked_dm: int | None
    length_dm: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a kerb: segment, decimetres from its start, and whether on its left."""

    segment: int
    offset: int
    left: bool


def lay_segments(extract: Extract, plane: Plane) -> list[Segment]:
    """Cut the ways into segments, way by way, along each way."""
    at = {node: plane.lay(*place) for node, place in extract.place.items()}
    return [
        Segment(a, b, at[a], at[b], way.name, way.crossing_dm, way.unmarked_dm, straight_dm(at[a], at[b]))
        for way in extract.ways
        for a, b in zip(way.nodes, way.nodes[1:], strict=False)
        if a != b and a in at and b in at
    ]


class Finder:
    """Finds the segment to which a place belongs."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.a = np.array([segment.a for segment in segments], dtype=np.int64)
        self.b = np.array([segment.b for segment in segments], dtype=np.int64)
        self.shut = np.array([segment.crossing_dm is None for segment in segments])
        self.length_dm = [segment.length_dm for segment in segments]
        self.tree = shapely.STRtree([shapely.LineString([segment.a, segment.b]) for segment in segments])
        named: dict[str, list[int]] = {}
        for number, segment in enumerate(segments):
            named.setdefault(segment.name, []).append(number)
        self.named = {name: np.array(numbers) for name, numbers in named.items() if name}

    def spot(self, place: Point, *, street: str, side: str) -> Spot:
        """Find where a place stands; '' leaves street or side to its position."""
        number = self._segment(place, plain(street))
        d, out = self.b[number] - self.a[number], np.array(place) - self.a[number]
        square, along = int(d @ d), int(d @ out)
        offset = round(along / square**0.5) if square else 0
        left = int(d[0]) * int(out[1]) - int(d[1]) * int(out[0]) >= 0
        return Spot(number, min(max(offset, 0), self.length_dm[number]), side == "left" if side else left)

    def _segment(self, place: Point, name: str) -> int:
        if name in self.named:
            number, dm = self._nearest(place, self.named[name])
            if dm <= REACH_DM:
                return number
        point = shapely.Point(place)
        _, nearest_dm = self.tree.query_nearest(point, return_distance=True, all_matches=False)
        # what is no farther once rounded may be a little farther before
        near = self.tree.query(point, predicate="dwithin", distance=float(nearest_dm[0]) + 1.5)
        return self._nearest(place, near)[0]

    def _nearest(self, place: Point, numbers: NDArray[np.int64]) -> tuple[int, int]:
        """Choose the nearest by rounded distance; then one that may be crossed freely; then the lower number."""
        a, b = self.a[numbers], self.b[numbers]
        d, out = b - a, np.array(place) - a
        square, along = (d * d).sum(axis=1), (d * out).sum(axis=1)
        across = np.abs(d[:, 0] * out[:, 1] - d[:, 1] * out[:, 0])
        beside = across / np.sqrt(np.maximum(square, 1))
        to_a, to_b = np.sqrt((out * out).sum(axis=1)), np.sqrt(((out - d) ** 2).sum(axis=1))
        exact = np.where(along <= 0, to_a, np.where(along >= square, to_b, beside))
        dm = np.rint(exact).astype(np.int64)
        best = np.lexsort((numbers, self.shut[numbers], dm))[0]
        return int(numbers[best]), int(dm[best])
