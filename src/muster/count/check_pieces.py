"""What a record is made of: pieces in a tar, each named by its SHA-256, and a chain of events; and what can be wrong.

The form is that of a Belenios archive (protocol version 1, specification 4.2 to 4.4). Whatever could be written in two
ways is refused in all but one, so that nobody can change a byte and leave the record's meaning as it was.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

REASONS = {
    "no-record": "this file is no record: a record begins with a piece called BELENIOS, and its name ends in .bel",
    "tar-cut-short": "the record ends in the middle of a piece; fetch it again",
    "tar-header": "a piece's header isn't as this kind of record writes it",
    "tar-padding": "there are bytes between two pieces that belong to neither",
    "piece-hash": "a piece isn't what its name says: its SHA-256 differs",
    "piece-twice": "the same piece stands in the record twice",
    "piece-missing": "an event names a piece that isn't there",
    "piece-unclaimed": "a piece stands in the record that no event names",
    "json": "a piece isn't compact JSON in its one right form",
    "shape": "a piece hasn't the fields it must have, in their order",
    "number": "a number isn't written in its one right form, or is too big",
    "point-form": "a point isn't 64 hexadecimal digits",
    "point-outside": "a point isn't of the group (or is its neutral element)",
    "version": "the record isn't of protocol version 1",
    "setup-missing": "the record holds no setup",
    "event-parent": "an event doesn't name the event before it: something was taken out, put in or exchanged",
    "event-height": "an event's number doesn't follow the one before",
    "event-order": "an event comes where none of its kind may come",
    "event-payload": "an event that must name a piece names none, or the other way round",
    "group": "the election uses another group than Ed25519",
    "question": "a question is of a kind that this program can't check, or its numbers make no sense",
    "candidates": "a ranked question has more than 30 candidates",
    "trustee-kind": "a trustee's key is of a kind that this program can't check",
    "trustee-proof": "a trustee didn't show that the secret half of the key is known",
    "trustee-twice": "one key stands for two trustees",
    "election-key": "the election's key isn't the trustees' keys together",
    "credential-twice": "a credential is on the list twice",
    "credential-weight": "a credential's weight isn't a whole number above 0, or a ranked question has weights",
    "roll-hash": "the record doesn't name the roll whose hash was given",
    "ballot-election": "a ballot was made for another election",
    "ballot-credential": "a ballot's credential isn't on the list",
    "ballot-hash": "a ballot's own hash is wrong: it was changed after it was signed",
    "ballot-signature": "a ballot isn't signed with its credential",
    "ballot-twice": "a ballot that was cast before was put in again",
    "answer-count": "a ballot doesn't answer each question once",
    "answer-proof": "a choice isn't shown to be 0 or 1",
    "answer-sum": "a ballot isn't shown to choose as many as the question allows",
    "answer-blank": "a ballot isn't shown to be either blank or not",
    "answer-known": "a ranking isn't shown to be known to who cast it: it may be copied",
    "tally-size": "the number of ballots counted, or their weight, is wrong",
    "tally-ballots": "what was counted isn't the last ballot of each credential",
    "owner": "a trustee is named who isn't one, or who did this before",
    "shuffle-size": "a shuffle has more or fewer papers than it was given",
    "shuffle-permutation": "a shuffle isn't shown to put each paper in one place and none in two",
    "shuffle-chain": "a shuffle's chain of challenges is broken",
    "shuffle-papers": "a shuffle's papers aren't the papers that it was given",
    "opening-size": "a trustee opened more or fewer papers than there are",
    "opening-proof": "a trustee's part of an opening wasn't made with that trustee's key",
    "opening-missing": "a result is told before every trustee has opened",
    "result-size": "the result hasn't an entry for each question and answer",
    "result-count": "a number of votes isn't what was opened",
    "result-papers": "the papers told aren't those that were opened",
}


class RecordError(ValueError):
    """A record is refused. `reason` is a key of REASONS, `place` the event at which it was found."""

    def __init__(self, reason: str, more: str = "", place: str = "") -> None:
        super().__init__(reason, more, place)
        self.reason, self.more, self.place = reason, more, place

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{REASONS[self.reason]}{self.more and f' ({self.more})'}"


TAR_BLOCK = 512
WINDOW = 1 << 16  # bytes of a piece that are in memory at a time, however long it is
_BEGINNING = "BELENIOS"
_NAME = re.compile(r"([0-9a-f]{64})\.(data|event)\.json")
# What may come after what
AFTER = {
    "": {"Setup"},
    "Setup": {"Ballot", "EndBallots"},
    "Ballot": {"Ballot", "EndBallots"},
    "EndBallots": {"EncryptedTally"},
    "EncryptedTally": {"Shuffle", "PartialDecryption"},
    "Shuffle": {"Shuffle", "EndShuffles"},
    "EndShuffles": {"PartialDecryption"},
    "PartialDecryption": {"PartialDecryption", "Result"},
    "Result": set[str](),
}
_BARE = {"EndBallots", "EndShuffles"}  # events that name no piece


@dataclass(frozen=True, slots=True)
class Event:
    """One link of the chain; `payload` is the hash of the piece that it names."""

    height: int
    kind: str
    payload: str
    hash: str

    @property
    def place(self) -> str:
        """Say which event it is."""
        return f"event {self.height} ({self.kind})"


@dataclass(frozen=True, slots=True)
class Piece:
    """Where a piece stands in the record. It is read again where it is needed, and must then be what it was."""

    stream: BinaryIO
    at: int
    size: int
    hash: str

    def windows(self) -> Iterator[bytes]:
        """Read it from its beginning to its end."""
        found = hashlib.sha256()
        for at in range(0, self.size, WINDOW):
            self.stream.seek(self.at + at)
            window = self.stream.read(min(WINDOW, self.size - at))
            found.update(window)
            yield window
        if found.hexdigest() != self.hash:
            raise RecordError("piece-hash", self.hash)

    def whole(self) -> bytes:
        """Give all of it, which is for what is short."""
        return b"".join(self.windows())


def find_piece(stream: BinaryIO, at: int, size: int) -> Piece:
    """Read a piece for the first time, to know its hash."""
    found = hashlib.sha256()
    for read in range(0, size, WINDOW):
        found.update(stream.read(min(WINDOW, size - read)))
    return Piece(stream, at, size, found.hexdigest())


def tar_header(name: str, *, size: int, at: int) -> bytes:
    """Write the header of a piece: everything but name and size is the same throughout a record."""
    start = name.encode().ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + f"{size:011o}\0{at:011o}\0".encode()
    rest = b"0".ljust(TAR_BLOCK - len(start) - 8, b"\0")
    return start + f"{sum(start + rest) + 8 * 32:06o}\0 ".encode() + rest


def compact(value: object) -> bytes:
    """Write JSON in the one form in which a record holds it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def read_json(raw: bytes) -> Any:
    """Read JSON, and make sure that writing it again gives the same bytes (no field twice, no blank)."""
    try:
        value = json.loads(raw)
        same = compact(value) == raw
    except (ValueError, RecursionError):
        same = False
    if not same:
        raise RecordError("json", ascii(raw[:40]))
    return value


def fields(value: object, *names: str, maybe: Iterable[str] = ()) -> list[Any]:
    """Take an object apart: exactly these fields in this order, None for one in `maybe` that isn't there."""
    if not isinstance(value, dict) or list(value) != [n for n in names if n in value or n not in maybe]:
        raise RecordError("shape", f"expected {', '.join(names)}")
    if None in value.values():
        raise RecordError("shape", "null")
    return [value.get(name) for name in names]


def listed(value: object, size: int | None = None, *, reason: str = "shape") -> list[Any]:
    """Take a list, of the size that it must have."""
    if not isinstance(value, list) or (size is not None and len(value) != size):
        raise RecordError(reason, f"expected a list of {'' if size is None else size}".rstrip(" of"))
    return value


def pieces(stream: BinaryIO) -> Iterator[tuple[str, Piece]]:
    """Read a record piece by piece: names and pieces, of which the first is the archive's own."""
    began_s, at = -1, 0
    if (begins := stream.read(len(_BEGINNING))) != _BEGINNING.encode():
        raise RecordError("no-record", f"this one begins with {begins!a}" if begins else "this one is empty")
    stream.seek(0)
    while head := stream.read(TAR_BLOCK):
        name = head[:100].rstrip(b"\0").decode("ascii", "replace")
        size = int(head[124:135], 8) if re.fullmatch(rb"[0-7]{11}", head[124:135]) else 0
        piece = find_piece(stream, at + TAR_BLOCK, size)
        padding = stream.read(-size % TAR_BLOCK)
        at += TAR_BLOCK + size + -size % TAR_BLOCK
        if stream.tell() != at:
            raise RecordError("tar-cut-short")
        if began_s < 0:
            began_s = read_beginning(name, piece)
        if head != tar_header(name, size=size, at=began_s):
            raise RecordError("tar-header", ascii(name))
        if any(padding):
            raise RecordError("tar-padding", name)
        yield name, piece
        stream.seek(at)  # whoever took the piece may have read it


def read_beginning(name: str, piece: Piece) -> int:
    """Read the archive's own piece: its version, and when it began in seconds since 1970."""
    if name != _BEGINNING:
        raise RecordError("tar-header", ascii(name))
    version, at = fields(read_json(piece.whole()), "version", "timestamp")
    if type(version) is not int or version != 1 or not isinstance(at, str) or not re.fullmatch("[1-9][0-9]{0,9}", at):
        raise RecordError("version")
    return int(at)


def read_event(piece: Piece, before: Event | None) -> Event:
    """Read an event and make sure that it follows the one before."""
    parent, height, kind, payload = fields(
        read_json(piece.whole()), "parent", "height", "type", "payload", maybe=("parent", "payload")
    )
    if parent != (before.hash if before else None):
        raise RecordError("event-parent", f"at height {height}")
    if type(height) is not int or height != (before.height + 1 if before else 0):
        raise RecordError("event-height", f"at height {height}")
    if not isinstance(kind, str) or kind not in AFTER[before.kind if before else ""]:
        raise RecordError("event-order", f"{kind} at height {height}")
    if (payload is None) != (kind in _BARE) or not isinstance(payload, str | None):
        raise RecordError("event-payload", f"{kind} at height {height}")
    return Event(height, kind, payload or "", piece.hash)


def take(held: dict[str, Piece], hash_: object) -> Piece:
    """Take a piece that an event or another piece names."""
    if not isinstance(hash_, str) or hash_ not in held:
        raise RecordError("piece-missing", str(hash_)[:64])
    return held.pop(hash_)


def events(stream: BinaryIO) -> Iterator[tuple[Event, dict[str, Piece]]]:
    """Read a record event by event, each with the pieces that came before it; whoever takes an event takes them all."""
    held: dict[str, Piece] = {}
    known: set[str] = set()
    last: Event | None = None
    beginning_and_rest = pieces(stream)
    next(beginning_and_rest, None)
    for name, piece in beginning_and_rest:
        found = _NAME.fullmatch(name)
        if not found or piece.hash != found[1]:
            raise RecordError("piece-hash", name)
        if found[2] == "data":
            if piece.hash in held or piece.hash in known:
                raise RecordError("piece-twice", piece.hash)
            held[piece.hash] = piece
            continue
        last = read_event(piece, last)  # no event stands twice: it would follow itself
        if last.kind != "Ballot":  # ballots are many, and `check_replays` compares them
            known.update(held)
        yield last, held
        if held:
            raise RecordError("piece-unclaimed", next(iter(held)))
    if held:
        raise RecordError("piece-unclaimed", next(iter(held)))
    if last is None:
        raise RecordError("setup-missing")
