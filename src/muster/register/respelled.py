"""Doors spelt otherwise in the newer version, found by property number or by a whole street's people."""

import numpy as np

from muster.register.joins import Keys, Mask, is_in, met_once, mixed
from muster.register.side import Side

FEWEST_DOORS = 3  # of a street that must agree before the street counts as renamed


def doors_of(side: Side) -> Keys:
    """Give each elector's door; those without an address share one a district, and the anonymous have 0."""
    doors = side.door.copy()
    without = (doors == 0) & (side.name != 0)
    doors[without] = mixed(side.district[without])
    return doors


def respell_doors(old: Side, new: Side, *, alone_old: Mask, alone_new: Mask) -> Keys:
    """Give the new electors' doors as the old version spells them, 0 where that isn't known.

    Args:
        old: the electors left.
        new: the same.
        alone_old: whether the door stands in the old version only.
        alone_new: whether it stands in the new one only.
    """
    respelled = np.zeros(len(new), dtype=np.uint64)
    _look_up(respelled, old, old.uprn.astype(np.uint64), new.uprn.astype(np.uint64), alone_old, alone_new)
    alone_old = alone_old & ~is_in(doors_of(old), np.unique(respelled))
    alone_new = alone_new & (respelled == 0)
    streets = renamed_streets(old, new, alone_old=alone_old, alone_new=alone_new)
    was = np.zeros(len(new), dtype=np.uint64)
    for before, after in streets:
        was[new.street == after] = before
    here = mixed(old.street, old.house)
    there = mixed(was, new.house)
    here[(old.house == 0) | (old.street == 0)] = 0
    there[(new.house == 0) | (was == 0)] = 0
    _look_up(respelled, old, here, there, alone_old, alone_new)
    return respelled


def renamed_streets(old: Side, new: Side, *, alone_old: Mask, alone_new: Mask) -> list[tuple[int, int]]:
    """Give (old, new) street keys where two thirds of the people who tell, at three doors or more, say it is one."""
    here = np.flatnonzero(alone_old & (old.house != 0) & (old.street != 0) & (old.name != 0))
    there = np.flatnonzero(alone_new & (new.house != 0) & (new.street != 0) & (new.name != 0))
    one = mixed(old.surname[here], old.first[here], old.house[here])
    other = mixed(new.surname[there], new.first[there], new.house[there])
    rows_old, rows_new = met_once(one, other)
    rows_old, rows_new = here[rows_old], there[rows_new]
    told = np.stack((old.street[rows_old], new.street[rows_new], old.house[rows_old]), axis=1).astype(np.int64)
    doors = np.unique(told, axis=0)[:, :2]  # one voice a door
    votes, count = np.unique(doors, axis=0, return_counts=True)
    of_old = dict(zip(*(x.tolist() for x in np.unique(doors[:, 0], return_counts=True)), strict=True))
    of_new = dict(zip(*(x.tolist() for x in np.unique(doors[:, 1], return_counts=True)), strict=True))
    return [
        (before, after)
        for (before, after), each in zip(votes.tolist(), count.tolist(), strict=True)
        if each >= FEWEST_DOORS and each * 3 >= 2 * max(of_old[before], of_new[after])
    ]


def _look_up(respelled: Keys, old: Side, here: Keys, there: Keys, alone_old: Mask, alone_new: Mask) -> None:
    """Fill in the door of the first old elector that has the key; a key of 0 tells nothing."""
    rows = np.flatnonzero(alone_old & (here != 0))
    keys, first = np.unique(here[rows], return_index=True)
    wanted = np.flatnonzero(alone_new & (respelled == 0) & (there != 0))
    wanted = wanted[is_in(there[wanted], keys)]
    if len(wanted):
        respelled[wanted] = doors_of(old)[rows[first[np.searchsorted(keys, there[wanted])]]]
