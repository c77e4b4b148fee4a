"""What somebody taps on the live board, as the sentence that the core reads; and what is still to be asked."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from muster.web.days.models import Day

LATE_MIN = (10, 20, 30, 45, 60)
SLOW_MPH = (20, 30, 40)
UNTIL_MIN = (15, 30, 45, 60, 90)
VEHICLES = ("late", "slow", "broken", "cancelled")
PEOPLE = ("overslept", "cant")
_BEFORE_MIN = 90  # a day that is not today is rehearsed so long before everybody is wanted


@dataclass(frozen=True, slots=True)
class Tapped:
    """What was tapped: what happened to whom, how much, and when ('HH:MM' of that day)."""

    what: str
    who: str
    much: str = ""
    at: str = ""


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
    return {
        "late": f"{who} leaves {much} min late {at}",
        "slow": f"{who} slows to {much} mph {at}",
        "broken": f"{who} breaks down {at}",
        "cancelled": f"{who} cancelled {at}",
        "overslept": f"{who} overslept until {_later(at, much)} {at}",
        "cant": f"{who} drops out {at}",
    }[tapped.what]


def clock_of(day: Day, *, at: dt.datetime) -> str:
    """Give what the day's own clock shows, if it is that day there; '' otherwise: somebody has to say."""
    local = at.astimezone(ZoneInfo(day.zone_name))
    return f"{local:%H:%M}" if local.date() == day.held_on else ""


def usual_clock(day: Day) -> str:
    """Give the moment that a rehearsal begins with."""
    minutes = max(day.arrive_min - _BEFORE_MIN, 0)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _later(at: str, much: str) -> str:
    hours, minutes = map(int, at.split(":"))
    later = min(hours * 60 + minutes + int(much or 0), 24 * 60 - 1)
    return f"{later // 60:02d}:{later % 60:02d}"
