"""What is done on the day itself: who is aboard, here and home is ticked; incidents are told, answered and closed."""

import datetime as dt

from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Vehicle
from muster.web.days.models_of_seats import CheckIn, HomeCall, Incident
from muster.web.days.rules import (
    may_answer_incident,
    may_ask_home,
    may_check_in,
    may_forget,
    may_plan,
    may_report,
    may_take_aboard,
    may_tick,
)
from muster.web.days.standing import standing_of
from muster.web.days.whereabouts import ticks_from
from muster.web.power.held import holders_of
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded
from muster.web.record.jobs import start
from muster.web.roll.models import Person

LONGEST_WORDS = 2_000


class NoOrganiserError(ValueError):
    """They don't organise the day, so they can't lead it."""


class NotOfThisDayError(ValueError):
    """Nobody and no vehicle of the day has this name."""


class TickedAlreadyError(ValueError):
    """It was ticked before."""


class NotTickedError(ValueError):
    """It was not ticked, or was taken back before."""


class ClosedAlreadyError(ValueError):
    """Somebody closed it before."""


class NotYetError(ValueError):
    """It is not that day yet: nobody is aboard, here or home."""


class AskedAlreadyError(ValueError):
    """Everybody was asked before."""


@recorded("days.name_lead", may=may_plan)
def name_lead(deed: Deed, day: Day, *, lead: Person | None, by: Actor, at: dt.datetime) -> None:
    """Say which organiser leads the day: incidents reach them first, and letters say to ring them. Nobody: all do.

    Raises:
        NoOrganiserError: they don't organise it.
    """
    if lead is not None and lead.pseudonym not in holders_of("organiser", day.compartment, at=at):
        raise NoOrganiserError
    Day.objects.filter(pk=day.pk).update(lead=lead)
    day.lead = lead
    if lead is not None:
        deed.concerns(lead)


@recorded("days.tick", may=may_tick)
def tick(deed: Deed, day: Day, *, who: str, kind: CheckIn.Kind, by: Actor, at: dt.datetime) -> CheckIn:
    """Tick somebody or a vehicle, as whoever runs the day was told.

    Raises:
        NotOfThisDayError: no such name.
        NotYetError: the day has not begun there.
        TickedAlreadyError: it was.
    """
    _require_name(day, who)
    return _tick(day, who, kind, by, at)


@recorded("days.untick", may=may_tick)
def untick(deed: Deed, day: Day, *, who: str, kind: CheckIn.Kind, by: Actor, at: dt.datetime) -> None:
    """Take a tick back.

    Raises:
        NotTickedError: there is none.
    """
    if not day.check_ins.filter(who=who, kind=kind, undone_at=None).update(undone_at=at):
        raise NotTickedError(who)


@recorded("days.check_in", may=may_check_in)
def check_in(deed: Deed, coming: Coming, *, kind: CheckIn.Kind, by: Actor, at: dt.datetime) -> CheckIn:
    """Say that one is here, or home.

    Raises:
        TickedAlreadyError: it was said before.
        NotYetError: the day has not begun there.
    """
    return _tick(coming.day, coming.name, kind, by, at)


@recorded("days.take_aboard", may=may_take_aboard)
def take_aboard(
    deed: Deed, vehicle: Vehicle, *, who: str, kind: CheckIn.Kind, back: bool = False, by: Actor, at: dt.datetime
) -> None:
    """Tick, as its driver, a rider aboard or the vehicle itself under way or there; or take that back.

    Raises:
        NotOfThisDayError: they don't ride in it.
        NotYetError: the day has not begun there.
        TickedAlreadyError, NotTickedError: it stands so.
    """
    day = vehicle.day
    standing = standing_of(day)
    told = next((one for one in standing.body["vehicles"] if one["name"] == vehicle.name), None) if standing else None
    riders = {name for visit in told["visits"] for name in visit["riders"]} if told else set()
    if who not in {*riders, vehicle.name}:
        raise NotOfThisDayError(who)
    if not back:
        _tick(day, who, kind, by, at)
    elif not day.check_ins.filter(who=who, kind=kind, undone_at=None).update(undone_at=at):
        raise NotTickedError(who)


@recorded("days.report", may=may_report)
def report(
    deed: Deed, day: Day, *, kind: Incident.Kind, place: str, words: str, by: Actor, at: dt.datetime
) -> Incident:
    """Tell that something happened: whoever leads the day is told at once."""
    incident = Incident.objects.create(
        day=day,
        kind=kind,
        place=place.strip()[:200],
        words=words.strip()[:LONGEST_WORDS],
        told_by=by.pseudonym,
        told_at=at,
    )
    start("days.tell_incident", incident=incident.pk)
    deed.concerns(incident)
    return incident


@recorded("days.note_sent", may=may_forget)
def note_sent(deed: Deed, incident: Incident, *, sending: int, by: Actor, at: dt.datetime) -> None:
    """Note by which sending the day's lead was told.

    Raises:
        AskedAlreadyError: they were told before.
    """
    if not Incident.objects.filter(pk=incident.pk, sending=None).update(sending=sending):
        raise AskedAlreadyError(f"incident {incident.pk}")


@recorded("days.take_in_hand", may=may_answer_incident)
def take_in_hand(deed: Deed, incident: Incident, *, by: Actor, at: dt.datetime) -> None:
    """Say that one looks after an incident.

    Raises:
        ClosedAlreadyError: somebody does already.
    """
    waiting = Incident.objects.filter(pk=incident.pk, answered_at=None, closed_at=None)
    if not waiting.update(answered_at=at, answered_by=by.pseudonym):
        raise ClosedAlreadyError(f"incident {incident.pk}")


@recorded("days.close_incident", may=may_answer_incident)
def close_incident(deed: Deed, incident: Incident, *, done: str, by: Actor, at: dt.datetime) -> None:
    """Say what was done about an incident.

    Raises:
        ClosedAlreadyError: somebody said so before.
    """
    said = {"done": done.strip()[:LONGEST_WORDS], "closed_at": at, "closed_by": by.pseudonym}
    if not Incident.objects.filter(pk=incident.pk, closed_at=None).update(**said):
        raise ClosedAlreadyError(f"incident {incident.pk}")


@recorded("days.forget_incident", may=may_forget)
def forget_incident(deed: Deed, incident: Incident, *, by: Actor, at: dt.datetime) -> None:
    """Keep of an incident what kind it was and when; its words have had their time.

    Raises:
        ClosedAlreadyError: they are gone.
    """
    kept = Incident.objects.filter(pk=incident.pk, forgotten_at=None)
    if not kept.update(place="", words="", done="", forgotten_at=at):
        raise ClosedAlreadyError(f"incident {incident.pk}")


@recorded("days.ask_home", may=may_ask_home)
def ask_home(
    deed: Deed, day: Day, *, sending: int | None, unreached: list[str], by: Actor, at: dt.datetime
) -> HomeCall:
    """Note that everybody of a day was asked to say when they are home: once a day.

    Raises:
        AskedAlreadyError: they were.
    """
    said = {"at": at, "sending": sending, "unreached": unreached}
    call, new = HomeCall.objects.get_or_create(day=day, defaults=said)
    if not new:
        raise AskedAlreadyError(f"day {day.pk}")
    return call


def _require_name(day: Day, who: str) -> None:
    standing = standing_of(day)
    body = standing.body if standing else {"people": [], "vehicles": []}
    if who not in {one["name"] for one in (*body["people"], *body["vehicles"])}:
        raise NotOfThisDayError(who)


def _tick(day: Day, who: str, kind: CheckIn.Kind, by: Actor, at: dt.datetime) -> CheckIn:
    if at < ticks_from(day):
        raise NotYetError(f"day {day.pk}")
    said = {"at": at, "by": by.pseudonym}
    row, new = CheckIn.objects.get_or_create(day=day, who=who, kind=kind, undone_at=None, defaults=said)
    if not new:
        raise TickedAlreadyError(who)
    return row
