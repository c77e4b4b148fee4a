"""How well doors are cut into turfs: `.venv/bin/python bench/turfs.py [--places poa,rutland] [--seconds 10,60]`.

The bars, for Porto Alegre's 40,000 doors in 667 turfs: at most 380 km in 10 CPU s and 374 km in 60, and the worst
turf at most 8 % over ideal. Beside ours, METIS (k-way and recursive, from `bench/.venv`, if it is there;
bench/requirements.in says how) and recursive bisection; their turfs are walked by the same walk order and measured by
the same distances. CPU seconds of one thread, compiled code warm, from doors and streets in memory to the plan.
"""

import argparse
import gzip
import io
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
PEER = ROOT / "bench" / ".venv" / "bin" / "python"
GIVEN = ROOT.parent / "shared" / "data" / "plan"
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from muster.plan.cut import cut_turfs, effort_of_seconds, forest_bound_dm
from muster.plan.doors import Doors, read_doors
from muster.plan.forest import grow_forest
from muster.plan.ground import Ground, lay_ground
from muster.plan.near import distances_of, neighbours
from muster.plan.streets import Streets, read_streets
from muster.plan.walk import order_walks

DOORS_A_TURF = 60
WITHIN_MIN = 8
BARS_KM = {10: 380.0, 60: 374.0}
BAR_WORST = 1.08
METIS = """
import io, sys, numpy as np, pymetis
given = np.load(io.BytesIO(sys.stdin.buffer.read()))
_, part = pymetis.part_graph(int(given["parts"]), xadj=given["first"], adjncy=given["stop"], vweights=given["service"],
                             eweights=given["weight"], recursive=sys.argv[1] == "recursive")
sys.stdout.buffer.write(np.array(part, dtype=np.int32).tobytes())
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", default="poa,rutland")
    parser.add_argument("--shares", default="100,25,10", help="per cent of the doors")
    parser.add_argument("--seconds", default="10,60")
    parser.add_argument("--lines", default="10000,40000,160000", help="doors on one straight line; empty for none")
    args = parser.parse_args()
    met = True
    for place in filter(None, args.places.split(",")):
        streets = read_streets((GIVEN / f"{place}.osm.pbf").read_bytes(), form="pbf")
        every, _ = read_doors(gzip.decompress((GIVEN / f"{place}-doors.csv.gz").read_bytes()))
        for share in (int(one) for one in args.shares.split(",")):
            met &= bench_place(place, share, sample(every, share), streets, [int(s) for s in args.seconds.split(",")])
    for count in (int(one) for one in args.lines.split(",") if one):
        bench_line(count)
    return 0 if met else 1


def sample(doors: Doors, share: int) -> Doors:
    if share == 100:
        return doors
    kept = np.sort(np.random.default_rng(1).choice(len(doors), len(doors) * share // 100, replace=False))

    def pick(column: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(column[i] for i in kept)

    return Doors(
        pick(doors.names), doors.lon[kept], doors.lat[kept], pick(doors.street), pick(doors.side),
        doors.service_s[kept], pick(doors.zone),
    )  # fmt: skip


def bench_place(place: str, share: int, doors: Doors, streets: Streets, seconds: list[int]) -> bool:
    turfs = -(-len(doors) // DOORS_A_TURF)
    ground = lay_ground(doors, streets)
    bound = forest_bound_dm(ground, grow_forest(ground), (None, None), turfs)
    cut_turfs(ground, turfs=turfs, effort=1, seed=1)  # warm
    print(f"\n{place}, {share} %: {len(doors):,} doors in {turfs} turfs; plain forest {bound / 1e4:.1f} km")
    met = True
    for limit, within in ((limit, within) for limit in seconds for within in (None, WITHIN_MIN)):
        began = time.process_time()
        effort = effort_of_seconds(len(doors), limit)
        plan = cut_turfs(lay_ground(doors, streets), turfs=turfs, within_min=within, effort=effort, seed=1)
        took = time.process_time() - began
        walk, work = sum(turf.walk_dm for turf in plan.turfs), [turf.work_s for turf in plan.turfs]
        lost = len(doors) - len({door for turf in plan.turfs for door in turf.doors})
        report(
            f"ours, {limit} s" + (f", within {within} min" if within else ""),
            took,
            walk,
            bound,
            max(work) / plan.ideal_work_s,
            min(work) / plan.ideal_work_s,
        )
        if place == "poa" and share == 100 and not within:
            bar = walk / 1e4 <= BARS_KM.get(limit, np.inf) and max(work) <= BAR_WORST * plan.ideal_work_s
            said = "met" if bar and not lost else "MISSED"
            print(f"  bar {BARS_KM.get(limit)} km in {limit} s, worst {BAR_WORST}: {said}")
            met &= bool(bar) and not lost
    for name, cut in peers(ground, turfs):
        began = time.process_time()
        part = cut()
        took = time.process_time() - began
        report(name, took, *walked(ground, part, bound, turfs))
    return met


def report(name: str, cpu_s: float, walk_dm: int, bound_dm: int, worst: float, least: float) -> None:
    print(
        f"  {name:24} {cpu_s:7.2f} CPU s  {walk_dm / 1e4:8.1f} km  {walk_dm / bound_dm - 1:+7.1%} over the forest"
        f"  worst turf {worst - 1:+7.1%}  least {least - 1:+7.1%}",
        flush=True,
    )


def peers(ground: Ground, turfs: int) -> list[tuple[str, Callable[[], NDArray[np.int32]]]]:
    found = [("recursive bisection", lambda: bisect(ground, turfs))]
    if PEER.exists():
        found += [(f"METIS {kind}", partial(metis, ground, turfs, kind)) for kind in ("k-way", "recursive")]
    return found


def metis(ground: Ground, turfs: int, kind: str) -> NDArray[np.int32]:
    """Part the graph of each stop's eight nearest, near ones held together most; its own CPU isn't counted."""
    near = neighbours(ground, most=8)
    here = np.repeat(np.arange(len(near.first) - 1), np.diff(near.first))
    pairs = np.unique(np.concatenate((here << 32 | near.stop, near.stop.astype(np.int64) << 32 | here)))
    key, dm = np.concatenate((here << 32 | near.stop, near.stop.astype(np.int64) << 32 | here)), np.tile(near.dm, 2)
    order = np.argsort(key, kind="stable")
    weight = 10_000 // (dm[order][np.searchsorted(key[order], pairs)] + 20) + 1
    first = np.searchsorted(pairs, np.arange(len(near.first)) << 32)
    given = io.BytesIO()
    np.savez(given, parts=turfs, first=first, stop=pairs & 0xFFFFFFFF, service=ground.stop_service_s, weight=weight)
    run = subprocess.run([PEER, "-c", METIS, kind], input=given.getvalue(), stdout=subprocess.PIPE, check=True)
    return np.frombuffer(run.stdout, dtype=np.int32)


def bisect(ground: Ground, turfs: int) -> NDArray[np.int32]:
    """Cut the wider way, in proportion, until there are as many parts as wanted."""
    part = np.zeros(len(ground.stop_lon), dtype=np.int32)
    rest = [(np.arange(len(part)), turfs, 0)]
    east = np.cos(np.radians(ground.plane.lat0))
    while rest:
        stops, parts, number = rest.pop()
        if parts == 1:
            part[stops] = number
            continue
        lon, lat = ground.stop_lon[stops] * east, ground.stop_lat[stops]
        stops = stops[np.argsort(lon if np.ptp(lon) > np.ptp(lat) else lat, kind="stable")]
        held = np.cumsum(ground.stop_service_s[stops])
        at = int(np.searchsorted(held, held[-1] * (parts // 2) / parts)) + 1
        rest += [(stops[:at], parts // 2, number), (stops[at:], parts - parts // 2, number + parts // 2)]
    return part


def walked(ground: Ground, part: NDArray[np.int32], bound_dm: int, turfs: int) -> tuple[int, int, float, float]:
    """Walk each part by our own walk order; give walking, bound, and the worst and least work over ideal."""
    groups = [np.flatnonzero(part == number) for number in np.unique(part)]
    walks = order_walks(distances_of(ground, groups), effort=10, seed=1)
    service = np.array([ground.stop_service_s[group].sum() for group in groups])
    walk = np.array([one.length_dm for one in walks])
    work = service + walk * 9 / 125
    ideal = (service.sum() + bound_dm * 9 / 125) / turfs
    return int(walk.sum()), bound_dm, work.max() / ideal, work.min() / ideal


def bench_line(count: int) -> None:
    place = np.arange(count) * 9 / 6_371_008.8 / np.pi * 180
    nothing = ("",) * count
    doors = Doors(
        tuple(map(str, range(count))), place, np.zeros(count), ("Long Road",) * count, nothing,
        np.full(count, 75, dtype=np.int32), nothing,
    )  # fmt: skip
    began = time.process_time()
    turfs = -(-count // DOORS_A_TURF)
    plan = cut_turfs(lay_ground(doors, None), turfs=turfs, effort=effort_of_seconds(count, 10), seed=1)
    took, walk = time.process_time() - began, sum(turf.walk_dm for turf in plan.turfs)
    print(f"\n{count:,} doors on one line, {turfs} turfs, no extract")
    work = [turf.work_s for turf in plan.turfs]
    report("ours, 10 s", took, walk, plan.bound_dm, max(work) / plan.ideal_work_s, min(work) / plan.ideal_work_s)


if __name__ == "__main__":
    sys.exit(main())
