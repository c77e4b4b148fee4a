"""What became of everybody between two versions: new, changed, moved, renumbered, unchanged, gone."""

from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from muster.register.joins import Ints, Mask
from muster.register.link import Links
from muster.register.reasons import Reason
from muster.register.side import Side


class Kind(IntEnum):
    """What became of an elector of the new version."""

    UNCHANGED = 0
    RENUMBERED = 1  # nothing but the number
    CHANGED = 2
    MOVED = 3  # to another door, whatever else changed
    NEW = 4


class Field(IntFlag):
    """What differs in an entry."""

    NAME = 1  # as written, capitals and accents included
    NUMBER = 2
    MARKERS = 4
    ATTAINS = 8
    ADDRESS = 16  # the same door, spelt so that its key differs
    DOOR = 32


class Tally(NamedTuple):
    """How many of each kind; all but `gone` make up the new version."""

    unchanged: int
    renumbered: int
    changed: int
    moved: int
    new: int
    gone: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions side by side.

    Attributes:
        kind: a `Kind` for each new row.
        changed: flags of `Field` for each new row; 0 of new electors.
        gone: rows of the old version that nobody is linked to.
        tally: how many.
    """

    kind: NDArray[np.int8]
    changed: NDArray[np.int8]
    gone: Ints
    tally: Tally


def compare_versions(old: Side, new: Side, links: Links) -> Comparison:
    """Compare the entries that were linked, field by field.

    Names and markers are compared by 32 bits of their keys: one change in four thousand million would be missed.
    """
    rows = np.flatnonzero(links.old >= 0)
    changed = np.zeros(len(new), dtype=np.int8)
    for field, differs in _differences(old, new, links, rows):
        changed[rows[differs]] |= int(field)
    kind = np.full(len(new), Kind.NEW, dtype=np.int8)
    only_number = np.where(changed[rows] == Field.NUMBER, Kind.RENUMBERED, Kind.CHANGED)
    kind[rows] = np.where(changed[rows] == 0, Kind.UNCHANGED, only_number)
    kind[rows[(changed[rows] & Field.DOOR) != 0]] = Kind.MOVED
    stays = np.zeros(len(old), dtype=np.bool_)
    stays[links.old[rows]] = True
    gone = np.flatnonzero(~stays)
    unchanged, renumbered, differ, moved, came = (int((kind == each).sum()) for each in Kind)
    return Comparison(kind, changed, gone, Tally(unchanged, renumbered, differ, moved, came, len(gone)))


def _differences(old: Side, new: Side, links: Links, rows: Ints) -> list[tuple[Field, Mask]]:
    before = links.old[rows]
    respelled = links.reason[rows] == Reason.NAME_AT_RESPELLED_DOOR
    other_door = old.door[before] != new.door[rows]
    return [
        (Field.NAME, old.written[before] != new.written[rows]),
        (Field.NUMBER, old.number[before] != new.number[rows]),
        (Field.MARKERS, old.markers[before] != new.markers[rows]),
        (Field.ATTAINS, old.attains[before] != new.attains[rows]),
        (Field.ADDRESS, other_door & respelled),
        (Field.DOOR, other_door & ~respelled),
    ]
