"""Text to rows: cells in columns, block by block, and every row that doesn't fit named."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from muster.plan.table import Problem

Cells = list[str]
MOST_LINES = 20  # that one row may run over, inside quotes
_JOINT = "\0"

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
        lines: how many lines of the file these rows are.
        done: how much of the file has been read, in bytes or rows.
        damaged: whether a byte could not be read; it stands there as U+FFFD.
        unended: whether the last of these lines has no end.
    """

    rows: Sequence[int]
    columns: list[Sequence[str]]
    blank: int = 0
    odd: list[tuple[int, Cells, str]] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    lines: int = 0
    done: int = 0
    damaged: bool = False
    unended: bool = False


def split_rows(
    pieces: Iterable[tuple[str, int]], *, delimiter: str, width: int, least: int = 0, row: int = 1
) -> Iterator[Block]:
    r"""Split text into blocks of rows `width` cells wide.

    Args:
        pieces: text that ends at '\n', and how far in the file it ends.
        delimiter: between cells.
        width: how many cells a row has.
        least: how many it may have, where the rest of the header has no name; `width` unless given.
        row: the number of the first row.
    """
    carried: list[str] = []
    for text, done in _with_last(pieces):
        before = carried
        lines = before + text.split("\n")
        if text.endswith("\n") or not text:
            lines.pop()
        carried = []
        columns = _split_plain(lines, text, delimiter, width) or _split_quoted(lines, delimiter, width)
        if columns:
            block = Block(range(row, row + len(lines)), columns, lines=len(lines), done=done or 0)
            row += len(lines)
        else:
            block, carried, row = _split_slowly(lines, delimiter, (least or width, width), row, last=done is None)
            block.done = done or 0
        block.damaged = "\ufffd" in text or any("\ufffd" in line for line in before)
        block.unended = bool(text) and not text.endswith("\n")
        if block.lines:
            yield block


def _with_last(pieces: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int | None]]:
    """Give an empty piece at the end, so that what is carried over is worked off."""
    yield from pieces
    yield "", None


def _split_plain(lines: list[str], text: str, delimiter: str, width: int) -> list[Sequence[str]] | None:
    """Split lines without quotes: one join and one split for all of them, if every line has as many cells."""
    if '"' in text or _JOINT in text or not lines or width < 2:  # noqa: PLR2004 - one column has no delimiter to count
        return None
    cells = (delimiter + _JOINT + delimiter).join(lines).split(delimiter)
    step = width + 1
    if len(cells) != step * len(lines) - 1 or cells[width::step].count(_JOINT) != len(lines) - 1:
        return None
    columns: list[Sequence[str]] = [cells[i::step] for i in range(width)]
    return None if _some_blank(columns) else columns


def _split_quoted(lines: list[str], delimiter: str, width: int) -> list[Sequence[str]] | None:
    """Split lines by the csv module, if every line is a whole row as wide as the others."""
    if not lines:
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
    lines: list[str], delimiter: str, widths: tuple[int, int], row: int, *, last: bool
) -> tuple[Block, list[str], int]:
    """Split line by line, mending what can be mended. Gives the block, lines to carry over, and the next row."""
    rows: list[int] = []
    records: list[Cells] = []
    block = Block(rows, [])
    least, width = widths
    at = 0
    while at < len(lines):
        cells, used, cure = _take_record(lines, at, delimiter, width)
        if not used:
            if not last and len(lines) - at <= MOST_LINES:
                break
            cells, used, cure = _take_broken(lines[at], delimiter, width)
        cells = _trimmed(cells, width)
        if least <= len(cells) < width:
            cells += [""] * (width - len(cells))
        if not any(cell.strip() for cell in cells):
            block.blank += 1
        elif len(cells) != width:
            block.odd.append((row, cells, cure or cure_of_width(len(cells), width)))
        else:
            rows.append(row)
            records.append(cells)
            if cure:
                block.notes.append(Problem(row, "", "", cure))
        row += 1
        at += used
        block.lines += used
    block.columns = list(zip(*records, strict=True)) if records else [()] * width
    return block, lines[at:], row


def _take_record(lines: list[str], at: int, delimiter: str, width: int) -> tuple[Cells, int, str]:
    """Read the record that begins at a line: its cells and how many lines it takes; none if its quotes don't close."""
    if '"' not in lines[at]:
        return lines[at].split(delimiter), 1, ""
    for end in range(at + 1, min(at + 1 + MOST_LINES, len(lines) + 1)):
        if end > at + 1 and lines[end - 1].count(delimiter) >= max(width - 1, 1):
            break  # a row of its own, which an open quote would swallow
        try:
            records = list(csv.reader([line + "\n" for line in lines[at:end]], delimiter=delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end" in str(error):
                continue
            break
        if len(records) == 1 and (end == at + 1 or len(_trimmed(records[0], width)) == width):
            return [" ".join(cell.split("\n")) for cell in records[0]], end - at, ""
        break
    else:
        if at + MOST_LINES >= len(lines):
            return [], 0, ""
    return _take_broken(lines[at], delimiter, width)


def _take_broken(line: str, delimiter: str, width: int) -> tuple[Cells, int, str]:
    """Read a line whose quotes are broken as if it had none, if it then has the right width."""
    cells = [cell.strip().strip('"').replace('""', '"') for cell in line.split(delimiter)]
    return cells, 1, QUOTE_PASSED_OVER if len(cells) == width else OPEN_QUOTE


def _trimmed(cells: Cells, width: int) -> Cells:
    """Drop blank cells beyond the width."""
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        return cells[:width]
    return cells


def cure_of_width(found: int, width: int) -> str:
    """Say what is wrong with a row of another width than the header."""
    if found > width:
        return f"this row has {found} cells and the header {width}; put quotes round text that holds the delimiter"
    return f"this row has only {found} cells and the header {width}; it may have been cut, or a delimiter is missing"
