"""Takes a source's newest version back: what it ended stands again, and what it brought is gone."""

import datetime as dt

from django.db import connection

from muster.web.register import erase
from muster.web.register.doubting import open_again
from muster.web.register.models import Doubt, Ending, Entry, Listing, Source
from muster.web.register.renaming import name_back


def take_rows_back(source: Source, number: int, *, at: dt.datetime) -> None:
    """Put a source's rows back to before the version `number`, its newest. To be called in a transaction.

    A row that stood before was never written over: its end goes, and it stands again.
    """
    Doubt.objects.filter(source=source, version=number).delete()
    for rows in (
        Ending.objects.filter(source=source, until=number),
        Entry.objects.filter(source=source, since=number),
        Listing.objects.filter(source=source, since=number),
    ):
        rows._raw_delete(rows.db)  # noqa: SLF001 - a million rows, which nothing hangs on
    Listing.objects.filter(source=source, until=number).update(until=None)
    with connection.cursor() as cursor:
        cursor.execute(  # but for those whose entries a settled doubt gave to somebody: it can be taken back
            "DELETE FROM register_elector WHERE source_id = %s"
            " AND NOT EXISTS (SELECT 1 FROM register_entry AS e WHERE e.elector_id = register_elector.id)"
            " AND NOT EXISTS (SELECT 1 FROM register_doubt AS d WHERE d.newer_id = register_elector.id)",
            [source.pk],
        )
    open_again(source, at=at)
    name_back(source, number)
    erase.unlisted_in(source.area)
