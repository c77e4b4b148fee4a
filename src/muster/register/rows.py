"""Text to rows: cells in columns, block by block, and every row that doesn't fit named."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from muster.table import Problem

Cells = list[str]
MOST_LINES = 20  # that one row may run over, inside quotes
_NOUGHT = "\0"  # stands in no text
MARRED = ("\ufffd", "?")
NO_TEXT = "this row holds bytes that are no text; the file is damaged, fetch it again"

OPEN_QUOTE = "the quotes of this row are open or broken; close them or take them out"
QUOTE_PASSED_OVER = "a quote mark stands alone in this row; it was read as if it weren't there"


@dataclass(slots=True)
class Block:
    """Some rows that follow each other.

    Attributes:
        rows: the row of each regular record, as a spreadsheet counts: from 1, blank rows and the header included;
            a record whose quoted cell runs over several lines is one row.
        columns: the cells of the regular records, column by column.
        blank: how many rows hold nothing.
        odd: rows that aren't as wide as the others, with their cells and the cure.
        notes: what was passed over in rows that are regular.
        last: the number of the last row, whatever it is.
        lines: how many lines of the file these rows are.
        done: how much of the file has been read, in bytes or rows.
        marred: whether some cell may hold a sign of a lost letter: U+FFFD where a byte could not be read, or '?'.
        unended: whether the last of these lines has no end.
    """

    rows: Sequence[int]
    columns: list[Sequence[str]]
    blank: int = 0
    odd: list[tuple[int, Cells, str]] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    last: int = 0
    lines: int = 0
    done: int = 0
    marred: bool = False
    unended: bool = False


class Widths(NamedTuple):
    """How many cells rows have.

    Attributes:
        usual: what nearly all have.
        others: what some may have besides, blank at the end.
        full: what every row is brought to: at least the header's.
    """

    usual: int
    others: frozenset[int]
    full: int


def split_rows(pieces: Iterable[tuple[str, int]], *, delimiter: str, widths: Widths, row: int = 1) -> Iterator[Block]:
    r"""Split text into blocks of rows.

    Args:
        pieces: text that ends at '\n', and how far in the file it ends.
        delimiter: between cells.
        widths: how many cells rows may have; one of another width is odd, as its cells may stand in wrong columns.
        row: the number of the first row.
    """
    carried: list[str] = []
    for text, done in _with_last(pieces):
        lines = carried + text.split("\n")
        marred = any(sign in text for sign in MARRED) or any(sign in line for line in carried for sign in MARRED)
        if text.endswith("\n") or not text:
            lines.pop()
        columns = None if carried else _split_plain(lines, text, delimiter, widths.usual)
        columns = columns or _split_quoted(lines, delimiter, widths.usual)
        if columns:
            block = Block(range(row, row + len(lines)), columns, lines=len(lines))
            blank = ("",) * len(lines)
            block.columns = [*columns, *[blank] * (widths.full - widths.usual)]
            row += len(lines)
            carried = []
        else:
            block, carried, row = _split_slowly(lines, delimiter, widths, row, last=done is None)
        block.last = row - 1
        block.done = done or 0
        block.marred = marred
        block.unended = bool(text) and not text.endswith("\n")
        if block.lines:
            yield block


def _with_last(pieces: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int | None]]:
    """Give an empty piece at the end, so that what is carried over is worked off."""
    yield from pieces
    yield "", None


def _split_plain(lines: list[str], text: str, delimiter: str, width: int) -> list[Sequence[str]] | None:
    """Split lines without quotes: one join and one split for all of them, if every line has as many cells."""
    if '"' in text or _NOUGHT in text or not lines or width < 2:  # noqa: PLR2004 - one column has no delimiter to count
        return None
    cells = (delimiter + _NOUGHT + delimiter).join(lines).split(delimiter)
    step = width + 1
    if len(cells) != step * len(lines) - 1 or cells[width::step].count(_NOUGHT) != len(lines) - 1:
        return None
    columns: list[Sequence[str]] = [cells[i::step] for i in range(width)]
    return None if _some_blank(columns) else columns


def _split_quoted(lines: list[str], delimiter: str, width: int) -> list[Sequence[str]] | None:
    """Split lines by the csv module, if every line is a whole row as wide as the others."""
    if not lines or any(_NOUGHT in line for line in lines):
        return None
    try:
        records = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    if len(records) != len(lines) or set(map(len, records)) != {width}:
        return None
    columns: list[Sequence[str]] = list(zip(*records, strict=True))
    return None if _some_blank(columns) else columns


def _some_blank(columns: list[Sequence[str]]) -> bool:
    """Whether a row holds nothing at all."""
    return "" in columns[0] and "" in columns[-1] and any(not any(cells) for cells in zip(*columns, strict=True))


def _split_slowly(
    lines: list[str], delimiter: str, widths: Widths, row: int, *, last: bool
) -> tuple[Block, list[str], int]:
    """Split line by line, mending what can be mended. Gives the block, lines to carry over, and the next row."""
    rows: list[int] = []
    records: list[Cells] = []
    block = Block(rows, [])
    at = 0
    while at < len(lines):
        cells, used, cure = _take_record(lines, at, delimiter, widths)
        if not used:
            if not last and len(lines) - at <= MOST_LINES:
                break
            cells, used, cure = _take_broken(lines[at], delimiter, widths)
        if not cure and not any(cell.strip() for cell in cells):
            block.blank += 1
        elif _NOUGHT in lines[at] or not _fits(cells, widths):
            cure = NO_TEXT if _NOUGHT in lines[at] else cure or cure_of_width(len(cells), widths.usual)
            block.odd.append((row, cells, cure))
        else:
            rows.append(row)
            records.append((cells + [""] * (widths.full - len(cells)))[: widths.full])
            if cure:
                block.notes.append(Problem(row, "", "", cure))
        row += 1
        at += used
        block.lines += used
    block.columns = list(zip(*records, strict=True)) if records else [()] * widths.full
    return block, lines[at:], row


def _fits(cells: Cells, widths: Widths) -> bool:
    return len(cells) == widths.usual or (
        len(cells) in widths.others and not any(cell.strip() for cell in cells[widths.full :])
    )


def _take_record(lines: list[str], at: int, delimiter: str, widths: Widths) -> tuple[Cells, int, str]:
    """Read the record that begins at a line: its cells and how many lines it takes; none if its quotes don't close."""
    if '"' not in lines[at]:
        return lines[at].split(delimiter), 1, ""
    most = max(2 * (widths.usual - 1), 1)  # delimiters of two whole rows, of which an open quote would swallow one
    found = 0
    for end in range(at + 1, min(at + 1 + MOST_LINES, len(lines) + 1)):
        found += lines[end - 1].count(delimiter)
        if end > at + 1 and found >= most:
            break
        try:
            records = list(csv.reader([line + "\n" for line in lines[at:end]], delimiter=delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end" in str(error):
                continue
            break
        if len(records) == 1 and (end == at + 1 or _fits(records[0], widths)):
            return [" ".join(cell.split("\n")) for cell in records[0]], end - at, ""
        break
    else:
        if at + MOST_LINES >= len(lines):
            return [], 0, ""
    return _take_broken(lines[at], delimiter, widths)


def _take_broken(line: str, delimiter: str, widths: Widths) -> tuple[Cells, int, str]:
    """Read a line whose quotes are broken as if it had none, if it then has the right width."""
    cells = [cell.strip().strip('"').replace('""', '"') for cell in line.split(delimiter)]
    return cells, 1, QUOTE_PASSED_OVER if _fits(cells, widths) else OPEN_QUOTE


def cure_of_width(found: int, width: int) -> str:
    """Say what is wrong with a row of another width than the others."""
    if found > width:
        return f"this row has {found} cells and the others {width}; put quotes round text that holds the delimiter"
    return f"this row has only {found} cells and the others {width}; it may have been cut, or a delimiter is missing"
