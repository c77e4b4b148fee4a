"""`muster doctor`: says what is missing and how to mend it."""

import argparse
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from muster.cli import Subparsers, called
from muster.cli.browser import CURE, find_browser
from muster.home import CHECKOUT, home

_ROOM_GB = 2
_OLDEST = (3, 11)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what is so, whether that will do, and what mends it if not."""

    what: str
    state: str
    mend: str = ""
    grave: bool = True

    @property
    def well(self) -> bool:
        """Say whether nothing need be done."""
        return not self.mend


def add_to(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("doctor", help="say what is missing and how to mend it")
    parser.set_defaults(run=_run)


def _run(_arguments: argparse.Namespace) -> int:
    trouble = 0
    for finding in findings():
        mark = "ok     " if finding.well else ("MEND   " if finding.grave else "could  ")
        print(f"{mark}{finding.what}: {finding.state}")
        if not finding.well:
            print(f"       -> {finding.mend}")
            trouble += finding.grave
    print("All is well." if not trouble else f"{trouble} to mend.")
    return 1 if trouble else 0


def findings() -> Iterator[Finding]:
    """Look at everything that Muster needs, from the ground up."""
    yield _python()
    yield _packages()
    yield _room()
    yield _private()
    yield _volume()
    yield from _database()
    yield _browser()


def _python() -> Finding:
    enough = sys.version_info >= _OLDEST
    return Finding(
        "Python", platform.python_version(), "" if enough else "Install Python 3.11 or newer, then remove .venv."
    )


def _packages() -> Finding:
    """Compare what is installed with what requirements.txt pins."""
    from importlib.metadata import PackageNotFoundError, version

    pinned = CHECKOUT / "requirements.txt"
    if not pinned.is_file():
        return Finding("packages", "installed with Muster")
    wrong = []
    for name, wanted, when in re.findall(
        r"^([\w.-]+)==(\S+)( ; [^\\\n]+)?", pinned.read_text(encoding="utf-8"), re.MULTILINE
    ):
        if when:
            continue  # for another Python or system
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "missing"
        if found != wanted:
            wrong.append(f"{name} is {found}, not {wanted}")
    mend = "Remove .venv and start again: ./muster makes it anew." if wrong else ""
    return Finding("packages", "; ".join(wrong) or "as pinned", mend)


def _room() -> Finding:
    place = next(path for path in [home(), *home().parents] if path.exists())
    free_gb = shutil.disk_usage(place).free / 1e9
    mend = (
        f"Free some, or set MUSTER_HOME to a larger disk: {_ROOM_GB} GB should be free." if free_gb < _ROOM_GB else ""
    )
    return Finding("room", f"{free_gb:.0f} GB free for {home()}", mend)


def _private() -> Finding:
    """See that nobody else on this machine reads the keys and the database."""
    if not home().exists():
        return Finding("privacy", f"{home()} is not made yet; the first start makes it")
    keys = [home() / "keys", *(home() / "keys").glob("*")]
    seen = [path for path in [home(), *keys] if path.exists() and path.stat().st_mode & 0o077]
    mend = f"chmod -R go= {home()}" if seen else ""
    return Finding("privacy", f"others may read {seen[0]}" if seen else f"only its owner reads {home()}", mend)


def _volume() -> Finding:
    """Look whether the disk under `MUSTER_HOME` is encrypted: a stolen machine then tells nothing."""
    place = next(path for path in [home(), *home().parents] if path.exists())
    kinds = _layers(place)
    if kinds is None:
        return Finding("disk", "whether it is encrypted can't be seen from here", "See that it is (LUKS).", grave=False)
    if "crypt" in kinds:
        return Finding("disk", "encrypted")
    return Finding(
        "disk",
        "not encrypted",
        "Put MUSTER_HOME on an encrypted volume (LUKS) before real people are in it.",
        grave=False,
    )


def _layers(place: Path) -> set[str] | None:
    """Give the kinds of device under a folder, or nothing where the system does not say."""
    try:
        words = ["findmnt", "--noheadings", "--nofsroot", "--output", "SOURCE", "--target", str(place)]
        source = subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()
        words = ["lsblk", "--inverse", "--noheadings", "--output", "TYPE", source]
        kinds = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    return set(kinds.split()) or None


def _database() -> Iterator[Finding]:
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from muster.cli.site import open_site

    try:
        open_site()
        from django.db import connection

        connection.ensure_connection()
    except ImproperlyConfigured as error:
        yield Finding("database", "its settings are wrong", str(error))
        return
    except DatabaseError as error:
        yield Finding("database", "does not answer", f"{str(error).strip()} Look at DATABASE_URL, and whether it runs.")
        return
    yield _kind()
    yield _durability()
    yield _version()


def _kind() -> Finding:
    from django.db import connection

    if connection.vendor == "sqlite":
        return Finding("database", f"SQLite in {connection.settings_dict['NAME']}")
    number = int(connection.pg_version)  # type: ignore[attr-defined]  # PostgreSQL's own
    old = number < 150_000  # noqa: PLR2004 - PostgreSQL's way of writing 15.0
    return Finding("database", f"PostgreSQL {number // 10_000}", "Muster needs PostgreSQL 15 or newer." if old else "")


def _durability() -> Finding:
    from muster.web.gate import forgetful_settings

    wrong = forgetful_settings()
    return Finding(
        "durability",
        "a power cut could take back what was confirmed" if wrong else "kept through a power cut",
        " ".join(wrong),
    )


def _version() -> Finding:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        return Finding("tables", "not made yet; the first start makes them")
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    state = f"{missing} changes behind this version" if missing else "of this version"
    return Finding("tables", state, f"{called()} migrate" if missing else "")


def _browser() -> Finding:
    found = find_browser()
    if found:
        return Finding("browser", found)
    return Finding("browser", "none here; only tests and pictures need one", CURE, grave=False)
