"""The live board: how everybody stands, one tap for what happened, ticks, incidents, who is home."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from muster.web.days import actions_of_saturday, homes, incidents, inviting, live
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Invitation
from muster.web.days.models_of_seats import CheckIn, Incident, Seating
from muster.web.days.tasks import ask_home, tell_incident
from muster.web.messenger.actions import answer
from muster.web.messenger.due import start_due
from muster.web.messenger.models import Message, Sending
from muster.web.power.models import Look
from muster.web.record.actor import Actor
from muster.web.record.jobs import Run
from muster.web.record.lines import lines
from muster.web.record.models import Job
from muster.web.roll.models import ContactWay, Person
from tests.web.days.made_saturday import AT, RIDERS, organiser

pytestmark = pytest.mark.django_db
EVENING = dt.datetime(2026, 5, 9, 16, 1, tzinfo=dt.UTC)  # a minute past five in London


@pytest.fixture
def enter(enter: Callable[[Actor], Client], monkeypatch: pytest.MonkeyPatch) -> Callable[[Actor], Client]:
    """Ask as a given actor, on the morning of the day."""
    monkeypatch.setattr("muster.web.days.hurrying.hurry", lambda: None)
    monkeypatch.setattr("muster.web.days.views_of_saturday.now", lambda: AT)
    return enter


def driver_of(day: Day) -> Actor:
    driver = day.vehicles.get(name="Car 1").driver
    assert driver is not None
    person = driver.person
    return Actor(person.pk, person.pseudonym)


def test_one_tap_says_that_a_coach_broke_down_and_nothing_is_sent_before_it_was_seen(
    day: Day, ours: Actor, enter: Callable[[Actor], Client]
) -> None:
    client = enter(ours)
    told = client.post(f"/days/{day.pk}/live/tell", {"tell": "broken:Coach 2", "after": "0"})
    assert told.headers["Location"] == f"/days/{day.pk}/changes/1"
    assert Seating.objects.get(day=day, number=1).event == "Coach 2 breaks down 07:30"  # the day's own clock
    page = client.get(f"/days/{day.pk}/live").content.decode()
    assert "proposed: does not run" in page
    assert "nobody was told yet" in page
    assert Message.objects.count() == 0


def test_what_a_tap_cannot_say_is_asked_and_nothing_else(
    day: Day, ours: Actor, enter: Callable[[Actor], Client]
) -> None:
    client = enter(ours)
    asked = client.post(f"/days/{day.pk}/live/tell", {"tell": "late:Car 1", "after": "0"})
    assert asked.status_code == 200
    assert [text in asked.content.decode() for text in ('value="10"', 'value="60"', 'type="time"')] == [
        True,
        True,
        False,
    ]
    client.post(f"/days/{day.pk}/live/tell", {"tell": "late:Car 1", "after": "0", "much": "20"})
    assert Seating.objects.get(day=day, number=1).event == "Car 1 leaves 20 min late 07:30"


def test_a_day_that_is_not_today_is_rehearsed_at_a_time_that_somebody_says(
    day: Day, ours: Actor, enter: Callable[[Actor], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter(ours)
    monkeypatch.setattr("muster.web.days.views_of_saturday.now", lambda: AT - dt.timedelta(days=3))
    asked = client.post(f"/days/{day.pk}/live/tell", {"tell": "broken:Coach 2", "after": "0"})
    assert 'type="time"' in asked.content.decode()
    given = {"tell": "broken:Coach 2", "after": "0", "at": "08:05"}
    assert client.post(f"/days/{day.pk}/live/tell", given).status_code == 302
    assert client.get(f"/days/{day.pk}/live/tell?tell=flies:Coach 2").status_code == 404


def test_the_second_organiser_is_told_what_changed_and_does_it_again_upon_that(
    day: Day, ours: Actor, enter: Callable[[Actor], Client]
) -> None:
    first, second = enter(ours), {"tell": "broken:Coach 1", "after": "0"}
    first.post(f"/days/{day.pk}/live/tell", {"tell": "broken:Coach 2", "after": "0"})
    refused = enter(organiser("Ben")).post(f"/days/{day.pk}/live/tell", second)
    assert refused.status_code == 409
    assert "Coach 2 has broken down" in refused.content.decode()
    again = {"event": "Coach 1 breaks down 07:30", "after": "1"}
    assert first.post(f"/days/{day.pk}/changes", again).status_code == 302
    assert [one.event for one in day.seatings.all()] == ["", "Coach 2 breaks down 07:30", "Coach 1 breaks down 07:30"]


def test_as_long_as_nothing_changed_the_board_is_not_told_again(
    day: Day, ours: Actor, enter: Callable[[Actor], Client]
) -> None:
    client = enter(ours)
    asking = {"HX-Request": "true", "If-None-Match": client.get(f"/days/{day.pk}/live").headers["ETag"]}
    assert client.get(f"/days/{day.pk}/live", headers=asking).status_code == 304
    changes: list[Callable[[], object]] = [
        lambda: actions_of_saturday.tick(day, who="Coach 1", kind=CheckIn.Kind.OFF, by=ours, at=AT),
        lambda: actions_of_saturday.untick(day, who="Coach 1", kind=CheckIn.Kind.OFF, by=ours, at=AT),
        lambda: actions_of_saturday.report(day, kind=Incident.Kind.DOG, place="", words="", by=ours, at=AT),
        lambda: client.post(f"/days/{day.pk}/live/tell", {"tell": "broken:Coach 2", "after": "0"}),
        lambda: client.post(f"/days/{day.pk}/changes/1/send"),
    ]
    for change in changes:
        change()
        answer_now = client.get(f"/days/{day.pk}/live", headers=asking)
        assert answer_now.status_code == 200
        asking["If-None-Match"] = answer_now.headers["ETag"]
        assert client.get(f"/days/{day.pk}/live", headers=asking).status_code == 304


def test_the_board_asks_the_same_however_many_ride(
    day: Day, ours: Actor, enter: Callable[[Actor], Client], django_assert_num_queries: Callable[..., Any]
) -> None:
    client = enter(ours)
    for query, questions in (("", 11), ("?q=person", 14)):
        client.get(f"/days/{day.pk}/live{query}")
        with django_assert_num_queries(questions):
            client.get(f"/days/{day.pk}/live{query}")
    client.post(f"/days/{day.pk}/live/tell", {"tell": "broken:Coach 2", "after": "0"})
    for query, questions in (("", 16), ("?q=person", 19)):
        client.get(f"/days/{day.pk}/live{query}")
        with django_assert_num_queries(questions):
            client.get(f"/days/{day.pk}/live{query}")


def test_whoever_is_named_on_the_board_can_see_who_looked(
    day: Day, ours: Actor, enter: Callable[[Actor], Client]
) -> None:
    enter(ours).get(f"/days/{day.pk}/live?q=person 3")
    enter(ours).get(f"/days/{day.pk}/live")
    third = Person.objects.get(known_as="Person 3").pseudonym
    assert set(Look.objects.filter(looker=ours.pseudonym).values_list("whom", flat=True)) == {third}
    enter(ours).get(f"/days/{day.pk}/live?q=car 1")
    looked = set(Look.objects.filter(looker=ours.pseudonym).values_list("whom", flat=True))
    assert looked == {third, driver_of(day).pseudonym}


def test_a_driver_ticks_their_own_riders_and_nobody_elses(
    day: Day, ours: Actor, enter: Callable[[Actor], Client]
) -> None:
    made = live.board_told(live.asked_of(day), at=AT)
    assert made is not None
    own = next(one.told for one in made.vehicles if one.told["name"] == "Car 1")
    other = next(one.told for one in made.vehicles if one.told["name"] == "Coach 1")
    client, page = enter(driver_of(day)), f"/days/{day.pk}/live/vehicles"
    assert client.get(f"{page}/Car 1").status_code == 200
    assert client.get(f"{page}/Coach 1").status_code == 404
    assert client.get(f"/days/{day.pk}/live").status_code == 404
    press = {"vehicle": "Car 1", "tick": "off:Car 1"}
    assert client.post(f"/days/{day.pk}/live/tick", press).status_code == 302
    theirs = next(name for visit in other["visits"] for name in visit["riders"])
    stolen = {"vehicle": "Car 1", "tick": f"aboard:{theirs}"}
    assert client.post(f"/days/{day.pk}/live/tick", stolen).status_code == 404
    assert [(one.who, one.kind) for one in day.check_ins.all()] == [("Car 1", "off")]
    assert "under way " in enter(ours).get(f"/days/{day.pk}/live").content.decode()
    assert own["runs"]
    Day.objects.filter(pk=day.pk).update(state="held", ended_at=AT)
    assert enter(driver_of(day)).get(f"{page}/Car 1").status_code == 404


def test_a_tick_stands_once_and_can_be_taken_back(day: Day, ours: Actor) -> None:
    tick: dict[str, Any] = {"who": "Coach 1", "kind": CheckIn.Kind.HERE, "by": ours, "at": AT}
    actions_of_saturday.tick(day, **tick)
    with pytest.raises(actions_of_saturday.TickedAlreadyError):
        actions_of_saturday.tick(day, **tick)
    actions_of_saturday.untick(day, **tick)
    with pytest.raises(actions_of_saturday.NotTickedError):
        actions_of_saturday.untick(day, **tick)
    actions_of_saturday.tick(day, **tick)
    with pytest.raises(actions_of_saturday.NotOfThisDayError):
        actions_of_saturday.tick(day, who="Coach 9", kind=CheckIn.Kind.HERE, by=ours, at=AT)


def test_an_incident_told_by_a_link_reaches_the_lead_once_and_says_what_was_done(
    day: Day, ours: Actor, enter: Callable[[Actor], Client], client: Client
) -> None:
    ContactWay.objects.create(
        person=Person.objects.get(pseudonym=ours.pseudonym), kind="email", value="olu@people.example"
    )
    Day.objects.filter(pk=day.pk).update(lead=ours.person)
    coming = Coming.objects.filter(day=day).first()
    assert coming is not None
    invitation = Invitation.objects.create(day=day, person=coming.person, made_at=AT)
    page = f"/days/by-link/{inviting.token(invitation)}/incident"
    assert client.get(page).status_code == 200
    assert client.get(page[:-12] + "0" * 3 + page[-9:]).status_code == 404
    assert client.post(page, {"kind": "fire"}).status_code == 422
    told = {"kind": "dog", "place": "3 Mill Lane", "words": "It bit Ann {name}"}
    assert "is being told now" in client.post(page, told).content.decode()
    row = Incident.objects.get()
    assert (row.told_by, row.kind, row.place) == (coming.person.pseudonym, "dog", "3 Mill Lane")
    job = Job.objects.get(kind="days.tell_incident")
    for _twice in range(2):
        once = Job.objects.create(kind=job.kind, arguments=job.arguments)
        with lines() as said:
            tell_incident(Run(once, said), incident=row.pk)
    message = Message.objects.get()
    assert (message.address, message.sending.urgent) == ("olu@people.example", True)
    text = message.sending.texts["en-gb"]
    assert "3 Mill Lane" in text["body"]
    assert "It bit Ann" not in text["body"]  # what was said stands where it can be taken away
    board = enter(ours).get(f"/days/{day.pk}/live").content.decode()
    assert "A dog" in board
    one = f"/days/{day.pk}/incidents/{row.pk}"
    assert "It bit Ann" in client.get(one).content.decode()
    client.post(one, {"deed": "take"})
    assert client.post(one, {"deed": "close", "done": ""}).status_code == 422
    client.post(one, {"deed": "close", "done": "Rang the owner."})
    row.refresh_from_db()
    assert (row.answered_by, row.closed_by, row.done) == (ours.pseudonym, ours.pseudonym, "Rang the owner.")
    assert live.board_told(live.asked_of(day), at=AT).incidents == ()  # type: ignore[union-attr]  # there are seats
    assert enter(driver_of(day)).get(one).status_code == 404


def test_an_incidents_words_go_when_they_have_had_their_time(day: Day, ours: Actor) -> None:
    told: dict[str, Any] = {"kind": Incident.Kind.THREAT, "place": "Mill Lane", "words": "He shouted.", "by": ours}
    old = actions_of_saturday.report(day, **told, at=AT - incidents.KEPT)
    new = actions_of_saturday.report(day, **told, at=AT - incidents.KEPT + dt.timedelta(minutes=1))
    assert incidents.forget_due(at=AT) == 1
    assert incidents.forget_due(at=AT) == 0
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.words, old.place, old.kind, new.words) == ("", "", "threat", "He shouted.")


def test_everybody_is_asked_once_whether_they_are_home_and_who_is_not_is_a_list(
    day: Day, ours: Actor, enter: Callable[[Actor], Client]
) -> None:
    homes.look(at=EVENING - dt.timedelta(minutes=2))
    assert not Job.objects.filter(kind="days.ask_home").exists()
    homes.look(at=EVENING)
    homes.look(at=EVENING)
    job = Job.objects.get(kind="days.ask_home")
    for _twice in range(2):
        once = Job.objects.create(kind=job.kind, arguments=job.arguments)
        with lines() as said:
            ask_home(Run(once, said), day=day.pk)
    sending = Sending.objects.get(about=f"days.home:{day.pk}")
    assert (sending.messages.count(), sending.answers, sending.urgent) == (RIDERS, ["home"], True)
    _missing, total = live.missing(day, "home")
    assert total == RIDERS
    one, other = sending.messages.order_by("pk")[:2]
    answer(one, answer="home", turn=0, by=Actor(None, one.to), at=EVENING)
    rung = Coming.objects.get(day=day, person__pseudonym=other.to)
    actions_of_saturday.tick(day, who=rung.name, kind=CheckIn.Kind.HOME, by=ours, at=EVENING)
    assert live.missing(day, "home")[1] == RIDERS - 2
    assert live.board_told(live.asked_of(day), at=AT).home == 2  # type: ignore[union-attr]  # there are seats
    page = enter(ours).get(f"/days/{day.pk}/live/people?show=home").content.decode()
    assert Person.objects.get(pseudonym=one.to).name not in page
    assert "Everybody was asked at" in page


def test_a_reminder_goes_to_whoever_has_not_said_so(day: Day, ours: Actor) -> None:
    call = homes.ask(day, by=ours, at=EVENING)
    assert call.sending is not None
    sending = Sending.objects.get(pk=call.sending)
    assert sending.remind_at is not None
    Message.objects.filter(sending=sending).update(state="handed", handed_by=1)
    first = sending.messages.order_by("pk")[0]
    answer(first, answer="home", turn=0, by=Actor(None, first.to), at=EVENING)
    start_due(at=sending.remind_at)
    reminder = Sending.objects.get(reminder_of=sending)
    assert reminder.messages.count() == RIDERS - 1
    late = reminder.messages.order_by("pk")[0]
    answer(late, answer="home", turn=0, by=Actor(None, late.to), at=EVENING)
    assert live.missing(day, "home")[1] == RIDERS - 2
    with pytest.raises(actions_of_saturday.AskedAlreadyError):
        homes.ask(day, by=ours, at=EVENING)
    assert Sending.objects.count() == 2


def test_somebody_says_by_their_link_that_they_are_here(day: Day, client: Client) -> None:
    coming = Coming.objects.filter(day=day).first()
    assert coming is not None
    invitation = Invitation.objects.create(day=day, person=coming.person, made_at=AT)
    page = f"/days/by-link/{inviting.token(invitation)}/here"
    client.get(page)
    assert day.check_ins.count() == 0  # whatever opens a link says nothing
    for _twice in range(2):
        assert "You are here" in client.post(page).content.decode()
    assert [(one.who, one.kind) for one in day.check_ins.all()] == [(coming.name, "here")]
