"""`muster check`: one line a step, and the exit code is how many failed."""

import sys
from pathlib import Path

import pytest

from muster import cli
from muster.cli import check
from muster.home import CHECKOUT


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    said = "import sys; print('first'); print('==== 3 passed in 0.1s ===='); sys.exit(int(sys.argv[1]))"
    steps: dict[str, object] = {
        name: lambda code=code: check._ran(sys.executable, "-c", said, code)
        for name, code in (("good", "0"), ("bad", "1"), ("worse", "9"))
    }
    monkeypatch.setattr(check, "_STEPS", steps)
    return steps


def test_each_step_gets_its_line_and_failures_are_counted(
    steps: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check"]) == 2
    good, bad, *rest = capsys.readouterr().out.splitlines()
    assert good.startswith("ok     good")
    assert good.endswith(" s  3 passed in 0.1s")
    assert bad.startswith("FAILED bad")
    assert rest[:2] == ["first", "==== 3 passed in 0.1s ===="]  # what failed says everything
    assert rest[-1] == "2 failed: bad, worse"


def test_one_step_alone(steps: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "good"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "everything passed"


def test_a_step_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "lnit"]) == 2
    assert "muster check has no step 'lnit'; it has lint, format," in capsys.readouterr().out


@pytest.mark.parametrize("name", ["test", "check", "lock"])
def test_away_from_a_checkout_it_says_where_it_works(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.setattr(cli, "CHECKOUT", tmp_path)
    assert cli.main([name]) == 2
    assert (
        capsys.readouterr().out
        == f"muster {name} works on Muster's own source: clone it, and there call ./muster {name}\n"
    )


def test_only_tests_that_touch_a_database_run_twice(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").symlink_to(CHECKOUT / "tests" / "conftest.py")
    (tmp_path / "test_some.py").write_text(
        "import pytest\n"
        "def test_neither(): pass\n"
        "@pytest.mark.django_db\ndef test_marked(): pass\n"
        "def test_asks(db): pass\n"
        "@pytest.fixture\ndef bea(db): pass\n"
        "def test_asks_for_one_that_asks(bea): pass\n"
    )
    passed, said = check._ran(
        sys.executable, "-m", "pytest", "--database-only", "--collect-only", "-c", str(CHECKOUT / "pyproject.toml"),
        "--rootdir", str(tmp_path), str(tmp_path),
    )  # fmt: skip
    assert passed
    names = [line.rpartition("::")[2] for line in said.splitlines() if "::" in line]
    assert names == ["test_marked", "test_asks", "test_asks_for_one_that_asks"]
