"""Where somebody is to be, when, with whom, how they get home and where they sleep: their own part of a plan."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

from muster.register.postcodes import postcode_told
from muster.web.days.answering import is_told
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Vehicle
from muster.web.days.models_of_seats import Seating
from muster.web.days.standing import standing_of
from muster.web.roll.models import ContactWay, Person

Body = Mapping[str, Any]
How = Literal["rides", "drives", "waits", "alone"]
AFTER_H = 6  # for so long after the day numbers still ring


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody whom one needs on the day, and where they are rung as long as it lasts."""

    name: str
    telephone: str
    pseudonym: str = ""
    address: str = ""
    beds: int = 0


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Somebody's day.

    Attributes:
        coming: what they answered.
        how: they ride, drive, wait for a seat, or get there by themselves.
        ride: their part of the seating as it is kept; empty unless they ride or drive.
        vehicle: what they ride in.
        driver: who drives it; None for a coach.
        young: names of those under 18 who come with them.
        adult: the name of the adult with whom they come, if they are under 18.
        host: where they sleep tonight.
        guests: who sleeps at theirs.
        sequence: one more with each change of any of this.
    """

    coming: Coming
    how: How
    ride: Body
    vehicle: Vehicle | None
    driver: Neighbour | None
    young: tuple[str, ...]
    adult: str
    host: Neighbour | None
    guests: tuple[Neighbour, ...]
    sequence: int

    @property
    def day(self) -> Day:
        """The day."""
        return self.coming.day

    @property
    def at_door(self) -> bool:
        """Whether they are fetched at their own door."""
        return bool(self.ride) and not self.ride["stop"]

    def moment(self, at_s: int) -> dt.datetime:
        """Give the moment of so many seconds after that day's midnight by its own clocks."""
        return moment_of(self.day, at_s)


def moment_of(day: Day, at_s: int) -> dt.datetime:
    """Give the moment at which a day's own clocks show so many seconds from its midnight."""
    wall = dt.datetime.combine(day.held_on, dt.time()) + dt.timedelta(seconds=at_s)
    return wall.replace(tzinfo=ZoneInfo(day.zone_name))


def ticks_from(day: Day) -> dt.datetime:
    """Give the moment from which somebody can be aboard, here or home: the day's own midnight; not in a rehearsal."""
    return moment_of(day, 0)


def numbers_end_at(day: Day) -> dt.datetime:
    """Give the moment from which nobody is shown anybody's telephone for the day's sake any more."""
    ended = day.ended_at or moment_of(day, 24 * 3600)
    return ended + dt.timedelta(hours=AFTER_H)


def whereabouts_of(coming: Coming, *, at: dt.datetime) -> Whereabouts | None:
    """Tell somebody's day: None before everybody was told their place, and for whoever doesn't come."""
    day = coming.day
    seating = standing_of(day) if coming.stands and is_told(day) else None
    if seating is None:
        return None
    key = party_of(coming).name
    ride = next((one for one in seating.body["people"] if one["name"] == key), None)
    if ride is None and (coming.rides or coming.drives):
        ride = {"vehicle": None}  # they came after the plan was made
    aboard = ride is not None and ride["vehicle"] is not None
    vehicle = day.vehicles.filter(name=ride["vehicle"]).select_related("driver__person").first() if aboard else None  # type: ignore[index]
    host, guests = _beds(seating.body, key, day, at=at)
    young = Coming.objects.filter(day=day, with_person=coming.person, under_18=True, answer="come", withdrawn_at=None)
    how: How = "alone" if ride is None else "waits" if not aboard else "drives" if ride["drives"] else "rides"
    return Whereabouts(
        coming=coming,
        how=how,
        ride=ride if aboard and ride else {},
        vehicle=vehicle,
        driver=_driver(vehicle, coming, at=at),
        young=tuple(row.person.name for row in young.select_related("person").order_by("pk")),
        adult=coming.with_person.name if coming.under_18 and coming.with_person else "",
        host=host,
        guests=guests,
        sequence=sequence_of(coming, key),
    )


def party_of(coming: Coming) -> Coming:
    """Give the answer in whose party somebody rides: the adult's for whoever is under 18, else their own."""
    if not coming.under_18 or coming.with_person_id is None:
        return coming
    return Coming.objects.filter(day=coming.day_id, person=coming.with_person_id).first() or coming


def sequence_of(coming: Coming, key: str) -> int:
    """Count how often somebody's day changed: a calendar takes the highest (RFC 5545, 3.8.7.4)."""
    sent = Seating.objects.filter(day=coming.day_id, sent_at__isnull=False, number__gt=0, body__because__has_key=key)
    return 1000 * coming.day.state_edition + coming.turn + sent.count()


def telephone_of(person: Person, day: Day, *, at: dt.datetime) -> str:
    """Give where somebody is rung for the day's sake; nothing once it is over."""
    return telephones_of([person.pk], day, at=at).get(person.pk, "")


def telephones_of(people: list[int], day: Day, *, at: dt.datetime) -> dict[int, str]:
    """Give where these people are rung for the day's sake; nothing once it is over."""
    if at >= numbers_end_at(day):
        return {}
    rows = ContactWay.objects.filter(person__in=people, kind=ContactWay.Kind.TELEPHONE, bad_at=None).order_by("-pk")
    return dict(rows.values_list("person", "value"))


def rung(day: Day, people: Iterable[tuple[str, str]], *, at: dt.datetime) -> tuple[Neighbour, ...]:
    """Give these people (pseudonym and name) with where they are rung for the day's sake: two questions."""
    named = list(people)
    ids = dict(Person.objects.filter(pseudonym__in=[who for who, _name in named]).values_list("pseudonym", "pk"))
    rings = telephones_of(list(ids.values()), day, at=at) if ids else {}
    return tuple(Neighbour(name, rings.get(ids.get(who, 0), ""), who) for who, name in named)


def _driver(vehicle: Vehicle | None, coming: Coming, *, at: dt.datetime) -> Neighbour | None:
    if vehicle is None or vehicle.driver is None or vehicle.driver_id == coming.pk:
        return None
    person = vehicle.driver.person
    return Neighbour(person.name, telephone_of(person, coming.day, at=at), person.pseudonym)


def _beds(body: Body, key: str, day: Day, *, at: dt.datetime) -> tuple[Neighbour | None, tuple[Neighbour, ...]]:
    """Give where somebody sleeps, and who sleeps at theirs."""
    host: Neighbour | None = None
    guests: list[Neighbour] = []
    for one in body["beds"]["hosts"]:
        if one["name"] == key:
            guests = [_neighbour(guest, day, at=at) for guest in one["guests"]]
        elif any(guest["name"] == key for guest in one["guests"]):
            host = _neighbour(one, day, at=at)
    return host, tuple(guests)


def _neighbour(one: Body, day: Day, *, at: dt.datetime) -> Neighbour:
    number = one["name"].removeprefix("r")
    row = Coming.objects.filter(day=day, pk=number).select_related("person").first() if number.isdecimal() else None
    if row is None:
        return Neighbour(one["name"], "")
    over = at >= numbers_end_at(day)
    address = "" if over else "\n".join(filter(None, (row.person.address, postcode_told(row.person.postcode))))
    rings = telephone_of(row.person, day, at=at)
    return Neighbour(row.person.name, rings, row.person.pseudonym, address, one["beds"])
