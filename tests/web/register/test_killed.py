"""Workers killed at moments drawn from a seed, on both databases: what stood last is whole, and the work is done."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from muster.home import CHECKOUT
from muster.web.record.worker import MOST_ATTEMPTS
from tests.sites import Site, wait_until
from tests.web.register.beside import Beside
from tests.web.register.made_source import two_years

KILLS = 50
DOORS = 810  # about 1,500 electors
PATIENCE_S = 120

# One process keeps everything loaded and forks a worker when told to, so that a kill costs no second of loading; a
# worker tells the kind of each job that it begins, so that a kill falls into the work however busy the machine is.
NURSERY = """
import os, sys
from muster.cli.site import open_site; open_site()
from django.db import connections
from muster.web.record import worker
import muster.web.register.tasks
perform, begun = worker._perform, int(sys.argv[1])
def told(run):
    os.write(begun, f"{run.job.kind}\\n".encode()); perform(run)
worker._perform = told
worker._load_tasks(); connections.close_all()
print("ready", flush=True)
for line in sys.stdin:
    if line.startswith("reap"):
        os.waitpid(int(line.split()[1]), 0); print("reaped", flush=True); continue
    child = os.fork()
    if not child:
        try: worker.work()
        finally: os._exit(0)
    print(child, flush=True)
"""


class Nursery:
    """Starts real workers of a site and kills them."""

    def __init__(self, site: Site) -> None:
        self._begun, begun = os.pipe()
        self.running = subprocess.Popen(
            [sys.executable, "-c", NURSERY, str(begun)],
            env=site.environment, cwd=CHECKOUT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            pass_fds=[begun],
        )  # fmt: skip
        os.close(begun)
        assert self._line() == "ready"

    def _line(self) -> str:
        assert self.running.stdout
        return self.running.stdout.readline().strip()

    def _tell(self, words: str) -> str:
        assert self.running.stdin
        self.running.stdin.write(words + "\n")
        self.running.stdin.flush()
        return self._line()

    def wait_for(self, kind: str) -> None:
        """Wait until the worker begins a job of this kind."""
        told = b""
        while kind not in told.decode().split():
            assert select.select([self._begun], [], [], PATIENCE_S)[0], f"no {kind} was begun: {told!r}"
            told += os.read(self._begun, 4096)

    @contextlib.contextmanager
    def worker(self) -> Iterator[int]:
        """A worker that is killed outright at the end of the block."""
        while select.select([self._begun], [], [], 0)[0]:  # what an earlier one told
            os.read(self._begun, 4096)
        child = int(self._tell("fork"))
        try:
            yield child
        finally:
            subprocess.run(["kill", f"-{signal.SIGKILL.value}", str(child)], check=True)
            assert self._tell(f"reap {child}") == "reaped"

    def close(self) -> None:
        assert self.running.stdin
        self.running.stdin.close()
        self.running.wait(timeout=30)
        os.close(self._begun)


@pytest.fixture
def nursery(site: Site) -> Iterator[Nursery]:
    one = Nursery(site)
    yield one
    one.close()
    site.ask("Job.objects.filter(end='').update(end='cancelled', ended_at=jobs.Now())")


@pytest.fixture
def beside(site: Site) -> Beside:
    return Beside(site)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    years = two_years(DOORS)
    paths = tmp_path / "first.csv", tmp_path / "second.csv"
    for path, content in zip(paths, (years.first, years.second), strict=True):
        path.write_bytes(content)
    return paths


def ended(beside: Beside, upload: int) -> Any:
    """How a job ended, once it has."""
    wait_until(lambda: beside.ask("state", upload)["job"] in {"done", "failed", "cancelled"})
    return beside.ask("state", upload)


def looked(beside: Beside, upload: int, source: int) -> tuple[Any, Any]:
    """How the upload and its source stand at one moment: a database may still be finishing what a dead worker asked."""
    while True:
        state, stands = beside.ask("state", upload), standing(beside, source)
        if beside.ask("state", upload)["state"] == state["state"]:
            return state, stands


def standing(beside: Beside, source: int) -> Any:
    return {name: value for name, value in beside.ask("stands", source).items() if name != "edition"}


def prepared(beside: Beside, files: Sequence[Path], step: str) -> tuple[int, int]:
    """Make a source whose last file waits to be read or to be taken in, all before it taken in; give both."""
    source = beside.ask("add", f"Source {time.monotonic_ns()}", "A", f"Area {time.monotonic_ns()}")
    for path in files[:-1]:
        earlier = beside.ask("bring", source, str(path))
        for name in ("work", "accept", "work"):
            beside.ask(name, *([earlier] if name == "accept" else []))
    upload = beside.ask("bring", source, str(files[-1]))
    if step == "take_in":
        beside.ask("work")
        beside.ask("accept", upload)
    return source, upload


@pytest.mark.parametrize("step", ["read", "take_in"])
def test_a_version_is_whole_whenever_its_worker_is_killed(
    beside: Beside, nursery: Nursery, files: tuple[Path, Path], step: str
) -> None:
    rng = Random(20261122)
    during, kind = 0, f"register.{step}"
    for these in (files[:1], files):
        source, upload = prepared(beside, these, step)
        before = standing(beside, source)
        with nursery.worker():
            nursery.wait_for(kind)
            began_s = time.monotonic()
            assert ended(beside, upload)["job"] == "done"
            span_s = time.monotonic() - began_s
        after = standing(beside, source)
        assert (after == before) is (step == "read")
        assert after["standing"] == len(these) - (step == "read")

        source, upload = prepared(beside, these, step)
        for _ in range(-(-KILLS // 4)):
            with nursery.worker():
                nursery.wait_for(kind)
                time.sleep(rng.random() * span_s)
            state, stands = looked(beside, upload, source)
            during += state["job"] != "done"
            assert stands == (after if state["state"] == "taken in" else before)
            if state["state"] == "taken in":  # the kill came too late: another one
                source, upload = prepared(beside, these, step)
            elif state["job"] == "done" or state["attempts"] == MOST_ATTEMPTS:
                with nursery.worker():  # it gives up what was begun too often
                    ended(beside, upload)
                beside.ask("anew", upload, step)  # what "Try again" does; done already, it is done once more
        with nursery.worker():
            assert ended(beside, upload)["job"] == "done"
        assert standing(beside, source) == after
        assert beside.ask("state", upload)["state"] == ("read" if step == "read" else "taken in")
    assert during, "no kill fell into the work"
