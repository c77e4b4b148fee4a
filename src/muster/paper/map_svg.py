"""The drawing in map.html: whole decimetres, y downwards, from the north-west corner of the doors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import atan2, degrees

import numpy as np

from muster.paper.boards import Board
from muster.paper.frame import Place, far
from muster.paper.from_plan import KIND
from muster.paper.kerb_line import beside, hands, stops_on, ticks_of
from muster.plan.area import Area
from muster.plan.backdrop import Shape
from muster.plan.ground import Ground
from muster.plan.streets import Streets

DM = 10
ROUND_DM = 1500  # how far round the doors the map goes
TILE_DM = 8000  # streets are drawn tile by tile, so that a browser passes over what it can't show
KERB_DM = 25
TICK_EVERY_DM, TICK_DM = 450, 60
LETTER_DM = 34  # a letter of a street's name where names are first shown
UPRIGHT = 90
QUIET, MAIN = "s", "m"  # the two greys


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the map shows, in decimetres of the ground's plane: its west and north edges, width and height."""

    west: int
    north: int
    wide: int
    high: int

    def place(self, x: float, y: float) -> tuple[int, int]:
        """Lay a place of the ground's plane on the sheet."""
        return round(x) - self.west, self.north - round(y)


def sheet_of(ground: Ground) -> Sheet:
    """Lay the sheet round all doors."""
    x, y = ground.plane.lay(ground.doors.lon, ground.doors.lat)
    west, east, south, north = int(x.min()), int(x.max()), int(y.min()), int(y.max())
    return Sheet(west - ROUND_DM, north + ROUND_DM, east - west + 2 * ROUND_DM, north - south + 2 * ROUND_DM)


def draw_line(line: Sequence[tuple[int, int]], *, close: bool = False) -> str:
    """Write a line as the shortest path data: one move, then steps."""
    steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(line) if (ax, ay) != (bx, by)]
    told = "".join(_pair(step, first=i == 0) for i, step in enumerate(steps))
    return f"M{_pair(line[0], first=True)}" + (f"l{told}" if told else "h0") + ("z" if close else "")


def draw_dots(places: Iterable[tuple[int, int]]) -> str:
    """Write places as lines of no length, which round ends make into dots."""
    told, last = [], (0, 0)
    for x, y in places:
        told.append(f"m{_pair((x - last[0], y - last[1]), first=True)}h0")
        last = (x, y)
    return "".join(told)


def draw_streets(streets: Streets, ground: Ground, sheet: Sheet) -> list[tuple[str, str]]:
    """Draw the streets in two greys, tile by tile.

    Returns:
        (grey, path data), the quieter grey first.
    """
    main = [one.removesuffix("_link") in KIND["major"] for one in streets.way_class]
    tiles: dict[tuple[str, int, int], list[str]] = {}
    for way, line in _lines_seen(streets, ground, sheet):
        tile = (MAIN if main[way] else QUIET, line[0][0] // TILE_DM, line[0][1] // TILE_DM)
        tiles.setdefault(tile, []).append(draw_line(line))
    order = sorted(tiles, key=lambda tile: (tile[0] != QUIET, tile))
    return [(tile[0], "".join(tiles[tile])) for tile in order]


def name_places(streets: Streets, ground: Ground, sheet: Sheet) -> list[tuple[str, int, int, int]]:
    """Say where streets' names stand: once a tile, in the middle of the longest straight that has room for them.

    Returns:
        (name, x, y, degrees clockwise, never upside down), by tile and name.
    """
    best: dict[tuple[int, int, str], tuple[int, int, int, int]] = {}
    for way, line in _lines_seen(streets, ground, sheet):
        name = streets.way_name[way]
        for (ax, ay), (bx, by) in pairwise(line) if name else ():
            x, y = (ax + bx) // 2, (ay + by) // 2
            long = round(far(bx - ax, by - ay))
            tile = (x // TILE_DM, y // TILE_DM, name)
            if long >= len(name) * LETTER_DM and long > best.get(tile, (0,))[0]:
                turn = round(degrees(atan2(by - ay, bx - ax)))
                best[tile] = (long, x, y, turn - 180 if turn > UPRIGHT else turn + 180 if turn <= -UPRIGHT else turn)
    return [(tile[2], *best[tile][1:]) for tile in sorted(best)]


def _lines_seen(streets: Streets, ground: Ground, sheet: Sheet) -> Iterable[tuple[int, list[tuple[int, int]]]]:
    """Give what the sheet shows of each way, piece by piece."""
    x, y = ground.plane.lay(streets.node_lon, streets.node_lat)
    x, y = x - sheet.west, sheet.north - y
    a, b = streets.segment_from, streets.segment_to
    on = (np.maximum(x[a], x[b]) > 0) & (np.minimum(x[a], x[b]) < sheet.wide)
    seen = np.flatnonzero(on & (np.maximum(y[a], y[b]) > 0) & (np.minimum(y[a], y[b]) < sheet.high))
    steps = zip(seen.tolist(), streets.segment_way[seen].tolist(), strict=True)
    for way, run in groupby(steps, key=lambda step: step[1]):
        for chain in _chains([(int(a[i]), int(b[i])) for i, _ in run]):
            yield way, [(int(x[node]), int(y[node])) for node in chain]


def draw_ground(backdrop: Sequence[Shape], ground: Ground, sheet: Sheet) -> list[tuple[str, str]]:
    """Draw the water and the green that the sheet shows.

    Returns:
        ('green', 'water' or, for a river's line, 'river', path data), green first.
    """
    drawn = []
    for shape in backdrop:
        if shape.kind not in {"green", "water"}:
            continue
        line = _laid(shape.places, ground, sheet)
        xs, ys = [x for x, _ in line], [y for _, y in line]
        if max(xs) > 0 and min(xs) < sheet.wide and max(ys) > 0 and min(ys) < sheet.high:
            holes = "".join(draw_line(_laid(hole, ground, sheet), close=True) for hole in shape.holes)
            drawn.append((shape.kind if shape.area else "river", draw_line(line, close=shape.area) + holes))
    return sorted(drawn, key=lambda one: one[0])


def draw_area(area: Area, ground: Ground, sheet: Sheet) -> str:
    """Draw a turf's area."""
    rings = [ring for polygon in area.polygons for ring in polygon]
    return "".join(draw_line(_laid(ring, ground, sheet)[:-1], close=True) for ring in rings)


def label_place(area: Area, ground: Ground, sheet: Sheet) -> tuple[int, int]:
    """Say where a turf's number stands."""
    return _laid([area.label], ground, sheet)[0]


def draw_walk(board: Board, sheet: Sheet) -> tuple[str, str, tuple[int, int]]:
    """Draw a turf's walk beside the streets: path data of the line and of its ticks, and where it starts."""
    line = [place for place, _ in groupby(sheet.place(DM * x, DM * y) for x, y in board.line)]
    stops = [sheet.place(DM * stop.x_m, DM * stop.y_m) for stop in board.stops]
    doors = [sheet.place(DM * stop.door_x_m, DM * stop.door_y_m) for stop in board.stops]
    at = stops_on(line, stops)
    walk = beside(line, at, hands(line, at, stops, doors), far=KERB_DM)
    ticks = ticks_of(walk, every=TICK_EVERY_DM, size=TICK_DM)
    return draw_line(_whole(walk)), "".join(draw_line(_whole(tick), close=True) for tick in ticks), _whole(walk)[0]


def draw_doors(doors: Sequence[int], ground: Ground, sheet: Sheet) -> str:
    """Draw the doors where they stand."""
    x, y = ground.plane.lay(ground.doors.lon[list(doors)], ground.doors.lat[list(doors)])
    return draw_dots(zip((x - sheet.west).tolist(), (sheet.north - y).tolist(), strict=True))


def _laid(places: Sequence[Place], ground: Ground, sheet: Sheet) -> list[tuple[int, int]]:
    lon, lat = np.array(places).T
    x, y = ground.plane.lay(lon, lat)
    return list(zip((x - sheet.west).tolist(), (sheet.north - y).tolist(), strict=True))


def _whole(line: Iterable[Place]) -> list[tuple[int, int]]:
    return [(round(x), round(y)) for x, y in line]


def _chains(steps: Iterable[tuple[int, int]]) -> Iterable[list[int]]:
    """Join segments that follow on each other to chains of nodes."""
    chain: list[int] = []
    for start, end in steps:
        if chain and chain[-1] != start:
            yield chain
            chain = []
        chain = [*(chain or [start]), end]
    if chain:
        yield chain


def _pair(step: tuple[int, int], *, first: bool) -> str:
    x, y = step
    return f"{'' if first or x < 0 else ' '}{x}{'' if y < 0 else ' '}{y}"
