"""Who may do what about signing in."""

from muster.guard.need import EVERYWHERE
from muster.web.enter.models import Movement, ProgramKey, Session
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


def may_set_mail(actor: Actor, _movement: Movement) -> bool:
    """A founder."""
    return actor.holds("founder", compartment=EVERYWHERE)


def may_set_accent(actor: Actor, _movement: Movement) -> bool:
    """A founder."""
    return actor.holds("founder", compartment=EVERYWHERE)


def may_set_protection(actor: Actor, _movement: Movement) -> bool:
    """A founder."""
    return actor.holds("founder", compartment=EVERYWHERE)


def may_let_begin_anew(actor: Actor, account: Account) -> bool:
    """A founder, somebody else: what reaches their mailbox is the other half of it."""
    return actor.holds("founder", compartment=EVERYWHERE) and not _is(actor, account)


def may_open_account(actor: Actor, person: Person) -> bool:
    """Whoever opened a link that went to their own address, and was nobody until then."""
    return actor.person is None and person.merged_into_id is None


def may_sign_in(actor: Actor, account: Account) -> bool:
    """Everybody, as themselves."""
    return account.is_active and _is(actor, account)


def may_change_ways(actor: Actor, account: Account) -> bool:
    """Everybody their own."""
    return may_sign_in(actor, account)


def may_change_address(actor: Actor, account: Account) -> bool:
    """Everybody their own."""
    return may_sign_in(actor, account)


def may_end_session(actor: Actor, session: Session) -> bool:
    """Everybody their own."""
    return _is(actor, session.account)


def may_make_key(actor: Actor, account: Account) -> bool:
    """Everybody for themselves."""
    return may_sign_in(actor, account)


def may_end_key(actor: Actor, key: ProgramKey) -> bool:
    """Everybody their own."""
    return _is(actor, key.account)


def _is(actor: Actor, account: Account) -> bool:
    """Say whether an account is the actor's own; one whose person was found to be another is that one's."""
    person = account.person
    while person is not None and person.merged_into is not None:
        person = person.merged_into
    return person is not None and actor.person == person.pk


def may_reach_limit(_actor: Actor, _nothing: None) -> bool:
    """Whoever tries too often: the entry is about them, not theirs."""
    return True
