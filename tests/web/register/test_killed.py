"""Workers killed at moments drawn from a seed, on both databases: what stood last is whole, and the work is done."""

import contextlib
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

# One process keeps everything loaded and forks a worker when told to, so that a kill costs no second of loading.
NURSERY = """
import os, sys
from muster.cli.site import open_site; open_site()
from django.db import connections
from muster.web.record.worker import _load_tasks, work
import muster.web.register.tasks
_load_tasks(); connections.close_all()
print("ready", flush=True)
for line in sys.stdin:
    if line.startswith("reap"):
        os.waitpid(int(line.split()[1]), 0); print("reaped", flush=True); continue
    child = os.fork()
    if not child:
        try: work()
        finally: os._exit(0)
    print(child, flush=True)
"""


class Aim:
    """Where in a worker's time its work lies: learned from kills that came too early or too late, as loads change."""

    def __init__(self, rng: Random, span_s: float) -> None:
        self._rng, self._early_s, self._late_s = rng, 0.0, span_s

    def moment_s(self) -> float:
        return self._early_s + self._rng.random() * max(self._late_s - self._early_s, 0.01)

    def fell(self, at_s: float, *, attempts: int, late: bool) -> bool:
        """Note what a kill met; gives whether it fell into the work."""
        if late:
            self._late_s, self._early_s = (self._late_s + at_s) / 2, 0.8 * self._early_s
        elif not attempts:
            self._early_s, self._late_s = (self._early_s + at_s) / 2, 1.1 * self._late_s
        return bool(attempts) and not late


class Nursery:
    """Starts real workers of a site and kills them."""

    def __init__(self, site: Site) -> None:
        command = [sys.executable, "-c", NURSERY]
        self.running = subprocess.Popen(
            command, env=site.environment, cwd=CHECKOUT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._line() == "ready"

    def _line(self) -> str:
        assert self.running.stdout
        return self.running.stdout.readline().strip()

    def _tell(self, words: str) -> str:
        assert self.running.stdin
        self.running.stdin.write(words + "\n")
        self.running.stdin.flush()
        return self._line()

    @contextlib.contextmanager
    def worker(self) -> Iterator[int]:
        """A worker that is killed outright at the end of the block."""
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
    during = 0
    for these in (files[:1], files):
        source, upload = prepared(beside, these, step)
        before = standing(beside, source)
        with nursery.worker():
            began_s = time.monotonic()
            assert ended(beside, upload)["job"] == "done"
            aim = Aim(rng, time.monotonic() - began_s)
        after = standing(beside, source)
        assert (after == before) is (step == "read")
        assert after["standing"] == len(these) - (step == "read")

        source, upload = prepared(beside, these, step)
        for _ in range(-(-KILLS // 4)):
            moment_s = aim.moment_s()
            with nursery.worker():
                time.sleep(moment_s)
            state, stands = looked(beside, upload, source)
            during += aim.fell(moment_s, attempts=state["attempts"], late=state["job"] == "done")
            assert stands == (after if state["state"] == "taken in" else before)
            if state["state"] == "taken in":  # the kill came too late: another one
                source, upload = prepared(beside, these, step)
            elif state["job"] in {"done", "failed"} or state["attempts"] == MOST_ATTEMPTS:
                beside.ask("anew", upload, step)  # what "Try again" does; done already, it is done once more
        with nursery.worker():
            assert ended(beside, upload)["job"] == "done"
        assert standing(beside, source) == after
        assert beside.ask("state", upload)["state"] == ("read" if step == "read" else "taken in")
    if not during:  # whatever stood was whole, but this machine put the work elsewhere each time
        pytest.skip("no kill fell into the work: the machine is too busy to aim")
