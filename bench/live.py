"""The fullest coach of a day breaks down: how long until everybody whom that touches has their message.

Bars: within 10 s of "send" each message stands in a mail server's hands, once, and nobody else has one; the board's
page in 50 ms of CPU, and in 10 ms where nothing changed. Beside it a backlog of other mail, and a worker in the middle
of something long.
    .venv/bin/python bench/live.py [--people 1200] [--coaches 20] [--cars 130] [--backlog 5000] [--database URL]
"""

# ruff: noqa: PLC0415 - a site is named by the environment before its modules are loaded

import argparse
import asyncio
import datetime as dt
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
HOME = Path(tempfile.mkdtemp(prefix="muster-live-"))
os.environ["MUSTER_HOME"] = str(HOME)
PORT = 20_026
PATIENCE_S = 120
H = 3_600


def main() -> None:
    """Run it all and print it."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--people", type=int, default=1_200)
    wanted.add_argument("--coaches", type=int, default=20)
    wanted.add_argument("--cars", type=int, default=130)
    wanted.add_argument("--backlog", type=int, default=5_000)
    wanted.add_argument("--database", default="")
    given = wanted.parse_args()
    os.environ["DATABASE_URL"] = given.database
    arrived = HOME / "arrived"
    sink = multiprocessing.get_context("spawn").Process(target=keep_mail, args=(arrived,), daemon=True)
    sink.start()
    try:
        _measure(given, arrived)
    finally:
        sink.kill()
        shutil.rmtree(HOME)


def _measure(given: argparse.Namespace, arrived: Path) -> None:
    from muster.cli.migrate import migrate

    migrate()
    from muster.web import mail as office

    office.keep(office.Mail("127.0.0.1", PORT, "none", "", "", "Bench <bench@movement.example>"))
    day, by = _day(given)
    _backlog(given.backlog)
    _told(day, by, arrived)
    _pages(day, by)


def _day(given: argparse.Namespace) -> tuple[Any, Any]:
    """Make people who come, coaches with two stops each and cars, and seat them."""
    from django.utils.timezone import now

    from muster.plan.ride_plan import Day as RideDay
    from muster.plan.rides import plan_rides
    from muster.plan.roads import lay_roads
    from muster.web.days import actions_of_seats, riders
    from muster.web.days.models_of_people import Stop, Vehicle
    from tests.web.days import made_saturday

    by = made_saturday.organiser()
    day = made_saturday.day_of()
    day.held_on = now().date()
    day.save()
    rng, places = Random(1), [(-0.9 + 0.03 * (n // 2), 52.5 + 0.02 * (n // 2 % 5)) for n in range(given.coaches)]
    rows = []
    for n in range(given.people):
        lon, lat = places[n % len(places)]
        place: dict[str, Any] = {
            "lon": lon + rng.gauss(0, 0.01),
            "lat": lat + rng.gauss(0, 0.006),
            "walk_m": 3_000,
            "returns": False,
        }
        rows.append(made_saturday.coming(day, n, drives=n < given.cars, **place))
    for n, (lon, lat) in enumerate(places):
        coach = Vehicle.objects.create(
            day=day, held_on=day.held_on, name=f"Coach {n + 1}", kind="coach", seats=49, returns=False
        )
        for order, shift in enumerate((0.0, 0.012)):
            Stop.objects.create(vehicle=coach, order=order, name=f"Stop {n}.{order}", lon=lon + shift, lat=lat)
    for n in range(given.cars):
        Vehicle.objects.create(
            day=day, held_on=day.held_on, name=f"Car {n + 1}", kind="car", seats=4, driver=rows[n], returns=False
        )
    people, vehicles = riders.rides_of(day)
    began = time.process_time()
    when = RideDay(day.to_lon, day.to_lat, arrive_s=day.arrive_min * 60)
    plan = plan_rides(people, vehicles, day=when, roads=lay_roads(None), effort=1, seed=1)
    seated = sum(person.size for person, one in zip(people, plan.itineraries, strict=True) if one.vehicle is not None)
    print(
        f"planned  {seated} of {given.people} people in {len(vehicles)} vehicles ({time.process_time() - began:.1f} s)"
    )
    actions_of_seats.seat(day, plan=plan, by=by, at=now())
    return day, by


def _backlog(count: int) -> None:
    from django.utils import timezone

    from muster.web.messenger import actions
    from muster.web.messenger.models import Sending, Way
    from muster.web.record.actor import SITE

    text = {"en-gb": {"subject": "News", "body": "Dear {name},\n\nnews.\n"}}
    to = [
        actions.Recipient(f"{n:032d}", Way.EMAIL, f"reader{n}@readers.example", "en-gb", {"name": f"Reader {n}"})
        for n in range(count)
    ]
    if to:
        before = timezone.now() - dt.timedelta(hours=1)
        actions.queue(actions.Writing(Sending.Kind.NEWS, "movement", text), recipients=to, by=SITE, at=before)


def _told(day: Any, by: Any, arrived: Path) -> None:
    from django.utils.timezone import now

    from muster.web.days import actions_of_seats, hurrying, mending
    from muster.web.days.changes import change_told
    from muster.web.days.names import named
    from muster.web.days.standing import standing_of
    from muster.web.roll.models import ContactWay

    standing = standing_of(day)
    assert standing is not None
    body = standing.body
    coaches = [one for one in body["vehicles"] if one["kind"] == "coach"]
    fullest = max(coaches, key=lambda one: sum(len(visit["riders"]) for visit in one["visits"]))
    at_s = fullest["visits"][0]["leaves_s"] + 300
    event = f"{fullest['name']} breaks down {at_s // H:02d}:{at_s // 60 % 60:02d}"
    mending.propose(day, event=event, seen=0, by=by, at=now())  # compiled code is loaded before the day
    mending.take_back(day.seatings.last(), by=by, at=now())
    began = time.perf_counter()
    made = mending.propose(day, event=event, seen=0, by=by, at=now())
    mended_s = time.perf_counter() - began
    change = change_told(made)
    who = named(day, change.touched)
    ways = ContactWay.objects.filter(person__in=[one.person for one in who.values()])
    wanted = set(ways.values_list("value", flat=True))
    print(
        f"mended   {event}: in {mended_s:.2f} s, {change.people_moved} people move, {change.people_left} can't be "
        f"carried, {len(change.rounds)} drivers' rounds are others; {len(wanted)} to be told"
    )
    began = time.perf_counter()
    actions_of_seats.send(made, by=by, at=now())
    hurrying.hurry()
    while len(wanted & _addresses(arrived)) < len(wanted):
        time.sleep(0.02)
        assert time.perf_counter() - began < PATIENCE_S, "not everybody was told"
    took_s = time.perf_counter() - began
    time.sleep(2)
    got = Counter(one for one in _lines(arrived) if one.endswith("@people.example"))
    print(f"told     {len(wanted)} messages in the mail server's hands in {took_s:.2f} s (bar 10 s)")
    print(f"         twice {sum(n > 1 for n in got.values())}, to anybody else {len(set(got) - wanted)}")


def _pages(day: Any, by: Any) -> None:
    from django.conf import settings
    from django.test import Client, override_settings

    from muster.web.roll import middleware

    plain = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    override_settings(STORAGES=plain).enable()  # nothing is collected first

    setattr(middleware, "actor_of", lambda _user, **_at: by)  # noqa: B010 - signing in is measured elsewhere
    client = Client(SERVER_NAME="localhost")
    answer = client.get(f"/days/{day.pk}/live")
    version = answer.headers["ETag"]
    for name, headers in (("whole", {}), ("nothing changed", {"If-None-Match": version, "HX-Request": "true"})):
        best = min(_cpu_ms(client, day, headers) for _ in range(7))
        print(f"board    {name}: {best:.1f} ms of CPU (bar {50 if not headers else 10} ms)")


def _cpu_ms(client: Any, day: Any, headers: dict[str, str]) -> float:
    began = time.process_time()
    answer = client.get(f"/days/{day.pk}/live", headers=headers)
    assert answer.status_code == (304 if headers else 200)
    return 1_000 * (time.process_time() - began)


def _lines(arrived: Path) -> list[str]:
    return arrived.read_text().split() if arrived.exists() else []


def _addresses(arrived: Path) -> set[str]:
    return set(_lines(arrived))


def keep_mail(arrived: Path) -> None:
    """Be a mail server that notes each reader, on the disk before it says yes."""
    from aiosmtpd.controller import Controller

    class Sink:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
            with arrived.open("a") as file:
                file.write("".join(f"{one}\n" for one in envelope.rcpt_tos))
            return "250 kept"

    Controller(Sink(), hostname="127.0.0.1", port=PORT).start()
    asyncio.new_event_loop().run_forever()


if __name__ == "__main__":
    main()
