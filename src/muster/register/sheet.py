"""Spreadsheets (XLSX): the first sheet that holds something, its cells as text."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

from muster.register.decode import Content, Form, plain
from muster.register.rows import Block, cure_of_width
from muster.table import Problem, TableError

ROWS_PER_BLOCK = 1_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet in memory."""

    form: ClassVar[Form] = "xlsx"
    name: str
    height: int
    source: Any

    def rows(self, *, most: int | None = None) -> Iterator[list[str]]:
        """Give the rows from the top, blank ones too, as a spreadsheet numbers them."""
        for cells in islice(self.source.iter_rows(), most):
            yield list(map(cell_told, cells))


def open_sheet(content: Content, *, name: str) -> Sheet:
    """Open the first sheet that is shown and holds something.

    Raises:
        TableError: if the spreadsheet can't be read, is locked or empty.
    """
    import python_calamine as calamine  # noqa: PLC0415 - only where a spreadsheet comes

    try:
        book = calamine.load_workbook(io.BytesIO(bytes(content[:])))
        for meta in book.sheets_metadata:
            sheet = book.get_sheet_by_name(meta.name)
            if meta.typ == calamine.SheetTypeEnum.WorkSheet and sheet.end:
                return Sheet(meta.name, sheet.end[0] + 1, sheet)
    except (calamine.CalamineError, OSError) as error:
        cure = f"this spreadsheet can't be read ({error}); save it as CSV, or as XLSX without a password"
        raise TableError(name, [Problem(1, "", "", cure)]) from None
    raise TableError(name, [Problem(1, "", "", "the spreadsheet is empty; it needs a header and rows")])


def cell_told(value: Any) -> str:
    """Write a cell as text: whole numbers without '.0', days as 31/12/2026."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime | dt.date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


def sheet_blocks(sheet: Sheet, *, width: int, row: int) -> Iterator[Block]:
    """Give the rows from `row` on in blocks, as `split_rows` does."""
    rows = islice(sheet.rows(), row - 1, None)
    while part := list(islice(rows, ROWS_PER_BLOCK)):
        yield _block(part, width, row)
        row += len(part)


def _block(part: list[list[str]], width: int, row: int) -> Block:
    numbers: list[int] = []
    records: list[list[str]] = []
    end = row + len(part) - 1
    block = Block(numbers, [], last=end, lines=len(part), done=end)
    for number, cells in enumerate(part, start=row):
        padded = cells + [""] * (width - len(cells))
        if not any(map(str.strip, padded)):
            block.blank += 1
        elif any(map(str.strip, padded[width:])):
            block.odd.append((number, cells, cure_of_width(len(cells), width)))
        else:
            numbers.append(number)
            records.append(padded[:width])
    block.columns = list(zip(*records, strict=True)) if records else [()] * width
    return block
