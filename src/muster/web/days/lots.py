"""A trial's lottery as somebody brings it: which doors of an area no day visits, and which trials hold some."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from muster.table import Column, Problem, TableError, read_table, whole_number
from muster.web.days.models import Day
from muster.web.days.models_of_turfs import LeftAlone, Turf
from muster.web.days.offered import doors_in, doors_offered
from muster.web.register.models import Area

MOST_ID = 2**63 - 1
_COLUMNS = (Column("door", whole_number(1, MOST_ID), required=True), Column("arm", required=True))
HEADER = ("door", "street", "zone", "lon", "lat")


class LotsError(ValueError):
    """The lottery can't be taken as it is; `problems` says which rows, which columns, and what to do."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep what is wrong."""
        self.problems = tuple(problems)
        super().__init__(f"{len(self.problems)} rows")


@dataclass(frozen=True, slots=True)
class Held:
    """A trial that keeps doors from every day of an area."""

    trial: str
    doors: int


def read_lots(content: bytes, area: Area, *, name: str, arm: str) -> tuple[int, ...]:
    """Read which doors a lottery leaves alone: those of one arm, by their numbers.

    Raises:
        LotsError: a row can't be read, a door is not in the area, or nothing was drawn for that arm.
    """
    try:
        table = read_table(content, _COLUMNS, name=name, unique="door")
    except TableError as error:
        raise LotsError(error.problems) from error
    if table.problems:
        raise LotsError(table.problems)
    there = doors_in(area, [row.values["door"] for row in table.rows])
    cure = f"{area.name} has no door of this number; draw lots for the list that this page gives"
    strange = [
        Problem(row.number, "door", str(row.values["door"]), cure)
        for row in table.rows
        if row.values["door"] not in there
    ]
    if strange:
        raise LotsError(strange)
    drawn = tuple(row.values["door"] for row in table.rows if row.values["arm"].casefold() == arm.casefold())
    if not drawn:
        arms = ", ".join(sorted({row.values["arm"] for row in table.rows})) or "no arm at all"
        raise LotsError([Problem(1, "arm", arm, f"no door has this arm; the file has {arms}")])
    return drawn


def doors_listed(day: Day) -> list[tuple[object, ...]]:
    """List the doors that a day is offered, by their numbers, so that lots can be drawn for them; nobody's name.

    Raises:
        ZoneGoneError, NoAreaError: as `doors_offered`.
    """
    doors = doors_offered(day).doors
    return list(zip(doors.names, doors.street, doors.zone, doors.lon.tolist(), doors.lat.tolist(), strict=True))


def held_in(area: Area) -> list[Held]:
    """Give the trials that keep doors of an area from every day."""
    rows = LeftAlone.objects.filter(area=area).values("trial").annotate(doors=Count("pk")).order_by("trial")
    return [Held(row["trial"], row["doors"]) for row in rows]


def still_in_turfs(day: Day) -> int:
    """Count the doors that are left alone and stand in the day's turfs all the same, as they were cut before."""
    alone = set(LeftAlone.objects.filter(area=day.area_id).values_list("door", flat=True))
    if not alone:
        return 0
    turfs = Turf.objects.filter(day=day).values_list("door_ids", flat=True)
    return sum(door in alone for doors in turfs for door in doors)
