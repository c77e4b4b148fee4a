"""What a page is told of a file that can't be read, in part or as a whole."""

import re
from typing import Any

from django.utils.translation import gettext_lazy

from muster.table import Problem, TableError

NO_NAMES = gettext_lazy(
    "No column holds names, and this register keeps people by name. Say which column holds them; if none does, send "
    "the file back and bring it for a register of addresses only (mode B)"
)
SHOWN = 30  # problems, on a preview


# a few letters, figures, a few letters: 'AB1', 'LE15 9AC', 'CA1-12/1'; no name and no date
_NO_NAME = re.compile(r"[A-Z]{0,3}[ /.-]?\d{1,8}[ -]?\d{0,8}[A-Z]{0,3}(?:/\d{0,4})?", re.ASCII | re.IGNORECASE)


def cells_of(problem: Problem, *, names: bool = True) -> tuple[int, str, str | None, str]:
    """Tell a problem; where no name may be kept, what stands there only as `unless_a_name` gives it."""
    return problem.row, problem.column, problem.value if names else unless_a_name(problem.value), problem.cure


def unless_a_name(value: str) -> str | None:
    """Give what stands in a cell; None where it may be a name, which can stand in any column."""
    return value if not value or _NO_NAME.fullmatch(value) else None


def refused(error: ValueError, *, names: bool = True) -> dict[str, Any]:
    """Say why a file can't be read at all: what is wrong with all of it, and each cell that must be mended first."""
    found = error.problems if isinstance(error, TableError) else ()
    wholly = [one.cure for one in found if not (one.column or one.value)]
    cells = [(*cells_of(one, names=names), False) for one in found if one.column or one.value]
    why = "; ".join((wholly or [one.cure for one in found])[:3]) if found else str(error)
    return {"why": why, "problems": cells[:SHOWN], "problems_total": len(cells)}
