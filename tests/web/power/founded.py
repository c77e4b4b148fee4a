"""A movement of two founders, and power given as people give it: one asks, another approves, and it holds."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from muster.web.power import actions
from muster.web.power.models import Grant
from muster.web.power.pairs import NeedsTwoError
from muster.web.record.actor import NOBODY, Actor
from muster.web.record.deeds import ms_of
from muster.web.roll import actions as roll
from muster.web.roll.models import Person
from muster.web.roll.queries import actor_of_person

AT = dt.datetime(2026, 5, 1, 9, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


def founded() -> tuple[Person, Person]:
    return roll.found(names=("Ann", "Bea"), by=NOBODY, at=AT)


def acting(person: Person, *, at: dt.datetime = AT) -> Actor:
    return actor_of_person(person, at=at)


def named(name: str) -> Person:
    return Person.objects.create(known_as=name)


def given(person: Person, **changed: Any) -> actions.Given:
    wanted: dict[str, Any] = {
        "holder": person.pseudonym,
        "role": "organiser",
        "compartment": "north",
        "purpose": "canvass",
        "decision": "minute 12",
        "until": ms_of(AT + 30 * DAY),
    }
    return actions.Given(**{**wanted, **changed})


def asked(wanted: actions.Given) -> actions.Asked:
    return actions.Asked("power.grant", terms=asdict(wanted), compartment=wanted.compartment, subjects=[wanted.holder])


def approved(need: NeedsTwoError, *, by: Actor, second: Actor, at: dt.datetime) -> None:
    """Ask for what a deed said that it needs, and approve it."""
    wanted = actions.Asked(need.kind, terms=need.terms, compartment=need.compartment, subjects=need.subjects)
    request = actions.ask(wanted, by=by, at=at)
    actions.approve(request, seen=bytes(request.body), by=second, at=at)


def give(person: Person, *, by: Actor, second: Actor, at: dt.datetime = AT, **changed: Any) -> Grant:
    wanted = given(person, **changed)
    request = actions.ask(asked(wanted), by=by, at=at)
    actions.approve(request, seen=bytes(request.body), by=second, at=at)
    return actions.grant(wanted, by=by, at=at)
