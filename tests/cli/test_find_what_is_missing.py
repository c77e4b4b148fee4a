"""`muster doctor`: each thing that can be missing, and its cure."""

import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import psycopg
import pytest

from muster.cli import doctor
from muster.home import CHECKOUT
from tests.sites import environment, new_database

Disk = namedtuple("Disk", "total used free")  # noqa: PYI024 - as shutil's own


def look(home: Path, url: str = "") -> tuple[int, list[str]]:
    said = subprocess.run(
        [sys.executable, "-m", "muster.cli", "doctor"],
        env=environment(home, url), cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.stderr == ""
    return said.returncode, said.stdout.splitlines()


def cure(lines: list[str], what: str) -> str:
    """The line that follows a complaint."""
    place = next(n for n, line in enumerate(lines) if line.startswith(("MEND", "could")) and f"{what}:" in line)
    return lines[place + 1].removeprefix("       -> ")


def test_a_fresh_checkout_is_well_before_and_after_its_first_start(tmp_path: Path) -> None:
    code, lines = look(tmp_path / "home")
    assert (code, lines[-1]) == (0, "All is well.")
    assert "ok     tables: not made yet; the first start makes them" in lines
    subprocess.run(
        [sys.executable, "-m", "muster.cli", "migrate"],
        env=environment(tmp_path / "home"),
        check=True,
        capture_output=True,
    )
    code, lines = look(tmp_path / "home")
    assert (code, lines[-1]) == (0, "All is well.")
    assert "ok     tables: of this version" in lines
    assert f"ok     database: SQLite in {tmp_path}/home/muster.sqlite3" in lines


def test_a_key_that_others_may_read(tmp_path: Path) -> None:
    look(tmp_path / "home")
    (tmp_path / "home" / "keys" / "site").chmod(0o644)
    code, lines = look(tmp_path / "home")
    assert (code, lines[-1]) == (1, "1 to mend.")
    assert cure(lines, "privacy") == f"chmod -R go= {tmp_path}/home"


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    code, lines = look(tmp_path / "home", "postgresql://muster@127.0.0.1:1/muster")
    assert code == 1
    assert any(line.startswith("MEND   database: does not answer") for line in lines)
    assert "Look at DATABASE_URL, and whether it runs." in "\n".join(lines)


def test_a_database_address_that_is_none(tmp_path: Path) -> None:
    code, lines = look(tmp_path / "home", "mysql://ann@host/muster")
    assert code == 1
    assert cure(lines, "database").startswith("DATABASE_URL begins with 'mysql': write postgresql://")


def test_a_postgresql_that_may_forget_and_is_of_an_older_version(tmp_path: Path, postgres: str) -> None:
    url = new_database(postgres)
    subprocess.run(
        [sys.executable, "-m", "muster.cli", "migrate"],
        env=environment(tmp_path / "home", url),
        check=True,
        capture_output=True,
    )
    with psycopg.connect(url) as connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'record' AND name = '0002_sql'")
    code, lines = look(tmp_path / "home", url + "&options=-c%20synchronous_commit%3Doff")
    assert (code, lines[-1]) == (1, "2 to mend.")
    assert cure(lines, "durability").startswith("PostgreSQL's synchronous_commit is off: ALTER SYSTEM SET")
    assert cure(lines, "tables") == "muster migrate"


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: Disk(10**12, 10**12, 10**9))
    finding = doctor._room()
    assert (finding.well, finding.grave) == (False, True)
    assert finding.mend == "Free some, or set MUSTER_HOME to a larger disk: 2 GB should be free."


def test_a_package_of_another_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "CHECKOUT", tmp_path)
    (tmp_path / "requirements.txt").write_text(
        "pytest==0.1 \\\n    --hash=sha256:00\nno-such-thing==2 \\\n    --hash=sha256:00\n"
        "elsewhere==3 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"
    )
    finding = doctor._packages()
    assert not finding.well
    assert finding.state == f"pytest is {pytest.__version__}, not 0.1; no-such-thing is missing, not 2"


@pytest.mark.parametrize(
    ("kinds", "state", "well"),
    [
        ({"lvm", "crypt", "disk"}, "encrypted", True),
        ({"part", "disk"}, "not encrypted", False),
        (None, "whether it is encrypted", False),
    ],
)
def test_a_disk_that_tells_a_thief(
    monkeypatch: pytest.MonkeyPatch, kinds: set[str] | None, state: str, *, well: bool
) -> None:
    monkeypatch.setattr(doctor, "_layers", lambda _: kinds)
    finding = doctor._volume()
    assert finding.state.startswith(state)
    assert (finding.well, finding.grave) == (well, well)


def test_no_browser_is_no_grave_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("MUSTER_BROWSER", raising=False)
    finding = doctor._browser()
    assert (finding.well, finding.grave, finding.mend) == (False, False, "sudo apt-get install chromium libatomic1")
