"""Whoever went when anybody last did, and is on the file again, is who they were.

A wrong file that was taken in makes everybody gone; with the right one they are back, and what was learnt of them is
theirs. Whoever comes back after a year away is found so too.
"""

from dataclasses import dataclass, field

import numpy as np

from muster.register.joins import AnyInts
from muster.register.link import Unsure, link_versions
from muster.register.side import Side, side_of_rows
from muster.web.register.standing import Ids, StandingEntries


def _nobody() -> Ids:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Doubts:
    """Pairs for somebody to settle: the older by elector, the newer by the file's row."""

    older: Ids = field(default_factory=_nobody)
    newer: Ids = field(default_factory=_nobody)
    why: tuple[AnyInts, ...] = ()  # reason, what speaks for it and against it, weight

    def but_for(self, rows: Ids) -> "Doubts":
        """Leave out those of some of the file's rows."""
        kept = ~np.isin(self.newer, rows)
        return Doubts(self.older[kept], self.newer[kept], tuple(one[kept] for one in self.why))

    def __add__(self, other: "Doubts") -> "Doubts":
        """Put others behind them."""
        if not len(other.older):
            return self
        why = tuple(map(np.concatenate, zip(self.why, other.why, strict=True))) if self.why else other.why
        return Doubts(np.append(self.older, other.older), np.append(self.newer, other.newer), why)


@dataclass(frozen=True, slots=True)
class Returned:
    """The file's rows who were gone, with the elector that each is; and pairs to ask about."""

    rows: Ids = field(default_factory=_nobody)
    electors: Ids = field(default_factory=_nobody)
    doubts: Doubts = field(default_factory=Doubts)


def doubts_of(unsure: Unsure, *, electors: Ids, rows: Ids | None = None) -> Doubts:
    """Name the electors and rows of pairs, where `rows` says which of the file's rows were linked."""
    newer = unsure.new if rows is None else rows[unsure.new]
    return Doubts(electors[unsure.old], newer, (unsure.reason, unsure.speaks_for, unsure.against, unsure.weight))


def find_returned(gone: StandingEntries, side: Side, new: Ids) -> Returned:
    """Find who of a file's new rows were gone."""
    if not len(gone.side) or not len(new):
        return Returned()
    links = link_versions(gone.side, side_of_rows(side, new), among=side)
    found = np.flatnonzero(links.old >= 0)
    electors = gone.columns.read("elector")
    doubts = doubts_of(links.unsure, electors=electors, rows=new)
    return Returned(new[found], electors[links.old[found]], doubts)
