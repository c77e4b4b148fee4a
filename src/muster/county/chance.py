"""Chance from a seed, the same on every machine."""

from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

from numpy.random import PCG64, SeedSequence

T = TypeVar("T")
BLOCK = 4_096


class Chance:
    """Whole numbers drawn from one stream of one seed.

    Only the raw words of PCG64 are used, which numpy promises never to change; what is made of them
    is whole-number arithmetic, so the same seed gives the same county on every machine and version.
    """

    __slots__ = ("_source", "_words")

    def __init__(self, seed: int, stream: str) -> None:
        """Open the stream of this name; streams of different names don't disturb each other."""
        self._source = PCG64(SeedSequence([seed, *stream.encode()]))
        self._words: list[int] = []

    def below(self, most: int) -> int:
        """Draw from 0 to `most` - 1."""
        if not self._words:
            self._words = self._source.random_raw(BLOCK).tolist()
            self._words.reverse()
        return (self._words.pop() * most) >> 64

    def between(self, least: int, most: int) -> int:
        """Draw from `least` to `most`, both included."""
        return least + self.below(most - least + 1)

    def percent(self, share: int) -> bool:
        """Say yes in `share` of 100 draws."""
        return self.below(100) < share

    def pick(self, options: Sequence[T]) -> T:
        """Draw one, each as likely as the next."""
        return options[self.below(len(options))]

    def weigh(self, options: Sequence[T], weights: Sequence[int]) -> T:
        """Draw one, each as likely as its weight says."""
        sums = list(accumulate(weights))
        point = self.below(sums[-1])
        return next(option for option, top in zip(options, sums, strict=True) if point < top)

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """Give all of them in a drawn order (Fisher and Yates)."""
        order = list(options)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order
