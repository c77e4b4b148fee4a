"""A file on its way in, as its page tells it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from muster.web.intake.models import Upload
from muster.web.intake.stages import STAGE, problems_in
from muster.web.intake.uploads import OPEN, seen
from muster.web.record.jobs import Progress, progress
from muster.web.record.models import Job


@dataclass(frozen=True, slots=True)
class Brought:
    """A file, and how far its job has come."""

    upload: Upload
    work: Progress | None

    @property
    def working(self) -> bool:
        """Whether there is more to come."""
        return self.work is not None and not self.work.ended

    @property
    def seen(self) -> dict[str, Any]:
        """What its preview shows."""
        return seen(self.upload)

    @property
    def over(self) -> bool:
        """Whether it was taken in or sent back."""
        return self.upload.state not in OPEN


def upload_told(upload: Upload) -> Brought:
    """Tell a file that the asker was found to see."""
    return Brought(upload, work_of(upload))


def work_of(upload: Upload) -> Progress | None:
    """Tell how far a file's last job has come; None where it has none.

    A job may end while a page is made, after the file was read for it: the file is then read again. Or a page would
    say that nothing is at work on a file that nobody has read, and stay so.
    """
    job = Job.objects.filter(ref=upload.job).first() if upload.job else None
    told = progress(job) if job else None
    if told and told.ended:
        upload.refresh_from_db()
    return told


def under_way(uploads: Iterable[Upload]) -> frozenset[int]:
    """Give which files have a job that has not ended, with one question at most."""
    jobs = {one.job: one.pk for one in uploads if one.job}
    running = Job.objects.filter(ref__in=jobs, ended_at=None).values_list("ref", flat=True) if jobs else ()
    return frozenset(jobs[ref] for ref in running)


def problems_of(upload: Upload, *, most: int | None = None) -> list[tuple[Any, ...]]:
    """Give the rows of a file that need somebody: row, column, value, cure, whether the row is kept.

    Args:
        upload: the file.
        most: how many of them, those that are set aside first; without it all, as they stand in the file.
    """
    rows = problems_in(upload.folder / STAGE)
    return rows if most is None else sorted(rows, key=lambda row: bool(row[4]))[:most]
