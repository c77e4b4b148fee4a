"""From a plan on its ground to boards: where each walk passes, which doors it meets, and what lies round it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from muster.paper.boards import Board, BoardStop, NearGround, NearStreet, board_code, plan_name
from muster.paper.door_labels import door_labels, house_order
from muster.paper.frame import LOW, PT_PER_M, TALL, WIDTH, Place, far, fit_frame
from muster.plan.backdrop import Shape
from muster.plan.ground import Ground
from muster.plan.near import walk_lines, ways_from
from muster.plan.streets import Streets
from muster.plan.turf import Plan, Turf

_Box = tuple[float, float, float, float]  # west, south, east, north

DM_PER_M = 10
S_PER_MIN = 60
KIND = {
    "major": ("motorway", "trunk", "primary", "secondary", "tertiary"),
    "minor": ("unclassified", "residential", "living_street", "road", "pedestrian"),
    "lane": ("service", "track"),
}  # and everything else is a path
EAST_WEST, NORTH_SOUTH = ("east", "west"), ("north", "south")
STEADY = 0.6  # doors on one side of a street that bends more than this have no side with a name
FEWEST_A_SIDE = 3  # a walk that crosses more often than this is told as both sides


@dataclass(frozen=True, slots=True)
class _Round:
    """The extract on the ground's plane, in decimetres: segments by their ends, way by way in drawn order."""

    streets: Streets
    x: NDArray[np.int64]
    y: NDArray[np.int64]
    kinds: tuple[str, ...]


def boards_of(
    plan: Plan,
    ground: Ground,
    streets: Streets | None,
    *,
    backdrop: Sequence[Shape] = (),
    start: Place | None = None,
    end: Place | None = None,
) -> tuple[Board, ...]:
    """Make a board of every turf, in the plan's order.

    Args:
        plan: the turfs; doors are indices into `ground.doors`.
        ground: where the doors are laid.
        streets: what the maps show; nothing but the walk without it.
        backdrop: what `muster.plan.backdrop` found; the maps show its water and green.
        start: (longitude, latitude) where every walk begins, if the plan was made so.
        end: where every walk ends, if so.
    """
    names = ground.doors.names
    name = plan_name((turf.number, [names[door] for door in turf.doors]) for turf in plan.turfs)
    labels = door_labels(names, ground.doors.street)
    lies = _lay_round(streets, ground) if streets else None
    under = _lay_under(backdrop, ground)
    met = [_met(turf, ground) for turf in plan.turfs]
    lines = _lines(ground, met, start, end)
    return tuple(
        _board(turf, board_code(name, turf.number), doors, line, labels=labels, ground=ground, lies=lies, under=under)
        for turf, doors, line in zip(plan.turfs, met, lines, strict=True)
    )


def _met(turf: Turf, ground: Ground) -> list[tuple[int, list[int]]]:
    """Give a turf's stops in walking order, each with its doors."""
    return [(stop, list(doors)) for stop, doors in groupby(turf.doors, key=lambda door: int(ground.stop_of_door[door]))]


def _lines(
    ground: Ground, met: Sequence[list[tuple[int, list[int]]]], start: Place | None, end: Place | None
) -> list[tuple[Place, ...]]:
    """Give every walk's places in metres on the ground's plane."""
    before, after = (ways_from(ground, place) if place else None for place in (start, end))
    walks = [np.array([stop for stop, _ in doors], dtype=np.int64) for doors in met]
    return [_metres(line, ground) for line in walk_lines(ground, walks, start=before, end=after)]


def _board(
    turf: Turf,
    code: str,
    met: Sequence[tuple[int, list[int]]],
    line: tuple[Place, ...],
    *,
    labels: Sequence[str],
    ground: Ground,
    lies: _Round | None,
    under: Sequence[tuple[NearGround, _Box]],
) -> Board:
    printed = _stops(met, labels, ground)
    box = _shown(printed, line)
    zones = {ground.doors.zone[door] for door in turf.doors}
    return Board(
        number=turf.number,
        code=code,
        zone=zones.pop() if len(zones) == 1 else "",
        minutes=-(-turf.work_s // S_PER_MIN),  # rounded up, as on every page
        walk_m=round(turf.walk_dm / DM_PER_M),
        stops=printed,
        line=line,
        streets_near=tuple(_near(box, lies)) if lies else (),
        ground_near=tuple(one for one, held in under if _meet(box, held)),
    )


def _stops(stops: Sequence[tuple[int, list[int]]], labels: Sequence[str], ground: Ground) -> tuple[BoardStop, ...]:
    doors = ground.doors
    at = ground.stop_point[[stop for stop, _ in stops]]
    x, y = ground.point_x[at] / DM_PER_M, ground.point_y[at] / DM_PER_M
    first = [met[0] for _, met in stops]
    door_x, door_y = (part / DM_PER_M for part in ground.plane.lay(doors.lon[first], doors.lat[first]))
    streets = [doors.street[door] for door in first]
    away = list(zip((door_x - x).tolist(), (door_y - y).tolist(), strict=True))
    sides = sides_of(streets, away)
    return tuple(
        BoardStop(
            float(x[i]), float(y[i]), float(door_x[i]), float(door_y[i]), streets[i], sides[i],
            tuple(sorted((labels[door] for door in met), key=house_order)),
        )
        for i, (_, met) in enumerate(stops)
    )  # fmt: skip


def sides_of(streets: Sequence[str], away: Sequence[Place]) -> list[str]:
    """Say for each stop on which side of its street the doors are.

    Args:
        streets: each stop's street, in walking order.
        away: the way from the street to the doors, metres east and north.

    Returns:
        'north side' and the like for runs along one side, 'both sides' where the walk crosses again and again, '' where
        the street bends too much for a compass or the doors stand on the line.
    """
    sides: list[str] = []
    for _, run in groupby(range(len(streets)), key=lambda i: streets[i]):
        stops = list(run)
        turns = [i for i, j in zip(stops[1:], stops, strict=False) if _dot(away[i], away[j]) < 0]
        if len(turns) > 1 and len(stops) < FEWEST_A_SIDE * (len(turns) + 1):
            sides += ["both sides"] * len(stops)
            continue
        for start, end in pairwise([stops[0], *turns, stops[-1] + 1]):
            sides += [_side(away[start:end])] * (end - start)
    return sides


def _side(away: Sequence[Place]) -> str:
    x, y = sum(x for x, _ in away), sum(y for _, y in away)
    all_far = sum(far(*one) for one in away)
    if all_far == 0 or far(x, y) < STEADY * all_far:
        return ""
    return (EAST_WEST[x < 0] if abs(x) >= abs(y) else NORTH_SOUTH[y < 0]) + " side"


def _dot(a: Place, b: Place) -> float:
    return a[0] * b[0] + a[1] * b[1]


def _lay_round(streets: Streets, ground: Ground) -> _Round:
    x, y = ground.plane.lay(streets.node_lon, streets.node_lat)
    kind_of = {name: kind for kind, names in KIND.items() for name in names}
    kinds = tuple(kind_of.get(one.removesuffix("_link"), "path") for one in streets.way_class)
    ends = np.stack((streets.segment_from, streets.segment_to))
    return _Round(streets, x[ends], y[ends], kinds)


def _lay_under(backdrop: Sequence[Shape], ground: Ground) -> list[tuple[NearGround, _Box]]:
    """Lay water and green on the ground's plane, in metres, each with the box that holds it."""
    laid = []
    for shape in backdrop:
        if shape.kind in {"green", "water"}:
            rings = tuple(_metres(ring, ground) for ring in (shape.places, *shape.holes))
            xs, ys = [x for x, _ in rings[0]], [y for _, y in rings[0]]
            one = NearGround(shape.kind if shape.area else "river", rings)
            laid.append((one, (min(xs), min(ys), max(xs), max(ys))))
    return laid


def _metres(places: Sequence[Place], ground: Ground) -> tuple[Place, ...]:
    lon, lat = np.array(places).T
    x, y = ground.plane.lay(lon, lat)
    return tuple(zip((x / DM_PER_M).tolist(), (y / DM_PER_M).tolist(), strict=True))


def _shown(stops: Sequence[BoardStop], line: Sequence[Place]) -> _Box:
    """Give the box of ground that a board's map can show, in metres."""
    frame = fit_frame([(stop.x_m, stop.y_m) for stop in stops], line, may_be_tall=False)
    reach_x, reach_y = (frame.scale * points / 2 / PT_PER_M for points in (WIDTH, max(LOW, TALL)))
    x, y = frame.middle_x_m, frame.middle_y_m
    return x - reach_x, y - reach_y, x + reach_x, y + reach_y


def _meet(a: _Box, b: _Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _near(box: _Box, lies: _Round) -> Iterable[NearStreet]:
    """Give the pieces of streets that the board's map can show."""
    left, low, right, high = (DM_PER_M * edge for edge in box)
    x, y = lies.x, lies.y
    seen = np.flatnonzero(
        (np.maximum(x[0], x[1]) > left) & (np.minimum(x[0], x[1]) < right)
        & (np.maximum(y[0], y[1]) > low) & (np.minimum(y[0], y[1]) < high)
    )  # fmt: skip
    way = lies.streets.segment_way[seen].tolist()
    places = list(
        zip((x[0, seen] / DM_PER_M).tolist(), (y[0, seen] / DM_PER_M).tolist(),
            (x[1, seen] / DM_PER_M).tolist(), (y[1, seen] / DM_PER_M).tolist(), strict=True)
    )  # fmt: skip
    for one, steps in groupby(range(len(places)), key=way.__getitem__):
        for piece in _chains(places[i] for i in steps):
            yield NearStreet(lies.kinds[one], lies.streets.way_name[one], tuple(piece))


def _chains(steps: Iterable[tuple[float, float, float, float]]) -> Iterable[list[Place]]:
    """Join straight segments that follow on each other."""
    chain: list[Place] = []
    for ax, ay, bx, by in steps:
        if chain and chain[-1] != (ax, ay):
            yield chain
            chain = []
        chain = [*(chain or [(ax, ay)]), (bx, by)]
    if chain:
        yield chain
