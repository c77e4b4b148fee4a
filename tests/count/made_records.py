"""Whole secret ballots for tests, made the way that a movement makes them; chance is drawn from a seed."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from muster.count.board import Board, add_event
from muster.count.check import Checked
from muster.count.check_columns import Column
from muster.count.check_group import Cipher
from muster.count.check_pieces import read_json
from muster.count.check_votes import Election, Question, check_ballot
from muster.count.halves import Joined, credential_secret, draw_code, join_halves, public_halves
from muster.count.mixing import shuffle_papers, tally_of, tally_pieces
from muster.count.opening import open_all, open_part, result_piece
from muster.count.scalars import Draw
from muster.count.sealing import Sealed, seal_ballot
from muster.count.setting_up import draw_trustee, draw_uuid, ranking, set_up, yes_or_no

ROLL, BOOTH = hashlib.sha256(b"the roll").hexdigest(), hashlib.sha256(b"the booth").hexdigest()
AT_S = 1_795_376_351

YES = yes_or_no("Shall the rules be changed?")
WHICH = Question("Which two days?", ("Monday", "Tuesday", "Friday"), ranked=False, least=1, most=2)
CHAIR = ranking("Who shall chair?", ("Ann", "Bob", "Cyd", "Dee"))
QUESTIONS = (YES, WHICH, CHAIR)
CHOICES: tuple[tuple[tuple[int, ...], ...], ...] = (
    ((0, 1, 0), (1, 0, 0), (1, 2, 3, 4)),
    ((1, 0, 0), (1, 1, 0), (0, 0, 0, 0)),
    ((0, 0, 1), (0, 0, 1), (4, 3, 2, 1)),
    ((0, 1, 0), (0, 1, 1), (2, 1, 0, 0)),
    ((0, 1, 0), (0, 1, 0), (1, 2, 3, 4)),
)


def drawing(seed: int) -> Draw:
    """Chance that comes out the same each time."""
    turns: Iterator[int] = count()
    return lambda size: hashlib.shake_256(f"{seed}|{next(turns)}".encode()).digest(size)


@dataclass
class Held:
    """An election being held, and everything secret about it."""

    election: Election
    board: Board
    record: bytes
    uuid: str
    draw: Draw
    codes: list[tuple[str, str]]
    joined: Joined
    trustees: list[int]
    tally: list[list[Cipher]] = field(default_factory=list)
    counted: dict[str, Any] = field(default_factory=dict)
    parts: list[Any] = field(default_factory=list)
    lengths: dict[str, int] = field(default_factory=dict)  # where each kind of event last ended

    def add(self, kind: str, pieces: Sequence[bytes] = ()) -> None:
        self.board, grown = add_event(self.board, kind, pieces)
        self.record += grown
        self.lengths[kind] = len(self.record)

    def seal(self, voter: int, choices: Sequence[Sequence[int]]) -> Sealed:
        return seal_ballot(self.election, choices, secret=self.secret(voter), draw=self.draw)

    def secret(self, voter: int) -> int:
        return credential_secret(*self.codes[voter], self.uuid)

    def cast(self, raw: bytes) -> None:
        ballot = check_ballot(self.election, raw)
        self.counted.pop(ballot.credential, None)
        self.counted[ballot.credential] = ballot
        self.add("Ballot", [raw])

    def close(self) -> None:
        self.add("EndBallots")
        self.seal_tally()

    def seal_tally(self) -> None:
        self.tally = tally_of(self.election, [(ballot.answers, 1) for ballot in self.counted.values()])
        self.add("EncryptedTally", tally_pieces(self.tally, size=len(self.counted), weight=len(self.counted)))

    def shuffle(self, owner: int) -> None:
        papers = [self.tally[number] for number in self.election.ranked]
        shuffled = shuffle_papers(self.election, papers, owner=owner, draw=self.draw)
        for number, after in zip(self.election.ranked, shuffled.papers, strict=True):
            self.tally[number] = after
        self.add("Shuffle", shuffled.pieces)

    def open(self, owner: int) -> None:
        pieces = open_part(self.election, self.tally, owner=owner, secret=self.trustees[owner - 1], draw=self.draw)
        factors = read_json(pieces[0])["decryption_factors"]
        self.parts.append([[bytes.fromhex(text)[::-1] for text in row] for row in factors])
        self.add("PartialDecryption", pieces)

    def tell(self) -> None:
        opened = open_all(self.tally, self.parts)
        self.add("Result", [result_piece(self.election, opened, len(self.counted))])


def papers_of(checked: Checked, number: int) -> list[tuple[int, ...]]:
    """Give the ranks of each paper of a ranked question."""
    result = checked.results[number]
    assert isinstance(result, Column)
    return [tuple(paper) for paper in result]


def begin(questions: Sequence[Question] = QUESTIONS, *, voters: int = 6, trustees: int = 3, seed: int = 1) -> Held:
    draw = drawing(seed)
    uuid = draw_uuid(draw)
    codes = [(draw_code(draw), draw_code(draw)) for _ in range(voters)]
    first, second = (public_halves(side, uuid, draw) for side in zip(*codes, strict=True))
    joined = join_halves(first, second, uuid=uuid)
    keys = [draw_trustee(draw) for _ in range(trustees)]
    begun = set_up(
        questions, name="Chair, 2026", description="A made-up election.", uuid=uuid, trustees=[key for _, key in keys],
        credentials=joined.piece, roll_hash=ROLL, booth_hash=BOOTH, at_s=AT_S, fewest=1,
    )  # fmt: skip
    held = Held(begun.election, begun.board, begun.record, uuid, draw, codes, joined, [secret for secret, _ in keys])
    held.lengths["Setup"] = len(held.record)
    return held


def hold(
    questions: Sequence[Question] = QUESTIONS,
    choices: Sequence[Sequence[Sequence[int]]] = CHOICES,
    *,
    trustees: int = 3,
    seed: int = 1,
    also: Callable[[Held], object] = str,
) -> Held:
    """Hold an election from its setup to its result; `also` happens before the close."""
    held = begin(questions, voters=len(choices) + 1, trustees=trustees, seed=seed)
    for voter, chosen in enumerate(choices):
        held.cast(held.seal(voter, chosen).raw)
    also(held)
    held.close()
    if held.election.ranked:
        for owner in range(1, trustees + 1):
            held.shuffle(owner)
        held.add("EndShuffles")
    for owner in range(1, trustees + 1):
        held.open(owner)
    held.tell()
    return held
