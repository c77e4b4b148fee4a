"""How fast a roll comes in, and how fast its pages are: `.venv/bin/python bench/roll.py [--people 600000]`.

A site to throw away takes a made-up list in, with names, ways to reach each, consent, status, words and tallies:
through the same upload, preview and job as anybody's. Beside it, in the same run, a part of the same rows go into one
bare table from ready tuples (executemany, COPY) and into the same tables by the ORM's bulk_create. Then every list and
search is asked for through the site, as an officer of the movement and of one group: CPU milliseconds of the page and
of the server, the median of five rounds of four, and how many queries it asked. 5,000 pairs stand open meanwhile.

The bars: 20,000 people a second; every list and search at most 50 ms of CPU; no more queries than on a small roll.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from muster.cli.postgres import throwaway_postgres
from muster.county.names import COMMUNITIES
from tests.sites import environment, new_database

SITE = str(ROOT / "bench" / "roll_site.py")
BAR_PER_S, BAR_MS, SMALL, GROUPS = 20_000, 50, 2_000, 150
HEADER = ("number", "forenames", "surname", "email", "telephone", "address", "postcode", "status", "joined",
          "email consent", "sms consent")  # fmt: skip


def rows_of(people: int, seed: int = 1) -> Iterator[tuple[str, ...]]:
    """Make people up: names of the county's lists, three in four with a mobile, nine in ten with e-mail."""
    chance = Random(seed)
    shares = [one.share for one in COMMUNITIES]
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    for n in range(people):
        own = chance.choices(COMMUNITIES, shares)[0]
        first, last = chance.choice(own.first), chance.choice(own.last)
        district = n * GROUPS // people
        inward = f"{chance.randrange(10)}{chance.choice(letters)}{chance.choice(letters)}"
        postcode = f"Z{'YX'[district > 98]}{district % 99 + 1} {inward}"
        status = chance.choices(("member", "supporter", "due", "lapsed"), (78, 12, 5, 5))[0]
        yield (
            f"M{n:07d}", first, last, f"{first}.{last}{n}@example.org".replace(" ", "").lower() if n % 10 else "",
            f"07{400 + n % 90:03d} {n % 1_000_000:06d}" if n % 4 else "", f"{n % 180 + 1} Mill Lane, Penbury", postcode,
            status, f"{chance.randrange(1, 29):02d}/{chance.randrange(1, 13):02d}/20{chance.randrange(10, 26)}",
            "yes" if n % 3 else "no", "yes" if n % 5 else "",
        )  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=600_000)
    parser.add_argument("--databases", default="sqlite,postgresql")
    args = parser.parse_args()
    good = True
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        path = Path(folder) / "people.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([HEADER, *rows_of(args.people)])
        for database in args.databases.split(","):
            with ExitStack() as stack:
                server = _server(database, stack)
                site = environment(Path(folder) / database, new_database(server) if server else "")
                small = environment(Path(folder) / f"{database}-small", new_database(server) if server else "")
                good &= _bench(database, path, site, small, args.people)
    return 0 if good else 1


def _server(database: str, stack: ExitStack) -> str:
    return "" if database == "sqlite" else stack.enter_context(throwaway_postgres())


def _bench(database: str, path: Path, site: dict[str, str], small: dict[str, str], people: int) -> bool:
    print(f"\n{database}, {people:,} people", flush=True)
    ours, bare, orm = (_run(step, path, site, people) for step in ("take_in", "bare", "orm"))
    _run("take_in", path, small, SMALL)
    rates = [told["rows"] / told["cpu_s"] for told in (ours, bare, orm)]
    holds = rates[0] >= BAR_PER_S
    print(
        f"  {'holds' if holds else 'MISSED'}: taken in at {rates[0]:,.0f} people a CPU second "
        f"(read {ours['read_s']:.1f} s, written {ours['written_s']:.1f} s; bar {BAR_PER_S:,}): "
        f"{rates[0] / rates[1]:.0%} of one bare table ({rates[1]:,.0f}), {rates[0] / rates[2]:.1f} x the ORM "
        f"({rates[2]:,.0f})"
    )
    few, many = (_run("pages", path, where, people)["pages"] for where in (small, site))
    for name, (ms, queries) in many.items():
        right = ms <= BAR_MS and queries <= few[name][1]
        holds &= right
        print(f"  {'holds' if right else 'MISSED'}: {name:38} {ms:6.1f} ms, {queries} queries (of few: {few[name][1]})")
    return bool(holds)


def _run(step: str, path: Path, site: dict[str, str], people: int) -> dict[str, Any]:
    command = [sys.executable, SITE, step, str(path), str(people)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=site)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


if __name__ == "__main__":
    sys.exit(main())
