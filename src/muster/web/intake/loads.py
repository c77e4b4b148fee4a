# ruff: noqa: S608 - what stands in these statements are names and numbers of ours, never what somebody wrote
"""Rows of a stage straight into a table: a statement on SQLite, which reads the stage itself, a COPY on PostgreSQL.

What a table gets is told once, as a question to the stage. For PostgreSQL it is asked of the stage's own file, and the
answer is sent straight into the table, so that no row is written twice.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from typing import NamedTuple, TypeAlias

from django.db import connection

_AT_ONCE = 20_000
Cell: TypeAlias = "str | int | bool | None"


class Load(NamedTuple):
    """What one table gets: its columns as expressions over a row of the stage, and which rows, {} being the stage.

    Attributes:
        table: of the database.
        columns: the name of each, and an expression.
        rows: what follows FROM.
        texts: the columns that hold texts, never nothing.
        fractions: those that hold numbers with all their digits.
        plain: the texts in which no quote mark can stand.
    """

    table: str
    columns: dict[str, str]
    rows: str
    texts: AbstractSet[str] = frozenset()
    fractions: AbstractSet[str] = frozenset()
    plain: AbstractSet[str] = frozenset()


def load(stage: sqlite3.Connection, begin: str, what: Load) -> None:
    """Add a stage's rows to one table. To be called in a transaction, within `stages.attached`."""
    if connection.vendor == "postgresql":
        copy(stage, what)
        return
    names, values = ", ".join(what.columns), ", ".join(what.columns.values())
    with connection.cursor() as cursor:
        rows = what.rows.replace("{}", begin)
        cursor.execute(f"INSERT INTO {what.table} ({names}) SELECT {values} FROM {rows}")


def copy(stage: sqlite3.Connection, what: Load) -> None:
    """Copy rows of a stage into a table of PostgreSQL. SQLite itself writes them as CSV: a third of the time."""
    line = " || ',' || ".join(_as_csv(is_, name=name, what=what) for name, is_ in what.columns.items())
    asked = stage.execute(f"SELECT {line} || char(10) FROM {what.rows.replace('{}', '')}")
    into = f"COPY {what.table} ({', '.join(what.columns)}) FROM STDIN WITH (FORMAT csv)"
    with connection.cursor() as cursor, cursor.copy(into) as copied:
        while part := asked.fetchmany(_AT_ONCE):
            copied.write("".join(line for (line,) in part))


def form_of(columns: Mapping[str, str], kept: AbstractSet[str]) -> str:
    """Give how a row with these columns (and their types) is written as a line for PostgreSQL, of those `kept`.

    Texts stand in quotes, and what is nothing stands there as the bare word None. `%.0s` writes nothing of a cell.
    """
    kinds = [('"%s"' if kind == "text" else "%s") if name in kept else "%.0s" for name, kind in columns.items()]
    first = next(place for place, kind in enumerate(kinds) if kind != "%.0s")
    return "".join(kind if place <= first or kind == "%.0s" else f",{kind}" for place, kind in enumerate(kinds)) + "\n"


def lines_of(rows: Sequence[tuple[Cell, ...]], form: str) -> str:
    """Write rows as lines for PostgreSQL, whatever their texts hold."""
    lines = "".join([form % row for row in rows])
    if lines.count('"') == form.count('"') * len(rows):
        return lines
    return "".join([form % tuple(_doubled(cell) for cell in row) for row in rows])


def _doubled(cell: Cell) -> Cell:
    return cell.replace('"', '""') if isinstance(cell, str) else cell


def copy_lines(lines: Iterable[str], table: str, columns: Iterable[str]) -> int:
    """Copy lines that `lines_of` wrote into a table of PostgreSQL; gives how many rows that was."""
    into = f"COPY {table} ({', '.join(columns)}) FROM STDIN WITH (FORMAT csv, NULL 'None')"
    with connection.cursor() as cursor:
        with cursor.copy(into) as copied:
            for some in lines:
                copied.write(some)
        return int(cursor.rowcount)


def _as_csv(is_: str, *, name: str, what: Load) -> str:
    """Give the expression of one cell: a text in quotes, a fraction with all its digits, nothing for no value."""
    if name in what.plain:
        return f"""'"' || {is_} || '"'"""
    if name in what.texts:
        return f"""'"' || replace({is_}, '"', '""') || '"'"""
    if name in what.fractions:
        return f"CASE WHEN {is_} IS NULL THEN '' ELSE printf('%!.17g', {is_}) END"
    return f"coalesce({is_}, '')"


@contextmanager
def without_indexes(*tables: str) -> Iterator[None]:
    """Take the indexes of some tables away while many rows come in, and build them anew, within the transaction.

    Primary keys stay. On PostgreSQL nobody reads these tables meanwhile: it is for a table that has next to no rows.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
            cursor.execute("SET LOCAL work_mem = '256MB'")
            cursor.execute("SET LOCAL jit = off")
            cursor.execute(_OF_POSTGRESQL, [list(tables)])
        else:
            cursor.execute(_OF_SQLITE.format(", ".join(["%s"] * len(tables))), tables)
        found = cursor.fetchall()
        for drop, _make in found:
            cursor.execute(drop)
    yield
    with connection.cursor() as cursor:
        for _drop, make in reversed(found):
            cursor.execute(make)


_OF_SQLITE = """SELECT 'DROP INDEX "' || name || '"', sql FROM sqlite_master
    WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({}) ORDER BY name"""
# what constrains first, so that what it rests on is there again before it
_OF_POSTGRESQL = """
    WITH wanted AS (SELECT unnest(%s::regclass[]) AS id),
    kept AS (SELECT c.oid, c.conindid, c.conrelid, c.conname, c.contype FROM pg_constraint AS c JOIN wanted AS w
        ON w.id = c.conrelid WHERE c.contype IN ('u', 'f', 'p', 'x'))
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
        format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM kept WHERE contype IN ('u', 'f')
    UNION ALL
    SELECT format('DROP INDEX %%s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
    FROM pg_index AS i JOIN wanted AS w ON w.id = i.indrelid
    WHERE NOT EXISTS (SELECT 1 FROM kept WHERE conindid = i.indexrelid AND contype <> 'f')"""
