"""Cooling in whole numbers: what a search may lose, the same on every machine, as no library's logarithm is asked."""

from itertools import accumulate


def cooled(hot: int, cold: int, *, step: int, steps: int, parts: int) -> int:
    """Give what a step of a cooling may lose on average, in whole parts of the unit of `hot` and `cold`.

    Each step is the same share of the one before it: the first is `hot`, the last `cold`.

    Args:
        hot: at the first step, at least 1.
        cold: at the last step, at least 1.
        step: from 0.
        steps: how many there are, at least 2.
        parts: how many of the result's parts make one unit.
    """
    last = steps - 1
    return _root(hot ** (last - step) * cold**step * parts**last, last)


def exponential_draws(count: int, *, parts: int) -> list[int]:
    """Give `count` numbers spread as draws of an exponential of mean 1 are, the least first, in whole parts.

    Each is the mean of that draw among so many in order: 1/n, 1/n + 1/(n - 1), ... (Rényi 1953, On the theory of order
    statistics).
    """
    return list(accumulate(parts // left for left in range(count, 0, -1)))


def _root(value: int, degree: int) -> int:
    """Give the whole part of a root, by halving."""
    low, high = 0, 1 << (value.bit_length() // degree + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if middle**degree <= value:
            low = middle
        else:
            high = middle
    return low
