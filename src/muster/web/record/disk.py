"""Takes what deleted rows leave behind off the disk."""

import logging
from collections.abc import Collection

from django.db import DatabaseError, connection

_log = logging.getLogger(__name__)


class StillReadError(RuntimeError):
    """Somebody reads the database without end, so that its log of recent writes can't be cut."""


def off_the_disk(tables: Collection[str]) -> None:
    """Overwrite what deleted rows of some tables leave behind; to be called when no transaction is open.

    SQLite writes zeros over them as it deletes (`secure_delete`), and the log of recent writes is cut to nothing here.
    PostgreSQL rewrites the tables and its samples of them, and begins a new log of writes; it throws the old one away
    if it was told to (`wal_recycle = off`), which only the database's host can do.

    Raises:
        StillReadError: SQLite's log can't be cut now.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_pages = cursor.fetchone()
            if busy:
                raise StillReadError("Somebody reads the database without end: try again when nobody does.")
            return
        for name in tables:  # with new samples, as the old ones may hold values of rows that are gone
            cursor.execute(f"VACUUM (FULL, ANALYZE) {name}")
        for asked in ("VACUUM (FULL) pg_statistic", "SELECT pg_switch_wal()", "CHECKPOINT"):
            try:
                cursor.execute(asked)
            except DatabaseError as error:
                _log.warning("something of erased rows stays on PostgreSQL's disk until it is overwritten: %s", error)
        cursor.execute("SHOW wal_recycle")
        if cursor.fetchone()[0] == "on":
            _log.warning("erased rows may stay in PostgreSQL's log of writes: its host should set wal_recycle = off")
