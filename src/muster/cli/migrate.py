"""`muster migrate`: brings the database to this version."""

import argparse

from muster.cli import Subparsers
from muster.cli.site import open_site


def add_to(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("migrate", help="bring the database to this version")
    parser.set_defaults(run=_run)


def _run(_arguments: argparse.Namespace) -> int:
    migrate(say=True)
    return 0


def migrate(*, say: bool = False) -> None:
    """Apply every migration that the database has not had."""
    open_site()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=1 if say else 0)
