"""One-tap links: nobody can guess one, and one that was used says so.

A link names a message and carries half of an HMAC over it, under a key that lies beside the database, never in it.
"""

import hmac
import re
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from muster.home import secret
from muster.web.messenger.models import Message

_LINK = re.compile(r"([0-9a-f]{32})-(\d{1,9})-([0-9a-f]{32})")
_BEHIND = {"answer": "messenger:answer", "stop": "messenger:opt_out"}


def token(message: Message, purpose: str) -> str:
    """Give the part of a link that opens one purpose of one message, until it is answered."""
    turn = message.turn if purpose == "answer" else 0
    return f"{message.ref.hex}-{turn}-{seal(purpose, message.ref.hex, str(turn))}"


def link(message: Message, purpose: str) -> str:
    """Give a whole link."""
    return whole(reverse(_BEHIND[purpose], args=[token(message, purpose)]))


def whole(path: str) -> str:
    """Put this site's address before a path, as a mail needs it."""
    return (settings.ADDRESS or settings.LOCAL_ADDRESS).rstrip("/") + path


def opened(link_token: str, purpose: str) -> tuple[Message, int] | None:
    """Give the message that a token opens and the turn that it was made at; None if we never made it."""
    parts = _LINK.fullmatch(link_token)
    if parts is None:
        return None
    ref, turn = parts[1], int(parts[2])
    if not is_sealed(parts[3], purpose, ref, str(turn)):
        return None
    message = Message.objects.select_related("sending").filter(ref=UUID(ref)).first()
    return None if message is None or (purpose == "answer" and turn > message.turn) else (message, turn)


def seal(purpose: str, *words: str) -> str:
    """Give the half of an HMAC-SHA256 that makes a link ours: over what it is for, and what it names."""
    told = " ".join([purpose, *words]).encode()
    return hmac.new(bytes.fromhex(secret("links")), told, sha256).hexdigest()[:32]


def is_sealed(given: str, purpose: str, *words: str) -> bool:
    """Say whether a link carries our seal, in a time that tells nothing of it."""
    return hmac.compare_digest(given, seal(purpose, *words))
