"""The lines of an address: without blanks, vendors' fillings and the postcode."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from muster.register.batch import Lines
from muster.register.postcodes import NO_POSTCODE, find_postcode, read_postcode

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
_UNTIDY = ("  ", f" {_END}", f"{_END} ", f",{_END}", f"{_END},")
_POSTCODE_ENDS = re.compile(r"\d[A-Za-z]{2}\|")
_HOUSE_ALONE = re.compile(r"\d+[A-Za-z]?(?: ?[-/] ?\d+[A-Za-z]?)?")


class Home(NamedTuple):
    """Where an elector lives, as the file says, and what is to be said about its postcode."""

    lines: Lines
    postcode: str
    cure: str


NOWHERE = Home((), "", "")


def are_plain(columns: Sequence[Sequence[str]]) -> bool:
    """Whether every cell is a line as it stands or a filling: no stray blank or comma, no postcode.

    All cells of a column are looked at in one string: that is ten times as quick as one after another.
    """
    for column in filter(any, columns):
        cells = f"{_END}{_END.join(column)}{_END}"
        if not cells.isprintable() or any(sign in cells for sign in _UNTIDY) or _POSTCODE_ENDS.search(cells):
            return False
    return True


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


def read_plain_home(cells: Sequence[str], postcode: str) -> Home:
    """Read an address whose cells `are_plain`, as `read_home` does."""
    lines = tuple(filter(None, cells))
    if not _FILLINGS.isdisjoint(lines):
        lines = tuple([line for line in lines if line not in _FILLINGS])
    return Home(lines, *read_postcode(postcode))


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
