"""Takes a source's rows away so that nothing of them stays on the disk."""

from django.db import connection
from django.db.models import F

from muster.web.record import disk
from muster.web.register.models import Area, Doubt, Elector, Ending, Entry, Listing, Renaming, Source, Street

_TOUCHED = (
    *(f"register_{name}" for name in ("doubt", "ending", "entry", "elector", "listing", "door", "building", "street")),
    "register_renaming",
    "intake_upload",
)


def rows_of(source: Source) -> None:
    """Delete all that only this source lists. Versions stay, with their counts: they name nobody."""
    Doubt.objects.filter(source=source).delete()
    for table in (Ending, Entry, Elector, Listing):
        rows = table.objects.filter(source=source)
        rows._raw_delete(rows.db)  # noqa: SLF001 - a million rows, which nothing hangs on
    unlisted_in(source.area)


def unlisted_in(area: Area) -> None:
    """Delete an area's doors that no version of any source lists, with their buildings and streets."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM register_door WHERE area_id = %s AND NOT EXISTS"
            " (SELECT 1 FROM register_listing AS l WHERE l.door_id = register_door.id)",
            [area.pk],
        )
        cursor.execute(
            "DELETE FROM register_building WHERE area_id = %s AND NOT EXISTS"
            " (SELECT 1 FROM register_door AS d WHERE d.building_id = register_building.id)",
            [area.pk],
        )
        cursor.execute(
            "DELETE FROM register_street WHERE area_id = %s AND NOT EXISTS"
            " (SELECT 1 FROM register_building AS b WHERE b.street_id = register_street.id)",
            [area.pk],
        )
    Renaming.objects.filter(area=area).exclude(street__in=Street.objects.filter(area=area)).delete()
    Area.objects.filter(pk=area.pk).update(edition=F("edition") + 1)


def off_the_disk() -> None:
    """Overwrite what deleted rows leave behind; to be called when no transaction is open.

    Raises:
        StillReadError: from record.disk.
    """
    disk.off_the_disk(_TOUCHED)
