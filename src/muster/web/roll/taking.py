# ruff: noqa: S608 - what stands in these statements are names and numbers of ours, never what somebody wrote
"""Takes a stage into the roll in one transaction, by one statement a table, on SQLite and PostgreSQL alike.

Whoever is new goes straight from the stage into the tables; where they more than double the roll, indexes are built
once all are there. What changes people who are known is joined to their rows.
"""

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, TypeAlias

from django.db import connection

from muster.web.intake.loads import Load, copy_lines, load, without_indexes
from muster.web.intake.stages import reserve, send
from muster.web.roll.moves import BELONGS, Move, Status
from muster.web.roll.rows import CHANNELS
from muster.web.roll.staging import BESIDE, OF_PERSON, TABLES

Statement: TypeAlias = "tuple[str, list[Any]]"

_CHANGED = ("known_as", "forenames", "surname", "folded", "address", "postcode", "paid_until", "status")


class StaleError(ValueError):
    """Somebody of the file changed since it was read: it is read again."""


FIRST_MOVES = {
    Status.APPLIED: Move.APPLY, Status.STANDING: Move.ADMIT, Status.DUE: Move.OWE, Status.LAPSED: Move.LAPSE,
    Status.LEFT: Move.LEAVE, Status.DIED: Move.DIE,
}  # fmt: skip
_MANY = 10_000  # new rows for which it pays to build indexes anew
_SENT = {**{name: table for name, table in TABLES.items() if name != "line"}, "person": BESIDE}
_FILLED = ("roll_person", "roll_membership", "roll_contactway", "roll_consent")


def take(path: Path, begin: str, *, by: str, at: dt.datetime, today: dt.date) -> tuple[int, int]:
    """Write all that a stage holds; gives the ids of those who are new: from above the first, to the second.

    To be called in a transaction, within `attached`.

    Raises:
        StaleError: what the file was compared with changed meanwhile.
    """
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as stage:
        new = _new_in(stage)
        first = reserve("roll_person", new)
        send(path, begin, _SENT)
        if connection.vendor == "postgresql":
            _copy(stage, "person", f"{begin}person", BESIDE)
        _check(begin, empty=not first)
        with ExitStack() as stack:
            if new > max(first, _MANY):
                stack.enter_context(without_indexes(*_FILLED))
            _load_people(stage, begin, first, new)
            _run(_of_the_new(begin, first, new, by=by, at=at, today=today))
    _run(_of_the_known(begin, by=by, at=at, today=today))
    recount()
    return first, first + new


def _new_in(stage: sqlite3.Connection) -> int:
    """Count who is new: in rows, or in lines for PostgreSQL."""
    lines = "SELECT coalesce(sum(people), 0) FROM line WHERE table_name = 'roll_person'"
    return int(stage.execute(f"SELECT (SELECT count(*) FROM person) + ({lines})").fetchone()[0])


def _copy(stage: sqlite3.Connection, what: str, table: str, columns: Iterable[str]) -> None:
    lines = stage.execute("SELECT lines FROM line WHERE table_name = ? ORDER BY rowid", [what])
    copy_lines((line for (line,) in lines), table, columns)


def _load_people(stage: sqlite3.Connection, begin: str, first: int, new: int) -> None:
    """Write the rows of whoever is new, with the ids from above `first`, in the order of the file."""
    if connection.vendor == "sqlite":
        same = {name: name for name in OF_PERSON}
        load(stage, begin, Load("roll_person", {"id": f"{first} + n", "group_id": "grp", **same}, "{}person"))
        return
    with connection.cursor() as cursor:  # nobody else writes to the table: `reserve` has locked it
        cursor.execute("SELECT setval('roll_person_id_seq', %s, false)", [first + 1])
        _copy(stage, "roll_person", "roll_person", ("group_id", *OF_PERSON))
        cursor.execute("SELECT min(id), max(id) FROM roll_person WHERE id > %s", [first])
        if new and cursor.fetchone() != (first + 1, first + new):
            raise RuntimeError("PostgreSQL gave other ids than were reserved")  # what hangs on them would be another's


def _check(begin: str, *, empty: bool) -> None:
    """Refuse a stage that is stale; of an empty roll nothing can be."""
    if empty:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT count(*) FROM {begin}changed AS c LEFT JOIN roll_person AS p ON p.id = c.id WHERE p.id IS NULL
            OR p.merged_into_id IS NOT NULL OR p.status <> c.was_status OR p.folded <> c.was_folded"""
        )
        stale = cursor.fetchone()[0]
        cursor.execute(
            f"""SELECT count(*) FROM {begin}person AS n JOIN roll_person AS p ON p.number = n.number
            WHERE NOT (p.number = '')"""
        )
        if stale or cursor.fetchone()[0]:
            raise StaleError


def _run(statements: Iterable[Statement]) -> None:
    with connection.cursor() as cursor:
        for statement, values in statements:
            cursor.execute(statement, values)


def _of_the_new(begin: str, first: int, new: int, *, by: str, at: dt.datetime, today: dt.date) -> Iterator[Statement]:
    """Give the statements that write what belongs to whoever is new, in order."""
    between: list[Any] = [first, first + new]
    moves = " ".join(f"WHEN '{status}' THEN '{move}'" for status, move in FIRST_MOVES.items())
    belongs = ", ".join(f"'{status}'" for status in sorted(BELONGS))
    yield (
        f"""INSERT INTO roll_membership (person_id, kind, status, move, since_on, decision)
        SELECT id, kind, status, CASE status {moves} END, CASE WHEN status IN ({belongs}) THEN joined_on ELSE %s END, ''
        FROM roll_person WHERE id > %s AND id <= %s ORDER BY id""",
        [today, *between],
    )
    for way in ("email", "telephone"):
        yield (
            f"""INSERT INTO roll_contactway (person_id, kind, value)
            SELECT {first} + n, '{way}', {way} FROM {begin}person WHERE {way} <> ''""",
            [],
        )
    for column, channel in CHANNELS.items():
        yield (
            f"""INSERT INTO roll_consent (person_id, channel, agreed, said_at, said_by, how)
            SELECT {first} + n, '{channel}', {column}, %s, %s, 'file' FROM {begin}person
            WHERE {column} IS NOT NULL""",
            [at, by],
        )
    # the words by which they are found: those of the text that they are sorted by
    split = {
        "sqlite": """SELECT substr(w.value, 1, 24), coalesce(p.group_id, 0), p.id
            FROM roll_person AS p, json_each('["' || replace(p.folded, ' ', '","') || '"]') AS w""",
        "postgresql": """SELECT left(w.value, 24), coalesce(p.group_id, 0), p.id
            FROM roll_person AS p, unnest(string_to_array(p.folded, ' ')) AS w (value)""",
    }[connection.vendor]
    once = " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    if connection.vendor == "sqlite":
        once = " ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING"
    yield (
        f"""INSERT INTO roll_personword (word, "group", person) {split}
        WHERE p.id > %s AND p.id <= %s AND p.folded <> ''{once}""",
        between,
    )


def _of_the_known(begin: str, *, by: str, at: dt.datetime, today: dt.date) -> list[Statement]:
    """Give the statements that change people who are known, in order."""
    assigned = ", ".join(f"{name} = c.{name}" for name in _CHANGED)
    moved = f"SELECT id FROM {begin}changed WHERE move <> ''"
    return [
        (f"""UPDATE roll_membership SET until_on = %s WHERE until_on IS NULL AND person_id IN ({moved})""", [today]),
        (f"""INSERT INTO roll_membership (person_id, kind, status, move, since_on, decision)
         SELECT c.id, p.kind, c.status, c.move, %s, '' FROM {begin}changed AS c JOIN roll_person AS p ON p.id = c.id
         WHERE c.move <> ''""", [today]),
        (f"UPDATE roll_person SET {assigned} FROM {begin}changed AS c WHERE roll_person.id = c.id", []),
        (f"""DELETE FROM roll_personword
         WHERE (word, "group", person) IN (SELECT word, grp, person FROM {begin}unword)""", []),
        (f"""INSERT INTO roll_personword (word, "group", person) SELECT word, grp, person FROM {begin}word""", []),
        (f"""INSERT INTO roll_contactway (person_id, kind, value) SELECT person, kind, value FROM {begin}way""", []),
        (f"""UPDATE roll_consent SET until_at = %s WHERE until_at IS NULL AND EXISTS (SELECT 1 FROM {begin}consent AS c
         WHERE c.person = roll_consent.person_id AND c.channel = roll_consent.channel)""", [at]),
        (f"""INSERT INTO roll_consent (person_id, channel, agreed, said_at, said_by, how)
         SELECT person, channel, agreed, %s, %s, 'file' FROM {begin}consent""", [at, by]),
        (f"""INSERT INTO roll_payment (person_id, paid_on, pence, currency, pays_until, key)
         SELECT person, paid_on, pence, currency, pays_until, key FROM {begin}payment""", []),
    ]  # fmt: skip


def recount() -> None:
    """Count everybody anew, by group, kind and status: after a file, that is quicker than to follow each."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM roll_tally")
        cursor.execute(
            """INSERT INTO roll_tally ("group", kind, status, people)
            SELECT coalesce(group_id, 0), kind, status, count(*) FROM roll_person WHERE merged_into_id IS NULL
            GROUP BY 1, 2, 3"""
        )


def refresh() -> None:
    """Let PostgreSQL look at the tables again after so many new rows, so that pages stay quick."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in ("person", "membership", "contactway", "consent", "personword", "payment"):
                cursor.execute(f"ANALYZE roll_{name}")
