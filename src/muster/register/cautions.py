"""What may be wrong with a file as a whole: a column renamed, an end cut off."""

from collections.abc import Iterable

from muster.register.guess import known_names
from muster.register.layouts import fit, lacking
from muster.register.mapping import ColumnMapping, loose
from muster.register.sniff import Sniffed
from muster.table import Problem

SHORT_ROWS = "the rows have fewer cells than the header; its last columns were taken to be blank"
PASSED_OVER = "nothing is read from this column; if the name is wrong, put it right"
UNENDED = "the file ends in the middle of a line; if it should be longer, fetch it again"


def cautions_of_header(sniffed: Sniffed, mapping: ColumnMapping) -> list[Problem]:
    """Doubt a layout that lacks columns it always has: one may have been renamed, and what it holds be passed over."""
    row = sniffed.header_row
    cautions = []
    if sniffed.widths.usual < len(sniffed.header):
        cautions.append(Problem(row, "", "", SHORT_ROWS))
    layout = sniffed.layout
    if layout and set(mapping.columns()) <= set(fit(layout, sniffed.header).columns()):
        used = {loose(name) for name in layout.columns}
        spare = ", ".join(name for name in sniffed.header if loose(name) not in used)
        cure = f"{layout.name} has this column and the file has not; if another name is meant, put it right"
        cautions += [Problem(row, name, spare, cure) for name in lacking(layout, sniffed.header)]
        cautions += [Problem(row, name, value, PASSED_OVER) for name, value in _passed_over(sniffed, used)]
    return cautions


def _passed_over(sniffed: Sniffed, used: set[str]) -> list[tuple[str, str]]:
    """Find columns that hold something under a name that tells nothing, and the first of it."""
    found = []
    for place, name in enumerate(sniffed.header):
        value = next((cells[place].strip() for cells in sniffed.samples if cells[place].strip()), "")
        if value and loose(name) not in used and not known_names([name]):
            found.append((name or f"column {place + 1}", value))
    return found


def cautions_of_totals(totals: Iterable[int], *, found: Iterable[int], row: int) -> list[Problem]:
    """Doubt a file whose own totals are all others than what was found, counted in any way."""
    told, counted = set(totals), set(found)
    if not told or told & counted:
        return []
    cure = f"the file says that it has {max(told)} electors, and {max(counted)} rows were found; it may have been cut"
    return [Problem(row, "", str(max(told)), cure)]
