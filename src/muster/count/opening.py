"""Open what was counted: each trustee's part with its proof, and the result of all parts together (4.20, 4.21)."""

from collections.abc import Sequence
from typing import Any

from muster.count.board import hash_of
from muster.count.check_group import Cipher, hash_to_scalar, joined, power, text_of, times, without
from muster.count.check_opening import ranks_in
from muster.count.check_pieces import compact
from muster.count.check_votes import Election
from muster.count.scalars import Draw, draw_scalar, proof_json


class OpeningError(ValueError):
    """What was sealed can't be opened with this."""


def open_part(
    election: Election, tally: Sequence[Sequence[Cipher]], *, owner: int, secret: int, draw: Draw
) -> tuple[bytes, bytes]:
    """Open a trustee's part of everything in the tally, and give the pieces of its event. `owner` counts from 1.

    Raises:
        OpeningError: the secret isn't the one behind that trustee's key.
    """
    key = power(secret)
    if not 1 <= owner <= len(election.trustees) or election.trustees[owner - 1] != key:
        raise OpeningError(f"this secret isn't trustee {owner}'s in this election")
    factors = [[times(secret, alpha) for alpha, _ in ciphers] for ciphers in tally]
    mark = f"decrypt|{election.fingerprint}|{text_of(key)}|"
    proofs = [[_proof(mark, alpha, secret, draw) for alpha, _ in ciphers] for ciphers in tally]
    texts = [list(map(text_of, points)) for points in factors]
    raw = compact({"decryption_factors": texts, "decryption_proofs": proofs})
    return raw, compact({"owner": owner, "payload": hash_of(raw)})


def _proof(mark: str, alpha: bytes, secret: int, draw: Draw) -> dict[str, str]:
    chance = draw_scalar(draw)
    challenge = hash_to_scalar(f"{mark}{text_of(power(chance))},{text_of(times(chance, alpha))}")
    return proof_json(challenge, chance - secret * challenge)


def result_piece(election: Election, opened: Sequence[Sequence[bytes]], weight: int) -> bytes:
    """Write the result: votes by answer, or the ranks on each paper. `opened` is what all parts left, by question.

    Raises:
        OpeningError: a number of votes is above the weight of all ballots: a part is missing or wrong.
    """
    result: list[Any] = []
    for question, points in zip(election.questions, opened, strict=True):
        if question.ranked:
            result.append([ranks_in(point, len(question.answers)) for point in points])
        else:
            result.append(_votes(points, weight))
    return compact({"result": result})


def open_all(tally: Sequence[Sequence[Cipher]], parts: Sequence[Sequence[Sequence[bytes]]]) -> list[list[bytes]]:
    """Take every trustee's factors away from what is sealed."""
    return [
        [
            without(beta, joined(factors))
            for (_, beta), *factors in zip(ciphers, *(part[number] for part in parts), strict=True)
        ]
        for number, ciphers in enumerate(tally)
    ]


def _votes(points: Sequence[bytes], weight: int) -> list[int]:
    """Find which powers of g these are: none is above the weight of all ballots."""
    wanted = set(points)
    found: dict[bytes, int] = {}
    point, one = power(0), power(1)
    for number in range(weight + 1):
        if point in wanted:
            found[point] = number
        if len(found) == len(wanted):
            return [found[point] for point in points]
        point = joined((point, one))
    raise OpeningError("a number of votes is above what was cast: a trustee's part is missing or wrong")
