"""Jobs: work too long for a page. It goes on when the tab is closed, says what it does, can be cancelled, ends once."""

import importlib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from django.db import transaction
from django.db.models.functions import Now

from muster.web.record.lines import Lines, lines
from muster.web.record.models import Job

State: TypeAlias = Literal["waiting", "running", "stopping", "done", "failed", "cancelled"]
Task: TypeAlias = "Callable[..., Any]"  # (Run, **arguments) -> its result, which JSON can hold

_KIND = re.compile(r"([a-z]+)\.([a-z_]+)")
_SAY_EVERY_S = 0.1


class NoSuchJobError(LookupError):
    """No task function has this kind's name."""


class CancelledError(Exception):
    """Somebody cancelled the job; raised in the task by `say`."""


class NotDoneError(ValueError):
    """A task can't go on. Its words are made to be shown and kept: they say what to do, and name nobody."""


class EndedAlreadyError(RuntimeError):
    """The job was ended before, so this attempt's work is undone."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How a job stands."""

    state: State
    text: str
    done: int
    total: int
    attempts: int
    result: Any
    trouble: str

    @property
    def ended(self) -> bool:
        """Say whether it will change no more."""
        return self.state in {"done", "failed", "cancelled"}


@dataclass(slots=True)
class Run:
    """One attempt at a job, in the hands of its task function."""

    job: Job
    lines: Lines
    finished: bool = False
    _said: tuple[str, float] = field(default=("", 0.0))

    def say(self, text: str, done: int = 0, total: int = 0) -> None:
        """Say what is being done now, and how much of it.

        Raises:
            CancelledError: somebody cancelled the job. Let it through: the job then ends as cancelled.
        """
        if self.cancelled:
            raise CancelledError
        if text != self._said[0] or done == total or time.monotonic() - self._said[1] > _SAY_EVERY_S:
            self.lines.say(self.job.ref, text, done=done, total=total)
            self._said = (text, time.monotonic())

    @property
    def cancelled(self) -> bool:
        """Say whether somebody cancelled the job."""
        return self.lines.read(self.job.ref).cancelled

    @contextmanager
    def finish(self, result: Any = None) -> Iterator[None]:
        """End the job as done, in one transaction with what is written within: both happen, once, or neither.

        Raises:
            EndedAlreadyError: another attempt ended it.
        """
        with transaction.atomic():
            end(self.job, Job.End.DONE, result=result)
            yield
        self.finished = True


def start(kind: str, **arguments: Any) -> Job:
    """Ask for a job: `start("days.cut", day=7)` has a worker call `muster.web.days.tasks.cut(run, day=7)`.

    Within a deed the job exists if the deed is done. Arguments are what JSON can hold: ids, not rows.

    Raises:
        NoSuchJobError: there is no such function.
    """
    task_of(kind)
    return Job.objects.create(kind=kind, arguments=arguments)


def progress(job: Job) -> Progress:
    """Give how a job stands at this moment: what it says, whether a living worker holds it, how it ended."""
    job.refresh_from_db()
    with lines() as said:
        line = said.read(job.ref)
        held = not job.end and said.is_locked(job.ref)
    state: Any = job.end or (("stopping" if line.cancelled else "running") if held else "waiting")
    return Progress(state, line.text, line.done, line.total, line.attempts, job.result, job.trouble)


def cancel(job: Job) -> None:
    """Ask a job to stop: at once if no worker has it yet, else when it next says something."""
    with lines() as said:
        said.cancel(job.ref)


def task_of(kind: str) -> Task:
    """Find the function that does jobs of this kind.

    Raises:
        NoSuchJobError: `kind` is no `app.name` of a public function in that app's tasks.
    """
    named = _KIND.fullmatch(kind)
    try:
        tasks = importlib.import_module(f"muster.web.{named[1]}.tasks") if named else None
    except ModuleNotFoundError as error:
        raise NoSuchJobError(f"no app has tasks for a job {kind!r}") from error
    task = getattr(tasks, named[2], None) if named else None
    if not callable(task):
        raise NoSuchJobError(f"no task function does a job {kind!r}")
    return task  # type: ignore[no-any-return]  # looked up by name


def end(job: Job, how: Job.End, *, result: Any = None, trouble: str = "") -> None:
    """End a job that has not ended.

    Raises:
        EndedAlreadyError: it has.
    """
    open_one = Job.objects.filter(pk=job.pk, ended_at__isnull=True)
    if not open_one.update(ended_at=Now(), end=how, result=result, trouble=trouble):
        raise EndedAlreadyError(f"job {job.pk} was ended before")
