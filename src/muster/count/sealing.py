"""Seal and sign a ballot: specification 4.11 to 4.13, 4.16 and 4.17. In an election the voter's browser does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from muster.count.check_group import (
    IDENTITY,
    ORDER,
    Cipher,
    cipher_json,
    cipher_text,
    less,
    power,
    read_point,
    summed,
    text_of,
)
from muster.count.check_opening import PADDING_BITS, RANK_BITS
from muster.count.check_pieces import RecordError, compact
from muster.count.check_votes import Election, Question, fingerprint
from muster.count.scalars import Draw, draw_scalar, prove_any, prove_known, seal


class ChoiceError(ValueError):
    """A ballot can't be filled in like this."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed ballot. `chances` open it: they are told when a ballot is challenged (and then it isn't cast)."""

    raw: bytes
    tracker: str
    chances: tuple[tuple[int, ...], ...]


def seal_ballot(election: Election, choices: Sequence[Sequence[int]], *, secret: int, draw: Draw) -> Sealed:
    """Seal and sign a ballot.

    Args:
        election: as `read_setup` gives it.
        choices: for each question, a 1 or 0 for each answer (blank first, where blank may be), or of a ranked question
            the rank given to each candidate: 1 is the first, 0 is none.
        secret: the credential's, `halves.credential_secret`.
        draw: gives chance.

    Raises:
        ChoiceError: an answer isn't allowed; says which, and what is.
    """
    if len(choices) != len(election.questions):
        raise ChoiceError(f"there are {len(election.questions)} questions; {len(choices)} were answered")
    credential = text_of(power(secret))
    context = f"{election.fingerprint}|{credential}"
    done = [
        (_rank if question.ranked else _tick)(election, question, chosen, context, draw)
        for question, chosen in zip(election.questions, choices, strict=True)
    ]
    ballot: dict[str, Any] = {
        "election_uuid": election.uuid,
        "election_hash": election.fingerprint,
        "credential": credential,
        "answers": [answer for answer, _ in done],
    }
    hash_ = fingerprint(compact(ballot))
    ballot["signature"] = {"hash": hash_, "proof": prove_known(f"sig|{hash_}|", secret, draw)}
    raw = compact(ballot)
    return Sealed(raw, fingerprint(raw), tuple(chances for _, chances in done))


def _rank(
    election: Election, question: Question, ranks: Sequence[int], context: str, draw: Draw
) -> tuple[dict[str, Any], tuple[int, ...]]:
    if len(ranks) != len(question.answers) or not all(0 <= rank < 1 << RANK_BITS for rank in ranks):
        raise ChoiceError(
            f"{question.text}: {len(question.answers)} ranks from 0 to 255 are asked for, not {list(ranks)}"
        )
    chance = draw_scalar(draw)
    cipher = seal(point_of_ranks(ranks), election.key, chance)
    text = f"raweg|{context}|{text_of(election.key)},{cipher_text([cipher])}|"
    return {"choices": cipher_json(cipher), "proof": prove_known(text, chance, draw)}, (chance,)


def point_of_ranks(ranks: Sequence[int]) -> bytes:
    """Find the point that holds ranks: the first of the group's with these bits above the padding (5.2.1)."""
    number = 0
    for rank in ranks:
        number = number << RANK_BITS | rank
    for padding in range(1 << PADDING_BITS):
        point = (number << PADDING_BITS | padding).to_bytes(32, "little")
        try:
            return read_point(text_of(point))
        except RecordError:
            continue
    raise ChoiceError(f"no point holds {list(ranks)}")  # one in 16 does: sixteen thousand misses don't happen


def _tick(
    election: Election, question: Question, ticks: Sequence[int], context: str, draw: Draw
) -> tuple[dict[str, Any], tuple[int, ...]]:
    _allowed(question, ticks)
    key = election.key
    chances = tuple(draw_scalar(draw) for _ in ticks)
    ciphers = [seal(power(tick), key, chance) for tick, chance in zip(ticks, chances, strict=True)]
    each = [
        prove_any(
            f"prove|{context}|{cipher_text([cipher])}|", key, (cipher, less(cipher, 1)),
            true=tick, secret=chance, draw=draw,
        )
        for cipher, tick, chance in zip(ciphers, ticks, chances, strict=True)
    ]  # fmt: skip
    whole = f"{context}|{cipher_text(ciphers)}"
    sums = _Sums(
        summed(ciphers[question.blank :]), sum(chances[question.blank :]) % ORDER, sum(ticks[question.blank :])
    )
    within = [less(sums.cipher, number) for number in range(question.least, question.most + 1)]
    answer: dict[str, Any] = {"choices": [cipher_json(cipher) for cipher in ciphers], "individual_proofs": each}
    at = sums.ticks - question.least
    if not question.blank:
        text = f"prove|{whole}|{cipher_text([sums.cipher])}|"
        answer["overall_proof"] = prove_any(text, key, within, true=at, secret=sums.chance, draw=draw)
        return answer, chances
    blank = bool(ticks[0])
    proof = prove_any(
        f"bproof1|{whole}|", key, (less(ciphers[0], 1), *within),
        true=0 if blank else 1 + at, secret=chances[0] if blank else sums.chance, draw=draw,
    )  # fmt: skip
    none = prove_any(
        f"bproof0|{whole}|", key, (ciphers[0], sums.cipher),
        true=int(blank), secret=sums.chance if blank else chances[0], draw=draw,
    )  # fmt: skip
    return answer | {"overall_proof": proof, "blank_proof": none}, chances


@dataclass(frozen=True, slots=True)
class _Sums:
    """All ticks but blank's together."""

    cipher: Cipher
    chance: int
    ticks: int


def _allowed(question: Question, ticks: Sequence[int]) -> None:
    if len(ticks) != question.choices or not set(ticks) <= {0, 1}:
        raise ChoiceError(f"{question.text}: {question.choices} ticks of 0 or 1 are asked for, not {list(ticks)}")
    blank, ticked = question.blank and bool(ticks[0]), sum(ticks[question.blank :])
    if ticked and blank:
        raise ChoiceError(f"{question.text}: a blank paper ticks nothing else")
    if not blank and not question.least <= ticked <= question.most:
        raise ChoiceError(f"{question.text}: tick {question.least} to {question.most}, not {ticked}")


def ciphers_of(
    election: Election, choices: Sequence[Sequence[int]], chances: Sequence[Sequence[int]]
) -> list[list[Cipher]]:
    """Seal choices with the chances of a challenged ballot: what it must hold if it was sealed honestly."""
    found = []
    for question, chosen, chance in zip(election.questions, choices, chances, strict=True):
        points = [point_of_ranks(chosen)] if question.ranked else [power(tick) if tick else IDENTITY for tick in chosen]
        found.append([seal(point, election.key, one) for point, one in zip(points, chance, strict=True)])
    return found
