"""`muster check`: everything that CI runs; one line a step, and the exit code says how many failed."""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from muster.cli import Subparsers
from muster.cli.browser import find_browser, install_browser
from muster.cli.postgres import NoPostgresError, throwaway_postgres
from muster.home import CHECKOUT

_PYTEST = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider")
_BOTH_CORES = ("-n", "2", "--dist", "worksteal")
_NAMES_ONE = ("FAILED ", "ERROR ")  # a test, in pytest's last words
_QUIETLY = {"PYTHONWARNINGS": "default", "CI": "true"}


def add_to(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("check", help="run everything that CI runs")
    parser.add_argument("only", nargs="*", metavar="STEP", help=f"only these: {', '.join(_STEPS)}")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    unknown = sorted(set(arguments.only) - set(_STEPS))
    if unknown:
        print(f"muster check has no step {unknown[0]!r}; it has {', '.join(_STEPS)}")
        return 2
    failed = [name for name in arguments.only or _STEPS if not _said(name, _STEPS[name])]
    print(f"{len(failed)} failed: {', '.join(failed)}" if failed else "everything passed")
    return len(failed)


def _said(name: str, step: Callable[[], tuple[bool, str]]) -> bool:
    """Run a step and print its line; its own words only where it failed, pytest's last line always."""
    began_s = time.monotonic()
    passed, words = step()
    lines = words.strip().splitlines()
    closing = lines[-1].strip("= ") if passed and lines else ""
    print(f"{'ok' if passed else 'FAILED':<7}{name:<12}{time.monotonic() - began_s:6.1f} s  {closing}", flush=True)
    if not passed:
        named = [line for line in lines if line.startswith(_NAMES_ONE)]
        print("\n".join([*lines[-200:], *named]), flush=True)  # a long reason of one may push others' names away
    return passed


def _ran(*words: str, more: Mapping[str, str] | None = None) -> tuple[bool, str]:
    """Run a command in the checkout and give whether it passed, and what it said."""
    with tempfile.TemporaryFile() as said:  # a file, not a pipe: what outlives the command can't hold us up
        done = subprocess.run(
            words, cwd=CHECKOUT, env={**os.environ, **_QUIETLY, **(more or {})}, check=False,
            stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
        said.seek(0)
        return done.returncode == 0, said.read().decode(errors="replace")


def _tool(name: str, *words: str) -> Callable[[], tuple[bool, str]]:
    return lambda: _ran(str(Path(sys.executable).with_name(name)), *words)


def _migrations() -> tuple[bool, str]:
    with tempfile.TemporaryDirectory() as folder:
        return _ran(
            sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run",
            more={"MUSTER_HOME": folder, "DJANGO_SETTINGS_MODULE": "muster.web.settings", "DATABASE_URL": ""},
        )  # fmt: skip


def _sqlite() -> tuple[bool, str]:
    return _ran(*_PYTEST, *_BOTH_CORES, "-m", "not browser and not docs")


def _postgresql() -> tuple[bool, str]:
    """Run every test that touches a database once more, on PostgreSQL."""
    try:
        with throwaway_postgres() as url:
            return _ran(
                *_PYTEST, *_BOTH_CORES, "-m", "not browser", "--database-only", more={"MUSTER_TEST_DATABASE_URL": url}
            )
    except NoPostgresError as error:
        return False, str(error)


def _browser() -> tuple[bool, str]:
    install_browser()
    if find_browser() is None:
        return True, "skipped: no browser is here"
    return _ran(*_PYTEST, "-m", "browser")


def _docs() -> tuple[bool, str]:
    """Run every command line that a document marks as runnable."""
    return _ran(*_PYTEST, "-m", "docs")


def _newest() -> tuple[bool, str]:
    """Run the site's tests on Python 3.13 with the newest Django, where that is here, in an environment of its own."""
    python = _python_3_13()
    if python is None:
        return True, "skipped: no Python 3.13 is here"
    venv = str(CHECKOUT / ".venv-3.13")
    words = ("test", *_PYTEST[3:], *_BOTH_CORES, "-m", "not browser", "tests/web", "tests/cli/test_serve.py")
    return _ran(str(CHECKOUT / "muster"), *words, more={"MUSTER_VENV": venv, "MUSTER_PYTHON": python})


def _python_3_13() -> str | None:
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = ["python3.13", *map(str, sorted(versions.glob("3.13.*/bin/python3.13"), reverse=True))]
    for candidate in candidates:
        with contextlib.suppress(OSError):  # not there
            if subprocess.run([candidate, "-c", ""], check=False, capture_output=True).returncode == 0:
                return candidate
    return None


_STEPS: dict[str, Callable[[], tuple[bool, str]]] = {
    "lint": _tool("ruff", "check", "-q", "."),
    "format": _tool("ruff", "format", "-q", "--check", "."),
    "imports": _tool("lint-imports", "--no-logo"),
    "types": _tool("mypy", "--no-error-summary"),
    "migrations": _migrations,
    "words": lambda: _ran(sys.executable, "-m", "muster.cli", "words", "--check"),
    "sqlite": _sqlite,
    "postgresql": _postgresql,
    "browser": _browser,
    "docs": _docs,
    "newest": _newest,
}
