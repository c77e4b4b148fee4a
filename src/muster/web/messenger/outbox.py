"""How messages leave: each is marked as going before its first byte goes, so that a killed worker never sends twice.

A message that a worker had marked when it was killed is *unclear*: it almost surely went, and somebody may say
otherwise. One that was not marked surely did not go, and waits.
"""

import datetime as dt
import smtplib
from collections.abc import Iterable, Iterator
from functools import partial

from django.db.models import F, QuerySet

from muster.web.messenger import mail, sms
from muster.web.messenger.models import Message, State, Way
from muster.web.messenger.told import told
from muster.web.record.jobs import progress
from muster.web.record.models import Job

MOST_ATTEMPTS = 5
_WAIT = dt.timedelta(minutes=10)  # doubles with each attempt at one address
_PAUSE = dt.timedelta(minutes=1)  # until a server that nobody reached is tried again


def waiting(*, at: dt.datetime) -> QuerySet[Message]:
    """Give what is due and leaves by itself."""
    due = Message.objects.filter(state=State.WAITING, due_at__lte=at, sending__stopped_at__isnull=True)
    return due.filter(way__in=[Way.EMAIL, Way.SMS])


def settle_left(job: Job) -> int:
    """Call unclear what workers that are gone had marked as going; gives how many."""
    hands = Message.objects.filter(state=State.HANDING).values_list("handed_by", flat=True).distinct()
    others = Job.objects.filter(pk__in=[hand for hand in hands if hand != job.pk])
    gone = {job.pk, *(other.pk for other in others if progress(other).state not in {"running", "stopping"})}
    return Message.objects.filter(state=State.HANDING, handed_by__in=gone).update(state=State.UNCLEAR)


def hand_on(messages: Iterable[Message], *, job: Job, at: dt.datetime) -> Iterator[Message]:
    """Hand messages on, one by one; gives each that was dealt with. It ends early where one is held back.

    Raises:
        NoServerError, OSError, smtplib.SMTPException: no mail server can be reached; what was not marked still waits.
    """
    mails = []
    for message in messages:
        if message.way == Way.EMAIL:
            mails.append(message)
        else:
            _hand_sms(message, job=job, at=at)
            yield message
    if mails:
        office = mail.server()
        with mail.connected(office) as server:
            for message in mails:
                try:
                    _hand_mail(server, message, sender=office.sender, job=job, at=at)
                except mail.HeldBackError:
                    return
                yield message


def _hand_mail(server: smtplib.SMTP, message: Message, *, sender: str, job: Job, at: dt.datetime) -> None:
    subject, body = told(message)
    try:
        written = mail.mail_of(message, sender=sender, subject=subject, body=body)
        going = partial(_mark, message, job=job)
        mail.hand(server, mail=written, sender=mail.bare(sender), to=message.address, going=going)
    except mail.NotTakenError as refusal:
        _not_taken(message, refusal, at=at)
        server.rset()
    except ValueError as error:  # an address that no mail can name
        _put(message, State.FAILED, trouble=f"{message.address}: {error}"[:200])
        server.rset()
    else:
        _put(message, State.HANDED, handed_at=at)


def put_off(*, why: str, at: dt.datetime) -> int:
    """Let what is due by mail wait a minute, and say why; gives how many."""
    return waiting(at=at).filter(way=Way.EMAIL).update(due_at=at + _PAUSE, trouble=why[:200])


def _hand_sms(message: Message, *, job: Job, at: dt.datetime) -> None:
    if _mark(message, job=job):
        sms.hand(message, body=told(message)[1])
        _put(message, State.HANDED, handed_at=at)


def _mark(message: Message, *, job: Job) -> bool:
    """Mark a message as going, on the disk; False if it is not to go any more, or another has it."""
    ours = Message.objects.filter(pk=message.pk, state=State.WAITING, sending__stopped_at__isnull=True)
    return bool(ours.update(state=State.HANDING, handed_by=job.pk, attempts=F("attempts") + 1))


def _not_taken(message: Message, refusal: mail.NotTakenError, *, at: dt.datetime) -> None:
    message.refresh_from_db()
    tries = message.attempts + (message.state == State.WAITING)
    if refusal.for_good or tries >= MOST_ATTEMPTS:
        _put(message, State.FAILED, trouble=str(refusal)[:200], attempts=tries)
    else:
        due_at = at + _WAIT * 2 ** (tries - 1)
        _put(message, State.WAITING, trouble=str(refusal)[:200], attempts=tries, due_at=due_at)


def _put(message: Message, state: State, **values: object) -> None:
    Message.objects.filter(pk=message.pk).update(state=state, **values)
