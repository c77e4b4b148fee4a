"""How long 667 boards take to print, and how much memory: `.venv/bin/python bench/boards.py`.

The bar: 60 CPU s and 500 MB, one process at a time. Beside it WeasyPrint sets the same map and the same rows
for a few boards, if `bench/.venv` is there; bench/requirements.in says how.
"""

import argparse
import gzip
import json
import pickle
import resource
import subprocess
import sys
import time
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PEER = ROOT / "bench" / ".venv" / "bin" / "python"
GIVEN = ROOT.parent / "shared" / "data" / "plan"
BOARDS, BAR_S, BAR_MB, PEERS = 667, 60, 500, 5
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--boards", type=int, default=BOARDS)
    parser.add_argument("--peers", type=int, default=PEERS, help="boards that WeasyPrint sets; 0 for none")
    parser.add_argument("--given", action="store_true", help="Porto Alegre's 40,000 doors, instead of made-up ones")
    parser.add_argument("--as-peer", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--as-planner", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--as-printer", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.as_peer:
        return print_as_peer()
    if args.as_planner:
        sys.stdout.buffer.write(pickle.dumps(given_boards(args.boards)))
        return 0
    if args.given:
        return plan_then_print(args)
    boards = pickle.load(sys.stdin.buffer) if args.as_printer else made_boards(args.boards)  # noqa: S301 - our own
    doors = sum(len(stop.doors) for board in boards for stop in board.stops)
    print(f"{len(boards)} boards, {doors:,} doors")
    met = print_ours(boards)
    if args.peers and PEER.exists():
        print_peer(boards[: args.peers], of=len(boards))
    return 0 if met else 1


def made_boards(count: int) -> Any:
    from tests.paper.made import made_board  # noqa: PLC0415 - only where it is asked for

    return [made_board(number) for number in range(1, count + 1)]


def plan_then_print(args: argparse.Namespace) -> int:
    """Plan in a process of its own and print in another, so that the planner's memory isn't the printing's."""
    command = [sys.executable, __file__, "--boards", str(args.boards), "--peers", str(args.peers)]
    planned = subprocess.run([*command, "--as-planner"], stdout=subprocess.PIPE, check=True).stdout
    return subprocess.run([*command, "--as-printer"], input=planned, check=False).returncode


def given_boards(count: int) -> Any:
    """Give the boards of a plan that nobody improved; how good it is doesn't matter here."""
    from muster.paper.from_plan import boards_of  # noqa: PLC0415 - the same
    from muster.plan.cut import cut_turfs  # noqa: PLC0415
    from muster.plan.doors import read_doors  # noqa: PLC0415
    from muster.plan.ground import lay_ground  # noqa: PLC0415
    from muster.plan.streets import read_streets  # noqa: PLC0415

    doors, _ = read_doors(gzip.decompress((GIVEN / "poa-doors.csv.gz").read_bytes()))
    streets = read_streets((GIVEN / "poa.osm.pbf").read_bytes(), form="pbf")
    ground = lay_ground(doors, streets)
    return boards_of(cut_turfs(ground, turfs=count, effort=0, seed=1), ground, streets)


def print_ours(boards: Any) -> bool:
    from muster.paper.boards import print_boards  # noqa: PLC0415 - the same
    from muster.paper.print_frame import Frame  # noqa: PLC0415

    wall, cpu = time.perf_counter(), spent_s()
    pdf = print_boards(boards, frame=Frame("A day in Porto Alegre", "Saturday 9 May", "Largo dos Açorianos"))
    wall, cpu = time.perf_counter() - wall, spent_s() - cpu
    own, press = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"muster      {cpu:6.1f} CPU s (bar {BAR_S}), {wall:.1f} s by the clock; {len(boards) / cpu:.1f} a CPU s")
    print(
        f"            peak {own:.0f} MB here and {press:.0f} MB in a press, {own + press:.0f} together (bar {BAR_MB})"
    )
    print(f"            {len(pdf) / 1e6:.1f} MB of PDF")
    return cpu <= BAR_S and own + press <= BAR_MB


def spent_s() -> float:
    """CPU seconds of this process and of those that it ran and that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def print_peer(boards: Any, *, of: int) -> None:
    from muster.paper.boards import job_of  # noqa: PLC0415 - the same

    jobs = json.dumps([job_of(board) for board in boards]).encode()
    run = subprocess.run([str(PEER), __file__, "--as-peer"], input=jobs, stdout=subprocess.PIPE, check=True)
    cpu, peak, pages = json.loads(run.stdout)
    each = cpu / len(boards)
    print(
        f"WeasyPrint  {cpu:6.1f} CPU s for {len(boards)} boards of {pages} pages: {1 / each:5.1f} boards a CPU s, "
        f"{each * of:.0f} s for {of}; peak {peak:.0f} MB"
    )


def print_as_peer() -> int:
    """Set the boards on stdin with WeasyPrint, in its own environment; start-up isn't counted."""
    import weasyprint  # type: ignore[import-not-found]  # noqa: PLC0415 - only the bench's environment has it

    jobs = json.load(sys.stdin)
    page = "<style>" + PEER_CSS + "</style>" + "".join(map(peer_board, jobs))
    began = time.process_time()
    document = weasyprint.HTML(string=page).render()
    document.write_pdf()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([time.process_time() - began, peak, len(document.pages)]))
    return 0


PEER_CSS = """
@page { size: A4; margin: 10mm } body { font: 10pt sans-serif } section { break-before: page }
h1 { font-size: 48pt; margin: 0 } .doors { columns: 2 }
.row { display: flex; break-inside: avoid; margin-bottom: 3pt; align-items: center }
.row b { width: 25pt } .row i { flex: 1; font-size: 11pt }
.row u { width: 19pt; height: 20pt; border: 0.8pt solid; text-align: center }
"""
PEER_LINES = (("#ccc", 1), ("#ddd", 3), ("#ddd", 7), ("#bbb", 10), ("#000", 1.5))  # paths to main streets, the walk


def peer_board(job: dict[str, Any]) -> str:
    """Lay out the same board in HTML: head, map, rows of boxes."""
    drawn = job["map"]
    paths = []
    for lines, (grey, wide) in zip([*drawn["streets"], [drawn["walk"]]], PEER_LINES, strict=True):
        told = "".join("M" + "L".join(f"{x} {y}" for x, y in line) for line in lines)
        paths.append(f'<path d="{told}" fill="none" stroke="{grey}" stroke-width="{wide}"/>')
    dots = [f'<circle cx="{x}" cy="{y}" r="2.3"/>' for (x, y), _ in drawn["dots"]]
    numbers = [
        f'<text x="{x}" y="{y}" font-size="10" text-anchor="middle">{text}</text>' for text, x, y in drawn["numbers"]
    ]
    boxes = "".join(f"<u>{letter}</u>" for letter in "CNBRMXLD")
    groups = []
    for group in job["groups"]:
        rows = "".join(
            f'<div class="row"><b>{order}</b><i>{escape(door)}</i>{boxes}</div>'
            for block in group["blocks"]
            for order, door in block["rows"]
        )
        groups.append(f"<h3>{escape(group['street'])}</h3>{rows}")
    svg = f'<svg width="539" height="{drawn["height"]}">{"".join(paths + dots + numbers)}</svg>'
    head = f"<h1>{job['number']}</h1><p>{job['doors']}, {job['minutes']} minutes, {job['walk']} m</p>"
    return f'<section>{head}{svg}<div class="doors">{"".join(groups)}</div></section>'


if __name__ == "__main__":
    sys.exit(main())
