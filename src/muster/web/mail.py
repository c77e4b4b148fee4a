"""The mail server that the movement sends through: kept beside the keys, since its password is one."""

import json
import os
import smtplib
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext as _

from muster.home import home, made

Security: TypeAlias = Literal["starttls", "tls", "none"]
PATIENCE_S = 15
NOBODY = "Muster <muster@localhost>"


class MailRefusedError(Exception):
    """A mail server didn't take a message; in words for whoever typed its settings."""


@dataclass(frozen=True, slots=True)
class Mail:
    """Where mail is handed over, as whom, and in whose name."""

    host: str
    port: int
    security: Security
    user: str
    password: str
    sender: str


def kept() -> Mail | None:
    """Give the settings that were kept, if any were."""
    try:
        return Mail(**json.loads(_path().read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def keep(mail: Mail) -> None:
    """Keep the settings, readable by the site's owner alone: all of them or what was there before."""
    handle, draft = tempfile.mkstemp(dir=made(_path().parent))  # mkstemp gives 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(mail), file)
        file.flush()
        os.fsync(file.fileno())
    Path(draft).replace(_path())


def connection(mail: Mail | None = None) -> BaseEmailBackend:
    """Give what messages go through: the given server, the one that is kept, or else the terminal."""
    mail = mail or kept()
    if mail is None:
        return get_connection()
    return get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=mail.host,
        port=mail.port,
        username=mail.user,
        password=mail.password,
        use_tls=mail.security == "starttls",
        use_ssl=mail.security == "tls",
        timeout=PATIENCE_S,
    )


def sender() -> str:
    """Give the address that messages come from."""
    mail = kept()
    return mail.sender if mail else NOBODY


def try_out(mail: Mail, *, to: str, subject: str, text: str) -> None:
    """Send a real message through settings that nobody has kept yet.

    Raises:
        MailRefusedError: the server couldn't be reached, or wouldn't take it; with what to look at.
    """
    message = EmailMessage(subject, text, mail.sender, [to], connection=connection(mail))
    with _told(mail, to):
        message.send()


@contextmanager
def _told(mail: Mail, to: str) -> Iterator[None]:
    """Say what a mail server answers in words that name the field to look at."""
    try:
        yield
    except (smtplib.SMTPException, OSError) as error:
        said = {"host": mail.host, "port": mail.port, "sender": mail.sender, "to": to, "error": _line(error)}
        raise MailRefusedError(_words(error) % said) from error


def _words(error: Exception) -> str:  # noqa: PLR0911 - a sentence for each
    match error:
        case smtplib.SMTPAuthenticationError():
            return _("%(host)s doesn’t know this user and password.")
        case smtplib.SMTPRecipientsRefused():
            return _("%(host)s won’t send to %(to)s.")
        case smtplib.SMTPSenderRefused():
            return _("%(host)s won’t send in the name of %(sender)s.")
        case smtplib.SMTPException():
            return _("%(host)s answered, but took no message: %(error)s")
        case ssl.SSLError():
            return _("%(host)s, port %(port)s, doesn’t speak this kind of encryption. Try the other kind.")
        case TimeoutError():
            return _("Nothing answers at %(host)s, port %(port)s. Is the port right?")
    return _("%(host)s, port %(port)s, can’t be reached: %(error)s")


def _line(error: Exception) -> str:
    """Give a server's or the system's own words as one short line."""
    said = getattr(error, "smtp_error", b"") or getattr(error, "strerror", "") or str(error)
    return " ".join((said.decode(errors="replace") if isinstance(said, bytes) else str(said)).split())[:200]


def _path() -> Path:
    return home() / "keys" / "mail"
