"""What a worker notes of each message between two commits: written to the system at once, so that a kill loses nothing.

A power cut may lose the last lines; then the machine has another boot id, and the journal tells nothing.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from muster.home import made

_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Noted:
    """Which messages may have gone, and which of them surely have."""

    going: frozenset[int]
    gone: frozenset[int]


@dataclass(frozen=True, slots=True)
class Journal:
    """A job's open journal."""

    file: int

    def going(self, message: int) -> None:
        """Note that a message is about to go: until this is written it surely has not."""
        os.write(self.file, b"going %d\n" % message)

    def gone(self, message: int) -> None:
        """Note that the server has taken it."""
        os.write(self.file, b"gone %d\n" % message)


@contextmanager
def kept(job: int) -> Iterator[Journal]:
    """Keep a journal until the database knows what it says."""
    file = os.open(_path(job), os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(file, _boot() + b"\n")
        yield Journal(file)
    finally:
        os.close(file)


def read(job: int) -> Noted | None:
    """Give what a job noted; None if that can't be told: another machine's job, or the power went."""
    try:
        boot, *lines = _path(job).read_bytes().splitlines()
    except (FileNotFoundError, ValueError):
        return None
    if boot != _boot():
        return None
    noted = [line.split() for line in lines]
    going, gone = (frozenset(int(one[1]) for one in noted if one[0] == word) for word in (b"going", b"gone"))
    return Noted(going, gone)


def drop(job: int) -> None:
    """Throw a journal away."""
    _path(job).unlink(missing_ok=True)


def _path(job: int) -> Path:
    return made(made(settings.HOME / "files") / "handing") / str(job)


def _boot() -> bytes:
    return _BOOT.read_bytes().strip() if _BOOT.exists() else b"unknown"
