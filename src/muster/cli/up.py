"""`muster up`: serves the site, web and worker in one process tree, and stops all of it."""

import argparse
import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import Self

from muster.cli import Subparsers, called
from muster.cli.migrate import migrate

_PDEATHSIG = 1  # prctl's number for "tell me when my parent dies"
_START_S = 30
_STOP_S = 10
_RESTART_S = 1.0
_GRANIAN = ("--interface", "wsgi", "--workers", "1", "--no-ws", "--log-level", "error", "--workers-kill-timeout", "5")


class PortTakenError(Exception):
    """Another program listens there."""


def add_to(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("up", help="serve the site: web and worker together")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1: this machine alone)")
    parser.add_argument("--port", type=int, default=8000, help="the port (8000); 0 picks a free one")
    parser.add_argument("--workers", type=int, default=1, help="how many jobs are done at once (1)")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from django.core.exceptions import ImproperlyConfigured

    try:
        return serve(host=arguments.host, port=arguments.port, workers=arguments.workers)
    except (PortTakenError, ImproperlyConfigured) as error:
        print(error, file=sys.stderr)
        return 1


def serve(
    *, host: str = "127.0.0.1", port: int = 8000, workers: int = 1, when_up: Callable[[str], object] | None = None
) -> int:
    """Bring the database to this version, then serve until SIGINT or SIGTERM; gives the exit code.

    `when_up` is called once with the address when pages are answered; without it the address is printed.

    Raises:
        PortTakenError: with what to do instead.
    """
    port = _free(host, port)
    os.environ["MUSTER_PORT"] = str(port)  # what leaves for a mailbox names this site, wherever it listens
    migrate()
    _collect_static()
    _refuse_forgetful()
    _keep_zone()
    python = [sys.executable, "-P", "-m"]
    web = [*python, "granian", *_GRANIAN, "--host", host, "--port", str(port), "muster.web.wsgi:application"]
    work = [*python, "muster.cli", "worker"]
    with _Tree() as tree:
        tree.start(web)
        for _ in range(workers):
            tree.start(work)
        address = f"http://{'[' + host + ']' if ':' in host else host}:{port}/"
        if not tree.wait_for(host, port):
            return tree.code
        (when_up or _say_up)(address)
        return tree.watch()


def _say_up(address: str) -> None:
    print(f"Muster is up at {address}  (Ctrl-C stops it)", flush=True)
    _say_first(address)
    if not os.environ.get("MUSTER_ADDRESS") and not address.startswith(
        ("http://127.", "http://[::1]", "http://localhost")
    ):
        print(
            "Others are answered once MUSTER_ADDRESS says how they call it: MUSTER_ADDRESS=https://muster.example.org"
        )


def _say_first(address: str) -> None:
    """Give an empty site's code to whoever reads this terminal."""
    from django.db import connection

    from muster.web.enter.founding import first_code
    from muster.web.enter.queries import movement

    if movement() is None:
        print("This site is nobody's yet. A movement begins here, once:", flush=True)
        print(f"  {address.replace('127.0.0.1', 'localhost')}enter/first   with the code {first_code()}", flush=True)
    connection.close()


def _keep_zone() -> None:
    """Have every program that follows tell days and hours in the movement's own zone."""
    from django.db import connection

    from muster.web.enter.queries import movement

    ours = movement()
    connection.close()
    if ours:
        os.environ.setdefault("MUSTER_ZONE", ours.zone)


def _free(host: str, port: int) -> int:
    """Give the port if nobody listens there; for 0, one that is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            command = f"{called()} {'demo' if os.environ.get('MUSTER_DEMO') else 'up'}"
            raise PortTakenError(
                f"Can't listen on port {port} of {host}: {error.strerror}. "
                f"Stop what is there, or choose another port: {command} --port {port + 1 if port < 65535 else 0}"  # noqa: PLR2004
            ) from error
        return int(probe.getsockname()[1])


def _collect_static() -> None:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def _refuse_forgetful() -> None:
    from django.db import connection

    from muster.web.gate import refuse_forgetful

    refuse_forgetful()
    connection.close()  # the processes that follow open their own


@dataclass
class _Tree:
    """The processes of a running site. A worker that dies is started again; a web server that dies ends it all."""

    running: list[tuple[Sequence[str], "subprocess.Popen[bytes]"]] = field(default_factory=list)
    asked: int = 0
    code: int = 0

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked)
        return self

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        self.asked += 1
        for _, process in self.running:
            _tell(process, signal.SIGTERM if self.asked == 1 else signal.SIGKILL)

    def start(self, command: Sequence[str]) -> None:
        parent = os.getpid()
        process = subprocess.Popen(
            command,
            stdout=sys.stderr,  # what they log is not what we say
            start_new_session=True,  # Ctrl-C comes to us alone, and we tell the others
            preexec_fn=lambda: _die_with(parent),  # noqa: PLW1509 - we have one thread
        )
        self.running.append((command, process))

    def wait_for(self, host: str, port: int) -> bool:
        """Wait until the web server answers; say whether it does."""
        until_s = time.monotonic() + _START_S
        while not self.asked and time.monotonic() < until_s and self.running[0][1].poll() is None:
            if _answers(host, port):
                return True
            time.sleep(0.05)
        self.code = 0 if self.asked else 1
        return False

    def watch(self) -> int:
        """Wait until told to stop, starting workers again that died."""
        while not self.asked:
            if self.running[0][1].poll() is not None:
                print("The web server stopped by itself; stopping the rest.", file=sys.stderr)
                return 1
            for place, (command, process) in enumerate(self.running):
                if process.poll() is not None and not self.asked:
                    print("A worker died; starting another. Its job goes on from the start.", file=sys.stderr)
                    time.sleep(_RESTART_S)
                    self.running.pop(place)
                    self.start(command)
                    break
            time.sleep(0.1)
        return 0

    def __exit__(self, *_why: object) -> None:
        for _, process in self.running:
            _tell(process, signal.SIGTERM)
        until_s = time.monotonic() + _STOP_S
        for _, process in self.running:
            with contextlib.suppress(subprocess.TimeoutExpired):  # then told for good below
                process.wait(timeout=max(0.0, until_s - time.monotonic()))
            _tell(process, signal.SIGKILL)  # whatever a dead process left in its group goes as well
            process.wait()


def _answers(host: str, port: int) -> bool:
    asking = http.client.HTTPConnection(host, port, timeout=_START_S)
    try:
        asking.request("HEAD", "/-")  # no page: any answer will do
        asking.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()
    return True


def _tell(process: "subprocess.Popen[bytes]", number: int) -> None:
    """Signal a whole process group; to the leader alone when it is to stop by itself."""
    with contextlib.suppress(ProcessLookupError):  # gone already
        if number == signal.SIGKILL:
            os.killpg(process.pid, number)
        elif process.poll() is None:
            process.send_signal(number)


def _die_with(parent: int) -> None:
    """In the child: be told to stop should the parent be killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)
