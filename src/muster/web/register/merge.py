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

from django.db import OperationalError, connection, transaction

from muster.web.intake.loads import Load, copy, load, without_indexes
from muster.web.register.renaming import give_names
from muster.web.register.row_numbers import copy_endings, copy_entries, count_begun
from muster.web.register.row_texts import NAMED
from muster.web.register.stage import tables

_FILLED = tuple(f"register_{name}" for name in ("street", "building", "door", "listing", "elector", "entry"))
_CACHE_KB = 40_000  # of SQLite's pages: indexes by name or door are written to here and there
_MANY, _TIMES = 10_000, 4  # new doors, at least, and times as many as stand
_RENEWED = ("register_entry", "register_ending")  # a year later
_SHARE = 3  # of the entries there are, one in so many must be new
_NUMBERED = ("street", "building", "door", "elector", "entry")  # what is numbered before it is written
_ENTRIES_AT_ONCE = 20_000  # SQLite keeps what it reads from a table that it writes to in memory
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
        new = _count_new(stage, path.parent, what)
        first = _first_ids(new)
        _send(stage, begin, ("placed", "closed_listing"))
        with connection.cursor() as cursor:
            cursor.execute(_place(begin))
            cursor.execute(
                f"UPDATE register_listing SET until = {what.version} WHERE id IN (SELECT id FROM {begin}closed_listing)"
            )
        with ExitStack() as stack:
            is_first = new["door"] > max(_TIMES * first["door"], _MANY)
            if is_first:  # then it pays to build indexes anew
                stack.enter_context(without_indexes(*_FILLED))
            if what.electors and connection.vendor == "postgresql":
                _number_electors(new["elector"], what, first["elector"])
            give_names(stage, source=what.source, version=what.version)
            for one in _loads(what, first):
                load(stage, begin, one)
            if not is_first and _may_wait(new, first):
                stack.enter_context(without_indexes(*_RENEWED))
            if what.electors:
                _load_entries(path, stage, begin, what, first, new["entry"])


def _may_wait(new: dict[str, int], first: dict[str, int]) -> bool:
    """Say whether whoever asks for electors may wait until all indexes of entries are built anew.

    It takes half the time where entries come that are about as many as there are: a year later every elector has
    another number. PostgreSQL has everybody wait for that, so it must be few seconds; and whoever reads just now is
    not waited for, since others would wait behind us.
    """
    if connection.vendor != "postgresql" or new.get("entry", 0) < max(first.get("entry", 0) / _SHARE, _MANY):
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1s'")
            cursor.execute(f"LOCK TABLE {', '.join(_RENEWED)} IN ACCESS EXCLUSIVE MODE")
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError:
        return False
    return True


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


def _count_new(stage: sqlite3.Connection, folder: Path, what: Merge) -> dict[str, int]:
    """Count what a stage has that is new, by table."""
    new = {name: _counted(stage, f"max(n) FROM {name}") for name in _NUMBERED[:3]}
    if not what.electors:
        return new
    if connection.vendor == "postgresql":
        return {**new, **count_begun(folder)}
    return {
        **new,
        "elector": _counted(stage, "-min(elector) FROM entry"),
        "entry": _counted(stage, "max(rowid) FROM entry"),
    }


def _counted(stage: sqlite3.Connection, what: str) -> int:
    return max(int(stage.execute(f"SELECT coalesce({what.replace(' FROM', ', 0) FROM')}").fetchone()[0]), 0)


def _first_ids(new: dict[str, int]) -> dict[str, int]:
    """Reserve ids for what is new: the number below the first, by table."""
    first = {}
    with connection.cursor() as cursor:
        for name, count in new.items():
            table = f"register_{name}"
            if connection.vendor == "postgresql" and name != "entry":  # nobody adds entries without new electors' lock
                cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
            first[name] = int(cursor.fetchone()[0])
            if connection.vendor == "sqlite":
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
                first[name] = max([first[name], *(int(row[0]) for row in cursor.fetchall())])
            else:
                first[name] = _reserve(table, count, first[name])
    return first


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


def _load_entries(
    path: Path, stage: sqlite3.Connection, begin: str, what: Merge, first: dict[str, int], count: int
) -> None:
    """Add the new entries: PostgreSQL's lie ready beside the stage, SQLite's in it."""
    if connection.vendor == "postgresql":
        copy_endings(path.parent, source=what.source, version=what.version)
        districts = [name for (name,) in stage.execute("SELECT name FROM district ORDER BY n")]
        copy_entries(path.parent, districts, source=what.source, version=what.version, first=first)
        return
    begun = {
        "id": f"{first['entry']} + e.rowid", "source_id": f"{what.source}", "since": f"{what.version}",
        "elector_id": _given("e.elector", first["elector"]), "door_id": _given("nullif(e.door, 0)", first["door"]),
        "district": "d.name", "number": "e.number", "suffix": "e.suffix",
        **{name: f"CASE WHEN e.known THEN o.{name} ELSE r.{name} END" for name in NAMED},
    }  # fmt: skip
    rows = (
        "{}entry AS e LEFT JOIN {}district AS d ON d.n = e.district LEFT JOIN {}row AS r ON r.n = e.line"
        " LEFT JOIN register_entry AS o ON o.id = e.known WHERE e.rowid BETWEEN "
    )
    for at in range(1, count + 1, _ENTRIES_AT_ONCE):
        load(stage, begin, _into("entry", begun, f"{rows}{at} AND {at + _ENTRIES_AT_ONCE - 1}"))


def _given(column: str, first: int) -> str:
    """Name the row that a staged column means: its id, or that of the new one of this number."""
    return f"CASE WHEN {column} < 0 THEN {first} - {column} ELSE {column} END"


def refresh() -> None:
    """Let PostgreSQL look at the tables again after so many new rows, so that pages stay quick."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in ("street", "building", "door", "listing", "elector", "entry", "ending"):
                cursor.execute(f"ANALYZE register_{name}")
