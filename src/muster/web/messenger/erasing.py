"""Takes somebody out of the outbox: that they were written to stays counted; to where, and what, does not."""

import datetime as dt
import fcntl
import json
import os
from collections.abc import Collection

from django.conf import settings

from muster.web.messenger.models import Message, OptOut, State

TABLES = ("messenger_message", "messenger_optout")


def erase(whose: Collection[str], _at: dt.datetime) -> None:
    """Take away what was written to these people (pseudonyms); what waits for them is not sent."""
    rows = Message.objects.filter(to__in=whose)
    refs = {ref.hex for ref in rows.values_list("ref", flat=True)}
    rows.filter(state__in=[State.WAITING, State.FAILED]).update(state=State.STOPPED)
    rows.update(address="", fields={}, trouble="", answer="", answered_at=None)
    OptOut.objects.filter(who__in=whose).delete()
    _out_of_the_file(refs)


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
