"""Set a secret ballot up: the trustees' keys, the election, and the first event of its record."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from muster.count.board import Board, add_event, begin_board, hash_of
from muster.count.check_group import joined, power, read_point, text_of
from muster.count.check_pieces import Piece, RecordError, compact, read_json
from muster.count.check_votes import MOST_RANKED, Election, Question, read_setup, read_trustees
from muster.count.halves import UUID_LETTERS, draw_letters
from muster.count.scalars import Draw, draw_scalar, prove_known

FEWEST_TRUSTEES = 3
_FIRST_PRINTING = 32  # below it are control characters
_DELETE = 127


class SetupError(ValueError):
    """An election can't be set up like this."""


@dataclass(frozen=True, slots=True)
class Begun:
    """An election that was set up: what to publish, and what to go on with."""

    election: Election
    board: Board
    record: bytes


def draw_uuid(draw: Draw) -> str:
    """Draw the letters that an election goes by."""
    return draw_letters(UUID_LETTERS, draw)


def draw_trustee(draw: Draw) -> tuple[int, bytes]:
    """Draw a trustee's secret, which never leaves the trustee's machine, and the public key to give in (4.5)."""
    secret = draw_scalar(draw)
    text = text_of(power(secret))
    return secret, compact({"pok": prove_known(f"pok|Ed25519|{text}|", secret, draw), "public_key": text})


def set_up(
    questions: Sequence[Question], *, name: str, description: str, uuid: str, trustees: Sequence[bytes],
    credentials: bytes, roll_hash: str, booth_hash: str, at_s: int, fewest: int = FEWEST_TRUSTEES,
) -> Begun:  # fmt: skip
    """Set an election up, and check it as anybody can.

    Args:
        questions: in the order in which they are asked.
        name: what the election is called.
        description: a few words for voters; the roll's and the booth's hashes are added as lines of their own.
        uuid: `draw_uuid`.
        trustees: public keys, as `draw_trustee` gave them.
        credentials: the piece that `halves.join_halves` made.
        roll_hash: the SHA-256 of the frozen roll, in hexadecimal.
        booth_hash: the SHA-256 of the booth's page, in hexadecimal.
        at_s: the moment, in seconds since 1970.
        fewest: how many trustees there must be.

    Raises:
        SetupError: something in it can't be; says what.
    """
    if len(trustees) < fewest:
        raise SetupError(
            f"{fewest} trustees at least, so that no two of them can open ballots; here are {len(trustees)}"
        )
    for words in (name, description, *(x for question in questions for x in (question.text, *question.answers))):
        if any((ord(letter) < _FIRST_PRINTING and letter != "\n") or ord(letter) == _DELETE for letter in words):
            raise SetupError(f"{words!r} has a control character; write it without")
    try:
        keys = [["Single", read_json(key)] for key in trustees]
        public = text_of(joined(read_trustees(keys)))
        described = f"{description}\nRoll: sha256:{roll_hash}\nBooth: sha256:{booth_hash}"
        asked = [question_json(question) for question in questions]
        election = compact(
            {"version": 1, "description": described, "name": name, "group": "Ed25519", "public_key": public,
             "questions": asked, "uuid": uuid}
        )  # fmt: skip
        begun = [election, compact(keys), credentials]
        names = dict(zip(("election", "trustees", "credentials"), map(hash_of, begun), strict=True))
        pieces = [*begun, compact(names)]
        held = {hash_of(piece): Piece(BytesIO(piece), 0, len(piece), hash_of(piece)) for piece in pieces}
        read, _ = read_setup(hash_of(pieces[-1]), held, BytesIO())
    except RecordError as error:
        raise SetupError(f"this can't be set up: {error}") from error
    board, start = begin_board(at_s=at_s)
    board, grown = add_event(board, "Setup", pieces)
    return Begun(read, board, start + grown)


def question_json(question: Question) -> dict[str, Any]:
    """Write a question as a record does.

    Raises:
        SetupError: it can't be asked; says why.
    """
    if question.ranked:
        if len(question.answers) > MOST_RANKED:
            raise SetupError(f"a ranked question holds {MOST_RANKED} candidates at most; {question.text!r} has more")
        inner = {"answers": list(question.answers), "question": question.text}
        return {"type": "NonHomomorphic", "value": inner}
    blank = {"blank": True} if question.blank else {}
    least, most = question.least, question.most
    return {"answers": list(question.answers), **blank, "min": least, "max": most, "question": question.text}


def yes_or_no(text: str, *, blank: bool = True) -> Question:
    """Give a question to which the answer is yes or no, or a blank paper."""
    return Question(text, ("Yes", "No"), ranked=False, least=1, most=1, blank=blank)


def ranking(text: str, candidates: Sequence[str]) -> Question:
    """Give a question to which the answer is an order of candidates."""
    return Question(text, tuple(candidates), ranked=True)


def same_key(secret: int, key: bytes) -> bool:
    """Say whether a trustee's secret is the one behind a public key: the rehearsal before an election opens."""
    return power(secret) == read_point(read_json(key)["public_key"])
