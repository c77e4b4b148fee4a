"""The one way by which signing in sends mail. When messages go by an outbox, only this module changes.

Sending is not waited for: how long a page takes must not tell whether an address is known here.
"""

import logging
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from muster.web import mail

_log = logging.getLogger(__name__)
_post: Executor = ThreadPoolExecutor(max_workers=2, thread_name_prefix="letters")


def send(letter: str, *, to: str, **said: Any) -> None:
    """Send the letter `enter/letters/<letter>.txt`, whose first line is its subject."""
    subject, _, text = render_to_string(f"enter/letters/{letter}.txt", said).strip().partition("\n")
    _post.submit(_deliver, EmailMessage(subject, text.strip() + "\n", mail.sender(), [to]))


def _deliver(message: EmailMessage) -> None:
    try:
        message.connection = mail.connection()
        message.send()
    except Exception:  # noqa: BLE001 - whoever waits for it asks for another; whoever runs the site reads why
        _log.exception("a letter could not be sent")
