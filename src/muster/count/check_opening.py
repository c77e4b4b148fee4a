"""Shuffles, each trustee's part of the opening, and the result: specification 4.19 to 4.21 and section 6.

The proof of a shuffle is that of CHVote 1.3.2 (Haenni, Koenig, Locher and Dubuis, https://eprint.iacr.org/2017/325),
after Wikstroem and Terelius.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain as in_turn
from math import prod
from typing import TypeAlias

from muster.count.check_columns import Column, Reading, Spread, cut, each, kept
from muster.count.check_group import (
    IDENTITY,
    ORDER,
    generator,
    hash_to_scalar,
    hashed,
    joined,
    packed,
    power,
    promised,
    read_cipher_form,
    read_form,
    read_point,
    read_proof,
    read_scalar,
    text_of,
    times,
    unpacked,
    without,
)
from muster.count.check_pieces import Piece, RecordError, compact, fields, read_json, take
from muster.count.check_votes import Election

PADDING_BITS, RANK_BITS = 14, 8  # how a point holds ranks (5.2.1)
Results: TypeAlias = tuple[tuple[int, ...] | Column, ...]  # by question: votes by answer; or papers, a byte a rank


def take_owned(payload: str, held: dict[str, Piece], owners: Sequence[int], trustees: int) -> tuple[int, Piece]:
    """Take a trustee's piece: who made it, and what it says. Each trustee makes one."""
    owner, name = fields(read_json(take(held, payload).whole()), "owner", "payload")
    if type(owner) is not int or not 1 <= owner <= trustees or owner in owners:
        raise RecordError("owner", str(owner)[:20])
    return owner, take(held, name)


# -- Shuffles


@dataclass(frozen=True, slots=True)
class Shuffle:
    """A shuffle of one question's papers and its proof, with the paper's letters."""

    after: Column  # the shuffled papers
    begun: list[bytes]  # t1 to t4, of which t4 is two
    links: Column  # t-hat
    s: list[int]  # s1 to s4
    s_hat: Column
    s_prime: Column
    places: Column  # c: where each paper went, hidden
    chain: Column  # c-hat: shows that the product of all challenges was kept


def check_shuffles(election: Election, papers: list[Column], reading: Reading, spread: Spread) -> list[Column]:
    """Check one trustee's shuffle of the papers of each ranked question, and give the shuffled papers."""
    reading.mark(b'{"ciphertexts":')
    sizes = [*map(len, papers)]
    after = [reading.column(64, read_cipher_form, size, reason="shuffle-size") for size in reading.through(sizes)]
    reading.mark(b',"proofs":')
    given = [read_shuffle(reading, size, new) for size, new in reading.through(zip(sizes, after, strict=True))]
    reading.mark(b"}")
    reading.end()
    for before, shuffle in zip(papers, given, strict=True):
        check_shuffle(election, before, shuffle, spread)
    return after


def read_shuffle(reading: Reading, size: int, after: Column) -> Shuffle:
    """Read the proof of a shuffle; points that come by the paper are checked where they are used."""

    def column(read: Callable[[object], bytes], then: bytes) -> Column:
        found = reading.column(32, read, size, reason="shuffle-size")
        reading.mark(then)
        return found

    reading.mark(b"[[")
    begun = [reading.one(read_point, then=b",") for _ in range(3)]
    begun += [reading.one(read_point) for _ in reading.through(range(2))]
    reading.mark(b",")
    links = column(read_form, b"],[")
    s = [reading.one(read_scalar, then=b",") for _ in range(4)]
    s_hat, s_prime = column(read_packed, b","), column(read_packed, b"],")
    places, chain = column(read_form, b","), column(read_form, b"]")
    return Shuffle(after, begun, links, s, s_hat, s_prime, places, chain)


def check_shuffle(election: Election, before: Column, given: Shuffle, spread: Spread) -> None:
    """Check the proof that `given` holds the papers of `before`, each once, sealed anew (table 5)."""
    size, mark = len(before), election.fingerprint
    if not size:
        raise RecordError("shuffle-size", "nobody voted")
    start = hashed(in_turn([f"shuffle-challenges|{mark}|"], commas(before, given.after, given.places))).hex()
    columns = (given.begun, given.links, before, given.after, given.places, given.chain)
    whole = hashed(in_turn([f"shuffle-challenge|{mark}|"], commas(*columns), [text_of(election.key)]))
    c, second = int.from_bytes(whole, "big") % ORDER, generator(-1)
    led = kept(before.file, 32, in_turn([second], given.chain)).part(0, size)
    jobs = cut(before, given.after, given.places, given.s_hat, given.s_prime, led, given.chain, given.links)
    product, totals = 1, [IDENTITY] * 8
    for more, points in spread(check_papers, ((c, start, *job) for job in jobs)):
        product, totals = product * more % ORDER, [*map(joined, zip(totals, points, strict=True))]
    h, h_s, place, c_tilde, alphas, betas, alphas_s, betas_s = totals
    c_bar, c_hat = without(place, h), without(given.chain[size - 1], times(product, second))
    begun, (s1, s2, s3, s4) = given.begun, given.s
    if begun[0] != joined((times(-c, c_bar), power(s1))) or begun[2] != joined((times(-c, c_tilde), power(s3), h_s)):
        raise RecordError("shuffle-permutation")
    if begun[1] != joined((times(-c, c_hat), power(s2))):
        raise RecordError("shuffle-chain")
    keyed = joined((times(-c, betas), times(-s4, election.key), betas_s))
    if begun[3] != keyed or begun[4] != joined((times(-c, alphas), power(-s4), alphas_s)):
        raise RecordError("shuffle-papers")


def check_papers(c: int, start: str, first: int, before: bytes, after: bytes, *rest: bytes) -> tuple[int, list[bytes]]:
    """Check the chain over some of a shuffle's papers; give the product of their challenges, and eight points' shares.

    Every point of the shuffle goes through `times` here, but for the links, which are compared.
    """
    shares: list[list[bytes]] = [[] for _ in range(8)]
    chained = True  # told when every point has been looked at
    challenges = [challenge(start, number) for number in range(first, first + len(before) // 64)]
    rows = zip(challenges, each(before, 64), each(after, 64), *map(each, rest), strict=True)
    for number, (u, old, new, place, hat, prime, led, link, begun) in enumerate(rows, start=first):
        h, s_hat, s_prime = generator(number), unpacked(hat), unpacked(prime)
        alphas, betas = times(u, old[:32]), times(u, old[32:])
        alphas_s, betas_s = times(s_prime, new[:32]), times(s_prime, new[32:])
        row = (h, times(s_prime, h), place, times(u, place), alphas, betas, alphas_s, betas_s)
        for share, point in zip(shares, row, strict=True):
            share.append(point)
        chained = chained and begun == joined((times(-c, link), power(s_hat), times(s_prime, led)))
    if not chained:
        raise RecordError("shuffle-chain")
    return prod(challenges) % ORDER, list(map(joined, shares))


def challenge(start: str, number: int) -> int:
    """Draw a paper's challenge; `start` is the hash of all that the shuffle shows (table 12)."""
    return hash_to_scalar(start, hashlib.sha256(str(number).encode()).hexdigest())


def commas(*columns: Iterable[bytes]) -> Iterator[str]:
    """Write points, or ciphers of two, as the hashes take them (table 11)."""
    return (f"{text_of(point)}," for column in columns for entry in column for point in each(entry))


def read_packed(text: object) -> bytes:
    """Read an exponent into a column."""
    return packed(read_scalar(text))


# -- Openings


def check_openings(
    election: Election, owner: int, tally: list[Column], reading: Reading, spread: Spread
) -> list[Column]:
    """Check one trustee's part of opening everything in the tally, and give the factors, a column for each question."""

    def columns(width: int, read: Callable[[object], bytes]) -> list[Column]:
        sizes, short = map(len, tally), "opening-size"
        return [reading.column(width, read, size, reason=short) for size in reading.through(sizes, reason=short)]

    reading.mark(b'{"decryption_factors":')
    factors = columns(32, read_form)
    reading.mark(b',"decryption_proofs":')
    proofs = columns(64, read_packed_proof)
    reading.mark(b"}")
    reading.end()
    key = election.trustees[owner - 1]
    for shown in zip(tally, factors, proofs, strict=True):
        for _ in spread(check_opened, ((election.fingerprint, key, *job[1:]) for job in cut(*shown))):
            pass
    return factors


def read_packed_proof(value: object) -> bytes:
    """Read a proof into a column."""
    return b"".join(map(packed, read_proof(value)))


def check_opened(mark: str, key: bytes, ciphers: bytes, factors: bytes, proofs: bytes) -> None:
    """Check that each factor is alpha to the power of the trustee's secret: the one behind the trustee's key."""
    for cipher, point, given in zip(each(ciphers, 64), each(factors), each(proofs, 64), strict=True):
        proof = unpacked(given[:32]), unpacked(given[32:])  # `promised` raises the point to a power
        begun = f"{text_of(promised(proof, None, key))},{text_of(promised(proof, cipher[:32], point))}"
        if hash_to_scalar(f"decrypt|{mark}|{text_of(key)}|{begun}") != proof[0]:
            raise RecordError("opening-proof")


# -- The result


def check_result(election: Election, opened: list[Column], reading: Reading, weight: int) -> Results:
    """Compare a result with what was opened: a number of votes for each answer, or the ranks on each paper."""
    reading.mark(b'{"result":')
    results = tuple(
        check_papers_told(points, reading, len(question.answers))
        if question.ranked
        else check_counts(points, reading, weight)
        for question, points in reading.through(zip(election.questions, opened, strict=True), reason="result-size")
    )
    reading.mark(b"}")
    reading.end()
    return results


def check_counts(points: Column, reading: Reading, weight: int) -> tuple[int, ...]:
    """Compare numbers of votes with what was opened: g to the power of each."""
    numbers = tuple(reading.values())
    if len(numbers) != len(points):
        raise RecordError("result-size")
    for number, point in zip(numbers, points, strict=True):
        if type(number) is not int or not 0 <= number <= weight or power(number) != point:
            raise RecordError("result-count")
    return numbers


def check_papers_told(points: Column, reading: Reading, answers: int) -> Column:
    """Compare papers, as they should be written, with what was opened; a byte is a rank."""

    def ranks(point: bytes) -> bytes:
        found = ranks_in(point, answers)
        reading.mark(compact(found), reason="result-papers")
        return bytes(found)

    return kept(points.file, answers, map(ranks, reading.through(points, reason="result-size")))


def ranks_in(point: bytes, answers: int) -> tuple[int, ...]:
    """Read the ranks that a point holds, the last candidate's in its lowest bits above the padding."""
    number = int.from_bytes(point, "little") >> PADDING_BITS
    return tuple(number >> RANK_BITS * (answers - 1 - place) & (1 << RANK_BITS) - 1 for place in range(answers))
