"""Who may give power and take it, ask for a second person and be one."""

from typing import TYPE_CHECKING

from muster.guard.need import EVERYWHERE, opens
from muster.web.power.models import Glass, Grant, Interest, Request, Suspension
from muster.web.record.actor import Actor

if TYPE_CHECKING:
    from muster.web.power.actions import Asked, Given, Side


def _founds(actor: Actor) -> bool:
    return actor.holds("founder", compartment=EVERYWHERE)


def may_grant(actor: Actor, given: "Given") -> bool:
    """A founder, to somebody else."""
    return _founds(actor) and actor.pseudonym != given.holder


def may_renew(actor: Actor, held: Grant) -> bool:
    """A founder other than the holder: nobody says of themselves that they may keep it."""
    return _founds(actor) and actor.pseudonym != held.holder


def may_withdraw(actor: Actor, held: Grant) -> bool:
    """A founder; and everybody may lay down what they hold."""
    return _founds(actor) or actor.pseudonym == held.holder


def may_ask(actor: Actor, asked: "Asked") -> bool:
    """Whoever holds any power in the compartment: what they ask for is judged when it is done."""
    return actor.person is not None and opens(actor.grants, roles=Grant.Role.values, compartment=asked.compartment)


def may_answer(actor: Actor, request: Request) -> bool:
    """A founder, or an officer of the compartment; whether they are a second person is judged by the pair."""
    return _founds(actor) or opens(actor.grants, roles={"officer"}, compartment=request.compartment)


def may_declare(actor: Actor, about: str) -> bool:
    """Everybody, in somebody else."""
    return actor.person is not None and actor.pseudonym != about


def may_retract(actor: Actor, interest: Interest) -> bool:
    """Whoever declared it."""
    return actor.pseudonym == interest.holder


def may_raise_wall(actor: Actor, _side: "Side") -> bool:
    """A founder."""
    return _founds(actor)


def may_suspend(actor: Actor, holder: str) -> bool:
    """A founder, somebody else."""
    return _founds(actor) and actor.pseudonym != holder


def may_end(actor: Actor, stopped: Suspension) -> bool:
    """A founder, somebody else's."""
    return may_suspend(actor, stopped.holder)


def may_break_glass(actor: Actor, _compartment: str) -> bool:
    """A founder: they are the few named people."""
    return _founds(actor)


def may_review(actor: Actor, glass: Glass) -> bool:
    """A founder or an officer of the movement, other than who broke it."""
    return actor.pseudonym != glass.holder and (
        _founds(actor) or opens(actor.grants, roles={"officer"}, compartment=EVERYWHERE)
    )
