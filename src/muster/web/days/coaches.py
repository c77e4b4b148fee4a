"""Coaches as somebody orders them: where they stop and when, and what is refused."""

import re
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from muster.table import CellError, degrees
from muster.web.days.models import Day
from muster.web.days.models_of_people import Stop, Vehicle
from muster.web.days.riders import Place, at_postcodes
from muster.web.roll.models import Group
from muster.web.roll.reach import read_postcode

MOST_STOPS = 20
_DEGREES = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


class StopError(ValueError):
    """A line of the stops can't be read; the words say which and what to do."""


class BookedError(ValueError):
    """This coach drives for another day on this date; `vehicle` is it there."""

    def __init__(self, vehicle: Vehicle) -> None:
        """Keep where it drives."""
        self.vehicle = vehicle
        super().__init__(vehicle.name)


@dataclass(frozen=True, slots=True)
class StopTold:
    """Where a coach stops, and when it leaves there: None where the plan decides whether and when."""

    name: str
    lon: float
    lat: float
    leaves_min: int | None = None


@dataclass(frozen=True, slots=True)
class CoachTold:
    """A coach as somebody orders it."""

    name: str
    seats: int
    stops: tuple[StopTold, ...]
    operator: str = ""
    rings: str = ""
    wheelchairs: int = 0
    step_free: bool = False
    from_min: int | None = None
    back_by_min: int | None = None
    returns: bool = True


def read_stops(text: str, day: Day) -> tuple[StopTold, ...]:
    """Read stops, one a line: a time, the name, and where it is, such as `07:10 Market Place, LE15 6HG`.

    Where it is may be a postcode, degrees (`52.6701, -0.6502`), or nothing where the stop is called like a group.

    Raises:
        StopError: a line can't be read, times fall, or some stops have a time and others none.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise StopError(_("Write at least one stop, a line each: 07:10 Market Place, LE15 6HG"))
    if len(lines) > MOST_STOPS:
        raise StopError(_("A coach has at most %(n)s stops.") % {"n": MOST_STOPS})
    stops = tuple(_stop(number, line, day) for number, line in enumerate(lines, start=1))
    times = [stop.leaves_min for stop in stops if stop.leaves_min is not None]
    if times and len(times) < len(stops):
        raise StopError(_("Give every stop a time, or none: with none the plan chooses."))
    if times != sorted(times):
        raise StopError(_("These stops aren’t in the order of their times; put the earliest first."))
    return stops


def _stop(number: int, line: str, day: Day) -> StopTold:
    leaves_min, rest = _time_of(line)
    name, place = _by_degrees(rest) or _by_postcode(rest, day) or _by_group(rest) or ("", None)
    if place is None:
        words = _("Line %(n)s: where is “%(line)s”? Put a postcode behind a comma, or 52.6701, -0.6502.")
        raise StopError(words % {"n": number, "line": rest})
    return StopTold(name, *place, leaves_min)


def _by_degrees(text: str) -> tuple[str, Place] | None:
    found = _DEGREES.search(text)
    if found is None:
        return None
    try:
        lat, lon = degrees(90)(found[1]), degrees(180)(found[2])
    except CellError:
        return None
    return text[: found.start()].strip(" ,;") or f"{lat}, {lon}", (lon, lat)


def _by_postcode(text: str, day: Day) -> tuple[str, Place] | None:
    """Look for the postcode behind the last comma, or of the whole, in the tables that somebody brought."""
    name, _comma, last = (part.strip() for part in text.rpartition(","))
    code, _note = read_postcode(last)
    place = at_postcodes(day, [code]).get(code) if code else None
    return (name or last, place) if place else None


def _by_group(text: str) -> tuple[str, Place] | None:
    """Take a stop that is called like a group, or begins with one's name and a comma, as lying where the group does."""
    first = text.split(",", maxsplit=1)[0].strip()
    named = Q(name__iexact=text) | Q(name__iexact=first)
    group = Group.objects.filter(named).first()
    if group is None or group.lon is None or group.lat is None:
        return None
    return text, (group.lon, group.lat)


def _time_of(line: str) -> tuple[int | None, str]:
    first, _blank, rest = line.partition(" ")
    clock = _CLOCK.fullmatch(first)
    if clock is None:
        return None, line
    return int(clock[1]) * 60 + int(clock[2]), rest.strip()


def keep_coach(row: Vehicle, told: CoachTold) -> Vehicle:
    """Keep a coach and its stops as told.

    Raises:
        BookedError: the operator's coach of this name drives for another day on this date.
    """
    booked = Vehicle.objects.filter(
        operator=told.operator, name=told.name, held_on=row.day.held_on, kind=Vehicle.Kind.COACH, withdrawn_at=None
    )
    other = booked.exclude(pk=row.pk).exclude(operator="").select_related("day").first()
    if other is not None:
        raise BookedError(other)
    for name in (
        "name",
        "seats",
        "operator",
        "rings",
        "wheelchairs",
        "step_free",
        "from_min",
        "back_by_min",
        "returns",
    ):
        setattr(row, name, getattr(told, name))
    row.kind, row.held_on, row.lon, row.lat = Vehicle.Kind.COACH, row.day.held_on, told.stops[0].lon, told.stops[0].lat
    row.withdrawn_at = None
    row.save()
    row.stops.all().delete()
    Stop.objects.bulk_create(
        Stop(vehicle=row, order=order, name=one.name[:80], lon=one.lon, lat=one.lat, leaves_min=one.leaves_min)
        for order, one in enumerate(told.stops)
    )
    return row
