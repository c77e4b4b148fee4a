"""What jobs say while they run: a line each, beside the main transaction, and a lock that dies with whoever holds it.

A job may hold a transaction for a minute; a page wants to know now. On SQLite the lines lie in `jobs.sqlite3`, and the
lock is the kernel's on a file; on PostgreSQL they go through a second connection, and the lock is an advisory one. A
lock is free the moment its worker is gone, however it went: no lease has to run out, and none can under a busy worker.
"""

import fcntl
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from muster.home import made

TABLE = """CREATE TABLE IF NOT EXISTS record_line (
    ref varchar(32) PRIMARY KEY, text varchar(400) NOT NULL DEFAULT '', done bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL DEFAULT 0, attempts integer NOT NULL DEFAULT 0, cancelled integer NOT NULL DEFAULT 0)"""
_LENGTH = 400
_COLUMNS = ("text", "done", "total", "attempts", "cancelled")


@dataclass(frozen=True, slots=True)
class Line:
    """What a job last said, how often it was begun, and whether somebody wants it to stop."""

    text: str = ""
    done: int = 0
    total: int = 0
    attempts: int = 0
    cancelled: bool = False


@dataclass(slots=True)
class Lines:
    """The jobs' lines and locks, through a connection apart from the main one's transaction."""

    over: BaseDatabaseWrapper
    locks: Path
    _held: dict[UUID, int] = field(default_factory=dict)

    def read(self, ref: UUID) -> Line:
        """Give the job's line; a blank one if it has said nothing yet."""
        with self.over.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(_COLUMNS)} FROM record_line WHERE ref = %s", [ref.hex])  # noqa: S608 - fixed
            row = cursor.fetchone()
        if row is None:
            return Line()
        text, done, total, attempts, cancelled = row
        return Line(text, done, total, attempts, bool(cancelled))

    def say(self, ref: UUID, text: str, *, done: int, total: int) -> None:
        """Say what the job is doing."""
        self._set(ref, text=text[:_LENGTH], done=done, total=total)

    def cancel(self, ref: UUID) -> None:
        """Ask the job to stop."""
        self._set(ref, cancelled=1)

    def count(self, ref: UUID, attempts: int) -> None:
        """Note how often the job was begun."""
        self._set(ref, attempts=attempts)

    def _set(self, ref: UUID, **values: str | int) -> None:
        names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
        changes = ", ".join(f"{name} = excluded.{name}" for name in values)
        sql = f"INSERT INTO record_line (ref, {names}) VALUES (%s, {marks}) ON CONFLICT (ref) DO UPDATE SET {changes}"  # noqa: S608 - our names
        with self.over.cursor() as cursor:
            cursor.execute(sql, [ref.hex, *values.values()])

    def lock(self, ref: UUID) -> bool:
        """Take the job's lock, if nobody has it. It is ours until `unlock` or our end."""
        if self.over.vendor == "postgresql":
            return self._asked("SELECT pg_try_advisory_lock(%s)", ref)
        file = os.open(made(self.locks) / ref.hex, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._held[ref] = file
        return True

    def unlock(self, ref: UUID, *, ended: bool) -> None:
        """Give the lock back; once the job has ended for good, its file goes as well."""
        if self.over.vendor == "postgresql":
            self._asked("SELECT pg_advisory_unlock(%s)", ref)
            return
        if ended:  # while we hold it: whoever waits for the old file finds the job ended
            (self.locks / ref.hex).unlink(missing_ok=True)
        os.close(self._held.pop(ref))

    def locked(self, refs: Collection[UUID]) -> set[UUID]:
        """Give those of these jobs that a living worker holds: on PostgreSQL one question, however many."""
        if self.over.vendor != "postgresql":
            return {ref for ref in refs if self._is_held(ref)}
        keys = {_key(ref): ref for ref in refs}
        with self.over.cursor() as cursor:
            cursor.execute(
                "SELECT classid::bigint << 32 | objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted"
                " AND objsubid = 1 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                " AND (classid::bigint << 32 | objid::bigint) = ANY(%s)",
                [list(keys)],
            )
            return {keys[key] for (key,) in cursor.fetchall()}

    def is_locked(self, ref: UUID) -> bool:
        """Say whether a living worker holds the job."""
        return bool(self.locked([ref]))

    def _is_held(self, ref: UUID) -> bool:
        with suppress(FileNotFoundError), (self.locks / ref.hex).open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def _asked(self, question: str, ref: UUID) -> bool:
        with self.over.cursor() as cursor:
            cursor.execute(question, [_key(ref)])
            return bool(cursor.fetchone()[0])


def _key(ref: UUID) -> int:
    """Give the number of a job's advisory lock."""
    return int.from_bytes(ref.bytes[:8], signed=True)


@contextmanager
def lines(*, own: bool = False) -> Iterator[Lines]:
    """Open the lines; a worker takes a connection of its `own`, since its main one may be in a transaction."""
    if connection.vendor == "postgresql" and not own:
        yield Lines(over=connection, locks=settings.HOME / "locks")
        return
    over = connection.copy()
    if over.vendor == "sqlite":
        over.settings_dict["NAME"] = made(settings.HOME) / "jobs.sqlite3"
        # a lost line is said again, so nothing waits for the disk here
        over.settings_dict["OPTIONS"]["init_command"] = f"PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; {TABLE};"
    try:
        yield Lines(over=over, locks=settings.HOME / "locks")
    finally:
        over.close()
