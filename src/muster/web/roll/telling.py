"""What people of the roll are told, and by what: the one place where the roll hands words over to be sent."""

import datetime as dt
from collections.abc import Iterable

from muster.web.roll.models import Person


def welcome(person: Person, *, at: dt.datetime) -> None:
    """Welcome somebody new, with the first thing that their group asks."""


def chase(people: Iterable[Person], *, at: dt.datetime) -> None:
    """Ask for a subscription that is due."""
