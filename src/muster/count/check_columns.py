"""Long pieces, read a window at a time: what is known of each paper is kept in columns, and columns in a scratch file.

So twenty thousand ballots take no more memory than a thousand. A piece about all papers is a few long lists in a frame
that is always the same. The frame is compared; a list is read in parts, each by `read_json`, so every byte stands in
its one right form as it does in what is read whole.
"""

import heapq
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, TypeAlias, TypeVar

from muster.count.check_pieces import WINDOW, Piece, RecordError, read_json

_TEXT = re.compile(rb'"([^"\\\\]*)"')
Some = TypeVar("Some")
JOB = 128  # entries of a column in memory at a time, papers in a job
RUN = 4096  # entries that are sorted at a time
# Does a function over jobs, long work cut into parts, and gives answers in order, as `starmap`
Spread: TypeAlias = Callable[[Callable[..., Any], Iterable[tuple[Any, ...]]], Iterable[Any]]


@dataclass(slots=True)
class Column:
    """Entries of one width that lie one after another in a file."""

    file: BinaryIO
    at: int
    width: int
    size: int = 0

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, number: int) -> bytes:
        return self.raw(number, 1)

    def __iter__(self) -> Iterator[bytes]:
        for first in range(0, self.size, JOB):
            yield from each(self.raw(first, JOB), self.width)

    def raw(self, first: int, many: int) -> bytes:
        """Read some entries."""
        self.file.seek(self.at + first * self.width)
        return self.file.read(min(many, self.size - first) * self.width)

    def part(self, first: int, last: int) -> "Column":
        """Give some entries as a column."""
        return Column(self.file, self.at + first * self.width, self.width, min(last, self.size) - first)

    def put(self, number: int, entry: bytes) -> None:
        """Write an entry anew."""
        self.file.seek(self.at + number * self.width)
        self.file.write(entry)

    def add(self, entries: Iterable[bytes]) -> None:
        """Write entries behind the last one; no other column may have been begun since."""
        entries = iter(entries)
        while some := b"".join(islice(entries, JOB)):
            if self.file.seek(0, os.SEEK_END) != self.at + self.size * self.width:
                raise RuntimeError("another column lies behind this one")
            self.file.write(some)
            self.size += len(some) // self.width


def kept(file: BinaryIO, width: int, entries: Iterable[bytes]) -> Column:
    """Begin a column with these entries."""
    column = Column(file, file.seek(0, os.SEEK_END), width)
    column.add(entries)
    return column


def in_order(column: Column) -> Iterator[bytes]:
    """Give the entries sorted by their bytes: some at a time are sorted, and these runs merged."""
    parts = (column.part(first, first + RUN) for first in range(0, len(column), RUN))
    runs = kept(column.file, column.width, (entry for part in parts for entry in sorted(part)))
    return heapq.merge(*(runs.part(first, first + RUN) for first in range(0, len(runs), RUN)))


class Reading:
    """A piece of JSON, read once from its beginning to its end."""

    def __init__(self, piece: Piece, scratch: BinaryIO) -> None:
        self.windows, self.text, self.at = piece.windows(), b"", 0  # read up to `at`
        self.scratch = scratch

    def see(self, size: int) -> bytes:
        """Give the text, with so many bytes ahead of where it is read, if there are as many."""
        if len(self.text) - self.at < size:
            self.text, self.at = self.text[self.at :], 0
            while len(self.text) < size and (window := next(self.windows, b"")):
                self.text += window
        return self.text

    def mark(self, text: bytes, *, reason: str = "shape") -> None:
        """Go past this, and nothing else."""
        if not self.see(len(text)).startswith(text, self.at):
            raise RecordError(reason, f"expected {ascii(text)[1:40]}")
        self.at += len(text)

    def end(self) -> None:
        """Make sure that nothing is left."""
        if self.see(1):
            raise RecordError("shape", "something after the end")

    def one(self, read: Callable[[object], Some], *, then: bytes = b"") -> Some:
        """Read one text."""
        found = _TEXT.match(self.see(WINDOW), self.at)
        self.mark(found[0] if found else b'"')
        value = read(found[1].decode(errors="replace") if found else None)
        self.mark(then)
        return value

    def through(self, things: Iterable[Some], *, reason: str = "shape") -> Iterator[Some]:
        """Go through a list that has an entry for each of these; the entry is read before the next is asked for."""
        before = b"["
        for thing in things:
            self.mark(before, reason=reason)
            yield thing
            before = b","
        self.mark(b"]" if before == b"," else b"[]", reason=reason)

    def values(self) -> Iterator[Any]:
        """Read a list of texts, of numbers or of objects that hold no list."""
        self.mark(b"[")
        more = True
        while more:
            text = self.see(WINDOW)
            end = text.find(b"]", self.at)
            if more := end < 0:  # read as many as are whole; another must follow the comma
                between = b"},{" if text.startswith(b"{", self.at) else b'","'
                end = text.rfind(between, self.at) + 1
            if end < self.at or (more and not end):
                raise RecordError("json", ascii(text[self.at : self.at + 40]))
            part, self.at = text[self.at : end], end + 1
            yield from read_json(b"[" + part + b"]")

    def column(self, width: int, read: Callable[[object], bytes], size: int, *, reason: str) -> Column:
        """Read a list of so many values into a column."""
        column = kept(self.scratch, width, map(read, self.values()))
        if len(column) != size:
            raise RecordError(reason, f"expected a list of {size}")
        return column


def each(raw: bytes, width: int = 32) -> Iterator[bytes]:
    """Take entries apart; a point has 32 bytes, and so has a number."""
    return (raw[at : at + width] for at in range(0, len(raw), width))


def cut(*columns: Column) -> Iterator[tuple[Any, ...]]:
    """Cut columns of like size into jobs for `spread`: the number of the first entry, and each column's part."""
    for first in range(0, len(columns[0]), JOB):
        yield first, *(column.raw(first, JOB) for column in columns)
