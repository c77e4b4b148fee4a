# ruff: noqa: S608 - what stands in these statements are names and numbers of ours, never what somebody wrote
"""Takes a stage into the database in one transaction, by one statement a table, on SQLite and PostgreSQL alike."""

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from muster.web.register.stage import tables

_NUMBERED = ("street", "building", "door", "elector")  # what other rows name
_AT_ONCE = 20_000


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

    SQLite reads the file itself. PostgreSQL is sent its rows, into tables that only this connection sees.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            yield "pg_temp.staged_"
            return
        cursor.execute("ATTACH DATABASE %s AS staged", [str(path)])
        try:
            yield "staged."
        finally:
            cursor.execute("DETACH DATABASE staged")


def merge(path: Path, begin: str, what: Merge) -> None:
    """Write all that a stage holds as the source's version. To be called in a transaction, within `attached`."""
    if connection.vendor == "postgresql":
        _send(path, begin, electors=what.electors)
    statements = _statements(begin, what, _first_ids(begin, what))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def place(path: Path, begin: str) -> None:
    """Write the places that a stage holds, and nothing else. To be called in a transaction, within `attached`."""
    if connection.vendor == "postgresql":
        _send(path, begin, electors=False)
    with connection.cursor() as cursor:
        cursor.execute(_place(begin))


def _place(begin: str) -> str:
    return f"""UPDATE register_building SET uprn = p.uprn, postcode = p.postcode, ward = p.ward, lon = p.lon,
        lat = p.lat, placed_from = p.placed_from, off_m = p.off_m, why = p.why
        FROM {begin}placed AS p WHERE register_building.id = p.id AND register_building.placed_from <> 'hand'"""


def _send(path: Path, begin: str, *, electors: bool) -> None:
    """Send a stage's rows to PostgreSQL by COPY."""
    with connection.cursor() as cursor, closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as stage:
        for name, columns in tables(electors=electors).items():
            made = ", ".join(f"{column} {kind}" for column, kind in columns.items())
            cursor.execute(f"CREATE TEMPORARY TABLE {begin.removeprefix('pg_temp.')}{name} ({made}) ON COMMIT DROP")
            # an empty cell is nothing, but for texts, which are never nothing in a stage
            texts = [column for column, kind in columns.items() if kind == "text"]
            told = f", FORCE_NOT_NULL ({', '.join(texts)})" if texts else ""
            with cursor.copy(f"COPY {begin}{name} FROM STDIN WITH (FORMAT csv{told})") as copy:
                for part in _as_csv(stage.execute(f"SELECT * FROM {name}")):
                    copy.write(part)
            # by numbers alone: PostgreSQL keeps samples of what it analyses, and no name may outlive its row
            numbers = ", ".join(column for column, kind in columns.items() if kind == "bigint")
            cursor.execute(f"ANALYZE {begin}{name} ({numbers})")


def _as_csv(rows: sqlite3.Cursor) -> Iterator[str]:
    """Write rows as CSV, so many at once: in half the time of row by row."""
    while part := rows.fetchmany(_AT_ONCE):
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(part)
        yield text.getvalue()


def _first_ids(begin: str, what: Merge) -> dict[str, int]:
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
                first[name] = _reserve(table, _count(begin, name), first[name])
    return first


def _count(begin: str, name: str) -> int:
    """Count what is new of one table."""
    with connection.cursor() as cursor:
        if name == "elector":
            cursor.execute(f"SELECT coalesce(-min(elector), 0) FROM {begin}entry WHERE elector < 0")
        else:
            cursor.execute(f"SELECT coalesce(max(n), 0) FROM {begin}{name}")
        return int(cursor.fetchone()[0])


def _reserve(table: str, count: int, highest: int) -> int:
    """Move PostgreSQL's counter of a locked table past `count` new ids."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT last_value, is_called FROM {table}_id_seq")
        last, called = cursor.fetchone()
        before = max(highest, int(last) if called else int(last) - 1)
        if count:
            cursor.execute("SELECT setval(%s, %s)", [f"{table}_id_seq", before + count])
        return before


def _statements(begin: str, what: Merge, first: dict[str, int]) -> Iterator[str]:
    """Give the statements in order. Every value in them is a number of ours or a column."""

    def given(column: str, table: str) -> str:
        """Name the row that a staged column means: its id, or that of the new one of this number."""
        return f"CASE WHEN {column} < 0 THEN {first[table]} - {column} ELSE {column} END"

    area, source, version = what.area, what.source, what.version
    yield f"""INSERT INTO register_street (id, area_id, key, name, locality, folded, on_map_as)
        SELECT {first["street"]} + n, {area}, key, name, locality, folded, '' FROM {begin}street ORDER BY n"""
    yield f"""INSERT INTO register_building (id, area_id, street_id, key, number, name, rank, uprn, postcode, ward,
        lon, lat, placed_from, off_m, why)
        SELECT {first["building"]} + n, {area}, {given("street", "street")}, key, number, name, rank, uprn, postcode,
        ward, lon, lat, placed_from, off_m, why FROM {begin}building ORDER BY n"""
    yield _place(begin)
    yield f"""INSERT INTO register_door (id, area_id, building_id, key, house, unit)
        SELECT {first["door"]} + n, {area}, {given("building", "building")}, key, house, unit
        FROM {begin}door ORDER BY n"""
    yield f"UPDATE register_listing SET until = {version} WHERE id IN (SELECT id FROM {begin}closed_listing)"
    yield f"""INSERT INTO register_listing (source_id, door_id, since, electors, district)
        SELECT {source}, {given("door", "door")}, {version}, electors, district FROM {begin}listing"""
    if not what.electors:
        return
    yield f"""INSERT INTO register_elector (id, source_id)
        SELECT {first["elector"]} - elector, {source} FROM {begin}entry WHERE elector < 0 ORDER BY elector DESC"""
    yield f"UPDATE register_entry SET until = {version} WHERE id IN (SELECT id FROM {begin}closed_entry)"
    yield f"""INSERT INTO register_entry (source_id, elector_id, door_id, since, district, number, suffix, surname,
        forenames, folded, markers, franchise, attains_on)
        SELECT {source}, {given("e.elector", "elector")}, {given("e.door", "door")}, {version}, r.district, r.number,
        r.suffix, r.surname, r.forenames, r.folded, r.markers, r.franchise, r.attains_on
        FROM {begin}entry AS e JOIN {begin}row AS r ON r.n = e.n"""
    yield f"""INSERT INTO register_doubt (source_id, version, older_id, newer_id, reason, speaks_for, against,
        weight, said, said_by)
        SELECT {source}, {version}, older, {given("newer", "elector")}, reason, speaks_for, against, weight, '', ''
        FROM {begin}doubt"""


def refresh() -> None:
    """Let PostgreSQL look at the tables again after so many new rows, so that pages stay quick."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in ("street", "building", "door", "listing", "elector", "entry"):
                cursor.execute(f"ANALYZE register_{name}")
