"""Check the record of a secret ballot, event by event.

`check_pieces`, `check_columns`, `check_group`, `check_votes`, `check_tally`, `check_opening`, this and `check_told` are
the whole of checking, to be read in that order. `muster verify --write-program FILE` writes them as one program.
"""

import io
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain as in_turn
from itertools import pairwise, starmap
from struct import Struct
from typing import BinaryIO

from muster.count.check_columns import Column, Reading, Spread, in_order, kept
from muster.count.check_group import check_library, without
from muster.count.check_opening import Results, check_openings, check_result, check_shuffles, take_owned
from muster.count.check_pieces import Event, Piece, RecordError, events, read_json, take
from muster.count.check_tally import check_tally, sealed_in, sealed_tally
from muster.count.check_votes import CREDENTIAL, Election, check_ballot, read_setup

BALLOTS_AT_ONCE, BALLOTS_IN_JOB = 512, 16  # held in memory until they are checked, and handed to a process
BALLOT = Struct(">32sqqI")  # in a column: hash, where it stands, how long it is, weight: 0 once it was replaced
_ROLL = re.compile(r"^Roll: sha256:([0-9a-f]{64})$", re.MULTILINE)


@dataclass(slots=True)
class Record:
    """What is known of a record so far; what comes by the ballot lies in columns."""

    stream: BinaryIO
    scratch: BinaryIO
    spread: Spread
    last: Event = field(init=False)
    election: Election = field(init=False)  # known from the first event on, as is what stands below it
    credentials: Column = field(init=False)  # in order, as CREDENTIAL
    ballots: Column = field(init=False)  # as they were cast, as BALLOT
    waiting: list[tuple[Event, Piece]] = field(default_factory=list)  # ballots to check
    tally: list[Column] = field(default_factory=list)  # ciphers as they stand, after the last shuffle
    shuffled_by: list[int] = field(default_factory=list)
    opened_by: list[int] = field(default_factory=list)
    opened: list[Column] = field(default_factory=list)  # what is left when each factor is taken away
    results: Results = ()

    @property
    def counted(self) -> Iterator[tuple[Piece, int]]:
        """The ballots that count, and their weights."""
        for digest, at, size, weight in map(BALLOT.unpack, self.ballots):
            if weight:
                yield Piece(self.stream, at, size, digest.hex()), weight

    @property
    def weight(self) -> int:
        """The weight of all ballots that count."""
        return sum(weight for _, weight in self.counted)


@dataclass(frozen=True, slots=True)
class Checked:
    """A record that was found right as far as it goes."""

    election: Election
    stage: str  # the kind of the last event
    height: int
    head: str  # its hash
    credentials: int
    ballots: Column  # as they were cast, as BALLOT
    counted: int  # how many count: the last of each credential
    weight: int
    shuffled_by: tuple[int, ...]
    opened_by: tuple[int, ...]
    results: Results
    roll_hash: str  # as the record names it, or empty
    roll_compared: bool

    @property
    def cast(self) -> int:
        """How many ballots were cast."""
        return len(self.ballots)


def check_record(
    stream: BinaryIO, *, roll_hash: str = "", spread: Spread = starmap, scratch: BinaryIO | None = None
) -> Checked:
    """Check a record, whole or as far as it has grown.

    Args:
        stream: the record's bytes, a file in which one can go back: long pieces are read a window at a time.
        roll_hash: the SHA-256 of the roll in hexadecimal, which the record must name; empty: nothing is compared.
        spread: does a function over jobs, as `starmap` does; a pool puts every processor to work.
        scratch: an empty file to keep columns in, which what is given back still reads; without one they are in memory.

    Raises:
        RecordError: at the first thing that is wrong, with its reason and place.
    """
    check_library()
    record = Record(stream, io.BytesIO() if scratch is None else scratch, spread)
    for event, held in events(stream):
        record.last = event
        try:
            if event.kind != "Ballot":
                check_waiting(record)
            STEPS[event.kind](record, event, held)
        except RecordError as error:
            error.place = error.place or event.place
            raise
    if record.last.kind == "Ballot":
        check_waiting(record)
        check_replays(record)
    return whole(record, roll_hash)


def whole(record: Record, roll_hash: str) -> Checked:
    """Say what stands, once the last event is checked."""
    named = _ROLL.findall(record.election.description)
    if roll_hash and named != [roll_hash.lower()]:
        raise RecordError("roll-hash", f"it names {named[0] if named else 'none'}")
    return Checked(
        record.election, record.last.kind, record.last.height, record.last.hash, len(record.credentials),
        record.ballots, sum(1 for _ in record.counted), record.weight, tuple(record.shuffled_by),
        tuple(record.opened_by), record.results, named[0] if len(named) == 1 else "", bool(roll_hash),
    )  # fmt: skip


# -- One step for each kind of event


def begin(record: Record, event: Event, held: dict[str, Piece]) -> None:
    """Read the setup."""
    record.election, record.credentials = read_setup(event.payload, held, record.scratch)
    record.ballots = kept(record.scratch, BALLOT.size, ())


def cast(record: Record, event: Event, held: dict[str, Piece]) -> None:
    """Take a ballot in; ballots are checked together, for there may be several processors."""
    record.waiting.append((event, take(held, event.payload)))
    if len(record.waiting) == BALLOTS_AT_ONCE:
        check_waiting(record)


def check_waiting(record: Record) -> None:
    """Check the ballots that were taken in; each replaces what its credential cast before."""
    waiting, record.waiting = record.waiting, []
    parts = (waiting[at : at + BALLOTS_IN_JOB] for at in range(0, len(waiting), BALLOTS_IN_JOB))
    jobs = ((record.election, [(event.place, piece.whole()) for event, piece in part]) for part in parts)
    signers = record.spread(check_signed, jobs)
    for (event, piece), signer in zip(waiting, in_turn.from_iterable(signers), strict=True):
        place = bisect_left(range(len(record.credentials)), signer, key=lambda at: record.credentials[at][:32])
        if record.credentials[place][:32] != signer:
            raise RecordError("ballot-credential", signer.hex(), place=event.place)
        _, weight, before = CREDENTIAL.unpack(record.credentials[place])
        if before >= 0:
            record.ballots.put(before, record.ballots[before][:-4] + bytes(4))
        record.credentials.put(place, CREDENTIAL.pack(signer, weight, len(record.ballots)))
        record.ballots.add([BALLOT.pack(bytes.fromhex(piece.hash), piece.at, piece.size, weight)])


def check_signed(election: Election, ballots: list[tuple[str, bytes]]) -> list[bytes]:
    """Check ballots, given with their places, and give the credentials that they are signed with."""
    signers = []
    for place, raw in ballots:
        try:
            signers.append(bytes.fromhex(check_ballot(election, raw).credential))
        except RecordError as error:
            error.place = place
            raise
    return signers


def check_replays(record: Record, *_: object) -> None:
    """Refuse a ballot that was put in again, now that all are there: who cast it may have cast another since."""
    numbered = (entry[:32] + number.to_bytes(8, "big") for number, entry in enumerate(record.ballots))
    pairs = pairwise(in_order(kept(record.scratch, 40, numbered)))
    again = min((other[32:] + other for one, other in pairs if one[:32] == other[:32]), default=b"")
    if again:
        place = f"event {int.from_bytes(again[:8], 'big') + 1} (Ballot)"
        raise RecordError("ballot-twice", again[8:40].hex(), place=place)


def seal(record: Record, event: Event, held: dict[str, Piece]) -> None:
    """Compare the sealed tally with the one worked out of the ballots, which are read once more."""
    again = ((sealed_in(record.election, read_json(piece.whole())), weight) for piece, weight in record.counted)
    record.tally = sealed_tally(record.election, again, record.scratch)
    check_tally(event.payload, held, record.tally, size=sum(1 for _ in record.counted), weight=record.weight)


def shuffle(record: Record, event: Event, held: dict[str, Piece]) -> None:
    """Check one trustee's shuffle, and go on with the papers that it gives."""
    election = record.election
    if not election.ranked:
        raise RecordError("event-order", "there is nothing to shuffle")
    owner, piece = take_owned(event.payload, held, record.shuffled_by, len(election.trustees))
    papers = [record.tally[number] for number in election.ranked]
    shuffled = check_shuffles(election, papers, Reading(piece, record.scratch), record.spread)
    for number, after in zip(election.ranked, shuffled, strict=True):
        record.tally[number] = after
    record.shuffled_by.append(owner)


def open_part(record: Record, event: Event, held: dict[str, Piece]) -> None:
    """Check one trustee's part of the opening, and take it away from what is sealed."""
    election = record.election
    if election.ranked and not record.shuffled_by:
        raise RecordError("event-order", "papers are opened that nobody shuffled")
    owner, piece = take_owned(event.payload, held, record.opened_by, len(election.trustees))
    factors = check_openings(election, owner, record.tally, Reading(piece, record.scratch), record.spread)
    before = record.opened or record.tally  # of a cipher it is beta, its second point, that factors are taken from
    record.opened = [
        kept(record.scratch, 32, (without(one[-32:], factor) for one, factor in zip(*columns, strict=True)))
        for columns in zip(before, factors, strict=True)
    ]
    record.opened_by.append(owner)


def tell(record: Record, event: Event, held: dict[str, Piece]) -> None:
    """Compare the result with what every trustee together opened."""
    if len(record.opened_by) < len(record.election.trustees):
        raise RecordError("opening-missing")
    reading = Reading(take(held, event.payload), record.scratch)
    record.results = check_result(record.election, record.opened, reading, record.weight)


STEPS: dict[str, Callable[[Record, Event, dict[str, Piece]], None]] = {
    "Setup": begin,
    "Ballot": cast,
    "EndBallots": check_replays,
    "EncryptedTally": seal,
    "Shuffle": shuffle,
    "EndShuffles": lambda *_: None,
    "PartialDecryption": open_part,
    "Result": tell,
}
