"""Who may found a movement, and welcome people."""

from muster.web.power.models import Grant
from muster.web.record.actor import Actor


def may_found(actor: Actor, _nothing: None) -> bool:
    """Anybody at this machine, once: where no power was ever granted, nobody could give any."""
    return actor.person is None and not Grant.objects.exists()


def may_welcome(actor: Actor, _nothing: None) -> bool:
    """A founder, or an officer of any group."""
    return any(held.role in {"founder", "officer"} for held in actor.grants)
