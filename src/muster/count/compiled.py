"""The inner loops of reading and counting papers, compiled: whole numbers only. docs/methods/count.md.

Marks of a paper are candidate numbers from 1 in the voter's order; 0 is a rank left out; a negative number stands at
the same rank as the mark before it.
"""

import numba as nb
import numpy as np
from numpy.typing import NDArray

NEWLINE, HASH, ZERO, NINE, DASH, EQUALS = 10, 35, 48, 57, 45, 61
BLANKS = (32, 9, 13, 44)  # space, tab, return, and the comma that spreadsheets leave
MOST = 100_000_000  # papers of one contest: sums of values stay far below 64 bits
READ, BAD_MARK, UNFINISHED, NO_SUCH_CANDIDATE, LONELY_EQUALS, NO_END, TOO_MANY = range(7)
EMPTY, UNCLEAR, WITHDRAWN, REPEATED_RANK, SKIPPED_RANK, REPEATED_NAME, VALID = range(7)


@nb.njit(cache=True)
def scan_papers(  # noqa: C901, PLR0911, PLR0912 - one pass over the bytes; cut into calls it ran at a third of the speed
    text: NDArray[np.uint8],
    at: int,
    candidates: int,
    votes: NDArray[np.int64],
    first: NDArray[np.int64],
    marks: NDArray[np.int16],
) -> tuple[int, int, int, int]:
    """Read papers up to the lone 0: gives a code, where it stopped, the number there, and how many papers it read."""
    paper, mark, total, number, end = 0, 0, 0, 0, len(text)
    inside = joined = False
    first[0] = 0
    while at < end:
        byte = text[at]
        if ZERO <= byte <= NINE:
            number = 0
            while at < end and ZERO <= text[at] <= NINE and number <= MOST:
                number = number * 10 + text[at] - ZERO
                at += 1
            if inside and number:
                if number > candidates:
                    return NO_SUCH_CANDIDATE, at - 1, number, paper
                marks[mark] = -number if joined else number
                joined = False
                mark += 1
            elif inside:
                if joined:
                    return LONELY_EQUALS, at - 1, 0, paper
                paper += 1
                first[paper] = mark
                inside = False
            else:
                total += number
                if number == 0:
                    return READ, at, 0, paper
                if total > MOST:
                    return TOO_MANY, at, number, paper
                votes[paper] = number
                inside = True
            continue
        if byte == NEWLINE:
            if inside:
                return UNFINISHED, at, 0, paper
        elif byte == HASH:
            while at < end and text[at] != NEWLINE:
                at += 1
            continue
        elif byte == EQUALS and inside:
            if joined or mark == first[paper] or marks[mark - 1] == 0:
                return LONELY_EQUALS, at, 0, paper
            joined = True
        elif byte == DASH and inside:
            if joined or (at + 1 < end and ZERO <= text[at + 1] <= NINE):
                return BAD_MARK, at, 0, paper
            marks[mark] = 0
            mark += 1
        elif byte not in BLANKS:
            return BAD_MARK, at, 0, paper
        at += 1
    return (UNFINISHED if inside else NO_END), end - 1, number, paper


@nb.njit(cache=True)
def _read_paper(
    marks: NDArray[np.int16], start: int, stop: int, standing: NDArray[np.bool_], seen: NDArray[np.int64], paper: int,
    orders: NDArray[np.int16],
) -> tuple[int, int, int, bool]:  # fmt: skip
    """Read one paper: gives where its order ends, how many it names in order, what cut it short, if one came twice."""
    out, named = start, 0
    again = False
    for at in range(start, stop):
        if marks[at] == 0:
            return out, named, SKIPPED_RANK, again
        if at + 1 < stop and marks[at + 1] < 0:
            return out, named, REPEATED_RANK, again
        candidate = marks[at] - 1
        if seen[candidate] == paper + 1:
            again = True
            continue
        seen[candidate] = paper + 1
        named += 1
        if standing[candidate]:
            orders[out] = candidate
            out += 1
    return out, named, -1, again


@nb.njit(cache=True)
def lay_orders(
    marks: NDArray[np.int16],
    first: NDArray[np.int64],
    votes: NDArray[np.int64],
    standing: NDArray[np.bool_],
    orders: NDArray[np.int16],
    end: NDArray[np.int64],
    tally: NDArray[np.int64],
) -> None:
    """Read marks as candidates (from 0) in strict order, those standing only; tally what stands in the way."""
    seen = np.zeros(len(standing), dtype=np.int64)
    for paper in range(len(votes)):
        start, stop = first[paper], first[paper + 1]
        out, named, cut, again = _read_paper(marks, start, stop, standing, seen, paper, orders)
        end[paper] = out
        number = votes[paper]
        if start == stop:
            tally[EMPTY] += number
        elif named == 0:
            tally[UNCLEAR] += number
        elif out == start:
            tally[WITHDRAWN] += number
        else:
            tally[VALID] += number
            if cut >= 0:
                tally[cut] += number
            if again:
                tally[REPEATED_NAME] += number


@nb.njit(cache=True)
def deal(
    orders: NDArray[np.int16],
    first: NDArray[np.int64],
    end: NDArray[np.int64],
    votes: NDArray[np.int64],
    head: NDArray[np.int64],
    link: NDArray[np.int64],
    at: NDArray[np.int64],
    papers: NDArray[np.int64],
) -> None:
    """Put every paper on the pile of its first preference; a pile is a chain of papers."""
    for paper in range(len(votes)):
        start = first[paper]
        at[paper] = start
        if end[paper] > start:
            to = orders[start]
            link[paper] = head[to]
            head[to] = paper
            papers[to] += votes[paper]


@nb.njit(cache=True)
def move_pile(  # noqa: PLR0917 - compiled code takes no keywords only
    pile: int,
    new_kind: NDArray[np.int64],
    continuing: NDArray[np.bool_],
    orders: NDArray[np.int16],
    end: NDArray[np.int64],
    votes: NDArray[np.int64],
    head: NDArray[np.int64],
    link: NDArray[np.int64],
    at: NDArray[np.int64],
    kind: NDArray[np.int64],
    moved: NDArray[np.int64],
) -> None:
    """Move a pile's papers to the next continuing candidate of each; whoever follows the last candidate is nobody.

    A paper's kind says at what value it counts; `moved[to, kind]` counts papers by the kind that they were.
    """
    last = len(continuing)
    paper = head[pile]
    head[pile] = -1
    while paper >= 0:
        following = link[paper]
        here, stop = at[paper] + 1, end[paper]
        while here < stop and not continuing[orders[here]]:
            here += 1
        at[paper] = here
        was = kind[paper]
        kind[paper] = new_kind[was]
        to = orders[here] if here < stop else last
        link[paper] = head[to]
        head[to] = paper
        moved[to, was] += votes[paper]
        paper = following


@nb.njit(cache=True)
def tell_parcels(
    moved: NDArray[np.int64],
    new_kind: NDArray[np.int64],
    values: NDArray[np.int64],
    held: NDArray[np.bool_],
    parcels: NDArray[np.int64],
    gains: NDArray[np.int64],
) -> int:
    """Turn what moved into parcels (to whom, papers, value before, value now) and votes; `moved` is zero again after.

    Gives how many parcels there are. Papers times value stay far below 64 bits: at most 100 million by 100,000.
    """
    number = 0
    for to in range(len(moved)):
        gains[to] = 0
        for was in range(len(new_kind)):
            papers = moved[to, was]
            if papers:
                now = new_kind[was]
                held[to, now] = True
                gains[to] += papers * values[now]
                parcels[0, number], parcels[1, number] = to, papers
                parcels[2, number], parcels[3, number] = values[was], values[now]
                moved[to, was] = 0
                number += 1
    return number


@nb.njit(cache=True)
def share_votes(
    orders: NDArray[np.int16],
    first: NDArray[np.int64],
    end: NDArray[np.int64],
    votes: NDArray[np.int64],
    keep: NDArray[np.int64],
    one: int,
    total: NDArray[np.int64],
) -> None:
    """Share each paper by keep factors, Meek's way: what a candidate keeps is rounded up to one part in `one`."""
    total[:] = 0
    for paper in range(len(votes)):
        weight = one
        for at in range(first[paper], end[paper]):
            candidate = orders[at]
            kept = keep[candidate]
            if kept == 0:
                continue
            share = weight if kept == one else (weight * kept + one - 1) // one
            total[candidate] += share * votes[paper]
            weight -= share
            if weight <= 0:
                break


@nb.njit(cache=True)
def approve(
    marks: NDArray[np.int16],
    first: NDArray[np.int64],
    votes: NDArray[np.int64],
    standing: NDArray[np.bool_],
    total: NDArray[np.int64],
    tally: NDArray[np.int64],
) -> None:
    """Count every candidate once who is marked on a paper, whatever the rank."""
    seen = np.zeros(len(standing), dtype=np.int64)
    for paper in range(len(votes)):
        named = valid = False
        for at in range(first[paper], first[paper + 1]):
            if marks[at] == 0:
                continue
            candidate = abs(marks[at]) - 1
            named = True
            if seen[candidate] == paper + 1:
                continue
            seen[candidate] = paper + 1
            if standing[candidate]:
                total[candidate] += votes[paper]
                valid = True
        tally[VALID if valid else (WITHDRAWN if named else EMPTY)] += votes[paper]
