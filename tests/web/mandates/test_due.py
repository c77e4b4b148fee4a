"""Broken glass and suspensions are told by message to those who must act, each once."""

import datetime as dt

import pytest
from django.utils.timezone import now

from muster.web.letters.queries import sendings_told
from muster.web.mandates.due import tell_due
from muster.web.mandates.models import Panel
from muster.web.messenger.models import Sending
from muster.web.messenger.told import told
from muster.web.power import actions
from muster.web.power.models import Glass, Grant, Suspension
from muster.web.record.actor import NOBODY
from muster.web.record.deeds import ms_of
from muster.web.roll import actions as roll
from muster.web.roll.models import ContactWay, Group, Person
from muster.web.roll.queries import actor_of_person
from tests.web.power.founded import give

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def people() -> dict[str, Person]:
    """Two founders, an officer of the movement, one of the north, and a member; all have e-mail."""
    founders = roll.found(names=("Ann Founder", "Bea Founder"), by=NOBODY, at=now())
    ann, bea = (actor_of_person(one, at=now()) for one in founders)
    north = Group.objects.create(name="North", slug="north")
    made = {"ann": founders[0], "bea": founders[1]}
    for name, compartment in (("olu", "movement"), ("kim", north.compartment), ("mem", "")):
        made[name] = roll.welcome(known_as=name.title(), by=ann, at=now())
        if compartment:
            until = ms_of(now() + 60 * DAY)
            changed = {"role": "officer", "compartment": compartment, "until": until}
            give(made[name], by=ann, second=bea, at=now(), **changed)
    for name, person in made.items():
        ContactWay.objects.create(person=person, kind=ContactWay.Kind.EMAIL, value=f"{name}@example.org")
    return made


def _told(at: dt.datetime) -> dict[str, list[str]]:
    """Give what is told then, and to whom."""
    last = Sending.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    tell_due(at=at)
    fresh = Sending.objects.filter(pk__gt=last).order_by("pk")
    return {
        one.about.rpartition(":")[2].partition(" ")[2]: sorted(
            address.partition("@")[0] for address in one.messages.values_list("address", flat=True)
        )
        for one in fresh
    }


def test_broken_glass_is_told_at_once_and_again_until_somebody_reviewed_it(people: dict[str, Person]) -> None:
    at = now()
    glass = actions.break_glass("group:north", reason="keys lost", by=actor_of_person(people["ann"], at=at), at=at)
    assert _told(at) == {"broken": ["bea", "kim", "olu"]}
    sending = Sending.objects.get()
    subject, body = told(sending.messages.get(address="kim@example.org"))
    assert subject == "A power was taken in a hurry"
    assert "Kim,\n\nAnn Founder took an officer’s power over North alone" in body
    assert "keys lost" not in body
    assert sending.urgent
    assert [_told(at + hours * HOUR) for hours in (0, 1, 47)] == [{}, {}, {}]
    assert _told(at + 48 * HOUR) == {"review": ["bea", "olu"]}
    assert _told(at + 71 * HOUR) == {}
    assert _told(at + 72 * HOUR) == {"late": ["bea", "olu"]}
    assert _told(at + 100 * HOUR) == {}
    actions.review(glass, right=True, by=actor_of_person(people["bea"], at=at), at=at)


def test_whoever_reviewed_is_not_asked_again(people: dict[str, Person]) -> None:
    at = now()
    glass = actions.break_glass("group:north", reason="keys lost", by=actor_of_person(people["ann"], at=at), at=at)
    assert list(_told(at)) == ["broken"]
    actions.review(glass, right=True, by=actor_of_person(people["bea"], at=at), at=at)
    assert [_told(at + hours * HOUR) for hours in (48, 72)] == [{}, {}]


def _suspended(people: dict[str, Person], at: dt.datetime) -> Suspension:
    who = people["mem"].pseudonym
    return Suspension.objects.create(holder=who, asked_by=people["ann"].pseudonym, starts_at=at, ends_at=at + 14 * DAY)


def test_a_suspension_that_nobody_touches_tells_what_is_due_until_it_lapses(people: dict[str, Person]) -> None:
    at = now()
    _suspended(people, at)
    told_on = {day: _told(at + day * DAY) for day in range(16)}
    assert {day: what for day, what in told_on.items() if what} == {
        0: {"stopped": ["mem"]},
        2: {"reasons": ["ann", "bea"]},
        3: {"reasons late": ["ann", "bea"]},
        11: {"hearing": ["ann", "bea"]},
        12: {"ends": ["ann", "bea"]},
        14: {"over": ["mem"], "lapsed": ["ann", "bea"]},
    }


def test_a_suspension_that_is_seen_to_tells_its_holder_each_step(people: dict[str, Person]) -> None:
    at = now()
    stopped, ann = _suspended(people, at), actor_of_person(people["ann"], at=at)
    assert _told(at) == {"stopped": ["mem"]}
    actions.give_reasons(stopped, reasons="a complaint", by=ann, at=at + DAY)
    assert _told(at + DAY) == {"reasons given": ["mem"]}
    actions.offer_hearing(stopped, when="on Tuesday", by=ann, at=at + 2 * DAY)
    assert _told(at + 3 * DAY) == {"hearing offered": ["mem"]}
    actions.end_suspension(stopped, by=ann, at=at + 4 * DAY)
    assert [_told(at + day * DAY) for day in (4, 5, 11, 14)] == [{"over": ["mem"]}, {}, {}, {}]
    words = "".join(text["body"] for one in Sending.objects.all() for text in one.texts.values())
    assert "complaint" not in words
    assert "Tuesday" not in words


def test_a_longer_suspension_is_told_to_its_holder_and_its_new_end_to_founders(people: dict[str, Person]) -> None:
    at = now()
    stopped, ann = _suspended(people, at), actor_of_person(people["ann"], at=at)
    actions.give_reasons(stopped, reasons="a complaint", by=ann, at=at)
    actions.offer_hearing(stopped, when="on Tuesday", by=ann, at=at)
    assert _told(at) == {"stopped": ["mem"], "reasons given": ["mem"], "hearing offered": ["mem"]}
    Panel.objects.create(
        suspension=stopped, seed="0" * 64, promise="0" * 64, promised_at=at, drawn_at=at + DAY, among=9, list_hash="0",
        longer_at=at + 13 * DAY,
    )  # fmt: skip
    Suspension.objects.filter(pk=stopped.pk).update(ends_at=at + 28 * DAY)
    told_on = {day: _told(at + day * DAY) for day in range(1, 30)}
    assert {day: what for day, what in told_on.items() if what} == {
        13: {"longer": ["mem"]},
        26: {"ends longer": ["ann", "bea"]},
        28: {"over": ["mem"], "lapsed": ["ann", "bea"]},
    }


def test_whoever_is_suspended_is_asked_to_do_nothing_about_it(people: dict[str, Person]) -> None:
    at = now()
    Suspension.objects.create(
        holder=people["bea"].pseudonym, asked_by=people["ann"].pseudonym, starts_at=at, ends_at=at + 14 * DAY
    )
    assert _told(at) == {"stopped": ["bea"]}
    assert _told(at + 2 * DAY) == {"reasons": ["ann"]}


def test_what_is_long_past_is_not_told(people: dict[str, Person]) -> None:
    at = now()
    Glass.objects.create(
        holder=people["ann"].pseudonym, compartment="group:north", broken_at=at - 20 * DAY, ends_at=at - 20 * DAY + HOUR
    )
    assert _told(at) == {}


def test_no_officer_reads_whom_power_was_told_about(people: dict[str, Person]) -> None:
    at = now()
    _suspended(people, at)
    _told(at)
    assert Grant.objects.filter(holder=people["olu"].pseudonym, compartment="movement").exists()
    assert sendings_told(actor_of_person(people["olu"], at=at)) == []
