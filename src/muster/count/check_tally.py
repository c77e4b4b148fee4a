"""What goes to be counted: the last ballot of each credential, sealed (specification 4.18)."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from muster.count.check_columns import Column, each, in_order, kept
from muster.count.check_group import IDENTITY, Cipher, cipher_json, hashed, joined, read_cipher_form, times
from muster.count.check_pieces import Piece, RecordError, compact, fields, read_json, take
from muster.count.check_votes import Election

Answers = Iterable[Iterable[Cipher]]  # of one ballot, by question


def sealed_tally(election: Election, ballots: Iterable[tuple[Answers, int]], scratch: BinaryIO) -> list[Column]:
    """Work out the sealed tally of the last ballots and their weights: sums, or for a ranked question the papers.

    Papers stand in the order of their points' bytes, which tells nothing of when they were cast. The specification
    leaves the order open; this is belenios-tool's.
    """
    sums = [2 * question.choices * IDENTITY for question in election.questions]

    def papers() -> Iterator[bytes]:
        for answers, weight in ballots:
            for number, (question, ciphers) in enumerate(zip(election.questions, answers, strict=True)):
                points = [point if weight == 1 else times(weight, point) for cipher in ciphers for point in cipher]
                if question.ranked:
                    yield b"".join(points)
                else:
                    sums[number] = b"".join(map(joined, zip(each(sums[number]), points, strict=True)))

    mixed, ranked = kept(scratch, 64, papers()), election.ranked  # of each ballot one paper for each ranked question
    apart = {number: kept(scratch, 64, islice(mixed, place, None, len(ranked))) for place, number in enumerate(ranked)}
    return [
        kept(scratch, 64, in_order(apart[number]) if number in apart else each(sums[number], 64))
        for number in range(len(election.questions))
    ]


def sealed_in(election: Election, ballot: Any) -> Iterator[list[Cipher]]:
    """Take the ciphers out of a ballot whose points were checked."""
    for question, answer in zip(election.questions, ballot["answers"], strict=True):
        given = map(read_cipher_form, [answer["choices"]] if question.ranked else answer["choices"])
        yield [(both[:32], both[32:]) for both in given]


def check_tally(payload: str, held: dict[str, Piece], tally: list[Column], *, size: int, weight: int) -> None:
    """Compare a sealed tally, by its hash, with the one worked out."""
    told = fields(read_json(take(held, payload).whole()), "num_tallied", "total_weight", "encrypted_tally")
    if told[:2] != [size, weight] or not all(type(x) is int for x in told[:2]):
        raise RecordError("tally-size")
    if take(held, told[2]).hash != hashed(tally_texts(tally)).hex():
        raise RecordError("tally-ballots")


def tally_texts(tally: list[Column]) -> Iterator[str]:
    """Write a tally as its piece is written."""
    for number, column in enumerate(tally):
        before = ",[" if number else "[["
        for both in column:
            yield before + compact(cipher_json((both[:32], both[32:]))).decode()
            before = ","
        yield "]" if before == "," else before + "]"
    yield "]"
