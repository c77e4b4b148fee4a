"""Papers in piles: whose each is now and at what value. Values are whole numbers; papers are only ever counted."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.count import compiled
from muster.count.contest import Contest
from muster.count.result import NOBODY, Parcels, Tally


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """Papers as strict orders of candidates who stand (indices): a paper's is `orders[first : end]`."""

    votes: NDArray[np.int64]
    first: NDArray[np.int64]
    end: NDArray[np.int64]
    orders: NDArray[np.int16]


@dataclass(slots=True, eq=False)
class Piles:
    """Who holds which papers. A kind of papers is all those of one value.

    Attributes:
        papers: as strict orders.
        continuing: [candidates] who may get papers.
        held: [candidates + 1] the kinds of papers that each may have; the last are papers that nobody gets any more.
        values: of each kind.
        moved, parcels: room for the compiled loop.
    """

    papers: Orders
    continuing: NDArray[np.bool_]
    held: list[set[int]]
    values: list[int]
    head: NDArray[np.int64]
    link: NDArray[np.int64]
    at: NDArray[np.int64]
    kind: NDArray[np.int64]
    moved: NDArray[np.int64]
    parcels: NDArray[np.int64]


def read_orders(contest: Contest) -> tuple[Orders, Tally]:
    """Read every paper as a strict order of those who stand."""
    papers = contest.papers
    tally = np.zeros(compiled.VALID + 1, np.int64)
    orders = np.empty(len(papers.marks), np.int16)
    end = np.empty(len(papers.votes), np.int64)
    compiled.lay_orders(papers.marks, papers.first, papers.votes, _standing(contest), orders, end, tally)
    return Orders(papers.votes, papers.first, end, orders), tally_of(tally)


def approvals(contest: Contest) -> tuple[list[int], Tally]:
    """Count for each candidate the papers that name them, whatever the order."""
    papers = contest.papers
    tally = np.zeros(compiled.VALID + 1, np.int64)
    total = np.zeros(len(contest.names), np.int64)
    compiled.approve(papers.marks, papers.first, papers.votes, _standing(contest), total, tally)
    return total.tolist(), tally_of(tally)


def tally_of(counts: NDArray[np.int64]) -> Tally:
    """Name what the compiled loops counted."""
    empty, unclear, withdrawn, repeated_rank, skipped_rank, repeated_name, valid = counts.tolist()
    return Tally(valid, empty, unclear, withdrawn, repeated_rank, skipped_rank, repeated_name)


def _standing(contest: Contest) -> NDArray[np.bool_]:
    standing = np.ones(len(contest.names), np.bool_)
    standing[list(contest.withdrawn)] = False
    return standing


def deal_papers(papers: Orders, continuing: NDArray[np.bool_], *, value: int) -> tuple[Piles, list[int]]:
    """Lay every paper with its first preference.

    Returns:
        The piles, and how many papers each candidate has.
    """
    candidates, many = len(continuing), len(papers.votes)
    head = np.full(candidates + 1, -1, np.int64)
    link, at = np.empty(many, np.int64), np.empty(many, np.int64)
    counts = np.zeros(candidates, np.int64)
    compiled.deal(papers.orders, papers.first, papers.end, papers.votes, head, link, at, counts)
    firsts: list[int] = counts.tolist()
    held = [{0} for _ in range(candidates + 1)]
    room = np.zeros((candidates + 1, 4), np.int64), np.empty((4 * (candidates + 1), 3), np.int64)
    return Piles(papers, continuing, held, [value], head, link, at, np.zeros(many, np.int64), *room), firsts


def move_papers(piles: Piles, candidate: int, worth: Callable[[int], int] | None = None) -> tuple[Parcels, list[int]]:
    """Move all papers of a candidate on, each to its next continuing candidate.

    Args:
        piles: changed in place; the candidate must not be continuing any more.
        candidate: whose.
        worth: what a paper of a given value counts for from now on; as before, if not given.

    Returns:
        What went where, in the order of candidates, what nobody gets last; and in that order the votes that
        each gets.
    """
    values = piles.values
    after = list(range(len(values)))
    if worth:
        for kind in sorted(piles.held[candidate]):
            after[kind] = _kind(piles, worth(values[kind]))
    room = (len(piles.continuing) + 1) * len(after)
    if len(piles.parcels) < room:
        piles.moved = np.zeros((len(piles.continuing) + 1, 2 * len(after)), np.int64)
        piles.parcels = np.empty((2 * room, 3), np.int64)
    papers = piles.papers
    number = compiled.move_pile(
        candidate, np.array(after), piles.continuing, papers.orders, papers.end, papers.votes, piles.head, piles.link,
        piles.at, piles.kind, piles.moved, piles.parcels,
    )  # fmt: skip
    return _told(piles, piles.parcels[:number].tolist(), after)


def _told(piles: Piles, moved: list[list[int]], after: list[int]) -> tuple[Parcels, list[int]]:
    """Tell what moved: (to whom, of which kind before, how many) becomes parcels and votes."""
    values, held, last = piles.values, piles.held, len(piles.continuing)
    gains = [0] * (last + 1)
    whom, numbers, before, now = list[int](), list[int](), list[int](), list[int]()
    for to, kind, number in moved:
        new = after[kind]
        value = values[new]
        gains[to] += number * value
        held[to].add(new)
        whom.append(to if to < last else NOBODY)
        numbers.append(number)
        before.append(values[kind])
        now.append(value)
    return Parcels(tuple(whom), tuple(numbers), tuple(before), tuple(now)), gains


def _kind(piles: Piles, value: int) -> int:
    """Find the kind of papers of a value, or begin one."""
    if value in piles.values:
        return piles.values.index(value)
    piles.values.append(value)
    return len(piles.values) - 1
