"""What happens on the day: told once, mended once, taken back; by whoever may, and on what they saw."""

import itertools
import re

import pytest
from django.test import Client

from muster.plan.events import EventError
from muster.web.days import actions_of_seats, mending, seats, standing
from muster.web.days.changes import change_told
from muster.web.days.models import Day
from muster.web.days.models_of_seats import Seating
from muster.web.days.rules import may_mend, may_plan, may_see, may_send, may_undo
from muster.web.days.seats import moves_between
from muster.web.days.standing import MendedAlreadyError, MovedOnError, NotPlannedError
from muster.web.record.actor import NOBODY, Actor, Held
from muster.web.record.deeds import NotAllowedError
from muster.web.record.models import Entry
from muster.web.roll.models import Person
from tests.web.days.made_saturday import AT, EVENT, day_of, organiser

pytestmark = pytest.mark.django_db
LATER = AT.replace(year=2030)


def test_everybody_had_a_seat_and_those_of_the_coach_move_or_are_left_with_a_reason(day: Day, ours: Actor) -> None:
    before = day.seatings.get(number=0)
    assert (before.body["seated"], before.body["wanted"]) == (8, 8)
    aboard = {one["name"] for one in before.body["people"] if one["vehicle"] == "Coach 2"}
    after = _mend(day, ours)
    change = change_told(after)
    assert {move.name for move in change.left} <= aboard
    assert all(move.after["reason"] for move in change.left)
    assert after.body["seated"] == 8 - change.people_left
    unmoved = {one["name"] for one in after.body["people"]} - {move.name for move in (*change.moved, *change.left)}
    kept = {one["name"]: one for one in before.body["people"] if one["name"] in unmoved}
    assert {one["name"]: one for one in after.body["people"] if one["name"] in unmoved} == kept


def test_what_differs_is_what_the_core_says_has_changed(day: Day, ours: Actor) -> None:
    before = day.seatings.get(number=0)
    for event in (EVENT, "coach 1 leaves 15 min late 07:40", "coach 2 slows to 20 mph 08:05", "car 1 cancelled 07:50"):
        core = mending.mended(before.plan.open().read(), event, extract=b"")
        named = tuple(core.plan.people[one.person].name for one in core.changes)
        assert seats.differing(before.body, seats.told(core.plan)) == named, event
        assert named


def test_a_double_click_mends_once(day: Day, ours: Actor) -> None:
    first = _mend(day, ours)
    with pytest.raises(MendedAlreadyError) as refused:
        _mend(day, ours)
    assert refused.value.seating == first
    assert day.seatings.count() == 2


def test_whoever_saw_older_seats_is_told_what_happened_and_may_do_it_upon_that(day: Day, ours: Actor) -> None:
    first = _mend(day, ours)
    with pytest.raises(MovedOnError) as refused:
        _mend(day, ours, event="coach 1 breaks down 08:05", after=0)
    assert refused.value.since == (first,)
    _mend(day, ours, event="coach 1 breaks down 08:10", after=1)
    assert [one.number for one in day.seatings.all()] == [0, 1, 2]


def test_before_it_is_sent_nobody_rides_otherwise(day: Day, ours: Actor) -> None:
    planned = day.seatings.get(number=0)
    _mend(day, ours)
    assert standing.standing_of(day) == planned
    assert planned.sent_at is not None


def test_taken_back_unsent_it_is_as_it_was_and_can_happen_again(day: Day, ours: Actor) -> None:
    first = _mend(day, ours)
    assert mending.take_back(first, by=ours, at=LATER) is None
    assert [one.number for one in standing.chain_of(day)] == [0]
    with pytest.raises(MovedOnError):
        mending.take_back(first, by=ours, at=LATER)
    again = _mend(day, ours)
    assert (again.number, again.body) == (2, first.body)
    assert change_told(again).happened == ((EVENT, False),)


def test_only_the_last_event_can_be_taken_back_and_the_plan_never(day: Day, ours: Actor) -> None:
    first = _mend(day, ours)
    _mend(day, ours, event="coach 1 breaks down 08:10", after=1)
    for seating in (first, day.seatings.get(number=0)):
        with pytest.raises(MovedOnError):
            mending.take_back(seating, by=ours, at=LATER)


def test_taken_back_once_sent_it_is_a_new_proposal_that_puts_everybody_back(day: Day, ours: Actor) -> None:
    planned = day.seatings.get(number=0)
    first = _mend(day, ours)
    actions_of_seats.send(first, by=ours, at=AT)
    with pytest.raises(MendedAlreadyError):
        _mend(day, ours, after=1)
    back = mending.take_back(Seating.objects.get(pk=first.pk), by=ours, at=LATER)
    assert back is not None
    assert (back.takes_back, back.sent_at, back.after) == (True, None, 1)
    told = change_told(back)
    assert {move.name for move in (*told.moved, *told.left)} == set(change_told(first).touched)
    assert back.body["people"] == planned.body["people"]
    again = _mend(day, ours, after=2)  # it broke down after all, and whoever was told so already is told nothing
    assert change_told(again).touched == ()


def test_several_events_are_one_difference_against_what_people_were_told(day: Day, ours: Actor) -> None:
    _mend(day, ours)
    second = _mend(day, ours, event="car 1 leaves 15 min late 08:06", after=1)
    told = change_told(second)
    assert told.happened == ((EVENT, False), ("car 1 leaves 15 min late 08:06", False))
    before, after = day.seatings.get(number=0).body, second.body
    assert {move.name for move in (*told.moved, *told.left)} == set(seats.differing(before, after))
    sent = actions_of_seats.send(second, by=ours, at=AT)
    assert (sent.before, sent.after) == (0, 2)
    assert day.seatings.filter(sent_at=AT).count() == 3
    with pytest.raises(actions_of_seats.SentAlreadyError):
        actions_of_seats.send(second, by=ours, at=AT)


def test_whoever_sends_what_has_moved_on_is_told_so(day: Day, ours: Actor) -> None:
    first = _mend(day, ours)
    _mend(day, ours, event="coach 1 breaks down 08:10", after=1)
    with pytest.raises(MovedOnError):
        actions_of_seats.send(first, by=ours, at=AT)
    assert day.differences.count() == 0


def test_what_nobody_understands_changes_nothing(day: Day, ours: Actor) -> None:
    entries = Entry.objects.count()
    with pytest.raises(EventError):
        _mend(day, ours, event="coach 9 flies")
    assert (day.seatings.count(), Entry.objects.count()) == (1, entries)


def test_there_is_nothing_to_mend_before_there_are_seats(ours: Actor) -> None:
    with pytest.raises(NotPlannedError):
        _mend(day_of(), ours)


def test_who_may_what(day: Day) -> None:
    who = {
        "organiser here": organiser(),
        "volunteer here": _holding("volunteer"),
        "organiser elsewhere": organiser(compartment="south"),
        "nobody": NOBODY,
    }
    seating = day.seatings.get(number=0)
    rules = (may_see, may_plan, may_mend)
    table = {
        name: (*(may(a, day) for may in rules), may_undo(a, seating), may_send(a, seating)) for name, a in who.items()
    }
    assert table == {
        "organiser here": (True, True, True, True, True),
        "volunteer here": (True, False, False, False, False),
        "organiser elsewhere": (False, False, False, False, False),
        "nobody": (False, False, False, False, False),
    }


def test_who_rides_is_nothing_to_a_volunteer(day: Day, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    volunteer = _holding("volunteer")
    monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: volunteer)
    pages = (
        "seats",
        "beds",
        "vehicles/Coach 2",
        "live",
        "changes/1",
        "changes/1/letters",
        "live/people",
        "live/vehicles/Coach 2",
    )
    assert {client.get(f"/days/{day.pk}/{page}").status_code for page in pages} == {404}
    assert client.post(f"/days/{day.pk}/changes", {"event": EVENT, "after": "0"}).status_code == 404
    with pytest.raises(NotAllowedError):
        _mend(day, volunteer)
    assert day.seatings.count() == 1


def test_the_pages_of_a_change(day: Day, ours: Actor, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: ours)
    monkeypatch.setattr("muster.web.days.hurrying.hurry", lambda: None)
    page, press = f"/days/{day.pk}/changes/1", {"event": EVENT, "after": "0"}
    assert client.post(f"/days/{day.pk}/changes", press).headers["Location"] == page
    told = client.post(f"/days/{day.pk}/changes", press, follow=True)
    assert told.redirect_chain == [(page, 302)]
    assert b"This was told before." in told.content
    assert b"Nobody was told yet." in told.content
    assert client.get(f"/days/{day.pk}/changes/0").status_code == 404
    vehicle = f"/days/{day.pk}/vehicles/Coach 2"
    assert "does not run any further" not in client.get(vehicle).content.decode()
    late = client.post(f"/days/{day.pk}/changes", {"event": "coach 1 breaks down 08:10", "after": "0"})
    assert late.status_code == 409
    assert b"Nothing of what you asked was done." in late.content
    assert re.findall(r'name="after" value="(.+?)"', late.content.decode()) == ["1"]
    sent = client.post(f"{page}/send", follow=True)
    assert sent.redirect_chain == [(page, 302)]
    stopped = client.get(vehicle).content.decode()
    assert re.findall(r'It does not run any further\. <a href="(.+?)">', stopped) == [page]
    assert b"Everybody was told before." in client.post(f"{page}/send", follow=True).content
    undone = client.post(f"{page}/undo", follow=True)
    assert undone.redirect_chain == [(f"/days/{day.pk}/changes/2", 302)]
    assert "Not so after all: “Coach 2 has broken down”" in undone.content.decode()


def test_moves_are_in_the_lists_order(day: Day, ours: Actor) -> None:
    after = _mend(day, ours)
    names = [move.name for move in moves_between(day.seatings.get(number=0).body, after.body)]
    assert all(int(one[1:]) < int(other[1:]) for one, other in itertools.pairwise(names))


def _mend(day: Day, by: Actor, *, event: str = EVENT, after: int = 0) -> Seating:
    return mending.propose(day, event=event, seen=after, by=by, at=AT)


def _holding(role: str) -> Actor:
    person = Person.objects.create(known_as="Vi")
    return Actor(person.pk, person.pseudonym, frozenset({Held(role, "north", "canvass")}))
