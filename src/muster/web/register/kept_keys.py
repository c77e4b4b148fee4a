"""What an entry keeps besides its texts: the keys that it is linked by, and the one that tells the same row next year.

Both hold as long as the code that reads registers is the same (`unchanged.our_code`). A row that says of name and
markers what an entry says is then neither taken apart nor folded nor keyed: it has the entry's keys, and its texts.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from muster.register.joins import Keys, mixed
from muster.register.said import nobody_known
from muster.register.side import SAID, ReadNames, Side
from muster.web.register.columns import Columns

_HALVES = dict.fromkeys(SAID, "<u4") | {"name": "<u8", "letters": "<i4", "attains": "<i4"}
KEPT = np.dtype([("read_as", "<u8"), *_HALVES.items()])  # as the column `keys` holds them


def kept(keys: Sequence[int], side: Side, *, way: int) -> list[bytes]:
    """Give what entries keep of rows that were read in one way."""
    rows = np.empty(len(side), dtype=KEPT)
    rows["read_as"] = _in_way(np.array(keys, dtype=np.uint64), way)
    for name in SAID:
        rows[name] = getattr(side, name)
    whole = rows.tobytes()
    return [whole[at : at + KEPT.itemsize] for at in range(0, len(whole), KEPT.itemsize)]


def _in_way(keys: Keys, way: int) -> Keys:
    """Make keys of another reading others; 0 stays 0."""
    return np.where(keys == 0, keys, mixed(keys, np.broadcast_to(np.uint64(way), len(keys))))


class Before:
    """What stands, to know rows by: the keys in order, and where those begin that have the same first bits."""

    def __init__(self, keys: Keys | None = None, read_names: ReadNames | None = None, *, way: int = 0) -> None:
        """Take the keys of what stands, a row each, what reads its names, and how the file is read: `said_as`."""
        keys = np.zeros(0, dtype=np.uint64) if keys is None else keys.astype(np.uint64)
        order = np.argsort(keys, kind="stable")
        self.way, self.read_names = way, read_names or _nobody
        self._keys, self._rows = keys[order], order.astype(np.int32)
        self._shift = np.uint64(64 - max(len(keys), 1).bit_length())
        firsts = np.arange((1 << 64 - int(self._shift)) + 1, dtype=np.uint64)
        self._begins = np.searchsorted(self._keys >> self._shift, firsts).astype(np.int32)

    def find(self, keys: Keys) -> Sequence[int]:
        """Give for each key the row of what stands that has it, -1 for none."""
        if not len(self._keys):
            return nobody_known(keys)
        wanted = _in_way(keys, self.way)
        part = (wanted >> self._shift).astype(np.int64)
        at, end = self._begins[part], self._begins[part + 1]
        found = np.full(len(keys), -1, dtype=np.int32)
        left = np.flatnonzero((at < end) & (wanted != 0))
        while len(left):
            here = at[left]
            same = self._keys[here] == wanted[left]
            found[left[same]] = self._rows[here[same]]
            at[left] += 1
            left = left[~same & (here + 1 < end[left])]
        told: list[int] = found.tolist()
        return told


def _nobody(rows: NDArray[np.int64]) -> Sequence[tuple[str, str]]:
    return [("", "")] * len(rows)


def spread_keys(columns: Columns, stood: Columns) -> None:
    """Write the keys of all rows: of those that are known what stands has, of the others what was read (`read_...`)."""
    known = columns.read("known")
    new = known < 0
    old = known[~new]
    for name in SAID:
        read = columns.read(f"read_{name}")
        whole: NDArray[Any] = np.empty(len(known), dtype=np.dtype(_HALVES[name]))
        whole[new] = read
        if len(old):
            whole[~new] = stood.read(name)[old]
        columns.add(**{name: whole})


def names_of(columns: Columns, read: ReadNames, stood: ReadNames) -> ReadNames:
    """Read names of a file's rows: of those that are known from what stands, of the others by their line."""

    def names(rows: NDArray[np.int64]) -> list[tuple[str, str]]:
        known, line = _told_by(columns, rows)
        told: list[tuple[str, str]] = [("", "")] * len(rows)
        for at, ask, where in ((known >= 0, stood, known), (known < 0, read, line)):
            for one, name in zip(np.flatnonzero(at).tolist(), ask(where[at]), strict=True):
                told[one] = name
        return told

    return names


def _told_by(columns: Columns, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give of some rows which row of what stands has their name, -1 for none, and which line else."""
    known = columns.read("known")
    line = np.cumsum(known < 0, dtype=np.int32)[rows] - 1
    return known[rows].astype(np.int64), line.astype(np.int64)
