"""What really was: which rows of two versions are the same person, and who stayed behind their door."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tests.register.made.people import Entry

NO_DOOR = -1


class Truth(NamedTuple):
    """Of one version, by row of its register: whose row it is, and behind which door."""

    people: NDArray[np.int64]
    doors: NDArray[np.int64]


class Score(NamedTuple):
    """How good links are: of those drawn, how many are right; of those that are, how many were drawn."""

    precision: float
    recall: float
    recall_stayed: float


def truth_of(entries: Sequence[Entry]) -> Truth:
    """Tell whose rows these are."""
    people = np.fromiter((entry.person.id for entry in entries), np.int64, len(entries))
    doors = np.fromiter((entry.door.id if entry.door else NO_DOOR for entry in entries), np.int64, len(entries))
    return Truth(people, doors)


def same_person(before: Truth, after: Truth) -> NDArray[np.int64]:
    """Give the pairs of rows (before, after), counted from 0, that are one person; shape (n, 2), by the first."""
    _, rows, later_rows = np.intersect1d(before.people, after.people, assume_unique=True, return_indices=True)
    pairs = np.stack([rows, later_rows], axis=1)
    return pairs[np.argsort(rows)]


def stayed(before: Truth, after: Truth) -> NDArray[np.int64]:
    """Give the pairs of one person behind one door."""
    pairs = same_person(before, after)
    doors = before.doors[pairs[:, 0]]
    at_home: NDArray[np.int64] = pairs[(doors == after.doors[pairs[:, 1]]) & (doors != NO_DOOR)]
    return at_home


def score(links: NDArray[np.int64], before: Truth, after: Truth) -> Score:
    """Measure links, pairs of rows (before, after) of shape (n, 2) that join no row twice."""
    right = before.people[links[:, 0]] == after.people[links[:, 1]]
    found = np.zeros(len(before.people), dtype=bool)
    found[links[right, 0]] = True
    every, at_home = same_person(before, after), stayed(before, after)
    return Score(
        float(right.mean()) if len(links) else 1.0,
        float(found[every[:, 0]].mean()) if len(every) else 1.0,
        float(found[at_home[:, 0]].mean()) if len(at_home) else 1.0,
    )
