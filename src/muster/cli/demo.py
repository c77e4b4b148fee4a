"""`muster demo`: a whole action day in a made-up county, on a page that fills while the work runs or in some lines."""

import argparse
import datetime as dt
import fcntl
import hashlib
import json
import os
import shutil
import sys
import threading
import time
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from muster.cli import Subparsers
from muster.cli.ready import compiling
from muster.compiled import is_ready
from muster.home import home, made

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from muster.web.days.actions import Asked
    from muster.web.days.models import Day

SEED = 1
TURFS = 172  # of about a hundred minutes each
EFFORT_S = 5  # of a quiet machine, looking for shorter walks
BETWEEN_S = 0.5
REGISTER_JOBS = ("register.read", "register.take_in", "register.furnish", "register.place_again", "register.zone")
SOURCE = Path(__file__).parents[1]
MAKES_THE_DEMO = (
    "county/*.py",
    "plan/*.py",
    "paper/*.py",
    "web/demo*.py",
    "web/roll/*.py",
    "web/enter/*.py",
    "web/days/*.py",
    "register/*.py",
    "web/intake/*.py",
    "web/register/*.py",
    "web/*/migrations/*.py",
    "cli/demo.py",
)


def add_to(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("demo", help="show a whole action day in a made-up county")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (8000); 0 picks a free one")
    parser.add_argument("--no-serve", action="store_true", help="tell the story here instead, and stop")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    with stand() as _lock:
        return tell() if arguments.no_serve else serve_demo(arguments.port)


def stand() -> IO[str]:
    """Choose the demo's own home, away from any real site, and hold it until closed."""
    folder = made(home() / "demo") / fingerprint()
    os.environ["MUSTER_HOME"] = str(made(folder))
    os.environ["MUSTER_DEMO"] = "1"
    for name in ("DATABASE_URL", "MUSTER_ADDRESS"):  # these belong to the real site
        os.environ.pop(name, None)
    _sweep(folder)
    lock = (folder / "in-use").open("w")
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


def fingerprint() -> str:
    """Name the state of everything that makes the demo: another county, schema or month is another demo."""
    digest = hashlib.sha256(f"{today():%Y-%m}\n".encode())  # its powers and its day must not run out
    for path in sorted(path for pattern in MAKES_THE_DEMO for path in SOURCE.glob(pattern)):
        digest.update(f"{path.relative_to(SOURCE)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _sweep(keep: Path) -> None:
    """Throw away earlier demos that nobody has open."""
    for folder in keep.parent.iterdir():
        if folder == keep or not (folder / "in-use").is_file():
            continue
        with (folder / "in-use").open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(folder, ignore_errors=True)


def serve_demo(port: int) -> int:
    """Serve the demo until told to stop."""
    from django.core.exceptions import ImproperlyConfigured

    from muster.cli.up import PortTakenError, serve

    try:
        with nullcontext() if is_ready() else compiling("seats", nice=5):  # while the worker cuts turfs
            return serve(port=port, when_up=_when_up)
    except (PortTakenError, ImproperlyConfigured) as error:
        print(error, file=sys.stderr)
    return 1


def _when_up(address: str) -> None:
    from django.utils.timezone import now

    from muster.web.demo import cast

    cast(now())
    print(f"Open {address} and watch a day being planned.  (Ctrl-C stops it)", flush=True)
    day = called_day(_wait)
    threading.Thread(target=_bring_registers, args=(day,), daemon=True).start()


def bring_doors(day: "Day", work: "Callable[[], None]") -> None:
    """Bring last year's register, from which the day's doors come, and have them cut; `work` lets the worker get on."""
    from muster.web.demo import bring_registers, cut_asked

    while not cut_asked(day):
        bring_registers(county, today=today())
        work()


def _bring_registers(day: "Day") -> None:
    """Bring the county's registers one after the other, then its roll, while the worker does what each needs."""
    from django.db import close_old_connections

    from muster.web.demo import bring_registers
    from muster.web.demo_roll import bring_roll

    bring_doors(day, _wait)
    while bring_registers(county, today=today()):
        time.sleep(BETWEEN_S)
    while bring_roll(county, seed=SEED):
        time.sleep(BETWEEN_S)
    close_old_connections()


def called_day(work: "Callable[[], None]") -> "Day":
    """Give the standing day; make the county up and call its day where there is none, or where the last one failed.

    Those who come stand on the roll first; `work` lets the worker get on with that.
    """
    from muster.web.demo import call_day, standing_day
    from muster.web.demo_people import answers_come_in, bring_comers

    day = standing_day()
    if day is None or day.held_on < today() or _failed(day):
        while bring_comers(county, seed=SEED):
            work()
        day = call_day(asked_of(county()))
        answers_come_in(day, county())
    return day


def _wait() -> None:
    """Let the worker beside us get on."""
    time.sleep(BETWEEN_S / 10)


def _work() -> None:
    """Do what waits, where no worker does."""
    from muster.web.record.lines import lines
    from muster.web.record.worker import work_once

    with lines(own=True) as said:
        if not work_once(said, kinds=("roll.read", "roll.take_in", *REGISTER_JOBS)):
            _wait()


def _failed(day: "Day") -> bool:
    from muster.web.days.queries import job_of

    job = job_of(day)
    return job is not None and job.end in {"failed", "cancelled"}


@cache
def county() -> "Mapping[str, bytes]":
    """Make the county up, once: its files by name."""
    from muster.county.make import county_files, make_county

    return county_files(make_county(seed=SEED, first_day=today()))


def today() -> dt.date:
    """Give the reader's own day, on which the made-up dates hang."""
    return dt.date.today()  # noqa: DTZ011 - their clock's, whatever their zone


def asked_of(files: "Mapping[str, bytes]") -> "Asked":
    """Read what the county's day asks for."""
    from muster.web.days.actions import Asked
    from muster.web.demo import COMPARTMENT

    told: dict[str, Any] = json.loads(files["day.json"])
    return Asked(
        title=told["title"],
        held_on=dt.date.fromisoformat(told["date"]),
        compartment=COMPARTMENT,
        to_lon=float(told["place"]["lon"]),
        to_lat=float(told["place"]["lat"]),
        arrive_min=_minutes(told["arrive"]),
        leave_min=_minutes(told["leave"]),
        into=TURFS,
        effort_s=EFFORT_S,
        seed=SEED,
        made_up=True,
        rehearsal=told["breakdown"],
        place=told["place"]["name"],
        meet_name=told["place"]["meeting_point"],
    )


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


def tell() -> int:
    """Tell the same story in about twenty lines."""
    from muster.cli.migrate import migrate

    migrate()
    from muster.cli.story import WorkStoppedError, story

    print("Making up a county and planning its day. The first time takes up to a minute.", flush=True)
    try:
        day = called_day(_work)
        bring_doors(day, _work)
        for line in story(day):
            print(line, flush=True)
    except WorkStoppedError as error:
        print(f"The work stopped: {error}", file=sys.stderr)
        return 1
    return 0
