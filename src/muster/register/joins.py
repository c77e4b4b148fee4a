"""Joins of long columns on 64-bit keys: sorting instead of a table of objects."""

from bisect import bisect_left
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
AnyInts = NDArray[np.signedinteger[Any]]  # of 64 bits, or of 32 where there are many
_AT_ONCE = 1 << 16  # rows: what is worked out on the way takes little room then, and stays near
_ODD = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(29)


@lru_cache(maxsize=1 << 15)
def key_of(text: str) -> int:
    """Give a text's 64-bit key, the same on every machine and for ever; 0 for the empty text."""
    return hash_of(text)


def hash_of(text: str) -> int:
    """Give a text's key, as `key_of`, which remembers those that come often."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little") if text else 0


def mixed(*columns: NDArray[np.generic]) -> Keys:
    """Mix columns to one key a row; the order of the columns counts."""
    key = np.zeros(len(columns[0]), dtype=np.uint64)
    for begin in range(0, len(key), _AT_ONCE):
        some = slice(begin, begin + _AT_ONCE)
        part = key[some]
        for column in columns:
            part ^= column[some].astype(np.uint64)
            part *= _ODD
            part ^= part >> _HALF
    return key


def met_once(old: Keys, new: Keys) -> tuple[Ints, Ints]:
    """Give the pairs (old, new) whose key stands exactly once on either side, by the old row."""
    keys = np.concatenate((old, new))
    order = np.argsort(keys, kind="stable")
    same = _same_as_next(keys[order])
    two = np.flatnonzero(same[1:] & ~same[:-1] & ~np.append(same[2:], False))
    first, second = order[two], order[two + 1]
    across = (first < len(old)) & (second >= len(old))
    first, second = first[across], second[across] - len(old)
    by_old = np.argsort(first, kind="stable")
    return first[by_old], second[by_old]


def _same_as_next(ordered: Keys) -> Mask:
    """Whether each key equals the next; one False stands before, so that a run can be told from its middle."""
    same = np.zeros(len(ordered) + 1, dtype=np.bool_)
    same[1:-1] = ordered[1:] == ordered[:-1]
    return same


def is_repeated(keys: Keys) -> Mask:
    """Whether a row's key stands in another row too."""
    ordered = np.sort(keys)
    return is_in(keys, np.unique(ordered[1:][ordered[1:] == ordered[:-1]]))


def is_in(keys: NDArray[np.unsignedinteger], ordered: NDArray[np.unsignedinteger]) -> Mask:
    """Whether each key is among `ordered`, which is sorted."""
    if not len(ordered):
        return np.zeros(len(keys), dtype=np.bool_)
    at = np.searchsorted(ordered, keys)
    at[at == len(ordered)] = 0
    found: Mask = ordered[at] == keys
    return found


def counts_in(keys: NDArray[np.unsignedinteger], ordered: NDArray[np.unsignedinteger]) -> Ints:
    """Count each key among `ordered`, which is sorted."""
    order = np.argsort(keys)  # neighbours are found near each other, so that little memory is gone through
    wanted = keys[order]
    count: Ints = np.empty(len(keys), dtype=np.int64)
    count[order] = np.searchsorted(ordered, wanted, side="right") - np.searchsorted(ordered, wanted)
    return count


def met_all(old: Keys, new: Keys, *, most: int) -> tuple[Ints, Ints]:
    """Give all pairs (old, new) of one key, where a key has at most `most` of them; by new, then old."""
    order = np.argsort(old, kind="stable")
    ordered = old[order]
    begin = np.searchsorted(ordered, new)
    each = np.searchsorted(ordered, new, side="right") - begin
    met = np.flatnonzero(each)
    met = met[each[met] * counts_in(new[met], np.sort(new[met])) <= most]
    each, begin = each[met], begin[met]
    right = np.repeat(met, each)
    within = np.arange(len(right)) - np.repeat(np.cumsum(each) - each, each)
    return order[np.repeat(begin, each) + within], right


def decibans(counts: NDArray[np.integer]) -> Ints:
    """Give ten times the decimal logarithm of whole numbers, rounded, without a logarithm: 0 of 0 and 1, 20 of 100.

    Whole-number tables give the same on every machine, which a logarithm doesn't promise.
    """
    tenths: Ints = np.searchsorted(_STEPS, np.maximum(counts, 1), side="right").astype(np.int64) - 1
    return tenths


def decibans_of(over: int, under: int) -> int:
    """Give the decibans of a ratio of two positive whole numbers, rounded exactly."""
    if over < under:
        return -decibans_of(under, over)
    # over / under >= 10 ** ((k - 1/2) / 10)  <=>  over ** 20 >= under ** 20 * 10 ** (2 k - 1)
    whole = over**20 * 10
    base = under**20
    return bisect_left(range(400), 1, key=lambda k: int(base * 10 ** (2 * k) > whole)) - 1


def _steps() -> Ints:
    """Give the smallest whole number of each deciban up to 180."""
    steps = [1]
    for k in range(1, 181):
        target = 10 ** (2 * k - 1)  # n ** 20 >= 10 ** (2 k - 1)
        low, high = 1, 10**19
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if middle**20 >= target else (middle + 1, high)
        steps.append(low)
    return np.array(steps, dtype=np.int64)


_STEPS = _steps()
