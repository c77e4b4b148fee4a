# ruff: noqa: S608 - what stands in these statements are names and numbers of ours, never what somebody wrote
"""Numbers of a stage's entries on their way to PostgreSQL: arrays in files beside the stage, sent in binary form.

SQLite has them in the stage itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from muster.web.register.row_texts import NAMED, ROW_TEXTS, escaped

Ids = NDArray[np.int64]
BESIDE = "*.numbers"  # the files
_ENTRIES, _ENDED = "entries.numbers", "ended.numbers"
NUMBERS = ("line", "elector", "door", "known", "district", "number", "suffix")
_ENTRY = np.dtype([(name, "<i8") for name in NUMBERS])
_AT_ONCE = 20_000
_HEAD, _END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"  # of PostgreSQL's binary form
_OTHER_WAYS = ("hashjoin", "mergejoin")  # than one by one in the file's order; they may lay names down elsewhere
_ALL = ("id", "source_id", "since", "elector_id", "door_id", "district", "number", "suffix", *NAMED)


def write_ended(folder: Path, ended: Ids) -> None:
    """Keep the ids of the entries that end."""
    ended.astype("<i8").tofile(folder / _ENDED)


def write_begun(folder: Path, parts: Iterable[Sequence[NDArray[np.integer]]]) -> None:
    """Keep the numbers of the entries that begin, some at once, as columns in the order of `NUMBERS`."""
    with (folder / _ENTRIES).open("wb") as file:
        for columns in parts:
            rows = np.empty(len(columns[0]), dtype=_ENTRY)
            for name, column in zip(NUMBERS, columns, strict=True):
                rows[name] = column
            rows.tofile(file)


def count_begun(folder: Path) -> dict[str, int]:
    """Count the electors that are new, and the entries that begin."""
    new = {"elector": 0, "entry": 0}
    for rows in _parts(folder):
        new["entry"] += len(rows)
        new["elector"] = max(new["elector"], -int(rows["elector"].min()))
    return new


def copy_endings(folder: Path, *, source: int, version: int) -> None:
    """Send the ends of entries."""
    ended = np.fromfile(folder / _ENDED, dtype="<i8") if (folder / _ENDED).exists() else np.zeros(0, dtype=np.int64)
    _copy("register_ending (entry_id, source_id, until)", _framed(ended, np.int64(source), np.int32(version)))


def _framed(*columns: "NDArray[np.integer] | np.integer") -> Iterator[bytes]:
    """Write columns as rows in PostgreSQL's binary form: how many values, then each with its length before it."""
    wide = [(f"v{at}", f">i{column.dtype.itemsize}") for at, column in enumerate(columns)]
    form = np.dtype([("count", ">i2"), *(one for name, kind in wide for one in ((f"{name}l", ">i4"), (name, kind)))])
    count = max(len(column) for column in columns if isinstance(column, np.ndarray))
    for begin in range(0, count, _AT_ONCE):
        rows = np.empty(min(_AT_ONCE, count - begin), dtype=form)
        rows["count"] = len(columns)
        for (name, _kind), column in zip(wide, columns, strict=True):
            rows[f"{name}l"] = column.dtype.itemsize
            rows[name] = column[begin : begin + _AT_ONCE] if isinstance(column, np.ndarray) else column
        yield rows.tobytes()


def _copy(into: str, rows: Iterator[bytes]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN WITH (FORMAT binary)") as copied:
        copied.write(_HEAD)
        for some in rows:
            copied.write(some)
        copied.write(_END)


def copy_entries(folder: Path, districts: Sequence[str], *, source: int, version: int, first: dict[str, int]) -> None:
    """Add the entries that begin: those of rows that were read with their texts, the others with an entry's that stood.

    Args:
        folder: where numbers and texts lie.
        districts: what the numbers of polling districts mean.
        source: whose.
        version: with which they begin.
        first: the id below the first new elector, door and entry.
    """
    if not (folder / _ENTRIES).exists():
        return
    _copy_read(folder, districts, source=source, version=version, first=first)
    with connection.cursor() as cursor:
        columns = (
            "id bigint, elector bigint, door bigint, known bigint, district integer, number integer, suffix integer"
        )
        cursor.execute(f"CREATE TEMPORARY TABLE staged_known ({columns}) ON COMMIT DROP")
        _copy("pg_temp.staged_known", _known(folder, first))
        cursor.execute("ANALYZE pg_temp.staged_known")
        for way in _OTHER_WAYS:
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(
            f"INSERT INTO register_entry ({', '.join(_ALL)})"
            f" SELECT k.id, {source}, {version}, k.elector, nullif(k.door, 0), (%s::text[])[k.district + 1], k.number,"
            f" k.suffix, {', '.join(f'e.{name}' for name in NAMED)}"
            " FROM pg_temp.staged_known AS k JOIN register_entry AS e ON e.id = k.known",
            [list(districts)],
        )
        for way in _OTHER_WAYS:
            cursor.execute(f"SET LOCAL enable_{way} TO DEFAULT")


def _known(folder: Path, first: dict[str, int]) -> Iterator[bytes]:
    begin = first["entry"] + 1
    for rows in _parts(folder):
        at = np.flatnonzero(rows["known"])
        some = rows[at]
        numbers = (some[name].astype(np.int32) for name in ("district", "number", "suffix"))
        ids = _given(some["elector"], first["elector"]), _given(some["door"], first["door"]), some["known"]
        if len(at):
            yield from _framed(begin + at, *ids, *numbers)
        begin += len(rows)


def _copy_read(folder: Path, districts: Sequence[str], *, source: int, version: int, first: dict[str, int]) -> None:
    """Send the entries of rows that were read, each with its line of texts."""
    into = f"COPY register_entry ({', '.join(_ALL)}) FROM STDIN"
    named, written, begin = escaped(districts), 0, first["entry"] + 1
    with (folder / ROW_TEXTS).open("rb") as file, connection.cursor() as cursor, cursor.copy(into) as copied:
        for rows in _parts(folder):
            at = np.flatnonzero(rows["known"] == 0)
            some = rows[at]
            elector, door = _given(some["elector"], first["elector"]), _given(some["door"], first["door"])
            lines = some["line"].tolist()
            texts = _lines(file, [line - written for line in lines])
            written = lines[-1] if lines else written
            told = zip(
                (begin + at).tolist(), elector.tolist(), [one or "\\N" for one in door.tolist()],
                [named[code] for code in some["district"].tolist()], some["number"].tolist(),
                some["suffix"].tolist(), texts, strict=True,
            )  # fmt: skip
            written_as = [
                f"{pk}\t{source}\t{version}\t{person}\t{at_door}\t{district}\t{number}\t{suffix}\t".encode() + text
                for pk, person, at_door, district, number, suffix, text in told
            ]
            copied.write(b"".join(written_as))
            begin += len(rows)


def _lines(file: Iterator[bytes], numbers: Sequence[int]) -> Sequence[bytes]:
    """Read the next lines, as many as the last of these rising numbers says, and give those of the numbers, from 1."""
    if not numbers:
        return []
    lines = [next(file) for _ in range(numbers[-1])]
    return lines if len(lines) == len(numbers) else [lines[number - 1] for number in numbers]


def _given(column: Ids, first: int) -> Ids:
    """Give ids to what is new: -1, -2, ... are the ids above the first."""
    return np.where(column < 0, first - column, column)


def _parts(folder: Path) -> Iterator[NDArray[np.void]]:
    """Read the entries that begin, so many at once."""
    if not (folder / _ENTRIES).exists():
        return
    with (folder / _ENTRIES).open("rb") as file:
        while len(rows := np.fromfile(file, dtype=_ENTRY, count=_AT_ONCE)):
            yield rows
