"""Coaches and cars, as somebody's list gives them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from muster.plan.people import A_MINUTE_S, Person, moment, one_of, yes_no
from muster.table import CellError, Column, Problem, Row, degrees, read_table, whole_number

MOST_SEATS = 100
DETOUR_MIN = 45  # how long a driver goes out of the way, where nothing is said
A_DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a coach takes people in.

    Attributes:
        name: as printed.
        lon, lat: degrees.
        leaves_s: when it leaves there, seconds from midnight; None where the plan decides whether and when.
    """

    name: str
    lon: float
    lat: float
    leaves_s: int | None = None


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A coach or a car.

    Attributes:
        name: as the list gives it, once.
        kind: 'coach' or 'car'.
        seats: seats for riders; the driver's own isn't one of them.
        driver: the person who drives and comes along, or '' for a hired driver.
        lon, lat: where it stands in the morning.
        from_s: it doesn't leave before this, seconds from midnight.
        back_by_s: it is back where it stood by this, or None.
        wheelchairs: wheelchair places, beside the seats.
        step_free: whether one gets in without steps.
        returns: whether it takes people home.
        detour_s: how long the way may take beyond the straight way there, seconds.
        stops: a coach's stops, all with times or none; a car has none and comes to the door.
    """

    name: str
    kind: Literal["coach", "car"]
    seats: int
    driver: str
    lon: float
    lat: float
    from_s: int = 0
    back_by_s: int | None = None
    wheelchairs: int = 0
    step_free: bool = False
    returns: bool = True
    detour_s: int = DETOUR_MIN * A_MINUTE_S
    stops: tuple[Stop, ...] = ()

    @property
    def timetabled(self) -> bool:
        """Whether it keeps to a timetable."""
        return bool(self.stops) and self.stops[0].leaves_s is not None


def _stops(text: str) -> tuple[Stop, ...]:
    stops = tuple(_stop(part.strip()) for part in text.split("|") if part.strip())
    timed = {stop.leaves_s is not None for stop in stops}
    if len(timed) > 1:
        raise CellError("give every stop a time, or none; with none the plan chooses stops and times")
    times = [stop.leaves_s or 0 for stop in stops]
    if times != sorted(times):
        raise CellError("these stops aren't in the order of their times; put the earliest first")
    return stops


def _stop(text: str) -> Stop:
    cure = "write each stop as '07:10 -0.6502 52.6701 Market Place' (time, lon, lat, name), stops with | between"
    words = text.split()
    leaves_s = None
    try:
        if words and ":" in words[0]:
            leaves_s = moment(words.pop(0))
        lon, lat = degrees(180)(words[0]), degrees(90)(words[1])
    except (CellError, IndexError):
        raise CellError(cure) from None
    return Stop(" ".join(words[2:]) or f"{words[1]}, {words[0]}", lon, lat, leaves_s)


COLUMNS = (
    Column("vehicle", required=True),
    Column("kind", one_of("coach", "car"), required=True),
    Column("seats", whole_number(0, MOST_SEATS), required=True),
    Column("driver"),
    Column("lon", degrees(180), default=None),
    Column("lat", degrees(90), default=None),
    Column("from", moment, default=0),
    Column("back_by", moment, default=None),
    Column("wheelchairs", whole_number(0, MOST_SEATS), default=0),
    Column("step_free", yes_no, default=False),
    Column("returns", yes_no, default=True),
    Column("detour_min", whole_number(0, A_DAY_MIN), default=None),
    Column("stops", _stops, default=()),
)


def read_vehicles(
    content: bytes, people: Sequence[Person], *, name: str = "vehicles"
) -> tuple[tuple[Vehicle, ...], tuple[Problem, ...]]:
    """Read the list of vehicles; docs/methods/rides.md lists its columns.

    Args:
        content: the file's bytes.
        people: the people as read, to know the drivers.
        name: the file's name, for messages.

    Returns:
        The vehicles that could be read, in the file's order, and the problems of the rows that couldn't.

    Raises:
        TableError: if the file as a whole can't be read.
    """
    table = read_table(content, COLUMNS, name=name, unique="vehicle")
    by_name = {person.name: person for person in people}
    drives: dict[str, int] = {}
    problems = list(table.problems)
    vehicles = []
    for row in table.rows:
        driver = row.values["driver"]
        wrong = _across_columns(row, by_name, drives.get(driver))
        problems += wrong
        if not wrong:
            if driver:
                drives[driver] = row.number
            vehicles.append(_vehicle(row.values, by_name.get(driver)))
    return tuple(vehicles), tuple(sorted(problems, key=lambda problem: problem.row))


def _across_columns(row: Row, people: dict[str, Person], driven_in: int | None) -> list[Problem]:
    values = row.values
    driver, wrong = values["driver"], []
    if driver and driver not in people:
        wrong.append(Problem(row.number, "driver", driver, "nobody in the list of people has this name; add the row"))
    elif driven_in is not None:
        wrong.append(Problem(row.number, "driver", driver, f"they drive the vehicle in row {driven_in} already"))
    elif driver and people[driver].size - 1 > values["seats"]:
        size = people[driver].size
        wrong.append(Problem(row.number, "seats", str(values["seats"]), f"the driver's own party has {size} people"))
    if (values["lon"] is None) != (values["lat"] is None):
        blank = "lon" if values["lon"] is None else "lat"
        wrong.append(Problem(row.number, blank, "", "write both lon and lat, or neither"))
    elif values["lon"] is None and not driver and not values["stops"]:
        wrong.append(Problem(row.number, "lon", "", "say where it stands (lon, lat), who drives it, or its stops"))
    if values["kind"] == "coach" and not values["stops"]:
        cure = (
            "a coach needs stops: '07:10 -0.6502 52.6701 Market Place | ...', or without times for the plan to choose"
        )
        wrong.append(Problem(row.number, "stops", "", cure))
    if values["kind"] == "car" and values["stops"]:
        wrong.append(Problem(row.number, "stops", "", "a car fetches people at their doors; leave its stops blank"))
    return wrong


def _vehicle(values: dict[str, Any], driver: Person | None) -> Vehicle:
    stops = values["stops"]
    lon, lat = values["lon"], values["lat"]
    if lon is None:
        own = driver or stops[0]
        lon, lat = own.lon, own.lat
    detour = values["detour_min"]
    if detour is None:
        detour = DETOUR_MIN if values["kind"] == "car" else A_DAY_MIN
    home = [time for time in (values["back_by"], driver.home_by_s if driver else None) if time is not None]
    return Vehicle(
        name=values["vehicle"],
        kind=values["kind"],
        seats=values["seats"],
        driver=values["driver"],
        lon=lon,
        lat=lat,
        from_s=max(values["from"], driver.ready_s if driver else 0),
        back_by_s=min(home, default=None),
        wheelchairs=values["wheelchairs"],
        step_free=values["step_free"],
        returns=values["returns"],
        detour_s=detour * A_MINUTE_S,
        stops=stops,
    )
