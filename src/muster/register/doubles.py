"""Numbers that stand twice in one file, found without keeping an object for each elector."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

_NUMBER_BITS, _SUFFIX_BITS, _CHANGE_BITS = 27, 14, 2  # of a key of 64, below the polling district's index
_CHANGES = {"": 0, "new": 1, "changed": 2, "gone": 3}


@dataclass(slots=True)
class Seen:
    """The numbers seen so far, in order, and the row of each."""

    districts: dict[str, int] = field(default_factory=dict)
    keys: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    rows: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))


def find_doubles(
    seen: Seen,
    *,
    rows: Sequence[int],
    districts: Sequence[str],
    numbers: Sequence[int],
    suffixes: Sequence[int],
    changes: Sequence[str],
) -> dict[int, int]:
    """Find electors whose district, number and suffix stood before, and remember the others.

    An update may name an elector twice, if it does two different things to them.

    Returns:
        For the place of each such elector, from 0, the row in which the number stood first.
    """
    index = seen.districts
    keys = np.array([index.setdefault(district, len(index)) for district in districts], np.int64)
    keys = keys << _NUMBER_BITS | np.array(numbers, np.int64)
    keys = keys << _SUFFIX_BITS | np.array(suffixes, np.int64)
    keys = keys << _CHANGE_BITS | np.array([_CHANGES[change] for change in changes], np.int64)
    old = len(seen.keys)
    joint = np.concatenate([seen.keys, keys])
    order = np.argsort(joint, kind="stable")  # of equal keys, the earlier row comes first
    joint = joint[order]
    joint_rows = np.concatenate([seen.rows, np.array(rows, np.int32)])[order]
    again = np.flatnonzero(joint[1:] == joint[:-1]) + 1
    firsts = joint_rows[np.searchsorted(joint, joint[again])]
    seen.keys, seen.rows = np.delete(joint, again), np.delete(joint_rows, again)
    return dict(sorted(zip((order[again] - old).tolist(), firsts.tolist(), strict=True)))
