"""How coaches and cars stand on the day: under way, there, late, not heard of; and whoever is looked for by a name."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

from muster.web.days.changes import fetched
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming
from muster.web.days.models_of_seats import CheckIn, Seating

Body = Mapping[str, Any]
Ticks = Mapping[str, Mapping[str, dt.datetime]]
State = Literal["stopped", "here", "off", "overdue", "waits"]
Tick = CheckIn.Kind
S_PER_MIN = 60
MOST_FOUND = 5  # people, and vehicles: with their buttons as much as a thumb scrolls past
_OVERDUE_S = 300
_CHANGES = ("starts_s", "arrives_s", "visits")
_NAMES = ("pk", "person__known_as", "person__forenames", "person__surname")


@dataclass(frozen=True, slots=True)
class VehicleLive:
    """A coach or a car on the day.

    Attributes:
        told: as people were told.
        state: it does not run; is there; is under way; should have left and nobody said that it has; waits.
        since: since when it is under way or there.
        late_min: how much later than everybody is wanted.
        aboard, people: how many people were ticked aboard, of how many who ride.
        proposed: what the proposal would make of it: '', 'stops', 'changes' or 'runs'.
    """

    told: Body
    state: State
    since: dt.datetime | None
    late_min: int
    aboard: int
    people: int
    proposed: str

    @property
    def needs_somebody(self) -> bool:
        """Whether somebody should look at it first."""
        return self.state in {"stopped", "overdue"} or (self.late_min > 0 and self.state != "here")

    @property
    def can_change(self) -> bool:
        """Whether it can still be late, slow or broken down."""
        return self.state not in {"stopped", "here"}


@dataclass(frozen=True, slots=True)
class Found:
    """Vehicles and people of some name, a few of them, and how many more there are."""

    vehicles: tuple[VehicleLive, ...]
    people: tuple[Body, ...]
    more: int

    @property
    def names(self) -> tuple[str, ...]:
        """Whoever is named with them: the people, and who drives the vehicles."""
        drivers = [one.told["driver"] for one in self.vehicles if one.told["driver"]]
        return tuple(dict.fromkeys([*drivers, *(one["name"] for one in self.people)]))


def clock_s(day: Day, *, at: dt.datetime) -> int | None:
    """Give seconds from midnight by the day's own clock; None on another date than the day's."""
    local = at.astimezone(ZoneInfo(day.zone_name))
    return local.hour * 3_600 + local.minute * S_PER_MIN if local.date() == day.held_on else None


def vehicles_live(
    day: Day, body: Body, head: Seating, *, ticks: Ticks, size_of: Mapping[str, int], at: dt.datetime
) -> tuple[VehicleLive, ...]:
    """Tell every vehicle: coaches, then cars, as they leave."""
    names = {one["name"] for one in body["vehicles"]}
    told_of = any(name in names for name, kinds in ticks.items() if kinds)  # else nobody ticks on this day
    clock = clock_s(day, at=at) if told_of else None
    then = {} if head.sent_at else {one["name"]: one for one in head.body["vehicles"]}
    rows = sorted(body["vehicles"], key=lambda one: (one["kind"] != "coach", one["starts_s"] or 0))
    return tuple(_vehicle(day, one, then.get(one["name"]), ticks, size_of, clock) for one in rows)


def _vehicle(
    day: Day, told: Body, then: Body | None, ticks: Ticks, size_of: Mapping[str, int], clock: int | None
) -> VehicleLive:
    mine, riders = ticks.get(told["name"], {}), fetched(told)
    aboard = sum(size_of[name] for name in riders if Tick.ABOARD in ticks.get(name, {}))
    late_min = max(0, -(-(told["arrives_s"] - day.arrive_min * S_PER_MIN) // S_PER_MIN)) if told["runs"] else 0
    return VehicleLive(
        told=told,
        state=_state(told, mine, heard_of=bool(aboard), clock=clock),
        since=mine.get(Tick.HERE) or mine.get(Tick.OFF),
        late_min=late_min,
        aboard=aboard,
        people=sum(size_of[name] for name in riders),
        proposed=_proposed(told, then),
    )


def _state(told: Body, mine: Collection[str], *, heard_of: bool, clock: int | None) -> State:
    if not told["runs"]:
        return "stopped"
    if Tick.HERE in mine:
        return "here"
    if Tick.OFF in mine or heard_of:
        return "off"
    return "overdue" if clock is not None and clock >= told["starts_s"] + _OVERDUE_S else "waits"


def _proposed(told: Body, then: Body | None) -> str:
    if then is None:
        return ""
    if then["runs"] != told["runs"]:
        return "runs" if then["runs"] else "stops"
    return "changes" if any(then[key] != told[key] for key in _CHANGES) else ""


def found_of(day: Day, vehicles: Sequence[VehicleLive], people: Sequence[Body], query: str) -> Found:
    """Find vehicles by their own or their driver's name, and whoever comes by theirs: a part of each word will do."""
    words = query.casefold().split()
    rows = Coming.objects.filter(day=day, answer="come").values_list(*_NAMES)
    called = {f"r{pk}": (known or f"{first} {last}").casefold() for pk, known, first, last in rows}
    hits = [one for one in people if _is_called(called.get(one["name"], one["name"].casefold()), words)]
    drive = {one["name"] for one in hits}
    own = [one for one in vehicles if one.told["driver"] in drive or _is_called(one.told["name"].casefold(), words)]
    whole = query.casefold()  # whoever is named in full comes first, then who drives
    hits.sort(key=lambda one: called.get(one["name"]) != whole)
    own.sort(key=lambda one: (one.told["name"].casefold() != whole, called.get(one.told["driver"]) != whole))
    more = max(0, len(hits) - MOST_FOUND) + max(0, len(own) - MOST_FOUND)
    return Found(tuple(own[:MOST_FOUND]), tuple(hits[:MOST_FOUND]), more)


def _is_called(name: str, words: Sequence[str]) -> bool:
    return all(word in name for word in words)
