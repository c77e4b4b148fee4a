"""What signing in leaves in the record. Proving who one is is allauth's own; that it happened is ours."""

import datetime as dt
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings

from muster.web import mail
from muster.web.enter.models import Movement, ProgramKey, Session
from muster.web.enter.rules import (
    may_begin,
    may_change_address,
    may_change_ways,
    may_end_key,
    may_end_session,
    may_invite,
    may_let_begin_anew,
    may_make_key,
    may_open_account,
    may_reach_limit,
    may_set_accent,
    may_set_mail,
    may_set_protection,
    may_sign_in,
    needs_second_factor,
)
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded
from muster.web.roll.models import Account, Person

MOST_KEYS: Final = 20  # of one person


class AddressTakenError(ValueError):
    """Somebody else signs in with this e-mail address."""


class EndedAlreadyError(ValueError):
    """The session or the key was ended before."""


class TooManyKeysError(ValueError):
    """So many programs ask in one person's name that nobody knows them all: one is ended first."""


class NoSecondProofError(ValueError):
    """Whoever holds such power proves twice who they are before a program may ask in their name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A key as somebody wants it; `sha256` is of its text, which no deed is told.

    Attributes:
        name: which program it is for.
        days: how long it lasts, 92 at most.
        reads_only: whether it changes nothing.
        second: whether it is made after a second proof.
    """

    name: str
    sha256: str
    days: int
    reads_only: bool
    second: bool


@recorded("enter.begin", may=may_begin)
def begin(deed: Deed, *, name: str, zone: str, by: Actor, at: dt.datetime) -> Movement:
    """Give the movement its name and its time zone."""
    movement = Movement.objects.create(pk=1, name=name, zone=zone, founded_at=at)
    deed.concerns(movement)
    return movement


@recorded("enter.invite", may=may_invite)
def invite(deed: Deed, person: Person, *, email: str, by: Actor, at: dt.datetime) -> Account:
    """Let somebody enter with this address; whoever has their account already may enter with it from now on.

    Raises:
        AddressTakenError: somebody else does.
    """
    deed.seals({"email": email.lower()}, of=[person.pseudonym])
    return _entering(person, email.lower(), verified=False)


@recorded("enter.set_mail", may=may_set_mail)
def set_mail(deed: Deed, movement: Movement, *, server: mail.Mail, by: Actor, at: dt.datetime) -> None:
    """Have mail go through another server from now on; its password is kept beside the keys alone."""
    deed.seals({"host": server.host, "port": server.port, "user": server.user, "sender": server.sender})
    mail.keep(server)


@recorded("enter.set_accent", may=may_set_accent)
def set_accent(deed: Deed, movement: Movement, *, accent: str, by: Actor, at: dt.datetime) -> None:
    """Give every page the movement's own accent, such as #0e5a63; without one Muster's own."""
    movement.accent = accent
    movement.save(update_fields=["accent"])


@recorded("enter.set_protection", may=may_set_protection)
def set_protection(
    deed: Deed, movement: Movement, *, contact: str, basis: str, condition: str, by: Actor, at: dt.datetime
) -> None:
    """Say by what right the roll is kept, for everybody to read, and whom to ask about data protection, if anybody."""
    movement.contact, movement.basis, movement.condition = contact, basis, condition
    movement.save(update_fields=["contact", "basis", "condition"])
    deed.seals({"basis": basis, "condition": condition})


@recorded("enter.let_begin_anew", may=may_let_begin_anew)
def let_begin_anew(deed: Deed, account: Account, *, by: Actor, at: dt.datetime) -> None:
    """Take every proof from somebody who lost theirs, but their mailbox, and sign them and their programs out."""
    Authenticator.objects.filter(user=account).delete()
    account.set_unusable_password()  # which ends every session as well
    account.save(update_fields=["password"])
    Session.objects.filter(account=account, ended_at__isnull=True).update(ended_at=at)
    ProgramKey.objects.filter(account=account, ended_at__isnull=True).update(ended_at=at)


@recorded("enter.open_account", may=may_open_account)
def open_account(deed: Deed, person: Person, *, email: str, by: Actor, at: dt.datetime) -> Account:
    """Let somebody enter who was reached at their address: the first link they open makes their account.

    Raises:
        AddressTakenError: somebody else enters with it.
    """
    deed.seals({"email": email}, of=[person.pseudonym])
    return _entering(person, email, verified=True)


@recorded("enter.sign_in", may=may_sign_in)
def sign_in(
    deed: Deed, account: Account, *, key: str, device: str, ways: list[str], by: Actor, at: dt.datetime
) -> Session:
    """Open a session, once everything that must be proved is."""
    deed.seals({"device": device, "ways": ways}, of=[by.pseudonym])
    return Session.objects.create(account=account, key=key, device=device, ways=ways, opened_at=at)


@recorded("enter.change_ways", may=may_change_ways)
def change_ways(deed: Deed, account: Account, *, change: str, by: Actor, at: dt.datetime) -> None:
    """Tell that somebody can now prove in another way who they are: `change` is one of `adapters.CHANGES`."""
    deed.because(change)


@recorded("enter.end_session", may=may_end_session)
def end_session(deed: Deed, session: Session, *, by: Actor, at: dt.datetime) -> None:
    """Sign a browser out, wherever it is, at its next request.

    Raises:
        EndedAlreadyError: it is out.
    """
    if not Session.objects.filter(pk=session.pk, ended_at__isnull=True).update(ended_at=at):
        raise EndedAlreadyError(f"session {session.pk} was ended before")
    import_module(settings.SESSION_ENGINE).SessionStore().delete(session.key)


@recorded("enter.make_key", may=may_make_key)
def make_key(deed: Deed, account: Account, *, asked: Asked, by: Actor, at: dt.datetime) -> ProgramKey:
    """Let a program ask in one's own name from now on, until a day.

    Raises:
        NoSecondProofError: a power that one proof is too little for is held, and there was one.
        TooManyKeysError: 20 stand.
    """
    if needs_second_factor(by) and not asked.second:
        raise NoSecondProofError
    if ProgramKey.objects.filter(account=account, ended_at=None, ends_at__gt=at).count() >= MOST_KEYS:
        raise TooManyKeysError
    key = ProgramKey.objects.create(
        account=account, name=asked.name, sha256=asked.sha256, reads_only=asked.reads_only, second=asked.second,
        made_at=at, ends_at=at + dt.timedelta(days=asked.days),
    )  # fmt: skip
    deed.concerns(key)
    deed.seals({"name": asked.name, "days": asked.days, "reads_only": asked.reads_only}, of=[by.pseudonym])
    return key


@recorded("enter.end_key", may=may_end_key)
def end_key(deed: Deed, key: ProgramKey, *, by: Actor, at: dt.datetime) -> None:
    """Let a program ask in one's name no more, from its next question on.

    Raises:
        EndedAlreadyError: it ended before.
    """
    if not ProgramKey.objects.filter(pk=key.pk, ended_at__isnull=True).update(ended_at=at):
        raise EndedAlreadyError(f"key {key.pk} was ended before")


@recorded("enter.reach_limit", may=may_reach_limit)
def reach_limit(deed: Deed, *, of: str, by: Actor, at: dt.datetime) -> None:
    """Tell that somebody tried something too often; `of` says what."""
    deed.thing = f"enter.limit:{of}"


@recorded("enter.change_address", may=may_change_address)
def change_address(deed: Deed, account: Account, *, email: str, by: Actor, at: dt.datetime) -> None:
    """Enter with another address from now on, which was shown to be read by whoever asks.

    Raises:
        AddressTakenError: somebody else does.
    """
    deed.seals({"email": email.lower()}, of=[account.person.pseudonym] if account.person else [])
    _enter_with(account, email.lower(), verified=True)


def _entering(person: Person, email: str, *, verified: bool) -> Account:
    account, _new = Account.objects.get_or_create(person=person)
    return _enter_with(account, email, verified=verified)


def _enter_with(account: Account, email: str, *, verified: bool) -> Account:
    """Let an account be entered with this address and no other."""
    if EmailAddress.objects.filter(email=email).exclude(user=account).exists():
        raise AddressTakenError(email)
    if not account.password:
        account.set_unusable_password()
        account.save(update_fields=["password"])
    EmailAddress.objects.filter(user=account).exclude(email=email).delete()
    address, _new = EmailAddress.objects.get_or_create(user=account, email=email)
    address.primary, address.verified = True, address.verified or verified
    address.save(update_fields=["primary", "verified"])
    return account
