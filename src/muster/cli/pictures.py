"""`muster pictures`: makes the pictures in the documents anew, from the journeys in a real browser."""

import argparse
import subprocess
import sys

from muster.cli import Subparsers
from muster.cli.browser import CURE, find_browser
from muster.home import CHECKOUT

PICTURES = CHECKOUT / "docs" / "pictures"


def add_to(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("pictures", help="make the pictures in the documents anew")
    parser.set_defaults(run=_run)


def _run(_arguments: argparse.Namespace) -> int:
    if find_browser() is None:
        print(f"No Chromium can be driven here to make pictures with: {CURE}", file=sys.stderr)
        return 1
    command = [sys.executable, "-m", "pytest", "tests/journeys", "--pictures", str(PICTURES)]
    code = subprocess.run(command, cwd=CHECKOUT, check=False).returncode
    if code == 0:
        print(f"The pictures in {PICTURES.relative_to(CHECKOUT)} are as the journeys saw them.")
    return code
