"""What the console of a site beside us does for the tests of its disk and of killed workers: see `Beside`."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client
from django.utils.timezone import localdate, now

from muster.web.intake.models import Upload
from muster.web.record.actor import Actor
from muster.web.record.jobs import progress, start
from muster.web.record.models import Job
from muster.web.register import actions_of_files as of_files
from muster.web.register.models import Building, Door, Doubt, Elector, Entry, Listing, Source, Street
from muster.web.roll.models import Account, Person
from muster.web.roll.queries import actor_of_person
from tests.entered import entered
from tests.web.register import made_source

BY = "Ann of the register's tests"


def organiser() -> Actor:
    """The one organiser of these tests."""
    person = Person.objects.filter(known_as=BY).first()
    if person is None:
        by = made_source.organiser()
        Person.objects.filter(pseudonym=by.pseudonym).update(known_as=BY)
        return by
    return actor_of_person(person, at=now())


def add(name: str, mode: str, area: str) -> int:
    return int(made_source.added(organiser(), name=name, mode=mode, area=area).pk)


def add_as_entered(name: str) -> tuple[int, str]:
    """Add a source of the organiser, and sign them in: the source's number, and the session's key."""
    by = organiser()
    account, _new = Account.objects.get_or_create(person=Person.objects.get(pseudonym=by.pseudonym))
    client = entered(Client(), account)
    return int(made_source.added(by, name=name).pk), client.cookies["sessionid"].value


def size_of(upload: int) -> int:
    """How large the file is that lies on the disk."""
    return Upload.objects.get(pk=upload).content.stat().st_size


def bring(source: int, path: str, *, day: int = 1) -> int:
    """Bring a file that lies on the disk."""
    one = Source.objects.get(pk=source)
    on = dt.date(2024, 12, day)
    return made_source.brought(one, Path(path).read_bytes(), by=organiser(), name=Path(path).name, on=on).pk


def accept(upload: int, *, although: int = 0) -> None:
    of_files.accept(Upload.objects.get(pk=upload), although=although, by=organiser(), at=now())


def again(upload: int) -> None:
    of_files.read_again(Upload.objects.get(pk=upload), by=organiser(), at=now())


def anew(upload: int, step: str) -> None:
    """Ask for a step again that was given up or done."""
    (again if step == "read" else accept)(upload)


def send_back(upload: int) -> None:
    one = Upload.objects.get(pk=upload)
    of_files.send_back(one, by=organiser(), at=now())


def work() -> None:
    made_source.work()


def state(upload: int) -> dict[str, Any]:
    """How an upload stands, and its last job."""
    one = Upload.objects.get(pk=upload)
    assert one.job
    told = progress(Job.objects.get(ref=one.job))
    return {
        "state": one.state,
        "counts": (one.preview or {}).get("counts"),
        "folder": one.folder.exists(),
        "job": told.state,
        "trouble": told.trouble,
        "attempts": told.attempts,
    }


def expire(*sources: int) -> None:
    """Let these sources' day come, and have the task do what is due."""
    Source.objects.filter(pk__in=sources).update(expires_on=localdate())
    start("register.expire")
    made_source.work()


def stands(source: int) -> dict[str, Any]:
    """What a source holds, in numbers that a half-written version would get wrong."""
    one = Source.objects.select_related("area").get(pk=source)
    entries, listings = Entry.objects.filter(source=one), Listing.objects.filter(source=one)
    return {
        "standing": one.standing,
        "versions": list(one.versions.values_list("number", flat=True)),
        "edition": one.area.edition,
        "entries": [entries.count(), entries.filter(ending=None).count(), _most(entries, "ending__until")],
        "listings": [listings.count(), listings.filter(until=None).count(), _most(listings, "until")],
        "electors": Elector.objects.filter(source=one).count(),
        "doors": [table.objects.filter(area=one.area).count() for table in (Street, Building, Door)],
        "doubts": Doubt.objects.filter(source=one).count(),
        "loose": loose(),
    }


def _most(rows: Any, until: str) -> int:
    """The highest version that any row names."""
    return max((int(one or 0) for pair in rows.values_list("since", until) for one in pair), default=0)


def loose() -> int:
    """How many rows name another that is not there."""
    pairs = (("entry", "elector_id", "elector"), ("entry", "door_id", "door"), ("listing", "door_id", "door"),
             ("door", "building_id", "building"), ("building", "street_id", "street"))  # fmt: skip
    count = 0
    with connection.cursor() as cursor:
        for table, column, of in pairs:
            cursor.execute(
                f"SELECT t.id FROM register_{table} AS t WHERE t.{column} IS NOT NULL AND NOT EXISTS"  # noqa: S608
                f" (SELECT 1 FROM register_{of} AS o WHERE o.id = t.{column})"
            )
            count += len(cursor.fetchall())
    return count


def flush() -> None:
    """Have the database write down all that it holds, so that a look at its files misses nothing."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CHECKPOINT")
