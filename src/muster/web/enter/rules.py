"""Who may do what about signing in."""

from muster.web.enter.models import Movement, Session
from muster.web.record.actor import Actor
from muster.web.roll.models import Account, Person

UNPROVED = {"volunteer", "driver"}  # what somebody may do who proves once who they are


def needs_second_factor(actor: Actor) -> bool:
    """Say whether somebody holds a power that one proof is too little for."""
    return any(held.role not in UNPROVED for held in actor.grants)


def may_begin(actor: Actor, _nothing: None) -> bool:
    """Whoever is at this machine, once."""
    return actor.person is None and not Movement.objects.exists()


def may_invite(actor: Actor, _person: Person) -> bool:
    """A founder, or an officer of any group."""
    return any(held.role in {"founder", "officer"} for held in actor.grants)


def may_sign_in(actor: Actor, account: Account) -> bool:
    """Everybody, as themselves."""
    return account.is_active and actor.person == account.person_id


def may_change_ways(actor: Actor, account: Account) -> bool:
    """Everybody their own."""
    return may_sign_in(actor, account)


def may_end_session(actor: Actor, session: Session) -> bool:
    """Everybody their own."""
    return actor.person is not None and actor.person == session.account.person_id


def may_reach_limit(_actor: Actor, _nothing: None) -> bool:
    """Whoever tries too often: the entry is about them, not theirs."""
    return True
