"""The lines of an address: without blanks, vendors' fillings and the postcode."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, TypeAlias

import numpy as np

from muster.register.batch import Lines
from muster.register.postcodes import NO_POSTCODE, find_postcode, read_postcode

Columns: TypeAlias = tuple[list[Lines], list[str], list[str]]  # of `Home`s

# What stands in a cell so that it isn't empty, however it is cased
_FILLINGS = frozenset(
    cased
    for text in (
        "n/a", "na", "null", "none", "-", "--", "---", ".", "..", "...",
        "anonymous", "anonymous entry", "anonymous elector", "other elector", "other electors",
    )
    for cased in (text, text.upper(), text.capitalize(), text.title())
)  # fmt: skip
_END = "|"  # between cells, where many are looked at together
_BACK = 3  # letters before an end that are looked at
_UNTIDY = ("  ", f" {_END}", f"{_END} ", f",{_END}", f"{_END},")
_SMALL, _NINE, _Z = np.uint8(0x20), np.uint8(9), np.uint8(25)
_POSTCODE_ENDS = re.compile(r"\d[A-Za-z]{2}\|")
_HOUSE_ALONE = re.compile(r"\d+[A-Za-z]?(?: ?[-/] ?\d+[A-Za-z]?)?")


class Home(NamedTuple):
    """Where an elector lives, as the file says, and what is to be said about its postcode."""

    lines: Lines
    postcode: str
    cure: str


class Homes(NamedTuple):
    """Where electors live, column by column."""

    lines: list[Lines]
    postcodes: list[str]


def are_plain(rows: Sequence[Sequence[str]]) -> bool:
    """Whether every cell is a line as it stands or a filling: no stray blank or comma, no postcode.

    All distinct cells are looked at in one string: that is ten times as quick as one after another.
    """
    cells = f"{_END * _BACK}{_END.join(set(chain.from_iterable(rows)))}{_END}"
    return cells.isprintable() and not any(sign in cells for sign in _UNTIDY) and not _some_postcode(cells)


def _some_postcode(cells: str) -> bool:
    """Whether some cell ends as postcodes do, where one holds something at all: few bytes before each `_END` tell."""
    if not cells.isascii():
        return bool(_POSTCODE_ENDS.search(cells))
    signs = np.frombuffer(cells.encode(), dtype=np.uint8)
    ends = np.flatnonzero(signs == ord(_END))[_BACK:]
    figure = signs[ends - 3] - np.uint8(ord("0")) <= _NINE
    letters = [(signs[ends - back] | _SMALL) - np.uint8(ord("a")) <= _Z for back in (2, 1)]
    return bool((figure & letters[0] & letters[1]).any())


@lru_cache(maxsize=1 << 15)
def part_line(text: str) -> tuple[str, str]:
    """Read a line of an address: without stray blanks and commas, and the postcode at its end or ''.

    The line is '' if it only fills a cell ('n/a', '-', 'Other Electors').
    """
    text = " ".join(text.split()).strip(" ,")
    return ("", "") if text in _FILLINGS else find_postcode(text)


def read_home(cells: Sequence[str], postcode: str, groups: Sequence[int]) -> Home:
    """Read an address from its cells.

    A postcode is taken from its own column, else from the last line that ends in one; lines lose it.

    Args:
        cells: the address's cells, in order.
        postcode: the cell of the postcode's own column; '' where there is none.
        groups: how many cells each line is made of. Of a line made of several cells of which only a house number
            stands there, the number goes before the next line.
    """
    if len(groups) != len(cells):
        cells = _compose([" ".join(cell.split()) for cell in cells], groups)
    pairs = [part_line(cell) for cell in cells if cell]
    lines = tuple([line for line, _ in pairs if line])
    found = [here for _, here in pairs if here]
    read, cure = read_postcode(postcode)
    if not found:
        return Home(lines, read, cure)
    if cure and not read:
        return Home(lines, found[-1], f"{NO_POSTCODE.partition(';')[0]}; the one in the address was taken")
    if read and found[-1] != read and not cure:
        cure = "the address ends in another postcode; this one was taken"
    return Home(lines, read or found[-1], cure)


def read_plain_homes(rows: Sequence[Sequence[str]]) -> Columns:
    """Read rows of a postcode and an address whose cells `are_plain`, as `read_home` does."""
    lines = [tuple(filter(None, cells[1:])) for cells in rows]
    if not _FILLINGS.isdisjoint(chain.from_iterable(lines)):
        lines = [tuple([line for line in some if line not in _FILLINGS]) for some in lines]
    read = [read_postcode(cells[0]) for cells in rows]
    return lines, [postcode for postcode, _ in read], [cure for _, cure in read]


def read_whole_homes(rows: Sequence[Sequence[str]], groups: Sequence[int]) -> Columns:
    """Read rows of a postcode and an address, one after the other."""
    homes = [read_home(cells[1:], cells[0], groups[: len(cells) - 1]) for cells in rows]
    return [home.lines for home in homes], [home.postcode for home in homes], [home.cure for home in homes]


def shared(column: Sequence[Lines], last: Lines) -> list[Lines]:
    """Let equal neighbours, the first of them with `last`, be one value."""
    values = []
    for lines in column:
        if lines != last:
            last = lines
        values.append(last)
    return values


def _compose(cells: list[str], groups: Sequence[int]) -> list[str]:
    lines: list[str] = []
    carried = ""
    at = 0
    for size in groups:
        line = " ".join([cell for cell in cells[at : at + size] if cell])
        at += size
        if carried and line:
            line, carried = f"{carried} {line}", ""
        if size > 1 and _HOUSE_ALONE.fullmatch(line):
            line, carried = "", line
        lines.append(line)
    return [*lines, carried]
