"""Whoever joins is welcomed with one first thing to do, and whoever owes is asked: by the outbox, once."""

import pytest
from django.utils.timezone import now

from muster.web.messenger.models import Message
from muster.web.record.jobs import Run
from muster.web.record.lines import lines
from muster.web.record.models import Job
from muster.web.roll import telling
from muster.web.roll.models import ContactWay, Group, Person
from muster.web.roll.tasks import tell

pytestmark = pytest.mark.django_db


def person(name: str, *, status: str = "standing", group: Group | None = None, email: bool = True) -> Person:
    one = Person.objects.create(known_as=name, kind="member", status=status, group=group)
    if email:
        ContactWay.objects.create(person=one, kind="email", value=f"{name.lower()}@people.example")
    return one


def worked() -> None:
    for job in Job.objects.filter(kind="roll.tell", end=""):
        with lines() as said:
            tell(Run(job, said), **job.arguments)


def test_somebody_new_is_welcomed_once_with_the_first_thing_that_their_group_asks() -> None:
    group = Group.objects.create(name="North", slug="north", first_thing="come on {Tuesday}")
    telling.welcome(person("Ann", group=group), at=now())
    worked()
    worked()
    message = Message.objects.get()
    text = message.sending.texts["en-gb"]
    assert (message.address, text["subject"]) == ("ann@people.example", "Welcome to North")
    assert "One thing to begin with: come on (Tuesday)" in text["body"]
    assert message.sending.compartment == "group:north"


def test_whoever_asked_to_join_is_thanked_and_not_told_that_they_belong() -> None:
    telling.welcome(person("Ann", status="applied"), at=now())
    worked()
    body = Message.objects.get().sending.texts["en-gb"]["body"]
    assert "Thank you for asking to join" in body
    assert "You belong" not in body


def test_whoever_owes_is_asked_and_whoever_no_way_reaches_is_left_out() -> None:
    telling.chase([person("Ann"), person("Bea", email=False), person("Cem")], at=now())
    telling.chase([], at=now())
    worked()
    assert [one.address for one in Message.objects.order_by("pk")] == ["ann@people.example", "cem@people.example"]
    assert Message.objects.earliest("pk").sending.texts["en-gb"]["subject"] == "Your subscription is due"
