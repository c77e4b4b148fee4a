"""Somebody who may plan a day, and what they ask of it."""

import datetime as dt
from typing import Any

from django.utils.timezone import now

from muster.web.days import actions
from muster.web.power.models import Grant
from muster.web.record.actor import Actor
from muster.web.roll.models import Person
from muster.web.roll.queries import actor_of_person

AT = dt.datetime(2026, 5, 2, 9, 30, tzinfo=dt.UTC)


def somebody(role: str = "organiser", compartment: str = "north") -> Actor:
    return actor_of_person(granted(role, compartment), at=now())


def granted(role: str, compartment: str = "north") -> Person:
    """Give somebody a grant that is kept, for work that asks for it again."""
    person = Person.objects.create(known_as="Ann")
    Grant.objects.create(
        holder=person.pseudonym,
        role=role,
        compartment=compartment,
        purpose="test",
        granted_by="0" * 32,
        decision="test",
        starts_at=now() - dt.timedelta(days=1),
        ends_at=now() + dt.timedelta(days=1),
    )
    return person


def asked(**changed: Any) -> actions.Asked:
    wanted: dict[str, Any] = {
        "title": "Saturday at Oakham", "held_on": dt.date(2026, 5, 9), "compartment": "north", "to_lon": -0.65,
        "to_lat": 52.67, "arrive_min": 600, "leave_min": 1020, "into": 2,
    }  # fmt: skip
    return actions.Asked(**{**wanted, **changed})
