"""What is done with a council's files: brought, read, shown, taken in or sent back."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from django.utils.timezone import localdate

from muster.web.intake import steps, uploads
from muster.web.intake.models import WAITS_H, Upload
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, name_of, recorded
from muster.web.record.jobs import start
from muster.web.register.actions import ExpiredError
from muster.web.register.losses import GreatLossError, loss_of
from muster.web.register.merge import Merge, merge
from muster.web.register.models import Area, Source, Version
from muster.web.register.renaming import say_renamed
from muster.web.register.rules import (
    may_bring,
    may_decide,
    may_send_back,
)
from muster.web.register.taking_back import take_rows_back

NAMELESS_WAITS_H = 24  # a file for a source that keeps no names holds them all until it goes
_READ, _TAKE_IN = "register.read", "register.take_in"


class NotYetPublishedError(ValueError):
    """A file of a day that has not come."""


class NotNewestError(ValueError):
    """Only the newest version of a source can be taken back."""


class OlderError(ValueError):
    """A file that was published before the version that stands; `stands_since` is that one's day."""

    def __init__(self, stands_since: dt.date) -> None:
        self.stands_since = stands_since
        super().__init__(stands_since.isoformat())


@recorded("register.bring", may=may_bring)
def bring(
    deed: Deed,
    source: Source,
    *,
    chunks: Iterable[bytes],
    name: str,
    published_on: dt.date,
    by: Actor,
    at: dt.datetime,
) -> Upload:
    """Bring a file. It is read, and nothing is written to the register before somebody has seen its preview.

    Raises:
        OneIsOpenError, EmptyFileError: from intake.uploads.
        NotYetPublishedError, OlderError: on that day it can't have been published, or it is no newer version.
    """
    if published_on > localdate(at):
        raise NotYetPublishedError(published_on.isoformat())
    newest = source.versions.filter(number=source.standing).first()
    if newest and published_on < newest.published_on:
        raise OlderError(newest.published_on)
    upload = uploads.keep(
        chunks,
        name=name,
        into=name_of(source),
        compartment=source.area.compartment,
        wanted={"published_on": published_on.isoformat()},
        by=by,
        waits_h=NAMELESS_WAITS_H if source.mode == Source.Mode.B else WAITS_H,
    )
    steps.begin(upload, _READ, by=by)
    deed.because(f"sha256:{upload.sha256[:16]}")
    return upload


@recorded("register.map_columns", may=may_decide)
def map_columns(deed: Deed, upload: Upload, *, mapping: Mapping[str, Any], by: Actor, at: dt.datetime) -> None:
    """Say what the file's columns mean: remembered for this source, and the file is read again.

    Raises:
        MovedOnError: from intake.uploads: the file was taken in or sent back meanwhile.
    """
    steps.map_columns(upload, mapping, read=_READ, by=by)


@recorded("register.rename_streets", may=may_decide)
def rename_streets(deed: Deed, upload: Upload, *, streets: Collection[int], by: Actor, at: dt.datetime) -> None:
    """Say which streets, of those that its preview asks about, a file calls otherwise; it is read again.

    Raises:
        MovedOnError: from intake.uploads: it has no preview any more.
    """
    say_renamed(upload, streets)
    steps.read_again(upload, read=_READ, by=by)


@recorded("register.show", may=may_decide)
def show(
    deed: Deed, upload: Upload, *, state: Upload.State, preview: Mapping[str, Any], by: Actor, at: dt.datetime
) -> None:
    """Put what was read before somebody's eyes.

    Raises:
        MovedOnError: from intake.uploads: it was sent back meanwhile.
    """
    steps.show(upload, state, preview)


@recorded("register.accept", may=may_decide)
def accept(deed: Deed, upload: Upload, *, although: int = 0, by: Actor, at: dt.datetime) -> None:
    """Have a previewed file taken in; one that takes much away, by its number besides.

    Raises:
        GreatLossError: from losses: `although` is not the number that its preview says.
        MovedOnError: from intake.uploads: it has no preview any more.
    """
    loss = loss_of(upload)
    if loss and although != loss.number:
        raise GreatLossError(loss)
    steps.accept(upload, take_in=_TAKE_IN, by=by)


@recorded("register.take_in", may=may_decide)
def take_in(deed: Deed, upload: Upload, *, stage: Path, begin: str, by: Actor, at: dt.datetime) -> Version:
    """Make a previewed file the source's newest version, all of it or none.

    Args:
        deed: the running deed.
        upload: the file, with its preview.
        stage: the rows as they will stand; `begin` is how the database names its tables.
        begin: from `merge.attached`.
        by: who asked.
        at: when.

    Raises:
        StaleError: from intake.steps: the register changed since the file was read.
        MovedOnError: from intake.uploads: it was sent back meanwhile.
        ExpiredError: the source was erased meanwhile.
    """
    preview = upload.preview or {}
    area = Area.objects.select_for_update().get(sources__pk=preview["source"])
    source = Source.objects.select_for_update().get(pk=preview["source"])
    if source.expired_at is not None:
        raise ExpiredError(source.name)
    if (source.standing, area.edition) != (preview["standing"], preview["edition"]):
        raise steps.StaleError(upload.name)
    version = Version.objects.create(
        source=source,
        number=source.standing + 1,
        published_on=dt.date.fromisoformat(upload.wanted["published_on"]),
        update=preview["update"],
        name=upload.name,
        sha256=upload.sha256,
        counts=preview["counts"],
        taken_in_at=at,
    )
    merge(stage, begin, Merge(source.pk, area.pk, version.number, electors=source.mode != Source.Mode.B))
    Area.objects.filter(pk=area.pk).update(edition=area.edition + 1)
    Source.objects.filter(pk=source.pk).update(standing=version.number)
    uploads.move(upload, Upload.State.TAKEN_IN, preview={"source": source.pk, "counts": preview["counts"]})
    if not preview.get("same"):
        start("register.zone", area=area.pk, by=by.person)
    deed.concerns(version)
    return version


@recorded("register.take_back", may=may_bring)
def take_back(deed: Deed, source: Source, *, number: int, by: Actor, at: dt.datetime) -> None:
    """Take a source's newest version back: what stood before stands again, and everybody is who they were.

    Raises:
        NotNewestError: another version is the newest, or none is left.
    """
    area = Area.objects.select_for_update().get(pk=source.area_id)
    version = Version.objects.filter(source=source, number=number, source__standing=number).first()
    if version is None:
        raise NotNewestError(str(number))
    deed.because(f"sha256:{version.sha256[:16]}")
    take_rows_back(source, number, at=at)
    version.delete()
    Source.objects.filter(pk=source.pk).update(standing=number - 1)
    start("register.zone", area=area.pk, by=by.person)
    start("register.off_the_disk")


@recorded("register.send_back", may=may_send_back)
def send_back(deed: Deed, upload: Upload, *, by: Actor, at: dt.datetime) -> None:
    """Take nothing of a file in; it leaves the disk.

    Raises:
        MovedOnError: from intake.uploads: it was taken in or sent back before.
    """
    steps.send_back(upload)


@recorded("register.read_again", may=may_decide)
def read_again(deed: Deed, upload: Upload, *, by: Actor, at: dt.datetime) -> None:
    """Read a file again, since what it was compared with has changed, or the reading failed.

    Raises:
        MovedOnError: from intake.uploads: it was taken in or sent back before.
    """
    steps.read_again(upload, read=_READ, by=by)
