"""What changes who is who."""

import datetime as dt

from muster.guard.need import EVERYWHERE, LONGEST_GRANT
from muster.web.power.kept import tell
from muster.web.power.models import Grant
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded
from muster.web.roll.models import Account, Person
from muster.web.roll.rules import may_found, may_welcome


@recorded("roll.found", may=may_found)
def found(deed: Deed, *, names: tuple[str, str], by: Actor, at: dt.datetime) -> tuple[Person, Person]:
    """Let two people found the movement: each holds a founder's power from the other, and it ends in 92 days."""
    one, other = (_enter(name) for name in names)
    for holder, giver in ((one, other), (other, one)):
        held = Grant.objects.create(
            holder=holder.pseudonym,
            role=Grant.Role.FOUNDER,
            compartment=EVERYWHERE,
            purpose="founding",
            granted_by=giver.pseudonym,
            decision="founding",
            starts_at=at,
            ends_at=at + LONGEST_GRANT,
        )
        tell(deed, held)
    deed.concerns(one)
    return one, other


@recorded("roll.welcome", may=may_welcome)
def welcome(deed: Deed, *, known_as: str, by: Actor, at: dt.datetime) -> Person:
    """Take somebody in, with an account to enter by."""
    person = _enter(known_as)
    deed.concerns(person)
    return person


def _enter(known_as: str) -> Person:
    person = Person.objects.create(known_as=known_as)
    Account.objects.create(person=person)
    return person
