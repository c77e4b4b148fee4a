"""What may be wrong with a file as a whole: a column renamed, an end cut off."""

from collections.abc import Iterable

from muster.plan.table import Problem
from muster.register.layouts import fit, lacking
from muster.register.mapping import ColumnMapping, loose
from muster.register.sniff import Sniffed

SHORT_ROWS = "the rows have fewer cells than the header; its last columns were taken to be blank"
UNENDED = "the file ends in the middle of a line; if it should be longer, fetch it again"


def doubts_of_header(sniffed: Sniffed, mapping: ColumnMapping) -> list[Problem]:
    """Doubt a layout that lacks columns it always has: one may have been renamed, and what it holds be passed over."""
    row = sniffed.header_row
    doubts = []
    if sniffed.widths.usual < len(sniffed.header):
        doubts.append(Problem(row, "", "", SHORT_ROWS))
    layout = sniffed.layout
    if layout and set(mapping.columns()) <= set(fit(layout, sniffed.header).columns()):
        used = {loose(name) for name in layout.columns}
        spare = ", ".join(name for name in sniffed.header if loose(name) not in used)
        cure = f"{layout.name} has this column and the file has not; if another name is meant, put it right"
        doubts += [Problem(row, name, spare, cure) for name in lacking(layout, sniffed.header)]
    return doubts


def doubts_of_totals(totals: Iterable[int], *, found: Iterable[int], row: int) -> list[Problem]:
    """Doubt a file whose own totals are all others than what was found, counted in any way."""
    told, counted = set(totals), set(found)
    if not told or told & counted:
        return []
    cure = f"the file says that it has {max(told)} electors, and {max(counted)} rows were found; it may have been cut"
    return [Problem(row, "", str(max(told)), cure)]
