"""Every page of days with 20,000 members, 40,000 doors and 667 turfs: CPU milliseconds each, and questions asked.

Bar: 50 ms of CPU a page. A page's figure is the middle one of five, after one that warms it; the planner is loaded.
    .venv/bin/python bench/pages.py [--members 20000] [--doors 40000] [--turfs 667] [--database URL]
"""

# ruff: noqa: PLC0415 - a site is named by the environment before its modules are loaded

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
HOME = Path(tempfile.mkdtemp(prefix="muster-pages-"))
os.environ["MUSTER_HOME"] = str(HOME)
BAR_MS = 50
TIMES = 5
STREET = 40  # doors of a street


def main() -> None:
    """Fill a site, ask every page, print."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--members", type=int, default=20_000)
    wanted.add_argument("--doors", type=int, default=40_000)
    wanted.add_argument("--turfs", type=int, default=667)
    wanted.add_argument("--database", default="")
    given = wanted.parse_args()
    os.environ["DATABASE_URL"] = given.database
    try:
        _measure(given)
    finally:
        shutil.rmtree(HOME)


def _measure(given: argparse.Namespace) -> None:
    from muster.cli.migrate import migrate

    migrate()
    from django.conf import settings
    from django.test.utils import override_settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}, ALLOWED_HOSTS=["*"]).enable()
    from tests.web.days import made_ground

    person, by = made_ground.organiser()
    area = _area(given.doors)
    _members(given.members)
    began = time.process_time()
    day = made_ground.day_in(area, by, into=given.turfs, effort_s=10)
    made_ground.cut(day, person)
    print(f"cut      {day.turfs.count()} turfs of {given.doors} doors ({time.process_time() - began:.0f} s)")
    _step(day, by)
    _pages(day, by)


def _area(doors: int) -> Any:
    """Lay doors out in streets of forty, twenty a side, on a grid."""
    import datetime as dt

    from muster.web.register.models import Area, Building, Door, Listing, Source, Street
    from muster.web.register.zoning import zone_again
    from tests.little_town import DM

    area = Area.objects.create(name="Large", compartment="north")
    source = Source.objects.create(
        area=area, name="Register", owner="Us", mode="A", basis="public task", condition="registered party",
        purposes=["canvass"], expires_on=dt.date(2090, 1, 1), standing=1,
    )  # fmt: skip
    rows = -(-doors // STREET)
    Street.objects.bulk_create(
        Street(area=area, key=n, name=f"Street {n:04}", folded=f"street {n:04}") for n in range(rows)
    )
    street = dict(Street.objects.values_list("key", "pk"))
    wide = max(1, int(rows**0.5) // 2)
    Building.objects.bulk_create(
        (
            Building(
                area=area, street_id=street[n // STREET], key=n, number=str(n % STREET + 1), rank=n % STREET,
                ward=f"Ward {n * 20 // doors}", placed_from="file",
                lon=(n // STREET % wide * 3_500 + n % STREET // 2 * 150) * DM,
                lat=(n // STREET // wide * 1_000 + n % 2 * 150) * DM,
            )
            for n in range(doors)
        ),
        batch_size=5_000,
    )  # fmt: skip
    building = dict(Building.objects.values_list("key", "pk"))
    made = (Door(area=area, building_id=building[n], key=n, house=n) for n in range(doors))
    Door.objects.bulk_create(made, batch_size=5_000)
    pks = Door.objects.order_by("pk").values_list("pk", flat=True)
    Listing.objects.bulk_create(
        (Listing(source=source, door_id=pk, since=1, electors=2) for pk in pks.iterator(5_000)), batch_size=5_000
    )
    zone_again(area)
    return area


def _members(count: int) -> None:
    from muster.web.roll.models import Person

    Person.objects.bulk_create((Person(known_as=f"Member {n}") for n in range(count)), batch_size=2_000)


def _step(day: Any, by: Any) -> None:
    """Correct once, and say what that takes: with as many turfs, and with one more, whose floor is worked out anew."""
    from django.utils.timezone import now

    from muster.web.days import actions_of_turfs
    from muster.web.days.models_of_turfs import Edit
    from muster.web.days.steps import Step

    for kind in (Edit.Kind.LOCK, Edit.Kind.UNLOCK, Edit.Kind.MOVE, Edit.Kind.MOVE, Edit.Kind.SPLIT, Edit.Kind.SPLIT):
        day.refresh_from_db()
        turf = day.turfs.get(number=5)
        began = time.process_time()
        step = Step(day, kind, 4 if kind == Edit.Kind.MOVE else 5, day.edition, doors=tuple(turf.door_ids[:1]))
        actions_of_turfs.correct(step, by=by, at=now())
        print(f"step     {kind:8} {1000 * (time.process_time() - began):7.0f} ms")


def _pages(day: Any, by: Any) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from muster.web.roll import middleware

    setattr(middleware, "actor_of", lambda _user, **_at: by)  # noqa: B010 - whoever asks, for every request
    client, over = Client(raise_request_exception=False), []
    for path in _paths(day):
        status = client.get(path).status_code
        spent = []
        for _ in range(TIMES):
            began = time.process_time()
            client.get(path)
            spent.append(1000 * (time.process_time() - began))
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        middle = statistics.median(spent)
        over += [path] if middle > BAR_MS else []
        print(f"{path:44} {status}  {middle:6.1f} ms  {len(asked):3} questions{'  OVER' if middle > BAR_MS else ''}")
    print(f"bar      {BAR_MS} ms; over it: {len(over)}")


def _paths(day: Any) -> Iterator[str]:
    """Give every page of a day that needs no more than its number, and of one turf."""
    from django.urls import NoReverseMatch, reverse

    from muster.web.days.urls import urlpatterns

    reads = {"call", "end", "take_back", "recall", "changes", "send", "undo", "write_again", "board"}
    for pattern in urlpatterns:
        if pattern.name in reads:
            continue
        for given in ([], [day.pk], [day.pk, 5]):
            try:
                yield reverse(f"days:{pattern.name}", args=given)
                break
            except NoReverseMatch:
                continue
    for kind in ("streets", "doors", "turfs", "picture"):
        yield reverse("days:drawing", args=[day.pk, kind])
    yield "/"


if __name__ == "__main__":
    main()
