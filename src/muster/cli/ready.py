"""`muster ready`: compiles what the planner runs, once on a machine; else the first plan would take a minute longer.

A small made-up day is planned, in two halves at once. It asks for the same compiled code as any other day.
"""

import argparse
import datetime as dt
import os
import subprocess
import sys
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from muster.cli import Subparsers
from muster.compiled import is_ready, note_ready

if TYPE_CHECKING:
    from collections.abc import Iterator

    from muster.plan.ground import Ground
    from muster.plan.streets import Streets
    from muster.plan.turf import Plan

ANY_DAY = dt.date(2026, 1, 3)
TURFS = 12
KEPT = 20  # one in so many doors of the made-up county will do
DOT_EVERY_S = 10.0
HALVES = ("turfs", "seats")


def add_to(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("ready", help="compile what the planner runs, once on a machine")
    parser.add_argument("--half", choices=HALVES, help="only this half of it")
    parser.add_argument("--nice", type=int, default=0, help="let others go first by so much (0)")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.half:
        os.nice(arguments.nice)
        (plan_turfs if arguments.half == "turfs" else plan_seats)()
        return 0
    if is_ready():
        return 0
    with compiling("turfs") as turfs, compiling("seats") as seats:
        codes = [_awaited(turfs), _awaited(seats)]
    if any(codes):
        return 1
    note_ready()
    return 0


def _awaited(running: "subprocess.Popen[bytes]", *, dot_every_s: float = DOT_EVERY_S) -> int:
    """Wait for a program, with a dot now and then, so that whoever looks sees it work; gives its exit code."""
    dots = 0
    while True:
        try:
            code = running.wait(timeout=dot_every_s)
        except subprocess.TimeoutExpired:
            dots += 1
            print(".", end="", file=sys.stderr, flush=True)
        else:
            print("\n" if dots else "", end="", file=sys.stderr, flush=True)
            return code


@contextmanager
def compiling(half: str, *, nice: int = 0) -> "Iterator[subprocess.Popen[bytes]]":
    """Compile one half beside whatever else is done; it is stopped when that is over."""
    command = [sys.executable, "-P", "-m", "muster.cli", "ready", "--half", half, "--nice", str(nice)]
    running = subprocess.Popen(command)
    try:
        yield running
    finally:
        running.terminate()
        running.wait()


def plan_turfs() -> None:
    """Cut a few turfs."""
    from muster.plan.cut import cut_turfs

    count_papers()
    ground, _streets = _ground()
    cut_turfs(ground, turfs=TURFS, within_min=8, effort=1, seed=1)


def plan_seats() -> None:
    """Do everything else: the floor under a plan, boards, seats, and an event on the road."""
    from muster.paper.from_plan import boards_of
    from muster.plan.floor import raise_floor
    from muster.plan.mend import mend_rides
    from muster.plan.people import read_people
    from muster.plan.ride_plan import Day
    from muster.plan.rides import plan_rides
    from muster.plan.roads import lay_roads
    from muster.plan.vehicles import read_vehicles

    ground, streets = _ground()
    plan, _prices = raise_floor(_by_the_list(ground), ground)
    boards_of(plan, ground, streets)
    files = _files()
    people, _problems = read_people(files["people.csv"])
    vehicles, _problems = read_vehicles(files["vehicles.csv"], people)
    roads = lay_roads(streets)
    day = Day(float(ground.doors.lon[0]), float(ground.doors.lat[0]), arrive_s=36_000, leave_s=61_200)
    rides = plan_rides(people, vehicles, day=day, roads=roads, effort=1, seed=1)
    mend_rides(rides, "coach 2 breaks down 09:00", roads=roads)


def count_papers() -> None:
    """Count a few papers by every rule that is compiled."""
    from muster.count.blt import read_blt
    from muster.count.count import count_votes

    contest = read_blt(b"3 1\n4 1 2 0\n3 2 1 0\n2 3 2 0\n0\nAnn\nBen\nCem\n")
    for rule in ("scottish", "meek", "approval"):
        count_votes(contest, rule=rule)


def _by_the_list(ground: "Ground") -> "Plan":
    """Walk the doors as they are listed, so many a turf: a plan as poor as any, and quickly made."""
    from muster.plan.turf import Plan, Turf

    many = len(ground.doors) // TURFS
    turfs = [Turf(k + 1, tuple(range(k * many, (k + 1) * many)), 0, 0, 0) for k in range(TURFS)]
    return Plan(tuple(turfs), bound_dm=0, ideal_work_s=0.0, effort=1)


def _ground() -> "tuple[Ground, Streets]":
    from muster.plan.doors import read_doors
    from muster.plan.ground import lay_ground
    from muster.plan.streets import read_streets

    files = _files()
    header, *rows = files["doors.csv"].splitlines(keepends=True)
    doors, _problems = read_doors(header + b"".join(rows[::KEPT]))
    streets = read_streets(files["streets.osm"], form="osm")
    return lay_ground(doors, streets), streets


@cache
def _files() -> dict[str, bytes]:
    from muster.county.make import county_files, make_county

    return county_files(make_county(seed=1, first_day=ANY_DAY))
