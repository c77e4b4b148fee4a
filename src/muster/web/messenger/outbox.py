"""How messages leave, so that a killed worker never sends one twice.

A few are marked as in a worker's hands with one commit; each is noted in the job's journal before its first byte goes
and when the server has taken it; then one commit says how it went. When a worker is killed, what it had not noted
waits again, what the server took is handed, and the one in between is *unclear*: it almost surely went, and somebody
may say otherwise.
"""

import datetime as dt
import smtplib
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import TypeAlias

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from muster.web.messenger import journal, mail, sms
from muster.web.messenger.journal import Journal
from muster.web.messenger.models import Message, Sending, State, Way
from muster.web.messenger.rules import may_stop
from muster.web.messenger.told import told
from muster.web.record import jobs
from muster.web.record.actor import Actor, Held
from muster.web.record.deeds import NotAllowedError
from muster.web.record.jobs import progress
from muster.web.record.models import Job

Hand: TypeAlias = "Callable[[Message, Journal, dt.datetime], None]"
MOST_ATTEMPTS = 5
_AT_ONCE = 50  # messages between two commits
_WAIT = dt.timedelta(minutes=10)  # doubles with each attempt at one address
_PAUSE = dt.timedelta(minutes=1)  # until a server that nobody reached is tried again
_RUNS = Q(sending__stopped_at__isnull=True)


def waiting(*, at: dt.datetime) -> QuerySet[Message]:
    """Give what is due and leaves by itself."""
    return Message.objects.filter(_RUNS, state=State.WAITING, due_at__lte=at, way__in=[Way.EMAIL, Way.SMS])


def settle_left(job: Job, *, at: dt.datetime) -> int:
    """Settle what workers that are gone had in hand; gives how many of them nobody can tell."""
    in_hand = Message.objects.filter(state=State.HANDING).values_list("handed_by", flat=True)
    hands = {hand for hand in in_hand if hand is not None}
    others = Job.objects.filter(pk__in=hands - {job.pk})
    working = {other.pk for other in others if progress(other).state in {"running", "stopping"}}
    return sum([_settle(gone, at=at) for gone in sorted(hands - working)])


def hand_on(messages: Sequence[Message], *, job: Job, at: dt.datetime) -> Iterator[int]:
    """Hand messages on, some at a time; gives how many were dealt with.

    Raises:
        NoServerError, OSError, smtplib.SMTPException: no mail server can be reached; what did not go waits.
    """
    texts = [message for message in messages if message.way == Way.SMS]
    for part in _parts(texts):
        yield _hand_part(part, _hand_sms, job=job, at=at)
    mails = [message for message in messages if message.way == Way.EMAIL]
    if settings.DEMO:  # its people have no mailbox: what is handed on stands on its page of messages
        for part in _parts(mails):
            yield _hand_part(part, _hand_to_nobody, job=job, at=at)
    elif mails:
        office = mail.server()
        with mail.connected(office) as server:
            for part in _parts(mails):
                yield _hand_part(part, partial(_hand_mail, server, office.sender), job=job, at=at)


def put_off(*, why: str, at: dt.datetime) -> int:
    """Let what is due by mail wait a minute, and say why; gives how many."""
    return waiting(at=at).filter(way=Way.EMAIL).update(due_at=at + _PAUSE, trouble=why[:200])


def silence(who: str, *, grants: Collection[Held], at: dt.datetime) -> int:
    """Stop whatever somebody wrote that has not left, but for what these powers let them write; gives how many."""
    running = Sending.objects.filter(asked_by=who, stopped_at=None, messages__state=State.WAITING).distinct()
    actor = Actor(None, who, frozenset(grants))
    return sum(_mute(sending, at=at) for sending in running if not may_stop(actor, sending))


def silence_ended(messages: Sequence[Message], *, at: dt.datetime) -> int:
    """Ask again whether whoever wrote what is about to leave may write it; stops what they may not, and gives how many.

    A power that runs out is ended by nobody, so this is the moment at which it is seen.
    """
    require_still, stopped = import_string(settings.STILL_MAY), 0
    for sending in {message.sending_id: message.sending for message in messages}.values():
        try:
            require_still(sending.asked_by, may=may_stop, thing=sending, at=at)
        except NotAllowedError:
            with transaction.atomic():
                stopped += _mute(sending, at=at)
    return stopped


def _mute(sending: Sending, *, at: dt.datetime) -> int:
    """Stop what has not left of a sending whose writer may write no more; they, and who leads there, are told."""
    Sending.objects.filter(pk=sending.pk).update(stopped_at=at)
    stopped = sending.messages.filter(state=State.WAITING).update(state=State.STOPPED)
    jobs.start("letters.tell_unsent", sending=sending.pk, people=stopped)
    return stopped


def _parts(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    return (messages[first : first + _AT_ONCE] for first in range(0, len(messages), _AT_ONCE))


def _hand_part(messages: Sequence[Message], hand: Hand, *, job: Job, at: dt.datetime) -> int:
    with journal.kept(job.pk) as noted:
        taken = _take(messages, job=job)
        try:
            for message in messages:
                if message.pk in taken:
                    hand(message, noted, at)
        finally:  # whatever went wrong, we live: what we noted is what happened
            _settle(job.pk, at=at)
    return len(taken)


def _take(messages: Sequence[Message], *, job: Job) -> set[int]:
    """Mark messages as in this job's hands, on the disk; gives those that nobody stopped or took."""
    ours = Message.objects.filter(pk__in=[message.pk for message in messages])
    with transaction.atomic():
        ours.filter(_RUNS, state=State.WAITING).update(state=State.HANDING, handed_by=job.pk)
        return set(ours.filter(state=State.HANDING, handed_by=job.pk).values_list("pk", flat=True))


def _settle(job: int, *, at: dt.datetime) -> int:
    noted = journal.read(job)
    with transaction.atomic():
        in_hand = Message.objects.filter(state=State.HANDING, handed_by=job)
        if noted is not None:
            in_hand.filter(pk__in=noted.gone).update(state=State.HANDED, handed_at=at, trouble="")
            in_hand.exclude(pk__in=noted.going).update(state=State.WAITING, handed_by=None)
        unclear = in_hand.update(state=State.UNCLEAR)
    journal.drop(job)
    return unclear


def _hand_mail(server: smtplib.SMTP, sender: str, message: Message, noted: Journal, at: dt.datetime) -> None:
    subject, body = told(message)
    try:
        written = mail.mail_of(message, sender=sender, subject=subject, body=body)
        going = partial(noted.going, message.pk)
        mail.hand(server, mail=written, sender=mail.bare(sender), to=message.address, going=going)
    except mail.NotTakenError as refusal:
        _not_taken(message, refusal, at=at)
        server.rset()
    except ValueError as error:  # an address that no mail can name
        _put(message, State.FAILED, trouble=f"{message.address}: {error}"[:200])
        server.rset()
    else:
        noted.gone(message.pk)


def _hand_sms(message: Message, noted: Journal, at: dt.datetime) -> None:  # noqa: ARG001 - as mail is handed
    noted.going(message.pk)
    sms.hand(message, body=told(message)[1])
    noted.gone(message.pk)


def _hand_to_nobody(message: Message, noted: Journal, at: dt.datetime) -> None:  # noqa: ARG001 - as mail is handed
    noted.going(message.pk)
    noted.gone(message.pk)


def _not_taken(message: Message, refusal: mail.NotTakenError, *, at: dt.datetime) -> None:
    tries = message.attempts + 1
    if refusal.for_good or tries >= MOST_ATTEMPTS:
        _put(message, State.FAILED, trouble=str(refusal)[:200], attempts=tries)
    else:
        due_at = at + _WAIT * 2 ** (tries - 1)
        _put(message, State.WAITING, trouble=str(refusal)[:200], attempts=tries, due_at=due_at)


def _put(message: Message, state: State, **values: object) -> None:
    Message.objects.filter(pk=message.pk).update(state=state, **values)
