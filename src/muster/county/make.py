"""The made-up county, whole: from a seed and a first day to values and files."""

import json
from dataclasses import asdict, dataclass
from datetime import date

from muster.county import tables
from muster.county.chance import Chance
from muster.county.plane import Point, degrees_of
from muster.county.tables import Cells, Planted, Slip
from muster.county.town import Town, make_town, streets_osm

DOORS = "doors.csv"
DOOR_HEADER = ("door", "lon", "lat", "street", "side", "service_s", "zone")
DOOR_SLIPS = (
    Slip("door", ""),
    Slip("lat", "5292.0134"),
    Slip("service_s", "two minutes"),
    Slip("side", "north"),
    Slip("door", "", keep=True),
)


@dataclass(frozen=True, slots=True)
class County:
    """Everything that was made up.

    Attributes:
        seed: what it was made from.
        first_day: the day of the first start; every date hangs on it.
        town: streets, water, parks, doors and the planned crossings.
        water, parks: rings in decimetres from the market cross, for drawing.
        door_rows: the rows of doors.csv, spoilt ones among them.
        planted: the rows that a reader must refuse, and no others.
    """

    seed: int
    first_day: date
    town: Town
    water: tuple[Point, ...]
    parks: tuple[tuple[str, tuple[Point, ...]], ...]
    door_rows: tuple[Cells, ...]
    planted: tuple[Planted, ...]


def make_county(*, seed: int, first_day: date) -> County:
    """Make a county up. The same seed and day give the same county on every machine."""
    town = make_town(seed)
    doors, planted = tables.plant(
        DOORS, DOOR_HEADER, _door_rows(town), DOOR_SLIPS, chance=Chance(seed, "planted doors")
    )
    return County(
        seed=seed,
        first_day=first_day,
        town=town,
        water=town.land.water,
        parks=tuple((name, ring) for name, _, ring in town.land.parks),
        door_rows=tuple(doors),
        planted=planted,
    )


def county_files(county: County) -> dict[str, bytes]:
    """Write the county as files, by name."""
    return {
        DOORS: tables.table_bytes(DOOR_HEADER, county.door_rows),
        "streets.osm": streets_osm(county.town),
        "planted.json": _json([asdict(row) for row in county.planted]),
    }


def _door_rows(town: Town) -> list[Cells]:
    return [
        (door.name, *degrees_of(door.place), door.street, door.side, str(door.service_s), door.ward)
        for door in town.doors
    ]


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()
