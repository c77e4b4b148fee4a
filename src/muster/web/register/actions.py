"""What can be done with a register."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from muster.web.intake import uploads
from muster.web.intake.models import Upload
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, name_of, recorded
from muster.web.record.jobs import start
from muster.web.register import erase
from muster.web.register.merge import Merge, merge
from muster.web.register.models import PURPOSES, Area, Building, Doubt, Entry, Source, Version
from muster.web.register.rules import may_bring, may_decide, may_expire, may_name, may_place, may_settle

LONGEST_YEARS = 3


@dataclass(frozen=True, slots=True)
class Named:
    """A source, as somebody describes it.

    Attributes:
        area: the name of the area that it lists doors of.
        compartment: who may know of it.
        name: what the source is called.
        owner: who answers for it.
        mode: A, B or C: what may be kept of people.
        basis, condition: under what law (articles 6 and 9).
        purposes: codes of `PURPOSES`.
        expires_on: when all of it is erased.
    """

    area: str
    compartment: str
    name: str
    owner: str
    mode: Source.Mode
    basis: Source.Basis
    condition: Source.Condition
    purposes: Sequence[str]
    expires_on: dt.date


class NameTakenError(ValueError):
    """The area has a source of this name."""


class PurposeError(ValueError):
    """A purpose that nobody knows, or none at all."""


class ExpiryError(ValueError):
    """A source may be kept from tomorrow to three years from now."""


class ExpiredError(ValueError):
    """The source was erased."""


class MovedOnError(ValueError):
    """The register changed since this file was read; it is read again."""


class SettledAlreadyError(ValueError):
    """Somebody settled this before."""


class NobodySaysSoError(ValueError):
    """Neither "same" nor "other", nor taking either back."""


class NotAPlaceError(ValueError):
    """No place on this earth, or none that a door can have."""


@recorded("register.add", may=may_name)
def add(deed: Deed, named: Named, *, by: Actor, at: dt.datetime) -> Source:
    """Add a source, with who answers for it, under what law, in which mode and until when.

    Raises:
        NameTakenError, PurposeError, ExpiryError: as they say.
    """
    del by
    if not named.purposes or not set(named.purposes) <= set(PURPOSES):
        raise PurposeError(", ".join(sorted(set(named.purposes) - set(PURPOSES))))
    if not at.date() < named.expires_on <= at.date().replace(year=at.year + LONGEST_YEARS, day=1):
        raise ExpiryError(named.expires_on.isoformat())
    area, _new = Area.objects.get_or_create(compartment=named.compartment, name=named.area)
    try:
        with transaction.atomic():
            source = Source.objects.create(
                area=area,
                name=named.name,
                owner=named.owner,
                mode=named.mode,
                basis=named.basis,
                condition=named.condition,
                purposes=sorted(set(named.purposes)),
                expires_on=named.expires_on,
            )
    except IntegrityError:
        raise NameTakenError(named.name) from None
    deed.concerns(source)
    return source


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
    """
    del at
    upload = uploads.keep(
        chunks,
        name=name,
        into=name_of(source),
        compartment=source.area.compartment,
        wanted={"published_on": published_on.isoformat()},
        by=by,
    )
    _read(upload, by)
    deed.because(f"sha256:{upload.sha256[:16]}")
    return upload


def _read(upload: Upload, by: Actor) -> None:
    upload.job = start("register.read", upload=upload.pk, by=by.person).ref
    upload.save(update_fields=["job"])


@recorded("register.map_columns", may=may_decide)
def map_columns(deed: Deed, upload: Upload, *, mapping: Mapping[str, Any], by: Actor, at: dt.datetime) -> None:
    """Say what the file's columns mean: remembered for this source, and the file is read again.

    Raises:
        MovedOnError: from intake.uploads: the file was taken in or sent back meanwhile.
    """
    del deed, at
    uploads.remember(upload.into, dict(mapping))
    uploads.move(upload, Upload.State.BROUGHT, preview=None)
    _read(upload, by)


@recorded("register.show", may=may_decide)
def show(
    deed: Deed, upload: Upload, *, state: Upload.State, preview: Mapping[str, Any], by: Actor, at: dt.datetime
) -> None:
    """Put what was read before somebody's eyes."""
    del deed, by, at
    uploads.move(upload, state, preview=dict(preview))


@recorded("register.accept", may=may_decide)
def accept(deed: Deed, upload: Upload, *, by: Actor, at: dt.datetime) -> None:
    """Have a previewed file taken in.

    Raises:
        MovedOnError: it has no preview any more.
    """
    del deed, at
    if upload.state != Upload.State.READ:
        raise MovedOnError(upload.name)
    upload.job = start("register.take_in", upload=upload.pk, by=by.person).ref
    upload.save(update_fields=["job"])


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
        MovedOnError: the register changed since the file was read.
        ExpiredError: the source was erased meanwhile.
    """
    del by
    preview = upload.preview or {}
    area = Area.objects.select_for_update().get(sources__pk=preview["source"])
    source = Source.objects.select_for_update().get(pk=preview["source"])
    if source.expired_at is not None:
        raise ExpiredError(source.name)
    if (source.standing, area.edition) != (preview["standing"], preview["edition"]):
        raise MovedOnError(upload.name)
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
    deed.concerns(version)
    return version


@recorded("register.send_back", may=may_decide)
def send_back(deed: Deed, upload: Upload, *, by: Actor, at: dt.datetime) -> None:
    """Take nothing of a file in; it leaves the disk.

    Raises:
        MovedOnError: from intake.uploads: it was taken in or sent back before.
    """
    del deed, by, at
    uploads.move(upload, Upload.State.SENT_BACK, preview=None)


@recorded("register.read_again", may=may_decide)
def read_again(deed: Deed, upload: Upload, *, by: Actor, at: dt.datetime) -> None:
    """Read a file again, since what it was compared with has changed, or the reading failed.

    Raises:
        MovedOnError: from intake.uploads: it was taken in or sent back before.
    """
    del deed, at
    if upload.state != Upload.State.BROUGHT:
        uploads.move(upload, Upload.State.BROUGHT, preview=None)
    _read(upload, by)


@recorded("register.settle", may=may_settle)
def settle(deed: Deed, doubt: Doubt, *, said: str, by: Actor, at: dt.datetime) -> None:
    """Say whether two electors are one. "same" gives the newer entries to the older elector; it can be taken back.

    Raises:
        SettledAlreadyError: it stands as somebody else settled it meanwhile.
        NobodySaysSoError: `said` is nothing that can be said.
    """
    del deed
    if said not in Doubt.Said.values:
        raise NobodySaysSoError(said)
    held = Doubt.objects.select_for_update().get(pk=doubt.pk)
    if held.said == said:
        raise SettledAlreadyError
    entries = Entry.objects.filter(source=held.source_id, since__gte=held.version)
    if said == Doubt.Said.SAME:
        if Entry.objects.filter(elector=held.older_id, since__gte=held.version).exists():
            raise SettledAlreadyError  # another pair gave this elector its newer entries
        entries.filter(elector=held.newer_id).update(elector=held.older_id)
    elif held.said == Doubt.Said.SAME:
        entries.filter(elector=held.older_id).update(elector=held.newer_id)
    nobody = said == Doubt.Said.NOTHING
    held.said, held.said_by, held.said_at = said, "" if nobody else by.pseudonym, None if nobody else at
    held.save(update_fields=["said", "said_by", "said_at"])


@recorded("register.place", may=may_place)
def place(deed: Deed, building: Building, *, lon: float, lat: float, by: Actor, at: dt.datetime) -> None:
    """Put a building on the map by hand; no later file moves it.

    Raises:
        NotAPlaceError: degrees that are none.
    """
    del deed, by, at
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 - degrees
        raise NotAPlaceError(f"{lon}, {lat}")
    _set_by_hand([building.pk], lon, lat)


def _set_by_hand(buildings: Sequence[int], lon: float, lat: float) -> None:
    Building.objects.filter(pk__in=buildings).update(lon=lon, lat=lat, placed_from=Building.PlacedFrom.HAND, off_m=0)


@recorded("register.expire", may=may_expire)
def expire(deed: Deed, source: Source, *, by: Actor, at: dt.datetime) -> None:
    """Erase a source: its electors, its listings, every door that no other source lists, and its waiting file.

    Raises:
        ExpiredError: it was erased before.
    """
    del deed, by
    if not Source.objects.filter(pk=source.pk, expired_at=None).update(expired_at=at):
        raise ExpiredError(source.name)
    waiting = uploads.open_upload(name_of(source))
    if waiting:
        uploads.move(waiting, Upload.State.SENT_BACK, preview=None)
    erase.rows_of(source)
