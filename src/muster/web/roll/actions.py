"""What changes who is who, and who may do what."""

import datetime as dt

from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, ms_of, recorded
from muster.web.roll.models import EVERYWHERE, LONGEST_GRANT, Account, Grant, Person
from muster.web.roll.rules import may_found, may_grant, may_welcome, may_withdraw


class TooLongError(ValueError):
    """A grant would outlive 92 days, or end before it begins."""


class EndedAlreadyError(ValueError):
    """The grant was withdrawn before."""


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
        _tell(deed, held)
    deed.concerns(one)
    return one, other


@recorded("roll.welcome", may=may_welcome)
def welcome(deed: Deed, *, known_as: str, by: Actor, at: dt.datetime) -> Person:
    """Take somebody in, with an account to enter by."""
    person = _enter(known_as)
    deed.concerns(person)
    return person


@recorded("roll.grant", may=may_grant)
def grant(
    deed: Deed,
    person: Person,
    *,
    role: Grant.Role,
    compartment: str,
    purpose: str,
    decision: str,
    until: dt.datetime,
    by: Actor,
    at: dt.datetime,
) -> Grant:
    """Give somebody a power by a decision, until a date at most 92 days away.

    Raises:
        TooLongError: `until` is later than that, or not after `at`.
    """
    if not at < until <= at + LONGEST_GRANT:
        raise TooLongError(
            f"a grant from {at:%d %B %Y} must end by {at + LONGEST_GRANT:%d %B %Y}; it can be given again"
        )
    held = Grant.objects.create(
        holder=person.pseudonym,
        role=role,
        compartment=compartment,
        purpose=purpose,
        granted_by=by.pseudonym,
        decision=decision,
        starts_at=at,
        ends_at=until,
    )
    deed.concerns(held)
    deed.because(decision)
    _tell(deed, held)
    return held


@recorded("roll.withdraw", may=may_withdraw)
def withdraw(deed: Deed, held: Grant, *, by: Actor, at: dt.datetime) -> None:
    """End a power now.

    Raises:
        EndedAlreadyError: it was withdrawn before.
    """
    if not Grant.objects.filter(pk=held.pk, ended_at__isnull=True).update(ended_at=at):
        raise EndedAlreadyError(f"grant {held.pk} was withdrawn before")


def _enter(known_as: str) -> Person:
    person = Person.objects.create(known_as=known_as)
    Account.objects.create(person=person)
    return person


def _tell(deed: Deed, held: Grant) -> None:
    """Seal the whole grant beside the entry, so that the table can be built again from the log and compared."""
    codes = ("holder", "role", "compartment", "purpose", "granted_by", "decision")
    moments = {name: ms_of(getattr(held, name)) for name in ("starts_at", "ends_at")}
    deed.seals({"grant": held.pk, **{name: str(getattr(held, name)) for name in codes}, **moments})
