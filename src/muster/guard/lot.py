"""A panel drawn by lot, which anybody can draw again from the seed: no classes, no clock, no chance of its own.

Each candidate's lot is HMAC-SHA256 of their pseudonym under the seed; the lowest lots sit, the next stand in for
whoever declines. The seed's SHA-256 is promised before anybody is a candidate, so that nobody can choose a seed by its
outcome.
Source: docs/methods/power.md; the lottery of doors (learn.assign) draws in the same way.
"""

import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence

SEED_BYTES = 32
SEATS = 3
AGREE = 2  # of them decide


class SeedError(ValueError):
    """The seed is not the one whose hash was promised."""


class TooFewError(ValueError):
    """There are fewer candidates without an interest than a panel has seats."""


def promise_of(seed: bytes) -> str:
    """Give what is promised of a seed before anything is drawn: its SHA-256."""
    return hashlib.sha256(seed).hexdigest()


def list_hash(candidates: Iterable[str]) -> str:
    """Give the SHA-256 of the candidates' pseudonyms in their order, a line each."""
    return hashlib.sha256("".join(f"{one}\n" for one in sorted(set(candidates))).encode()).hexdigest()


def lot_of(seed: bytes, candidate: str) -> str:
    """Give a candidate's lot."""
    return hmac.new(seed, candidate.encode(), hashlib.sha256).hexdigest()


def drawn(candidates: Iterable[str], *, seed: bytes, promise: str, most: int) -> list[str]:
    """Give the first `most` candidates by lot, lowest first.

    Raises:
        SeedError: the seed is not the one that was promised.
        TooFewError: they are fewer than a panel's seats.
    """
    if promise_of(seed) != promise:
        raise SeedError
    ordered = sorted(set(candidates), key=lambda one: (lot_of(seed, one), one))
    if len(ordered) < SEATS:
        raise TooFewError(str(len(ordered)))
    return ordered[:most]


def seated(order: Sequence[str], *, declined: Collection[str]) -> list[str]:
    """Give who sits: the first of the drawn who did not decline. Fewer than `SEATS` if too many did."""
    return [one for one in order if one not in declined][:SEATS]


def word_of(sit: Sequence[str], *, says: Mapping[str, str]) -> str:
    """Give what a panel says: what two of those who sit say alike; '' as long as no two do."""
    words = [says[one] for one in sit if says.get(one)]
    return next((word for word in sorted(set(words)) if words.count(word) >= AGREE), "")
