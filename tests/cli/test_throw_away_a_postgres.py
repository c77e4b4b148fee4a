"""The PostgreSQL of the tests: real, ours alone, and gone afterwards."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import psycopg
import pytest

from muster.cli import postgres
from muster.cli.postgres import NoPostgresError, postgres_programs, throwaway_postgres
from muster.home import CHECKOUT
from tests.sites import wait_until

needs_postgres = pytest.mark.skipif(not postgres_programs(), reason="no PostgreSQL is installed")


def folder_of(url: str) -> Path:
    return Path(unquote(url.partition("host=")[2]))


def servers_in(folder: Path) -> int:
    found = 0
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found += str(folder).encode() in entry.read_bytes()
        except OSError:
            continue  # gone meanwhile
    return found


@needs_postgres
def test_it_runs_on_a_private_socket_and_leaves_nothing() -> None:
    with throwaway_postgres() as url:
        folder = folder_of(url)
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT current_setting('listen_addresses'), current_setting('fsync')").fetchone()
        assert row == ("", "on")
        assert folder.stat().st_mode & 0o077 == 0
        assert servers_in(folder) > 0
    assert not folder.exists()
    assert servers_in(folder) == 0


@needs_postgres
@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
@pytest.mark.parametrize("hidden", [False, True])
def test_root_without_namespaces_becomes_nobody(monkeypatch: pytest.MonkeyPatch, *, hidden: bool) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None if name == "unshare" else f"/usr/bin/{name}")
    run_for, packaged = postgres._run_for, postgres_programs()[:1]
    if hidden:  # as in a checkout under /root, which nobody else may enter
        monkeypatch.setattr(postgres, "postgres_programs", lambda: packaged)
        monkeypatch.setattr(postgres, "_run_for", lambda before, path: path not in packaged and run_for(before, path))
    with throwaway_postgres() as url, psycopg.connect(url) as connection:
        assert folder_of(url).stat().st_uid == 65534
        assert (folder_of(url) / "programs").exists() or not hidden
        assert connection.execute("SELECT 1").fetchone() == (1,)


@needs_postgres
def test_it_goes_when_whoever_started_it_is_killed() -> None:
    code = (
        "import time\nfrom muster.cli.postgres import throwaway_postgres\n"
        "with throwaway_postgres() as url:\n    print(url, flush=True)\n    time.sleep(600)"
    )
    settings = {"PYTHONPATH": str(CHECKOUT / "src"), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen([sys.executable, "-c", code], env=settings, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout
        folder = folder_of(starter.stdout.readline().strip())
        assert servers_in(folder) > 0
        starter.kill()
    wait_until(lambda: servers_in(folder) == 0)
    shutil.rmtree(folder)


@needs_postgres
def test_one_that_will_not_start_says_why() -> None:
    with pytest.raises(NoPostgresError, match="no_such_setting"), throwaway_postgres(no_such_setting="1"):
        pass


def test_without_programs_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "postgres_programs", list)
    with pytest.raises(NoPostgresError, match="apt-get install postgresql"), throwaway_postgres():
        pass
