"""The steps that every file takes, whatever it is brought for: deeds of the apps above are these and little more."""

from collections.abc import Mapping
from typing import Any

from muster.web.intake import uploads
from muster.web.intake.models import Upload
from muster.web.record.actor import Actor
from muster.web.record.jobs import start
from muster.web.record.models import Job

# numbers, and codes of ours: all of a preview that the database keeps. The rest may name people
COUNTS = frozenset(
    ("source", "standing", "edition", "update", "same", "layout", "counts", "loss", "moved", "problems_total")
)


class StaleError(ValueError):
    """What a file was compared with has changed since it was read; it is read again."""


def begin(upload: Upload, kind: str, *, by: Actor) -> None:
    """Start a file's next job, such as `register.read`, with whoever asked for it."""
    upload.job = start(kind, upload=upload.pk, by=by.person).ref
    upload.save(update_fields=["job"])


def is_under_way(upload: Upload, kind: str) -> bool:
    """Say whether a file's job of this kind was started and has not ended: somebody pressed twice."""
    return upload.job is not None and Job.objects.filter(ref=upload.job, kind=kind, ended_at=None).exists()


def map_columns(upload: Upload, mapping: Mapping[str, Any], *, read: str, by: Actor) -> None:
    """Remember what a file's columns mean, and have it read again by the job `read`.

    Raises:
        MovedOnError: it was taken in or sent back meanwhile.
    """
    uploads.remember(upload.into, dict(mapping))
    uploads.move(upload, Upload.State.BROUGHT, preview=None)
    begin(upload, read, by=by)


def show(upload: Upload, state: Upload.State, preview: Mapping[str, Any]) -> None:
    """Put what was read before somebody's eyes. The database keeps its counts; its words lie beside the file.

    Raises:
        MovedOnError: it was sent back meanwhile.
    """
    uploads.put_beside(upload, {name: value for name, value in preview.items() if name not in COUNTS})
    uploads.move(upload, state, preview={name: value for name, value in preview.items() if name in COUNTS})


def accept(upload: Upload, *, take_in: str, by: Actor) -> None:
    """Have a previewed file taken in by the job `take_in`: once, however often somebody presses.

    Raises:
        MovedOnError: it has no preview any more.
    """
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    if held.state != Upload.State.READ:
        raise uploads.MovedOnError(upload.name)
    if not is_under_way(held, take_in):
        begin(upload, take_in, by=by)


def send_back(upload: Upload) -> None:
    """Take nothing of a file in; it leaves the disk.

    Raises:
        MovedOnError: it was taken in or sent back before.
    """
    uploads.move(upload, Upload.State.SENT_BACK, preview=None)


def read_again(upload: Upload, *, read: str, by: Actor) -> None:
    """Have a file read again: what it was compared with has changed, or the reading failed.

    Raises:
        MovedOnError: it was taken in or sent back before.
    """
    if upload.state != Upload.State.BROUGHT:
        uploads.move(upload, Upload.State.BROUGHT, preview=None)
    elif is_under_way(Upload.objects.select_for_update().get(pk=upload.pk), read):
        return
    begin(upload, read, by=by)
