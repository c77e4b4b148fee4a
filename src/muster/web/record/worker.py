"""Works through jobs, one at a time; several workers share them by the jobs' locks."""

import logging
import signal
import sys
import time
from collections.abc import Collection
from functools import cache
from importlib import import_module
from types import FrameType

from django.apps import apps
from django.db import close_old_connections
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

from muster.web.record.daily import look, start_due
from muster.web.record.faults import told
from muster.web.record.jobs import CancelledError, EndedAlreadyError, Run, end, task_of
from muster.web.record.lines import Lines, lines
from muster.web.record.models import Job

MOST_ATTEMPTS = 3
_PAUSE_S = 0.2
_LOOK_S = 60.0  # between looks at what comes round every day

_log = logging.getLogger(__name__)


def work() -> None:
    """Work until SIGTERM or SIGINT: the job in hand is then left for the next worker, and not counted against it."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    looked_s = -_LOOK_S
    with lines(own=True) as said:
        while True:
            worked = work_once(said)  # first of all: a worker that was killed may have left messages of this very hour
            if time.monotonic() - looked_s >= _LOOK_S:
                start_due(at=timezone.localtime())
                look(at=timezone.now())
                looked_s = time.monotonic()
            if not worked:
                _load_tasks()
                time.sleep(_PAUSE_S)
            close_old_connections()


@cache
def _load_tasks() -> None:
    """Load what jobs run while nobody waits for one. What few jobs need and is large, they load themselves."""
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, "tasks"):
            import_module(f"{app.name}.tasks")


def _stop(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def work_once(said: Lines, *, kinds: Collection[str] = ()) -> bool:
    """Do the oldest job that nobody has in hand, of these kinds where any are named; say whether there was one."""
    waiting = Job.objects.filter(ended_at__isnull=True).order_by("id")
    return any(_attempt(job, said) for job in (waiting.filter(kind__in=kinds) if kinds else waiting))


def _attempt(job: Job, said: Lines) -> bool:
    if not said.lock(job.ref):
        return False
    try:
        job.refresh_from_db()  # another worker may have ended it since we looked
        if job.end:
            return False
        _begin(job, said)
        return True
    finally:
        said.unlock(job.ref, ended=Job.objects.filter(pk=job.pk, ended_at__isnull=False).exists())


def _begin(job: Job, said: Lines) -> None:
    line = said.read(job.ref)
    if line.cancelled:
        end(job, Job.End.CANCELLED)
    elif line.attempts >= MOST_ATTEMPTS:
        end(job, Job.End.FAILED, trouble=f"The worker was stopped {MOST_ATTEMPTS} times while it did this.")
    else:
        said.count(job.ref, line.attempts + 1)  # before the work: a killed worker can't count afterwards
        try:
            _perform(Run(job, said))
        except SystemExit:
            said.count(job.ref, line.attempts)
            raise


def _perform(run: Run) -> None:
    try:
        result = task_of(run.job.kind)(run, **run.job.arguments)
        if not run.finished:
            end(run.job, Job.End.DONE, result=result)
    except CancelledError:
        end(run.job, Job.End.CANCELLED)
    except EndedAlreadyError:
        _log.warning("job %s was ended by another worker; this attempt is undone", run.job.pk)
    except Exception as error:  # noqa: BLE001 - whatever went wrong is the job's trouble, not the worker's
        _log.exception("job %s (%s) failed", run.job.pk, run.job.kind)
        end(run.job, Job.End.FAILED, trouble=told(error))
