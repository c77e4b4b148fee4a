"""A disk that fills up while a file is read: the job says so in words, nothing changes, and it works again later."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sites import CONSOLE, Site, environment, new_database, wait_until
from tests.web.register.beside import Beside
from tests.web.register.made_source import csv_of

WORKER = """
from muster.cli.site import open_site; open_site()
import muster.web.register.tasks
import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({bytes}, {bytes}))
from muster.web.record.worker import work; work()
"""
ROOM_BYTES = 300_000
ELECTORS = 20_000  # whose stage takes more


@pytest.fixture(params=["sqlite", "postgresql"])
def small(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Beside]:
    """A site of its own, that holds little yet."""
    url = "" if request.param == "sqlite" else new_database(request.getfixturevalue("postgres"))
    settings = environment(tmp_path / "home", url)
    subprocess.run([sys.executable, "-m", "muster.cli", "migrate"], env=settings, check=True, capture_output=True)
    console = [sys.executable, str(CONSOLE)]
    with subprocess.Popen(console, env=settings, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        yield Beside(Site(settings, running))
        assert running.stdin
        running.stdin.close()


@contextlib.contextmanager
def full_disk(beside: Beside) -> Iterator[None]:
    """A worker whose every file may grow a little beyond the largest that the site holds, and no further."""
    largest = max(path.stat().st_size for path in beside.home.rglob("*") if path.is_file())
    running = beside.site.starts(WORKER.format(bytes=largest + ROOM_BYTES))
    try:
        yield
    finally:
        running.kill()
        running.wait()


def ended(beside: Beside, upload: int) -> str:
    wait_until(lambda: beside.ask("state", upload)["job"] in {"done", "failed"})
    return str(beside.ask("state", upload)["job"])


def test_a_full_disk_is_told_and_nothing_is_lost(small: Beside, tmp_path: Path) -> None:
    beside = small
    rows = [("CA1", n, f"Name{n}", "Ada", "ZX1 0AB", f"{n // 2 + 1} Mill Lane", "Penbury") for n in range(1, ELECTORS)]
    few, many = tmp_path / "few.csv", tmp_path / "many.csv"
    few.write_bytes(csv_of(rows[:100]))
    many.write_bytes(csv_of(rows))
    source = beside.ask("add", "Full", "A", "Fullland")
    upload = beside.ask("bring", source, str(few))
    beside.ask("work")
    beside.ask("accept", upload)
    beside.ask("work")
    before = beside.ask("stands", source)
    assert before["standing"] == 1

    with full_disk(beside):
        upload = beside.ask("bring", source, str(many))
        assert ended(beside, upload) == "failed"
    state = beside.ask("state", upload)
    assert state["state"] == "brought"
    assert "disk" in state["trouble"].lower()
    assert "Error" not in state["trouble"]
    assert beside.ask("stands", source) == before

    beside.ask("again", upload)  # there is room again
    beside.ask("work")
    assert beside.ask("state", upload)["state"] == "read"
    beside.ask("send_back", upload)
    assert beside.ask("stands", source) == before
