"""Takes a source's rows away so that nothing of them stays on the disk."""

from django.db import connection

from muster.web.register.models import Area, Doubt, Elector, Entry, Listing, Source

_TOUCHED = ("doubt", "entry", "elector", "listing", "door", "building", "street")


def rows_of(source: Source) -> None:
    """Delete all that only this source lists. Versions stay, with their counts: they name nobody."""
    Doubt.objects.filter(source=source).delete()
    for table in (Entry, Elector, Listing):
        table.objects.filter(source=source)._raw_delete(using=None)  # noqa: SLF001 - a million rows, which nothing hangs on
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
    Area.objects.filter(pk=source.area_id).update(edition=source.area.edition + 1)


def off_the_disk() -> None:
    """Overwrite what deleted rows leave behind; to be called when no transaction is open.

    SQLite writes zeros over them as it deletes (`secure_delete`), and the log of recent writes is cut to nothing here.
    PostgreSQL rewrites the touched tables.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        for name in _TOUCHED:
            cursor.execute(f"VACUUM (FULL) register_{name}")
        cursor.execute("CHECKPOINT")
