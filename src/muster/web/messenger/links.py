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
    return f"{message.ref.hex}-{turn}-{_seal(message.ref.hex, turn, purpose)}"


def link(message: Message, purpose: str) -> str:
    """Give a whole link."""
    site = (settings.ADDRESS or "http://localhost:8000").rstrip("/")
    return site + reverse(_BEHIND[purpose], args=[token(message, purpose)])


def opened(link_token: str, purpose: str) -> tuple[Message, int] | None:
    """Give the message that a token opens and the turn that it was made at; None if we never made it."""
    parts = _LINK.fullmatch(link_token)
    if parts is None:
        return None
    ref, turn, seal = parts[1], int(parts[2]), parts[3]
    if not hmac.compare_digest(seal, _seal(ref, turn, purpose)):
        return None
    message = Message.objects.select_related("sending").filter(ref=UUID(ref)).first()
    return None if message is None or (purpose == "answer" and turn > message.turn) else (message, turn)


def _seal(ref: str, turn: int, purpose: str) -> str:
    words = f"{purpose} {ref} {turn}".encode()
    return hmac.new(bytes.fromhex(secret("links")), words, sha256).hexdigest()[:32]
