"""The command line before any command runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from muster import cli
from muster.home import CHECKOUT


def python(*words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    settings = {**os.environ, "PYTHONPATH": str(CHECKOUT / "src"), **more}
    return subprocess.run([sys.executable, *words], env=settings, capture_output=True, text=True, check=False)


def test_help_lists_every_command_and_imports_nothing_heavy() -> None:
    code = "import sys; from muster.cli import main; main(['--help']); print(sorted(sys.modules))"
    said = python("-c", code)
    assert said.returncode == 0
    *overview, modules = said.stdout.splitlines()
    assert [line.split()[0] for line in overview if line.startswith("  ")] == list(cli.COMMANDS)
    for heavy in ("django", "numpy", "numba", "scipy", "osmium", "muster.plan", "muster.cli.up"):
        assert f"'{heavy}'" not in modules


def test_a_command_that_is_not_there_gets_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctr"]) == 2
    assert "Did you mean: muster doctor" in capsys.readouterr().out


def test_a_broken_command_leaves_the_others_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("raise SyntaxError('half written')")
    (tmp_path / "whole.py").write_text(
        "def add_to(subparsers):\n    subparsers.add_parser('whole').set_defaults(run=lambda arguments: 7)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(cli, "COMMANDS", {"broken": ("broken", ""), "whole": ("whole", "")})
    assert cli.main(["whole"]) == 7
    with pytest.raises(SyntaxError, match="half written"):
        cli.main(["broken"])


def test_a_word_too_many_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "whole.py").write_text(
        "def add_to(subparsers):\n    subparsers.add_parser('whole').set_defaults(run=lambda arguments: 0)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(cli, "COMMANDS", {"whole": ("whole", "")})
    with pytest.raises(SystemExit, match="2"):
        cli.main(["whole", "--surplus"])


@pytest.mark.parametrize(("name", "place"), list(cli.COMMANDS.items()))
def test_every_command_says_what_it_does(name: str, place: tuple[str, str]) -> None:
    module = CHECKOUT / "src" / Path(*place[0].split(".")).with_suffix(".py")
    if not module.is_file():
        pytest.skip(f"{place[0]} is not written yet")
    said = python("-m", "muster.cli", name, "--help")
    assert said.returncode == 0
    assert said.stdout.startswith(f"usage: muster {name}")
