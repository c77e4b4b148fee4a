"""What can be done with a day: call it, change it, put it off, call it off, and keep what planning it gave."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.core.files.base import ContentFile

from muster.web.days import tellings
from muster.web.days.lifecycle import NotNowError, move
from muster.web.days.models import Day, Drawing, Season
from muster.web.days.models_of_people import Telling
from muster.web.days.models_of_turfs import Correction, Publication, Taken, Turf
from muster.web.days.rules import may_open_season, may_plan, may_plan_in
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded
from muster.web.register.models import Area, Zone


@dataclass(frozen=True, slots=True)
class Opened:
    """A season that somebody opens."""

    title: str
    compartment: str
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants of a day.

    Attributes:
        title: what the day is called.
        held_on: when.
        compartment: who may know of it.
        to_lon, to_lat: the meeting point, where everybody goes.
        arrive_min, leave_min: by when everybody is there and when vehicles go home, minutes of that day.
        into: how many turfs; or
        minutes: the longest that a turf may take.
        seed, effort_s: which plan of the many it is, and about how long to improve it.
        made_up: whether nobody in it is real.
        rehearsal: an event that the day's page offers to try, such as 'coach 2 breaks down 08:40'.
        place: the town.
        zone_name: its own time zone; '' for the movement's.
        season, area: their rows; zones: rows of zones of the area, none for all of it.
        starts_min, ends_min: from and until when people knock.
        meet_name: what the meeting point is called.
        service_s: seconds at a door.
        keep_zones: whether no turf may hold doors of two zones.
    """

    title: str
    held_on: dt.date
    compartment: str
    to_lon: float
    to_lat: float
    arrive_min: int
    leave_min: int | None
    into: int | None = None
    minutes: int | None = None
    seed: int = 1
    effort_s: int = 10
    made_up: bool = False
    rehearsal: str = ""
    place: str = ""
    zone_name: str = ""
    season: int | None = None
    area: int | None = None
    zones: tuple[int, ...] = ()
    starts_min: int | None = None
    ends_min: int | None = None
    meet_name: str = ""
    service_s: int = 75
    keep_zones: bool = False


_REST = {"season", "area", "zones", "zone_name"}
_PLAIN = tuple(field.name for field in fields(Asked) if field.name not in _REST)


@dataclass(frozen=True, slots=True)
class Made:
    """What a cut gave: the certificate, the turfs as rows, and the ground on which they can be corrected."""

    certificate: Mapping[str, Any]
    turfs: Sequence[Turf]
    laid: bytes


class ElsewhereError(ValueError):
    """The area or the season is of another compartment, or the zones are not of this area."""


class MovedOnError(ValueError):
    """Somebody changed this since the asker saw it."""


@recorded("days.open_season", may=may_open_season)
def open_season(deed: Deed, opened: Opened, *, by: Actor, at: dt.datetime) -> Season:
    """Open a season, in which days are looked at side by side."""
    del by, at
    season = Season.objects.create(
        title=opened.title, compartment=opened.compartment, starts_on=opened.starts_on, ends_on=opened.ends_on
    )
    deed.concerns(season)
    return season


@recorded("days.draft", may=may_plan_in)
def draft(deed: Deed, asked: Asked, *, by: Actor, at: dt.datetime) -> Day:
    """Write a day down that nobody is told of yet.

    Raises:
        ElsewhereError: its area, zones or season are not of this compartment.
    """
    del by, at
    return _begun(deed, asked, state=Day.State.DRAFT)


@recorded("days.call", may=may_plan_in)
def call(deed: Deed, asked: Asked, *, by: Actor, at: dt.datetime) -> Day:
    """Call a day: people may be asked to it, and its doors cut.

    Raises:
        ElsewhereError: as `draft`.
    """
    del by, at
    return _begun(deed, asked, state=Day.State.CALLED)


@recorded("days.call_draft", may=may_plan)
def call_draft(deed: Deed, day: Day, *, by: Actor, at: dt.datetime) -> None:
    """Call a day that was a draft.

    Raises:
        NotNowError: it was called before.
    """
    del deed, by, at
    _moved(day, "call")


@recorded("days.change", may=may_plan)
def change(deed: Deed, day: Day, asked: Asked, *, by: Actor, at: dt.datetime) -> None:
    """Change what a day asks for; its date is changed by `postpone`. Turfs that are cut stay until they are cut anew.

    Raises:
        NotNowError: it is published, held or cancelled.
        ElsewhereError: as `draft`.
    """
    del deed, by, at
    row = _locked(day)
    if row.state not in {Day.State.DRAFT, Day.State.CALLED, Day.State.CUT}:
        raise NotNowError(row, "change")
    kept = {"held_on": row.held_on, "compartment": row.compartment, "made_up": row.made_up}
    _written(day, asked)
    for name, value in kept.items():
        setattr(day, name, value)
    day.save()


@recorded("days.postpone", may=may_plan)
def postpone(deed: Deed, day: Day, *, held_on: dt.date, by: Actor, at: dt.datetime) -> None:
    """Put a day off: everybody whom it touches is told, all answers, coaches and cars are free, boards are recalled.

    Raises:
        NotNowError: it was held or cancelled.
        MovedOnError: it is that day already.
    """
    del deed
    row = _locked(day)
    if row.held_on == held_on:
        raise MovedOnError
    was = row.state
    _recalled(day, because="postponed", by=by, at=at)
    _moved(day, "postpone", held_on=held_on, state_edition=row.state_edition + 1)
    tellings.lapse(day, at=at)
    if was != Day.State.DRAFT:
        tellings.begin(
            day, what=Telling.What.MOVED, edition=day.state_edition, was_on=row.held_on, by=by.pseudonym, at=at
        )


@recorded("days.cancel", may=may_plan)
def cancel(deed: Deed, day: Day, *, because: str, by: Actor, at: dt.datetime) -> None:
    """Call a day off: everybody whom it touches is told, all answers, coaches and cars are free, boards are recalled.

    Raises:
        NotNowError: it was held or cancelled.
    """
    del deed
    row = _locked(day)
    was = row.state
    _recalled(day, because="cancelled", by=by, at=at)
    _moved(day, "cancel", cancelled_because=because, state_edition=row.state_edition + 1)
    tellings.lapse(day, at=at)
    if was != Day.State.DRAFT:
        tellings.begin(day, what=Telling.What.CANCELLED, edition=day.state_edition, by=by.pseudonym, at=at)


@recorded("days.end", may=may_plan)
def end(deed: Deed, day: Day, *, by: Actor, at: dt.datetime) -> None:
    """Say that a day has been held.

    Raises:
        NotNowError: it is not published.
    """
    del deed, by
    _moved(day, "end", ended_at=at)


@recorded("days.take_in", may=may_plan)
def take_in(
    deed: Deed,
    day: Day,
    *,
    offered: Mapping[str, int],
    drawings: Mapping[str, str],
    by: Actor,
    at: dt.datetime,
) -> None:
    """Note how many doors are offered and how many are not, and what a map can show."""
    del deed, by, at
    for kind, body in drawings.items():
        Drawing.objects.update_or_create(day=day, kind=kind, defaults={"body": body})
    day.offered = dict(offered)
    day.save(update_fields=["offered"])


@recorded("days.lay", may=may_plan)
def lay(deed: Deed, day: Day, *, ground: Mapping[str, int | str], by: Actor, at: dt.datetime) -> None:
    """Note that every door stands at its kerb."""
    del deed, by, at
    day.ground = dict(ground)
    day.save(update_fields=["ground"])


@recorded("days.cut", may=may_plan)
def cut(deed: Deed, day: Day, *, made: Made, seen: int, by: Actor, at: dt.datetime) -> None:
    """Keep the turfs as they were cut, with their certificate and their ground; corrections of the last cut are gone.

    Raises:
        MovedOnError: the turfs were changed since the cut began.
        NotNowError: the day was published, held or cancelled meanwhile.
    """
    del deed, by, at
    row = _locked(day)
    if row.edition != seen:
        raise MovedOnError
    Correction.objects.filter(day=day).delete()
    day.turfs.all().delete()
    Turf.objects.bulk_create(made.turfs, batch_size=100)
    day.certificate = dict(made.certificate)
    day.edition = seen + 1
    if made.laid:
        day.laid.save(f"ground-{day.edition}.zip", ContentFile(made.laid), save=False)
    _moved(day, "cut", certificate=day.certificate, edition=day.edition, laid=day.laid)


def _begun(deed: Deed, asked: Asked, *, state: Day.State) -> Day:
    day = Day(state=state)
    zones = _written(day, asked)
    day.save()
    day.zones.set(zones)
    deed.concerns(day)
    return day


def _written(day: Day, asked: Asked) -> list[Zone]:
    """Write what was asked into a day's row, which is not saved; gives its zones."""
    area = Area.objects.filter(pk=asked.area).first() if asked.area else None
    season = Season.objects.filter(pk=asked.season).first() if asked.season else None
    zones = list(Zone.objects.filter(pk__in=asked.zones, area=area).order_by("pk")) if area else []
    there = (area is None) == (asked.area is None) and (season is None) == (asked.season is None)
    if not there or len(zones) != len(set(asked.zones)):
        raise ElsewhereError
    if {one.compartment for one in (area, season) if one is not None} - {asked.compartment}:
        raise ElsewhereError
    for name in _PLAIN:
        setattr(day, name, getattr(asked, name))
    day.area, day.season = area, season
    if asked.zone_name:
        day.zone_name = asked.zone_name
    day.zones_chosen = [zone.name for zone in zones]
    if day.pk:
        day.zones.set(zones)
    return zones


def _locked(day: Day) -> Day:
    """Give the day's row as it stands, held until the deed is done: one change at a time."""
    return Day.objects.select_for_update().get(pk=day.pk)


def _moved(day: Day, verb: str, **also: Any) -> None:
    """Let the day's row move on from how it stands, and write what goes with it."""
    row = _locked(day)
    move(row, verb)
    Day.objects.filter(pk=day.pk).update(state=row.state, **also)
    day.state = row.state
    for name, value in also.items():
        setattr(day, name, value)


def _recalled(day: Day, *, because: str, by: Actor, at: dt.datetime) -> None:
    """Recall a day's boards, if any are published, and let their buildings be free again."""
    standing = Publication.objects.filter(day=day, recalled_at=None)
    Taken.objects.filter(publication__in=standing, freed_at=None).update(freed_at=at)
    standing.update(recalled_at=at, recalled_by=by.pseudonym, reason=because)
