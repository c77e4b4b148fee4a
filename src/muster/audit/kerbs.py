"""Kerbs, corners and crossings, a second time by docs/methods/ground.md."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from muster.audit.graph import Graph, link
from muster.audit.plane import Point
from muster.audit.segments import Segment, Spot

GUARDED_DM = 250


@dataclass(frozen=True, slots=True)
class Kerbs:
    """Kerbs as a graph: corners come first, then the places where doors stand, left and right.

    Attributes:
        graph: over points.
        segments: as given.
        corner: where each corner lies.
        point: of each spot, on either side of every place.
        kerb: of each (segment, whether left) the points along it, as (decimetres from the start, point).
    """

    graph: Graph
    segments: Sequence[Segment]
    corner: list[Point]
    point: dict[Spot, int]
    kerb: dict[tuple[int, bool], list[tuple[int, int]]]

    def along(self, segment: int, *, left: bool) -> list[tuple[int, int]]:
        """List the points along a kerb, as (decimetres from the segment's start, point)."""
        return self.kerb[segment, left]


def lay_kerbs(segments: Sequence[Segment], spots: Sequence[Spot], *, guarded: set[int]) -> Kerbs:
    """Lay both kerbs of every segment, from corner to corner through the places where doors stand."""
    corner, left, right = _corners(segments)
    offsets: list[set[int]] = [set() for _ in segments]
    for spot in spots:
        offsets[spot.segment].add(spot.offset)
    places = [(number, offset) for number in range(len(segments)) for offset in sorted(offsets[number])]
    both = [Spot(*place, on_left) for place in places for on_left in (True, False)]
    point = {spot: len(corner) + number for number, spot in enumerate(both)}
    graph: Graph = [{} for _ in range(len(corner) + len(both))]
    kerb: dict[tuple[int, bool], list[tuple[int, int]]] = {}
    for number, segment in enumerate(segments):
        # seen leaving the end, the segment's left is on the right
        for on_left, first, last in (
            (True, left[number, 0], right[number, 1]),
            (False, right[number, 0], left[number, 1]),
        ):
            between = [(offset, point[Spot(number, offset, on_left)]) for offset in sorted(offsets[number])]
            kerb[number, on_left] = [(0, first), *between, (segment.length_dm, last)]
            for (here, a), (there, b) in pairwise(kerb[number, on_left]):
                link(graph, a, b, there - here)
        _cross(graph, segment, kerb[number, True], kerb[number, False], guarded)
    return Kerbs(graph, segments, corner, point, kerb)


def _cross(
    graph: Graph, segment: Segment, left: list[tuple[int, int]], right: list[tuple[int, int]], guarded: set[int]
) -> None:
    """Link a segment's two kerbs at each place of it, or, where it may not be crossed freely, at its ends."""
    if segment.crossing_dm is not None:
        for (_, a), (_, b) in zip(left, right, strict=True):
            link(graph, a, b, segment.crossing_dm)
        return
    for node, place in ((segment.start, 0), (segment.end, -1)):
        dm = GUARDED_DM if node in guarded else segment.unmarked_dm
        if dm is not None:
            link(graph, left[place][1], right[place][1], dm)


def _corners(
    segments: Sequence[Segment],
) -> tuple[list[Point], dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    """Number the corners; give where each lies, and the corner to the left and to the right of each end, leaving it.

    An end is (segment, 0) at the segment's start and (segment, 1) at its end.
    """
    ends: dict[int, list[tuple[float, int, int]]] = {}
    place: dict[int, Point] = {}
    for number, segment in enumerate(segments):
        ends.setdefault(segment.start, []).append((_angle(segment.a, segment.b), number, 0))
        ends.setdefault(segment.end, []).append((_angle(segment.b, segment.a), number, 1))
        place[segment.start], place[segment.end] = segment.a, segment.b
    corner: list[Point] = []
    left: dict[tuple[int, int], int] = {}
    right: dict[tuple[int, int], int] = {}
    for node in sorted(ends):
        ring = [(number, end) for _, number, end in sorted(ends[node])]
        for here, following in zip(ring, ring[1:] + ring[:1], strict=True):
            left[here] = right[following] = len(corner)
            corner.append(place[node])
        if len(ring) == 1:
            right[ring[0]] = len(corner)
            corner.append(place[node])
    return corner, left, right


def _angle(here: Point, there: Point) -> float:
    """Give the angle from east, anticlockwise, 0 up to a full turn, the same for the same direction to the last bit."""
    dx, dy = there[0] - here[0], there[1] - here[1]
    shared = math.gcd(dx, dy) or 1
    angle = math.atan2(dy // shared, dx // shared)
    return angle if angle >= 0 else angle + 2 * math.pi
