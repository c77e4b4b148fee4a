"""The inner loops of reading and counting papers, compiled: whole numbers only. docs/methods/count.md.

Marks of a paper are candidate numbers from 1 in the voter's order; 0 is a rank left out; a negative number stands at
the same rank as the mark before it.
"""

import numba as nb
import numpy as np
from numpy.typing import NDArray

NEWLINE, HASH, ZERO, NINE, DASH, EQUALS = 10, 35, 48, 57, 45, 61
BLANKS = (10, 32, 9, 13, 44)  # line end, space, tab, return, and the comma that spreadsheets leave
MOST = 100_000_000  # papers of one contest: sums of values stay far below 64 bits
READ, BAD_MARK, UNFINISHED, NO_SUCH_CANDIDATE, LONELY_EQUALS, NO_END, TOO_MANY = range(7)
EMPTY, UNCLEAR, WITHDRAWN, REPEATED_RANK, SKIPPED_RANK, REPEATED_NAME, VALID = range(7)


@nb.njit(cache=True)
def _number(text: NDArray[np.uint8], at: int) -> tuple[int, int]:
    """Read digits up to where they end; a number beyond any use stops early."""
    number = 0
    while at < len(text) and ZERO <= text[at] <= NINE and number <= MOST:
        number = number * 10 + text[at] - ZERO
        at += 1
    return number, at


@nb.njit(cache=True)
def _is_digit(text: NDArray[np.uint8], at: int) -> bool:
    return at < len(text) and ZERO <= text[at] <= NINE


@nb.njit(cache=True)
def _mark(
    text: NDArray[np.uint8],
    at: int,
    candidates: int,
    before: int,
    joined: bool,  # noqa: FBT001 - compiled code takes no keywords only
) -> tuple[int, int, int]:
    """Read what stands on a paper at one place: gives a code, the mark (or 0), and where it ends."""
    byte = text[at]
    if byte == DASH:
        bad = joined or _is_digit(text, at + 1)
        return (BAD_MARK if bad else READ), 0, at + 1
    if byte == EQUALS:
        return (LONELY_EQUALS if joined or before == 0 else READ), 0, at + 1
    number, after = _number(text, at)
    if number > candidates:
        return NO_SUCH_CANDIDATE, number, after - 1
    if number == 0 and joined:
        return LONELY_EQUALS, 0, at
    return READ, -number if joined else number, after


@nb.njit(cache=True)
def scan_papers(  # noqa: C901, PLR0911, PLR0912 - one pass over the bytes
    text: NDArray[np.uint8],
    at: int,
    candidates: int,
    votes: NDArray[np.int64],
    first: NDArray[np.int64],
    marks: NDArray[np.int16],
) -> tuple[int, int, int, int]:
    """Read papers up to the lone 0: gives a code, where it stopped, the number there, and how many papers it read."""
    paper, mark, total, number = 0, 0, 0, 0
    inside = joined = False
    first[0] = 0
    end = len(text)
    while at < end:
        byte = text[at]
        if byte == NEWLINE and inside:
            return UNFINISHED, at, 0, paper
        if byte in BLANKS:
            at += 1
        elif byte == HASH:
            while at < end and text[at] != NEWLINE:
                at += 1
        elif not inside:
            if not _is_digit(text, at):
                return BAD_MARK, at, 0, paper
            number, at = _number(text, at)
            total += number
            if number == 0:
                return READ, at, 0, paper
            if total > MOST:
                return TOO_MANY, at, number, paper
            votes[paper] = number
            inside = True
        elif byte in (DASH, EQUALS) or _is_digit(text, at):
            before = marks[mark - 1] if mark > first[paper] else 0
            code, number, at = _mark(text, at, candidates, before, joined)
            if code != READ:
                return code, at, number, paper
            joined = byte == EQUALS
            if number == 0 and byte not in (DASH, EQUALS):
                paper += 1
                first[paper] = mark
                inside = False
            elif byte != EQUALS:
                marks[mark] = number
                mark += 1
        else:
            return BAD_MARK, at, 0, paper
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
    parcels: NDArray[np.int64],
) -> int:
    """Move a pile's papers to the next continuing candidate of each; whoever follows the last candidate is nobody.

    A paper's kind says at what value it counts; values stay with the caller. `moved` is all zero, before and after.
    Gives how many parcels there are: to whom, of which kind before, how many papers.
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
    number = 0
    for to in range(last + 1):
        for was in range(len(new_kind)):
            if moved[to, was]:
                parcels[number, 0], parcels[number, 1], parcels[number, 2] = to, was, moved[to, was]
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
