"""A contest as it comes to the count: who stands, for how many seats, and the papers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from muster.count.compiled import MOST

Rank: TypeAlias = "int | Sequence[int] | None"
MOST_CANDIDATES = 10_000


class ContestError(ValueError):
    """A contest can't be counted as it stands; the sentence says what to mend."""


@dataclass(frozen=True, slots=True, eq=False)
class Papers:
    """Papers, equal ones once with how many they are.

    Attributes:
        votes: [papers] how many papers are marked so.
        first: [papers + 1] where each paper's marks begin; the last is where all end.
        marks: candidate numbers from 1 in the voter's order; 0 is a rank left out; a negative number stands at the
            same rank as the mark before it.
    """

    votes: NDArray[np.int64]
    first: NDArray[np.int64]
    marks: NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Contest:
    """One election.

    Attributes:
        title: what it is called, '' for nothing.
        names: the candidates; their index here is their number less one.
        seats: how many are to be elected.
        papers: what was voted.
        withdrawn: candidates (indices) who don't stand any more; papers pass over them.
    """

    title: str
    names: tuple[str, ...]
    seats: int
    papers: Papers
    withdrawn: frozenset[int] = frozenset()


def make_papers(papers: Iterable[tuple[int, Sequence[Rank]]]) -> Papers:
    """Make papers of (how many, ranks); a rank is a candidate's number from 1, several of them, or None if left out.

    Raises:
        ContestError: if there are more than 100 million.
    """
    votes, first, marks = [], [0], list[int]()
    for number, ranks in papers:
        votes.append(number)
        for rank in ranks:
            marks += _marks(rank)
        first.append(len(marks))
    if sum(votes) > MOST:
        raise ContestError(f"at most {MOST:,} papers can be counted at once")
    return Papers(np.array(votes, np.int64), np.array(first, np.int64), np.array(marks, np.int16))


def _marks(rank: Rank) -> list[int]:
    if rank is None:
        return [0]
    if isinstance(rank, int):
        return [rank]
    return [number if not at else -number for at, number in enumerate(rank)] or [0]


def each_paper(papers: Papers) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Give (how many, marks) of each paper, as `Papers` writes marks."""
    marks, first = papers.marks.tolist(), papers.first.tolist()
    for at, number in enumerate(papers.votes.tolist()):
        yield number, tuple(marks[first[at] : first[at + 1]])


def merge_papers(papers: Papers) -> Papers:
    """Put equal papers together, in the order of their marks: the same votes give the same papers."""
    counts: dict[tuple[int, ...], int] = {}
    for number, marks in each_paper(papers):
        counts[marks] = counts.get(marks, 0) + number
    kept = sorted(counts)
    lengths = [len(marks) for marks in kept]
    return Papers(
        np.array([counts[marks] for marks in kept], np.int64),
        np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64),
        np.array([mark for marks in kept for mark in marks], np.int16),
    )


def withdraw(contest: Contest, candidates: Iterable[int]) -> Contest:
    """Let candidates (indices) stand no longer, whether they withdrew or were elected elsewhere before.

    Raises:
        ContestError: if there is no such candidate.
    """
    gone = frozenset(candidates)
    wrong = sorted(number + 1 for number in gone if not 0 <= number < len(contest.names))
    if wrong:
        raise ContestError(f"there is no candidate {wrong[0]}; they are numbered 1 to {len(contest.names)}")
    return replace(contest, withdrawn=contest.withdrawn | gone)


def find_candidate(contest: Contest, words: str) -> int | None:
    """Find a candidate (index) by number from 1 or by the whole name, case and doubled spaces aside; None if nobody."""
    if words.strip().isdecimal():
        number = int(words)
        return number - 1 if 1 <= number <= len(contest.names) else None
    wanted = " ".join(words.split()).casefold()
    found = [at for at, name in enumerate(contest.names) if " ".join(name.split()).casefold() == wanted]
    return found[0] if len(found) == 1 else None
