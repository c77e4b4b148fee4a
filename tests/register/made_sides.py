"""Made-up registers as sides to be linked, and what became of everybody."""

import datetime as dt
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from muster.register.address import Address, parse_address
from muster.register.batch import Batch
from muster.register.link import Links
from muster.register.side import DoorKeys, Side, door_keys_of, side_of
from tests.register.made.people import Entry, Population, entries_of, make_population
from tests.register.made.place import Door, lines_of
from tests.register.made.truth import Truth, same_person, truth_of
from tests.register.made.year import USUAL, Rates, a_year_later


class Elector(NamedTuple):
    """A row, by what a test wants to say of it; `at` is the address's first line, in one village."""

    surname: str
    forenames: str
    at: str = "1 Mill Lane"
    number: int = 0
    attains: dt.date | None = None
    uprn: str = ""
    district: str = "AA"
    marker: str = ""


class TwoYears(NamedTuple):
    """Two versions and the truth; `became` says what happened to the persons of the truth's pairs."""

    old: Side
    new: Side
    old_truth: Truth
    new_truth: Truth
    happened: dict[int, set[str]]


def side(*electors: Elector) -> Side:
    """Make a side by hand."""
    columns = list(zip(*electors, strict=True)) if electors else [()] * len(Elector._fields)
    surnames, forenames, at, numbers, attains, uprns, districts, markers = columns
    addresses = [parse_address((line, "Penbury")) if line else Address() for line in at]
    rows = len(electors)
    batch = Batch(
        range(2, rows + 2), districts, numbers, [0] * rows, surnames, forenames, markers, attains, uprns, [""] * rows,
        [(line,) for line in at], [None] * rows, [""] * rows, [""] * rows,
    )  # fmt: skip
    return side_of(batch, doors=door_keys_of(addresses, uprns))


def side_of_entries(entries: Sequence[Entry], *, uprns: bool = True) -> Side:
    """Make a side of a made-up register, its addresses as they are written there."""
    people = [entry.person for entry in entries]
    rows = len(entries)
    numbers = [entry.door.uprn.lstrip("0") if entry.door and uprns else "" for entry in entries]
    batch = Batch(
        range(2, rows + 2), [entry.district for entry in entries], [entry.number for entry in entries],
        [entry.suffix for entry in entries], [one.last for one in people],
        [f"{one.first} {one.middle}".strip() for one in people], [one.marker for one in people],
        [one.attains for one in people], numbers, [""] * rows, [()] * rows, [None] * rows, [""] * rows, [""] * rows,
    )  # fmt: skip
    return side_of(batch, doors=door_keys_of_entries(entries, numbers))


def door_keys_of_entries(entries: Sequence[Entry], uprns: Sequence[str] = ()) -> DoorKeys:
    """Key the doors by their addresses as they are written in the register."""
    known: dict[Door, Address] = {}
    addresses = [
        Address() if entry.door is None else known.get(entry.door) or known.setdefault(entry.door, _address(entry.door))
        for entry in entries
    ]
    return door_keys_of(addresses, uprns or [""] * len(entries))


def two_years(*, doors: int, seed: int = 1, uprns: bool = True, rates: Rates = USUAL) -> TwoYears:
    """Make a place up, and let a year pass."""
    before = make_population(Random(seed), doors=doors)
    after = a_year_later(before, Random(seed + 1), rates=rates)
    return sides_of(before, after, uprns=uprns)


def sides_of(before: Population, after: Population, *, uprns: bool = True) -> TwoYears:
    """Turn two populations into sides with their truth."""
    old, new = entries_of(before), entries_of(after)
    return TwoYears(
        side_of_entries(old, uprns=uprns),
        side_of_entries(new, uprns=uprns),
        truth_of(old),
        truth_of(new),
        after.happened,
    )


def linked_pairs(links: Links) -> NDArray[np.int64]:
    """Give the links as pairs (old, new), shape (n, 2)."""
    new = np.flatnonzero(links.old >= 0)
    return np.stack((links.old[new], new), axis=1)


class Recall(NamedTuple):
    """Of so many people: how many were linked to themselves, and how many more are among the pairs asked about."""

    people: int
    linked: float
    with_asked: float


def recalls(years: TwoYears, links: Links) -> dict[str, Recall]:
    """Measure recall by what happened to people: stayed (the same door), moved, married, respelled."""
    every = same_person(years.old_truth, years.new_truth)
    linked = links.old[every[:, 1]] == every[:, 0]
    asked = _among(every, np.stack((links.unsure.old, links.unsure.new), axis=1))
    doors = years.old_truth.doors[every[:, 0]] == years.new_truth.doors[every[:, 1]]
    without = years.old_truth.doors[every[:, 0]] < 0
    ids = years.old_truth.people[every[:, 0]].tolist()
    groups = {"stayed": doors & ~without, "moved": ~doors, "no address": without & doors}
    for what in ("married", "respelled"):
        groups[what] = np.array([what in years.happened.get(one, ()) for one in ids]) & doors
    return {
        what: Recall(int(group.sum()), float(linked[group].mean()), float((linked | asked)[group].mean()))
        for what, group in groups.items()
        if group.any()
    }


def _among(pairs: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.bool_]:
    wide = 1 << 32
    return np.isin(pairs[:, 0] * wide + pairs[:, 1], others[:, 0] * wide + others[:, 1])


def _address(door: Door) -> Address:
    return parse_address(lines_of(door))
