"""How far it is between stops, and the way there. docs/methods/ground.md says what a distance is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.plan.ground import NEAREST, Ground, find_spots
from muster.plan.paths import FAR, among, measure, nearest, spread, trace
from muster.plan.pieces import join_dm, near_dm, nearest_to

Place = tuple[float, float]  # longitude, latitude


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Each stop's nearest others: stop s's are stop[first[s]:first[s + 1]], nearest first.

    Attributes:
        first: int64[stops + 1].
        stop: int32[all].
        dm: how far, int32[all].
    """

    first: NDArray[np.int64]
    stop: NDArray[np.int32]
    dm: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways between a place (a start or an end) and every stop.

    Attributes:
        place: longitude and latitude, as given.
        stop_dm: decimetres to each stop, int64[stops].
        via: the point by which the way to each stop reaches the links, int64[stops].
    """

    place: Place
    stop_dm: NDArray[np.int64]
    via: NDArray[np.int64]


def neighbours(ground: Ground, *, most: int) -> Neighbours:
    """Find the nearest stops of every stop, by walking distance."""
    count, which, dm = neighbours_table(ground, most=most)
    most = which.shape[1]
    held = np.arange(most) < count[:, None]
    first = np.concatenate(([0], np.cumsum(count))).astype(np.int64)
    return Neighbours(first, which[held], dm[held])


def neighbours_table(ground: Ground, *, most: int) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Give the same as a table: how many, int32[stops]; which and how far, int32[stops, most], -1 where fewer."""
    links = ground.links
    most = min(most, len(ground.stop_point) - 1)
    count, which, dm = nearest(links.first, links.adj, links.length_dm, ground.stop_point, ground.point_stop, most)
    return np.asarray(count), np.asarray(which), np.asarray(dm)


def legs_dm(ground: Ground, stops: NDArray[np.int64], to: NDArray[np.int64]) -> NDArray[np.int64]:
    """Measure from each stop to another, int64[n] decimetres."""
    links = ground.links
    here, there = ground.stop_point[stops].astype(np.int64), ground.stop_point[to].astype(np.int64)
    return np.asarray(measure(links.first, links.adj, links.length_dm, here, there))


def distances(ground: Ground, stops: Sequence[int] | NDArray[np.int32]) -> NDArray[np.int32]:
    """Measure between all of these stops: int32[n, n] decimetres, symmetric."""
    n = len(stops)
    return distances_of(ground, [np.asarray(stops, dtype=np.int64)])[0].reshape(n, n)


def distances_of(ground: Ground, groups: Sequence[NDArray[np.int64]]) -> list[NDArray[np.int32]]:
    """Measure between all stops of each group: one int32[n, n] a group."""
    links, sizes = ground.links, np.array([len(group) for group in groups], dtype=np.int64)
    begins = np.concatenate(([0], np.cumsum(sizes)))
    member = np.concatenate(groups).astype(np.int64)
    flat = among(links.first, links.adj, links.length_dm, ground.stop_point, begins, member)
    cuts = np.cumsum(sizes**2)
    return [part.reshape(n, n) for part, n in zip(np.split(flat, cuts[:-1]), sizes, strict=True)]


def ways_from(ground: Ground, place: Place) -> Ways:
    """Measure from a place, such as where a team is dropped off, to every stop."""
    seed, seed_dm = _seeds(ground, place)
    stop_dm, whose = _flood(ground, seed, seed_dm)
    if (stop_dm >= FAR).any():  # the place lies on a piece without doors
        seed, seed_dm = _nearest_corner(ground, place)
        stop_dm, whose = _flood(ground, seed, seed_dm)
    return Ways(place, stop_dm, seed[whose])


def walk_line(
    ground: Ground, stops: Sequence[int] | NDArray[np.int32], *, start: Ways | None = None, end: Ways | None = None
) -> list[Place]:
    """Draw the way along the kerbs from stop to stop, from the start and to the end where these are given."""
    return walk_lines(ground, [np.asarray(stops, dtype=np.int64)], start=start, end=end)[0]


def walk_lines(
    ground: Ground, walks: Sequence[NDArray[np.int64]], *, start: Ways | None = None, end: Ways | None = None
) -> list[list[Place]]:
    """Draw many walks at once, each as (longitude, latitude) in the order walked."""
    routes = []
    for walk in walks:
        before = [int(start.via[walk[0]])] if start else []
        after = [int(end.via[walk[-1]])] if end else []
        routes.append(np.array([*before, *ground.stop_point[walk].tolist(), *after], dtype=np.int64))
    return [
        ([start.place] if start else []) + line + ([end.place] if end else []) for line in _trace_all(ground, routes)
    ]


def _trace_all(ground: Ground, routes: list[NDArray[np.int64]]) -> list[list[Place]]:
    links = ground.links
    here = np.concatenate([route[:-1] for route in routes])
    there = np.concatenate([route[1:] for route in routes])
    begins, points = trace(links.first, links.adj, links.length_dm, here, there)
    lon, lat = ground.plane.lift(ground.point_x.astype(np.float64), ground.point_y.astype(np.float64))
    lines, leg = [], 0
    for route in routes:
        legs = len(route) - 1
        seen = points[begins[leg] : begins[leg + legs]] if legs else route
        x, y = ground.point_x[seen], ground.point_y[seen]
        moved = np.concatenate(([True], (x[1:] != x[:-1]) | (y[1:] != y[:-1])))
        lines.append(list(zip(lon[seen[moved]].tolist(), lat[seen[moved]].tolist(), strict=True)))
        leg += legs
    return lines


def _flood(
    ground: Ground, seed: NDArray[np.int64], seed_dm: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    links, label = ground.links, np.arange(len(seed), dtype=np.int32)
    far, whose = spread(links.first, links.adj, links.length_dm, seed, seed_dm, label)
    return far[ground.stop_point], whose[ground.stop_point]


def _seeds(ground: Ground, place: Place) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the points next to a place, and how far they are."""
    x, y = ground.plane.lay(np.array([place[0]]), np.array([place[1]]))
    if ground.kerbs is None:
        near = nearest_to(ground.point_x, ground.point_y, place=(int(x[0]), int(y[0])), most=NEAREST)
        return near, near_dm(ground.point_x[near] - x[0], ground.point_y[near] - y[0])
    kerbs = ground.kerbs
    spot = find_spots(kerbs, x, y, street=("",), side=("",))
    segment, offset, side = int(spot.segment[0]), int(spot.offset[0]), int(spot.side[0])
    first, last = np.searchsorted(ground.place_segment, [segment, segment + 1])
    places, corners = np.arange(first, last), len(kerbs.corner_x)
    seeds = []
    for kerb in (0, 1):
        crossed = 0 if kerb == side else int(kerbs.crossing_dm[segment])
        if crossed < 0:
            continue
        ends = (
            (0, int(kerbs.corner[segment, kerb])),
            (int(kerbs.length_dm[segment]), int(kerbs.corner[segment, 2 + kerb])),
        )
        on_kerb = zip(ground.place_offset[first:last].tolist(), (corners + 2 * places + kerb).tolist(), strict=True)
        seeds += [(point, abs(at - offset) + crossed) for at, point in (*ends, *on_kerb)]
    return np.array([point for point, _ in seeds], dtype=np.int64), np.array([dm for _, dm in seeds], dtype=np.int64)


def _nearest_corner(ground: Ground, place: Place) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    assert ground.kerbs is not None  # noqa: S101 - without an extract every place has neighbours
    x, y = ground.plane.lay(np.array([place[0]]), np.array([place[1]]))
    corner = np.flatnonzero(ground.point_reached[: len(ground.kerbs.corner_x)])
    at = (int(x[0]), int(y[0]))
    near = corner[nearest_to(ground.point_x[corner], ground.point_y[corner], place=at, most=1)]
    return near, join_dm(ground.point_x[near] - x[0], ground.point_y[near] - y[0])
