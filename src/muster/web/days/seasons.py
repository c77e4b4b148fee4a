"""What pages may ask of seasons: days and places side by side, and what they compete for."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, QuerySet, Sum

from muster.web.days.models import Day, Season
from muster.web.days.models_of_turfs import Publication, Turf
from muster.web.days.queries import days_seen_by
from muster.web.days.sums import Sums, sums_of
from muster.web.record.actor import Actor
from muster.web.register.models import Area, Zone

MOST_LISTED, MOST_PAST = 200, 20


@dataclass(frozen=True, slots=True)
class Planned:
    """A day beside others.

    Attributes:
        day: which.
        turfs, doors: of its draft; 0 before it is cut.
        sums: who comes, and the seats there are.
        published: whether its boards stand.
    """

    day: Day
    turfs: int
    doors: int
    sums: Sums
    published: bool

    @property
    def short(self) -> int:
        """How many more want a seat than there are."""
        return max(self.sums.riders - self.sums.seats, 0)


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
        return sum(one.sums.cars for one in self.days)

    @property
    def people(self) -> int:
        """How many people are booked, wherever they go."""
        return sum(one.sums.people for one in self.days)

    @property
    def short(self) -> int:
        """How many want a seat and find none in their own town's vehicles."""
        return sum(one.short for one in self.days)

    @property
    def to_spare(self) -> int:
        """How many seats are free in towns that have too many."""
        return sum(max(one.sums.seats - one.sums.riders, 0) for one in self.days)


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
    return _by_date(planned(days))


def planned(days: Iterable[Day]) -> list[Planned]:
    """Tell how far each day is, by date."""
    rows = sorted(days, key=lambda day: (day.held_on, day.place, day.title, day.pk))
    known = [day.pk for day in rows]
    sums = sums_of(known)
    turfs = {row["day"]: row for row in _turfs(known)}
    published = set(Publication.objects.filter(day__in=known, recalled_at=None).values_list("day", flat=True))
    return [
        Planned(
            day=day,
            turfs=turfs.get(day.pk, {}).get("turfs", 0),
            doors=turfs.get(day.pk, {}).get("total", 0),
            sums=sums[day.pk],
            published=day.pk in published,
        )
        for day in rows
    ]


def _by_date(days: Iterable[Planned]) -> tuple[OnDate, ...]:
    return tuple(OnDate(date, tuple(some)) for date, some in groupby(days, key=lambda one: one.day.held_on))


@dataclass(frozen=True, slots=True)
class OfSeason:
    """A season's days that are still to come; of no season where that is None."""

    season: Season | None
    dates: tuple[OnDate, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """All days that somebody may see: today's first, then those to come, season by season; what has been, last."""

    today: tuple[OnDate, ...]
    seasons: tuple[OfSeason, ...]
    past: tuple[Day, ...]


def listed(actor: Actor, *, today: dt.date) -> Listed:
    """List the days that somebody may see: as many questions, however many days and seasons."""
    days = days_seen_by(actor)
    coming = planned(days.filter(held_on__gte=today).order_by("held_on", "pk")[:MOST_LISTED])
    later = [one for one in coming if one.day.held_on > today]
    seasons = tuple(
        OfSeason(season, _by_date(one for one in later if one.day.season_id == (season.pk if season else None)))
        for season in (*seasons_seen_by(actor), None)
    )
    past = tuple(days.filter(held_on__lt=today).order_by("-held_on", "-pk")[:MOST_PAST])
    return Listed(
        today=_by_date(one for one in coming if one.day.held_on == today),
        seasons=tuple(one for one in seasons if one.season or one.dates),
        past=past,
    )


def _turfs(days: list[int]) -> "QuerySet[Turf, dict[str, int]]":
    rows = Turf.objects.filter(day__in=days).order_by().values("day")
    return rows.annotate(turfs=Count("pk"), total=Sum("doors"))  # type: ignore[return-value]
