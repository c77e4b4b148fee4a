"""What a page is told of a file that can't be read, in part or as a whole."""

from typing import Any

from muster.table import Problem, TableError

SHOWN = 30  # problems, on a preview


def cells_of(problem: Problem, *, names: bool = True) -> tuple[int, str, str, str]:
    """Tell a problem; where no name may be kept, not what stands there: a name can stand in any cell."""
    return problem.row, problem.column, problem.value if names else "", problem.cure


def refused(error: ValueError, *, names: bool = True) -> dict[str, Any]:
    """Say why a file can't be read at all."""
    problems = [(*cells_of(one, names=names), False) for one in error.problems] if isinstance(error, TableError) else []
    why = (
        str(error) if names or not isinstance(error, TableError) else "; ".join(one.cure for one in error.problems[:3])
    )
    return {"why": why, "problems": problems[:SHOWN], "problems_total": len(problems)}
