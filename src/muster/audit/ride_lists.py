"""The lists and tables of a folder of rides, read a second time."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from muster.audit.drive import crow_dm
from muster.audit.tables import _rows as rows_of

YES = {"yes", "y", "1", "true"}


@dataclass(frozen=True, slots=True)
class Rider:
    """A row of people.csv."""

    name: str
    lon: float
    lat: float
    size: int
    ready_s: int
    home_by_s: int | None
    returns: bool
    needs: str
    walk_m: int
    lift_m: int
    apart: frozenset[str]
    rides: bool
    wants: int
    offers: int
    offers_step_free: bool
    wheelchairs: int

    @property
    def wheels(self) -> int:
        """How many wheelchair places they take."""
        return self.wheelchairs if self.needs == "wheelchair" else 0

    def away_dm(self, lon: float, lat: float) -> int:
        """Give how far a place is from their door, as the crow flies."""
        return int(crow_dm(self.lon, self.lat, np.array([lon]), np.array([lat]))[0])

    def way_s(self, lon: float, lat: float) -> int:
        """Give how long they walk there, or are lifted where it is too far to walk."""
        if (lon, lat) == (self.lon, self.lat):
            return 0
        dm = self.away_dm(lon, lat)
        return -(-dm * 13 * 3_600 // (10 * (50_000 if dm <= self.walk_m * 10 else 300_000)))

    def gets_in(self, coach: "Coach") -> bool:
        """Whether a vehicle has the way in, or the place, that they need."""
        if self.needs == "wheelchair":
            return coach.wheelchairs >= self.wheels
        return not self.needs or coach.step_free or coach.wheelchairs > 0


@dataclass(frozen=True, slots=True)
class Coach:
    """A row of vehicles.csv, a car too; stops are (time or None, lon, lat)."""

    name: str
    seats: int
    driver: str
    lon: float
    lat: float
    from_s: int
    back_by_s: int | None
    wheelchairs: int
    step_free: bool
    returns: bool
    detour_s: int
    stops: tuple[tuple[int | None, float, float], ...]
    kind: str

    @property
    def timed(self) -> bool:
        """Whether it keeps a timetable."""
        return bool(self.stops) and self.stops[0][0] is not None


def clock_s(text: str) -> int | None:
    """Read HH:MM or HH:MM:SS as seconds."""
    if not text:
        return None
    parts = [int(part) for part in text.split(":")]
    return parts[0] * 3600 + parts[1] * 60 + (parts[2] if len(parts) > 2 else 0)  # noqa: PLR2004 - seconds come third


def read_riders(content: bytes, without: frozenset[int]) -> dict[str, Rider]:
    """Read people.csv but for the rows that were set aside."""
    riders = {}
    for number, cells in rows_of(content, "people.csv", ("person", "lon", "lat")):
        if number not in without:
            rider = _rider(cells)
            riders[rider.name] = rider
    return riders


def _rider(cells: Mapping[str, str]) -> Rider:
    needs = cells.get("needs", "").casefold().replace("_", "-").replace(" ", "-")
    wants = int(cells.get("beds_wanted") or 0)
    returns = cells.get("returns", "").casefold()
    apart = re.split("[;|]", cells.get("apart_from", ""))
    return Rider(
        name=cells["person"],
        lon=float(cells["lon"]),
        lat=float(cells["lat"]),
        size=int(cells.get("size") or 1),
        ready_s=clock_s(cells.get("ready", "")) or 0,
        home_by_s=clock_s(cells.get("home_by", "")),
        returns=returns in YES if returns else wants == 0,
        needs=needs,
        walk_m=int(cells.get("walk_m") or (0 if needs else 1_500)),
        lift_m=int(cells.get("lift_m") or 0),
        apart=frozenset(name.strip() for name in apart if name.strip()),
        rides=(cells.get("rides", "") or "yes").casefold() in YES,
        wants=wants,
        offers=int(cells.get("beds_offered") or 0),
        offers_step_free=cells.get("bed_step_free", "").casefold() in YES,
        wheelchairs=int(cells.get("wheelchairs") or 1),
    )


def read_coaches(content: bytes, riders: Mapping[str, Rider], without: frozenset[int]) -> dict[str, Coach]:
    """Read vehicles.csv but for the rows that were set aside."""
    coaches = {}
    for number, cells in rows_of(content, "vehicles.csv", ("vehicle", "kind", "seats")):
        if number not in without:
            coach = _coach(cells, riders)
            coaches[coach.name] = coach
    return coaches


def _coach(cells: Mapping[str, str], riders: Mapping[str, Rider]) -> Coach:
    stops = tuple(_stop(part.split()) for part in cells.get("stops", "").split("|") if part.strip())
    driver = riders.get(cells.get("driver", ""))
    lon, lat = cells.get("lon", ""), cells.get("lat", "")
    other = (driver.lon, driver.lat) if driver else stops[0][1:] if stops else (0.0, 0.0)
    place = (float(lon), float(lat)) if lon else other
    kind = cells["kind"].casefold()
    homes = [s for s in (clock_s(cells.get("back_by", "")), driver.home_by_s if driver else None) if s is not None]
    return Coach(
        name=cells["vehicle"],
        seats=int(cells["seats"]),
        driver=driver.name if driver else "",
        lon=place[0],
        lat=place[1],
        from_s=max(clock_s(cells.get("from", "")) or 0, driver.ready_s if driver else 0),
        back_by_s=min(homes, default=None),
        wheelchairs=int(cells.get("wheelchairs") or 0),
        step_free=cells.get("step_free", "").casefold() in YES,
        returns=(cells.get("returns", "") or "yes").casefold() in YES,
        detour_s=60 * int(cells.get("detour_min") or (45 if kind == "car" else 1440)),
        stops=stops,
        kind=kind,
    )


def _stop(words: Sequence[str]) -> tuple[int | None, float, float]:
    timed = ":" in words[0]
    return clock_s(words[0]) if timed else None, float(words[timed]), float(words[timed + 1])
