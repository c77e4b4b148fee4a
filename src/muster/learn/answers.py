"""Answers gathered into cells: everybody who is alike in all that is known of them is one line."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from muster.learn.refusal import RefusedError
from muster.learn.sums import add_up

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class NoGroupsError(RefusedError):
    """A model needs one grouping at least."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way in which people are grouped, each group with an effect of its own that is drawn to their middle.

    Attributes:
        name: such as "education", or "education and age" for a pair.
        groups: how many there are.
        codes: which one each line belongs to, (lines,), from 0.
    """

    name: str
    groups: int
    codes: Ints


@dataclass(frozen=True, slots=True)
class People:
    """Lines of people as a model sees them: columns that count as they stand, and groupings.

    Attributes:
        fixed: (lines, columns); the first column is 1 throughout.
        groupings: the one with most groups is worked out apart, so that there may be thousands of it.
    """

    fixed: Floats
    groupings: tuple[Grouping, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """How many of each line's people said yes.

    Attributes:
        people: the lines.
        yes: (lines,), how many said yes.
        asked: (lines,), how many were asked.
    """

    people: People
    yes: Floats
    asked: Floats


def pair(one: Grouping, other: Grouping) -> Grouping:
    """Group by two things at once."""
    codes = one.codes * other.groups + other.codes
    return Grouping(f"{one.name} and {other.name}", one.groups * other.groups, codes)


def gather(people: People, yes: NDArray[np.bool_], *, asked: Floats | None = None) -> Answers:
    """Join people who are alike into one line each; the fit is the same, and quicker.

    Args:
        people: one line a person.
        yes: (people,).
        asked: weights, where people don't count the same; scaled beforehand to the answers' effective number.
    """
    counts = np.ones(len(yes)) if asked is None else asked
    first, place = _alike(people)
    groupings = tuple(Grouping(g.name, g.groups, g.codes[first]) for g in people.groupings)
    lines = People(people.fixed[first], groupings)
    said = add_up(place, counts * yes, groups=len(first))
    return Answers(lines, said, add_up(place, counts, groups=len(first)))


def _alike(people: People) -> tuple[Ints, Ints]:
    """Number kinds of people: the first person of each kind, and everybody's kind."""
    kind = np.zeros(len(people.fixed), dtype=np.int64)
    for column in people.fixed.T:
        kind = _joined(kind, np.unique(column, return_inverse=True)[1].reshape(-1))
    for grouping in people.groupings:
        kind = _joined(kind, grouping.codes)
    _, first, place = np.unique(kind, return_index=True, return_inverse=True)
    return first, place.reshape(-1)


def _joined(kind: Ints, more: Ints) -> Ints:
    """Number the pairs of two numberings, from 0 without gaps where the numbers would grow too large."""
    most = int(more.max(initial=0)) + 1
    if (int(kind.max(initial=0)) + 1) * most >= 1 << 62:
        kind = np.unique(kind, return_inverse=True)[1].reshape(-1)
    return kind * most + more


@dataclass(frozen=True, slots=True)
class Design:
    """A model's columns, split so that the largest grouping can be solved apart.

    Attributes:
        narrow: fixed columns and all groupings but the largest, (lines, narrow), sparse.
        wide: which group of the largest grouping each line is of, (lines,).
        groups: how many of these there are.
        spans: for each grouping but the largest its columns in `narrow`; the largest's is None.
        fixed: how many fixed columns.
    """

    narrow: sparse.csr_array
    wide: Ints
    groups: int
    spans: tuple[slice | None, ...]
    fixed: int


def lay_out(people: People) -> Design:
    """Split a model's columns into the largest grouping and all others.

    Raises:
        NoGroupsError: if there is no grouping.
    """
    if not people.groupings:
        raise NoGroupsError("a model of groups needs one grouping at least, such as the area")
    largest = max(range(len(people.groupings)), key=lambda g: people.groupings[g].groups)
    lines, fixed = people.fixed.shape
    at = fixed
    spans: list[slice | None] = []
    columns, values = [np.tile(np.arange(fixed), (lines, 1))], [people.fixed]
    for g, grouping in enumerate(people.groupings):
        if g == largest:
            spans.append(None)
            continue
        spans.append(slice(at, at + grouping.groups))
        columns.append((at + grouping.codes)[:, None])
        values.append(np.ones((lines, 1)))
        at += grouping.groups
    narrow = _rows(np.hstack(values), np.hstack(columns), width=at)
    wide = people.groupings[largest]
    return Design(narrow, wide.codes, wide.groups, tuple(spans), fixed)


def _rows(values: Floats, columns: Ints, *, width: int) -> sparse.csr_array:
    lines, each = values.shape
    starts = np.arange(0, lines * each + 1, each)
    return sparse.csr_array((values.reshape(-1), columns.reshape(-1), starts), shape=(lines, width))


def products(design: Design) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Give each line's products of columns, so that one product turns weights of lines into a block of the curvature.

    Returns:
        (lines, narrow * narrow): each pair of narrow columns, the upper triangle only, flat; and
        (lines, groups * narrow): the line's group of the largest grouping with each column.
    """
    lines, width = design.narrow.shape
    each = int(design.narrow.indptr[1]) if lines else 0
    columns = design.narrow.indices.reshape(lines, each).astype(np.int64)
    values = design.narrow.data.reshape(lines, each)
    left, right = np.triu_indices(each)
    inner = _rows(values[:, left] * values[:, right], columns[:, left] * width + columns[:, right], width=width * width)
    across = _rows(values, design.wide[:, None] * width + columns, width=design.groups * width)
    return inner, across
