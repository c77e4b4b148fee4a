"""A version before it is taken in: a private SQLite file beside the upload, with rows as they will stand.

What is new has a number of its own here, written as -1, -2, ...; what stands already has its id. `merge` gives the new
ones their ids. In mode B there are no tables for electors, so that nobody's name can be written down even here.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from muster.web.intake.stages import PROBLEM
from muster.web.register.row_numbers import BESIDE

Table: TypeAlias = dict[str, str]  # column: type, as both databases know them

STAGE = "stage.sqlite3"  # beside the upload

DOORS: dict[str, Table] = {
    "street": {"n": "bigint", "key": "bigint", "name": "text", "locality": "text", "town": "text", "folded": "text"},
    "building": {
        "n": "bigint", "key": "bigint", "street": "bigint", "number": "text", "name": "text",
        "folded": "text", "rank": "bigint", "uprn": "text", "postcode": "text", "ward": "text",
        "lon": "double precision", "lat": "double precision", "placed_from": "text", "off_m": "bigint", "why": "text",
    },
    "placed": {
        "id": "bigint", "uprn": "text", "postcode": "text", "ward": "text", "lon": "double precision",
        "lat": "double precision", "placed_from": "text", "off_m": "bigint", "why": "text",
    },
    "door": {"n": "bigint", "key": "bigint", "house": "bigint", "building": "bigint", "unit": "text"},
    "listing": {"door": "bigint", "electors": "bigint", "district": "text"},
    "closed_listing": {"id": "bigint"},
    "renamed": {"id": "bigint", "name": "text"},  # a street that stands, and how it is called now
}  # fmt: skip
ELECTORS: dict[str, Table] = {
    "district": {"n": "bigint", "name": "text"},
    "row": {  # that was read
        "n": "bigint", "surname": "text", "forenames": "text", "folded": "text", "markers": "text",
        "franchise": "bigint", "attains_on": "date", "keys": "blob",
    },
    "entry": {  # door 0: none; line: of `row`, or 0, and then `known` is the entry that has its texts
        "line": "bigint", "elector": "bigint", "door": "bigint", "known": "bigint", "district": "bigint",
        "number": "bigint", "suffix": "bigint",
    },
    "closed_entry": {"id": "bigint"},
    "doubt": {
        "older": "bigint", "newer": "bigint", "reason": "bigint", "speaks_for": "bigint", "against": "bigint",
        "weight": "bigint",
    },
}  # fmt: skip
FIRST_COLUMN_IS_KEY = {"street", "building", "placed", "door", "closed_listing", "district", "row", "closed_entry"}


def tables(*, electors: bool) -> dict[str, Table]:
    """Give the tables of a stage, in the order in which they are merged."""
    return {**DOORS, **(ELECTORS if electors else {})}


@contextmanager
def new_stage(path: Path, *, electors: bool) -> Iterator[sqlite3.Connection]:
    """Make an empty stage; one that an earlier attempt left is thrown away. Nothing waits for the disk here."""
    for old in (path, *path.parent.glob(BESIDE)):
        old.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as stage:
        stage.execute("PRAGMA journal_mode=OFF")
        stage.execute("PRAGMA synchronous=OFF")
        for name, columns in {**tables(electors=electors), "problem": PROBLEM}.items():
            first, *rest = columns
            key = f"{first} integer PRIMARY KEY" if name in FIRST_COLUMN_IS_KEY else f"{first} {columns[first]}"
            stage.execute(f"CREATE TABLE {name} ({', '.join([key, *(f'{one} {columns[one]}' for one in rest)])})")
        stage.execute("BEGIN")
        yield stage
        stage.execute("COMMIT")


def write(stage: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Add rows to one table."""
    marks = ", ".join("?" * len({**DOORS, **ELECTORS, "problem": PROBLEM}[table]))
    stage.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own names
