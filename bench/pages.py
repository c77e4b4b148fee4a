"""Every page of the site with 20,000 members, 40,000 doors and 667 turfs: CPU milliseconds each, and questions asked.

Every address that the site knows is asked for, by organiser, officer, founder, driver, volunteer, member and nobody; an
address that nobody can open, and that is no deed, has to be named with its reason (`pages_named.py`). A page's figure
is its slowest reader's: the quicker of two, or the middle of five where that is slow; what it loads once is loaded. The
same on a small movement says how many questions a page may ask.

The bars: 50 ms of CPU a page, half a second a file of all doors; no more questions than on a tenth of it, but of
whomever a lot fell on. Both sites stand on the same kind of database.
    .venv/bin/python bench/pages.py [--members 20000] [--doors 40000] [--turfs 667] [--database URL]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.pages_named import BY_LOT, FILES

SITE = str(ROOT / "bench" / "pages_site.py")
BAR_MS = 50
FEW = (2_000, 4_000, 67)  # members, doors, turfs: whoever is searched for on the large site is found here too
SLOWEST = 12  # that are told where all hold


def main() -> int:
    """Measure a small site and a large one, and tell what is over a bar."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--members", type=int, default=20_000)
    wanted.add_argument("--doors", type=int, default=40_000)
    wanted.add_argument("--turfs", type=int, default=667)
    wanted.add_argument("--database", default="", help="an empty PostgreSQL, whose user may make another")
    wanted.add_argument("--all", action="store_true", help="tell of every page")
    given = wanted.parse_args()
    few = _site(FEW, database=_beside(given.database))
    many = _site((given.members, given.doors, given.turfs), database=given.database)
    return 0 if _told(few["pages"], many, every=given.all) else 1


def _beside(database: str) -> str:
    """Make another empty database on the same PostgreSQL, so that both sites ask as such a site does."""
    if not database:
        return ""
    with psycopg.connect(database, autocommit=True) as server:
        server.execute("CREATE DATABASE muster_few")
    address = urlsplit(database)
    return urlunsplit(address._replace(path="/muster_few"))


def _site(size: tuple[int, int, int], *, database: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="muster-pages-") as home:
        environment = {**os.environ, "MUSTER_HOME": home, "DATABASE_URL": database}
        command = [sys.executable, SITE, *map(str, size)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _told(few: dict[str, Any], many: dict[str, Any], *, every: bool) -> bool:
    """Print the slowest pages, all that are over a bar, and what is named for nothing."""
    rows = sorted(many["pages"].items(), key=lambda row: -row[1][0])
    over = {name for name, (ms, *_rest) in rows if ms > FILES.get(name, BAR_MS)}
    asks = {name for name, (_ms, asked, *_rest) in rows if name in few and asked > few[name][1] + BY_LOT.get(name, 0)}
    for number, (name, (ms, asked, who, _place)) in enumerate(rows):
        if every or number < SLOWEST or name in over | asks:
            said = " OVER" * (name in over) + " MORE" * (name in asks)
            of_few = few[name][1] if name in few else "-"
            print(f"{name:44} {ms:7.1f} ms  {asked:3} questions (of few: {of_few:3})  {who or 'nobody'}{said}")
    for name, said in many["unnamed"].items():
        print(f"{name:44} opens for nobody ({said}): name it in bench/pages_named.py, with the reason")
    for name in many["idle"]:
        print(f"{name:44} is named as opening for nobody, and opens")
    print(f"{len(rows)} pages; over their bar: {len(over)}; asking more than on a small site: {len(asks)}")
    return not (over or asks or many["unnamed"] or many["idle"])


if __name__ == "__main__":
    sys.exit(main())
