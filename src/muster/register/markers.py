"""Franchise markers: in which elections an elector may vote."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntFlag
from types import MappingProxyType


class Franchise(IntFlag):
    """Elections, as bits."""

    NONE = 0
    UK_PARL = 1
    LOCAL = 2
    DEVOLVED = 4
    PCC = 8


@dataclass(frozen=True, slots=True)
class Franchises:
    """What the letters of one register mean.

    Attributes:
        everything: what an elector without a marker may vote in.
        by_marker: what is left to one with a letter.
    """

    everything: Franchise
    by_marker: Mapping[str, Franchise]


_UK, _LOCAL, _DEVOLVED, _PCC = Franchise.UK_PARL, Franchise.LOCAL, Franchise.DEVOLVED, Franchise.PCC


def _table(everything: Franchise, **by_marker: Franchise) -> Franchises:
    return Franchises(everything, MappingProxyType(by_marker))


# F overseas, L peers, M foreign citizens: Electoral Commission, format of the revised register (Scotland).
# The letters of the other nations come from campaigns' tables and want checking against the register's own key.
BY_NATION: Mapping[str, Franchises] = MappingProxyType(
    {
        "england": _table(
            _UK | _LOCAL | _PCC,
            F=_UK, L=_LOCAL | _PCC, G=_LOCAL | _PCC, B=_LOCAL | _PCC, M=_LOCAL | _PCC,
            K=Franchise.NONE, E=Franchise.NONE, N=_UK | _LOCAL | _PCC,
        ),
        "scotland": _table(
            _UK | _LOCAL | _DEVOLVED,
            F=_UK, L=_LOCAL | _DEVOLVED, M=_LOCAL | _DEVOLVED, G=_LOCAL | _DEVOLVED,
            N=_UK | _LOCAL | _DEVOLVED,
        ),
        "wales": _table(
            _UK | _LOCAL | _DEVOLVED | _PCC,
            F=_UK, L=_LOCAL | _DEVOLVED | _PCC, G=_LOCAL | _DEVOLVED | _PCC, B=_LOCAL | _DEVOLVED | _PCC,
            M=_LOCAL | _DEVOLVED, N=_UK | _LOCAL | _DEVOLVED | _PCC,
        ),
        "northern ireland": _table(
            _UK | _LOCAL | _DEVOLVED,
            F=_UK, L=_LOCAL | _DEVOLVED, G=_LOCAL | _DEVOLVED, B=_LOCAL | _DEVOLVED,
        ),
    }
)  # fmt: skip


def franchise_of(markers: str, table: Franchises) -> Franchise:
    """Say in which elections an elector with these markers may vote.

    Every letter that the table knows takes away what it does not leave; others (an absent voter's 'A', a party's own)
    take nothing away.
    """
    left = table.everything
    for letter in set(markers.upper()):
        left &= table.by_marker.get(letter, left)
    return left


def unknown_markers(markers: str, table: Franchises) -> str:
    """Give the letters that the table does not know, in order."""
    return "".join(sorted({c for c in markers.upper() if c.isalpha()} - set(table.by_marker)))
