"""A coach breaks down before it leaves: how long until everybody whom that touches has their message.

Bars: within 10 s of "send" each message stands in a mail server's hands, with the old time and the new, once, and
nobody else has one, though the only worker is in the middle of something long and other mail waits; then once more,
with workers killed in the middle: within 10 s, and none twice. The board's page in 50 ms of CPU, and in 10 ms where
nothing changed.
    .venv/bin/python bench/live.py [--people 1000] [--coaches 20] [--cars 130] [--backlog 5000] [--kills 3]
        [--database URL]
"""

# ruff: noqa: PLC0415 - a site is named by the environment before its modules are loaded

import argparse
import datetime as dt
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from bench.mail_site import arrived, mail_site, worker

BAR_S, PATIENCE_S = 10, 120
SPARE_S = 2_400  # before its first stop that a coach breaks down: its riders are at home, and others can fetch them
H = 3_600


def main() -> None:
    """Run it all and print it."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--people", type=int, default=1_000)
    wanted.add_argument("--coaches", type=int, default=20)
    wanted.add_argument("--cars", type=int, default=130)
    wanted.add_argument("--backlog", type=int, default=5_000)
    wanted.add_argument("--kills", type=int, default=3)
    wanted.add_argument("--database", default="")
    given = wanted.parse_args()
    with mail_site(given.database) as kept:
        _measure(given, kept)


def _measure(given: argparse.Namespace, kept: Path) -> None:
    day, by = _day(given)
    _backlog(given.backlog)
    with _busy_worker():
        _hurried(day, by, kept)
    _killed(day, by, kept, kills=given.kills)
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
        before = timezone.now().replace(hour=12) - dt.timedelta(days=1)  # at no quiet hour: all are due now
        actions.queue(actions.Writing(Sending.Kind.NEWS, "movement", text), recipients=to, by=SITE, at=before)


@contextmanager
def _busy_worker() -> Iterator[None]:
    """Have the site's one worker count months of the movement's figures meanwhile: minutes of small writes."""
    from muster.web.record import jobs

    long = jobs.start("roll.count_months", months=100_000)
    hands = worker()
    try:
        while jobs.progress(long).state != "running":
            time.sleep(0.1)
        yield
        assert jobs.progress(long).state == "running", "the worker was free: nothing was shown"
        print(f"         beside a worker that was busy: {jobs.progress(long).done} months counted meanwhile")
    finally:
        jobs.cancel(long)
        hands.kill()
        hands.wait()


def _broken(day: Any, by: Any) -> tuple[Any, dict[str, list[str]]]:
    """Have the fullest coach break down before it leaves; gives what was made of it, and what each must read."""
    from django.utils.timezone import now

    from muster.web.days import mending
    from muster.web.days.changes import change_told
    from muster.web.days.standing import standing_of

    standing = standing_of(day)
    assert standing is not None
    running = [one for one in standing.body["vehicles"] if one["kind"] == "coach" and one["runs"]]
    fullest = max(running, key=lambda one: sum(len(visit["riders"]) for visit in one["visits"]))
    at_s = fullest["visits"][0]["leaves_s"] - SPARE_S
    event = f"{fullest['name']} breaks down {at_s // H:02d}:{at_s // 60 % 60:02d}"
    began = time.perf_counter()
    made = mending.propose(day, event=event, seen=standing.number, by=by, at=now())
    mended_s = time.perf_counter() - began
    change = change_told(made)
    assert change.people_moved > change.people_left, "hardly anybody moves: this shows nothing"
    print(
        f"mended   {event}: in {mended_s:.2f} s, {change.people_moved} people move, {change.people_left} can't be "
        f"carried, {len(change.rounds)} drivers' rounds are others"
    )
    return made, _to_read(day, change)


def _to_read(day: Any, change: Any) -> dict[str, list[str]]:
    """Give, by address, the times that each has to find in their message, the old before the new."""
    from muster.web.days.names import named
    from muster.web.roll.models import ContactWay

    times = {move.name: _times(move.before["board_s"], move.after["board_s"]) for move in (*change.moved, *change.left)}
    times |= {one.driver: _times(one.before["starts_s"], one.after["starts_s"]) for one in change.rounds}
    who = named(day, change.touched)
    ways = ContactWay.objects.filter(kind="email", person__in=[one.person for one in who.values()])
    address = dict(ways.values_list("person", "value"))
    return {address[one.person]: times[name] for name, one in who.items()}


def _times(*moments_s: int | None) -> list[str]:
    return [f"{one // H:02d}:{one // 60 % 60:02d}" for one in moments_s if one is not None]


def _hurried(day: Any, by: Any, kept: Path) -> None:
    from django.utils.timezone import now

    from muster.web.days import actions_of_seats, hurrying

    made, wanted = _broken(day, by)
    before, began = len(arrived(kept)), time.perf_counter()
    actions_of_seats.send(made, by=by, at=now())
    hurrying.hurry()
    _wait_for(wanted, kept, before)
    _say_how(wanted, kept, before, took_s=time.perf_counter() - began)


def _killed(day: Any, by: Any, kept: Path, *, kills: int) -> None:
    """Break another coach down; workers that hand the messages on are killed in their middle, another goes on."""
    from django.utils.timezone import now

    from muster.web.days import actions_of_seats
    from muster.web.messenger.models import Message, State

    made, wanted = _broken(day, by)
    hands = worker()
    while not Message.objects.filter(state=State.HANDING).exists():  # it hands the backlog on
        assert hands.poll() is None, "the worker went"
        time.sleep(0.02)
    before, began, killed_after = len(arrived(kept)), time.perf_counter(), []
    actions_of_seats.send(made, by=by, at=now())
    for kill in range(1, kills + 1):
        while len(_got(wanted, kept, before)) < len(wanted) * kill // (kills + 1):
            time.sleep(0.001)
        os.killpg(hands.pid, signal.SIGKILL)
        hands.wait()
        killed_after.append(len(_got(wanted, kept, before)))
        hands = worker()
    unclear = _wait_for(wanted, kept, before)
    took_s = time.perf_counter() - began
    after = ", ".join(map(str, killed_after))
    print(f"killed   after {after} of {len(wanted)}; {unclear} of which nobody can tell, for a person to decide")
    _say_how(wanted, kept, before, took_s=took_s)
    hands.kill()
    hands.wait()


def _got(wanted: dict[str, list[str]], kept: Path, before: int) -> Counter[str]:
    return Counter(mail.to for mail in arrived(kept)[before:] if mail.to in wanted)


def _wait_for(wanted: dict[str, list[str]], kept: Path, before: int) -> int:
    """Wait until everybody has theirs; gives how many have none since nobody can tell whether it went."""
    from muster.web.messenger.models import Message, State

    until_s = time.perf_counter() + PATIENCE_S
    while True:
        missing = set(wanted) - set(_got(wanted, kept, before))
        unclear = set(Message.objects.filter(state=State.UNCLEAR).values_list("address", flat=True))
        if missing <= unclear:
            return len(missing)
        time.sleep(0.02)
        assert time.perf_counter() < until_s, "not everybody was told"


def _say_how(wanted: dict[str, list[str]], kept: Path, before: int, *, took_s: float) -> None:
    time.sleep(2)  # what came twice or to others would come now
    mails = [mail for mail in arrived(kept)[before:] if mail.to.endswith("@people.example")]
    count = Counter(mail.to for mail in mails)
    wrong = [mail.to for mail in mails if not _in_order(mail.words, wanted.get(mail.to, []))]
    others = sum(one not in wanted for one in count)
    holds = took_s <= BAR_S and not wrong and not others and max(count.values()) == 1
    load = f"{os.getloadavg()[0]:.0f} programs at work on {os.cpu_count()} cores"
    print(
        f"{'told     holds' if holds else 'told     MISSED'}: {len(count)} of {len(wanted)} messages in the mail "
        f"server's hands in {took_s:.2f} s (bar {BAR_S} s); {load}\n"
        f"         twice {sum(n > 1 for n in count.values())}, to anybody else {others}, "
        f"without the old time and the new {len(wrong)}"
    )


def _in_order(words: str, times: list[str]) -> bool:
    at = 0
    for one in times:
        at = words.find(one, at)
        if at < 0:
            return False
        at += len(one)
    return True


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


if __name__ == "__main__":
    main()
