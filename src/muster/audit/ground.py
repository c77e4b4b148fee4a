"""The ground built a second time, by docs/methods/ground.md alone, as plainly as it can be."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.spatial import KDTree

from muster.audit.extract import plain, read_extract
from muster.audit.graph import Graph, Sets, flood, link, pieces
from muster.audit.kerbs import Kerbs, lay_kerbs
from muster.audit.plane import Plane, Point, join_dm, near_dm, plane_of, straight_dm
from muster.audit.segments import Finder, lay_segments
from muster.audit.tables import Door

NEAREST = 8
FAR = 1.0  # degrees
CLOSE = 1e-6  # the tree reckons in floats; what is as near is then found in whole numbers


@dataclass(frozen=True, slots=True)
class Ground:
    """The graph on which people walk.

    Attributes:
        graph: over points.
        stop: the point at which each door stands, in the list's order.
        seeds: asked with a place in degrees, the points next to it and how far they are; where no path leads from
            these to the doors, the second answer counts.
    """

    graph: Graph
    stop: list[int]
    seeds: Callable[[float, float], Iterable[list[tuple[int, int]]]]


def lay_ground(doors: Sequence[Door], streets: bytes | None, form: str) -> Ground:
    """Lay doors on the kerbs of an extract, or make streets of the doors."""
    plane = plane_of(doors)
    segments = lay_segments(extract := read_extract(streets, form), plane) if streets else []
    if not segments:
        return _without_extract(doors, plane)
    finder = Finder(segments)
    spots = [finder.spot(plane.lay(door.lon, door.lat), street=door.street, side=door.side) for door in doors]
    kerbs = lay_kerbs(segments, spots, guarded=extract.guarded)
    stop = [kerbs.point[spot] for spot in spots]
    piece = pieces(kerbs.graph)
    held = {piece[point] for point in stop}
    corners = [corner for corner in range(len(kerbs.corner)) if piece[corner] in held]
    join_pieces(kerbs.graph, corners, [kerbs.corner[corner] for corner in corners], piece)

    def seeds(lon: float, lat: float) -> Iterable[list[tuple[int, int]]]:
        place = plane.lay(lon, lat)
        yield _along(kerbs, finder, place)
        yield [_nearest_corner(place, corners, kerbs.corner)]

    return Ground(kerbs.graph, stop, seeds)


def of_this_place(doors: list[Door], streets: bytes | None, form: str) -> list[Door]:
    """Leave out doors more than a degree outside the ways or, without an extract, beyond a gap so wide."""
    if not doors:
        return doors
    extract = read_extract(streets, form) if streets else None
    ends = {
        node
        for way in (extract.ways if extract else ())
        for a, b in pairwise(way.nodes)
        if extract and a != b and a in extract.place and b in extract.place
        for node in (a, b)
    }
    if not extract or not ends:
        (west, east), (south, north) = (
            _held(sorted(axis)) for axis in zip(*((d.lon, d.lat) for d in doors), strict=True)
        )
        return [door for door in doors if west <= door.lon <= east and south <= door.lat <= north]
    places = [extract.place[node] for node in ends]
    west, east = min(lon for lon, _ in places) - FAR, max(lon for lon, _ in places) + FAR
    south, north = min(lat for _, lat in places) - FAR, max(lat for _, lat in places) + FAR
    return [door for door in doors if west <= door.lon <= east and south <= door.lat <= north]


def _held(degrees: Sequence[float]) -> tuple[float, float]:
    """Go from the middle one both ways until a gap of more than a degree; give the last ones on this side of it."""
    low = high = len(degrees) // 2
    while low > 0 and degrees[low] - degrees[low - 1] <= FAR:
        low -= 1
    while high + 1 < len(degrees) and degrees[high + 1] - degrees[high] <= FAR:
        high += 1
    return degrees[low], degrees[high]


def ways_dm(ground: Ground, place: tuple[float, float]) -> list[int]:
    """Measure the way between a place in degrees and each door."""
    for seeds in ground.seeds(*place):
        far, _ = flood(ground.graph, seeds)
        if all(point in far for point in ground.stop):
            break
    return [far[point] for point in ground.stop]


def join_pieces(graph: Graph, points: Sequence[int], places: Sequence[Point], piece: Sequence[int]) -> None:
    """Join pieces, nearest first, by the straight line between their nearest points; of equally near, the lower."""
    members: dict[int, list[int]] = {}
    for number, point in enumerate(points):
        members.setdefault(piece[point], []).append(number)
    groups = sorted(members.values(), key=len)
    pairs = []
    for later, group in enumerate(groups[1:], start=1):
        tree = KDTree(np.array([places[number] for number in group], dtype=np.float64))
        pairs += [_nearest_pair(other, group, tree, places) for other in groups[:later]]
    sets = Sets(len(points))
    for group in groups:
        for number in group:
            sets.join(number, group[0])
    for _, a, b in sorted(pairs):
        if sets.join(a, b):
            link(graph, points[a], points[b], join_dm(places[a], places[b]))


def _nearest_pair(
    here: Sequence[int], there: Sequence[int], tree: KDTree, places: Sequence[Point]
) -> tuple[int, int, int]:
    """Find the nearest pair of two groups, as (squared decimetres, lower, higher)."""
    at = np.array([places[number] for number in here], dtype=np.float64)
    far = np.asarray(tree.query(at)[0])
    least = float(far.min())
    found = []
    for row in np.flatnonzero(far <= least + CLOSE).tolist():
        for column in tree.query_ball_point(at[row], least + CLOSE):
            a, b = sorted((here[row], there[column]))
            found.append((_square(places[a], places[b]), a, b))
    return min(found)


def _square(a: Point, b: Point) -> int:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _along(kerbs: Kerbs, finder: Finder, place: Point) -> list[tuple[int, int]]:
    """Find what one reaches from a place along its kerb, and along the other kerb if one may cross there."""
    spot = finder.spot(place, street="", side="")
    seeds = [(point, abs(at - spot.offset)) for at, point in kerbs.along(spot.segment, left=spot.left)]
    crossing_dm = kerbs.segments[spot.segment].crossing_dm
    if crossing_dm is not None:
        other = kerbs.along(spot.segment, left=not spot.left)
        seeds += [(point, abs(at - spot.offset) + crossing_dm) for at, point in other]
    return seeds


def _nearest_corner(place: Point, corners: Sequence[int], at: Sequence[Point]) -> tuple[int, int]:
    nearest = min(corners, key=lambda corner: (_square(place, at[corner]), corner))
    return nearest, join_dm(place, at[nearest])


def _without_extract(doors: Sequence[Door], plane: Plane) -> Ground:
    number: dict[tuple[Point, str, str], int] = {}
    stop = [
        number.setdefault((plane.lay(door.lon, door.lat), plain(door.street), door.side), len(number)) for door in doors
    ]
    places = [place for place, _, _ in number]
    graph: Graph = [{} for _ in places]
    last: dict[tuple[str, str], int] = {}
    for here, (place, street, side) in enumerate(number):
        if street:
            before = last.get((street, side))
            if before is not None:
                link(graph, before, here, straight_dm(places[before], place))
            last[street, side] = here
    tree = KDTree(np.array(places, dtype=np.float64))
    for here, place in enumerate(places):
        for other in _nearest(tree, places, place, but=here):
            link(graph, here, other, near_dm(place, places[other]))
    join_pieces(graph, range(len(places)), places, pieces(graph))

    def seeds(lon: float, lat: float) -> Iterable[list[tuple[int, int]]]:
        place = plane.lay(lon, lat)
        yield [(other, near_dm(place, places[other])) for other in _nearest(tree, places, place, but=-1)]

    return Ground(graph, stop, seeds)


def _nearest(tree: KDTree, places: Sequence[Point], place: Point, *, but: int) -> list[int]:
    """Find the eight nearest others, by distance, then the lower number."""
    far, _ = tree.query(place, k=min(NEAREST + (but >= 0), len(places)))
    ball = tree.query_ball_point(place, float(np.max(far)) + CLOSE)
    return sorted((other for other in ball if other != but), key=lambda other: (_square(place, places[other]), other))[
        :NEAREST
    ]
