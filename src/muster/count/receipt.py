"""What a voter keeps: a tracker, the server's signed word that the ballot was taken in, and a challenged ballot opened.

A tracker is the fingerprint of a ballot's bytes; whoever has it finds the ballot in the record (`muster verify
--tracker`). The receipt is text that a phone can show, signed with Ed25519 over all of it but the last line; where a
ballot isn't in a later record, a receipt that names its height convicts the server.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from muster.count.check_pieces import RecordError, read_json
from muster.count.check_votes import Election, fingerprint
from muster.count.sealing import ChoiceError, ciphers_of

_TEXT = re.compile(
    r"Muster casting receipt 1\nelection ([1-9A-HJ-NP-Za-km-z]{14,})\ntracker ([A-Za-z0-9+/]{43})\n"
    r"event (0|[1-9][0-9]{0,9}) ([0-9a-f]{64})\ntaken at ([0-9]{1,12})\nsignature ([0-9a-f]{128})\n"
)


class ReceiptError(ValueError):
    """A receipt isn't what it says; or a ballot that was opened isn't what its voter chose."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server's word that it took a ballot in: as which event, and when (seconds since 1970)."""

    uuid: str
    tracker: str
    height: int
    head: str
    at_s: int


def sign_receipt(receipt: Receipt, key: bytes) -> str:
    """Write a receipt and sign it with the server's secret key (32 bytes)."""
    body = _body(receipt)
    return f"{body}signature {SigningKey(key).sign(body.encode()).signature.hex()}\n"


def read_receipt(text: str, key: bytes) -> Receipt:
    """Read a receipt, and check that the server signed it; `key` is the server's public key (32 bytes).

    Raises:
        ReceiptError: it isn't a receipt, or isn't signed with this key.
    """
    found = _TEXT.fullmatch(text.replace("\r\n", "\n").strip() + "\n")
    if not found:
        raise ReceiptError("this isn't a casting receipt: six lines, as they were shown after casting")
    receipt = Receipt(found[1], found[2], int(found[3]), found[4], int(found[5]))
    try:
        VerifyKey(key).verify(_body(receipt).encode(), bytes.fromhex(found[6]))
    except BadSignatureError:
        raise ReceiptError("this receipt isn't signed by this election's server") from None
    return receipt


def check_challenged(
    election: Election, raw: bytes, *, tracker: str, choices: Sequence[Sequence[int]], chances: Sequence[Sequence[int]]
) -> None:
    """Check that a ballot, which its voter challenged rather than cast, holds what the voter chose.

    Args:
        election: as `check_votes.read_setup` gives it.
        raw: the ballot that the booth shows.
        tracker: what the booth had shown before it could know that it would be challenged.
        choices: what the voter chose, as in `sealing.seal_ballot`.
        chances: what the booth says it was sealed with.

    Raises:
        ReceiptError: the booth cheats: the ballot is another, or holds something else.
    """
    if fingerprint(raw) != tracker:
        raise ReceiptError("this isn't the ballot whose tracker was shown: the booth can't be trusted")
    try:
        answers = read_json(raw)["answers"]
        held = [_points(answer["choices"]) for answer in answers]
        meant = [[(a[::-1].hex(), b[::-1].hex()) for a, b in row] for row in ciphers_of(election, choices, chances)]
    except (RecordError, ChoiceError, KeyError, TypeError, ValueError) as error:
        raise ReceiptError(f"what the booth opened can't be read ({error}): it can't be trusted") from error
    if held != meant:
        raise ReceiptError("this ballot holds something else than you chose: the booth can't be trusted")


def _points(choices: Any) -> list[tuple[str, str]]:
    pairs = choices if isinstance(choices, list) else [choices]
    return [(pair["alpha"], pair["beta"]) for pair in pairs]


def _body(receipt: Receipt) -> str:
    return (
        f"Muster casting receipt 1\nelection {receipt.uuid}\ntracker {receipt.tracker}\n"
        f"event {receipt.height} {receipt.head}\ntaken at {receipt.at_s}\n"
    )
