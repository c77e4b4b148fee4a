"""Check the record of a secret ballot, event by event.

`check_pieces`, `check_columns`, `check_group`, `check_votes`, `check_tally`, `check_opening`, this and `check_told` are
the whole of checking, to be read in that order. `muster verify --write-program FILE` writes them as one program.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from muster.count.check_columns import Reading, Spread, each, together
from muster.count.check_group import Cipher, check_library, without
from muster.count.check_opening import check_openings, check_result, check_shuffles, take_owned
from muster.count.check_pieces import Event, Piece, RecordError, events, read_json, take
from muster.count.check_tally import check_tally, sealed_in, sealed_tally
from muster.count.check_votes import Election, check_ballot, read_setup

BALLOTS_AT_ONCE, BALLOTS_IN_JOB = 512, 16  # held in memory until they are checked, and handed to a process
_ROLL = re.compile(r"^Roll: sha256:([0-9a-f]{64})$", re.MULTILINE)


@dataclass(slots=True)
class Record:
    """What is known of a record so far; of what comes by the ballot, as few bytes as will do."""

    stream: BinaryIO
    spread: Spread
    election: Election | None = None
    last: Event | None = None
    credentials: bytes = b""  # in order, 36 bytes each: the credential and its weight
    waiting: list[tuple[Event, Piece]] = field(default_factory=list)  # ballots to check
    cast: bytearray = field(default_factory=bytearray)  # each ballot's hash
    where: "array[int]" = field(default_factory=lambda: array("q"))  # where each ballot stands, and how long it is
    last_of: "array[int]" = field(default_factory=lambda: array("q"))  # by credential: the number of its ballot, or -1
    tally: list[bytes] = field(default_factory=list)  # ciphers as they stand, after the last shuffle
    shuffled_by: list[int] = field(default_factory=list)
    opened_by: list[int] = field(default_factory=list)
    opened: list[bytes] = field(default_factory=list)  # what is left when each factor is taken away
    results: tuple[tuple[Any, ...], ...] = ()

    @property
    def counted(self) -> Iterator[tuple[int, int]]:
        """The numbers of the ballots that count, and their weights."""
        for place, number in enumerate(self.last_of):
            if number >= 0:
                yield number, int.from_bytes(self.credentials[36 * place + 32 : 36 * place + 36], "big")

    @property
    def weight(self) -> int:
        """The weight of all ballots that count."""
        return sum(weight for _, weight in self.counted)


@dataclass(frozen=True, slots=True)
class Checked:
    """A record that was found right as far as it goes. `results`: votes by answer, or each paper's ranks as bytes."""

    election: Election
    stage: str  # the kind of the last event
    height: int
    head: str  # its hash
    credentials: int
    ballots: bytes  # the hash of each that was cast
    counting: bytes  # for each of them 1 if it counts, 0 if it was replaced
    weight: int
    shuffled_by: tuple[int, ...]
    opened_by: tuple[int, ...]
    results: tuple[tuple[Any, ...], ...]
    roll_hash: str  # as the record names it, or empty
    roll_compared: bool

    @property
    def cast(self) -> int:
        """How many ballots were cast."""
        return len(self.counting)

    @property
    def counted(self) -> int:
        """How many ballots count: the last of each credential."""
        return sum(self.counting)


def check_record(stream: BinaryIO, *, roll_hash: str = "", spread: Spread = map) -> Checked:
    """Check a record, whole or as far as it has grown.

    Args:
        stream: the record's bytes, a file in which one can go back: long pieces are read a window at a time.
        roll_hash: the SHA-256 of the roll in hexadecimal, which the record must name; empty: nothing is compared.
        spread: does a function over jobs, as `map` does; a pool's `map` puts every processor to work.

    Raises:
        RecordError: at the first thing that is wrong, with its reason and place.
    """
    check_library()
    record = Record(stream, spread)
    for event, held in events(stream):
        record.last = event
        try:
            if event.kind != "Ballot":
                check_waiting(record)
            STEPS[event.kind](record, event, held)
        except RecordError as error:
            error.place = error.place or event.place
            raise
    check_waiting(record)
    return whole(record, roll_hash)


def whole(record: Record, roll_hash: str) -> Checked:
    """Say what stands, once the last event is checked."""
    election, last = set_up(record), record.last
    if last is None:
        raise RecordError("setup-missing")
    named = _ROLL.findall(election.description)
    if roll_hash and named != [roll_hash.lower()]:
        raise RecordError("roll-hash", f"it names {named[0] if named else 'none'}")
    counting = bytearray(len(record.cast) // 32)
    for number, _ in record.counted:
        counting[number] = 1
    return Checked(
        election, last.kind, last.height, last.hash, len(record.last_of), bytes(record.cast), bytes(counting),
        record.weight, tuple(record.shuffled_by), tuple(record.opened_by), record.results,
        named[0] if len(named) == 1 else "", bool(roll_hash),
    )  # fmt: skip


# -- One step for each kind of event


def begin(record: Record, event: Event, held: dict[str, Piece]) -> None:
    """Read the setup."""
    record.election, record.credentials = read_setup(event.payload, held)
    record.last_of = array("q", [-1]) * (len(record.credentials) // 36)


def cast(record: Record, event: Event, held: dict[str, Piece]) -> None:
    """Take a ballot in; ballots are checked together, for there may be several processors."""
    record.waiting.append((event, take(held, event.payload)))
    if len(record.waiting) == BALLOTS_AT_ONCE:
        check_waiting(record)


def check_waiting(record: Record) -> None:
    """Check the ballots that were taken in; each replaces what its credential cast before."""
    waiting, record.waiting = record.waiting, []
    jobs = ((event.place, (record.election, piece.whole())) for event, piece in waiting)
    signers = together(record.spread, check_signed, jobs, at_once=BALLOTS_IN_JOB)
    for (event, piece), signer in zip(waiting, signers, strict=True):
        size = len(record.last_of)
        place = bisect_left(range(size), signer, key=lambda at: record.credentials[36 * at : 36 * at + 32])
        if record.credentials[36 * place : 36 * place + 32] != signer:
            error = RecordError("ballot-credential", signer.hex())
            error.place = event.place
            raise error
        record.last_of[place] = len(record.cast) // 32
        record.cast += bytes.fromhex(piece.hash)
        record.where.extend((piece.at, piece.size))


def check_signed(election: Election, raw: bytes) -> bytes:
    """Check a ballot, and give the credential that it is signed with."""
    return bytes.fromhex(check_ballot(election, raw).credential)


def end_ballots(record: Record, event: Event, held: dict[str, Piece]) -> None:
    """Nothing is left to check: the chain says that no ballot comes after."""


def seal(record: Record, event: Event, held: dict[str, Piece]) -> None:
    """Compare the sealed tally with the one worked out of the ballots, which are read once more."""
    record.tally = sealed_tally(set_up(record), ballots_again(record))
    check_tally(event.payload, held, record.tally, size=sum(1 for _ in record.counted), weight=record.weight)


def ballots_again(record: Record) -> Iterator[tuple[Iterator[list[Cipher]], int]]:
    """Read the ballots that count, and their weights."""
    for number, weight in record.counted:
        name = record.cast[32 * number : 32 * number + 32].hex()
        piece = Piece(record.stream, record.where[2 * number], record.where[2 * number + 1], name)
        yield sealed_in(set_up(record), read_json(piece.whole())), weight


def shuffle(record: Record, event: Event, held: dict[str, Piece]) -> None:
    """Check one trustee's shuffle, and go on with the papers that it gives."""
    election = set_up(record)
    if not election.ranked:
        raise RecordError("event-order", "there is nothing to shuffle")
    owner, reading = take_owned(event.payload, held, record.shuffled_by, len(election.trustees))
    papers = [record.tally[number] for number in election.ranked]
    for number, after in zip(election.ranked, check_shuffles(election, papers, reading, record.spread), strict=True):
        record.tally[number] = after
    record.shuffled_by.append(owner)


def end_shuffles(record: Record, event: Event, held: dict[str, Piece]) -> None:
    """Nothing is left to check."""


def open_part(record: Record, event: Event, held: dict[str, Piece]) -> None:
    """Check one trustee's part of the opening, and take it away from what is sealed."""
    election = set_up(record)
    if election.ranked and not record.shuffled_by:
        raise RecordError("event-order", "papers are opened that nobody shuffled")
    owner, reading = take_owned(event.payload, held, record.opened_by, len(election.trustees))
    factors = check_openings(election, owner, record.tally, reading, record.spread)
    before = record.opened or [b"".join(cipher[32:] for cipher in each(ciphers, 64)) for ciphers in record.tally]
    record.opened = [
        b"".join(without(point, factor) for point, factor in zip(*map(each, pair), strict=True))
        for pair in zip(before, factors, strict=True)
    ]
    record.opened_by.append(owner)


def tell(record: Record, event: Event, held: dict[str, Piece]) -> None:
    """Compare the result with what every trustee together opened."""
    election = set_up(record)
    if len(record.opened_by) < len(election.trustees):
        raise RecordError("opening-missing")
    record.results = check_result(election, record.opened, Reading(take(held, event.payload)), record.weight)


def set_up(record: Record) -> Election:
    """Give the election: the order of events sees to it that there is one."""
    if record.election is None:
        raise RecordError("setup-missing")
    return record.election


STEPS: dict[str, Callable[[Record, Event, dict[str, Piece]], None]] = {
    "Setup": begin,
    "Ballot": cast,
    "EndBallots": end_ballots,
    "EncryptedTally": seal,
    "Shuffle": shuffle,
    "EndShuffles": end_shuffles,
    "PartialDecryption": open_part,
    "Result": tell,
}
