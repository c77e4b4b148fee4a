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
    words = arguments.rest
    if not words:
        install_browser()
        words = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal"]
    return subprocess.run([sys.executable, "-m", "pytest", *words], cwd=CHECKOUT, check=False).returncode
