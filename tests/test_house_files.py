"""The tree itself: sizes that can be read in one sitting, words that say something, no file that is nobody's."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from muster.home import CHECKOUT

SOURCE = CHECKOUT / "src" / "muster"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
_EMPTY_WORDS = re.compile(r"(?:^|_)(?:manager|handler|service|helpers?|utils?)(?:_|$)", re.IGNORECASE)
_EMPTY_MODULES = {"common", "misc", "core", "tools", "stuff"}
_LONGEST = 500  # lines; most are under 250


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_says_what_it_is_and_is_read_in_one_sitting(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= _LONGEST
    assert not _EMPTY_WORDS.search(path.stem)
    assert path.stem not in _EMPTY_MODULES
    named = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and _EMPTY_WORDS.search(node.name)
    ]
    assert named == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_an_exception_of_ours_ends_in_error(path: Path) -> None:
    classes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ClassDef)]
    raised = [c.name for c in classes if any(ast.unparse(b).endswith(("Error", "Exception")) for b in c.bases)]
    assert [name for name in raised if not name.endswith("Error")] == []


def test_the_start_script_is_plain_posix_sh() -> None:
    script = CHECKOUT / "muster"
    text = script.read_text(encoding="utf-8")
    assert text.startswith("#!/bin/sh\n")
    assert script.stat().st_mode & 0o111
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0
    for bashism in ("[[", "function ", "local ", "<<<", "$'", "&>", "source "):
        assert bashism not in text


def test_every_requirement_gives_its_reason() -> None:
    for name in ("requirements.in", "requirements-dev.in"):
        for line in (CHECKOUT / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(("#", "-r")):
                assert re.search(r"\s#\s\w", line), f"{name}: {line}"


def test_every_locked_file_is_held_by_a_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (CHECKOUT / name).read_text(encoding="utf-8")
        pinned = re.findall(r"^[\w.\[\]-]+==.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
        assert len(pinned) > 20
        assert [entry.split()[0] for entry in pinned if "--hash=sha256:" not in entry] == []
