"""Takes what deleted rows leave behind off the disk."""

import logging
import time
from collections.abc import Collection

from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

_PATIENCE_S = 60.0
_PAUSE_S = 0.05
_READS_ON = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL AND xact_start < %s
"""  # whatever began before still sees rows that are gone, and has them kept

_log = logging.getLogger(__name__)


_STILL_READ = "Somebody reads the database without end: try again when nobody does."


class StillReadError(RuntimeError):
    """Somebody reads the database without end, so that what was deleted is kept for them."""


def off_the_disk(tables: Collection[str]) -> None:
    """Overwrite what deleted rows of some tables leave behind; to be called when no transaction is open.

    SQLite writes zeros over them as it deletes (`secure_delete`), and the log of recent writes is cut to nothing here.
    PostgreSQL rewrites the tables and its samples of them, and begins a new log of writes; it throws the old one away
    if it was told to (`wal_recycle = off`), which only the database's host can do.

    Raises:
        StillReadError: SQLite's log can't be cut now, or PostgreSQL keeps deleted rows for somebody who reads on.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_pages = cursor.fetchone()
            if busy:
                raise StillReadError(_STILL_READ)
            return
        _wait_for_readers(cursor)
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


def _wait_for_readers(cursor: CursorWrapper) -> None:
    """Wait until whoever began before this moment has ended: a worker that was killed may still be served for a while.

    Raises:
        StillReadError: somebody goes on.
    """
    cursor.execute("SELECT clock_timestamp()")
    (moment,) = cursor.fetchone()
    began_s = time.monotonic()
    while True:
        cursor.execute(_READS_ON, [moment])
        if not cursor.fetchone()[0]:
            return
        if time.monotonic() - began_s > _PATIENCE_S:
            raise StillReadError(_STILL_READ)
        time.sleep(_PAUSE_S)
