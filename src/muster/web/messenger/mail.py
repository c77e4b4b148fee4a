"""A message as a mail server takes it, and the moment from which it is gone."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from muster.web import mail as office
from muster.web.messenger.links import link
from muster.web.messenger.models import Message, Sending

_READY = 354


class NotTakenError(Exception):
    """The server does not take a message: for now, or for good."""

    def __init__(self, code: int, words: str, *, for_good: bool) -> None:
        """Keep what the server said."""
        super().__init__(f"{code} {words}")
        self.for_good = for_good


class NoServerError(Exception):
    """Nobody has said yet through which server mail goes."""


def server() -> office.Mail:
    """Give the mail server that was kept.

    Raises:
        NoServerError: there is none.
    """
    kept = office.kept()
    if kept is None:
        raise NoServerError("no mail server is set up")
    return kept


@contextmanager
def connected(to: office.Mail) -> Iterator[smtplib.SMTP]:
    """Open the connection to the mail server.

    Raises:
        OSError, smtplib.SMTPException: it can't be reached, or lets nobody in.
    """
    kind = smtplib.SMTP_SSL if to.security == "tls" else smtplib.SMTP
    connection = kind(to.host, to.port, timeout=office.PATIENCE_S)
    try:
        if to.security == "starttls":
            connection.starttls(context=ssl.create_default_context())
        if to.user:
            connection.login(to.user, to.password)
        connection.ehlo_or_helo_if_needed()
        yield connection
        connection.quit()
    finally:
        connection.close()


def hand(server: smtplib.SMTP, *, mail: bytes, sender: str, to: str, going: Callable[[], None]) -> None:
    """Hand one mail to the server.

    `going` is called when the server has agreed to everything and waits for the text, before its first byte: what it
    keeps says that the mail may have gone. Until then it surely has not.

    Raises:
        NotTakenError: the server said no.
        OSError, smtplib.SMTPException: the connection broke.
    """
    _agreed(server.mail(sender))
    _agreed(server.rcpt(to))
    code, words = server.docmd("DATA")
    if code != _READY:
        raise _refusal(code, words)
    going()
    server.send(_quoted(mail))
    _agreed(server.getreply())


def mail_of(message: Message, *, sender: str, subject: str, body: str) -> bytes:
    """Write a message as a mail: plain text, one reader, a way out that needs no sign-in."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = message.address
    mail["Subject"] = subject
    mail["Message-ID"] = message_id(message, sender=sender)
    mail["Date"] = format_datetime(message.due_at)
    mail["Auto-Submitted"] = "auto-generated"
    if message.sending.kind != Sending.Kind.SERVICE:
        mail["List-Unsubscribe"] = f"<{link(message, 'stop')}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(body)
    return mail.as_bytes()


def message_id(message: Message, *, sender: str) -> str:
    """Name a message as mail servers do; a notice that it bounced says this name."""
    return f"<{message.ref.hex}@{bare(sender).partition('@')[2] or 'localhost'}>"


def bare(sender: str) -> str:
    """Give the address alone of `Name <address>`."""
    return parseaddr(sender)[1]


def _agreed(reply: tuple[int, bytes]) -> None:
    if not 200 <= reply[0] < 300:  # noqa: PLR2004 - RFC 5321: 2xx is yes
        raise _refusal(*reply)


def _refusal(code: int, words: bytes) -> NotTakenError:
    return NotTakenError(code, words.decode(errors="replace"), for_good=code >= 500)  # noqa: PLR2004 - RFC 5321: 5xx is never


def _quoted(mail: bytes) -> bytes:
    """Double the dots that begin a line, and end with the dot that ends the text."""
    lines = mail.replace(b"\r\n.", b"\r\n..")
    return (b"." if lines.startswith(b".") else b"") + lines + (b"" if lines.endswith(b"\r\n") else b"\r\n") + b".\r\n"
