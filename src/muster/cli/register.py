"""`muster register`: take a council's file in, see what changed, write doors or electors out."""

from muster.cli import Subparsers
from muster.cli.register_area import add_table, add_zones
from muster.cli.register_bring import add_import
from muster.cli.register_columns import add_columns
from muster.cli.register_out import add_diff, add_export, add_list
from muster.cli.register_waiting import add_take_back, add_waiting

HELP = "take a register in, see what changed, write it out"


def add_to(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("register", help=HELP, description=HELP)
    deeds = parser.add_subparsers(
        metavar="import|columns|take-in|send-back|take-back|diff|export|table|zones|list", required=True
    )
    for add in (
        add_import,
        add_columns,
        add_waiting,
        add_take_back,
        add_diff,
        add_export,
        add_table,
        add_zones,
        add_list,
    ):
        add(deeds)
