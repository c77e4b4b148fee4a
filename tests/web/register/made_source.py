"""A made-up source and its files, brought, read and taken in through the same deeds and jobs that people use."""

import csv
import datetime as dt
import functools
import io
from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from django.utils.timezone import now

from muster.web.intake.models import Upload
from muster.web.record.actor import Actor
from muster.web.record.lines import lines
from muster.web.record.models import Job
from muster.web.record.worker import work_once
from muster.web.register import actions
from muster.web.register import actions_of_files as of_files
from muster.web.register.losses import loss_of
from muster.web.register.models import Source, Version
from muster.web.roll.queries import actor_of_person
from tests.register.made.people import Entry, entries_of, make_population
from tests.register.made.write import X2, write_x2
from tests.register.made.year import USUAL, Rates, a_year_later
from tests.web.days.made_day import granted

BEFORE, AFTER = dt.date(2024, 12, 1), dt.date(2025, 12, 1)


class Years(NamedTuple):
    """A register and the same a year later: its entries, and its files."""

    before: list[Entry]
    after: list[Entry]
    first: bytes
    second: bytes


@functools.cache
def two_years(doors: int = 60, seed: int = 1, *, rates: Rates = USUAL) -> Years:
    """Make a small place up, and let a year pass."""
    population = make_population(Random(seed), doors=doors)
    before, after = entries_of(population), entries_of(a_year_later(population, Random(seed + 1), rates=rates))
    return Years(before, after, write_x2(before).content, write_x2(after).content)


def organiser(role: str = "organiser", compartment: str = "north") -> Actor:
    """Give somebody whose grant is kept: a job asks for it again."""
    return actor_of_person(granted(role, compartment), at=now())


def named(**changed: Any) -> actions.Named:
    at = now().date()
    wanted: dict[str, Any] = {
        "area": "Rutland", "compartment": "north", "name": "Register of electors", "owner": "The Made-up Party",
        "mode": Source.Mode.A, "basis": Source.Basis.PUBLIC_TASK, "condition": Source.Condition.PARTY,
        "purposes": ["canvass"], "expires_on": at + dt.timedelta(days=300),
    }  # fmt: skip
    return actions.Named(**{**wanted, **changed})


def added(by: Actor, **changed: Any) -> Source:
    return actions.add(named(**changed), by=by, at=now())


def brought(source: Source, content: bytes, *, by: Actor, name: str = "register.csv", on: dt.date = BEFORE) -> Upload:
    fresh = Source.objects.select_related("area").get(pk=source.pk)
    return of_files.bring(fresh, chunks=[content], name=name, published_on=on, by=by, at=now())


def work() -> None:
    """Do every job that waits."""
    with lines(own=True) as said:
        while work_once(said):
            pass


def read(source: Source, content: bytes, *, by: Actor, name: str = "register.csv", on: dt.date = BEFORE) -> Upload:
    """Bring a file and have it read."""
    upload = brought(source, content, by=by, name=name, on=on)
    work()
    upload.refresh_from_db()
    return upload


def taken_in(source: Source, content: bytes, *, by: Actor, name: str = "register.csv", on: dt.date = BEFORE) -> Version:
    """Bring a file, have it read, and have it taken in."""
    upload = read(source, content, by=by, name=name, on=on)
    assert upload.state == Upload.State.READ, (trouble(upload), upload.preview)
    loss = loss_of(upload)  # a small place loses more than one in three now and then
    of_files.accept(upload, although=loss.number if loss else 0, by=by, at=now())
    work()
    upload.refresh_from_db()
    assert upload.state == Upload.State.TAKEN_IN, trouble(upload)
    source.refresh_from_db()
    return source.versions.get(number=source.standing)


def trouble(upload: Upload) -> str:
    """What the upload's last job says went wrong."""
    assert upload.job
    return Job.objects.get(ref=upload.job).trouble


def csv_of(rows: Sequence[tuple[str, int, str, str, str, str, str]]) -> bytes:
    """Write an X2 file of (district, number, surname, forename, postcode, first line, second line)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(X2)
    writer.writerows(
        (pd, n, 0, "", "", last, first, code, one, two, "", "", "", "") for pd, n, last, first, code, one, two in rows
    )
    return out.getvalue().encode()
