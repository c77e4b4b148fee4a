"""What is tried before the day tells nobody by one press; what we told you last means what has really gone."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from muster.web.days import actions_of_seats, actions_of_telling, going_out, live, mending, telling, tellings
from muster.web.days.changes import change_told
from muster.web.days.leads import NoLeadError
from muster.web.days.models import Day
from muster.web.days.models_of_people import Telling
from muster.web.days.models_of_seats import Difference, Seating
from muster.web.messenger import actions as outbox
from muster.web.messenger.models import Message, Sending
from muster.web.record.actor import SITE, Actor
from muster.web.record.models import Entry, Job
from muster.web.roll.models import ContactWay, Person
from tests.web.days.made_saturday import AT, RIDERS, organiser, saturday
from tests.web.days.test_tell_a_difference import sent, written

pytestmark = pytest.mark.django_db


def read(client: Client, page: str) -> str:
    return unescape(client.get(page).content.decode())


def test_what_was_stopped_is_over_once_something_else_was_told_from_what_each_knows(
    day: Day, ours: Actor, told: Difference, asks: Callable[[Actor], Client]
) -> None:
    client, knew = asks(ours), words_to(told)
    before = live.asked_of(day).version(at=AT)
    client.post(f"/days/{day.pk}/live/held", {"sending": told.sending, "deed": "stop"})
    assert live.asked_of(day).version(at=AT) != before  # an open board hears of it
    assert f"{len(knew)} messages were stopped" in read(client, f"/days/{day.pk}/live")
    later = sent(day, ours, "coach 1 breaks down 08:10")
    written(later)
    later.refresh_from_db()
    now_told = words_to(later)
    for who in now_told.keys() & knew.keys():  # what they were told first, not what never went
        assert next(line for line in now_told[who].splitlines() if line.startswith("Before: ")) in knew[who]
    words = read(client, f"/days/{day.pk}/live")
    assert "were stopped" not in words
    assert "of before" not in words
    client.post(f"/days/{day.pk}/live/held", {"sending": told.sending, "deed": "send"})
    assert Message.objects.filter(sending=told.sending, state="stopped").count() == len(knew)  # it holds no more


def words_to(difference: Difference) -> dict[str, str]:
    """Give what each was written, by their pseudonym."""
    rows = Message.objects.filter(sending=difference.sending or 0).values_list("to", "fields")
    return {to: fields["words"] for to, fields in rows}


def test_whoever_was_never_told_gets_no_correction(day: Day, ours: Actor, told: Difference) -> None:
    """All are stopped, it is put back, a car is late: that alone is said, and the stopped hear nothing."""
    outbox.stop(Sending.objects.get(pk=told.sending or 0), by=ours, at=AT)
    put_back = mending.take_back(Seating.objects.get(day=day, number=1), by=ours, at=AT)
    assert put_back is not None
    nothing = change_told(put_back)
    assert (nothing.touched, nothing.happened) == ((), ())
    late = mending.propose(day, event="coach 1 leaves 10 min late 07:40", seen=put_back.number, by=ours, at=AT)
    change = change_told(late)
    assert change.happened == (("coach 1 leaves 10 min late 07:40", False),)
    assert {move.because for move in change.moved} == {"late"}
    difference = actions_of_seats.send(late, by=ours, at=AT)
    written(difference)
    difference.refresh_from_db()
    assert words_to(difference)
    assert "does not hold any more" not in "".join(words_to(difference).values())
    assert words_to(difference).keys().isdisjoint(words_to(told))


def test_whoever_was_told_is_put_right_when_others_were_stopped(day: Day, ours: Actor, told: Difference) -> None:
    first = Message.objects.order_by("pk")[0]
    Message.objects.filter(pk=first.pk).update(state="handed", handed_at=AT)
    outbox.stop(Sending.objects.get(pk=told.sending or 0), by=ours, at=AT)
    put_back = mending.take_back(Seating.objects.get(day=day, number=1), by=ours, at=AT)
    assert put_back is not None
    change = change_told(put_back)
    assert change.happened == (("coach 2 breaks down 08:05", True),)
    difference = actions_of_seats.send(put_back, by=ours, at=AT)
    written(difference)
    difference.refresh_from_db()
    assert list(words_to(difference)) == [first.to]


def place_stopped(day: Day, ours: Actor) -> Telling:
    """Tell everybody their place, and stop it before any of it leaves."""
    row = actions_of_telling.tell_plan(day, by=ours, at=AT)
    sending, unreached = tellings.write(row, at=AT)
    actions_of_telling.note_telling(row, sending=sending, unreached=unreached, by=SITE, at=AT)
    row.refresh_from_db()
    outbox.stop(Sending.objects.get(pk=row.sending or 0), by=ours, at=AT)
    return row


def test_whoever_was_never_told_their_place_reads_how_it_is_and_no_correction_and_the_stopped_words_never_after(
    day: Day, ours: Actor, asks: Callable[[Actor], Client]
) -> None:
    place, client = place_stopped(day, ours), asks(ours)
    difference = sent(day, ours)
    assert "never told" in read(client, f"/days/{day.pk}/changes/1")
    written(difference)
    difference.refresh_from_db()
    told = words_to(difference)
    assert 0 < len(told) < RIDERS
    assert ["Before: " in words or "broken down" in words for words in told.values()] == [False] * len(told)
    assert all("Now: " in words for words in told.values())
    assert f"{RIDERS - len(told)} people were not told their place" in read(client, f"/days/{day.pk}/live")
    assert f"{RIDERS - len(told)} people are to be rung" in read(client, f"/days/{day.pk}/people")
    asked = read(client, f"/days/{day.pk}/live/held")
    assert f"{RIDERS - len(told)} messages were stopped" in asked
    client.post(f"/days/{day.pk}/live/held", {"sending": place.sending, "deed": "send"})
    goes = Message.objects.filter(sending=place.sending, state="waiting").values_list("to", flat=True)
    assert set(goes).isdisjoint(told)
    assert len(goes) == RIDERS - len(told)


def test_whose_change_was_stopped_as_well_is_still_never_told(day: Day, ours: Actor) -> None:
    place = place_stopped(day, ours)
    difference = sent(day, ours)
    written(difference)
    difference.refresh_from_db()
    outbox.stop(Sending.objects.get(pk=difference.sending or 0), by=ours, at=AT)
    assert going_out.sent_told(place, at=AT).stopped == RIDERS
    again = sent(day, ours, "coach 1 breaks down 08:10")
    written(again)
    again.refresh_from_db()
    assert words_to(again)
    assert ["Before: " in words for words in words_to(again).values()] == [False] * len(words_to(again))


@pytest.fixture
def five_days_ahead(asks: Callable[[Actor], Client], ours: Actor, monkeypatch: pytest.MonkeyPatch) -> Client:
    early = AT - dt.timedelta(days=5)
    monkeypatch.setattr("muster.web.days.views_of_saturday.now", lambda: early)
    monkeypatch.setattr("muster.web.days.templatetags.rehearsed.now", lambda: early)
    return asks(ours)


def test_every_page_of_the_board_and_the_days_own_say_that_it_is_a_rehearsal_until_the_day(
    day: Day, ours: Actor, asks: Callable[[Actor], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, said = asks(ours), "A rehearsal: the day is in 5 days."
    monkeypatch.setattr("muster.web.days.templatetags.rehearsed.now", lambda: AT - dt.timedelta(days=5))
    assert said not in read(client, f"/days/{day.pk}")  # nothing was tried there, and nothing can be
    client.post(f"/days/{day.pk}/changes", {"event": "Coach 2 breaks down 08:05", "after": "0"})
    pages = (
        "", "/live", "/live/tell?tell=late:Coach 1", "/changes/1", "/live/held", "/live/people",
        "/live/vehicles/Coach 2",
    )  # fmt: skip
    assert [page for page in pages if said not in read(client, f"/days/{day.pk}{page}")] == []
    monkeypatch.setattr("muster.web.days.templatetags.rehearsed.now", lambda: AT)
    assert [page for page in pages if "A rehearsal" in read(client, f"/days/{day.pk}{page}")] == []


def test_before_the_day_one_press_tells_nobody_and_a_second_that_says_it_is_so_does(
    day: Day, five_days_ahead: Client
) -> None:
    client, change = five_days_ahead, f"/days/{day.pk}/changes/1"
    client.post(f"/days/{day.pk}/changes", {"event": "Coach 2 breaks down 08:05", "after": "0"})
    asked = unescape(client.post(f"{change}/send").content.decode())
    assert "Tell them now, 5 days ahead?" in asked
    assert "Coach 2 has broken down" in asked
    assert not Job.objects.filter(kind="days.tell_difference").exists()
    assert not day.differences.exists()
    client.post(f"{change}/send", {"sure": "4"})  # the page of yesterday
    assert not day.differences.exists()
    sure = re.search(r'name="sure" value="(.+?)"', asked)
    assert sure is not None
    client.post(f"{change}/send", {"sure": sure[1]})
    assert day.differences.count() == 1


def test_what_was_tried_is_put_back_from_the_board_by_one_press(
    day: Day, ours: Actor, asks: Callable[[Actor], Client]
) -> None:
    client = asks(ours)
    client.post(f"/days/{day.pk}/changes", {"event": "Coach 2 breaks down 08:05", "after": "0"})
    board = read(client, f"/days/{day.pk}/live")
    assert f'action="/days/{day.pk}/changes/1/undo"' in board
    client.post(f"/days/{day.pk}/changes/1/undo")
    assert "is a proposal" not in read(client, f"/days/{day.pk}/changes/1")
    assert "to be told" not in read(client, f"/days/{day.pk}/live")


def test_the_button_says_how_many_messages_go_and_how_many_are_to_be_rung(
    ours: Actor, asks: Callable[[Actor], Client]
) -> None:
    day = saturday(ours, ways=("email",) * 4 + ("",) + ("email",) * (RIDERS - 5))  # one of Bridge can't be reached
    client = asks(ours)
    client.post(f"/days/{day.pk}/changes", {"event": "Coach 2 breaks down 08:05", "after": "0"})
    page = read(client, f"/days/{day.pk}/changes/1")
    said = re.search(r"Tell them: (\d) messages(?:, (\d) to ring)?", page)
    assert said is not None
    client.post(f"/days/{day.pk}/changes/1/send")
    difference = day.differences.get()
    written(difference)
    difference.refresh_from_db()
    assert (int(said[1]), int(said[2] or 0)) == (len(words_to(difference)), len(difference.unreached))
    assert len(difference.unreached) == 1


def test_what_nobody_was_told_of_and_is_put_back_is_let_stand_by_one_press(
    day: Day, ours: Actor, told: Difference, asks: Callable[[Actor], Client]
) -> None:
    outbox.stop(Sending.objects.get(pk=told.sending or 0), by=ours, at=AT)
    client = asks(ours)
    client.post(f"/days/{day.pk}/changes/1/undo")
    assert "Let it stand: nobody has to be told" in read(client, f"/days/{day.pk}/changes/2")
    assert "Coach 2 has broken down" not in read(client, f"/days/{day.pk}/changes/2")
    client.post(f"/days/{day.pk}/changes/2/send")
    count = Message.objects.count()
    written(day.differences.get(after=2))
    assert Message.objects.count() == count
    assert "Needs you" not in read(client, f"/days/{day.pk}/live")


def lead_of(day: Day, ours: Actor) -> None:
    person = Person.objects.get(pseudonym=ours.pseudonym)
    ContactWay.objects.get_or_create(person=person, kind="telephone", value="+447700900555")
    Day.objects.filter(pk=day.pk).update(lead=person)


def test_whoever_stands_at_the_roadside_reads_to_stay_and_whom_to_ring_and_others_not_to_set_out(
    day: Day, ours: Actor
) -> None:
    """Church is called at at 08:00, Bridge at 08:20: at 08:05 a coach breaks down between the two."""
    lead_of(day, ours)
    day.refresh_from_db()
    difference = sent(day, ours, "coach 1 breaks down 08:05")
    written(difference)
    difference.refresh_from_db()
    change = change_told(Seating.objects.get(day=day, number=1))
    names = {row.name: row.person.pseudonym for row in day.coming.select_related("person")}
    said = words_to(difference)
    stands = [move for move in change.left if move.because == "broken down" and move.before["board_s"] <= 29_100]
    home = [move for move in change.left if move.because == "broken down" and move.before["board_s"] > 29_100]
    assert stands
    for move in stands:
        assert "Stay where you are" in said[names[move.name]]
        assert "Ring Olu, +44 7700 900555." in said[names[move.name]]
        assert "Don’t set out" not in said[names[move.name]]
    for move in home:
        assert "Don’t set out" in said[names[move.name]]
    for move in change.moved:
        assert ("Stay where you are until then" in said[names[move.name]]) == (move.after["stop"] == "roadside")


def test_whoever_is_not_picked_up_yet_reads_not_to_set_out(day: Day, ours: Actor) -> None:
    difference = sent(day, ours, "coach 1 breaks down 07:30")
    written(difference)
    difference.refresh_from_db()
    left = change_told(Seating.objects.get(day=day, number=1)).left
    assert left
    names = {row.name: row.person.pseudonym for row in day.coming.select_related("person")}
    for move in left:
        assert "Don’t set out" in words_to(difference)[names[move.name]]
        assert "Stay where you are" not in words_to(difference)[names[move.name]]


def test_a_lead_with_a_telephone_is_asked_for_before_people_are_told_their_place(
    day: Day, ours: Actor, asks: Callable[[Actor], Client]
) -> None:
    client, person = asks(ours), Person.objects.get(pseudonym=ours.pseudonym)
    pages = [f"/days/{day.pk}", f"/days/{day.pk}/live", f"/days/{day.pk}/people"]
    assert [page for page in pages if "Nobody leads the day yet" not in read(client, page)] == []
    Day.objects.filter(pk=day.pk).update(lead=person)
    assert [page for page in pages if "We know no telephone of whoever leads" not in read(client, page)] == []
    ContactWay.objects.create(person=person, kind="telephone", value="+447700900555")
    words = "".join(read(client, page) for page in pages)
    assert "leads the day" not in words


def test_today_names_the_messages_of_a_day_that_never_went(
    day: Day, ours: Actor, told: Difference, asks: Callable[[Actor], Client]
) -> None:
    Day.objects.filter(pk=day.pk).update(held_on=localdate() + dt.timedelta(days=2))
    client, count = asks(ours), Message.objects.count()
    assert "never went" not in read(client, "/")
    first = Message.objects.order_by("pk")[0]
    Message.objects.filter(pk=first.pk).update(state="failed")
    assert "Saturday at Oakham: one message never went" in read(client, "/")
    outbox.stop(Sending.objects.get(pk=told.sending or 0), by=ours, at=AT)
    assert f"Saturday at Oakham: {count} messages never went" in read(client, "/")
    written(sent(day, ours, "coach 1 breaks down 08:10"))  # told anew, from what each knows
    assert "never went" not in read(client, "/")


def test_after_a_breakdown_the_days_page_says_still_who_needs_a_seat(
    day: Day, ours: Actor, asks: Callable[[Actor], Client]
) -> None:
    sent(day, ours, "coach 1 breaks down 08:05")
    page = read(asks(ours), f"/days/{day.pk}")
    assert "Coach 1 has broken down" in page
    assert re.search(r"(One person needs|\d people need) a seat", page)


def test_whom_people_ring_is_asked_before_any_is_told_and_whoever_says_it_comes_back(
    day: Day, ours: Actor, asks: Callable[[Actor], Client]
) -> None:
    client, page = asks(ours), f"/days/{day.pk}/changes/1"
    client.post(f"/days/{day.pk}/changes", {"event": "Coach 2 breaks down 08:05", "after": "0"})
    silent = organiser("Sil")  # organises it too, and no telephone of theirs is known
    lead_of(day, ours)
    Day.objects.filter(pk=day.pk).update(lead=None)
    asked = client.post(f"{page}/send", follow=True)
    assert "First say whom people ring" in unescape(asked.content.decode())
    assert f'value="{silent.person}"' not in asked.content.decode()
    assert not day.differences.exists()
    lead = asked.redirect_chain[-1][0]
    assert client.post(lead, {"lead": ""}).status_code == 422
    assert client.post(lead, {"lead": str(ours.person)}).headers["Location"] == page
    client.post(f"{page}/send")
    difference = day.differences.get()
    written(difference)
    difference.refresh_from_db()
    assert difference.sending is not None
    assert "Ring Olu, +44 7700 900555." in str(Sending.objects.get(pk=difference.sending).texts)


def test_no_deed_tells_anybody_anything_before_somebody_is_named_whom_they_ring(day: Day, ours: Actor) -> None:
    proposed = mending.propose(day, event="coach 2 breaks down 08:05", seen=0, by=ours, at=AT)
    lead_of(day, ours)
    Day.objects.filter(pk=day.pk).update(lead=None)
    for _press in range(2):
        with pytest.raises(NoLeadError):
            actions_of_seats.send(proposed, by=ours, at=now())
        with pytest.raises(NoLeadError):
            actions_of_telling.tell_plan(day, by=ours, at=now())
    assert [day.differences.count(), Telling.objects.count(), Job.objects.count()] == [0, 0, 0]
    assert not Entry.objects.filter(kind__in=("days.send", "days.tell_plan")).exists()
    proposed.refresh_from_db()
    assert proposed.sent_at is None
    lead_of(day, ours)
    assert actions_of_telling.tell_plan(day, by=ours, at=now()).what == Telling.What.PLAN
    assert actions_of_seats.send(proposed, by=ours, at=now()).after == 1


def test_what_touches_nobody_stands_without_a_lead_and_where_nobody_could_be_rung_people_are_told_all_the_same(
    day: Day, ours: Actor, told: Difference
) -> None:
    """No organiser's telephone was known as the first was told; once one is, only what nobody is told needs no lead."""
    assert words_to(told)
    outbox.stop(Sending.objects.get(pk=told.sending or 0), by=ours, at=AT)
    lead_of(day, ours)
    Day.objects.filter(pk=day.pk).update(lead=None)
    put_back = mending.take_back(Seating.objects.get(day=day, number=1), by=ours, at=AT)
    assert put_back is not None
    assert change_told(put_back).touched == ()
    assert actions_of_seats.send(put_back, by=ours, at=now()).after == put_back.number


def test_everybodys_place_waits_for_somebody_to_ring_and_whoever_names_them_comes_back(
    day: Day, ours: Actor, asks: Callable[[Actor], Client]
) -> None:
    client, people = asks(ours), f"/days/{day.pk}/people"
    lead_of(day, ours)
    Day.objects.filter(pk=day.pk).update(lead=None)
    asked = client.post(f"{people}/told", follow=True)
    assert "First say whom people ring" in unescape(asked.content.decode())
    assert f'<a href="{people}">Who comes</a>' in asked.content.decode()
    assert not Telling.objects.exists()
    named = client.post(asked.redirect_chain[-1][0], {"lead": str(ours.person)})
    assert named.headers["Location"] == people
    client.post(f"{people}/told")
    client.post(f"{people}/told")  # pressed twice: nobody is told twice
    row = Telling.objects.get()
    sending, _unreached = tellings.write(row, at=AT)
    assert "Ring Olu, +44 7700 900555." in str(Sending.objects.get(pk=sending or 0).texts)


def test_days_ahead_nobody_reads_to_go_home_again_or_to_stay_where_they_are(day: Day, ours: Actor) -> None:
    lead_of(day, ours)
    Day.objects.filter(pk=day.pk).update(held_on=day.held_on + dt.timedelta(days=5))
    day.refresh_from_db()
    difference = sent(day, ours, "coach 1 breaks down 08:05")
    telling.tell(difference, at=AT)
    difference.refresh_from_db()
    left = change_told(Seating.objects.get(day=day, number=1)).left
    names = {row.name: row.person.pseudonym for row in day.coming.select_related("person")}
    assert left
    for move in left:
        words = words_to(difference)[names[move.name]]
        assert "You need do nothing now. We go on looking" in words
        assert "Ring Olu, +44 7700 900555." in words
        assert "Stay where you are" not in words
        assert "Don’t set out" not in words


def test_whoever_has_no_seat_needs_somebody_after_they_were_told_too(
    day: Day, ours: Actor, asks: Callable[[Actor], Client]
) -> None:
    client = asks(ours)
    client.post(f"/days/{day.pk}/changes", {"event": "Coach 1 breaks down 07:30", "after": "0"})
    client.post(f"/days/{day.pk}/changes", {"event": "Coach 2 breaks down 07:30", "after": "1"})
    client.post(f"/days/{day.pk}/changes/2/send")
    told = change_told(Seating.objects.get(day=day, number=2))
    needs = read(client, f"/days/{day.pk}/live").partition('id="needs"')[2].partition("</section>")[0]
    assert told.people_left > told.people_moved
    assert f"{told.people_left} people have no seat" in needs
    assert f"/days/{day.pk}/fleet" in needs
    assert f"<b>{told.people_left}</b> people can’t be carried" in read(client, f"/days/{day.pk}/changes/2")


def test_once_people_were_told_no_page_says_that_it_is_a_rehearsal(
    day: Day, ours: Actor, asks: Callable[[Actor], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = asks(ours)
    monkeypatch.setattr("muster.web.days.templatetags.rehearsed.now", lambda: AT - dt.timedelta(days=5))
    sent(day, ours)
    page = read(client, f"/days/{day.pk}/live")
    assert "A rehearsal" not in page
    assert "The day is in 5 days, and people were told of a change." in page
