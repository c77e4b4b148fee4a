"""`muster test`: runs the tests; whatever follows goes to pytest."""

import argparse
import os
import subprocess
import sys

from muster.cli import Subparsers
from muster.cli.browser import install_browser
from muster.home import CHECKOUT


def add_to(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "test",
        help="run the tests",
        description="Runs the tests. Anything else goes to pytest: ./muster test tests/plan -x",
    )
    parser.set_defaults(run=_run, passes_on=True)


def _run(arguments: argparse.Namespace) -> int:
    if arguments.rest:
        return _pytest(*arguments.rest)
    install_browser()
    cores = str(min(os.cpu_count() or 1, 4))
    # a browser draws with the processor, so its journeys have the machine to themselves
    return _pytest("-n", cores, "--dist", "worksteal", "-m", "not browser") or _pytest("-m", "browser")


def _pytest(*words: str) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *words], cwd=CHECKOUT, check=False).returncode
