"""What happened is told in people's names, at a time that can be; what can't be is said beside what was written."""

import datetime as dt
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.utils.timezone import now

from muster.web.days import actions_of_saturday, live
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming
from muster.web.days.models_of_seats import CheckIn, Seating
from muster.web.days.templatetags.told import happened
from muster.web.power.models import Look
from muster.web.record.actor import Actor
from tests.web.days.made_saturday import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of_ours(enter: Callable[[Actor], Client], ours: Actor, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("muster.web.days.hurrying.hurry", lambda: None)
    monkeypatch.setattr("muster.web.days.views_of_saturday.now", lambda: AT - dt.timedelta(days=3))
    return enter(ours)


def read(client: Client, page: str) -> str:
    return unescape(client.get(page).content.decode())


def test_whoever_overslept_is_called_by_their_name_wherever_that_is_told(
    day: Day, ours: Actor, client_of_ours: Client
) -> None:
    driver = day.vehicles.get(name="Car 1").driver
    assert driver is not None
    told = {"tell": f"overslept:{driver.name}", "after": "0", "at": "08:30", "much": "30"}
    client_of_ours.post(f"/days/{day.pk}/live/tell", told)
    made = Seating.objects.get(day=day, number=1)
    assert made.event == f"{driver.name} overslept until 09:00 08:30"
    words = f"{driver.person.name} overslept, ready at 09:00 (told 08:30)"
    for page in ("live", "changes/1"):
        assert words in read(client_of_ours, f"/days/{day.pk}/{page}"), page
        assert driver.name.capitalize() not in read(client_of_ours, f"/days/{day.pk}/{page}").split(), page
    assert Look.objects.filter(looker=ours.pseudonym, whom=driver.person.pseudonym).exists()
    again = client_of_ours.post(f"/days/{day.pk}/changes", {"event": "Coach 1 breaks down 07:30", "after": "0"})
    assert words in unescape(again.content.decode())
    assert happened(made.event) == "Somebody overslept, ready at 09:00 (told 08:30)"  # where nobody is named


def test_a_coach_that_could_not_be_late_then_is_said_beside_what_was_written(day: Day, client_of_ours: Client) -> None:
    page, tap = f"/days/{day.pk}/live/tell", {"tell": "late:Coach 2", "after": "0"}
    leaves = next(one["starts_s"] for one in day.seatings.get().body["vehicles"] if one["name"] == "Coach 2")
    before = f"{(leaves // 60 - 10) // 60:02d}:{(leaves // 60 - 10) % 60:02d}"
    assert f'value="{before}"' in unescape(client_of_ours.post(page, tap).content.decode())  # before it leaves
    refused = client_of_ours.post(page, {**tap, "at": "09:55", "much": "10"})
    words = unescape(refused.content.decode())
    assert refused.status_code == 422
    assert 'value="09:55"' in words
    assert 'value="10" aria-pressed="true"' in words
    assert "Coach 2, so late, would have left" in words
    assert [stop in words for stop in ("08:00 Church", "08:20 Bridge")] == [True, True]  # when it leaves by its plan
    assert day.seatings.count() == 1
    assert client_of_ours.post(page, {**tap, "at": before, "much": "10"}).status_code == 302


def test_what_stands_in_the_way_of_putting_something_back_is_named_and_leads_there(
    day: Day, client_of_ours: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client_of_ours.post(f"/days/{day.pk}/changes", {"event": "Coach 2 breaks down 08:05", "after": "0"})
    client_of_ours.post(f"/days/{day.pk}/changes/1/send")
    assert "Put it back as it was" in read(client_of_ours, f"/days/{day.pk}/changes/1")
    third = Coming.objects.get(day=day, person__known_as="Person 3")
    drops = {"event": f"{third.name} drops out 08:10", "after": "1"}
    refused = unescape(client_of_ours.post(f"/days/{day.pk}/changes", drops, follow=True).content.decode())
    assert "Person 3 got in at 08:00; they are on their way" in refused
    client_of_ours.post(f"/days/{day.pk}/changes", {"event": "Coach 1 breaks down 08:10", "after": "1"})
    page = read(client_of_ours, f"/days/{day.pk}/changes/1")
    assert "Put it back as it was" not in page
    assert f'first settle that: <a href="/days/{day.pk}/changes/2">Coach 1 has broken down</a>' in page
    monkeypatch.setattr("muster.web.days.views_of_saturday.now", now)  # the database made it at this very moment
    back = client_of_ours.post(f"/days/{day.pk}/changes/2/undo")
    assert back.headers["Location"] == f"/days/{day.pk}/live"
    assert "Put it back as it was" in read(client_of_ours, f"/days/{day.pk}/changes/1")


def test_cars_stand_as_they_leave(day: Day) -> None:
    made = day.seatings.get()
    cars = [one for one in made.body["vehicles"] if one["kind"] != "coach"]
    made.body["vehicles"] += [{**cars[0], "name": f"Car {n}", "starts_s": cars[0]["starts_s"] - n} for n in (2, 3)]
    made.save(update_fields=["body"])
    told = live.board_told(live.asked_of(day), at=AT)
    assert told is not None
    named = [one.told["name"] for one in told.vehicles]
    assert named == ["Coach 1", "Coach 2", "Car 3", "Car 2", "Car 1"]


@pytest.mark.parametrize(
    ("coach", "ticked_at", "event", "stand"),
    [
        ("Coach 1", "", "Coach 1 breaks down 08:10", "Church"),  # by the clock: it has left the one stop
        ("Coach 2", "", "Coach 2 breaks down 08:10", ""),  # not the other yet
        ("Coach 1", "Church", "Coach 1 breaks down after Church 08:10", "Church"),
        ("Coach 2", "Bridge", "Coach 2 breaks down after Bridge 08:10", "Bridge"),  # it went early
    ],
)
def test_who_stands_at_the_roadside_goes_by_whom_the_driver_ticked_aboard(
    day: Day, ours: Actor, asks: Callable[[Actor], Client], monkeypatch: pytest.MonkeyPatch,
    coach: str, ticked_at: str, event: str, stand: str,
) -> None:  # fmt: skip
    ten_past = AT + dt.timedelta(minutes=40)
    monkeypatch.setattr("muster.web.days.views_of_saturday.now", lambda: ten_past)
    told = next(one for one in day.seatings.get().body["vehicles"] if one["name"] == coach)
    riders = {visit["stop"]: visit["riders"] for visit in told["visits"]}
    for who in riders.get(ticked_at, [])[:1]:
        actions_of_saturday.tick(day, who=who, kind=CheckIn.Kind.ABOARD, by=ours, at=ten_past)
    asks(ours).post(f"/days/{day.pk}/live/tell", {"tell": f"broken:{coach}", "after": "0"})
    made = Seating.objects.get(day=day, number=1)
    assert made.event == event
    assert {one["name"] for one in made.body["people"] if one["stands"]} == set(riders.get(stand, []))


def test_where_it_broke_down_is_told_in_words(day: Day) -> None:
    assert happened("Coach 1 breaks down after Church 08:10") == "Coach 1 has broken down after Church"
    assert happened("Car 1 breaks down after r17 08:10") == "Car 1 has broken down after somebody"


def test_from_what_happened_one_goes_on_anywhere_and_a_vehicle_that_does_not_run_is_late_nowhere(
    day: Day, client_of_ours: Client
) -> None:
    page = read(client_of_ours, f"/days/{day.pk}/live/tell?tell=late:Coach 1")
    assert "Where is it late?" in page
    assert [words in page for words in (">Days</a>", ">Sign in</a>")] == [True, False]
    client_of_ours.post(f"/days/{day.pk}/changes", {"event": "Coach 1 cancelled 07:00", "after": "0"})
    page = read(client_of_ours, f"/days/{day.pk}/live/tell?tell=late:Coach 1")
    assert "Where is it late?" not in page
    assert [words in page for words in (">Days</a>", ">Sign in</a>")] == [True, False]
