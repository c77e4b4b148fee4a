"""Tables as people have them, read whole or refused with row, column and cure."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

ENCODINGS = ("utf-8-sig", "cp1252")  # what spreadsheets write; cp1252 only where the bytes are no UTF-8
DELIMITERS = ",;\t"
MOST_SHOWN = 20
MOST_TOLD = 300  # letters of a header
TURN = 180  # degrees, half round
_RUNS = re.compile(r"['\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]")  # how a cell begins that a spreadsheet runs
_SIGNED = re.compile(r"[+-]\d[\d .,]*")  # a number or a telephone, and never anything to run


class CellError(ValueError):
    """One cell can't be read; its sentence is the cure."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row can't be used. Rows count from 1, the header included, as a spreadsheet shows them."""

    row: int
    column: str
    value: str
    cure: str

    def __str__(self) -> str:
        """Say it as one line for people; of the header and of a whole row there is no cell to show."""
        column = f", column {self.column}" if self.column else ""
        cell = f", '{self.value}'" if self.value or (self.column and self.row > 1) else ""
        return f"row {self.row}{column}{cell}: {self.cure}"


class TableError(ValueError):
    """A table can't be used as it stands."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        self.name = name
        self.problems = tuple(problems)
        shown = "\n".join(f"  {problem}" for problem in self.problems[:MOST_SHOWN])
        rest = len(self.problems) - MOST_SHOWN
        more = f"\n  and {rest} more" if rest > 0 else ""
        super().__init__(f"{name} can't be used as it stands, because of\n{shown}{more}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, how to read a cell, and whether the file may do without it.

    `read` takes the stripped text and raises `CellError` with the cure. A blank cell gives `default`
    unless the column is `required`; the header of a `wanted` one must have it, though cells may be blank.
    """

    name: str
    read: Callable[[str], Any] = str
    required: bool = False
    default: Any = ""
    wanted: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row that could be read: its number in the file and its values by column name."""

    number: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: the rows that could be read and the problems of those that couldn't."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read_table(content: bytes, columns: Sequence[Column], *, name: str, unique: str = "") -> Table:
    """Read a delimited text file with a header.

    Args:
        content: the file's bytes: UTF-8 (with or without a mark) or Windows-1252; comma, semicolon or tab.
        columns: what is wanted; other columns are passed over.
        name: the file's name, for messages.
        unique: a column whose value may stand only once.

    Raises:
        TableError: if there is no header, or a required column is missing, as then no row means anything.
    """
    lines = _split(content, name)
    header = [cell.strip().casefold() for cell in lines[0][1]]
    missing = [c.name for c in columns if (c.required or c.wanted) and c.name not in header]
    if missing:
        raise TableError(name, [Problem(1, column, "", _not_there(column, header)) for column in missing])
    twice = sorted({cell for cell in header if cell and header.count(cell) > 1})
    if twice:
        raise TableError(name, [Problem(1, cell, cell, "this column stands twice; take one out") for cell in twice])
    place = {column.name: header.index(column.name) for column in columns if column.name in header}
    rows: list[Row] = []
    problems: list[Problem] = []
    seen: dict[Any, int] = {}
    for number, cells in lines[1:]:
        values, wrong = _read_row(number, cells, columns, place, width=len(header))
        if not wrong and unique:
            first = seen.setdefault(values[unique], number)
            if first != number:
                cure = f"this stands in row {first} as well; give each its own"
                wrong = [Problem(number, unique, str(values[unique]), cure)]
        problems += wrong
        if not wrong:
            rows.append(Row(number, values))
    return Table(tuple(rows), tuple(problems))


def inert(text: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula: an apostrophe goes before it. Numbers stay as they are.

    Source: OWASP, *CSV injection*; the apostrophe is how spreadsheets themselves say that a cell is text.
    """
    return f"'{text}" if _RUNS.match(text) and not _SIGNED.fullmatch(text) else text


def meant(text: str) -> str:
    """Read a cell that `inert` wrote as it was meant; any other stays as it is."""
    return text[1:] if text[:1] == "'" and inert(text[1:]) != text[1:] else text


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """Make a reader of whole numbers from `least` to `most`."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise CellError(f"write a whole number from {least} to {most}") from None
        if not least <= value <= most:
            raise CellError(f"write a whole number from {least} to {most}")
        return value

    return read


def degrees(most: float) -> Callable[[str], float]:
    """Make a reader of degrees of longitude (180) or latitude (90), with a decimal point."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            raise CellError("write degrees with a decimal point, such as -0.650225") from None
        if not -most <= value <= most:
            meant = "is a decimal point missing?" if abs(value) > TURN else "are longitude and latitude swapped?"
            raise CellError(f"degrees here run from -{most:g} to {most:g}; {meant}")
        return value

    return read


def time_of_day(text: str) -> int:
    """Read 'HH:MM' as minutes from midnight."""
    hours, colon, minutes = text.partition(":")
    if not (colon and hours.isdecimal() and len(minutes) == len("00") and minutes.isdecimal()):
        raise CellError("write a time as HH:MM, such as 08:40")
    value = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or value >= 24 * 60:  # noqa: PLR2004 - a clock's own numbers
        raise CellError("write a time between 00:00 and 23:59")
    return value


def _not_there(column: str, header: Sequence[str]) -> str:
    """Say that a column isn't there, and which are."""
    near = get_close_matches(column, [cell for cell in header if cell], n=1)
    cure = f"did you mean '{near[0]}'?" if near else "name it so."
    return f"the header has no column '{column}'; {cure} It has {', '.join(header)[:MOST_TOLD]}"


def _split(content: bytes, name: str) -> list[tuple[int, list[str]]]:
    """Give (row number, cells) for each row that isn't blank; the header comes first."""
    text = _decode(content, name)
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, list[str]]] = []
    rows = enumerate(reader, start=1)
    number = 0
    while True:
        try:
            number, cells = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            problem = Problem(number + 1, "", "", f"this row's quotes are open or broken ({error})")
            raise TableError(name, [problem]) from None
        if any(cell.strip() for cell in cells):
            lines.append((number, cells))
    if not lines:
        raise TableError(name, [Problem(1, "", "", "the file is empty; it needs a header and rows")])
    return lines


def _decode(content: bytes, name: str) -> str:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise TableError(name, [Problem(1, "", "", "this is a spreadsheet; save it as CSV first")])
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError(name, [Problem(1, "", "", "these bytes are no text; save the file as CSV in UTF-8")])


def _read_row(
    number: int, cells: list[str], columns: Sequence[Column], place: dict[str, int], *, width: int
) -> tuple[dict[str, Any], list[Problem]]:
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        cure = f"this row has {len(cells)} cells and the header {width}; put quotes round text that holds the delimiter"
        return {}, [Problem(number, "", cells[width].strip(), cure)]
    values: dict[str, Any] = {}
    wrong: list[Problem] = []
    for column in columns:
        at = place.get(column.name)
        text = meant(cells[at].strip()) if at is not None and at < len(cells) else ""
        if not text:
            values[column.name] = column.default
            if column.required:
                wrong.append(Problem(number, column.name, "", "this may not be blank"))
            continue
        try:
            values[column.name] = column.read(text)
        except CellError as error:
            wrong.append(Problem(number, column.name, text, str(error)))
    return values, wrong
