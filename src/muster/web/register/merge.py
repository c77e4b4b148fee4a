# ruff: noqa: S608 - what stands in these statements are names and numbers of ours, never what somebody wrote
"""Takes a stage into the database in one transaction: one statement a table on SQLite, one COPY on PostgreSQL.

What a table gets is told once, as a question to the stage. SQLite asks it of the file that is attached; for PostgreSQL
it is asked of the file itself, and the answer is sent straight into the table, so that no row is written twice.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from muster.web.intake.loads import Load, copy, load, without_indexes
from muster.web.register.row_texts import NAMED, copy_entries
from muster.web.register.stage import tables

_FILLED = tuple(f"register_{name}" for name in ("street", "building", "door", "listing", "elector", "entry"))
_CACHE_KB = 40_000  # of SQLite's pages: indexes by name or door are written to here and there
_MANY, _TIMES = 10_000, 4  # new doors, at least, and times as many as stand
_NUMBERED = ("street", "building", "door", "elector")  # what other rows name
_TEXTS = {column for table in tables(electors=True).values() for column, kind in table.items() if kind == "text"}
_TEXTS |= {"on_map_as", "said", "said_by"}
_PLAIN = {"uprn", "postcode", "placed_from", "why", "on_map_as", "said", "said_by"}  # we write them: no quote marks
_FRACTIONS = {"lon", "lat"}


@dataclass(frozen=True, slots=True)
class Merge:
    """Where a stage's rows go."""

    source: int
    area: int
    version: int
    electors: bool


@contextmanager
def attached(path: Path) -> Iterator[str]:
    """Let the database see a stage; gives what its tables' names begin with. Begin no transaction before this.

    SQLite reads the file itself. PostgreSQL is sent its rows; what changes rows that stand goes into tables that only
    this connection sees.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            yield "pg_temp.staged_"
            return
        cursor.execute("ATTACH DATABASE %s AS staged", [str(path)])
        cursor.execute("PRAGMA cache_size")
        (usual,) = cursor.fetchone()
        cursor.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        try:
            yield "staged."
        finally:
            cursor.execute(f"PRAGMA cache_size = {usual}")
            cursor.execute("DETACH DATABASE staged")


def merge(path: Path, begin: str, what: Merge) -> None:
    """Write all that a stage holds as the source's version. To be called in a transaction, within `attached`."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as stage:
        first = _first_ids(stage, what)
        _send(stage, begin, ("placed", "closed_listing"))
        with connection.cursor() as cursor:
            cursor.execute(_place(begin))
            cursor.execute(
                f"UPDATE register_listing SET until = {what.version} WHERE id IN (SELECT id FROM {begin}closed_listing)"
            )
        with ExitStack() as stack:
            if _is_mostly_new(stage, first):
                stack.enter_context(without_indexes(*_FILLED))
            if what.electors and connection.vendor == "postgresql":
                _number_electors(_count(stage, "elector"), what, first["elector"])
            for one in _loads(what, first):
                load(stage, begin, one)
            if what.electors and _count(stage, "entry"):
                _load_entries(path, stage, begin, what, first)


def _is_mostly_new(stage: sqlite3.Connection, first: dict[str, int]) -> bool:
    """Say whether the tables have next to no rows beside what comes: then it pays to build indexes anew."""
    return _count(stage, "door") > max(_TIMES * first["door"], _MANY)


def place(path: Path, begin: str) -> None:
    """Write the places that a stage holds, and nothing else. To be called in a transaction, within `attached`."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as stage:
        _send(stage, begin, ("placed",))
    with connection.cursor() as cursor:
        cursor.execute(_place(begin))


def _place(begin: str) -> str:
    return f"""UPDATE register_building SET uprn = p.uprn, postcode = p.postcode, ward = p.ward, lon = p.lon,
        lat = p.lat, placed_from = p.placed_from, off_m = p.off_m, why = p.why
        FROM {begin}placed AS p WHERE register_building.id = p.id AND register_building.placed_from <> 'hand'"""


def _send(stage: sqlite3.Connection, begin: str, names: tuple[str, ...]) -> None:
    """Send some of a stage's tables to PostgreSQL, for this transaction alone."""
    if connection.vendor != "postgresql":
        return
    for name in names:
        columns = tables(electors=False)[name]
        made = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE {begin.removeprefix('pg_temp.')}{name} ({made}) ON COMMIT DROP")
        copy(stage, _load(f"{begin}{name}", {column: column for column in columns}, f"{{}}{name}"))
        # by numbers alone: PostgreSQL keeps samples of what it analyses, and no name may outlive its row
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {begin}{name} (id)")


def _load(table: str, columns: dict[str, str], rows: str) -> Load:
    return Load(table, columns, rows, _TEXTS, _FRACTIONS, _PLAIN)


def _into(name: str, columns: dict[str, str], rows: str) -> Load:
    return _load(f"register_{name}", columns, rows)


def _first_ids(stage: sqlite3.Connection, what: Merge) -> dict[str, int]:
    """Reserve ids for what is new: the number below the first, by table."""
    first = {}
    with connection.cursor() as cursor:
        for name in _NUMBERED:
            if name == "elector" and not what.electors:
                continue
            table = f"register_{name}"
            if connection.vendor == "postgresql":
                cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
            first[name] = int(cursor.fetchone()[0])
            if connection.vendor == "sqlite":
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
                first[name] = max([first[name], *(int(row[0]) for row in cursor.fetchall())])
            else:
                first[name] = _reserve(table, _count(stage, name), first[name])
    return first


def _count(stage: sqlite3.Connection, name: str) -> int:
    """Count what is new of one table."""
    if name == "elector":
        return int(stage.execute("SELECT coalesce(-min(elector), 0) FROM entry WHERE elector < 0").fetchone()[0])
    return int(stage.execute(f"SELECT coalesce(max(n), 0) FROM {name}").fetchone()[0])


def _reserve(table: str, count: int, highest: int) -> int:
    """Move PostgreSQL's counter of a locked table past `count` new ids."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT last_value, is_called FROM {table}_id_seq")
        last, called = cursor.fetchone()
        before = max(highest, int(last) if called else int(last) - 1)
        if count:
            cursor.execute("SELECT setval(%s, %s)", [f"{table}_id_seq", before + count])
        return before


def _loads(what: Merge, first: dict[str, int]) -> Iterator[Load]:
    """Give what each table gets, in order. Every value in it is a number of ours or a column."""

    def new(table: str, *columns: str, **more: str) -> Load:
        """What is numbered here has the ids above the first."""
        told = {"id": f"{first[table]} + n", "area_id": f"{what.area}", **more, **{name: name for name in columns}}
        return _into(table, told, f"{{}}{table} ORDER BY n")

    yield new("street", "key", "name", "locality", "town", "folded", on_map_as="''")
    yield new(
        "building", "key", "number", "name", "folded", "rank", "uprn", "postcode", "ward", "lon", "lat", "placed_from",
        "off_m", "why", street_id=_given("street", first["street"]),
    )  # fmt: skip
    yield new("door", "key", "house", "unit", building_id=_given("building", first["building"]))
    listed = {"source_id": f"{what.source}", "since": f"{what.version}", "electors": "electors", "district": "district"}
    yield _into("listing", {**listed, "door_id": _given("door", first["door"])}, "{}listing")
    if what.electors:
        yield from _of_electors(what, first)


def _of_electors(what: Merge, first: dict[str, int]) -> Iterator[Load]:
    source = {"source_id": f"{what.source}"}
    if connection.vendor == "sqlite":
        electors = "{}entry WHERE elector < 0 ORDER BY elector DESC"
        yield _into("elector", {"id": f"{first['elector']} - elector", **source}, electors)
    ended = {"entry_id": "id", **source, "until": f"{what.version}"}
    yield _into("ending", ended, "{}closed_entry ORDER BY id")
    weighed = {name: name for name in ("reason", "speaks_for", "against", "weight")}
    pair = {"version": f"{what.version}", "older_id": "older", "newer_id": _given("newer", first["elector"])}
    yield _into("doubt", {**source, **pair, **weighed, "said": "''", "said_by": "''"}, "{}doubt")


def _number_electors(count: int, what: Merge, first: int) -> None:
    """Add the new electors to PostgreSQL: they are numbers after one another."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO register_elector (id, source_id) SELECT {first} + n, {what.source}"
            " FROM generate_series(1, %s) AS n ORDER BY n",
            [count],
        )


def _load_entries(path: Path, stage: sqlite3.Connection, begin: str, what: Merge, first: dict[str, int]) -> None:
    """Add the new entries: PostgreSQL's texts lie ready beside the stage, SQLite's in it."""
    elector, door = _given("e.elector", first["elector"]), _given("nullif(e.door, 0)", first["door"])
    if connection.vendor == "postgresql":
        told = f"{what.source} || char(9) || {what.version} || char(9) || {elector} || char(9)"
        before = f"CAST({told} || coalesce({door}, '\\N') || char(9) AS blob)"
        asked = f"SELECT e.n, {before} FROM entry AS e ORDER BY e.rowid"
        copy_entries(stage, path, ("source_id", "since", "elector_id", "door_id"), asked)
        return
    begun = {
        "source_id": f"{what.source}", "elector_id": elector, "door_id": door, "since": f"{what.version}",
        **{name: f"r.{name}" for name in NAMED},
    }  # fmt: skip
    load(stage, begin, _into("entry", begun, "{}entry AS e JOIN {}row AS r ON r.n = e.n"))


def _given(column: str, first: int) -> str:
    """Name the row that a staged column means: its id, or that of the new one of this number."""
    return f"CASE WHEN {column} < 0 THEN {first} - {column} ELSE {column} END"


def refresh() -> None:
    """Let PostgreSQL look at the tables again after so many new rows, so that pages stay quick."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in ("street", "building", "door", "listing", "elector", "entry", "ending"):
                cursor.execute(f"ANALYZE register_{name}")
