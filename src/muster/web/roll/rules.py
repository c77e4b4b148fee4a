"""Who may give power, and take it."""

from muster.web.record.actor import Actor
from muster.web.roll.models import EVERYWHERE, Grant, Person


def may_found(actor: Actor, _nothing: None) -> bool:
    """Anybody at this machine, once: where no power was ever granted, nobody could give any."""
    return actor.person is None and not Grant.objects.exists()


def may_welcome(actor: Actor, _nothing: None) -> bool:
    """A founder, or an officer of any group."""
    return any(held.role in {"founder", "officer"} for held in actor.grants)


def may_grant(actor: Actor, person: Person) -> bool:
    """A founder, to somebody else."""
    return actor.holds("founder", compartment=EVERYWHERE) and actor.person != person.pk


def may_withdraw(actor: Actor, grant: Grant) -> bool:
    """A founder; and everybody may lay down what they hold."""
    return actor.holds("founder", compartment=EVERYWHERE) or (
        actor.person is not None and actor.pseudonym == grant.holder
    )
