"""What a register's file says, column by column: lists of a million rows are a tenth of the work of objects."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Literal, TypeAlias

Change: TypeAlias = Literal["", "new", "changed", "gone"]
Lines: TypeAlias = tuple[str, ...]  # of an address, without its postcode
Place: TypeAlias = tuple[float, float]  # longitude, latitude in degrees


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that could be read, in the file's order; every list has one value a row.

    Attributes:
        rows: the row in the file, from 1, a title and the header included.
        districts: the polling district, such as 'CA1'; '' where the file has none.
        numbers: the elector's number within it; 0 where the file has none.
        suffixes: what stands behind the stroke in 'CA1-12/1'; 0 where nothing does.
        surnames, forenames: as written, without stray blanks and vendors' marks; '' of an anonymous elector.
            Initials and middle names stand in `forenames`.
        markers: the franchise markers as written.
        attains: the day on which an attainer may first vote, else None.
        uprns: the property's number as digits without leading zeros; '' where the file has none.
        postcodes: without a blank inside, in capitals, such as 'ZX10AB'; '' where none could be read.
        addresses: the lines, without blanks at their ends, empty lines and the postcode. Rows in a row with the same
            address share one tuple. () of an elector without an address.
        places: where the file itself says that the property lies, else None.
        zones: the ward, where a column names one; else ''.
        changes: what an update does to this elector; '' in a full register.
        keys: of the cells that tell name and markers, as `said.said_keys` has them; 0 where nobody is named, where
            something was noted of these cells, or where a day stands beside them.
        known: which known row says the same of name and markers; -1 for none. Of such a row the names are left ''.
    """

    rows: Sequence[int]
    districts: Sequence[str]
    numbers: Sequence[int]
    suffixes: Sequence[int]
    surnames: Sequence[str]
    forenames: Sequence[str]
    markers: Sequence[str]
    attains: Sequence[dt.date | None]
    uprns: Sequence[str]
    postcodes: Sequence[str]
    addresses: Sequence[Lines]
    places: Sequence[Place | None]
    zones: Sequence[str]
    changes: Sequence[Change]
    keys: Sequence[int] = field(default=(), compare=False)
    known: Sequence[int] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        """Refuse columns of unequal length: a row would be somebody else's."""
        if not self.keys and not self.known:  # made by hand: nothing is known of any row
            object.__setattr__(self, "keys", [0] * len(self.rows))
            object.__setattr__(self, "known", [-1] * len(self.rows))
        lengths = {len(getattr(self, column.name)) for column in fields(self)}
        if len(lengths) != 1:
            raise ValueError(f"columns of {sorted(lengths)} rows")

    def __len__(self) -> int:
        """How many rows."""
        return len(self.rows)

    def take(self, rows: Sequence[int]) -> "Batch":
        """Take some of the rows, in the order given."""
        return Batch(*([getattr(self, column.name)[row] for row in rows] for column in fields(self)))
