"""Being erased: who is, and which apps have something to take away. Each such app has a module `erasing`."""

import datetime as dt
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from muster.web.record import sealing

TABLES = ("record_payload", "record_key")


class StillNeededError(ValueError):
    """Others rely on them for a while yet, as on whoever drives them on Saturday."""


@dataclass(frozen=True, slots=True)
class Gone:
    """Whoever is erased.

    Attributes:
        people: the ids of their rows in the roll: theirs, and those that were found to be them.
        whose: the pseudonyms of these rows.
        words: what they are called and how they are reached, as the program may have told it to others.
    """

    people: tuple[int, ...]
    whose: tuple[str, ...]
    words: tuple[str, ...]


def steps() -> list[Any]:
    """Give every app's `erasing`, the highest app first: what it relies on is still there then.

    Each has `TABLES`, whose rows it deletes or clears, and `erase(gone, at)`; one that others may still rely on has
    `require_unneeded(gone, at)`, which raises StillNeededError.
    """
    return parts("erasing")


def parts(name: str) -> list[Any]:
    """Give the modules of a name that apps have, the highest app first."""
    names = [f"{config.name}.{name}" for config in apps.get_app_configs() if config.name.startswith("muster.web.")]
    return [import_module(one) for one in reversed(names) if find_spec(one)]


def erase(gone: Gone, _at: dt.datetime) -> None:
    """Take the keys away, and what was shut under them."""
    sealing.destroy(gone.whose)
