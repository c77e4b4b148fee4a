"""A power that was given, and what waits for a second person, is told by message: once, to whom it concerns."""

import datetime as dt

import pytest
from django.core import mail as outbox
from django.utils.timezone import now

from muster.web.enter.founding import Founder, Founding, found_movement
from muster.web.mandates.due_of_two import tell_of_two
from muster.web.messenger.models import Sending
from muster.web.messenger.told import told
from muster.web.power import actions, erasing
from muster.web.power.models import Grant, Interest
from muster.web.record.deeds import ms_of
from muster.web.record.erasing import Gone
from muster.web.roll import actions as roll
from muster.web.roll.models import ContactWay, Group, Person
from muster.web.roll.queries import actor_of_person
from tests.web.power.founded import give

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
FOUNDERS = (Founder("Ann Archer", "ann@example.org"), Founder("Bea Birch", "BEA@example.org"))


@pytest.fixture
def people() -> dict[str, Person]:
    """A movement as it is founded, its officer, one of the north, and a member; all can be reached."""
    accounts = found_movement(Founding("The League", "Europe/London", FOUNDERS), at=now() - 10 * DAY)
    made = dict(zip(("ann", "bea"), (one.person for one in accounts if one.person), strict=True))
    ann, bea = (actor_of_person(made[one], at=now()) for one in ("ann", "bea"))
    north = Group.objects.create(name="North {end}", slug="north")
    for name, compartment in (("olu", "movement"), ("kim", north.compartment), ("mem", "")):
        made[name] = roll.welcome(known_as=name.title(), by=ann, at=now())
        ContactWay.objects.create(person=made[name], kind=ContactWay.Kind.EMAIL, value=f"{name}@example.org")
        if compartment:
            held = {"role": "officer", "compartment": compartment, "until": ms_of(now() + 60 * DAY)}
            give(made[name], by=ann, second=bea, at=now(), **held)
    return made


def _told(at: dt.datetime) -> list[tuple[str, list[str]]]:
    """Give what is told then, and to whom."""
    last = Sending.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    tell_of_two(at=at)
    return [
        (one.about.rpartition(" ")[2],
         sorted(address.partition("@")[0] for address in one.messages.values_list("address", flat=True)))
        for one in Sending.objects.filter(pk__gt=last).order_by("pk")
    ]  # fmt: skip


def _words(name: str) -> tuple[str, str]:
    last = Sending.objects.filter(messages__address=f"{name}@example.org").latest("pk")
    return told(last.messages.get(address=f"{name}@example.org"))


def _long_ago() -> None:
    Grant.objects.update(starts_at=now() - 10 * DAY)


def test_whoever_was_given_a_power_is_told_once_and_founders_are_not_told_what_their_link_says(
    people: dict[str, Person],
) -> None:
    assert _told(now()) == [("given", ["olu"]), ("given", ["kim"])]
    assert _told(now()) == []
    subject, body = _words("kim")
    assert subject == "You hold a power"
    assert "Kim,\n\nyou were given a power: Officer, North (end), by the decision “minute 12”, until " in body
    assert "http://" in body
    assert outbox.outbox == []


def test_who_may_be_the_second_person_is_told_and_then_whoever_asked(people: dict[str, Person]) -> None:
    _long_ago()
    at = now()
    ann, bea = (actor_of_person(people[one], at=at) for one in ("ann", "bea"))
    asked = actions.Asked("power.grant", {"holder": people["mem"].pseudonym}, "movement", [people["mem"].pseudonym])
    request = actions.ask(asked, by=ann, at=at)
    assert _told(at) == [("asked", ["bea"])]
    subject, body = _words("bea")
    assert subject == "Ann Archer asks for a second person"
    assert f"/power/requests/{request.pk}" in body
    assert "Mem" not in body  # whom it is about stands behind the sign-in
    assert _told(at + HOUR) == []
    actions.approve(request, seen=bytes(request.body), by=bea, at=at + HOUR)
    assert _told(at + HOUR) == [("approved", ["ann"])]
    assert _words("ann")[0] == "Bea Birch approved what you asked for"
    assert _told(at + 2 * HOUR) == []


def test_whoever_is_erased_is_named_in_no_message_about_what_they_asked_or_answered(people: dict[str, Person]) -> None:
    _long_ago()
    at = now()
    ann, bea = (actor_of_person(people[one], at=at) for one in ("ann", "bea"))
    request = actions.ask(actions.Asked("power.grant", {"holder": "x"}, "movement", []), by=ann, at=at)
    _told(at)
    actions.approve(request, seen=bytes(request.body), by=bea, at=at)
    _told(at)
    erasing.erase(Gone((people["bea"].pk,), (bea.pseudonym,), ("Bea Birch",)), at)
    assert "Bea" not in " ".join(_words("ann"))
    assert "Ann Archer asks" in _words("bea")[0]


def test_what_lapsed_is_told_to_nobody(people: dict[str, Person]) -> None:
    _long_ago()
    at = now()
    asked = actions.Asked("power.grant", {"holder": "x"}, "movement", [])
    actions.ask(asked, by=actor_of_person(people["ann"], at=at), at=at)
    assert _told(at + 4 * HOUR) == []


def test_of_a_group_its_own_officers_are_asked_before_others(people: dict[str, Person]) -> None:
    _long_ago()
    at, olu = now(), actor_of_person(people["olu"], at=now())
    asked = actions.Asked("roll.export", {"rows": 60}, "group:north", [])
    actions.ask(asked, by=olu, at=at)
    assert _told(at) == [("asked", ["kim"])]
    kim = actor_of_person(people["kim"], at=at)
    actions.ask(asked, by=kim, at=at)
    assert _told(at) == [("asked", ["olu"])]


def test_whoever_is_no_second_person_is_not_asked(people: dict[str, Person]) -> None:
    _long_ago()
    at, kim = now(), actor_of_person(people["kim"], at=now())
    Interest.objects.create(holder=people["olu"].pseudonym, about=kim.pseudonym, kind="family", declared_at=at)
    actions.ask(actions.Asked("roll.export", {"rows": 60}, "group:north", [people["bea"].pseudonym]), by=kim, at=at)
    assert _told(at) == [("asked", ["ann"])]
