"""What happens on the day: told once, mended once, taken back; by whoever may, and on what they saw."""

import itertools
import re
from collections.abc import Callable

import pytest
from django.test import Client

from muster.plan.events import EventError
from muster.plan.people import Person
from muster.plan.ride_plan import Day as RideDay
from muster.plan.ride_plan import RidePlan
from muster.plan.rides import plan_rides
from muster.plan.roads import lay_roads
from muster.plan.vehicles import Stop, Vehicle
from muster.web.days import actions, queries
from muster.web.days.models import Day, Seating
from muster.web.days.rules import may_mend, may_plan, may_plan_in, may_see, may_undo
from muster.web.days.seats import moves_between
from muster.web.record.actor import NOBODY, Actor
from muster.web.record.deeds import NotAllowedError
from muster.web.record.models import Entry
from tests.web.days.made_day import AT, asked, called, cut, somebody

pytestmark = pytest.mark.django_db

H = 3600
EVENT = "coach 2 breaks down 08:05"


@pytest.fixture(scope="module")
def plan() -> RidePlan:
    """Two coaches of four seats on one road, seven people; there is room for one more in the first."""
    stops = (Stop("Church", -0.80, 52.67, 8 * H), Stop("Bridge", -0.75, 52.67, 8 * H + 1200))
    vehicles = [
        Vehicle(f"Coach {n}", "coach", 4, "", -0.80, 52.67, from_s=7 * H, returns=False, stops=stops) for n in (1, 2)
    ]
    people = [Person(f"P{n}", -0.80 if n < 4 else -0.75, 52.67, group="Oakham", returns=False) for n in range(7)]
    day = RideDay(-0.65, 52.67, arrive_s=10 * H)
    return plan_rides(people, vehicles, day=day, roads=lay_roads(None), effort=1, seed=1)


@pytest.fixture
def ours() -> Actor:
    return somebody()


@pytest.fixture
def day(plan: RidePlan, ours: Actor) -> Day:
    one = cut(ours, rehearsal=EVENT)
    actions.seat(one, plan=plan, by=ours, at=AT)
    return one


def _mend(day: Day, by: Actor, *, event: str = EVENT, after: int = 0) -> Seating:
    return actions.mend(day, event=event, after=after, by=by, at=AT)


def test_everybody_had_a_seat_and_those_of_the_coach_move_or_are_left_with_a_reason(day: Day, ours: Actor) -> None:
    before = day.seatings.get(number=0)
    assert (before.body["seated"], before.body["wanted"]) == (7, 7)
    aboard = {one["name"] for one in before.body["people"] if one["vehicle"] == "Coach 2"}
    after = _mend(day, ours)
    change = queries.change_told(after, before)
    assert {move.name for move in change.left} <= aboard
    assert all(move.after["reason"] for move in change.left)
    assert after.body["seated"] == 7 - change.people_left
    unmoved = {one["name"] for one in after.body["people"]} - {move.name for move in (*change.moved, *change.left)}
    kept = {one["name"]: one for one in before.body["people"] if one["name"] in unmoved}
    assert {one["name"]: one for one in after.body["people"] if one["name"] in unmoved} == kept


def test_a_double_click_mends_once(day: Day, ours: Actor) -> None:
    first = _mend(day, ours)
    with pytest.raises(actions.MendedAlreadyError) as refused:
        _mend(day, ours)
    assert refused.value.seating == first
    assert day.seatings.count() == 2


def test_whoever_saw_older_seats_is_told_so(day: Day, ours: Actor) -> None:
    _mend(day, ours)
    with pytest.raises(actions.MovedOnError):
        _mend(day, ours, event="coach 1 breaks down 08:05", after=0)
    _mend(day, ours, event="coach 1 breaks down 08:10", after=1)
    assert [one.number for one in day.seatings.all()] == [0, 1, 2]


def test_taken_back_it_is_as_it_was_and_can_happen_again(day: Day, ours: Actor) -> None:
    planned = day.seatings.get(number=0)
    first = _mend(day, ours)
    actions.undo(first, by=ours, at=AT.replace(year=2030))
    assert queries.standing_of(day) == planned
    with pytest.raises(actions.NotTheLastError):
        actions.undo(first, by=ours, at=AT.replace(year=2030))
    again = _mend(day, ours)
    assert (again.number, again.body) == (2, first.body)
    assert queries.before_of(again) == planned


def test_only_the_last_event_can_be_taken_back_and_the_plan_never(day: Day, ours: Actor) -> None:
    first = _mend(day, ours)
    _mend(day, ours, event="coach 1 breaks down 08:10", after=1)
    for seating in (first, day.seatings.get(number=0)):
        with pytest.raises(actions.NotTheLastError):
            actions.undo(seating, by=ours, at=AT)


def test_what_nobody_understands_changes_nothing(day: Day, ours: Actor) -> None:
    entries = Entry.objects.count()
    with pytest.raises(EventError):
        _mend(day, ours, event="coach 9 flies")
    assert (day.seatings.count(), Entry.objects.count()) == (1, entries)


def test_there_is_nothing_to_mend_before_there_are_seats(ours: Actor) -> None:
    with pytest.raises(actions.NotPlannedError):
        _mend(called(ours), ours)


def test_who_may_what(day: Day) -> None:
    who = {
        "organiser here": somebody(),
        "volunteer here": somebody("volunteer"),
        "organiser elsewhere": somebody("organiser", "south"),
        "nobody": NOBODY,
    }
    seating = day.seatings.get(number=0)
    table = {
        name: (may_see(a, day), may_plan(a, day), may_plan_in(a, asked()), may_mend(a, day), may_undo(a, seating))
        for name, a in who.items()
    }
    assert table == {
        "organiser here": (True, True, True, True, True),
        "volunteer here": (True, False, False, False, False),
        "organiser elsewhere": (False, False, False, False, False),
        "nobody": (False, False, False, False, False),
    }


def test_a_volunteer_sees_no_button_and_pressing_it_by_hand_is_refused(
    day: Day, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    volunteer = somebody("volunteer")
    monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: volunteer)
    assert b"<button" not in client.get(f"/days/{day.pk}").content
    assert client.post(f"/days/{day.pk}/changes", {"event": EVENT, "after": "0"}).status_code == 403
    with pytest.raises(NotAllowedError):
        _mend(day, volunteer)
    assert day.seatings.count() == 1


def test_the_pages_of_a_change(day: Day, ours: Actor, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: ours)
    monkeypatch.setattr("muster.web.days.queries.make_ready", _nothing)
    page, press = f"/days/{day.pk}/changes/1", {"event": EVENT, "after": "0"}
    assert client.post(f"/days/{day.pk}/changes", press).headers["Location"] == page
    told = client.post(f"/days/{day.pk}/changes", press, follow=True)
    assert told.redirect_chain == [(page, 302)]
    assert b"This was told before." in told.content
    assert client.get(f"/days/{day.pk}/changes/0").status_code == 404
    stopped = client.get(f"/days/{day.pk}/vehicles/Coach 2").content.decode()
    assert re.findall(r'It does not run any further\. <a href="(.+?)">', stopped) == [page]
    undone = client.post(f"{page}/undo", follow=True)
    assert undone.redirect_chain == [(f"/days/{day.pk}", 302)]
    assert b"Everything is as it was before." in undone.content
    assert b"Nothing of it stands." in client.get(page).content
    assert b"This was taken back before" in client.post(f"{page}/undo", follow=True).content


def test_moves_are_in_the_lists_order(day: Day, ours: Actor) -> None:
    after = _mend(day, ours)
    names = [move.name for move in moves_between(day.seatings.get(number=0).body, after.body)]
    assert all(one < other for one, other in itertools.pairwise(names))


def _nothing(*_given: Callable[..., object]) -> None:
    """Stand in for what only makes the next mend quicker."""
