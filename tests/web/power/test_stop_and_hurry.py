"""Suspension stops access at once and lapses by itself; broken glass is an hour, told and reviewed."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from muster.guard.pair import InterestError, OtherWordsError, OwnCaseError, OwnRequestError
from muster.web.power import actions
from muster.web.power.looks import note
from muster.web.power.models import Glass, Interest, Look, Request, Suspension
from muster.web.power.pairs import NeedsTwoError, NoSecondError, carry_out
from muster.web.record.actor import Held
from muster.web.record.deeds import NotAllowedError
from muster.web.record.models import Entry
from muster.web.roll.models import Person
from tests.web.power.founded import AT, DAY, HOUR, acting, approved, asked, founded, give, given, named

pytestmark = pytest.mark.django_db


@pytest.fixture
def founders() -> tuple[Person, Person]:
    return founded()


def suspended(holder: Person, founders: tuple[Person, Person], *, at: dt.datetime = AT) -> Suspension:
    ann, bea = (acting(one, at=at) for one in founders)
    with pytest.raises(NeedsTwoError) as need:
        actions.suspend(holder.pseudonym, scope="keys of the office", by=ann, at=at)
    approved(need.value, by=ann, second=bea, at=at)
    return actions.suspend(holder.pseudonym, scope="keys of the office", by=ann, at=at)


def test_a_suspension_stops_every_power_at_once_and_lapses_by_itself(founders: tuple[Person, Person]) -> None:
    cem = named("Cem")
    give(cem, by=acting(founders[0]), second=acting(founders[1]))
    suspended(cem, founders, at=AT + HOUR)
    assert acting(cem, at=AT + HOUR - dt.timedelta(seconds=1)).grants
    stopped = acting(cem, at=AT + HOUR)
    assert (stopped.grants, stopped.person) == (frozenset(), cem.pk)  # still a member, who may vote
    assert acting(cem, at=AT + HOUR + 14 * DAY).grants == {Held("organiser", "north", "canvass")}


def test_the_database_lets_no_suspension_last_longer_than_28_days(founders: tuple[Person, Person]) -> None:
    stopped = suspended(named("Cem"), founders)
    Suspension.objects.filter(pk=stopped.pk).update(ends_at=AT + 28 * DAY)
    with pytest.raises(IntegrityError, match="suspension_within_28_days"), transaction.atomic():
        Suspension.objects.filter(pk=stopped.pk).update(ends_at=AT + 28 * DAY + dt.timedelta(seconds=1))


def test_a_founder_lifts_a_suspension_once_and_every_power_is_back(founders: tuple[Person, Person]) -> None:
    cem = named("Cem")
    give(cem, by=acting(founders[0]), second=acting(founders[1]))
    stopped = suspended(cem, founders)
    actions.end_suspension(stopped, by=acting(founders[1]), at=AT + DAY)
    assert acting(cem, at=AT + DAY - dt.timedelta(seconds=1)).grants == frozenset()
    assert acting(cem, at=AT + DAY).grants == {Held("organiser", "north", "canvass")}
    stopped.refresh_from_db()
    assert (stopped.end, stopped.ended_at) == ("lifted", AT + DAY)
    assert Entry.objects.filter(kind="power.end_suspension", thing=f"power.suspension:{stopped.pk}").count() == 1
    with pytest.raises(actions.EndedAlreadyError):
        actions.end_suspension(stopped, by=acting(founders[1]), at=AT + DAY)


def test_nobody_is_suspended_twice_nor_by_themself(founders: tuple[Person, Person]) -> None:
    cem = named("Cem")
    suspended(cem, founders)
    with pytest.raises(actions.EndedAlreadyError):
        actions.suspend(cem.pseudonym, scope="more", by=acting(founders[0]), at=AT + DAY)
    with pytest.raises(NotAllowedError):
        actions.suspend(founders[0].pseudonym, scope="me", by=acting(founders[0]), at=AT)


def test_glass_is_broken_by_a_founder_for_an_hour_and_another_reviews_it(founders: tuple[Person, Person]) -> None:
    ann, bea = founders
    with pytest.raises(actions.NoReasonError):
        actions.break_glass("north", reason=" ", by=acting(ann), at=AT)
    glass = actions.break_glass("north", reason="a coach is lost", by=acting(ann), at=AT)
    assert Held("officer", "north", "glass") in acting(ann).grants
    assert Held("officer", "north", "glass") not in acting(ann, at=AT + HOUR).grants
    with pytest.raises(NotAllowedError):
        actions.review(glass, right=True, by=acting(ann), at=AT + HOUR)
    actions.review(glass, right=True, by=acting(bea), at=AT + HOUR)
    with pytest.raises(actions.EndedAlreadyError):
        actions.review(glass, right=False, by=acting(bea), at=AT + HOUR)
    organiser = named("Cem")
    give(organiser, by=acting(ann), second=acting(bea))
    with pytest.raises(NotAllowedError):
        actions.break_glass("south", reason="I'd like to look", by=acting(organiser), at=AT)


def test_an_approver_is_neither_asker_nor_subject_nor_interested(founders: tuple[Person, Person]) -> None:
    ann, bea = (acting(one) for one in founders)
    dot = named("Dot")
    give(dot, by=ann, second=bea, role="founder", compartment="movement", purpose="founding")
    cem = named("Cem")
    request = actions.ask(asked(given(cem)), by=ann, at=AT)
    words = bytes(request.body)
    with pytest.raises(OwnRequestError):
        actions.approve(request, seen=words, by=ann, at=AT)
    with pytest.raises(OtherWordsError):
        actions.approve(request, seen=words + b" ", by=bea, at=AT)
    interest = actions.declare(cem.pseudonym, kind=Interest.Kind.FAMILY, by=bea, at=AT)
    with pytest.raises(InterestError):
        actions.approve(request, seen=words, by=bea, at=AT)
    actions.retract(interest, by=bea, at=AT)
    actions.approve(request, seen=words, by=bea, at=AT)
    about_bea = actions.ask(asked(given(founders[1])), by=ann, at=AT)
    with pytest.raises(OwnCaseError):
        actions.approve(about_bea, seen=bytes(about_bea.body), by=bea, at=AT)
    assert carry_out(request, by=ann, at=AT).holder == cem.pseudonym


def test_an_interest_declared_after_the_yes_undoes_it(founders: tuple[Person, Person]) -> None:
    ann, bea = (acting(one) for one in founders)
    cem = named("Cem")
    request = actions.ask(asked(given(cem)), by=ann, at=AT)
    actions.approve(request, seen=bytes(request.body), by=bea, at=AT)
    actions.declare(bea.pseudonym, kind=Interest.Kind.RIVAL, by=acting(cem), at=AT)  # it counts both ways
    with pytest.raises(NoSecondError):
        carry_out(request, by=ann, at=AT)


def test_an_approver_who_lost_the_power_is_no_second_person(founders: tuple[Person, Person]) -> None:
    ann, bea = (acting(one) for one in founders)
    dot = named("Dot")
    held = give(dot, by=ann, second=bea, role="founder", compartment="movement", purpose="founding")
    request = actions.ask(asked(given(named("Cem"))), by=ann, at=AT)
    actions.approve(request, seen=bytes(request.body), by=acting(dot), at=AT)
    actions.withdraw(held, by=bea, at=AT)
    with pytest.raises(NoSecondError):
        carry_out(request, by=ann, at=AT + HOUR)


RIGHT: dict[str, Any] = {
    "kind": "power.grant", "compartment": "north", "body": b"{}", "asked_by": "a" * 32,
    "asked_at": AT, "ends_at": AT + 4 * HOUR, "answered_by": "b" * 32, "answered_at": AT, "state": "approved",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"ends_at": AT + 5 * HOUR}, "request_four_hours_at_most"),
        ({"answered_by": "a" * 32}, "request_answered_by_another"),
        ({"answered_by": ""}, "request_state_is_whole"),
        ({"state": "asked"}, "request_state_is_whole"),
        ({"state": "used"}, "request_state_is_whole"),
        ({"state": "refused", "used_at": AT}, "request_state_is_whole"),
        ({"state": "other"}, "request_state_is_whole"),
    ],
)
def test_the_database_refuses_a_request_that_can_not_be(changed: dict[str, Any], constraint: str) -> None:
    Request.objects.create(**RIGHT)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Request.objects.create(**{**RIGHT, **changed})


def test_the_database_refuses_glass_that_lasts_or_is_reviewed_by_its_breaker() -> None:
    right = {"holder": "a" * 32, "compartment": "north", "broken_at": AT, "ends_at": AT + HOUR}
    Glass.objects.create(**right)
    with pytest.raises(IntegrityError, match="glass_an_hour"), transaction.atomic():
        Glass.objects.create(**{**right, "ends_at": AT + 2 * HOUR})
    with pytest.raises(IntegrityError, match="glass_reviewed_by_another"), transaction.atomic():
        Glass.objects.create(**right, reviewed_by="a" * 32, reviewed_at=AT, right=True)


def test_a_look_up_is_noted_once_a_person_and_never_changed_or_taken_away(founders: tuple[Person, Person]) -> None:
    ann = acting(founders[0])
    note(ann, ["x" * 32, "y" * 32, "x" * 32, ann.pseudonym], purpose="care", page="roll.person", at=AT)
    assert list(Look.objects.order_by("pk").values_list("looker", "whom", "purpose", "page", "at")) == [
        (ann.pseudonym, "x" * 32, "care", "roll.person", AT),
        (ann.pseudonym, "y" * 32, "care", "roll.person", AT),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Look.objects.update(purpose="nothing")
    with pytest.raises(IntegrityError), transaction.atomic():
        Look.objects.all().delete()
