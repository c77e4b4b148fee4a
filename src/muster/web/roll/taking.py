# ruff: noqa: S608 - what stands in these statements are names and numbers of ours, never what somebody wrote
"""Takes a stage into the roll in one transaction, by one statement a table, on SQLite and PostgreSQL alike."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.db import connection

from muster.web.intake.stages import count_in, reserve, send
from muster.web.roll.staging import TABLES

_NEW = (
    "pseudonym", "number", "known_as", "forenames", "surname", "folded", "address", "postcode", "kind", "body",
    "status", "joined_on", "paid_until",
)  # fmt: skip
_CHANGED = ("known_as", "forenames", "surname", "folded", "address", "postcode", "paid_until", "status")


class StaleError(ValueError):
    """Somebody of the file changed since it was read: it is read again."""


def take(path: Path, begin: str, *, by: str, at: dt.datetime, today: dt.date) -> tuple[int, int]:
    """Write all that a stage holds; gives the ids of those who are new: from above the first, to the second.

    To be called in a transaction, within `attached`.

    Raises:
        StaleError: what the file was compared with changed meanwhile.
    """
    send(path, begin, TABLES)
    _check(begin)
    count = count_in(begin, "person")
    first = reserve("roll_person", count)
    for statement, values in _statements(begin, first, by=by, at=at, today=today):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
    recount()
    return first, first + count


def _check(begin: str) -> None:
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


def _statements(begin: str, first: int, *, by: str, at: dt.datetime, today: dt.date) -> list[tuple[str, list[Any]]]:
    """Give the statements in order. A person below nothing is a new one: -n is the id `first` + n."""
    person = f"CASE WHEN person < 0 THEN {first} - person ELSE person END"
    text = ", ".join(_NEW)
    assigned = ", ".join(f"{name} = c.{name}" for name in _CHANGED)
    moved = f"SELECT id FROM {begin}changed WHERE move <> ''"
    return [
        (f"""INSERT INTO roll_person (id, group_id, {text})
         SELECT {first} + n, grp, {text} FROM {begin}person ORDER BY n""", []),
        (f"""INSERT INTO roll_membership (person_id, kind, status, move, since_on, decision)
         SELECT {first} + n, kind, status, move, since_on, '' FROM {begin}person ORDER BY n""", []),
        (f"""UPDATE roll_membership SET until_on = %s WHERE until_on IS NULL AND person_id IN ({moved})""", [today]),
        (f"""INSERT INTO roll_membership (person_id, kind, status, move, since_on, decision)
         SELECT c.id, p.kind, c.status, c.move, %s, '' FROM {begin}changed AS c JOIN roll_person AS p ON p.id = c.id
         WHERE c.move <> ''""", [today]),
        (f"UPDATE roll_person SET {assigned} FROM {begin}changed AS c WHERE roll_person.id = c.id", []),
        (f"""DELETE FROM roll_personword
         WHERE (word, "group", person) IN (SELECT word, grp, person FROM {begin}unword)""", []),
        (f"""INSERT INTO roll_personword (word, "group", person)
         SELECT word, grp, {person} FROM {begin}word ORDER BY word, grp, 3""", []),
        (f"""INSERT INTO roll_contactway (person_id, kind, value)
         SELECT {person}, kind, value FROM {begin}way""", []),
        (f"""UPDATE roll_consent SET until_at = %s WHERE until_at IS NULL AND EXISTS (SELECT 1 FROM {begin}consent AS c
         WHERE c.person = roll_consent.person_id AND c.channel = roll_consent.channel)""", [at]),
        (f"""INSERT INTO roll_consent (person_id, channel, agreed, said_at, said_by, how)
         SELECT {person}, channel, agreed, %s, %s, 'file' FROM {begin}consent""", [at, by]),
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
