"""The made-up county, whole: from a seed and a first day to values and files."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import NamedTuple

from muster.county import lie
from muster.county.chance import Chance
from muster.county.day import ARRIVE, LEAVE, ActionDay, make_day
from muster.county.groups import Group
from muster.county.last_year import LastYear, make_last_year
from muster.county.movement import GROUP_HEADER, MEMBER_HEADER, Member, group_rows, make_members, member_rows
from muster.county.plane import Point, degrees_of
from muster.county.postcodes import POSTCODE_HEADER, postcode_rows
from muster.county.register import HEADER, Elector, make_register, register_rows
from muster.county.tables import Cells, Planted, Slip, plant, table_bytes
from muster.county.town import Town, make_town, streets_osm
from muster.county.travellers import PEOPLE_HEADER, VEHICLE_HEADER, people_rows, vehicle_rows

DOORS, PEOPLE, VEHICLES = "doors.csv", "people.csv", "vehicles.csv"
REGISTER, REGISTER_BEFORE = "register.csv", "register-last-year.csv"
DOOR_HEADER = ("door", "lon", "lat", "street", "side", "service_s", "zone")
SLIPS = {
    DOORS: (
        Slip("door", ""),
        Slip("lat", "5292.0134"),
        Slip("service_s", "two minutes"),
        Slip("side", "north"),
        Slip("door", "", keep=True),
    ),
    PEOPLE: (Slip("ready", "25:10"), Slip("beds_wanted", "7"), Slip("apart_from", "Auntie Jo")),
    VEHICLES: (Slip("seats", "four"),),
    REGISTER: (
        Slip("Elector Number", "4o7"),
        Slip("Elector Number Suffix", "one"),
        Slip("Elector Number", "", keep=True),
    ),
    REGISTER_BEFORE: (Slip("Elector Number", "twelve"),),
}
BREAKDOWN = "coach 2 breaks down 09:00"


class Table(NamedTuple):
    """A table's header and good rows, how a second thing is named after a first, and what a row's key is."""

    header: tuple[str, ...]
    rows: list[Cells]
    again: Callable[[str], str]
    key: Callable[[Cells], str]


@dataclass(frozen=True, slots=True)
class County:
    """Everything that was made up.

    Attributes:
        seed: what it was made from.
        first_day: the day of the first start; every date hangs on it.
        town: streets, water, parks, doors and the planned crossings.
        water, parks: rings in decimetres from the market cross, for drawing.
        groups, members: the movement.
        electors: the register, in street order.
        last_year: the register of a year before, and who of it stands where in this year's.
        day: the action day.
        rows: the rows of doors.csv, people.csv, vehicles.csv and both registers, spoilt ones among them.
        planted: the rows that a reader must refuse, and no others.
    """

    seed: int
    first_day: date
    town: Town
    water: tuple[Point, ...]
    parks: tuple[tuple[str, tuple[Point, ...]], ...]
    groups: tuple[Group, ...]
    members: tuple[Member, ...]
    electors: tuple[Elector, ...]
    last_year: LastYear
    day: ActionDay
    rows: dict[str, tuple[Cells, ...]]
    planted: tuple[Planted, ...]


def make_county(*, seed: int, first_day: date) -> County:
    """Make a county up. The same seed and day give the same county on every machine."""
    town = make_town(seed)
    groups, members = make_members(town.doors, first_day=first_day, chance=Chance(seed, "members"))
    day = make_day(groups, members, first_day=first_day, chance=Chance(seed, "day"))
    electors = make_register(town.doors, first_day=first_day, chance=Chance(seed, "register"))
    last_year = make_last_year(electors, first_day=first_day, chance=Chance(seed, "last year"))
    rows, planted = _planted(_tables(town, day, electors, last_year), seed)
    return County(
        seed=seed,
        first_day=first_day,
        town=town,
        water=town.land.water,
        parks=tuple((name, ring.points) for name, _, ring in town.land.parks),
        groups=groups,
        members=members,
        electors=electors,
        last_year=last_year,
        day=day,
        rows=rows,
        planted=planted,
    )


def county_files(county: County) -> dict[str, bytes]:
    """Write the county as files, by name."""
    return {
        DOORS: table_bytes(DOOR_HEADER, county.rows[DOORS]),
        "streets.osm": streets_osm(county.town),
        PEOPLE: table_bytes(PEOPLE_HEADER, county.rows[PEOPLE]),
        VEHICLES: table_bytes(VEHICLE_HEADER, county.rows[VEHICLES]),
        "members.csv": table_bytes(MEMBER_HEADER, member_rows(county.members)),
        "groups.csv": table_bytes(GROUP_HEADER, group_rows(county.groups, county.members)),
        REGISTER: table_bytes(HEADER, county.rows[REGISTER]),
        REGISTER_BEFORE: table_bytes(HEADER, county.rows[REGISTER_BEFORE]),
        "postcodes.csv": table_bytes(POSTCODE_HEADER, postcode_rows(county.town.doors)),
        "day.json": _json(_day(county)),
        "planted.json": _json([asdict(row) for row in county.planted]),
    }


def _tables(town: Town, day: ActionDay, electors: Sequence[Elector], last_year: LastYear) -> dict[str, Table]:
    """Write the rows of the tables in which slips are planted."""
    return {
        DOORS: Table(DOOR_HEADER, _door_rows(town), _again, _first),
        PEOPLE: Table(PEOPLE_HEADER, people_rows(day.people), _again, _first),
        VEHICLES: Table(VEHICLE_HEADER, vehicle_rows(day.vehicles), _again, _first),
        REGISTER: Table(
            HEADER, register_rows(electors), str, _elector
        ),  # the first column is the district, which stays
        REGISTER_BEFORE: Table(HEADER, register_rows(last_year.electors), str, _elector),
    }


def _planted(tables: dict[str, Table], seed: int) -> tuple[dict[str, tuple[Cells, ...]], tuple[Planted, ...]]:
    """Plant the slips in the tables' rows."""
    rows: dict[str, tuple[Cells, ...]] = {}
    planted: list[Planted] = []
    for file, table in tables.items():
        chance = Chance(seed, f"planted {file}")
        spoilt, marks = plant(
            file, table.header, table.rows, SLIPS[file], again=table.again, key=table.key, chance=chance
        )
        rows[file] = tuple(spoilt)
        planted += marks
    return rows, tuple(planted)


def _again(key: str) -> str:
    """Name a second thing after a first: '14A Mill Street' of '14 Mill Street', 'Car 7 (2)' of 'Car 7'."""
    number, space, rest = key.partition(" ")
    return f"{number}A{space}{rest}" if number.isdecimal() else f"{key} (2)"


def _first(row: Cells) -> str:
    return row[0]


def _elector(row: Cells) -> str:
    """Name an elector as councils do: 'CA-407'."""
    return f"{row[0]}-{row[1]}"


def _day(county: County) -> dict[str, object]:
    kind, name, cross = county.town.named[0]
    lon, lat = map(float, degrees_of(cross))
    return {
        "title": f"Action day in {name}",
        "note": "A made-up day in a made-up town. Nobody and nothing in it is real.",
        "date": county.day.held_on.isoformat(),
        "place": {"name": name, "kind": kind, "meeting_point": "the market cross", "lon": lon, "lat": lat},
        "arrive": ARRIVE,
        "leave": LEAVE,
        "people": county.day.places + county.day.short_by,
        "places": county.day.places,
        "breakdown": BREAKDOWN,
        "zones": sorted({door.ward for door in county.town.doors}),
        "villages": sorted(lie.VILLAGES),
        "crossings": sorted(crossing.kind for crossing in county.town.crossings),
    }


def _door_rows(town: Town) -> list[Cells]:
    return [
        (door.name, *degrees_of(door.place), door.street, door.side, str(door.service_s), door.ward)
        for door in town.doors
    ]


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()
