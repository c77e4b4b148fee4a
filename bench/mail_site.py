"""A site to throw away for benches, and a mail server of our own that notes each mail on the disk before it says yes.

What bench/live.py and bench/messages.py share. `mail_site` is begun before anything of the site is imported.
"""

# ruff: noqa: PLC0415 - a site is named by the environment before its modules are loaded

import asyncio
import json
import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SENDER = "Bench <bench@movement.example>"


class Mail(NamedTuple):
    """A mail that arrived: its Message-ID, whom it is for, and its words."""

    ref: str
    to: str
    words: str


@contextmanager
def mail_site(database: str) -> Iterator[Path]:
    """Begin an empty site whose mail goes to a server of our own; gives the file in which that notes what arrives."""
    home = Path(tempfile.mkdtemp(prefix="muster-mail-"))
    os.environ.update(MUSTER_HOME=str(home), DATABASE_URL=database)
    kept, port = home / "arrived.jsonl", _free_port()
    kept.touch()
    server = multiprocessing.get_context("spawn").Process(target=keep_mail, args=(kept, port), daemon=True)
    server.start()
    try:
        from muster.cli.migrate import migrate

        migrate()
        from muster.web import mail as office

        office.keep(office.Mail("127.0.0.1", port, "none", "", "", SENDER))
        _wait_for(port)
        yield kept
    finally:
        server.kill()
        shutil.rmtree(home, ignore_errors=True)


def arrived(kept: Path) -> list[Mail]:
    """Give every mail that arrived, a line the server is writing left out."""
    lines = kept.read_text(encoding="utf-8").splitlines(keepends=True)
    return [Mail(*json.loads(line)) for line in lines if line.endswith("\n")]


def worker() -> "subprocess.Popen[bytes]":
    """Start a worker of the site, in a session of its own so that it can be killed whole."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.Popen([sys.executable, "-m", "muster.cli", "worker"], env=environment, start_new_session=True)


def keep_mail(kept: Path, port: int) -> None:
    """Be a mail server."""
    from aiosmtpd.controller import Controller

    class Sink:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
            mail = message_from_bytes(envelope.content, policy=policy.default)
            told = [str(mail["Message-ID"]), *envelope.rcpt_tos, mail.get_content()]
            with kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps(told) + "\n")
            return "250 kept"

    Controller(Sink(), hostname="127.0.0.1", port=port).start()
    asyncio.new_event_loop().run_forever()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _wait_for(port: int) -> None:
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            continue
        return
