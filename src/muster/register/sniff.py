"""What a file is: its form, encoding, delimiter, title, header and layout, each with the reason."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from muster.register.decode import HEAD, Content, Encoding, Form, decode, find_encoding, find_form
from muster.register.guess import known_names
from muster.register.headless import is_headless, look_alike
from muster.register.layouts import Layout, recognise
from muster.register.mapping import loose
from muster.register.rows import Widths
from muster.register.sheet import Sheet, open_sheet
from muster.table import Problem, TableError

DELIMITERS = ",\t;|"
DEEPEST = 30  # rows above a header, at most
SAMPLE = 200  # rows looked at
_FEW = 2
_HEADLESS = -1  # where a header would stand
_OFTEN = 20  # rows of another width, for that to be the file's way


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file is.

    Attributes:
        form: 'text' or 'xlsx'.
        encoding: of a text file; None of a spreadsheet.
        delimiter: between a text file's cells; '' in a spreadsheet.
        title: what stands above the header, row by row.
        header_row: the header's row, from 1.
        header_lines: how many lines of a text file the title and the header are.
        header: the columns' names; those without a name at the end are left out.
        widths: how many cells rows have.
        layout: the layout that the header is, else None.
        why: why that layout, or what comes near it.
        samples: some rows below the header.
        headless: whether there is no header; `header` are then names of ours, `header_row` is the row before the first.
        offer: the layout that the columns of a headless file seem to be, else None. A person decides.
    """

    form: Form
    encoding: Encoding | None
    delimiter: str
    title: tuple[str, ...]
    header_row: int
    header_lines: int
    header: tuple[str, ...]
    widths: Widths
    layout: Layout | None
    why: str
    samples: tuple[tuple[str, ...], ...]
    headless: bool = False
    offer: Layout | None = None


def sniff(content: Content, *, name: str, columns: Sequence[str] = ()) -> Sniffed:
    """Tell what a file is, from its first rows.

    Args:
        content: the file's bytes.
        name: the file's name, for messages.
        columns: what the header must have, where a mapping for it is known; the first row that has them is it.

    Raises:
        TableError: if the file is no table, or no row of it can be a header.
    """
    if find_form(content, name=name) == "xlsx":
        return sniff_sheet(open_sheet(content, name=name), name=name, columns=columns)
    encoding = find_encoding(content, name=name)
    head = bytes(content[:HEAD])
    text = "".join(piece for piece, _ in decode(head, encoding, name=name))
    lines = text.split("\n")
    if len(head) < len(content) and len(lines) > _FEW:
        lines.pop()  # perhaps not a whole one
    lines = lines[: DEEPEST + SAMPLE]
    tried = [_try(lines, delimiter, encoding, columns) for delimiter in DELIMITERS]
    best = max(tried, key=lambda found: _worth(found, columns))
    if best is None:
        raise TableError(name, [Problem(1, "", "", "the file is empty; it needs a header and rows")])
    return best


def sniff_sheet(sheet: Sheet, *, name: str, columns: Sequence[str] = ()) -> Sniffed:
    """Tell what a spreadsheet is, from its first rows.

    Raises:
        TableError: if no row of it can be a header.
    """
    records = [(row, cells) for row, cells in enumerate(sheet.rows(most=DEEPEST + SAMPLE), start=1)]
    found = _sniffed(records, [], None, "", columns)
    if found is None:
        raise TableError(name, [Problem(1, "", "", "the first sheet is empty; it needs a header and rows")])
    return found


def _try(lines: list[str], delimiter: str, encoding: Encoding, columns: Sequence[str]) -> Sniffed | None:
    reader = csv.reader([line + "\n" for line in lines], delimiter=delimiter)
    records: list[tuple[int, list[str]]] = []
    ends: list[int] = []
    try:
        for row, cells in enumerate(reader, start=1):
            records.append((row, cells))
            ends.append(reader.line_num)
    except csv.Error:
        pass  # what stands below is read with more care later
    return _sniffed(records, ends, encoding, delimiter, columns)


def _worth(found: Sniffed | None, columns: Sequence[str]) -> tuple[bool, bool, int, int]:
    if found is None:
        return False, False, -1, -1
    return (
        _has(found.header, columns),
        found.layout is not None,
        known_names(found.header),
        min(len(found.header), found.widths.usual),
    )


def _sniffed(
    records: list[tuple[int, list[str]]],
    ends: list[int],
    encoding: Encoding | None,
    delimiter: str,
    columns: Sequence[str],
) -> Sniffed | None:
    at = _find_header([cells for _, cells in records], columns)
    if at is None:
        return None
    if at == _HEADLESS:
        return _headless(records, ends, encoding, delimiter)
    header = [" ".join(cell.split()) for cell in records[at][1]]
    while header and not header[-1]:
        header.pop()
    below = [cells for _, cells in records[at + 1 :] if any(cell.strip() for cell in cells)]
    told = recognise(header)
    title = tuple(" ".join(" ".join(cells).split()) for _, cells in records[:at] if any(map(str.strip, cells)))
    samples = tuple(tuple((cells + [""] * len(header))[: len(header)]) for cells in below[:SAMPLE])
    return Sniffed(
        "text" if encoding else "xlsx", encoding, delimiter, title, records[at][0], ends[at] if ends else 0,
        tuple(header),
        widths_of(below, len(header), len(records[at][1])), told.layout, told.why, samples,
    )  # fmt: skip


def _headless(
    records: list[tuple[int, list[str]]], ends: list[int], encoding: Encoding | None, delimiter: str
) -> Sniffed:
    """Give names of ours to the columns of a file that has none: those of the layout that they look like, or numbers.

    What stands in the first row is somebody's, and no name of a column: it is never shown or kept as one.
    """
    filled = [(at, cells) for at, (_, cells) in enumerate(records) if any(map(str.strip, cells))]
    rows = [cells for _, cells in filled]
    offer = look_alike(rows)
    wide = max(len(cells) for cells in rows)
    header = offer.columns if offer else tuple(f"Column {place}" for place in range(1, wide + 1))
    looks = f"its columns look like those of {offer.name} ({offer.told})" if offer else "say which column holds what"
    begin = filled[0][0]
    samples = tuple(tuple((cells + [""] * len(header))[: len(header)]) for cells in rows[:SAMPLE])
    return Sniffed(
        "text" if encoding else "xlsx", encoding, delimiter, (), records[begin][0] - 1,
        ends[begin - 1] if ends and begin else 0, header, widths_of(rows, len(header), len(header)), None,
        f"this file seems to have no header row; {looks}", samples, headless=True, offer=offer,
    )  # fmt: skip


def _has(header: Sequence[str], columns: Sequence[str]) -> bool:
    return bool(columns) and {loose(name) for name in columns} <= {loose(name) for name in header}


def _find_header(records: Sequence[Sequence[str]], columns: Sequence[str]) -> int | None:
    """Find the header: the first row with the columns wanted, of a layout, with two known names, or that is wide.

    Gives -1 where there is none: the rows are all electors.
    """
    first = list(enumerate(records[:DEEPEST]))
    filled = [(i, [cell for cell in cells if any(map(str.isalnum, cell))]) for i, cells in first]
    for i, cells in filled:
        if _has(cells, columns):
            return i
    for i, cells in filled:
        if len(cells) > 1 and recognise(cells).layout:
            return i
    for i, cells in filled:
        if known_names(cells) >= _FEW:
            return i
    if is_headless([cells for _, cells in first]):
        return _HEADLESS
    usual = max((len(cells) for _, cells in filled), default=0)
    for i, cells in filled:
        if cells and len(cells) * 2 >= usual and not any(cell.strip().isdecimal() for cell in cells):
            return i
    return next((i for i, cells in filled if cells), None)


def widths_of(below: Sequence[Sequence[str]], named: int, header: int) -> Widths:
    """Tell how many cells rows have, from those below the header.

    That is as many as the header has, with blank ones behind its last name or without; another width is allowed only
    where many rows have it, and only blank cells behind the last name. A single row that is wider or narrower than
    the others has its cells in wrong columns.
    """
    counts = Counter(
        len(cells) for cells in below if len(cells) <= named or not any(cell.strip() for cell in cells[named:])
    )
    often = max(_OFTEN, len(below) // 10)
    allowed = {width: count for width, count in counts.items() if width in {named, header} or count >= often}
    usual = max(allowed, key=lambda width: (allowed[width], width == named), default=named)
    return Widths(usual, frozenset(allowed.keys() - {usual}), max(named, usual))
