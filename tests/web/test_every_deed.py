"""Whatever changes anything is a deed: every public function of every app's actions."""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from muster import web

MODULES = sorted(path for path in Path(web.__file__).parent.glob("*/actions*.py"))  # one an app, or some: actions_of_*
WEB = Path(web.__file__).parent
_WRITING = {"create", "bulk_create", "update", "bulk_update", "delete", "save", "update_or_create", "get_or_create"}


def actions() -> Iterator[tuple[str, ModuleType, str, Callable[..., Any]]]:
    for path in MODULES:
        app = path.parent.name
        module = importlib.import_module(f"muster.web.{app}.{path.stem}")
        for name, value in vars(module).items():
            if inspect.isfunction(value) and not name.startswith("_") and value.__module__ == module.__name__:
                yield app, module, name, value


def test_there_are_deeds_to_walk() -> None:
    assert {"roll", "days"} <= {path.parent.name for path in MODULES}


@pytest.mark.parametrize(("app", "name", "act"), [(app, name, act) for app, _, name, act in actions()])
def test_every_action_is_a_deed_named_after_itself_under_a_rule_of_its_app(
    app: str, name: str, act: Callable[..., Any]
) -> None:
    kind, rule = getattr(act, "recorded", (None, None))
    assert kind == f"{app}.{name}"
    assert rule is not None
    assert rule.__name__.startswith("may_")
    assert rule.__module__ == f"muster.web.{app}.rules"


@pytest.mark.parametrize("path", sorted(WEB.glob("*/[vrq]*.py")), ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_views_rules_and_queries_write_nothing(path: Path) -> None:
    if path.stem not in {"views", "rules", "queries"}:
        return
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_rows(node.func.value)
    }
    assert called & _WRITING == set()


def _is_rows(node: ast.expr) -> bool:
    """Whether a call hangs on `Something.objects` or a query made from it."""
    return "objects" in ast.unparse(node)
