"""The same effort, seed and input give the same bytes on every machine: nothing asks what libraries answer differently.

IEEE 754 fixes + - * / and square roots to the last bit; not sines, logarithms or powers, nor sums that a compiler may
reorder. docs/methods/cut.md says how the plan goes without.
"""

import ast
from pathlib import Path

import pytest

from muster.home import CHECKOUT

SOURCE = CHECKOUT / "src" / "muster"
# Rides measure in floats and round to whole seconds: docs/methods/rides.md
RIDES = {"fill.py", "roads.py"}
FILES = sorted(path for path in [*SOURCE.glob("plan/*.py"), *SOURCE.glob("paper/*.py")] if path.name not in RIDES)

_DIFFER = {
    "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan", "atan2",
    "arcsin", "arccos", "arctan", "arctan2", "sinh", "cosh", "tanh", "hypot", "pow", "power", "cbrt", "float_power",
}  # fmt: skip
_LIBRARIES = {"math", "np", "numpy", "cmath"}
_REORDERED = {"fastmath", "parallel"}
# What a module may all the same, and why the last bit can't be seen
_ALLOWED = {
    ("plan/kerbs.py", "arctan2"),  # only sorts; different directions of whole decimetres lie a million bits apart
    ("paper/labels.py", "cos"),  # rounded to nine places
    ("paper/labels.py", "sin"),
    ("paper/labels.py", "atan2"),  # rounded to a tenth of a degree, between steps of whole tenths of a point
    ("paper/map_svg.py", "atan2"),  # rounded to whole degrees, between whole decimetres
}


def found_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {what for node in ast.walk(tree) if (what := _differs(node))}


def _differs(node: ast.AST) -> str:
    match node:
        case ast.Attribute(value=ast.Name(id=library), attr=name) if library in _LIBRARIES and name in _DIFFER:
            return name
        case ast.ImportFrom(module=library, names=names) if library in _LIBRARIES:
            return next((one.name for one in names if one.name in _DIFFER), "")
        case ast.keyword(arg=name) if name in _REORDERED:
            return str(name)
        case ast.BinOp(op=ast.Pow(), right=ast.Constant(value=float())):
            return "**"
    return ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_nothing_asks_what_machines_answer_differently(path: Path) -> None:
    module = str(path.relative_to(SOURCE))
    assert [what for what in sorted(found_in(path)) if (module, what) not in _ALLOWED] == []


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("import numpy as np\nnp.exp(1)", "exp"),
        ("import math\nmath.log(2)", "log"),
        ("from math import hypot", "hypot"),
        ("njit(fastmath=True)", "fastmath"),
        ("x = 2 ** 0.5", "**"),
    ],
)
def test_what_is_looked_for_would_be_found(tmp_path: Path, code: str, what: str) -> None:
    (tmp_path / "bad.py").write_text(code)
    assert found_in(tmp_path / "bad.py") == {what}


def test_roots_and_whole_powers_are_fine(tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text("import math\nx = math.sqrt(2) + 3 ** 2 + math.radians(4)\n")
    assert found_in(tmp_path / "good.py") == set()
