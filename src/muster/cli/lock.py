"""`muster lock`: pins what Muster depends on, for every system and Python at once, with hashes."""

import argparse
import shutil
import subprocess

from muster.cli import Subparsers
from muster.home import CHECKOUT

_COMPILE = ("pip", "compile", "-q", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header")


def add_to(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("lock", help="pin what Muster depends on, with hashes")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that the .in files allow")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    uv = shutil.which("uv")
    if uv is None:
        print("muster lock needs uv: https://docs.astral.sh/uv")
        return 1
    newest = ["--upgrade"] if arguments.upgrade else []
    for name, held in (("requirements", []), ("requirements-dev", ["-c", "requirements.txt"])):
        command = [uv, *_COMPILE, *newest, *held, f"{name}.in", "-o", f"{name}.txt"]
        code = subprocess.run(command, cwd=CHECKOUT, check=False).returncode
        if code:
            return code
    return 0
