"""What pages may ask of seasons: days and places side by side, and what they compete for."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Q, QuerySet, Sum

from muster.web.days.models import Day, Season
from muster.web.days.models_of_people import Coming, Vehicle
from muster.web.days.models_of_turfs import Publication, Turf
from muster.web.power.held import holders_of
from muster.web.record.actor import Actor
from muster.web.register.models import Area, Zone
from muster.web.roll.models import Person


def organisers_of(day: Day, *, at: dt.datetime) -> QuerySet[Person]:
    """Give who organises a day."""
    return Person.objects.filter(pseudonym__in=holders_of("organiser", day.compartment, at=at)).order_by("folded", "pk")


@dataclass(frozen=True, slots=True)
class Planned:
    """A day beside others.

    Attributes:
        day: which.
        turfs, doors: of its draft; 0 before it is cut.
        people: who come, with whoever they bring.
        riders: of them those who want a seat.
        seats: in coaches and cars, beside the drivers'.
        cars, coaches: that are booked for it.
        published: whether its boards stand.
    """

    day: Day
    turfs: int
    doors: int
    people: int
    riders: int
    seats: int
    cars: int
    coaches: int
    published: bool

    @property
    def short(self) -> int:
        """How many more want a seat than there are."""
        return max(self.riders - self.seats, 0)


@dataclass(frozen=True, slots=True)
class OnDate:
    """Everything on one date: of two towns, each takes its cars and people from the other."""

    date: dt.date
    days: tuple[Planned, ...]

    @property
    def compete(self) -> bool:
        """Whether more than one day wants people and cars."""
        return sum(one.day.state != Day.State.CANCELLED for one in self.days) > 1

    @property
    def cars(self) -> int:
        """How many cars are booked, wherever they go."""
        return sum(one.cars for one in self.days)

    @property
    def people(self) -> int:
        """How many people are booked, wherever they go."""
        return sum(one.people for one in self.days)

    @property
    def short(self) -> int:
        """How many want a seat and find none in their own town's vehicles."""
        return sum(one.short for one in self.days)

    @property
    def to_spare(self) -> int:
        """How many seats are free in towns that have too many."""
        return sum(max(one.seats - one.riders, 0) for one in self.days)


def organised(actor: Actor) -> list[str]:
    """Give the compartments that the actor organises in."""
    return sorted({held.compartment for held in actor.grants if held.role == "organiser"})


def seasons_seen_by(actor: Actor) -> QuerySet[Season]:
    """Give the seasons of every compartment that the actor holds a grant in."""
    return Season.objects.filter(compartment__in=actor.compartments)


def seasons_run_by(actor: Actor) -> QuerySet[Season]:
    """Give the seasons that the actor organises."""
    return Season.objects.filter(compartment__in=organised(actor))


def areas_run_by(actor: Actor) -> QuerySet[Area]:
    """Give the areas that the actor organises."""
    return Area.objects.filter(compartment__in=organised(actor)).order_by("name")


def zones_run_by(actor: Actor) -> QuerySet[Zone]:
    """Give the zones of those areas."""
    zones = Zone.objects.filter(area__compartment__in=organised(actor)).select_related("area")
    return zones.order_by("area__name", "kind", "name")


def side_by_side(days: Iterable[Day]) -> tuple[OnDate, ...]:
    """Put days side by side, date by date: a few questions, however many days."""
    rows = sorted(days, key=lambda day: (day.held_on, day.place, day.title, day.pk))
    known = [day.pk for day in rows]
    coming = {row["day"]: row for row in _coming(known)}
    vehicles = {row["day"]: row for row in _vehicles(known)}
    turfs = {row["day"]: row for row in _turfs(known)}
    published = set(Publication.objects.filter(day__in=known, recalled_at=None).values_list("day", flat=True))
    told = [
        Planned(
            day=day,
            turfs=turfs.get(day.pk, {}).get("turfs", 0),
            doors=turfs.get(day.pk, {}).get("total", 0),
            people=coming.get(day.pk, {}).get("people") or 0,
            riders=coming.get(day.pk, {}).get("riders") or 0,
            seats=vehicles.get(day.pk, {}).get("places") or 0,
            cars=vehicles.get(day.pk, {}).get("cars", 0),
            coaches=vehicles.get(day.pk, {}).get("coaches", 0),
            published=day.pk in published,
        )
        for day in rows
    ]
    return tuple(OnDate(date, tuple(some)) for date, some in groupby(told, key=lambda one: one.day.held_on))


def _coming(days: list[int]) -> "QuerySet[Coming, dict[str, int]]":
    rows = Coming.objects.filter(day__in=days, answer=Coming.Answer.COME, withdrawn_at=None).order_by().values("day")
    wants = Q(rides=True, drives=False)
    return rows.annotate(people=Sum("size"), riders=Sum("size", filter=wants))  # type: ignore[return-value]


def _vehicles(days: list[int]) -> "QuerySet[Vehicle, dict[str, int]]":
    rows = Vehicle.objects.filter(day__in=days, withdrawn_at=None).order_by().values("day")
    cars, coaches = Count("pk", filter=Q(kind="car")), Count("pk", filter=Q(kind="coach"))
    return rows.annotate(places=Sum("seats"), cars=cars, coaches=coaches)  # type: ignore[return-value]


def _turfs(days: list[int]) -> "QuerySet[Turf, dict[str, int]]":
    rows = Turf.objects.filter(day__in=days).order_by().values("day")
    return rows.annotate(turfs=Count("pk"), total=Sum("doors"))  # type: ignore[return-value]
