"""Rows of people.csv and vehicles.csv."""

from collections.abc import Sequence
from dataclasses import dataclass

from muster.county.plane import decimal
from muster.county.tables import Cells

PEOPLE_HEADER = (
    "person", "lon", "lat", "group", "size", "with", "ready", "home_by", "returns", "needs", "walk_m", "lift_m",
    "apart_from", "rides", "beds_wanted", "beds_offered", "bed_step_free",
)  # fmt: skip
VEHICLE_HEADER = (
    "vehicle", "kind", "seats", "driver", "lon", "lat", "from", "back_by", "wheelchairs", "step_free", "returns",
    "detour_min", "stops",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Traveller:
    """A row of people.csv, a cell an attribute; `party` is its column `with`."""

    name: str
    town: str
    lon_e7: int
    lat_e7: int
    size: int = 1
    party: str = ""
    ready: str = ""
    home_by: str = ""
    returns: str = ""
    needs: str = ""
    walk_m: str = ""
    lift_m: str = ""
    apart_from: str = ""
    rides: str = "yes"
    beds_wanted: int = 0
    beds_offered: int = 0
    bed_step_free: str = ""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A row of vehicles.csv."""

    name: str
    kind: str
    seats: int
    driver: str
    lon_e7: int
    lat_e7: int
    starts: str = ""
    back_by: str = ""
    wheelchairs: int = 0
    step_free: bool = False
    detour_min: str = ""
    stops: str = ""


def people_rows(people: Sequence[Traveller]) -> list[Cells]:
    """Write people.csv's rows."""
    return [
        (
            p.name, decimal(p.lon_e7), decimal(p.lat_e7), p.town, str(p.size), p.party, p.ready, p.home_by, p.returns,
            p.needs, p.walk_m, p.lift_m, p.apart_from, p.rides, _some(p.beds_wanted),
            _some(p.beds_offered), p.bed_step_free,
        )
        for p in people
    ]  # fmt: skip


def vehicle_rows(vehicles: Sequence[Vehicle]) -> list[Cells]:
    """Write vehicles.csv's rows."""
    return [
        (
            v.name, v.kind, str(v.seats), v.driver, decimal(v.lon_e7), decimal(v.lat_e7), v.starts, v.back_by,
            _some(v.wheelchairs), "yes" if v.step_free else "", "yes", v.detour_min, v.stops,
        )
        for v in vehicles
    ]  # fmt: skip


def _some(count: int) -> str:
    return str(count) if count else ""
