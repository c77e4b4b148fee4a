"""How fast a register comes in: `.venv/bin/python bench/register.py [--electors 1000000]`.

A site to throw away takes in a made-up register (bench/made_register.py), the same a year later with every number
given out anew, and that file again; a postcode and a UPRN table were brought before. Beside it, in the same run, the
rows that came of either file are written into tables of the same migrations, with all their indexes and constraints,
from ready tuples: by executemany on SQLite; on PostgreSQL by raw COPY, and by COPY and merge (bench/register_merge.py);
by the ORM's bulk_create on both. The second year's are written where the first year's stand: all ways work in tables as
full as each other's.

Executemany, raw COPY and the ORM have every id ready, of who stays as well, and decide nothing. COPY and merge has rows
of electors, finds by keys what stands already, and links whoever has the very name at the very door. None reads a file.
What ours takes without reading, the database's work alone, is told beside it.

The bars: a million rows under 250 MB; with reading, placing, comparing and linking included at least 70 % of the rows a
second of executemany on SQLite and of COPY and merge on PostgreSQL, first and a year later; the unchanged file again in
at most half the time. Raw COPY is a bound that is told and not a bar. Zones, which a job of its own counts afterwards,
are told apart and not in the sum: no other way has them. How well electors are linked, beside splink, is
bench/linking.py's. CPU seconds of the worker, and on PostgreSQL of all the server's processes as well; the bars are
held against these. Seconds by the clock stand beside them, for worker and server may work at the same time, in either
way: they tell something where nobody else is at work on the machine. Memory is the
most that the worker held (VmHWM: what getrusage calls ru_maxrss, but for what its parent held), with the programs' own
pages and those of files that it mapped; and of that the anonymous part, looked at every 20 ms.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from muster.cli.postgres import throwaway_postgres
from tests.sites import environment, new_database

SITE = str(ROOT / "bench" / "register_site.py")
BAR_MB, BAR_SHARE, BAR_AGAIN = 250, 0.7, 0.5
STEPS = ("begin", "postcodes", "uprns", "before", "after", "again")
NAMES = {
    "postcodes": "postcode table", "uprns": "UPRN table", "before": "the first register", "after": "a year later",
    "again": "that file again", "bare": "executemany", "merge": "COPY and merge", "orm": "bulk_create",
    "bare-after": "executemany, later", "merge-after": "COPY, merge, later", "orm-after": "bulk_create, later",
}  # fmt: skip
PG_NAMES = {"bare": "raw COPY", "bare-after": "raw COPY, later"}
BAR_BESIDE = {"sqlite": "bare", "postgresql": "merge"}
Told = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--electors", type=int, default=1_000_000, help="about so many (1,000,000)")
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--uprn", action="store_true", help="files with a column of property numbers")
    parser.add_argument("--files", type=Path, help="a folder that bench/made_register.py filled, rather than new ones")
    parser.add_argument("--peers", default="bare,merge,orm", help="ways beside ours; empty for none")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        files = args.files or made(Path(folder) / "files", args.electors, uprn=args.uprn)
        held = [bench(name, Path(folder) / name, files, peers=args.peers) for name in args.databases.split(",")]
    return 0 if all(held) else 1


def made(folder: Path, electors: int, *, uprn: bool) -> Path:
    """Make the files in a process of its own."""
    more = ["--uprn"] if uprn else []
    script = str(ROOT / "bench" / "made_register.py")
    command = [sys.executable, script, "--out", str(folder), "--electors", str(electors), *more]
    print(subprocess.run(command, check=True, capture_output=True, text=True).stdout.partition("\n")[0], flush=True)
    return folder


def bench(database: str, home: Path, files: Path, *, peers: str) -> bool:
    """Take the files in on one database, and write the same rows bare; say whether the bars hold."""
    print(f"\n{database}")
    with ExitStack() as stack:
        server = _server(database, stack)
        site = environment(home, _database_on(server))
        ours = {step: _told(step, files, site) for step in STEPS}
        beside = {}
        for way in filter(None, peers.split(",")):
            if way == "merge" and not server:
                continue
            at = environment(home.with_name(f"{home.name}-{way}"), _database_on(server))
            _run("begin", files, at)
            source = {
                "MUSTER_BENCH_FROM": site["DATABASE_URL"] or site["MUSTER_HOME"],
                "MUSTER_BENCH_HOME": site["MUSTER_HOME"],
            }
            for step in (way, f"{way}-after"):
                beside[step] = _told(step, files, {**at, **source})
    return _judged(database, ours, beside)


def _server(database: str, stack: ExitStack) -> str:
    return "" if database == "sqlite" else stack.enter_context(throwaway_postgres())


def _database_on(server: str) -> str:
    """Make an empty database there; SQLite's lies in the site's home."""
    return new_database(server) if server else ""


def _run(step: str, files: Path, site: dict[str, str]) -> Told:
    """Do one step in a process of its own, which ends with what it tells."""
    command = [sys.executable, SITE, step, str(files)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=site)
    told: Told = json.loads(done.stdout.splitlines()[-1])
    return told


def _told(step: str, files: Path, site: dict[str, str]) -> Told:
    told = _run(step, files, site)
    if step in NAMES:
        name = _named(step, "postgresql" if site["DATABASE_URL"] else "sqlite")
        parts = ", ".join(f"{part} {s:.1f}" for part, s in told["parts_s"].items() if len(told["parts_s"]) > 1)
        parts += f"; zones {told['zones_s']:.1f} apart" if "zones_s" in told else ""
        cpu_s = told["cpu_s"]
        print(
            f"  {name:20} {cpu_s:6.1f} CPU s{f' ({parts})' if parts else '':26} {told['rows'] / cpu_s:9,.0f} rows/s"
            f"  {told['wall_s']:6.1f} s by the clock"
            f"  {told['held_mb']:4.0f} MB held, {told['anonymous_mb']:4.0f} of it anonymous",
            flush=True,
        )
    return told


def _named(step: str, database: str) -> str:
    return PG_NAMES.get(step, NAMES[step]) if database == "postgresql" else NAMES[step]


def _judged(database: str, ours: dict[str, Told], beside: dict[str, Told]) -> bool:
    """Print every bar and whether it holds."""
    cpu_s = {step: told["cpu_s"] for step, told in {**ours, **beside}.items() if step in NAMES}
    held_mb = max(ours[step]["held_mb"] for step in ("before", "after", "again"))
    again = ours["again"]["cpu_s"] / ours["after"]["cpu_s"]
    verdicts = [
        (held_mb < BAR_MB, f"{held_mb:.0f} MB held at most (bar: under {BAR_MB})"),
        (again <= BAR_AGAIN, f"the unchanged file again in {again:.0%} of the time (bar: {BAR_AGAIN:.0%})"),
    ]
    for step, of in (("before", ""), ("after", "-after")):
        shares = {way: cpu_s[f"{way}{of}"] / cpu_s[step] for way in ("bare", "merge", "orm") if f"{way}{of}" in cpu_s}
        way = BAR_BESIDE[database]
        if way not in shares:
            continue
        peer = beside[f"{way}{of}"]
        alone, by_clock = peer["cpu_s"] / ours[step]["parts_s"]["taken in"], peer["wall_s"] / ours[step]["wall_s"]
        besides = "".join(f", {share:.0%} of {_named(one, database)}" for one, share in shares.items() if one != way)
        words = f"{NAMES[step]} at {shares[way]:.0%} of {_named(way, database)} (bar: {BAR_SHARE:.0%};"
        words = f"{words} without reading {alone:.0%}; by the clock {by_clock:.0%}){besides}"
        verdicts.append((shares[way] >= BAR_SHARE, words))
    for holds, words in verdicts:
        print(f"  {'holds' if holds else 'MISSED'}: {words}", flush=True)
    return all(holds for holds, _words in verdicts)


if __name__ == "__main__":
    sys.exit(main())
