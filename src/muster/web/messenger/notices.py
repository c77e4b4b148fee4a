"""What mail servers send back when a mail can't be delivered, read as RFC 3464 has it."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message as Mail
from email.policy import compat32
from uuid import UUID

_OURS = re.compile(r"<([0-9a-f]{32})@[^<>@\s]+>")
_FAILED = "failed"  # the other actions are delayed, delivered, relayed, expanded
# RFC 3463: nothing of that name, moved away, no such host; switched off; no way there. A full box or a refused text
# says nothing about the address.
_NOBODY_THERE = re.compile(r"5\.(1\.\d+|2\.1|4\.4)")


class NoNoticeError(ValueError):
    """A file that holds no mail, or no notice of delivery."""


@dataclass(frozen=True, slots=True)
class Notice:
    """That one of our messages came back: which, to what address, why, and whether the address itself is at fault."""

    ref: UUID
    address: str
    why: str
    nobody_there: bool


def notices_in(content: bytes) -> list[Notice]:
    """Give what one mail says came back of ours: nothing if it tells of a delay, or of somebody else's mail.

    Raises:
        NoNoticeError: it is no mail that tells of a delivery.
    """
    mail = email.message_from_bytes(content, policy=compat32)
    report = next((part for part in mail.walk() if part.get_content_type() == "message/delivery-status"), None)
    if report is None:
        raise NoNoticeError("it is no notice of delivery: a part of the type message/delivery-status is missing")
    ref = _ref_of(mail)
    return [] if ref is None else list(_failed_in(report, ref))


def _ref_of(mail: Mail) -> UUID | None:
    """Give the name of the message that came back, from its own head, which the notice brings along."""
    for part in mail.walk():
        if part is mail:
            continue
        text = str(part.get("Message-ID", ""))
        if part.get_content_type() == "text/rfc822-headers":
            text = str(email.message_from_bytes(_bytes_of(part), policy=compat32).get("Message-ID", ""))
        found = _OURS.search(text)
        if found:
            return UUID(found[1])
    return None


def _bytes_of(part: Mail) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _failed_in(report: Mail, ref: UUID) -> Iterator[Notice]:
    """Give the recipients that failed: after the fields of the message itself, a block each."""
    blocks = report.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Mail) or str(block.get("Action", "")).strip().lower() != _FAILED:
            continue
        status, said = (_line(block, field) for field in ("Status", "Diagnostic-Code"))
        to = _after(_line(block, "Original-Recipient") or _line(block, "Final-Recipient"))
        why = " ".join(filter(None, (status, _after(said)))) or "it came back without a reason"
        yield Notice(ref, to.casefold(), why, _NOBODY_THERE.match(status) is not None)


def _line(block: Mail, field: str) -> str:
    return " ".join(str(block.get(field, "")).split())


def _after(typed: str) -> str:
    """Give what stands behind a field's type, as in `rfc822; ann@example.org`."""
    return typed.partition(";")[2].strip() if ";" in typed else typed
