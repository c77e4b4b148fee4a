"""Views ask queries and call actions: whatever a module of pages is called, it names tables as types alone.

An import contract can name whole modules only; pages stand in `views_of_*` as well, and tables in `models_of_*`.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from muster.home import CHECKOUT

WEB = CHECKOUT / "src" / "muster" / "web"
VIEWS = sorted(path for path in WEB.rglob("*.py") if path.stem == "views" or path.stem.startswith("views_of"))


def asked_in(text: str) -> list[str]:
    """Say where a module of pages imports tables to use them, or asks them by itself."""
    tree = ast.parse(text)
    types = {id(node) for gate in ast.walk(tree) if _is_gate(gate) for node in ast.walk(gate)}
    found = [f"line {node.lineno}: imports {name}" for node, name in _imports(tree) if id(node) not in types]
    managers = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "objects"]
    return found + [f"line {node.lineno}: asks {ast.unparse(node)}" for node in managers]


def _imports(tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module}.{one.name}" for one in node.names)]
        elif isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        else:
            continue
        yield from ((node, name) for name in names if _is_table(name))


def _is_table(name: str) -> bool:
    last = name.rpartition(".")[2]
    return name.startswith("muster.web.") and (last == "models" or last.startswith("models_of"))


def _is_gate(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def test_there_are_pages_to_read() -> None:
    assert {f"{path.parent.name}.{path.stem}" for path in VIEWS} >= {"days.views", "days.views_of_people", "roll.views"}


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: str(path.relative_to(WEB)))
def test_pages_ask_no_table_themselves(path: Path) -> None:
    assert asked_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from muster.web.days.models import Day", ["line 1: imports muster.web.days.models"]),
        ("from muster.web.days.models_of_people import Coming", ["line 1: imports muster.web.days.models_of_people"]),
        ("from muster.web.days import models_of_seats", ["line 1: imports muster.web.days.models_of_seats"]),
        ("import muster.web.roll.models", ["line 1: imports muster.web.roll.models"]),
        ("def f(day):\n    return type(day).objects.get()", ["line 2: asks type(day).objects"]),
        ("if TYPE_CHECKING:\n    from muster.web.days.models import Day", []),
        ("from muster.web.days.queries import days_run_by", []),
    ],
)
def test_what_a_page_must_not_do_is_found(text: str, found: list[str]) -> None:
    assert asked_in(text) == found
