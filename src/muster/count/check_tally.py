"""What goes to be counted: the last ballot of each credential, sealed (specification 4.18)."""

from collections.abc import Iterable, Iterator
from typing import Any

from muster.count.check_columns import each
from muster.count.check_group import IDENTITY, Cipher, cipher_json, hashed, joined, read_cipher_form, times
from muster.count.check_pieces import Piece, RecordError, compact, fields, read_json, take
from muster.count.check_votes import Election

Answers = Iterable[Iterable[Cipher]]  # of one ballot, by question


def tally_of(election: Election, ballots: Iterable[tuple[Answers, int]]) -> list[list[Cipher]]:
    """Work out the sealed tally as `sealed_tally` does, to go on writing a record with."""
    return [[(both[:32], both[32:]) for both in each(column, 64)] for column in sealed_tally(election, ballots)]


def sealed_tally(election: Election, ballots: Iterable[tuple[Answers, int]]) -> list[bytes]:
    """Work out the sealed tally of the last ballots and their weights: sums, or for a ranked question the papers.

    Papers stand in the order of their points' bytes, which tells nothing of when they were cast. The specification
    leaves the order open; this is belenios-tool's.
    """
    tally = [bytearray(b"" if question.ranked else 2 * question.choices * IDENTITY) for question in election.questions]
    for answers, weight in ballots:
        for question, column, ciphers in zip(election.questions, tally, answers, strict=True):
            points = [point if weight == 1 else times(weight, point) for cipher in ciphers for point in cipher]
            if question.ranked:
                column.extend(b"".join(points))
            else:
                column[:] = b"".join(map(joined, zip(each(bytes(column)), points, strict=True)))
    return [
        b"".join(sorted(each(bytes(column), 64))) if question.ranked else bytes(column)
        for question, column in zip(election.questions, tally, strict=True)
    ]


def sealed_in(election: Election, ballot: Any) -> Iterator[list[Cipher]]:
    """Take the ciphers out of a ballot whose points were checked."""
    for question, answer in zip(election.questions, ballot["answers"], strict=True):
        given = map(read_cipher_form, [answer["choices"]] if question.ranked else answer["choices"])
        yield [(both[:32], both[32:]) for both in given]


def check_tally(payload: str, held: dict[str, Piece], tally: list[bytes], *, size: int, weight: int) -> None:
    """Compare a sealed tally, by its hash, with the one worked out."""
    told = fields(read_json(take(held, payload).whole()), "num_tallied", "total_weight", "encrypted_tally")
    if told[:2] != [size, weight] or not all(type(x) is int for x in told[:2]):
        raise RecordError("tally-size")
    if take(held, told[2]).hash != hashed(tally_texts(tally)).hex():
        raise RecordError("tally-ballots")


def tally_texts(tally: list[bytes]) -> Iterator[str]:
    """Write a tally as its piece is written."""
    for number, column in enumerate(tally):
        before = ",[" if number else "[["
        for both in each(column, 64):
            yield before + compact(cipher_json((both[:32], both[32:]))).decode()
            before = ","
        yield "]" if before == "," else before + "]"
    yield "]"
