"""A text message, handed to whoever sends them: as long as no provider is named, a file that only its owner reads."""

import fcntl
import json
import os

from django.conf import settings

from muster.home import made
from muster.web.messenger.models import Message


def hand(message: Message, *, body: str) -> None:
    """Append one message to the file, as one write.

    Raises:
        OSError: it can't be written.
    """
    line = json.dumps({"ref": message.ref.hex, "to": message.address, "text": body}, ensure_ascii=False) + "\n"
    path = made(settings.HOME / "files") / "sms.jsonl"
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)  # whoever erases lines waits, and is waited for
        os.write(file, line.encode())
    finally:
        os.close(file)
