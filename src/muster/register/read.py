"""A register's file, read: batches of electors, and a name for every row that could not be."""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import chain, compress
from typing import Any

from muster.register.account import Accounts, is_total, kind_of, total_told
from muster.register.batch import Batch, Lines
from muster.register.blank_homes import fill_blank_homes
from muster.register.cautions import UNENDED, cautions_of_header, cautions_of_totals
from muster.register.decode import Content, decode, find_form
from muster.register.doubles import Seen, find_doubles
from muster.register.layouts import fit
from muster.register.mapping import ColumnMapping, Places, places_of
from muster.register.missing import ADDRESS, find_missing, nameless_rows
from muster.register.numbers import NO_NUMBER, are_lettered, number_told
from muster.register.rows import Block, split_rows
from muster.register.said import Known, nobody_known, said_keys
from muster.register.sheet import open_sheet, sheet_blocks
from muster.register.sniff import Sniffed, sniff, sniff_sheet
from muster.register.too_long import long_districts, shortened
from muster.register.values import (
    Bad,
    joined,
    number_places,
    read_changes,
    read_days,
    read_homes,
    read_names,
    read_numbers,
    read_places,
    read_uprns,
    read_words,
)
from muster.table import Problem, TableError

Progress = Callable[[int, int], None]

ROWS_PER_BATCH = 20_000
_COLUMNS = tuple(column.name for column in fields(Batch))
DAMAGED = "a letter here could not be read; the file is damaged or in an encoding of its own"
LOST_LETTER = "a '?' may stand for a letter that was lost when the file was saved"
MOST_LISTED = 50_000  # problems, and notes: so many cells that are wrong are one fault, told often


@dataclass(slots=True)
class Reading:
    """A file that is being read: iterate over it once for its batches; the rest is whole when that is done.

    Attributes:
        sniffed: what the file is.
        mapping: which column holds what.
        problems: of every row set aside: the row, the column, the value, the cure. At most `MOST_LISTED`, as of notes.
        notes: on rows that were kept: what was cured or left out.
        cautions: about the file as a whole: that it may be cut, that its own total is another.
        accounts: what became of every row.
    """

    sniffed: Sniffed
    mapping: ColumnMapping
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    cautions: list[Problem] = field(default_factory=list)
    accounts: Accounts = field(default_factory=Accounts)
    batches: Iterator[Batch] = field(default=iter(()), repr=False)

    def __iter__(self) -> Iterator[Batch]:
        """Give the batches, once."""
        return self.batches


@dataclass(slots=True)
class _State:
    """What is remembered from block to block."""

    reading: Reading
    places: Places
    on: dt.date | None
    known: Known
    lines: Lines = ()
    last_row: int = 0
    seen: Seen = field(default_factory=Seen)
    totals: set[int] = field(default_factory=set)
    unlisted: int = 0


def read_register(
    content: Content,
    *,
    name: str,
    mapping: ColumnMapping | None = None,
    rows_per_batch: int = ROWS_PER_BATCH,
    progress: Progress | None = None,
    on: dt.date | None = None,
    districts: Collection[str] = (),
    known: Known = nobody_known,
) -> Reading:
    """Read a register in any layout, encoding and form that Muster knows.

    Args:
        content: the file's bytes; a text file may be mapped into memory and is never copied whole.
        name: its name, for messages.
        mapping: which column holds what; without one, the layout's that the header is.
        rows_per_batch: at most so many electors in a batch.
        progress: told how much has been read, and of how much, in bytes or a spreadsheet's rows.
        on: the day of the register; it tells birthdays from days of attainment, which councils put into the same
            columns: a day at least ten years before is a birthday. Without it the column's name tells.
        districts: polling districts that stand, by which an update of few rows is told how it writes numbers.
        known: says which rows' name and markers are known from their key; they aren't read. Asked as long as batches
            come.

    Raises:
        TableError: if the file is no table, or no layout and no mapping is given.
        MappingError: if the mapping does not fit the file.
    """
    blocks, sniffed, size = _open(content, name=name, mapping=mapping)
    if mapping is None:
        if sniffed.layout is None:
            raise TableError(name, [Problem(sniffed.header_row, "", ", ".join(sniffed.header)[:200], sniffed.why)])
        mapping = fit(sniffed.layout, sniffed.header)
    reading = Reading(sniffed, mapping)
    reading.accounts.headers = 0 if sniffed.headless else 1
    above = sniffed.header_row - reading.accounts.headers
    reading.accounts.above, reading.accounts.blank = len(sniffed.title), above - len(sniffed.title)
    reading.cautions += cautions_of_header(sniffed, mapping)
    state = _State(reading, _places_in(sniffed, mapping, districts), on, known, last_row=sniffed.header_row)
    reading.batches = _read(blocks, state, rows_per_batch, lambda done: progress and progress(done, size))
    return reading


def _places_in(sniffed: Sniffed, mapping: ColumnMapping, districts: Collection[str]) -> Places:
    """Find a mapping's columns in a file, and how its first rows write elector numbers: all of it is read so."""
    places = places_of(mapping, sniffed.header)
    told = number_places(places)
    if not told or not sniffed.samples:
        return places
    column = joined(list(zip(*sniffed.samples, strict=True)), told)
    return replace(places, lettered=are_lettered(column, districts=districts))


def _open(content: Content, *, name: str, mapping: ColumnMapping | None) -> tuple[Iterator[Block], Sniffed, int]:
    wanted = tuple(mapping.columns()) if mapping else ()
    if find_form(content, name=name) == "xlsx":
        sheet = open_sheet(content, name=name)
        sniffed = sniff_sheet(sheet, name=name, columns=wanted)
        return sheet_blocks(sheet, width=sniffed.widths.full, row=sniffed.header_row + 1), sniffed, sheet.height
    sniffed = sniff(content, name=name, columns=wanted)
    assert sniffed.encoding  # noqa: S101 - a text file has one
    pieces = _without_lines(decode(content, sniffed.encoding, name=name), sniffed.header_lines)
    blocks = split_rows(pieces, delimiter=sniffed.delimiter, widths=sniffed.widths, row=sniffed.header_row + 1)
    return blocks, sniffed, len(content)


def _without_lines(pieces: Iterator[tuple[str, int]], lines: int) -> Iterator[tuple[str, int]]:
    """Drop the first lines: the title and the header."""
    for text, done in pieces:
        rest = text
        while lines and rest:
            rest = rest.partition("\n")[2]
            lines -= 1
        if rest:
            yield rest, done


def _read(
    blocks: Iterator[Block], state: _State, rows_per_batch: int, told: Callable[[int], object]
) -> Iterator[Batch]:
    accounts = state.reading.accounts
    for columns in _gathered(blocks, state, rows_per_batch, told):
        batch = _without_doubles(columns, state)
        accounts.electors += len(batch)
        yield batch
    reading = state.reading
    for problems in (reading.problems, reading.notes):
        problems.sort(key=lambda problem: problem.row)
    accounts.rows = state.last_row
    accounts.check()
    rows = accounts.electors + accounts.set_aside + accounts.passing
    reading.cautions += cautions_of_totals(state.totals, found=(rows, accounts.electors), row=state.last_row)
    if state.unlisted:
        reading.cautions.append(
            Problem(state.last_row, "", "", f"{state.unlisted} more notes and problems are not listed")
        )


def _gathered(
    blocks: Iterator[Block], state: _State, most: int, told: Callable[[int], object]
) -> Iterator[list[list[Any]]]:
    """Join what blocks give into columns of at most so many rows; a longer block is cut."""
    pending: list[list[Any]] = [[] for _ in _COLUMNS]
    for block in blocks:
        part = _read_block(block, state)
        if pending[0] and len(pending[0]) + len(part[0]) > most:
            yield pending
            pending = [[] for _ in _COLUMNS]
        for whole, column in zip(pending, part, strict=True):
            whole.extend(column)
        while len(pending[0]) > most:
            yield [column[:most] for column in pending]
            pending = [column[most:] for column in pending]
        _shorten(state)
        told(block.done)
    if pending[0]:
        yield pending


def _shorten(state: _State) -> None:
    """Keep lists of problems from growing with the file: accounts still count every row."""
    for problems in (state.reading.problems, state.reading.notes):
        state.unlisted += max(len(problems) - MOST_LISTED, 0)
        del problems[MOST_LISTED:]


def _read_block(block: Block, state: _State) -> list[Sequence[Any]]:
    """Read a block into the columns of a batch, and set aside what can't be used."""
    reading, places = state.reading, state.places
    state.last_row = block.last
    reading.accounts.blank += block.blank
    reading.notes += block.notes
    for row, cells, cure in block.odd:
        _set_aside(row, cells, ("", cells[-1] if cells else "", cure), state)
    if block.unended and state.last_row > reading.sniffed.header_row:
        reading.cautions.append(Problem(state.last_row, "", "", UNENDED))
    if not block.rows:
        return [()] * len(_COLUMNS)
    rows, columns, numbers, changes = _usable(block, state)
    if not rows:
        return [()] * len(_COLUMNS)
    mapping = reading.mapping
    markers, long_markers = shortened("markers", read_words(columns, places, "markers"))
    zones, long_zones = shortened("zone", read_words(columns, places, "zone"))
    days, bad_days = read_days(columns, places, mapping.dates, on=state.on)
    keys = said_keys(columns, places)
    keys[[*long_markers, *bad_days, *(i for i, day in enumerate(days) if day)]] = 0
    known = state.known(keys)
    (surnames, forenames), long_names = _unknown_names(columns, known, state)
    uprns, bad_uprns = read_uprns(columns, places)
    spots, bad_spots = read_places(columns, places)
    homes, bad_homes = read_homes(columns, places, state.lines)
    state.lines = homes.lines[-1]
    homes = fill_blank_homes(homes, columns, places)
    nameless = nameless_rows(surnames, forenames, known)
    missing = find_missing(columns, places, addresses=homes.lines, nameless=nameless, markers=markers, changes=changes)
    keys[[*chain(*long_names), *nameless]] = 0
    for bad in (bad_days, bad_uprns, bad_homes, bad_spots, *long_names, long_markers, long_zones, *missing):
        reading.notes += [_problem(rows[i], told, state) for i, told in bad.items()]
    if block.marred:
        _note_marred(rows, columns, reading)
    return [
        rows, *numbers, surnames, forenames, markers, days, uprns,
        homes.postcodes, homes.lines, spots, zones, changes, keys.tolist(), known,
    ]  # fmt: skip


def _unknown_names(
    columns: Sequence[Sequence[str]], known: Sequence[int], state: _State
) -> tuple[tuple[list[str], list[str]], tuple[Bad, Bad]]:
    """Read surnames and forenames of rows that aren't known, '' of the others; and note what is too long in them."""
    places = state.places
    unknown = [i for i, one in enumerate(known) if one < 0]
    all_are = len(unknown) == len(known)
    some = columns if all_are else [[column[i] for i in unknown] for column in columns]
    whole = "name" if "name" in places.fields else ""
    surnames, forenames = read_names(some, places, state.reading.mapping.names)
    surnames, long_surnames = shortened("surname", surnames, named=whole)
    forenames, long_forenames = shortened("forenames", forenames, named=whole)
    if all_are:
        return (surnames, forenames), (long_surnames, long_forenames)
    names = [""] * len(known), [""] * len(known)
    for i, surname, forename in zip(unknown, surnames, forenames, strict=True):
        names[0][i], names[1][i] = surname, forename
    long = tuple({unknown[at]: told for at, told in bad.items()} for bad in (long_surnames, long_forenames))
    return names, (long[0], long[1])


def _usable(block: Block, state: _State) -> tuple[Sequence[int], Sequence[Sequence[str]], list[Any], Sequence[Any]]:
    """Keep the rows that have a number and do something."""
    columns, places, accounts = block.columns, state.places, state.reading.accounts
    districts, values, suffixes, bad = read_numbers(columns, places)
    changes, wrong = read_changes(columns, places)
    named = "district" if "district" in places.fields else "elector" if "elector" in places.fields else "number"
    bad = wrong | long_districts(districts, named=named) | _totals_in(districts) | bad
    if not places.fields.keys() & {"number", "elector"}:
        nothing = (i for i, cells in enumerate(zip(*columns, strict=True)) if not any(map(str.strip, cells)))
        bad |= dict.fromkeys(nothing, ("", "", ""))
    if "total" in places.fields:
        state.totals |= {int(text) for text in set(joined(columns, places.fields["total"])) if text.strip().isdecimal()}
    rows: Sequence[int] = block.rows
    numbers: list[Any] = [districts, values, suffixes]
    if not bad and None not in changes:
        return rows, columns, numbers, changes
    for i, told in bad.items():
        _set_aside(rows[i], [column[i] for column in columns], told, state)
    keep = [i not in bad and change is not None for i, change in enumerate(changes)]
    accounts.passing += sum(i not in bad and change is None for i, change in enumerate(changes))
    kept = [list(compress(column, keep)) for column in chain(columns, numbers, [rows, changes])]
    wide = len(columns)
    return kept[wide + 3], kept[:wide], kept[wide : wide + 3], kept[wide + 4]


def _totals_in(districts: Sequence[str]) -> Bad:
    """Find totals with a number where an elector's would stand: 'Total electors' as a polling district."""
    named = {district for district in set(districts) if is_total(district)}
    return {i: ("district", name, NO_NUMBER) for i, name in enumerate(districts) if name in named} if named else {}


def _set_aside(row: int, cells: Sequence[str], told: tuple[str, str, str], state: _State) -> None:
    accounts = state.reading.accounts
    kind = kind_of(cells, state.reading.sniffed.header)
    if kind == "totals" and (total := total_told(cells)) is not None:
        state.totals.add(total)
    if kind == "set_aside":
        state.reading.problems.append(_problem(row, told, state))
    setattr(accounts, kind, getattr(accounts, kind) + 1)


def _problem(row: int, told: tuple[str, str, str], state: _State) -> Problem:
    named, value, cure = told
    mapping = state.reading.mapping
    column = " ".join(mapping.address[0] if named == ADDRESS else mapping.fields.get(named, ()))
    return Problem(row, column, value.strip(), cure)


def _note_marred(rows: Sequence[int], columns: Sequence[Sequence[str]], reading: Reading) -> None:
    for name, column in zip(reading.sniffed.header, columns, strict=False):
        for row, cell in zip(rows, column, strict=True):
            if "\ufffd" in cell or "?" in cell:
                cure = DAMAGED if "\ufffd" in cell else LOST_LETTER
                reading.notes.append(Problem(row, name, cell.strip(), cure))


def _without_doubles(columns: list[list[Any]], state: _State) -> Batch:
    """Set aside electors whose number stood in an earlier row."""
    batch = Batch(*columns)
    if not state.places.fields.keys() & {"number", "elector"}:
        return batch
    doubled = find_doubles(
        state.seen, rows=batch.rows, districts=batch.districts, numbers=batch.numbers, suffixes=batch.suffixes,
        changes=batch.changes,
    )  # fmt: skip
    if not doubled:
        return batch
    named = "elector" if "elector" in state.places.fields else "number"
    for i, first in doubled.items():
        told = number_told(batch.districts[i], batch.numbers[i], batch.suffixes[i])
        cure = f"this number stands in row {first} as well; an elector's number may stand only once"
        state.reading.problems.append(_problem(batch.rows[i], (named, told, cure), state))
    state.reading.accounts.set_aside += len(doubled)
    keep = [i not in doubled for i in range(len(batch))]
    return Batch(*[list(compress(column, keep)) for column in columns])
