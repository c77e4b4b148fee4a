"""Papers in piles: whose each is now and at what value. Values are whole numbers; papers are only ever counted."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.count import compiled
from muster.count.contest import Contest
from muster.count.result import NOBODY, Parcels, Tally

ROOM = 4  # for kinds of papers, at first


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
        kinds: how many there are.
        values: [room for kinds] what a paper of each kind counts for.
        held: [candidates + 1, room] the kinds of papers that each may have; the last are papers that nobody gets.
        moved, parcels, gains: room for the compiled loops.
        head, link, at, kind: each pile as a chain of papers, how far each paper has been read, and its kind.
    """

    papers: Orders
    continuing: NDArray[np.bool_]
    kinds: int
    values: NDArray[np.int64]
    held: NDArray[np.bool_]
    moved: NDArray[np.int64]
    parcels: NDArray[np.int64]
    gains: NDArray[np.int64]
    head: NDArray[np.int64]
    link: NDArray[np.int64]
    at: NDArray[np.int64]
    kind: NDArray[np.int64]


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
    values = np.array([value, *[0] * (ROOM - 1)], np.int64)
    held = np.zeros((candidates + 1, ROOM), np.bool_)
    held[:, 0] = True
    room = _room(candidates + 1, ROOM)
    return Piles(papers, continuing, 1, values, held, *room, head, link, at, np.zeros(many, np.int64)), counts.tolist()


def _room(rows: int, kinds: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    return np.zeros((rows, kinds), np.int64), np.empty((4, rows * kinds), np.int64), np.empty(rows, np.int64)


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
    new_kind = np.arange(piles.kinds)
    if worth:
        for kind in piles.held[candidate].nonzero()[0].tolist():
            new_kind[kind] = _kind(piles, worth(int(piles.values[kind])))
    papers = piles.papers
    compiled.move_pile(
        candidate, new_kind, piles.continuing, papers.orders, papers.end, papers.votes, piles.head, piles.link,
        piles.at, piles.kind, piles.moved,
    )  # fmt: skip
    number = compiled.tell_parcels(piles.moved, new_kind, piles.values, piles.held, piles.parcels, piles.gains)
    to, many, was, value = piles.parcels[:, :number].tolist()
    last = len(piles.continuing)
    whom = tuple([NOBODY if one == last else one for one in to])
    return Parcels(whom, tuple(many), tuple(was), tuple(value)), piles.gains.tolist()


def _kind(piles: Piles, value: int) -> int:
    """Find the kind of papers of a value, or begin one."""
    found = (piles.values[: piles.kinds] == value).nonzero()[0]
    if len(found):
        return int(found[0])
    if piles.kinds == len(piles.values):
        rows = len(piles.held)
        piles.values = np.concatenate([piles.values, np.zeros_like(piles.values)])
        piles.held = np.concatenate([piles.held, np.zeros_like(piles.held)], axis=1)
        piles.moved, piles.parcels, piles.gains = _room(rows, len(piles.values))
    piles.values[piles.kinds] = value
    piles.kinds += 1
    return piles.kinds - 1
