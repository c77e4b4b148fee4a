"""What somebody taps on the live board, as the sentence that the core reads; and what is still to be asked."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from muster.web.days.models import Day
from muster.web.days.models_of_seats import CheckIn
from muster.web.days.standing import head_of

LATE_MIN = (10, 20, 30, 45, 60)
SLOW_MPH = (20, 30, 40)
UNTIL_MIN = (15, 30, 45, 60, 90)
VEHICLES = ("late", "slow", "broken", "cancelled")
PEOPLE = ("overslept", "cant")
_BEFORE_MIN = 90  # a day that is not today is rehearsed so long before everybody is wanted
_BEFORE_IT_LEAVES_MIN = 10
S_PER_MIN = 60
THERE = "there"
FROM = "from:"
AFTER = "after:"


@dataclass(frozen=True, slots=True)
class Tapped:
    """What was tapped: what happened to whom, how much, when ('HH:MM' of that day), and where, as `Place.where`."""

    what: str
    who: str
    much: str = ""
    at: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a vehicle may be late.

    Attributes:
        where: '' its first stop, 'from:' and a later stop's name or whoever gets in there, 'there' the day's place.
        stop: the stop's name; '' at a door. rider: who gets in there.
        at_s: when it leaves there, or is there, as the plan has it; in seconds from midnight.
    """

    where: str
    stop: str
    rider: str
    at_s: int


class UnknownTapError(ValueError):
    """No button says this."""


def amounts_of(what: str) -> tuple[int, ...]:
    """Give the amounts that are offered for what happened; none where one tap says it all.

    Raises:
        UnknownTapError: nothing of that name can happen.
    """
    if what not in (*VEHICLES, *PEOPLE):
        raise UnknownTapError(what)
    return {"late": LATE_MIN, "slow": SLOW_MPH, "overslept": UNTIL_MIN}.get(what, ())


def is_whole(tapped: Tapped) -> bool:
    """Whether all is known that a sentence needs."""
    return bool(tapped.at) and (not amounts_of(tapped.what) or tapped.much.isdigit())


def sentence(tapped: Tapped) -> str:
    """Say what was tapped as the core reads it (`muster.plan.events.FORMS`)."""
    who, at, much = tapped.who, tapped.at, tapped.much
    place = f" from {tapped.where.removeprefix(FROM)}" if tapped.where.startswith(FROM) else ""
    left = f" after {tapped.where.removeprefix(AFTER)}" if tapped.where.startswith(AFTER) else ""
    return {
        "late": f"{who} {'arrives' if tapped.where == THERE else 'leaves'} {much} min late{place} {at}",
        "slow": f"{who} slows to {much} mph {at}",
        "broken": f"{who} breaks down{left} {at}",
        "cancelled": f"{who} cancelled {at}",
        "overslept": f"{who} overslept until {_later(at, much)} {at}",
        "cant": f"{who} drops out {at}",
    }[tapped.what]


def clock_of(day: Day, *, at: dt.datetime) -> str:
    """Give what the day's own clock shows, if it is that day there; '' otherwise: somebody has to say."""
    local = at.astimezone(ZoneInfo(day.zone_name))
    return f"{local:%H:%M}" if local.date() == day.held_on else ""


def places_of(day: Day, who: str, *, clock: str) -> tuple[Place, ...]:
    """Give where a vehicle may be late: its first stop, then those up to the one that it drives to by the clock.

    Without a clock, in a rehearsal, all of them; nothing for a person.
    """
    told = _told(day, who)
    if told is None or not told["runs"]:
        return ()
    places = [Place("", "", "", told["starts_s"])] if not told["visits"] else []
    for order, visit in enumerate(told["visits"]):
        rider = next(iter(visit["riders"]), "")
        where = f"{FROM}{visit['stop'] or rider}" if order else ""
        places.append(Place(where, visit["stop"], rider, visit["leaves_s"]))
    places.append(Place(THERE, "", "", told["arrives_s"]))
    now_s = _seconds(clock) if clock else None
    driven = sum(now_s is None or place.at_s <= now_s for place in places)
    return tuple(places[: driven + 1])


def usual_place(day: Day, who: str, places: tuple[Place, ...], *, clock: str) -> str:
    """Give where it is most likely late: after the last stop at which anybody was ticked aboard.

    Where others are ticked and nobody of this vehicle, or in a rehearsal, its first stop; where nobody is ticked at
    all, the one that it drives to by the clock.
    """
    told = _told(day, who) if places and clock else None
    if told is None:
        return ""
    ticked = set(day.check_ins.filter(undone_at=None).values_list("who", "kind"))
    if not ticked:
        return places[-1].where
    left = _left(told, ticked)
    return places[min(left + 1, len(places) - 1)].where if left is not None else ""


def last_left(day: Day, who: str) -> str:
    """Give the last stop at which anybody of a vehicle was ticked aboard, as `Tapped.where`: it has left that.

    '' where nobody was: by the clock, then, it kept to its plan.
    """
    told = _told(day, who)
    ticked = set(day.check_ins.filter(undone_at=None).values_list("who", "kind")) if told else set()
    left = _left(told, ticked) if told else None
    if told is None or left is None:
        return ""
    visit = told["visits"][left]
    aboard = next(rider for rider in visit["riders"] if (rider, CheckIn.Kind.ABOARD) in ticked)
    return f"{AFTER}{visit['stop'] or aboard}"


def _left(told: Mapping[str, Any], ticked: Collection[tuple[str, str]]) -> int | None:
    """Give which of its stops was the last at which anybody was ticked aboard."""
    visits = enumerate(told["visits"])
    return max((n for n, one in visits if any((r, CheckIn.Kind.ABOARD) in ticked for r in one["riders"])), default=None)


def leaves_at(day: Day, who: str) -> int | None:
    """Give when a vehicle leaves where it stands, as the newest seats have it; None for a person."""
    told = _told(day, who)
    return told["starts_s"] if told else None


def usual_clock(day: Day, *, leaves: int | None = None) -> str:
    """Give the moment that a rehearsal begins with: while a vehicle has not left yet, and nobody does."""
    usual = max(day.arrive_min - _BEFORE_MIN, 0)
    minutes = usual if leaves is None else max(min(usual, leaves // S_PER_MIN - _BEFORE_IT_LEAVES_MIN), 0)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _told(day: Day, who: str) -> Mapping[str, Any] | None:
    head = head_of(day)
    return next((one for one in head.body["vehicles"] if one["name"] == who), None) if head else None


def _seconds(clock: str) -> int:
    hours, minutes = map(int, clock.split(":"))
    return (hours * 60 + minutes) * S_PER_MIN


def _later(at: str, much: str) -> str:
    later = min(_seconds(at) // S_PER_MIN + int(much or 0), 24 * 60 - 1)
    return f"{later // 60:02d}:{later % 60:02d}"
