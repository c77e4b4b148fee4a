"""From the pages that people have, they come to what the day asks of them: by link, as a driver, at the telephone."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from muster.web.days import actions_of_telling, actions_of_vehicles
from muster.web.days.answering import today_of
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming
from muster.web.roll.models import ContactWay
from muster.web.roll.queries import actor_of_person
from tests.web.days import made_people as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> tuple[Day, dict[str, Any]]:
    """A day on which Bob drives Ada and Cem, whom no message reaches, and everybody was told so."""
    north = made.group()
    people = {name: made.member(north, name) for name in ("Ada", "Bob", "Cem")}
    planner = made.granted(made.member(north, "Olu"), "organiser")
    by = actor_of_person(planner, at=now())
    day = made.day(on=now().date() + dt.timedelta(days=9), leave_min=1020)
    for name, person in people.items():
        made.answered(day, person, at=now(), drives=name == "Bob", seats_offered=3 * (name == "Bob"), walk_m=0)
    ContactWay.objects.filter(person=people["Cem"]).delete()
    actions_of_vehicles.begin_seats(day, by=by, at=now())
    made.worked()
    actions_of_telling.tell_plan(day, by=by, at=now())
    made.worked()
    return day, {**people, "Olu": planner}


def test_whoever_rides_is_led_to_say_that_they_are_here_and_to_tell_of_an_incident(
    told: tuple[Day, dict[str, Any]],
) -> None:
    day, people = told
    link = made.link(day, people["Ada"])
    before = Client().get(link).content.decode()
    token = link.removeprefix("/days/asked/").rstrip("/")
    assert f"/days/by-link/{token}/incident" in before
    assert "/here" not in before  # nobody is there days before
    today = today_of(day, now())
    Day.objects.filter(pk=day.pk).update(held_on=today)
    Coming.objects.filter(day=day).update(held_on=today)
    assert f"/days/by-link/{token}/here" in Client().get(link).content.decode()


def test_a_driver_who_is_signed_in_comes_from_the_roster_to_the_ticks(told: tuple[Day, dict[str, Any]]) -> None:
    day, people = told
    bob = made.signed_in(people["Bob"])
    ticks = f"/days/{day.pk}/live/vehicles/car%201"
    assert ticks in bob.get(f"/days/{day.pk}/mine/roster").content.decode()
    assert bob.get(ticks).status_code == 200
    by_link = Client().get(f"{made.link(day, people['Bob'])}roster").content.decode()
    assert "/live/vehicles/" not in by_link  # it opens for nobody who isn't signed in


def test_whom_no_message_told_their_place_is_listed_to_be_rung(told: tuple[Day, dict[str, Any]]) -> None:
    day, people = told
    olu = made.signed_in(people["Olu"])
    page = olu.get(f"/days/{day.pk}/people").content.decode()
    assert "One person is to be rung" in page
    listed = olu.get(f"/days/{day.pk}/people?show=unreached").content.decode()
    assert "Cem Okonjo" in listed
    assert "Ada Okonjo" not in listed
