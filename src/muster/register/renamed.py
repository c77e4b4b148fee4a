"""Streets that seem to have another name in the newer version: who lived there lives at the same numbers."""

from typing import NamedTuple

import numpy as np

from muster.register.compare import Linked
from muster.register.joins import Mask, is_in
from muster.register.respelled import FEWEST_DOORS
from muster.register.side import Halves, Side

_STAYED, _OF = 2, 3  # so many of those who lived there must live at the same number


class Renamed(NamedTuple):
    """A street that seems to be called otherwise now.

    Attributes:
        was, now: half keys of the street by either name.
        row: somebody of the old version who lived there.
        stayed: how many live at the same number as before.
        stood: of how many who lived there.
    """

    was: int
    now: int
    row: int
    stayed: int
    stood: int


def find_renamed(old: Side, new: Side, linked: Linked, *, fresh: Halves) -> list[Renamed]:
    """Find streets two thirds of whose people, at three doors or more, live at the same numbers of a new street.

    Nobody may be left on the old one: no row of the new version, and nobody whom an update does not name.

    Args:
        old: the version that stands.
        new: the version that follows.
        linked: who is who.
        fresh: half keys of the streets that did not stand before.
    """
    streets_old, streets_new = old.street, new.street
    rows = np.flatnonzero((linked.old >= 0) & is_in(streets_new, np.sort(fresh)))
    before, houses = linked.old[rows], new.house[rows]
    same = (old.house[before] == houses) & (houses != 0) & (streets_old[before] != 0)
    before, houses = before[same], houses[same]
    told = np.stack((streets_old[before], streets_new[rows[same]], houses), axis=1)
    doors = np.unique(np.unique(told, axis=0)[:, :2], axis=0, return_counts=True)[1]
    pairs, first, stayed = np.unique(told[:, :2], axis=0, return_index=True, return_counts=True)
    left = _left(old, linked)
    found: dict[int, Renamed] = {}
    most_first = np.argsort(-stayed, kind="stable")
    for at in most_first[doors[most_first] >= FEWEST_DOORS].tolist():
        was, now = pairs[at].tolist()
        here = streets_old == was
        one = Renamed(was, now, int(before[first[at]]), int(stayed[at]), int(here.sum()))
        enough = is_enough(one.stayed, doors[at], one.stood)
        if enough and now not in found and not (here & left).any() and not (streets_new == was).any():
            found[now] = one
    return list(found.values())


def is_enough(stayed: int, doors: int, stood: int) -> bool:
    """Say whether so many of those who stood, at so many doors, make a question of it."""
    return doors >= FEWEST_DOORS and stayed * _OF >= stood * _STAYED


def _left(old: Side, linked: Linked) -> Mask:
    """Say who of the old version neither goes nor is named anew: an update names few."""
    left = np.ones(len(old), dtype=np.bool_)
    left[linked.old[linked.old >= 0]] = False
    left[linked.gone] = False
    return left
