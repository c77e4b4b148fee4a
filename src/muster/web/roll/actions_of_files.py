"""What is done with files of people and of payments: brought, read, shown, taken in or sent back."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.timezone import localdate

from muster.guard.need import EVERYWHERE
from muster.web.intake import steps, uploads
from muster.web.intake.models import Upload
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, recorded
from muster.web.roll import taking
from muster.web.roll.models import Group
from muster.web.roll.rules import may_decide, may_run, may_send_back

WHAT = ("people", "payments")
_READ, _TAKE_IN = "roll.read", "roll.take_in"


class NoSuchFileError(ValueError):
    """A file of the roll holds people or payments."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A file on its way in: its name, its bytes in pieces, and what it holds."""

    name: str
    chunks: Iterable[bytes]
    what: str


def _into_of(group: Group | None, what: str) -> str:
    """Name what a file is for: people or payments of a group, or of the movement."""
    return f"roll.{what}:{group.pk if group else 0}"


@recorded("roll.bring", may=may_run)
def bring(deed: Deed, group: Group | None, *, file: Brought, by: Actor, at: dt.datetime) -> Upload:
    """Bring a file. It is read, and nothing is written to the roll before somebody has seen its preview.

    Raises:
        OneIsOpenError, EmptyFileError: from intake.uploads.
        NoSuchFileError: it is to hold something else.
    """
    if file.what not in WHAT:
        raise NoSuchFileError(file.what)
    upload = uploads.keep(
        file.chunks,
        name=file.name,
        into=_into_of(group, file.what),
        compartment=group.compartment if group else EVERYWHERE,
        wanted={"what": file.what, "group": group.pk if group else None},
        by=by,
    )
    steps.begin(upload, _READ, by=by)
    deed.concerns(upload)
    deed.because(f"sha256:{upload.sha256[:16]}")
    return upload


@recorded("roll.map_columns", may=may_decide)
def map_columns(deed: Deed, upload: Upload, *, mapping: Mapping[str, Any], by: Actor, at: dt.datetime) -> None:
    """Say what the file's columns mean: remembered for the next one, and the file is read again.

    Raises:
        MovedOnError: from intake.uploads: the file was taken in or sent back meanwhile.
    """
    steps.map_columns(upload, mapping, read=_READ, by=by)


@recorded("roll.show", may=may_decide)
def show(
    deed: Deed, upload: Upload, *, state: Upload.State, preview: Mapping[str, Any], by: Actor, at: dt.datetime
) -> None:
    """Put what a file would change before somebody's eyes.

    Raises:
        MovedOnError: from intake.uploads: it was sent back meanwhile.
    """
    steps.show(upload, state, preview)


@recorded("roll.accept", may=may_decide)
def accept(deed: Deed, upload: Upload, *, by: Actor, at: dt.datetime) -> None:
    """Have a previewed file taken in.

    Raises:
        MovedOnError: from intake.uploads: it has no preview any more.
    """
    steps.accept(upload, take_in=_TAKE_IN, by=by)


@recorded("roll.take_in", may=may_decide)
def take_in(deed: Deed, upload: Upload, *, stage: Path, begin: str, by: Actor, at: dt.datetime) -> tuple[int, int]:
    """Write all that a previewed file says, or none of it; gives the ids of those who are new.

    Raises:
        StaleError: from intake.steps: what it was compared with changed.
        MovedOnError: from intake.uploads: it was sent back meanwhile.
    """
    preview = upload.preview or {}
    try:
        new = taking.take(stage, begin, by=by.pseudonym, at=at, today=localdate(at))
    except taking.StaleError:
        raise steps.StaleError(upload.name) from None
    uploads.move(upload, Upload.State.TAKEN_IN, preview={"counts": preview.get("counts", {})})
    deed.seals({"sha256": upload.sha256, "first": new[0], "last": new[1]})
    return new


@recorded("roll.send_back", may=may_send_back)
def send_back(deed: Deed, upload: Upload, *, by: Actor, at: dt.datetime) -> None:
    """Take nothing of a file in; it leaves the disk.

    Raises:
        MovedOnError: from intake.uploads: it was taken in or sent back before.
    """
    steps.send_back(upload)


@recorded("roll.read_again", may=may_decide)
def read_again(deed: Deed, upload: Upload, *, by: Actor, at: dt.datetime) -> None:
    """Read a file again, since what it was compared with has changed, or the reading failed.

    Raises:
        MovedOnError: from intake.uploads: it was taken in or sent back before.
    """
    steps.read_again(upload, read=_READ, by=by)
