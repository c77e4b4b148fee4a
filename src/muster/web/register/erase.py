"""Takes a source's rows away so that nothing of them stays on the disk."""

import logging

from django.db import DatabaseError, connection
from django.db.models import F

from muster.web.register.models import Area, Doubt, Elector, Ending, Entry, Listing, Source

_TOUCHED = (
    *(f"register_{name}" for name in ("doubt", "ending", "entry", "elector", "listing", "door", "building", "street")),
    "intake_upload",
)
_log = logging.getLogger(__name__)


class StillReadError(RuntimeError):
    """Somebody reads the database without end, so that its log of recent writes can't be cut."""


def rows_of(source: Source) -> None:
    """Delete all that only this source lists. Versions stay, with their counts: they name nobody."""
    Doubt.objects.filter(source=source).delete()
    for table in (Ending, Entry, Elector, Listing):
        rows = table.objects.filter(source=source)
        rows._raw_delete(rows.db)  # noqa: SLF001 - a million rows, which nothing hangs on
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM register_door WHERE area_id = %s AND NOT EXISTS"
            " (SELECT 1 FROM register_listing AS l WHERE l.door_id = register_door.id)",
            [source.area_id],
        )
        cursor.execute(
            "DELETE FROM register_building WHERE area_id = %s AND NOT EXISTS"
            " (SELECT 1 FROM register_door AS d WHERE d.building_id = register_building.id)",
            [source.area_id],
        )
        cursor.execute(
            "DELETE FROM register_street WHERE area_id = %s AND NOT EXISTS"
            " (SELECT 1 FROM register_building AS b WHERE b.street_id = register_street.id)",
            [source.area_id],
        )
    Area.objects.filter(pk=source.area_id).update(edition=F("edition") + 1)


def off_the_disk() -> None:
    """Overwrite what deleted rows leave behind; to be called when no transaction is open.

    SQLite writes zeros over them as it deletes (`secure_delete`), and the log of recent writes is cut to nothing here.
    PostgreSQL rewrites the touched tables, and the samples that its planner keeps of their columns, and begins a new
    log of writes; it throws the old one away if it was told to (`wal_recycle = off`), which only its host can do.

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
        for name in _TOUCHED:
            cursor.execute(f"VACUUM (FULL, ANALYZE) {name}")
        cursor.execute("VACUUM (FULL) pg_statistic")  # the samples as they were before
        for asked in ("SELECT pg_switch_wal()", "CHECKPOINT"):
            try:
                cursor.execute(asked)
            except DatabaseError as error:
                _log.warning("erased rows stay in PostgreSQL's log of writes until it is overwritten: %s", error)
        cursor.execute("SHOW wal_recycle")
        if cursor.fetchone()[0] == "on":
            _log.warning("erased rows may stay in PostgreSQL's log of writes: its host should set wal_recycle = off")
