"""Seal the tally, and shuffle its papers with a proof that none was added, taken or altered: section 6, tables 1 to 4.

The proof is that of CHVote 1.3.2 (https://eprint.iacr.org/2017/325). It is made here with the same letters as there:
omega's are chances, c the challenge, s the responses; names with a hat belong to the chain of challenges.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from muster.count.board import hash_of
from muster.count.check_group import (
    ORDER,
    Cipher,
    cipher_json,
    generator,
    hash_to_scalar,
    hashed,
    joined,
    power,
    text_of,
    times,
)
from muster.count.check_opening import challenge, commas
from muster.count.check_pieces import compact
from muster.count.check_tally import Answers, sealed_tally
from muster.count.check_votes import Election
from muster.count.scalars import Draw, draw_below, draw_scalar


class MixError(ValueError):
    """There is nothing to seal or to shuffle."""


@dataclass(frozen=True, slots=True)
class Shuffled:
    """A trustee's shuffle: the pieces of its event, and the papers to go on with."""

    pieces: tuple[bytes, bytes]
    papers: list[list[Cipher]]


def tally_of(election: Election, ballots: Iterable[tuple[Answers, int]]) -> list[list[Cipher]]:
    """Work out the sealed tally of the last ballots and their weights, as `sealed_tally` does, to write a record."""
    return [[(both[:32], both[32:]) for both in column] for column in sealed_tally(election, ballots, BytesIO())]


def tally_pieces(tally: Sequence[Sequence[Cipher]], *, size: int, weight: int) -> tuple[bytes, bytes]:
    """Write the pieces of EncryptedTally; the tally is `tally_of`'s.

    Raises:
        MixError: nobody voted, so there is nothing to seal: a record ends with EndBallots then.
    """
    if not size:
        raise MixError("nobody voted: there is nothing to count")
    raw = compact([list(map(cipher_json, ciphers)) for ciphers in tally])
    return raw, compact({"num_tallied": size, "total_weight": weight, "encrypted_tally": hash_of(raw)})


def shuffle_papers(election: Election, papers: Sequence[Sequence[Cipher]], *, owner: int, draw: Draw) -> Shuffled:
    """Shuffle the papers of each ranked question, as trustee `owner` (from 1), and prove it."""
    if not papers:
        raise MixError("no question is ranked: there is nothing to shuffle")
    done = [_shuffle(election, list(before), draw) for before in papers]
    after = [new for new, _ in done]
    ciphertexts = [list(map(cipher_json, new)) for new in after]
    raw = compact({"ciphertexts": ciphertexts, "proofs": [proof for _, proof in done]})
    return Shuffled((raw, compact({"owner": owner, "payload": hash_of(raw)})), after)


def _shuffle(election: Election, before: list[Cipher], draw: Draw) -> tuple[list[Cipher], Any]:
    chances = [draw_scalar(draw) for _ in before]
    order = draw_order(len(before), draw)
    fresh = [
        (joined((alpha, power(chance))), joined((beta, times(chance, election.key))))
        for (alpha, beta), chance in zip(before, chances, strict=True)
    ]
    after = [fresh[place] for place in order]
    return after, prove_shuffle(election, before, after, chances=chances, order=order, draw=draw)


def draw_order(size: int, draw: Draw) -> list[int]:
    """Draw an order of so many places, each order as likely as any other."""
    left = list(range(size))
    order = []
    for place in range(size):
        chosen = place + draw_below(size - place, draw)
        order.append(left[chosen])
        left[chosen] = left[place]
    return order


def prove_shuffle(
    election: Election, before: list[Cipher], after: list[Cipher], *, chances: list[int], order: list[int], draw: Draw
) -> Any:
    """Prove that `after` is `before` in the order given, each sealed anew with its chance (table 4)."""
    size, mark = len(before), election.fingerprint
    h = [generator(number) for number in range(size)]
    r = [draw_scalar(draw) for _ in range(size)]
    places = [b""] * size
    for base, place in zip(h, order, strict=True):
        places[place] = joined((power(r[place]), base))
    shown = "".join(commas(map(b"".join, (*before, *after)), places))
    start = hashed((f"shuffle-challenges|{mark}|", shown)).hex()
    u = [challenge(start, number) for number in range(size)]
    u_new = [u[place] for place in order]
    r_hat = [draw_scalar(draw) for _ in range(size)]
    chain = _chain(r_hat, u_new)
    w = [draw_scalar(draw) for _ in range(4)]
    w_hat, w_new = ([draw_scalar(draw) for _ in range(size)] for _ in range(2))
    begun = _begun(election, w, w_new, h, after)
    links = [
        joined((power(one), times(other, link)))
        for one, other, link in zip(w_hat, w_new, [generator(-1), *chain[:-1]], strict=True)
    ]
    c = hash_to_scalar(
        f"shuffle-challenge|{mark}|", *commas(begun, links), shown, *commas(chain), text_of(election.key)
    )
    s = (
        w[0] + c * sum(r),
        w[1] + c * sum(one * v for one, v in zip(r_hat, _products(u_new), strict=True)),
        w[2] + c * sum(one * other for one, other in zip(r, u, strict=True)),
        w[3] + c * sum(one * other for one, other in zip(chances, u, strict=True)),
    )
    s_hat = [one + c * other for one, other in zip(w_hat, r_hat, strict=True)]
    s_new = [one + c * other for one, other in zip(w_new, u_new, strict=True)]
    first = [*map(text_of, begun[:3]), [*map(text_of, begun[3:])], [*map(text_of, links)]]
    answers = [*_texts(s), list(_texts(s_hat)), list(_texts(s_new))]
    return [first, answers, [*map(text_of, places)], [*map(text_of, chain)]]


def _begun(election: Election, w: list[int], w_new: list[int], h: list[bytes], after: list[Cipher]) -> list[bytes]:
    t3 = joined((power(w[2]), *(times(one, base) for one, base in zip(w_new, h, strict=True))))
    betas = (times(one, beta) for one, (_, beta) in zip(w_new, after, strict=True))
    alphas = (times(one, alpha) for one, (alpha, _) in zip(w_new, after, strict=True))
    return [
        power(w[0]), power(w[1]), t3, joined((times(-w[3], election.key), *betas)), joined((power(-w[3]), *alphas)),
    ]  # fmt: skip


def _chain(r_hat: list[int], u_new: list[int]) -> list[bytes]:
    """Commit to the product of all challenges, one after another (table 13)."""
    chain = []
    link = generator(-1)
    for one, other in zip(r_hat, u_new, strict=True):
        link = joined((power(one), times(other, link)))
        chain.append(link)
    return chain


def _products(u_new: list[int]) -> list[int]:
    """Give for each challenge the product of those after it."""
    products = [1]
    for one in reversed(u_new[1:]):
        products.append(one * products[-1] % ORDER)
    return products[::-1]


def _texts(numbers: Sequence[int]) -> Iterator[str]:
    return (str(number % ORDER) for number in numbers)
