"""A made-up day with people of a roll who ride: two coaches on one road, a car, and a way to reach everybody."""

import datetime as dt
from functools import cache

from django.utils.timezone import now

from muster.plan.people import Person as Rider
from muster.plan.ride_plan import Day as RideDay
from muster.plan.ride_plan import RidePlan
from muster.plan.rides import plan_rides
from muster.plan.roads import lay_roads
from muster.plan.vehicles import Stop
from muster.plan.vehicles import Vehicle as Ride
from muster.web.days import actions_of_seats
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Vehicle
from muster.web.power.models import Grant
from muster.web.record.actor import Actor, Held
from muster.web.roll.models import ContactWay, Person

H = 3600
HELD_ON = dt.date(2026, 5, 9)
AT = dt.datetime(2026, 5, 9, 6, 30, tzinfo=dt.UTC)  # half past seven in London
EVENT = "coach 2 breaks down 08:05"
NORTH = "north"
RIDERS = 8  # the last drives the car


def organiser(name: str = "Olu", compartment: str = NORTH) -> Actor:
    """Give an organiser whose grant is kept."""
    person = Person.objects.create(known_as=name)
    Grant.objects.create(
        holder=person.pseudonym, role="organiser", compartment=compartment, purpose="canvass", granted_by="0" * 32,
        decision="test", starts_at=now() - dt.timedelta(days=1), ends_at=now() + dt.timedelta(days=1),
    )  # fmt: skip
    return Actor(person.pk, person.pseudonym, frozenset({Held("organiser", compartment, "canvass")}))


def day_of(compartment: str = NORTH) -> Day:
    """Make a day without turfs."""
    return Day.objects.create(
        title="Saturday at Oakham", held_on=HELD_ON, compartment=compartment, into=2, to_lon=-0.65, to_lat=52.67,
        arrive_min=600, leave_min=1020, seed=1, effort_s=1, state=Day.State.PUBLISHED,
    )  # fmt: skip


def coming(day: Day, number: int, *, way: str = "email", **said: object) -> Coming:
    """Let somebody come who is reached by mail, by text message, or not at all."""
    person = Person.objects.create(known_as=f"Person {number}")
    if way == "email":
        ContactWay.objects.create(person=person, kind="email", value=f"p{number}@people.example")
    elif way == "sms":
        ContactWay.objects.create(person=person, kind="telephone", value=f"+4477009000{number:02d}")
    row = {"day": day, "person": person, "held_on": day.held_on, "answer": "come", "answered_at": AT}
    return Coming.objects.create(**row, answered_by=person.pseudonym, **said)


@cache
def _planned(names: tuple[str, ...]) -> RidePlan:
    """Four seats in each coach, all at Church or Bridge; the last of the people drives a car of two seats."""
    stops = (Stop("Church", -0.80, 52.67, 8 * H), Stop("Bridge", -0.75, 52.67, 8 * H + 1200))
    coaches = [
        Ride(f"Coach {n}", "coach", 4, "", -0.80, 52.67, from_s=7 * H, returns=False, stops=stops) for n in (1, 2)
    ]
    car = Ride("Car 1", "car", 2, names[-1], -0.74, 52.67, returns=False)
    people = [
        Rider(name, -0.80 if n < 4 else -0.75 if n < 7 else -0.74, 52.67, group="Oakham", returns=False)
        for n, name in enumerate(names)
    ]
    day = RideDay(-0.65, 52.67, arrive_s=10 * H)
    return plan_rides(people, [*coaches, car], day=day, roads=lay_roads(None), effort=1, seed=1)


def saturday(by: Actor, *, ways: tuple[str, ...] = ("email",) * RIDERS) -> Day:
    """Make a day on which eight people ride, the last of them driving."""
    day = day_of()
    rows = [coming(day, n, way=way, drives=n == RIDERS - 1) for n, way in enumerate(ways)]
    Vehicle.objects.create(
        day=day, held_on=day.held_on, name="Car 1", kind="car", seats=2, driver=rows[-1], lon=-0.74, lat=52.67
    )
    for n in (1, 2):
        Vehicle.objects.create(day=day, held_on=day.held_on, name=f"Coach {n}", kind="coach", seats=4)
    actions_of_seats.seat(day, plan=_planned(tuple(row.name for row in rows)), by=by, at=AT)
    return day
