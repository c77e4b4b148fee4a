"""The plane of docs/methods/ground.md, a second time."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from muster.audit.tables import Door

EARTH_DM = 63_710_088
LEAST_JOIN_DM = 250

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Plane:
    """Where degrees lie in decimetres, about a middle."""

    lon0: float
    lat0: float

    def lay(self, lon: float, lat: float) -> Point:
        """Round a place onto the plane."""
        x = EARTH_DM * round(math.cos(math.radians(self.lat0)), 9) * math.radians(lon - self.lon0)
        return round(x), round(EARTH_DM * math.radians(lat - self.lat0))


def plane_of(doors: Sequence[Door]) -> Plane:
    """Find the plane half way between the least and the greatest degrees."""
    lon, lat = [door.lon for door in doors], [door.lat for door in doors]
    return Plane((min(lon) + max(lon)) / 2, (min(lat) + max(lat)) / 2)


def straight_dm(a: Point, b: Point) -> int:
    """Round the straight line, at least 1."""
    return max(1, round(math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)))


def near_dm(a: Point, b: Point) -> int:
    """Give a link between near doors where there is no extract: a quarter as long again."""
    return max(1, round(1.25 * math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)))


def join_dm(a: Point, b: Point) -> int:
    """Give a link between pieces that no path joins: half as long again, at least 25 m."""
    return max(LEAST_JOIN_DM, round(1.5 * math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)))
