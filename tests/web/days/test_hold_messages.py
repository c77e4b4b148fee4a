"""Messages of a day that wait, were stopped, or have gone: no page says that they went before they did."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils.timezone import localtime

from muster.web.days import actions_of_telling, going_out, live, tellings
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Telling
from muster.web.days.models_of_seats import Difference
from muster.web.messenger import actions as outbox
from muster.web.messenger.models import Message, Sending
from muster.web.power.models import Look
from muster.web.record.actor import SITE, Actor, Held
from muster.web.roll.models import ContactWay, Person
from tests.web.days.made_saturday import AT, NORTH, RIDERS, organiser, saturday
from tests.web.days.test_tell_a_difference import sent, written

pytestmark = pytest.mark.django_db
NIGHT = dt.datetime(2026, 5, 1, 2, tzinfo=dt.UTC)  # a week and a day before
EIGHT = dt.datetime(2026, 5, 1, 7, tzinfo=dt.UTC)  # in London


def officer() -> Actor:
    person = Person.objects.create(known_as="Offa")
    return Actor(person.pk, person.pseudonym, frozenset({Held("officer", NORTH, "care")}))


def read(client: Client, page: str) -> str:
    return unescape(client.get(page).content.decode())


def test_what_was_stopped_never_counts_as_gone_and_needs_somebody(
    day: Day, ours: Actor, told: Difference, asks: Callable[[Actor], Client]
) -> None:
    client, count = asks(ours), Message.objects.count()
    assert count > 1
    first = Message.objects.order_by("pk")[0]
    Message.objects.filter(pk=first.pk).update(state="handed", handed_at=AT)
    asked = read(client, f"/days/{day.pk}/live/held")
    assert f"Yes, stop these {count - 1}" in asked
    assert Message.objects.filter(state="stopped").count() == 0  # a look stops nothing
    client.post(f"/days/{day.pk}/live/held", {"sending": told.sending, "deed": "stop"})
    board = live.board_told(live.asked_of(day), at=AT)
    assert board is not None
    assert board.sent is not None
    assert (board.sent.gone, board.sent.stopped, board.sent.waiting, board.sent.all_gone) == (1, count - 1, 0, False)
    for page in ("live", "changes/1", "changes/1/letters"):
        words = read(client, f"/days/{day.pk}/{page}")
        assert "All have gone" not in words, page
        assert f"1 of {count} messages have gone." in words, page
    needs = read(client, f"/days/{day.pk}/live").partition('id="needs"')[2].partition("</section>")[0]
    stopped_at = Sending.objects.get(pk=told.sending or 0).stopped_at
    assert stopped_at is not None
    stopped_on = f"{localtime(stopped_at):%-d %B, %H:%M}"
    for where, words in (("live", needs), ("changes/1", ""), ("live/held", "")):  # who did it, and when
        said = words or read(client, f"/days/{day.pk}/{where}")
        assert f"{count - 1} messages were stopped on {stopped_on} by Olu and never went" in said, where
    change = read(client, f"/days/{day.pk}/changes/1")
    assert [name in change for _to, name in board.sent.stopped_to] == [True] * (count - 1)
    client.post(f"/days/{day.pk}/live/held", {"sending": told.sending, "deed": "send"})
    assert dict(Message.objects.values_list("pk", "state"))[first.pk] == "handed"  # nobody is told twice
    assert Message.objects.filter(state="waiting").count() == count - 1
    assert Sending.objects.get(pk=told.sending or 0).stopped_by == ""
    Message.objects.filter(state="waiting").update(state="handed", handed_at=AT)
    assert "All have gone." in read(client, f"/days/{day.pk}/live")


def test_only_whoever_organises_a_day_stops_what_it_tells(
    day: Day, told: Difference, asks: Callable[[Actor], Client]
) -> None:
    by, sending = officer(), Sending.objects.get(pk=told.sending or 0)
    page = read(asks(by), f"/letters/{sending.pk}")
    assert "Stop what has not gone yet" not in page
    assert "whoever organises it can stop it" in page
    assert asks(by).post(f"/letters/{sending.pk}/stop").status_code == 403
    assert asks(by).post(f"/days/{day.pk}/live/held", {"sending": sending.pk, "deed": "stop"}).status_code == 404
    for deed in (outbox.stop, outbox.go_on):
        with pytest.raises(PermissionDenied):
            deed(sending, by=by, at=AT)
    assert not Message.objects.filter(state="stopped").exists()
    south = organiser("Ben", compartment="south")
    assert asks(south).get(f"/days/{day.pk}/live/held").status_code == 404


def test_what_was_not_stopped_is_not_sent_after_all(day: Day, ours: Actor, told: Difference) -> None:
    sending = Sending.objects.get(pk=told.sending or 0)
    with pytest.raises(outbox.EndedAlreadyError):
        outbox.go_on(sending, by=ours, at=AT)
    outbox.stop(sending, by=ours, at=AT)
    erased = Message.objects.order_by("pk")[0]
    Message.objects.filter(pk=erased.pk).update(address="", fields={})  # as erasing leaves it
    assert outbox.go_on(sending, by=ours, at=AT) == Message.objects.count() - 1
    erased.refresh_from_db()
    assert erased.state == "stopped"
    assert going_out.sent_told(told, at=AT).stopped == 0


def place_written(day: Day, ours: Actor) -> Telling:
    """Tell everybody their place, a week before, at night."""
    row = actions_of_telling.tell_plan(day, by=ours, at=NIGHT)
    sending, unreached = tellings.write(row, at=NIGHT)
    actions_of_telling.note_telling(row, sending=sending, unreached=unreached, by=SITE, at=NIGHT)
    row.refresh_from_db()
    return row


def test_at_night_nobody_is_told_and_each_page_says_until_when(
    day: Day, ours: Actor, asks: Callable[[Actor], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("views_of_people", "views_of_saturday"):
        monkeypatch.setattr(f"muster.web.days.{module}.now", lambda: NIGHT)
    client = asks(ours)
    assert "the messages wait until 1 May, 08:00" in read(client, f"/days/{day.pk}/people")
    row = place_written(day, ours)
    place = going_out.sent_told(row, at=NIGHT)
    assert (place.messages, place.gone, place.waiting, place.waits) == (
        RIDERS, 0, RIDERS, going_out.Waits("night", EIGHT),
    )  # fmt: skip
    people = read(client, f"/days/{day.pk}/people")
    assert f"Being sent: 0 of {RIDERS}." in people
    assert "they go on 1 May, 08:00" in people
    board = read(client, f"/days/{day.pk}/live")
    assert f"{RIDERS} messages that tell everybody their place have not gone yet" in board
    monkeypatch.setattr("muster.web.letters.views.now", lambda: NIGHT)
    assert "What waits goes on 1 May, 08:00" in read(asks(officer()), f"/letters/{row.sending}")


def test_everybody_counts_as_told_once_every_message_has_gone_and_not_before(
    day: Day, ours: Actor, asks: Callable[[Actor], Client]
) -> None:
    client = asks(ours)

    def step() -> tuple[str, str]:
        """Give how the step of telling stands, and what it says."""
        found = re.search(r'<li class="(\w+)"><h3>(Tell everybody|Everybody was told)</h3>',
                          read(client, f"/days/{day.pk}/people"))  # fmt: skip
        assert found is not None
        return found[1], found[2]

    assert step() == ("ahead", "Tell everybody")
    row = actions_of_telling.tell_plan(day, by=ours, at=AT)
    assert step() == ("now", "Tell everybody")  # nothing is even written
    sending, unreached = tellings.write(row, at=AT)
    actions_of_telling.note_telling(row, sending=sending, unreached=unreached, by=SITE, at=AT)
    some = list(Message.objects.order_by("pk").values_list("pk", flat=True)[:3])
    Message.objects.filter(pk__in=some).update(state="handed", handed_at=AT)
    assert step() == ("now", "Tell everybody")
    assert f"Being sent: 3 of {RIDERS}." in read(client, f"/days/{day.pk}/people")
    Message.objects.exclude(pk__in=some).update(state="handed", handed_at=AT)
    assert step() == ("done", "Everybody was told")
    assert "All have gone." in read(client, f"/days/{day.pk}/people")


def test_whoever_was_not_told_their_place_as_it_was_stopped_is_to_be_rung(
    day: Day, ours: Actor, asks: Callable[[Actor], Client]
) -> None:
    row, client = place_written(day, ours), asks(ours)
    client.post(f"/days/{day.pk}/live/held", {"sending": row.sending, "deed": "stop"})
    assert f"{RIDERS} people were not told their place" in read(client, f"/days/{day.pk}/live")
    unreached = read(client, f"/days/{day.pk}/people?show=unreached")
    assert [f"Person {n}" in unreached for n in range(RIDERS)] == [True] * RIDERS
    assert f"{RIDERS} people are to be rung" in unreached


def test_whoever_must_be_rung_stands_there_with_their_telephone_and_hears_that_somebody_looked(
    ours: Actor, asks: Callable[[Actor], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No mail or text reaches one; one's message was brought back; a third's was stopped; the numbers go by and by."""
    day = saturday(ours, ways=("email", "email", "", *("email",) * (RIDERS - 3)))
    rings = {n: f"+44157200000{n}" for n in range(RIDERS)}  # no mobile: no text message reaches it
    for n, number in rings.items():
        ContactWay.objects.create(person=Person.objects.get(known_as=f"Person {n}"), kind="telephone", value=number)
    difference = sent(day, ours, "coach 1 breaks down 08:05")
    written(difference)
    difference.refresh_from_db()
    numbers = [int(one.fields["name"].removeprefix("Person ")) for one in Message.objects.order_by("pk")]
    stuck, stopped = numbers[:2]
    Message.objects.filter(fields__name=f"Person {stuck}").update(state="bounced")
    Message.objects.filter(fields__name=f"Person {stopped}").update(state="stopped")
    Message.objects.filter(state="waiting").update(state="handed", handed_at=AT)
    monkeypatch.setattr("muster.web.days.views_of_saturday.now", lambda: AT)
    monkeypatch.setattr("muster.web.days.views_of_seats.now", lambda: AT)
    client = asks(ours)
    assert Coming.objects.get(person__known_as="Person 2").name in difference.unreached
    far = read(client, f"/days/{day.pk}/changes/1").partition('id="sent"')[2]
    assert sorted(int(n) for n in re.findall(r'href="tel:\+44157200000(\d)"', far)) == sorted([2, stuck, stopped])
    looked = set(Look.objects.filter(looker=ours.pseudonym, page="change").values_list("whom", flat=True))
    assert looked >= set(Person.objects.filter(
        known_as__in=[f"Person {n}" for n in (2, stuck, stopped)]).values_list("pseudonym", flat=True))  # fmt: skip
    monkeypatch.setattr("muster.web.days.views_of_saturday.now", lambda: AT + dt.timedelta(days=2))
    assert "tel:" not in read(client, f"/days/{day.pk}/changes/1").partition('id="sent"')[2]
