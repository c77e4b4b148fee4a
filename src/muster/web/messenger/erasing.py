"""Takes somebody out of the outbox: that they were written to stays counted; to where, and what, does not."""

import datetime as dt
import fcntl
import json
import os
import re
from collections.abc import Collection
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from muster.web.messenger.models import Message, OptOut, Reader, Sending, State
from muster.web.record.erasing import Gone

TABLES = ("messenger_message", "messenger_sending", "messenger_optout", "messenger_reader")
_LEFT_OUT = "…"
_SHORTEST = 2  # a name of one letter stands in every text
_NUMBER = re.compile(r"\d{5}")
KEPT: Final = dt.timedelta(days=90)  # the words of what was sent


def erase(gone: Gone, _at: dt.datetime) -> None:
    """Take away what was written to them; what waits for them is not sent. A text that was theirs alone goes too."""
    rows = Message.objects.filter(to__in=gone.whose)
    refs = {ref.hex for ref in rows.values_list("ref", flat=True)}
    rows.filter(state__in=[State.WAITING, State.FAILED]).update(state=State.STOPPED)
    rows.update(address="", fields={}, trouble="", answer="", answered_at=None)
    theirs = Sending.objects.filter(pk__in=rows.values("sending"))
    others = Message.objects.exclude(to__in=gone.whose).values("sending")
    for sending in theirs.exclude(pk__in=others):
        sending.texts = {language: {"subject": _LEFT_OUT, "body": _LEFT_OUT} for language in sending.texts}
        sending.save(update_fields=["texts"])
    _unname_letters(gone)
    OptOut.objects.filter(who__in=gone.whose).delete()
    Reader.objects.filter(who__in=gone.whose).delete()
    _out_of_the_file(refs)


def let_go(*, at: dt.datetime) -> int:
    """Let go of the words of whatever was sent 90 days ago, but for what has not left yet; gives how many.

    That it was sent, to whom, and what they answered stays.
    """
    old = Sending.objects.filter(let_go_at=None, asked_at__lte=at - KEPT)
    leaving = Message.objects.filter(state__in=[State.WAITING, State.HANDING]).values("sending")
    done = 0
    for sending in old.exclude(pk__in=leaving).exclude(remind_at__gt=at).exclude(closes_at__gt=at).iterator():
        sending.texts = {language: {"subject": _LEFT_OUT, "body": _LEFT_OUT} for language in sending.texts}
        sending.let_go_at = at
        with transaction.atomic():
            sending.save(update_fields=["texts", "let_go_at"])
            sending.messages.update(fields={})
        done += 1
    return done


def unname(gone: Gone, *, about: Collection[str]) -> None:
    """Leave somebody's name, telephone and address out of what the program wrote to others about some things."""
    words = sorted((one for one in gone.words if len(one) >= _SHORTEST), key=len, reverse=True)
    if not words:
        return
    said = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in words))
    for sending in Sending.objects.filter(about__in=about):
        _rewrite(sending, "texts", said)
        for message in sending.messages.only("fields").iterator():
            _rewrite(message, "fields", said)


def _unname_letters(gone: Gone) -> None:
    """Leave whole names, addresses and telephones out of whatever else is kept: a first name alone may be another's."""
    whole = sorted(
        (one for one in gone.words if " " in one or "@" in one or _NUMBER.search(one)), key=len, reverse=True
    )
    if not whole:
        return
    said = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in whole), re.IGNORECASE)
    for sending in Sending.objects.filter(let_go_at=None).only("texts").iterator():
        _rewrite(sending, "texts", said)


def _rewrite(row: Sending | Message, name: str, said: re.Pattern[str]) -> None:
    before = getattr(row, name)
    after = _without(before, said)
    if after != before:
        setattr(row, name, after)
        row.save(update_fields=[name])


def _without(value: Any, said: re.Pattern[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(one, said) for key, one in value.items()}
    return said.sub(_LEFT_OUT, value) if isinstance(value, str) else value


def _out_of_the_file(refs: Collection[str]) -> None:
    """Take lines out of the file of text messages, in its place, so that whoever appends waits and loses nothing."""
    path = settings.HOME / "files" / "sms.jsonl"
    if not path.exists():
        return
    with path.open("r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        lines = file.readlines()
        kept = [line for line in lines if json.loads(line)["ref"] not in refs]
        if len(kept) == len(lines):
            return
        size = file.tell()
        file.seek(0)
        file.write("\0" * size)  # over what stood there
        file.flush()
        os.fsync(file.fileno())
        file.seek(0)
        file.writelines(kept)
        file.truncate()
