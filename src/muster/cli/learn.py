"""`muster learn`: lotteries of doors, trials, polls and swings. Each part adds its deeds from a module of its own."""

import importlib

from muster.cli import Subparsers

HELP = "say what works, and when we don't know yet: lotteries of doors, trials, polls, swings"

# A module here has `add_deeds(deeds)`, which adds its sub-commands as `muster.cli.learn_told.add_deed` does.
PARTS = (
    "muster.cli.learn_draw", "muster.cli.learn_trial", "muster.cli.learn_pool", "muster.cli.learn_poll",
    "muster.cli.learn_swing", "muster.cli.learn_byelection", "muster.cli.learn_flows", "muster.cli.learn_score",
)  # fmt: skip


def add_to(subparsers: Subparsers) -> None:
    """Describe the command and its deeds."""
    parser = subparsers.add_parser("learn", help=HELP, description=HELP + ".")
    deeds = parser.add_subparsers(metavar="DEED", required=True)
    for part in PARTS:
        importlib.import_module(part).add_deeds(deeds)
