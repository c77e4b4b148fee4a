"""How many come to a day and how many seats there are, counted once, as every page says it."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from muster.web.days.models_of_people import Coming, Vehicle

COME = Q(answer=Coming.Answer.COME, withdrawn_at=None)
_SITS = Q(rides=True) | Q(drives=True)


@dataclass(frozen=True, slots=True)
class Sums:
    """Who comes to a day, and what they could ride in.

    Attributes:
        people: who come, with whoever they bring.
        riders: of them those who want a seat, at a wheel or beside it: the others make their own way.
        cars: that are offered; in each its driver has a seat.
        beside: the seats in them beside their drivers'.
        coaches: that are ordered.
        coach_seats: in these.
        wheelchairs: places for a wheelchair, beside all seats.
    """

    people: int = 0
    riders: int = 0
    cars: int = 0
    beside: int = 0
    coaches: int = 0
    coach_seats: int = 0
    wheelchairs: int = 0

    @property
    def walkers(self) -> int:
        """How many make their own way."""
        return self.people - self.riders

    @property
    def seats(self) -> int:
        """How many seats there are, the drivers' own among them."""
        return self.cars + self.beside + self.coach_seats


def sums_of(days: list[int]) -> dict[int, Sums]:
    """Count for each of these days: two questions, however many days."""
    coming = {row["day"]: row for row in _coming(days)}
    vehicles = {row["day"]: row for row in _vehicles(days)}
    return {
        day: Sums(**{name: told[name] or 0 for name in told if name != "day"})
        for day in days
        for told in ({**coming.get(day, {}), **vehicles.get(day, {})},)
    }


def _coming(days: list[int]) -> "QuerySet[Coming, dict[str, int]]":
    adult = Coming.objects.filter(COME & _SITS, day=OuterRef("day"), person=OuterRef("with_person"))
    sits = Q(_SITS, under_18=False) | Q(Exists(adult), under_18=True)  # whoever is under 18 rides as their adult
    rows = Coming.objects.filter(COME, day__in=days).order_by().values("day")
    return rows.annotate(people=Sum("size"), riders=Sum("size", filter=sits))  # type: ignore[return-value]


def _vehicles(days: list[int]) -> "QuerySet[Vehicle, dict[str, int]]":
    car, coach = Q(kind=Vehicle.Kind.CAR), Q(kind=Vehicle.Kind.COACH)
    rows = Vehicle.objects.filter(day__in=days, withdrawn_at=None).order_by().values("day")
    return rows.annotate(  # type: ignore[return-value]
        cars=Count("pk", filter=car), beside=Sum("seats", filter=car), coaches=Count("pk", filter=coach),
        coach_seats=Sum("seats", filter=coach), wheelchairs=Sum("wheelchairs"),
    )  # fmt: skip
