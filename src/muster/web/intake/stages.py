"""What a file holds before it is taken in: a private SQLite file beside the upload, with rows as they will stand.

Deeds write it in one transaction, by one statement a table: SQLite reads the stage itself, PostgreSQL is sent its rows.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from django.db import connection

from muster.web.intake.loads import Load, copy

Table: TypeAlias = Mapping[str, str]  # column: type, as both databases know them

STAGE = "stage.sqlite3"  # beside the upload
PROBLEM: Table = {"row": "bigint", "column_name": "text", "value": "text", "cure": "text", "kept": "boolean"}
_CACHE_KB = 128_000


@contextmanager
def new_stage(path: Path, tables: Mapping[str, Table]) -> Iterator[sqlite3.Connection]:
    """Make an empty stage; one that an earlier attempt left is thrown away. Nothing waits for the disk here."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as stage:
        stage.execute("PRAGMA journal_mode=OFF")
        stage.execute("PRAGMA synchronous=OFF")
        for name, columns in {**tables, "problem": PROBLEM}.items():
            stage.execute(f"CREATE TABLE {name} ({', '.join(f'{column} {kind}' for column, kind in columns.items())})")
        stage.execute("BEGIN")
        yield stage
        stage.execute("COMMIT")


def write(stage: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Add rows to one table."""
    wide = len(stage.execute(f"SELECT * FROM {table} LIMIT 0").description)  # noqa: S608 - our own names
    stage.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * wide)})", rows)  # noqa: S608 - our own names


@contextmanager
def attached(path: Path) -> Iterator[str]:
    """Let the database see a stage; gives what its tables' names begin with. Begin no transaction before this."""
    if connection.vendor == "postgresql":
        yield "pg_temp.staged_"
        return
    with connection.cursor() as cursor:
        cursor.execute("ATTACH DATABASE %s AS staged", [str(path)])
        cursor.execute(f"PRAGMA main.cache_size = {-_CACHE_KB}")  # indexes grow all over: without it, from the disk
        try:
            yield "staged."
        finally:
            cursor.execute("DETACH DATABASE staged")
            cursor.execute("PRAGMA main.cache_size = -2000")


def send(path: Path, begin: str, tables: Mapping[str, Table]) -> None:
    """Send a stage's rows to PostgreSQL by COPY; SQLite sees them as it is. To be called in the transaction."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor, closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as stage:
        for name, columns in tables.items():
            made = ", ".join(f"{column} {kind}" for column, kind in columns.items())
            cursor.execute(f"CREATE TEMPORARY TABLE {begin.removeprefix('pg_temp.')}{name} ({made}) ON COMMIT DROP")
            texts = {column for column, kind in columns.items() if kind == "text"}  # never nothing in a stage
            copy(stage, Load(f"{begin}{name}", {column: column for column in columns}, f"{{}}{name}", texts))
            # by numbers alone: PostgreSQL keeps samples of what it analyses, and no name may outlive its row
            numbers = ", ".join(column for column, kind in columns.items() if kind == "bigint")
            if numbers:
                cursor.execute(f"ANALYZE {begin}{name} ({numbers})")


def reserve(table: str, count: int) -> int:
    """Reserve `count` ids of a table for rows that a statement writes; gives the number below the first."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608 - our own names
        highest = int(cursor.fetchone()[0])
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            return max([highest, *(int(row[0]) for row in cursor.fetchall())])
        cursor.execute(f"SELECT last_value, is_called FROM {table}_id_seq")  # noqa: S608 - our own names
        last, called = cursor.fetchone()
        before = max(highest, int(last) if called else int(last) - 1)
        if count:
            cursor.execute("SELECT setval(%s, %s)", [f"{table}_id_seq", before + count])
        return before


def count_in(begin: str, table: str) -> int:
    """Count a staged table's rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {begin}{table}")  # noqa: S608 - our own names
        return int(cursor.fetchone()[0])


def problems_in(path: Path) -> list[tuple[Any, ...]]:
    """Give what a stage says of rows that need somebody: row, column, value, cure, whether the row is kept."""
    if not path.exists():
        return []
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as stage:
        return stage.execute("SELECT * FROM problem ORDER BY row, rowid").fetchall()
