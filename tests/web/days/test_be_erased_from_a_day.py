"""Whoever is erased comes no more to a day that nobody was told the plan of; of one that was told, somebody waits."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils.timezone import now

from muster.web.days import actions_of_seats, erasing
from muster.web.days.holding import held_on
from muster.web.days.models import Day
from muster.web.days.models_of_people import Claim, Coming, Telling, Vehicle
from muster.web.days.models_of_seats import CheckIn, Incident
from muster.web.days.names import named
from muster.web.record.erasing import StillNeededError
from muster.web.roll.erasing import gone
from muster.web.roll.models import Person
from tests.paper.made_rides import made_rides
from tests.web.days.made_day import somebody

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def driving(in_days: int) -> Coming:
    """Give the answer of somebody who drives to a day that lies so far off."""
    day = Day.objects.create(
        title="Saturday", held_on=now().date() + in_days * DAY, compartment="north", into=1, to_lon=-0.65, to_lat=52.67,
        arrive_min=600, seed=1, effort_s=1,
    )  # fmt: skip
    person = Person.objects.create(known_as="Ilmarinen")
    said = {"held_on": day.held_on, "answer": "come", "answered_at": now(), "answered_by": person.pseudonym}
    row = Coming.objects.create(day=day, person=person, drives=True, seats_offered=3, **said)
    Vehicle.objects.create(day=day, held_on=day.held_on, name="car 1", kind="car", seats=3, driver=row)
    young = Person.objects.create(known_as="Aino")
    Coming.objects.create(day=day, person=young, under_18=True, with_person=person, **said)
    return row


def told(day: Day) -> None:
    actions_of_seats.seat(day, plan=made_rides(), by=somebody(), at=now())
    seating = day.seatings.get()
    Telling.objects.create(day=day, what=Telling.What.PLAN, edition=seating.pk, at=now(), by="")


def test_a_day_to_come_is_told_that_they_can_not_and_so_is_who_came_with_them() -> None:
    row = driving(7)
    who = gone(row.person)
    erasing.require_unneeded(who, now())
    with transaction.atomic():
        erasing.erase(who, now())
    row.refresh_from_db()
    assert (row.answer, row.withdrawn_at is None, row.answered_by) == ("cant", False, row.person.pseudonym)
    assert Vehicle.objects.get(driver=row).withdrawn_at is not None
    assert Coming.objects.get(day=row.day, under_18=True).stands is False


def test_whoever_others_ride_with_is_erased_when_the_day_is_over() -> None:
    row = driving(1)
    told(row.day)
    with pytest.raises(StillNeededError):
        erasing.require_unneeded(gone(row.person), now())
    erasing.require_unneeded(gone(row.person), now() + 3 * DAY)


def test_a_page_calls_nobody_by_an_empty_name() -> None:
    row = driving(-7)
    assert named(row.day, [row.name])[row.name].name == "Ilmarinen"
    Person.objects.filter(pk=row.person_id).update(known_as="", erased_at=now())
    assert named(row.day, [row.name])[row.name].name == "Somebody erased"


def test_what_a_day_holds_on_somebody_is_in_their_own_file() -> None:
    row, other = driving(7), driving(14)
    Coming.objects.filter(pk=row.pk).update(needs="step-free", lon=-0.65, lat=52.67)
    row.apart_from.add(other.person)
    Claim.objects.create(
        day=row.day, kind="fuel", person=row.person, pence=900, note="petrol", told_at=now(), told_by=row.answered_by
    )
    Incident.objects.create(day=row.day, kind="dog", words="It bites", told_by=row.answered_by, told_at=now())
    CheckIn.objects.create(day=row.day, who=row.name, kind="home", at=now(), by=row.answered_by)
    told = held_on(row.person_id, row.person.pseudonym)
    (day,) = told["days"]
    assert (day["day"], day["answer"], day["needs"], day["lon"], day["drives"]) == (
        "Saturday", "come", "step-free", -0.65, True,
    )  # fmt: skip
    assert [one["kind"] for one in day["ticks"]] == ["home"]
    assert [(one["pence"], one["note"]) for one in told["bills"]] == [(900, "petrol")]
    assert [one["words"] for one in told["told_of"]] == ["It bites"]
    assert other.person.pseudonym not in str(told)
    assert "apart" not in str(told)
    assert held_on(other.person_id, other.person.pseudonym)["bills"] == []
