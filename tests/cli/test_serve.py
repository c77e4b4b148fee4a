"""`muster up`: one process tree, that starts whole and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from muster.home import CHECKOUT
from tests.sites import environment, new_database, wait_until

Tree = subprocess.Popen[str]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def up(home: Path) -> Iterator[Callable[..., tuple[Tree, str]]]:
    """Starts a site and gives its process and address, once it says that it is up."""
    trees: list[Tree] = []

    def start(*, url: str = "") -> tuple[Tree, str]:
        command = [sys.executable, "-m", "muster.cli", "up", "--port", "0"]
        tree = subprocess.Popen(command, env=environment(home, url), cwd=CHECKOUT, text=True, stdout=subprocess.PIPE)
        trees.append(tree)
        assert tree.stdout
        said = tree.stdout.readline()
        assert said.startswith("Muster is up at http://127.0.0.1:")
        return tree, said.split()[4]

    yield start
    for tree in trees:
        tree.kill()
        tree.wait()
    wait_until(lambda: not alive(home))


def alive(home: Path) -> dict[int, str]:
    """Every process of that site, whoever its parent is now: they know it by its home."""
    mark = f"MUSTER_HOME={home}".encode()
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue  # gone, or somebody else's
    return found


def worker_of(home: Path) -> int:
    return next(pid for pid, command in alive(home).items() if command.rstrip().endswith("muster.cli worker"))


def answer(address: str) -> int:
    try:
        with urllib.request.urlopen(address + "no-such-page") as page:  # noqa: S310 - our own address
            return int(page.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_stops_and_leaves_no_process(
    up: Callable[..., tuple[Tree, str]], home: Path, number: signal.Signals
) -> None:
    tree, address = up()
    assert answer(address) == 404
    assert len(alive(home)) >= 3  # we, the web server, the worker
    tree.send_signal(number)
    assert tree.wait(timeout=60) == 0
    assert alive(home) == {}


def test_what_leaves_for_a_mailbox_names_the_port_that_it_listens_on(
    up: Callable[..., tuple[Tree, str]], home: Path
) -> None:
    _tree, address = up()
    said = Path(f"/proc/{worker_of(home)}/environ").read_bytes().split(b"\0")
    assert f"MUSTER_PORT={address.rstrip('/').rpartition(':')[2]}".encode() in said


def test_a_second_ctrl_c_does_not_wait(up: Callable[..., tuple[Tree, str]], home: Path) -> None:
    tree, _ = up()
    os.kill(worker_of(home), signal.SIGSTOP)  # it hears nothing any more
    tree.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        tree.wait(timeout=1)
    tree.send_signal(signal.SIGINT)
    assert tree.wait(timeout=8) == 0  # waiting would take ten
    wait_until(lambda: not alive(home))


def test_killed_outright_it_leaves_no_process(up: Callable[..., tuple[Tree, str]], home: Path) -> None:
    tree, _ = up()
    tree.kill()
    tree.wait()
    wait_until(lambda: not alive(home))


def test_a_killed_worker_is_started_again(up: Callable[..., tuple[Tree, str]], home: Path) -> None:
    _, address = up()
    first = worker_of(home)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: any(pid != first and c.rstrip().endswith("muster.cli worker") for pid, c in alive(home).items()))
    assert answer(address) == 404


def test_it_serves_from_postgresql(up: Callable[..., tuple[Tree, str]], home: Path, postgres: str) -> None:
    tree, address = up(url=new_database(postgres))
    assert answer(address) == 404
    tree.terminate()
    assert tree.wait(timeout=60) == 0
    assert alive(home) == {}
    assert not (home / "muster.sqlite3").exists()


def test_a_taken_port_is_refused_in_words(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = subprocess.run(
            [sys.executable, "-m", "muster.cli", "up", "--port", str(port)],
            env=environment(home), cwd=CHECKOUT, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert said.returncode == 1
    assert f"Can't listen on port {port} of 127.0.0.1: Address already in use." in said.stderr
    assert f"muster up --port {port + 1}" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_database_that_may_forget_is_refused_in_words(home: Path, postgres: str) -> None:
    url = new_database(postgres) + "&options=-c%20synchronous_commit%3Doff"
    said = subprocess.run(
        [sys.executable, "-m", "muster.cli", "up", "--port", "0"],
        env=environment(home, url), cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 1
    assert "PostgreSQL's synchronous_commit is off: ALTER SYSTEM SET synchronous_commit = on" in said.stderr
    assert "Traceback" not in said.stderr
