"""Shuffles, each trustee's part of the opening, and the result: specification 4.19 to 4.21 and section 6.

The proof of a shuffle is that of CHVote 1.3.2 (Haenni, Koenig, Locher and Dubuis, https://eprint.iacr.org/2017/325),
after Wikstroem and Terelius. Long work is cut into jobs of a few hundred papers that `spread` may hand to several
processes; `spread(function, jobs)` gives the functions' answers in order, as `map` does.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from muster.count.check_group import (
    ORDER,
    Cipher,
    cipher_text,
    generator,
    hash_to_scalar,
    joined,
    power,
    promised,
    read_cipher_form,
    read_form,
    read_point,
    read_proof,
    read_scalar,
    text_of,
    times,
    without,
)
from muster.count.check_pieces import RecordError, compact, fields, listed, read_json, take
from muster.count.check_votes import Election

Spread: TypeAlias = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]

JOB = 128  # papers in a job
PADDING_BITS, RANK_BITS = 14, 8  # how a point holds ranks (5.2.1)


def together(
    spread: Spread, function: Callable[..., Any], jobs: Sequence[tuple[str, tuple[Any, ...]]]
) -> Iterator[Any]:
    """Do jobs, given with their places; the first that is refused, in order, refuses the whole."""
    for found in spread(attempt, [(function, place, job) for place, job in jobs]):
        if isinstance(found, RecordError):
            raise found
        yield found


def attempt(job: tuple[Callable[..., Any], str, tuple[Any, ...]]) -> Any:
    """Do one job, wherever that is; give a refusal back rather than raise it, so that the first in order is told."""
    function, place, given = job
    try:
        return function(*given)
    except RecordError as error:
        error.place = place
        return error


def cut(*columns: Sequence[Any]) -> list[tuple[Sequence[Any], ...]]:
    """Cut columns of one length into jobs."""
    return [tuple(column[at : at + JOB] for column in columns) for at in range(0, len(columns[0]), JOB)]


def take_owned(payload: str, held: dict[str, bytes], owners: Sequence[int], trustees: int) -> tuple[int, Any]:
    """Take a trustee's piece: who made it, and what it says. Each trustee makes one."""
    owner, name = fields(read_json(take(held, payload)), "owner", "payload")
    if type(owner) is not int or not 1 <= owner <= trustees or owner in owners:
        raise RecordError("owner", str(owner)[:20])
    return owner, read_json(take(held, name))


# -- Shuffles


def check_shuffles(election: Election, papers: list[list[Cipher]], value: object, spread: Spread) -> list[list[Cipher]]:
    """Check one trustee's shuffle of the papers of each ranked question, and give the shuffled papers."""
    ciphertexts, proofs = fields(value, "ciphertexts", "proofs")
    given = zip(papers, listed(ciphertexts, len(papers)), listed(proofs, len(papers)), strict=True)
    return [check_shuffle(election, before, after, proof, spread) for before, after, proof in given]


def check_shuffle(election: Election, before: list[Cipher], value: Any, proof: Any, spread: Spread) -> list[Cipher]:
    """Check the proof that `value` holds the papers of `before`, each once, sealed anew (table 5)."""
    size = len(before)
    after = [read_cipher_form(x) for x in listed(value, size, reason="shuffle-size")]
    beginnings, responses, places_, chain_ = listed(proof, 4)
    *first, fourth, links_ = listed(beginnings, 5)
    s1, s2, s3, s4 = (read_scalar(text) for text in listed(responses, 6)[:4])
    s_hat, s_prime = ([read_scalar(x) for x in listed(column, size, reason="shuffle-size")] for column in responses[4:])
    begun = [read_point(x) for x in (*first, *listed(fourth, 2))]
    # places: where each paper went, hidden; chain: shows that the product of all challenges was kept
    places, chain, links = (
        [read_form(x) for x in listed(column, size, reason="shuffle-size")] for column in (places_, chain_, links_)
    )
    for column in (value, proof):
        column.clear()  # what was read is let go: of 20,000 papers it is 20 MB
    mark, shown = election.fingerprint, (before, after, places)
    u = challenges(size, f"shuffle-challenges|{mark}|", *texts_shown(*shown))
    ends = (_commas(begun), _commas(links), *texts_shown(*shown), _commas(chain), text_of(election.key))
    c = hash_to_scalar(f"shuffle-challenge|{mark}|", *ends)
    second = generator(-1)
    jobs = cut(range(size), before, after, places, u, s_hat, s_prime, [second, *chain[:-1]], chain, links)
    shares = together(spread, check_papers, [("", (c, job)) for job in jobs])
    h, h_s, place, c_tilde, alphas, betas, alphas_s, betas_s = map(joined, zip(*shares, strict=True))
    c_bar, c_hat = without(place, h), without(chain[-1], times(product_of(u), second))
    if begun[0] != joined((times(-c, c_bar), power(s1))) or begun[2] != joined((times(-c, c_tilde), power(s3), h_s)):
        raise RecordError("shuffle-permutation")
    if begun[1] != joined((times(-c, c_hat), power(s2))):
        raise RecordError("shuffle-chain")
    keyed = joined((times(-c, betas), times(-s4, election.key), betas_s))
    if begun[3] != keyed or begun[4] != joined((times(-c, alphas), power(-s4), alphas_s)):
        raise RecordError("shuffle-papers")
    return after


def check_papers(c: int, job: tuple[Sequence[Any], ...]) -> list[bytes]:
    """Check the chain over some of a shuffle's papers, and give their shares of its eight products.

    Every point of the shuffle goes through `times` here, but for the links, which are compared.
    """
    shares: list[list[bytes]] = [[] for _ in range(8)]
    chained = True  # told when every point has been looked at
    for number, old, new, place, u, s_hat, s_prime, before, link, begun in zip(*job, strict=True):
        h = generator(number)
        alphas, betas = times(u, old[0]), times(u, old[1])
        alphas_s, betas_s = times(s_prime, new[0]), times(s_prime, new[1])
        row = (h, times(s_prime, h), place, times(u, place), alphas, betas, alphas_s, betas_s)
        for share, point in zip(shares, row, strict=True):
            share.append(point)
        chained = chained and begun == joined((times(-c, link), power(s_hat), times(s_prime, before)))
    if not chained:
        raise RecordError("shuffle-chain")
    return list(map(joined, shares))


def challenges(size: int, *texts: str) -> list[int]:
    """Draw the challenges of a shuffle out of all that it shows (table 12)."""
    found = hashlib.sha256()
    for text in texts:
        found.update(text.encode())
    start = found.hexdigest()
    return [hash_to_scalar(start, hashlib.sha256(str(number).encode()).hexdigest()) for number in range(size)]


def texts_shown(before: Iterable[Cipher], after: Iterable[Cipher], places: Iterable[bytes]) -> Iterator[str]:
    """Write what a shuffle shows, as its hashes take it (table 11)."""
    for cipher in (*before, *after):
        yield f"{cipher_text((cipher,))},"
    yield _commas(places)


def product_of(numbers: Iterable[int]) -> int:
    """Multiply exponents."""
    product = 1
    for number in numbers:
        product = product * number % ORDER
    return product


def _commas(points: Iterable[bytes]) -> str:
    return "".join(f"{text_of(point)}," for point in points)


# -- Openings


def check_openings(
    election: Election, owner: int, tally: list[list[Cipher]], value: object, spread: Spread
) -> list[list[bytes]]:
    """Check one trustee's part of opening everything in the tally, and give the factors."""
    factors, proofs = fields(value, "decryption_factors", "decryption_proofs")
    found = []
    for ciphers, factor, proof in zip(
        tally, listed(factors, len(tally), reason="opening-size"), listed(proofs, len(tally), reason="opening-size"),
        strict=True,
    ):  # fmt: skip
        size = len(ciphers)
        listed(factor, size, reason="opening-size")
        jobs = cut(ciphers, factor, listed(proof, size, reason="opening-size"))
        args = [("", (election.fingerprint, election.trustees[owner - 1], job)) for job in jobs]
        found.append([point for points in together(spread, check_opened, args) for point in points])
    return found


def check_opened(mark: str, key: bytes, job: tuple[Sequence[Any], ...]) -> list[bytes]:
    """Check that each factor is alpha to the power of the trustee's secret: the one behind the trustee's key."""
    points = []
    for (alpha, _), factor, value in zip(*job, strict=True):
        point, proof = read_form(factor), read_proof(value)  # `promised` raises it to a power
        begun = f"{text_of(promised(proof, None, key))},{text_of(promised(proof, alpha, point))}"
        if hash_to_scalar(f"decrypt|{mark}|{text_of(key)}|{begun}") != proof[0]:
            raise RecordError("opening-proof")
        points.append(point)
    return points


# -- The result


def check_result(
    election: Election, opened: list[list[bytes]], value: object, weight: int
) -> tuple[tuple[Any, ...], ...]:
    """Compare a result with what was opened: a number of votes for each answer, or the ranks on each paper."""
    (result,) = fields(value, "result")
    listed(result, len(election.questions), reason="result-size")
    return tuple(
        check_papers_told(points, told, len(question.answers))
        if question.ranked
        else check_counts(points, told, weight)
        for question, points, told in zip(election.questions, opened, result, strict=True)
    )


def check_counts(points: list[bytes], told: object, weight: int) -> tuple[int, ...]:
    """Compare numbers of votes with what was opened: g to the power of each."""
    numbers = listed(told, len(points), reason="result-size")
    for number, point in zip(numbers, points, strict=True):
        if type(number) is not int or not 0 <= number <= weight or power(number) != point:
            raise RecordError("result-count")
    return tuple(numbers)


def check_papers_told(points: list[bytes], told: object, answers: int) -> tuple[tuple[int, ...], ...]:
    """Compare papers with what was opened."""
    papers = tuple(ranks_in(point, answers) for point in points)
    if compact(listed(told, len(points), reason="result-size")) != compact(papers):
        raise RecordError("result-papers")
    return papers


def ranks_in(point: bytes, answers: int) -> tuple[int, ...]:
    """Read the ranks that a point holds, the last candidate's in its lowest bits above the padding."""
    number = int.from_bytes(point, "little") >> PADDING_BITS
    return tuple(number >> RANK_BITS * (answers - 1 - place) & (1 << RANK_BITS) - 1 for place in range(answers))
