"""All of checking as one file: the same verdicts as the modules it is made of, with PyNaCl and nothing else."""

import ast
import io
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from muster.cli.verify_program import PARTS, program
from muster.count.check import check_record
from muster.count.check_pieces import RecordError
from muster.count.check_told import as_json, told
from tests.count import made_records as made
from tests.count import tampered

LINES_IN_AN_HOUR = 1_575  # of which 1,260 are code


@cache
def alone() -> ModuleType:
    """Load the program as a module of its own; it shares nothing with ours."""
    module = ModuleType("verify_record")
    sys.modules["verify_record"] = module  # dataclasses look themselves up
    exec(compile(program(), "verify_record.py", "exec"), module.__dict__)  # noqa: S102 - it is our own text
    return module


def test_it_needs_nothing_but_python_and_pynacl() -> None:
    tree = ast.parse(program())
    found = {name.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    found |= {(node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in found if name not in sys.stdlib_module_names} == {"nacl"}


def test_without_pynacl_it_says_what_to_fetch(tmp_path: Path) -> None:
    place = tmp_path / "verify_record.py"
    place.write_text(program(), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(place), "x.bel"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "PyNaCl is missing; fetch it: python -m pip install pynacl\n"


def test_no_name_of_one_part_hides_another_parts() -> None:
    names = [
        target
        for node in ast.parse(program()).body
        for target in (
            [node.name]
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            else [one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]
            if isinstance(node, ast.Assign | ast.AnnAssign)
            else []
        )
    ]
    assert sorted(names) == sorted(set(names))


def test_it_holds_each_parts_code_word_for_word_and_is_read_in_an_hour() -> None:
    text = program()
    for part in PARTS:
        source = (Path(__file__).parents[2] / "src/muster/count" / f"{part}.py").read_text(encoding="utf-8")
        tree = ast.parse(source)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                assert (ast.get_source_segment(source, node) or "?") in text
    assert len(text.splitlines()) < LINES_IN_AN_HOUR


@pytest.mark.parametrize("kind", tampered.KINDS)
def test_it_refuses_every_tampered_record_as_ours_does(kind: str) -> None:
    reason, make = tampered.KINDS[kind]
    with pytest.raises(alone().RecordError) as theirs:
        alone().check_record(io.BytesIO(make()))
    assert not isinstance(theirs.value, RecordError)
    assert theirs.value.reason == reason


def test_it_says_the_same_of_a_record_that_is_right() -> None:
    record = tampered.held().record
    ours, theirs = check_record(io.BytesIO(record)), alone().check_record(io.BytesIO(record))
    assert alone().told(theirs) == told(ours)
    assert "".join(alone().as_json(theirs)) == "".join(as_json(ours))


def test_it_runs_by_itself(tmp_path: Path) -> None:
    """`python -I` sees no folder of ours, and no variable that names one."""
    (tmp_path / "verify_record.py").write_text(program(), encoding="utf-8")
    (tmp_path / "right.bel").write_bytes(tampered.held().record)
    (tmp_path / "wrong.bel").write_bytes(tampered.KINDS["a vote more"][1]())

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", "verify_record.py", *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    right = run("right.bel", "--roll-hash", made.ROLL, "--json")
    assert (right.returncode, json.loads(right.stdout)["right"]) == (0, True)
    wrong = run("wrong.bel")
    assert wrong.returncode == 1
    assert wrong.stdout == "REFUSED: event 17 (Result): a number of votes isn't what was opened\n"
    assert run("right.bel", "--roll-hash", "0" * 64).returncode == 1
    assert run("nowhere.bel").returncode == 2
