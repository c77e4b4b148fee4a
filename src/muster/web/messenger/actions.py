"""What changes in the outbox."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.conf import settings

from muster.web.messenger import languages
from muster.web.messenger.models import Message, OptOut, Reader, Sending, State, Way
from muster.web.messenger.questions import ANSWERS
from muster.web.messenger.quiet import next_allowed
from muster.web.messenger.rules import (
    may_answer,
    may_bounce,
    may_opt_out,
    may_post,
    may_queue,
    may_read_in,
    may_remind,
    may_stop,
    may_try_again,
)
from muster.web.messenger.stopping import stop_waiting
from muster.web.messenger.wording import FIELDS, check_texts
from muster.web.record import jobs
from muster.web.record.actor import SITE, Actor
from muster.web.record.deeds import Deed, recorded

_AT_ONCE = 2_000  # rows of one statement
_ONLY_HELD = (Way.EMAIL, Way.SMS)


class NobodyError(ValueError):
    """A sending to nobody."""


class UnknownAnswerError(ValueError):
    """An answer that was not asked for."""


class UnknownLanguageError(ValueError):
    """A language that letters are not written in."""


class EndedAlreadyError(ValueError):
    """It was stopped, sent, posted or answered before."""


class ClosedError(ValueError):
    """Answers are taken no more."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is to be told, the way and the words that go into the text for them."""

    to: str
    way: Way
    address: str = ""
    language: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Writing:
    """What is to be told; languages that a text lacks read the site's own."""

    kind: Sending.Kind
    compartment: str
    texts: dict[str, dict[str, str]]
    about: str = ""
    answers: Sequence[str] = ()
    urgent: bool = False
    closes_at: dt.datetime | None = None
    remind_at: dt.datetime | None = None
    fills: frozenset[str] = FIELDS  # the places in the texts that each recipient's fields fill


@recorded("messenger.queue", may=may_queue)
def queue(deed: Deed, writing: Writing, *, recipients: Iterable[Recipient], by: Actor, at: dt.datetime) -> Sending:
    """Put a text into the outbox for everybody named, once each; a worker hands it on.

    Raises:
        WordingError: the text would go out wrong.
        UnknownAnswerError: it asks for an answer that has no button.
        NobodyError: there is nobody to tell.
    """
    check_texts(writing.texts, default=settings.LANGUAGE_CODE, fields=writing.fills)
    if not set(writing.answers) <= set(ANSWERS):
        raise UnknownAnswerError(", ".join(sorted(set(writing.answers) - set(ANSWERS))))
    sending = Sending.objects.create(
        kind=writing.kind,
        compartment=writing.compartment,
        about=writing.about,
        texts=writing.texts,
        answers=list(writing.answers),
        urgent=writing.urgent,
        asked_by=by.pseudonym,
        asked_at=at,
        closes_at=writing.closes_at,
        remind_at=writing.remind_at,
    )
    _fill(sending, recipients, at=at)
    deed.concerns(sending)
    return sending


@recorded("messenger.remind", may=may_remind)
def remind(deed: Deed, sending: Sending, *, by: Actor, at: dt.datetime) -> Sending | None:
    """Ask once more whoever has not answered; None if everybody has.

    Raises:
        EndedAlreadyError: they were reminded before, the sending was stopped, or its words are gone.
    """
    running = {"stopped_at__isnull": True, "let_go_at__isnull": True, "reminder__isnull": True}
    open_still = Sending.objects.filter(pk=sending.pk, **running)
    if not open_still.update(remind_at=None):
        raise EndedAlreadyError(f"sending {sending.pk}")
    silent = sending.messages.filter(answer="", state__in=[State.HANDED, State.UNCLEAR]).exclude(address="")
    again = [
        Recipient(to=one.to, way=Way(one.way), address=one.address, language=one.language, fields=one.fields)
        for one in silent.order_by("pk")
    ]
    if not again:
        return None
    copied = ("kind", "compartment", "about", "texts", "answers", "urgent", "closes_at")
    values = {name: getattr(sending, name) for name in copied}
    asker = {"asked_by": sending.asked_by, **_answered_for(by)}
    reminder = Sending.objects.create(**values, **asker, asked_at=at, reminder_of=sending)
    _fill(reminder, again, at=at)
    return reminder


@recorded("messenger.stop", may=may_stop)
def stop(deed: Deed, sending: Sending, *, by: Actor, at: dt.datetime) -> int:
    """Stop what has not gone yet; gives how many.

    Raises:
        EndedAlreadyError: it was stopped before.
    """
    told = stop_waiting(sending, by=by.pseudonym, at=at)
    if told is None:
        raise EndedAlreadyError(f"sending {sending.pk} was stopped before")
    return len(told)


@recorded("messenger.go_on", may=may_stop)
def go_on(deed: Deed, sending: Sending, *, but: Collection[str] = (), by: Actor, at: dt.datetime) -> int:
    """Send after all what was stopped; what went before goes to nobody twice. Gives how many.

    It stays stopped for whomever (`but`, by pseudonym) it does not hold any more.

    Raises:
        EndedAlreadyError: it was not stopped, or its words are gone.
    """
    stands = Sending.objects.filter(pk=sending.pk, stopped_at__isnull=False, let_go_at=None)
    if not stands.update(stopped_at=None, stopped_by="", **_answered_for(by)):
        raise EndedAlreadyError(f"sending {sending.pk} was not stopped")
    stopped = sending.messages.filter(state=State.STOPPED).exclude(to__in=but)
    stopped = stopped.exclude(address="")  # an erased person's has none
    waiting = stopped.update(state=State.WAITING, due_at=_due_at(sending, at=at), attempts=0, trouble="")
    jobs.start("messenger.hand_over")
    return waiting


@recorded("messenger.try_again", may=may_try_again)
def try_again(deed: Deed, message: Message, *, by: Actor, at: dt.datetime) -> None:
    """Send again what failed, or what may not have gone.

    Raises:
        EndedAlreadyError: it went, or waits as it is; or its words are gone.
    """
    kept = Message.objects.filter(pk=message.pk, sending__let_go_at__isnull=True)
    stuck = kept.filter(state__in=[State.FAILED, State.UNCLEAR]).exclude(address="")
    if not stuck.update(state=State.WAITING, due_at=at, attempts=0, trouble=""):
        raise EndedAlreadyError(f"message {message.pk}")
    Sending.objects.filter(pk=message.sending_id).update(**_answered_for(by))
    jobs.start("messenger.hand_over")


@recorded("messenger.post", may=may_post)
def post(deed: Deed, sending: Sending, *, by: Actor, at: dt.datetime) -> int:
    """Say that a sending's letters were posted, and its texts for a chat pasted; gives how many.

    Raises:
        EndedAlreadyError: none of them waits.
    """
    by_hand = sending.messages.filter(state=State.WAITING).exclude(way__in=_ONLY_HELD)
    posted = by_hand.update(state=State.HANDED, handed_at=at)
    if not posted:
        raise EndedAlreadyError(f"no letter of sending {sending.pk} waits")
    return posted


@recorded("messenger.bounce", may=may_bounce)
def bounce(deed: Deed, message: Message, *, why: str, by: Actor, at: dt.datetime) -> None:
    """Note that a mail server brought a message back.

    Raises:
        EndedAlreadyError: it was noted, or the message never went.
    """
    gone = Message.objects.filter(pk=message.pk, state__in=[State.HANDED, State.UNCLEAR])
    if not gone.update(state=State.BOUNCED, trouble=why[:200]):
        raise EndedAlreadyError(f"message {message.pk}")


@recorded("messenger.answer", may=may_answer)
def answer(deed: Deed, message: Message, *, answer: str, turn: int, by: Actor, at: dt.datetime) -> Message:
    """Take somebody's answer. The link that they used says from now on that it was used.

    Raises:
        UnknownAnswerError: that was not asked.
        ClosedError: it is too late.
        EndedAlreadyError: this link was used.
    """
    sending = message.sending
    if answer not in sending.answers:
        raise UnknownAnswerError(answer)
    if sending.closes_at is not None and at >= sending.closes_at:
        raise ClosedError(f"sending {sending.pk} closed")
    fresh = Message.objects.filter(pk=message.pk, turn=turn)
    if not fresh.update(answer=answer, answered_at=at, turn=turn + 1):
        raise EndedAlreadyError(f"message {message.pk} was answered")
    message.refresh_from_db()
    return message


@recorded("messenger.read_in", may=may_read_in)
def read_in(deed: Deed, who: str, *, language: str, by: Actor, at: dt.datetime) -> Reader:
    """Say in which language one wants to be told things from now on.

    Raises:
        UnknownLanguageError: letters are not written in it.
    """
    if language not in languages.of_letters():
        raise UnknownLanguageError(language)
    reader = languages.keep(who, language, at=at)
    deed.concerns(reader)
    return reader


@recorded("messenger.opt_out", may=may_opt_out)
def opt_out(deed: Deed, message: Message, *, by: Actor, at: dt.datetime) -> None:
    """Send somebody no more calls and news by the way of this message. Saying so twice changes nothing."""
    _row, new = OptOut.objects.get_or_create(who=message.to, way=message.way, defaults={"at": at})
    if new:
        jobs.start("roll.hear_opt_out", who=message.to, way=message.way)  # their own page says so, and every list
    waiting = Message.objects.filter(to=message.to, way=message.way, state=State.WAITING)
    waiting.exclude(sending__kind=Sending.Kind.SERVICE).update(state=State.REFUSED)


def _answered_for(by: Actor) -> dict[str, str]:
    """Give what a sending keeps of who wants it sent: by their power it leaves. The site does what somebody wanted."""
    return {} if by == SITE else {"asked_by": by.pseudonym}


def _fill(sending: Sending, recipients: Iterable[Recipient], *, at: dt.datetime) -> None:
    wanted = {one.to: one for one in recipients}
    if not wanted:
        raise NobodyError
    out = set() if sending.kind == Sending.Kind.SERVICE else _opted_out(wanted)
    said = languages.read_by(wanted)
    due_at = _due_at(sending, at=at)
    Message.objects.bulk_create(
        (
            Message(
                sending=sending,
                to=one.to,
                way=one.way,
                address=one.address,
                language=one.language or said.get(one.to, settings.LANGUAGE_CODE),
                fields=one.fields,
                state=State.REFUSED if (one.to, one.way) in out else State.WAITING,
                due_at=due_at,
            )
            for one in wanted.values()
        ),
        batch_size=_AT_ONCE,
    )
    jobs.start("messenger.hand_over")


def _due_at(sending: Sending, *, at: dt.datetime) -> dt.datetime:
    return at if sending.urgent else next_allowed(at, zone=ZoneInfo(settings.TIME_ZONE))


def _opted_out(wanted: Iterable[str]) -> set[tuple[str, str]]:
    names = list(wanted)
    chunks = [names[first : first + _AT_ONCE] for first in range(0, len(names), _AT_ONCE)]
    return {pair for chunk in chunks for pair in OptOut.objects.filter(who__in=chunk).values_list("who", "way")}
