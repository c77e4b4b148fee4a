"""Check the record of a secret ballot, event by event.

`check_pieces`, `check_group`, `check_votes`, `check_opening`, this and `check_told` are the whole of checking, to be
read in that order. `muster verify --write-program FILE` writes them as one program that stands alone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from muster.count.check_group import Cipher, check_library, without
from muster.count.check_opening import Spread, check_openings, check_result, check_shuffles, take_owned, together
from muster.count.check_pieces import Event, RecordError, events, read_json, take
from muster.count.check_votes import Ballot, Election, check_ballot, check_tally, fingerprint, read_setup, tally_of

BALLOTS_AT_ONCE = 512  # held in memory until they are checked
_ROLL = re.compile(r"^Roll: sha256:([0-9a-f]{64})$", re.MULTILINE)


@dataclass(slots=True)
class Record:
    """What is known of a record so far."""

    spread: Spread
    election: Election | None = None
    last: Event | None = None
    credentials: dict[str, int] = field(default_factory=dict)  # credential -> weight
    waiting: list[tuple[Event, bytes]] = field(default_factory=list)  # ballots to check
    cast: set[str] = field(default_factory=set)  # each ballot's tracker
    counted: dict[str, tuple[str, Ballot]] = field(default_factory=dict)  # credential -> its last ballot
    tally: list[list[Cipher]] = field(default_factory=list)  # as it stands, after the last shuffle
    shuffled_by: list[int] = field(default_factory=list)
    opened_by: list[int] = field(default_factory=list)
    opened: list[list[bytes]] = field(default_factory=list)  # what is left when each factor is taken away
    results: tuple[tuple[Any, ...], ...] = ()

    @property
    def weight(self) -> int:
        """The weight of all ballots that count."""
        return sum(self.credentials[credential] for credential in self.counted)


@dataclass(frozen=True, slots=True)
class Checked:
    """A record that was found right as far as it goes. `results` are votes by answer, or the ranks on each paper."""

    election: Election
    stage: str  # the kind of the last event
    height: int
    head: str  # its hash
    credentials: int
    cast: frozenset[str]  # trackers
    counted: frozenset[str]
    weight: int
    shuffled_by: tuple[int, ...]
    opened_by: tuple[int, ...]
    results: tuple[tuple[Any, ...], ...]
    roll_hash: str  # as the record names it, or empty
    roll_compared: bool


def check_record(stream: BinaryIO, *, roll_hash: str = "", spread: Spread = map) -> Checked:
    """Check a record, whole or as far as it has grown.

    Args:
        stream: the record's bytes, read once from beginning to end.
        roll_hash: the SHA-256 of the roll in hexadecimal, which the record must name; empty: nothing is compared.
        spread: does a function over jobs, as `map` does; a pool's `map` puts every processor to work.

    Raises:
        RecordError: at the first thing that is wrong, with its reason and place.
    """
    check_library()
    record = Record(spread)
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
    return Checked(
        election, last.kind, last.height, last.hash, len(record.credentials), frozenset(record.cast),
        frozenset(tracker for tracker, _ in record.counted.values()), record.weight, tuple(record.shuffled_by),
        tuple(record.opened_by), record.results, named[0] if len(named) == 1 else "", bool(roll_hash),
    )  # fmt: skip


# -- One step for each kind of event


def begin(record: Record, event: Event, held: dict[str, bytes]) -> None:
    """Read the setup."""
    record.election, record.credentials = read_setup(event.payload, held)


def cast(record: Record, event: Event, held: dict[str, bytes]) -> None:
    """Take a ballot in; ballots are checked together, for there may be several processors."""
    raw = take(held, event.payload)
    record.waiting.append((event, raw))
    if len(record.waiting) == BALLOTS_AT_ONCE:
        check_waiting(record)


def check_waiting(record: Record) -> None:
    """Check the ballots that were taken in; each replaces what its credential cast before."""
    waiting, record.waiting = record.waiting, []
    jobs = [(event.place, (record.election, raw)) for event, raw in waiting]
    for (event, raw), ballot in zip(waiting, together(record.spread, check_ballot, jobs), strict=True):
        if ballot.credential not in record.credentials:
            error = RecordError("ballot-credential", ballot.credential)
            error.place = event.place
            raise error
        tracker = fingerprint(raw)
        record.cast.add(tracker)
        record.counted.pop(ballot.credential, None)
        record.counted[ballot.credential] = (tracker, ballot)


def end_ballots(record: Record, event: Event, held: dict[str, bytes]) -> None:
    """Nothing is left to check: the chain says that no ballot comes after."""


def seal(record: Record, event: Event, held: dict[str, bytes]) -> None:
    """Compare the sealed tally with the one worked out of the ballots."""
    weighed = [(ballot.answers, record.credentials[name]) for name, (_, ballot) in record.counted.items()]
    record.tally = tally_of(set_up(record), weighed)
    check_tally(event.payload, held, record.tally, size=len(weighed), weight=record.weight)


def shuffle(record: Record, event: Event, held: dict[str, bytes]) -> None:
    """Check one trustee's shuffle, and go on with the papers that it gives."""
    election = set_up(record)
    if not election.ranked:
        raise RecordError("event-order", "there is nothing to shuffle")
    owner, value = take_owned(event.payload, held, record.shuffled_by, len(election.trustees))
    papers = [record.tally[number] for number in election.ranked]
    for number, after in zip(election.ranked, check_shuffles(election, papers, value, record.spread), strict=True):
        record.tally[number] = after
    record.shuffled_by.append(owner)


def end_shuffles(record: Record, event: Event, held: dict[str, bytes]) -> None:
    """Nothing is left to check."""


def open_part(record: Record, event: Event, held: dict[str, bytes]) -> None:
    """Check one trustee's part of the opening, and take it away from what is sealed."""
    election = set_up(record)
    if election.ranked and not record.shuffled_by:
        raise RecordError("event-order", "papers are opened that nobody shuffled")
    owner, value = take_owned(event.payload, held, record.opened_by, len(election.trustees))
    factors = check_openings(election, owner, record.tally, value, record.spread)
    before = record.opened or [[beta for _, beta in ciphers] for ciphers in record.tally]
    record.opened = [
        [without(point, factor) for point, factor in zip(*pair, strict=True)]
        for pair in zip(before, factors, strict=True)
    ]
    record.opened_by.append(owner)


def tell(record: Record, event: Event, held: dict[str, bytes]) -> None:
    """Compare the result with what every trustee together opened."""
    election = set_up(record)
    if len(record.opened_by) < len(election.trustees):
        raise RecordError("opening-missing")
    record.results = check_result(election, record.opened, read_json(take(held, event.payload)), record.weight)


def set_up(record: Record) -> Election:
    """Give the election: the order of events sees to it that there is one."""
    if record.election is None:
        raise RecordError("setup-missing")
    return record.election


STEPS: dict[str, Callable[[Record, Event, dict[str, bytes]], None]] = {
    "Setup": begin,
    "Ballot": cast,
    "EndBallots": end_ballots,
    "EncryptedTally": seal,
    "Shuffle": shuffle,
    "EndShuffles": end_shuffles,
    "PartialDecryption": open_part,
    "Result": tell,
}
