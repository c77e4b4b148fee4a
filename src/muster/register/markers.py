"""Franchise markers: in which elections an elector may vote."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntFlag
from types import MappingProxyType
from typing import Any


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
        checked: the letters that were checked against an official source; the others come from campaigns' tables.
    """

    everything: Franchise
    by_marker: Mapping[str, Franchise]
    checked: frozenset[str] = frozenset()


class MarkersError(ValueError):
    """What somebody says of markers can't be meant so; the sentence says what to write."""


_UK, _LOCAL, _DEVOLVED, _PCC = Franchise.UK_PARL, Franchise.LOCAL, Franchise.DEVOLVED, Franchise.PCC


def _table(everything: Franchise, checked: str = "", **by_marker: Franchise) -> Franchises:
    return Franchises(everything, MappingProxyType(by_marker), frozenset(checked))


# How a table of electors names them
ELECTIONS: Mapping[str, Franchise] = MappingProxyType(
    {"uk parliament": _UK, "local": _LOCAL, "devolved": _DEVOLVED, "pcc": _PCC}
)

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
            _UK | _LOCAL | _DEVOLVED, "FLM",
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


def bits_of(markers: Iterable[str], table: Franchises) -> dict[str, int]:
    """Give `franchise_of` each different text as a number: a register has few, whatever its size."""
    return {one: int(franchise_of(one, table)) for one in set(markers)}


def table_to_json(table: Franchises) -> dict[str, Any]:
    """Give a table as JSON can hold it, to be kept with its source."""
    letters = {letter: int(left) for letter, left in sorted(table.by_marker.items())}
    return {"everything": int(table.everything), "by_marker": letters}


def table_from_json(told: Any, *, nation: str) -> Franchises:
    """Give what a source's letters mean: as somebody said, or, where nobody did, as the nation's table has it.

    Raises:
        MarkersError: it says something that no election is, or of something that is no letter.
    """
    if not told:
        return BY_NATION[nation]
    try:
        everything = Franchise(_whole(told["everything"]))
        by_marker = {str(letter): Franchise(_whole(left)) for letter, left in told["by_marker"].items()}
    except (TypeError, KeyError, AttributeError, ValueError):
        raise MarkersError("this is no table of markers; choose the elections again") from None
    wrong = sorted(letter for letter in by_marker if len(letter) != 1 or not ("A" <= letter <= "Z"))
    if wrong:
        raise MarkersError(f"'{wrong[0][:12]}' is no marker; a marker is one letter, such as G")
    return Franchises(everything, MappingProxyType(by_marker), BY_NATION[nation].checked)


def _whole(bits: Any) -> int:
    if not isinstance(bits, int) or not 0 <= bits <= int(_UK | _LOCAL | _DEVOLVED | _PCC):
        raise ValueError(bits)
    return bits


def elections_of(franchise: int) -> tuple[str, ...]:
    """Give the name of each election that bits hold, in the order of `ELECTIONS`."""
    return tuple(name for name, one in ELECTIONS.items() if franchise & one)
