"""A mail server that keeps what it is handed, and people to write to."""

import datetime as dt
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import SMTP
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session
from django.utils import timezone

from muster.guard.need import LONGEST_GRANT
from muster.web import mail as office
from muster.web.messenger import actions
from muster.web.messenger.models import Message, Sending, Way
from muster.web.messenger.tasks import hand_over
from muster.web.power.models import Grant
from muster.web.record.actor import Actor, Held
from muster.web.record.jobs import Run
from muster.web.record.lines import lines
from muster.web.record.models import Job

if TYPE_CHECKING:
    from email.message import EmailMessage

AT = dt.datetime(2026, 5, 2, 9, 30, tzinfo=dt.UTC)
OFFICER = Actor(7, "o" * 32, frozenset({Held("officer", "north", "care")}))
TEXTS = {"en-gb": {"subject": "Saturday, {name}?", "body": "Dear {name},\n\ncan you come?\n.\n"}}


class Sink:
    """Keeps every mail; refuses those whose address says so."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: object, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith("nobody"):
            return "550 there is nobody of that name"
        if address.startswith("later"):
            return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: object, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=SMTP))
        return "250 kept"


@contextmanager
def mail_server() -> Iterator[Sink]:
    """Run a mail server that the site sends through."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        keep(port)
        yield sink
    finally:
        controller.stop()


def keep(port: int) -> None:
    office.keep(office.Mail("127.0.0.1", port, "none", "", "", "The movement <office@movement.example>"))


def named(name: str, *, way: Way = Way.EMAIL, address: str | None = None, language: str = "") -> actions.Recipient:
    default = f"{name.lower()}@people.example" if way == Way.EMAIL else ""
    to = name.lower().ljust(32, "0")
    return actions.Recipient(to, way, default if address is None else address, language, {"name": name})


def writing(**changed: Any) -> actions.Writing:
    wanted: dict[str, Any] = {"kind": Sending.Kind.CALL, "compartment": "north", "texts": TEXTS}
    return actions.Writing(**{**wanted, **changed})


def queued(*names: str, at: dt.datetime = AT, **changed: Any) -> Sending:
    people = [named(name) for name in names]
    return actions.queue(writing(**changed), recipients=people, by=OFFICER, at=at)


def holds(actor: Actor = OFFICER) -> None:
    """Let somebody hold at this moment what they were said to hold: whoever writes is asked again before it leaves."""
    at = timezone.now()
    for held in actor.grants:
        Grant.objects.get_or_create(
            holder=actor.pseudonym, role=held.role, compartment=held.compartment, purpose=held.purpose,
            defaults={"granted_by": "f" * 32, "decision": "minute 1", "starts_at": at, "ends_at": at + LONGEST_GRANT},
        )  # fmt: skip


def handed() -> dict[str, int]:
    """Do the job that hands on, as a worker does."""
    holds()
    job = Job.objects.filter(kind="messenger.hand_over").latest("pk")
    with lines() as said:
        return hand_over(Run(job, said))


def states(sending: Sending) -> dict[str, str]:
    return {one.fields["name"]: one.state for one in Message.objects.filter(sending=sending)}
