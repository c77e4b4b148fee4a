"""What pages and rules may ask of the roll."""

import datetime as dt

from muster.web.power.held import powers_held
from muster.web.record.actor import NOBODY, Actor
from muster.web.roll.models import Account, Person


def actor_of(account: Account | None, *, at: dt.datetime) -> Actor:
    """Give who is asking, with the powers held at that moment: two queries, one for nobody's account."""
    person = account.person if account and account.is_active else None
    return NOBODY if person is None else actor_of_person(person, at=at)


def actor_of_person(person: Person, *, at: dt.datetime) -> Actor:
    """Give somebody with the powers held at that moment, entered or not: a job acts for whoever asked for it."""
    return Actor(person=person.pk, pseudonym=person.pseudonym, grants=powers_held(person.pseudonym, at=at))
