"""Where every row of a file went: none is lost in silence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["blank", "headers", "totals", "headings", "set_aside"]

_TOTAL = re.compile(
    r"(grand |sub-?)?totals?\b.*|(total )?(number|count|no\.?) of (electors|records|rows|entries)\b.*"
    r"|\d+ (electors|records|rows|entries)\b.*|(electors|records|rows|entries)\W+\d+"
    r"|end of (register|file|list|report|data)\b.*",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"(other|anonymous|special category|overseas|service) (electors?|voters?|entries)"
    r"|(polling district|ward|parish|constituency|electoral division|register of electors)\b.*",
    re.IGNORECASE,
)
_MOST_CELLS = 3  # of a line that is no elector
_NUMBER = re.compile(r"\d[\d,]*")


class AccountsError(RuntimeError):
    """The reader has lost count of a file's rows: a fault of ours, and nothing it gave can be trusted."""


@dataclass(slots=True)
class Accounts:
    """How many rows a file has, and what became of them.

    Attributes:
        rows: all rows, as a spreadsheet counts them.
        electors: that were given in batches.
        set_aside: that couldn't be used; each has its problem.
        blank: with nothing in them.
        above: a title, above the header.
        headers: the header, and where it is repeated.
        totals: such as 'Total electors: 1,203'.
        headings: such as 'Other electors'.
        passing: of an update, electors created and deleted in the same month.
    """

    rows: int = 0
    electors: int = 0
    set_aside: int = 0
    blank: int = 0
    above: int = 0
    headers: int = 0
    totals: int = 0
    headings: int = 0
    passing: int = 0

    def check(self) -> None:
        """Refuse a sum that doesn't come out.

        Raises:
            AccountsError: if rows are missing or counted twice.
        """
        counted = sum(getattr(self, field.name) for field in fields(self)) - self.rows
        if counted != self.rows:
            raise AccountsError(f"{self.rows} rows in the file, {counted} accounted for")


def kind_of(cells: Sequence[str], header: Sequence[str]) -> Kind:
    """Tell what a row is that holds no elector: blank, the header again, a total, a heading; else it is set aside."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return "blank"
    if [cell.strip().casefold() for cell in cells[: len(header)]] == [name.casefold() for name in header]:
        return "headers"
    if len(filled) <= _MOST_CELLS:
        if _TOTAL.fullmatch(" ".join(filled)):
            return "totals"
        if _HEADING.fullmatch(" ".join(filled)):
            return "headings"
    return "set_aside"


def is_total(text: str) -> bool:
    """Whether words begin a line that counts electors."""
    return bool(_TOTAL.fullmatch(text))


def total_told(cells: Sequence[str]) -> int | None:
    """Give the number that a totals line tells, if it tells one."""
    found = _NUMBER.findall(" ".join(cells))
    return int(found[-1].replace(",", "")) if found else None
