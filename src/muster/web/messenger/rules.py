"""Who may tell people anything."""

from typing import TYPE_CHECKING

from muster.guard.need import opens
from muster.web.messenger.models import Message, Sending
from muster.web.record.actor import SITE, Actor

if TYPE_CHECKING:
    from muster.web.messenger.actions import Writing

_WRITERS = {"officer", "organiser"}


def _writes(actor: Actor, compartment: str) -> bool:
    return actor == SITE or opens(actor.grants, roles=_WRITERS, compartment=compartment)


def may_queue(actor: Actor, writing: "Writing") -> bool:
    """An officer or an organiser of the compartment; and the program itself."""
    return _writes(actor, writing.compartment)


def is_of_a_day(sending: Sending) -> bool:
    """Whether it tells those who come to a day what holds: their place, a change, whether they are home."""
    return sending.kind == Sending.Kind.SERVICE and sending.about.startswith("days.")


def may_stop(actor: Actor, sending: Sending) -> bool:
    """Whoever may write there; what a day tells those who come, whoever organises there alone."""
    if is_of_a_day(sending):
        return actor == SITE or opens(actor.grants, roles={"organiser"}, compartment=sending.compartment)
    return _writes(actor, sending.compartment)


def may_remind(actor: Actor, sending: Sending) -> bool:
    """Whoever may write there."""
    return _writes(actor, sending.compartment)


def may_try_again(actor: Actor, message: Message) -> bool:
    """Whoever may write there."""
    return _writes(actor, message.sending.compartment)


def may_post(actor: Actor, sending: Sending) -> bool:
    """Whoever may write there."""
    return _writes(actor, sending.compartment)


def may_bounce(actor: Actor, _message: Message) -> bool:
    """The program, which read the mail server's notice."""
    return actor == SITE


def may_answer(actor: Actor, message: Message) -> bool:
    """Whoever it was sent to."""
    return actor.pseudonym == message.to


def may_read_in(actor: Actor, who: str) -> bool:
    """Everybody for themselves."""
    return actor.pseudonym == who


def may_opt_out(actor: Actor, message: Message) -> bool:
    """Whoever it was sent to."""
    return actor.pseudonym == message.to
