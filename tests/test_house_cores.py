"""Cores compute: no clock, no chance of their own, no file, no socket. What import contracts can't see."""

import ast
from pathlib import Path

import pytest

from muster.home import CHECKOUT

CORES = ("count", "plan", "learn", "guard", "paper", "county", "audit", "register")
SOURCE = CHECKOUT / "src" / "muster"
FILES = [SOURCE / "table.py", *sorted(path for core in CORES for path in (SOURCE / core).rglob("*.py"))]

_FORBIDDEN_CALLS = {"open", "input", "print", "breakpoint", "exec", "eval"}
_FORBIDDEN_NAMES = {
    # a clock
    "time.time", "time.time_ns", "time.monotonic", "time.perf_counter", "time.process_time", "time.sleep",
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today",
    # chance that nobody gave
    "random.random", "random.randint", "random.shuffle", "random.choice", "random.sample", "random.seed",
    "np.random.seed", "np.random.rand", "np.random.randint", "np.random.random", "np.random.shuffle",
    "np.random.choice", "np.random.permutation", "random.randrange", "uuid.uuid4",
    "uuid.uuid1", "secrets.token_bytes", "secrets.token_hex", "os.urandom",
    # a place on a disk
    "os.environ", "os.getenv", "os.open", "os.listdir", "Path.cwd", "Path.home", "io.open",
}  # fmt: skip
_FORBIDDEN_ATTRIBUTES = {"read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "iterdir", "rglob"}
_FORBIDDEN_IMPORTS = {"socket", "subprocess", "urllib", "http", "sqlite3", "secrets", "requests", "tempfile", "shutil"}
# What a module may all the same, and why
_ALLOWED = {
    ("paper/printing.py", "subprocess"),  # typst's memory only grows: a fresh process prints each fifty boards
}
# Their own files, which travel with the package, read through importlib.resources: fonts and page frames
_OWN_RESOURCES = {"importlib.resources", "importlib"}


def found_in(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    resources = _resources(tree)
    found = []
    for node in ast.walk(tree):
        what = _forbidden(node)
        if what and not (what in _FORBIDDEN_ATTRIBUTES and _hangs_on(node, resources)):
            found.append(f"line {getattr(node, 'lineno', 0)}: {what}")
    return found


def _forbidden(node: ast.AST) -> str:
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in _FORBIDDEN_CALLS:
            return name
        case ast.Call(func=ast.Attribute(attr=name)) if name in _FORBIDDEN_ATTRIBUTES:
            return name
        case ast.Attribute() if _tail(node) in _FORBIDDEN_NAMES:
            return _tail(node)
        case ast.Import(names=names):
            return next((n.name for n in names if n.name.split(".")[0] in _FORBIDDEN_IMPORTS), "")
        case ast.ImportFrom(module=str(module), names=names):
            whole = [f"{module.split('.')[-1]}.{n.name}" for n in names]
            return module if module.split(".")[0] in _FORBIDDEN_IMPORTS else next(iter({*whole} & _FORBIDDEN_NAMES), "")
    return ""


def _tail(node: ast.Attribute) -> str:
    """The last two parts of a dotted name, three for numpy's."""
    parts = ast.unparse(node).split(".")
    return ".".join(parts[-3:] if parts[-3:-1] == ["np", "random"] else parts[-2:])


def _resources(tree: ast.AST) -> set[str]:
    """The names under which a module reaches its own resources."""
    return {
        (name.asname or name.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in _OWN_RESOURCES
        for name in node.names
    }


def _hangs_on(node: ast.AST, resources: set[str]) -> bool:
    """Whether a read begins at the package's own resources: `files("muster.paper").joinpath("x.typ").read_text()`."""
    return isinstance(node, ast.Call) and any(
        isinstance(inner, ast.Name) and inner.id in resources for inner in ast.walk(node.func)
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_core_module_computes_and_nothing_else(path: Path) -> None:
    module = str(path.relative_to(SOURCE))
    assert [line for line in found_in(path) if (module, line.split(": ")[1]) not in _ALLOWED] == []


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("open('x')", "open"),
        ("import time\ntime.time()", "time.time"),
        ("from time import monotonic", "time.monotonic"),
        ("import datetime as dt\ndt.datetime.now()", "datetime.now"),
        ("import random\nrandom.shuffle([])", "random.shuffle"),
        ("import numpy as np\nnp.random.rand(3)", "np.random.rand"),
        ("import socket", "socket"),
        ("from urllib.request import urlopen", "urllib.request"),
        ("from pathlib import Path\nPath('x').read_text()", "read_text"),
        ("import os\nos.environ['X']", "os.environ"),
    ],
)
def test_what_is_looked_for_would_be_found(tmp_path: Path, code: str, what: str) -> None:
    (tmp_path / "bad.py").write_text(code)
    assert [line.split(": ")[1] for line in found_in(tmp_path / "bad.py")] == [what]


def test_a_modules_own_resources_and_a_given_generator_are_fine(tmp_path: Path) -> None:
    (tmp_path / "good.py").write_text(
        "from importlib.resources import files\nimport numpy as np\n"
        "page = files('muster.paper').joinpath('boards.typ').read_text()\n"
        "def draw(rng: np.random.Generator) -> int:\n    return int(rng.integers(6))\n"
    )
    assert found_in(tmp_path / "good.py") == []
