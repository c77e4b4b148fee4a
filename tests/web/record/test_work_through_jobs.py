"""Jobs, with real workers beside us, on both databases."""

import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sites import TRIAL, Site, wait_until

WORKER = f"""
import muster.web; muster.web.__path__.append({str(TRIAL)!r})
from muster.cli.site import open_site; open_site()
from muster.web.record.worker import work; work()
"""
Worker = subprocess.Popen[bytes]


@pytest.fixture
def worker(site: Site) -> Iterator[Callable[[], Worker]]:
    """Starts workers, and stops those that the test left."""
    begun: list[Worker] = []

    def begin() -> Worker:
        begun.append(site.starts(WORKER))
        return begun[-1]

    yield begin
    for one in begun:
        one.kill()
        one.wait()
    site.ask("Job.objects.filter(end='').update(end='cancelled', ended_at=jobs.Now())")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def start_making(site: Site, folder: Path) -> int:
    return int(site.ask(f"jobs.start('trial.make_one', folder={str(folder)!r}).pk"))


def progress(site: Site, job: int) -> Any:
    return site.ask(f"jobs.progress(Job.objects.get(pk={job}))")


def made(site: Site, folder: Path) -> int:
    return int(site.ask(f"Person.objects.filter(known_as={folder.name!r}).count()"))


def ended(site: Site, job: int) -> Callable[[], bool]:
    return lambda: progress(site, job)["state"] in {"done", "failed", "cancelled"}


def test_a_job_says_what_it_does_and_ends_with_its_result(
    site: Site, worker: Callable[[], Worker], folder: Path
) -> None:
    job = start_making(site, folder)
    assert progress(site, job)["state"] == "waiting"
    worker()
    wait_until(lambda: progress(site, job)["text"])
    now = progress(site, job)
    assert (now["state"], now["text"], now["done"], now["total"]) == ("running", "waiting for the word", 1, 2)
    (folder / "go").touch()
    (folder / "commit").touch()
    wait_until(ended(site, job))
    now = progress(site, job)
    assert (now["state"], now["result"], now["attempts"], now["trouble"]) == ("done", {"made": 1}, 1, "")
    assert made(site, folder) == 1


@pytest.mark.parametrize("moment", ["begun", "inside"])
def test_a_job_whose_worker_is_killed_is_done_again_and_once(
    site: Site, worker: Callable[[], Worker], folder: Path, moment: str
) -> None:
    job = start_making(site, folder)
    if moment == "inside":
        (folder / "go").touch()
    first = worker()
    wait_until((folder / moment).exists)
    assert progress(site, job)["state"] == "running"  # told even while its worker holds the transaction
    first.send_signal(signal.SIGKILL)
    first.wait()
    wait_until(lambda: progress(site, job)["state"] == "waiting")
    assert made(site, folder) == 0

    (folder / "go").touch()
    (folder / "commit").touch()
    worker()
    wait_until(ended(site, job))
    now = progress(site, job)
    assert (now["state"], now["attempts"]) == ("done", 2)
    assert made(site, folder) == 1


def test_a_job_that_kills_every_worker_is_given_up(site: Site, worker: Callable[[], Worker], folder: Path) -> None:
    job = start_making(site, folder)
    for _ in range(3):
        one = worker()
        wait_until((folder / "begun").exists)
        one.kill()
        one.wait()
        (folder / "begun").unlink()
    worker()
    wait_until(ended(site, job))
    now = progress(site, job)
    assert (now["state"], now["trouble"]) == ("failed", "The worker was stopped 3 times while it did this.")
    assert made(site, folder) == 0


def test_a_worker_told_to_stop_leaves_its_job_uncounted(site: Site, worker: Callable[[], Worker], folder: Path) -> None:
    job = start_making(site, folder)
    one = worker()
    wait_until((folder / "begun").exists)
    one.terminate()
    assert one.wait(timeout=60) == 0
    now = progress(site, job)
    assert (now["state"], now["attempts"]) == ("waiting", 0)


def test_a_running_job_is_cancelled_when_it_next_speaks(site: Site, worker: Callable[[], Worker], folder: Path) -> None:
    job = start_making(site, folder)
    worker()
    wait_until((folder / "begun").exists)
    site.ask(f"jobs.cancel(Job.objects.get(pk={job}))")
    wait_until(ended(site, job))
    assert progress(site, job)["state"] == "cancelled"
    assert made(site, folder) == 0


def test_a_waiting_job_is_cancelled_before_it_begins(site: Site, worker: Callable[[], Worker], folder: Path) -> None:
    job = start_making(site, folder)
    site.ask(f"jobs.cancel(Job.objects.get(pk={job}))")
    worker()
    wait_until(ended(site, job))
    assert progress(site, job)["state"] == "cancelled"
    assert not (folder / "begun").exists()


def test_a_job_that_fails_says_why_and_the_worker_goes_on(site: Site, worker: Callable[[], Worker]) -> None:
    bad = int(site.ask("jobs.start('trial.stumble').pk"))
    good = int(site.ask("jobs.start('trial.answer', number=41).pk"))
    worker()
    wait_until(ended(site, good))
    now = progress(site, bad)
    assert now["state"] == "failed"
    assert now["trouble"].startswith("Muster met something that it does not know (ZeroDivisionError). Nothing is half")
    assert progress(site, good)["result"] == 42


def test_two_workers_never_share_a_job(site: Site, worker: Callable[[], Worker], tmp_path: Path) -> None:
    folders = [tmp_path / "left", tmp_path / "right"]
    for one in folders:
        one.mkdir()
    jobs = [start_making(site, one) for one in folders]
    worker()
    worker()
    for one in folders:
        wait_until((one / "begun").exists)
        (one / "commit").touch()
    for one, job in zip(folders, jobs, strict=True):
        (one / "go").touch()
        wait_until(ended(site, job))
    assert [progress(site, job)["attempts"] for job in jobs] == [1, 1]
    assert [made(site, one) for one in folders] == [1, 1]


def test_a_job_asked_for_in_a_deed_that_fails_was_never_asked_for(site: Site) -> None:
    before = site.ask("Job.objects.count()")
    with pytest.raises(AssertionError, match="RuntimeError: changed my mind"):
        site.ask("start_and_fail()")
    assert site.ask("Job.objects.count()") == before


@pytest.mark.parametrize("kind", ["trial.nothing", "nowhere.at_all", "no kind", "trial.Run.say"])
def test_a_job_that_nobody_can_do_is_refused_at_once(site: Site, kind: str) -> None:
    with pytest.raises(AssertionError, match="NoSuchJobError"):
        site.ask(f"jobs.start({kind!r})")
