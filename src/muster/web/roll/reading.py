"""A file of people or of payments: what it is, and its rows block by block."""

from collections.abc import Iterator

from muster.register.decode import Content, decode, find_form
from muster.register.rows import Block, split_rows
from muster.register.sheet import open_sheet, sheet_blocks
from muster.register.sniff import Sniffed, sniff, sniff_sheet


def look(content: Content, *, name: str, wanted: tuple[str, ...] = ()) -> Sniffed:
    """Tell what a file is; `wanted`: the columns that its header has, where they are known.

    Raises:
        TableError: it is no table.
    """
    if find_form(content, name=name) == "xlsx":
        return sniff_sheet(open_sheet(content, name=name), name=name, columns=wanted)
    return sniff(content, name=name, columns=wanted)


def blocks_of(content: Content, sniffed: Sniffed, *, name: str) -> tuple[Iterator[Block], int]:
    """Give the rows below the header, and how much there is to read."""
    if sniffed.encoding is None:
        sheet = open_sheet(content, name=name)
        return sheet_blocks(sheet, width=sniffed.widths.full, row=sniffed.header_row + 1), sheet.height
    pieces = _below(decode(content, sniffed.encoding, name=name), sniffed.header_lines)
    row = sniffed.header_row + 1
    return split_rows(pieces, delimiter=sniffed.delimiter, widths=sniffed.widths, row=row), len(content)


def _below(pieces: Iterator[tuple[str, int]], lines: int) -> Iterator[tuple[str, int]]:
    for text, done in pieces:
        rest = text
        while lines and rest:
            rest = rest.partition("\n")[2]
            lines -= 1
        if rest:
            yield rest, done
