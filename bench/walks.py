"""Walk orders a second and how far above the Held-Karp bound, beside fast_tsp and OR-Tools in the same run.

.venv/bin/python bench/walks.py [--effort 15] [--peers 60]     CPU seconds of one thread; compiled code warm

The turfs are Porto Alegre's 40,000 doors in 667 (shared/data/plan), made streets where that isn't there. The bar: at
least 2,500 orders a second, 0.4 % above the bound on average. The bound's time isn't counted. Peers run in bench/.venv
(bench/requirements.in) on the first `--peers` turfs, and are left out where that isn't there.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src")]

from muster.plan.cut import cut_turfs
from muster.plan.doors import read_doors
from muster.plan.ground import lay_ground
from muster.plan.held_karp import walk_bound
from muster.plan.near import distances_of
from muster.plan.streets import read_streets
from muster.plan.walk import order_walks

PEER = ROOT / "bench" / ".venv" / "bin" / "python"
GIVEN = ROOT.parent / "shared" / "data" / "plan"
TURFS, BAR_PER_S, BAR_GAP = 667, 2_500, 0.004
FAST_TSP_S = 0.005
MADE = 200

Grid = NDArray[np.int32]

# A peer reads the closed grids (a node more, next to everything at no distance) and writes lengths and CPU seconds.
FAST_TSP = """
import json, sys, time, numpy as np, fast_tsp
given = np.load(sys.argv[1]); lengths = []
began = time.process_time()
for key in given.files:
    grid = given[key]; tour = np.array(fast_tsp.find_tour(grid, float(sys.argv[2])))
    lengths.append(int(grid[tour, np.roll(tour, -1)].sum()))
print(json.dumps({"lengths": lengths, "cpu_s": time.process_time() - began}))
"""
OR_TOOLS = """
import json, sys, time, numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2
given = np.load(sys.argv[1]); lengths = []; spent = 0.0
for key in given.files:
    grid = given[key].tolist()
    began = time.process_time()
    manager = pywrapcp.RoutingIndexManager(len(grid), 1, len(grid) - 1)
    routing = pywrapcp.RoutingModel(manager)
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(grid))
    search = pywrapcp.DefaultRoutingSearchParameters()
    search.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PATH_CHEAPEST_ARC
    lengths.append(int(routing.SolveWithParameters(search).ObjectiveValue()))
    spent += time.process_time() - began
print(json.dumps({"lengths": lengths, "cpu_s": spent}))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--effort", type=int, default=15, help="perturbations for every ten stops")
    parser.add_argument("--peers", type=int, default=60, help="turfs that the peers order; 0 for none")
    args = parser.parse_args()
    grids = given_turfs() if (GIVEN / "poa-doors.csv.gz").exists() else made_turfs()
    bounds = np.array([walk_bound(grid) for grid in grids])
    print(f"{len(grids)} turfs of {np.mean([len(grid) for grid in grids]):.1f} stops")
    order_walks(grids[:2], effort=1, seed=1)  # warm
    for effort in sorted({0, 10, 20, 50, args.effort}):
        began_s = time.process_time()
        lengths = np.array([walk.length_dm for walk in order_walks(grids, effort=effort, seed=1)])
        spent_s = time.process_time() - began_s
        row(f"muster, effort {effort}", lengths, bounds, spent_s)
        if effort == args.effort:
            ours_per_s, gap = len(grids) / spent_s, float((lengths / bounds - 1).mean())
    if args.peers and PEER.exists():
        few, floors = grids[: args.peers], bounds[: args.peers]
        for name, program in ((f"fast_tsp, {1000 * FAST_TSP_S:.0f} ms each", FAST_TSP), ("OR-Tools", OR_TOOLS)):
            lengths, spent_s = run_peer(program, few)
            row(name, lengths, floors, spent_s, ours_per_s)
    held = ours_per_s >= BAR_PER_S and gap <= BAR_GAP
    print(f"bar: {BAR_PER_S} a second at {BAR_GAP:.1%}: {'held' if held else 'missed'} at effort {args.effort}")
    return 0 if held else 1


def given_turfs() -> list[Grid]:
    """Cut Porto Alegre's doors into turfs, and measure between the stops of each."""
    doors, _ = read_doors(gzip.decompress((GIVEN / "poa-doors.csv.gz").read_bytes()))
    ground = lay_ground(doors, read_streets((GIVEN / "poa.osm.pbf").read_bytes(), form="pbf"))
    plan = cut_turfs(ground, turfs=TURFS, effort=2, seed=1)
    groups = [np.unique(ground.stop_of_door[list(turf.doors)]).astype(np.int64) for turf in plan.turfs]
    return [grid for grid in distances_of(ground, groups) if len(grid) > 1]


def made_turfs() -> list[Grid]:
    """Draw turfs of about 60 doors on both sides of a few parallel streets."""
    rng = np.random.default_rng(1)
    grids = []
    for _ in range(MADE):
        n = int(rng.integers(50, 70))
        along, street, side = rng.integers(0, 2_000, n), rng.integers(0, 3, n), rng.integers(0, 2, n)
        to_end = np.minimum(along[:, None] + along, 4_000 - along[:, None] - along)
        same = street[:, None] == street
        other = to_end + 800 * np.abs(street[:, None] - street)
        across = np.where(side[:, None] == side, 0, 80)
        grids.append((np.where(same, np.abs(along[:, None] - along), other) + across).astype(np.int32))
    return grids


def row(
    name: str, lengths: NDArray[np.int64], bounds: NDArray[np.int64], spent_s: float, ours_per_s: float = 0.0
) -> None:
    gap, per_s = float((lengths / bounds - 1).mean()), len(lengths) / spent_s
    ratio = f"   ours x {ours_per_s / per_s:.0f}" if ours_per_s else ""
    print(
        f"{name:22} {per_s:8,.0f} orders/CPU s   {gap:7.3%} over Held-Karp   {(lengths == bounds).sum()} proved{ratio}"
    )


def run_peer(program: str, grids: list[Grid]) -> tuple[NDArray[np.int64], float]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "grids.npz"
        np.savez(file, *[np.pad(grid, (0, 1)) for grid in grids])
        command = [str(PEER), "-c", program, str(file), str(FAST_TSP_S)]
        told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
    return np.array(told["lengths"]), told["cpu_s"]


if __name__ == "__main__":
    sys.exit(main())
