"""What happens on the day, read from a short sentence."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from muster.plan.people import A_MINUTE_S, Person
from muster.plan.vehicles import Vehicle
from muster.table import CellError, time_of_day

KMH_PER_MPH = 1.609344
FORMS = (
    "coach 2 breaks down 08:40",
    "coach 2 breaks down after Market Place 08:40",
    "coach 1 slows to 20 mph 08:10",
    "car 14 leaves 15 min late",
    "coach 1 leaves 15 min late from Market Place 08:30",
    "coach 1 arrives 15 min late 09:20",
    "car 14 cancelled",
    "person 231 overslept",
    "person 231 overslept until 08:50",
    "person 231 drops out",
    "road closed A6003 08:00",
)


class EventError(ValueError):
    """Nobody can make sense of the event, or it can't have happened; the sentence says what to write."""


@dataclass(frozen=True, slots=True)
class BreaksDown:
    """A vehicle stands still; whoever is aboard stands beside it.

    The last stop that it has left is named by itself or by who got in there; where nobody says, it kept to its plan.
    """

    vehicle: int
    at_s: int | None
    stop: str = ""


@dataclass(frozen=True, slots=True)
class SlowsTo:
    """A vehicle can't go faster."""

    vehicle: int
    kmh: float
    at_s: int | None


@dataclass(frozen=True, slots=True)
class LeavesLate:
    """A vehicle leaves so much later than planned: its first stop, or one that is named by itself or who gets in."""

    vehicle: int
    by_s: int
    at_s: int | None
    stop: str = ""


@dataclass(frozen=True, slots=True)
class ArrivesLate:
    """A vehicle that has left its last stop is there so much later than planned."""

    vehicle: int
    by_s: int
    at_s: int | None


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A vehicle doesn't come."""

    vehicle: int
    at_s: int | None


@dataclass(frozen=True, slots=True)
class Overslept:
    """Somebody is ready later; an hour later than they were to be fetched where nothing is said."""

    person: int
    until_s: int | None
    at_s: int | None


@dataclass(frozen=True, slots=True)
class StaysAway:
    """Somebody isn't coming."""

    person: int
    at_s: int | None


@dataclass(frozen=True, slots=True)
class RoadClosed:
    """A road is shut, by its name or number."""

    road: str
    at_s: int | None


Event = BreaksDown | SlowsTo | LeavesLate | ArrivesLate | Cancelled | Overslept | StaysAway | RoadClosed

_SPACE = r"\s+"
_GRAMMAR = (
    (r"(?P<v>.+?) (?:has )?(?:breaks|broken) down(?: after (?P<stop>.+?))?", "down"),
    (r"(?P<v>.+?) slows (?:down )?to (?P<n>\d+(?:\.\d+)?) ?(?P<unit>mph|km/h|kmh|kph)", "slow"),
    (r"(?P<v>.+?) leaves (?P<n>\d+) ?(?:m|min|mins|minutes?) late(?: from (?P<stop>.+?))?", "late"),
    (r"(?P<v>.+?) arrives (?P<n>\d+) ?(?:m|min|mins|minutes?) late", "arrives"),
    (r"(?P<p>.+?) (?:has )?overslept(?: until (?P<until>\d\d?:\d\d))?", "overslept"),
    (r"(?P<p>.+?) (?:drops|has dropped) out", "away"),
    (r"(?P<v>.+?) (?:is )?cancelled", "cancelled"),
    (r"(?:the )?road (?:is )?closed:? (?P<road>.+?)", "road"),
    (r"(?P<road>.+?) (?:is )?(?:closed|shut)", "road"),
)


def read_event(words: str, people: Sequence[Person], vehicles: Sequence[Vehicle]) -> Event:
    """Read one sentence.

    Args:
        words: in one of `FORMS`; a time at the end says when, in capitals or not.
        people: to know persons by name.
        vehicles: to know vehicles by name, or by kind and name.

    Raises:
        EventError: if it has no such form, or names nobody; the sentence lists the forms or near names.
    """
    text = re.sub(_SPACE, " ", words).strip()
    for form, kind in _GRAMMAR:
        found = re.fullmatch(form + r"(?:,? (?:at )?(?P<at>\d\d?:\d\d))?", text, re.IGNORECASE)
        if found:
            return _event(kind, found.groupdict(), people, vehicles)
    forms = "\n".join(f"  {form}" for form in FORMS)
    raise EventError(f"'{words}' isn't understood; write one of\n{forms}\n(a time at the end says when it happened)")


def _event(kind: str, part: dict[str, str | None], people: Sequence[Person], vehicles: Sequence[Vehicle]) -> Event:
    at_s = _time(part.get("at"))
    if kind == "road":
        return RoadClosed(part["road"] or "", at_s)
    if kind in {"overslept", "away"}:
        person = _person(part["p"] or "", people)
        return Overslept(person, _time(part.get("until")), at_s) if kind == "overslept" else StaysAway(person, at_s)
    vehicle = _vehicle(part["v"] or "", vehicles)
    if kind == "slow":
        kmh = float(part["n"] or 0) * (KMH_PER_MPH if (part["unit"] or "").casefold() == "mph" else 1.0)
        if kmh < 1:
            raise EventError("a vehicle that goes no faster than this has broken down; write that")
        return SlowsTo(vehicle, kmh, at_s)
    if kind == "late":
        return LeavesLate(vehicle, int(part["n"] or 0) * A_MINUTE_S, at_s, part["stop"] or "")
    if kind == "arrives":
        return ArrivesLate(vehicle, int(part["n"] or 0) * A_MINUTE_S, at_s)
    return BreaksDown(vehicle, at_s, part["stop"] or "") if kind == "down" else Cancelled(vehicle, at_s)


def _time(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return time_of_day(text) * A_MINUTE_S
    except CellError as error:
        raise EventError(f"'{text}': {error}") from None


def _vehicle(words: str, vehicles: Sequence[Vehicle]) -> int:
    wanted = words.casefold()
    for at, vehicle in enumerate(vehicles):
        name = vehicle.name.casefold()
        if wanted in {name, f"{vehicle.kind} {name}", f"the {name}", f"the {vehicle.kind} {name}"}:
            return at
    raise EventError(_nobody("vehicle", words, [vehicle.name for vehicle in vehicles]))


def _person(words: str, people: Sequence[Person]) -> int:
    wanted = words.casefold()
    for at, person in enumerate(people):
        name = person.name.casefold()
        if wanted in {name, f"person {name}"}:
            return at
    raise EventError(_nobody("person", words, [person.name for person in people]))


def _nobody(kind: str, words: str, names: Sequence[str]) -> str:
    plain = re.sub(r"^(?:person|coach|car) ", "", words, flags=re.IGNORECASE)
    near = [*difflib.get_close_matches(words, names, n=3), *difflib.get_close_matches(plain, names, n=2)]
    offer = f"; near it: {', '.join(dict.fromkeys(near))}" if near else ""
    return f"no {kind} is called '{words}'; write the name as the list has it{offer}"
