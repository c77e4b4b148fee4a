"""`muster worker`: works through jobs; `muster up` starts one."""

import argparse

from muster.cli import Subparsers
from muster.cli.site import open_site


def add_to(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("worker", help="work through jobs (part of up)")
    parser.set_defaults(run=_run)


def _run(_arguments: argparse.Namespace) -> int:
    open_site()
    from muster.web.gate import refuse_forgetful
    from muster.web.record.worker import work

    refuse_forgetful()
    work()
    return 0
