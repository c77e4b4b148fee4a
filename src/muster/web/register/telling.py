"""What a page is told of a file that can't be read, in part or as a whole."""

from typing import Any

from django.utils.translation import gettext_lazy

from muster.table import Problem, TableError

NO_NAMES = gettext_lazy(
    "No column holds names, and this register keeps people by name. Say which column holds them; if none does, send "
    "the file back and bring it for a register of addresses only (mode B)"
)
SHOWN = 30  # problems, on a preview


def cells_of(problem: Problem, *, names: bool = True) -> tuple[int, str, str, str]:
    """Tell a problem; where no name may be kept, not what stands there: a name can stand in any cell."""
    return problem.row, problem.column, problem.value if names else "", problem.cure


def refused(error: ValueError, *, names: bool = True) -> dict[str, Any]:
    """Say why a file can't be read at all: what is wrong with all of it, and each cell that must be mended first."""
    found = error.problems if isinstance(error, TableError) else ()
    wholly = [one.cure for one in found if not (one.column or one.value)]
    cells = [(*cells_of(one, names=names), False) for one in found if one.column or one.value]
    why = "; ".join((wholly or [one.cure for one in found])[:3]) if found else str(error)
    return {"why": why, "problems": cells[:SHOWN], "problems_total": len(cells)}
