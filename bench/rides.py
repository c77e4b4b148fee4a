"""A day of 1,200 riders, 20 coaches and 85 cars, planned and mended, beside PyVRP and VROOM in the same run.

python bench/rides.py [--seconds 5] [--peer-seconds 15] [--seed 1]     CPU seconds of one thread; compiled code warm

Fewer seats than people. Every rider has one stop within reach (the nearest) and their own door, so that PyVRP and VROOM
can be given exactly this problem: a client a rider, one profile for coaches (between stops, walking in the distance),
one for cars.
VROOM runs in bench/.venv (bench/requirements.in); without that it is left out.
"""

import argparse
import dataclasses
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from muster.plan.fill import cost_of, fill_seats
from muster.plan.fleet import CAPACITY, COST, DEADLINE, FROM_S, PLACE, Layout, Trip, lay_places
from muster.plan.mend import mend_rides
from muster.plan.people import Person
from muster.plan.ride_plan import Day, Live, Places, RidePlan
from muster.plan.rides import effort_of_seconds, plan_rides, with_timetables
from muster.plan.roads import Roads, crow_dm, drive_times, lay_roads
from muster.plan.seating import VEHICLE
from muster.plan.streets import Streets, read_streets
from muster.plan.trip import build_trip
from muster.plan.vehicles import Stop, Vehicle

HERE = Path(__file__).parent
GIVEN = HERE.parents[1] / "shared" / "data" / "plan" / "rutland.osm.pbf"
RIDERS, COACHES, CARS, STOPS = 1_200, 20, 85, 120
COACH_SEATS, CAR_SEATS = 45, 3
HOUR_S, BOARD_S = 3_600, 60
FAR = 1 << 22
PRIZE = 100_000
VROOM = """
import datetime, json, sys, time
import numpy as np, vroom
told = np.load(sys.argv[1])
seats, start_s, end_s, coach = told["seats"], told["from_s"], told["deadline"], told["coach"]
began = time.process_time()
problem = vroom.Input()
for name in ("coach", "car"):
    problem.set_durations_matrix(name, told[name + "_s"].astype(np.uint32))
    problem.set_costs_matrix(name, told[name + "_cost"].astype(np.uint32))
n, v = int(told["riders"]), len(seats)
for k in range(v):
    window = vroom.TimeWindow(int(start_s[k]), int(end_s[k]))
    profile = "coach" if coach[k] else "car"
    problem.add_vehicle(
        vroom.Vehicle(k + 1, start=1 + k, end=0, capacity=[int(seats[k])], profile=profile, time_window=window)
    )
for u in range(n):
    problem.add_job(vroom.Job(u + 1, location=1 + v + u, pickup=[1]))
limit = datetime.timedelta(seconds=60)
solution = problem.solve(exploration_level=int(sys.argv[2]), nb_threads=1, timeout=limit)
spent = time.process_time() - began
used = sorted({int(x) - 1 for x in solution.routes["vehicle_id"]})
left, cost = int(solution.summary.unassigned), int(solution.summary.cost)
print(json.dumps({"left": left, "cost": cost, "used": used, "cpu_s": spent}))
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """A made-up day."""

    people: list[Person]
    vehicles: list[Vehicle]
    day: Day
    roads: Roads


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--peer-seconds", type=float, default=15)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    made = make_day(args.seed)
    warm_up(made)
    began = time.process_time()
    lon, lat, layout = lay_places(made.people, made.vehicles, made.day)
    places = Places(lon, lat, drive_times(made.roads, lon, lat))
    trip = build_trip(made.people, made.vehicles, made.day, places, layout, Live())
    laid_s = time.process_time() - began
    print(
        f"{RIDERS} riders, {COACHES} coaches, {CARS} cars, {int(trip.capacity.sum())} seats; "
        f"road times and arrays {laid_s:.2f} CPU s"
    )
    print(f"{'method':<28}{'CPU s':>8}{'left':>6}{'cost, s':>10}")
    for seconds in (1.0, args.seconds, 3 * args.seconds):
        ours(made, trip, layout, seconds, laid_s)
    bench_pyvrp(trip, layout, args.seconds)
    bench_pyvrp(trip, layout, args.peer_seconds)
    for level in (0,):
        bench_vroom(trip, level)
    bench_mend(made, args.seconds)


def make_day(seed: int) -> Made:
    """Make riders round stops on Rutland's roads, or on a grid where those aren't there."""
    rng = np.random.default_rng(seed)
    streets = read_streets(GIVEN.read_bytes(), form="pbf") if GIVEN.is_file() else _grid(60)
    print("roads:", "Rutland" if GIVEN.is_file() else "a grid of 60 by 60")
    roads = lay_roads(streets)
    at = rng.choice(len(roads.lon), STOPS, replace=False)
    stops = tuple(Stop(f"stop {k}", float(roads.lon[x]), float(roads.lat[x])) for k, x in enumerate(at.tolist()))
    people = []
    for k in range(RIDERS):
        stop = stops[int(rng.integers(STOPS))]
        lon, lat = stop.lon + float(rng.normal()) * 0.004, stop.lat + float(rng.normal()) * 0.0025
        people.append(Person(f"{k}", lon, lat, walk_m=_only_nearest(lon, lat, stops), ready_s=5 * HOUR_S))
    vehicles = []
    for k in range(COACHES):
        stop = stops[int(rng.integers(STOPS))]
        vehicles.append(
            Vehicle(
                f"coach {k + 1}", "coach", COACH_SEATS, "", stop.lon, stop.lat, 5 * HOUR_S, detour_s=5_400, stops=stops
            )
        )
    for k in range(CARS):
        x = int(rng.integers(len(roads.lon)))
        vehicles.append(
            Vehicle(f"car {k + 1}", "car", CAR_SEATS, "", float(roads.lon[x]), float(roads.lat[x]), 5 * HOUR_S)
        )
    day = Day(float(roads.lon.mean()), float(roads.lat.mean()), 10 * HOUR_S, 17 * HOUR_S)
    return Made(people, vehicles, day, roads)


def _only_nearest(lon: float, lat: float, stops: tuple[Stop, ...]) -> int:
    many = np.full(len(stops), lon), np.full(len(stops), lat)
    far = crow_dm(*many, np.array([x.lon for x in stops]), np.array([x.lat for x in stops]))
    return int(far.min()) // 10 + 1


def _grid(wide: int) -> Streets:
    rows, columns = np.divmod(np.arange(wide * wide), wide)
    east, north = np.flatnonzero(columns < wide - 1), np.flatnonzero(rows < wide - 1)
    start, end = np.concatenate([east, north]), np.concatenate([east + 1, north + wide])
    way = np.concatenate([rows[east], wide + columns[north]])
    ways = 2 * wide
    yes, no = np.ones(ways, dtype=np.bool_), np.zeros(ways, dtype=np.bool_)
    return Streets(
        -0.9 + columns * 0.006, 52.5 + rows * 0.004, np.zeros(wide * wide, dtype=np.bool_), start.astype(np.int32),
        end.astype(np.int32), way.astype(np.int32), ("",) * ways, ("residential",) * ways, yes, yes,
        np.zeros(ways, dtype=np.int8), np.full(ways, 45.0), no,
    )  # fmt: skip


def warm_up(made: Made) -> None:
    """Compile everything on a small part of the day."""
    few = [*made.vehicles[:2], *made.vehicles[COACHES : COACHES + 3]]
    plan = plan_rides(made.people[:60], few, day=made.day, roads=made.roads, effort=1)
    for words in ("coach 1 breaks down 04:00", "car 1 cancelled", "road closed A606"):
        try:
            plan = mend_rides(plan, words, roads=made.roads).plan
        except ValueError:
            continue


def ours(made: Made, trip: Trip, layout: Layout, seconds: float, laid_s: float) -> None:
    """Measure ours: road times and arrays count."""
    effort = effort_of_seconds(max(seconds - laid_s, 0.2), people=RIDERS)
    began = time.process_time()
    seating = fill_seats(trip, with_timetables(trip, made.vehicles, layout), effort=effort, seed=1)
    spent = time.process_time() - began + laid_s
    left = int((seating.folk[:, VEHICLE] < 0).sum())
    print(f"{f'muster, effort {effort}':<28}{spent:>8.2f}{left:>6}{cost_of(trip, seating):>10}", flush=True)


def problem_of(trip: Trip) -> dict[str, NDArray[Any]]:
    """Give the same problem as matrices: where everybody goes, where each vehicle stands, each rider."""
    n, v = len(trip.who), len(trip.fleet)
    first = trip.first[np.arange(n) * v]
    stop, walk = trip.options[first, PLACE], trip.options[first, COST]
    told: dict[str, NDArray[Any]] = {
        "seats": trip.fleet[:, CAPACITY], "from_s": trip.fleet[:, FROM_S], "deadline": trip.fleet[:, DEADLINE],
        "coach": np.arange(v) < COACHES, "riders": np.array(n),
    }  # fmt: skip
    for name, place, extra in (("coach", stop, walk), ("car", np.arange(1, n + 1), np.zeros(n, dtype=np.int64))):
        at = np.concatenate([[0], trip.fleet[:, 0], place])
        drive = trip.drive[np.ix_(at, at)].astype(np.int64)
        cost, lasts = drive.copy(), drive.copy()
        cost[:, 1 + v :] += extra
        lasts[:, 1 + v :] += np.where(at[:, None] == at[1 + v :], 0, BOARD_S)
        np.fill_diagonal(cost, 0)
        np.fill_diagonal(lasts, 0)
        told[f"{name}_cost"], told[f"{name}_s"] = cost, lasts
    return told


def unused_cost(trip: Trip, used: list[int]) -> int:
    """Give the driving of vehicles that a peer left out: their drivers come anyway."""
    return sum(int(trip.drive[trip.fleet[k, 0], 0]) for k in range(len(trip.fleet)) if k not in set(used))


def bench_pyvrp(trip: Trip, layout: Layout, seconds: float) -> None:
    """Give PyVRP the same problem."""
    import pyvrp  # noqa: PLC0415 - a peer, only where it is measured

    told, n, v = problem_of(trip), len(trip.who), len(trip.fleet)
    del layout
    locations = [pyvrp.Location(0, 0) for _ in range(1 + v + n)]
    clients = [pyvrp.Client(1 + v + u, pickup=[1], prize=PRIZE, required=False) for u in range(n)]
    depots = [pyvrp.Depot(k) for k in range(1 + v)]
    types = [
        pyvrp.VehicleType(
            1, [int(told["seats"][k])], start_depot=1 + k, end_depot=0, tw_early=int(told["from_s"][k]),
            tw_late=int(told["deadline"][k]), profile=0 if told["coach"][k] else 1,
        )
        for k in range(v)
    ]  # fmt: skip
    costs, lasts = [told["coach_cost"], told["car_cost"]], [told["coach_s"], told["car_s"]]
    problem = pyvrp.ProblemData(locations, clients, depots, types, costs, lasts)  # type: ignore[arg-type] # narrower
    began = time.process_time()
    result = pyvrp.solve(problem, lambda _: time.process_time() - began > seconds, seed=1, display=False)
    spent, best = time.process_time() - began, result.best
    used = [route.vehicle_type() for route in best.routes()]
    left = round((best.uncollected_prizes()) / PRIZE)
    cost = best.distance() + unused_cost(trip, used)
    note = "" if best.is_feasible() else "  (not feasible)"
    print(f"{f'PyVRP, {seconds:g} s':<28}{spent:>8.2f}{left:>6}{cost:>10}{note}", flush=True)


def bench_vroom(trip: Trip, level: int) -> None:
    """Give VROOM the same problem."""
    python = HERE / ".venv" / "bin" / "python"
    if not python.exists():
        print(f"{f'VROOM, level {level}':<28}  left out: no bench/.venv")
        return
    path = HERE / ".venv" / "rides.npz"
    np.savez(path, **problem_of(trip))  # type: ignore[arg-type] # arrays by name
    done = subprocess.run([python, "-c", VROOM, path, str(level)], capture_output=True, text=True, check=False)
    path.unlink()
    if done.returncode:
        print(f"{f'VROOM, level {level}':<28}  failed: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return
    told = json.loads(done.stdout)
    cost = told["cost"] + unused_cost(trip, told["used"])
    print(f"{f'VROOM, level {level}':<28}{told['cpu_s']:>8.2f}{told['left']:>6}{cost:>10}", flush=True)


def bench_mend(made: Made, seconds: float) -> None:
    """Let the fullest coach break down, before it leaves and on the road."""
    effort = effort_of_seconds(seconds, people=RIDERS)
    plan = plan_rides(made.people, made.vehicles, day=made.day, roads=made.roads, effort=effort)
    riders = [sum(len(x.riders) for x in route.visits) for route in plan.routes[:COACHES]]
    v = int(np.argmax(riders))
    route = plan.routes[v]
    half = route.visits[len(route.visits) // 2].leaves_s // 60 + 1
    for at_min in (5 * 60, half):
        began = time.process_time()
        words = f"{plan.vehicles[v].name} breaks down {at_min // 60:02d}:{at_min % 60:02d}"
        mended = mend_rides(plan, words, roads=made.roads)
        spent = time.process_time() - began
        left, bound = _left(mended.plan), RIDERS - mended.plan.bound.seated_at_most
        others = sum(change.because in {"moved up", "shared"} for change in mended.changes)
        print(
            f"{words}: mended in {spent:.2f} CPU s; {riders[v]} rode in it; {left} left, bound {bound} "
            f"(before: {_left(plan)}); {len(mended.changes)} rides change, {others} of them elsewhere"
        )


def _left(plan: RidePlan) -> int:
    return sum(one.vehicle is None for one in plan.itineraries)


if __name__ == "__main__":
    main()
