"""Whoever organises where a source was kept is told that it was erased."""

import datetime as dt

import pytest
from django.utils.timezone import localdate, now

from muster.web.messenger.models import Message
from muster.web.record.models import Job
from muster.web.register import actions, erased
from muster.web.register.models import Source
from muster.web.roll.models import ContactWay, Person
from muster.web.roll.queries import actor_of_person
from tests.web.days.made_day import granted

pytestmark = pytest.mark.django_db


def organiser(compartment: str, email: str) -> Person:
    person = granted("organiser", compartment)
    ContactWay.objects.create(person=person, kind="email", value=email)
    return person


def test_an_erased_source_is_told_to_whoever_organises_there() -> None:
    ours = organiser("north", "ann@people.example")
    organiser("south", "sam@people.example")
    by = actor_of_person(ours, at=now())
    source = actions.add(
        actions.Named(
            area="Rutland {x}", compartment="north", name="Register", owner="Us", mode=Source.Mode.A,
            basis=Source.Basis.PUBLIC_TASK, condition=Source.Condition.PARTY, purposes=["canvass"],
            expires_on=localdate() + dt.timedelta(days=30),
        ),
        by=by, at=now(),
    )  # fmt: skip
    actions.expire(source, by=by, at=now())
    assert Job.objects.filter(kind="register.tell_erased", arguments={"source": source.pk}).count() == 1
    assert erased.tell_erased(source, at=now()) == 1
    message = Message.objects.get()
    assert message.address == "ann@people.example"
    text = message.sending.texts["en-gb"]
    assert text["subject"] == "Rutland (x): Register was erased"
    assert "bring it again" in text["body"]
