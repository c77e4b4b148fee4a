"""`muster learn draw | redraw | trial | pool | power`: lotteries of doors and what they tell."""

from muster.cli import Subparsers


def add_deeds(deeds: Subparsers) -> None:
    """Add these deeds."""
