"""Long pieces, read a window at a time: what is known of twenty thousand papers is kept as columns of 32 bytes each.

A piece about all papers is a few long lists in a frame that is always the same. The frame is compared; a list is read
in parts, each by `read_json`, so every byte stands in its one right form as it does in what is read whole.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from muster.count.check_pieces import WINDOW, Piece, RecordError, read_json

WIDTH = 32  # bytes of a point or a number in a column; a cipher is two
_TEXT = re.compile(rb'"([^"\\\\]*)"')
Some = TypeVar("Some")
JOB = 128  # papers in a job
Spread: TypeAlias = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]  # gives answers in order, as `map`


class Reading:
    """A piece of JSON, read once from its beginning to its end."""

    def __init__(self, piece: Piece) -> None:
        self.windows, self.text, self.at = piece.windows(), b"", 0  # read up to `at`

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

    def column(self, read: Callable[[object], bytes], size: int, *, reason: str) -> bytes:
        """Read a list of so many values into a column."""
        column, left = bytearray(), size
        for value in self.values():
            column += read(value)
            left -= 1
        if left:
            raise RecordError(reason, f"expected a list of {size}")
        return bytes(column)


def each(column: bytes, width: int = WIDTH) -> Iterator[bytes]:
    """Take a column apart."""
    return (column[at : at + width] for at in range(0, len(column), width))


# -- Jobs: long work is cut into parts that `spread` may hand to several processes


def cut(size: int, *columns: bytes) -> Iterator[tuple[Any, ...]]:
    """Cut columns of so many entries into jobs: the number of the first, and each column's part."""
    widths = [len(column) // size for column in columns if size]
    for at in range(0, size, JOB):
        parts = (column[at * width : (at + JOB) * width] for column, width in zip(columns, widths, strict=True))
        yield at, *parts


def together(
    spread: Spread, function: Callable[..., Any], jobs: Iterable[tuple[str, tuple[Any, ...]]], *, at_once: int = 1
) -> Iterator[Any]:
    """Do jobs, given with their places; the first that is refused, in order, refuses the whole."""
    named = ((function, place, job) for place, job in jobs)
    for answers in spread(attempt_all, iter(lambda: list(islice(named, at_once)), [])):
        for found in answers:
            if isinstance(found, RecordError):
                raise found
            yield found


def attempt_all(jobs: list[tuple[Callable[..., Any], str, tuple[Any, ...]]]) -> list[Any]:
    """Do a few jobs, wherever that is."""
    return list(map(attempt, jobs))


def attempt(job: tuple[Callable[..., Any], str, tuple[Any, ...]]) -> Any:
    """Do one job; give a refusal back rather than raise it, so that the first in order is told."""
    function, place, given = job
    try:
        return function(*given)
    except RecordError as error:
        error.place = place
        return error
