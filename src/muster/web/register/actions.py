"""What can be done with a register."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from muster import home
from muster.register.markers import MarkersError, bits_of, table_from_json
from muster.web.intake import uploads
from muster.web.intake.models import Upload
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, name_of, recorded
from muster.web.record.jobs import start
from muster.web.register import erase, zoning
from muster.web.register.merge import Merge, merge
from muster.web.register.merge import place as write_places
from muster.web.register.models import PURPOSES, Area, Building, Doubt, Entry, Source, Street, Table, Version
from muster.web.register.rules import (
    may_bring,
    may_decide,
    may_expire,
    may_furnish,
    may_name,
    may_place,
    may_rename,
    may_settle,
)

LONGEST_YEARS = 3
COUNTS = frozenset(("source", "standing", "edition", "update", "same", "layout", "counts", "problems_total"))


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
        nation: whose rules say what its franchise markers mean.
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
    nation: Source.Nation = Source.Nation.ENGLAND


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of a table that somebody brought, beside the upload.

    Attributes:
        path: what is kept of it.
        places: how many places it knows.
        form: of an extract: pbf or osm.
        ground: of an extract: its ground, made ready for maps.
        cautions: of borders: what is to be said of them.
    """

    path: Path
    places: int
    form: str = ""
    ground: Path | None = None
    cautions: Sequence[str] = ()

    def move_to(self, table: Table) -> None:
        """Let its files take the place of the last one's."""
        self.path.replace(table.path)
        if self.ground is not None:
            self.ground.replace(table.ground)


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


class NotATableError(ValueError):
    """No kind of table is called so."""


class NotAPlaceError(ValueError):
    """No place on this earth, or none that a door can have."""


@recorded("register.add", may=may_name)
def add(deed: Deed, named: Named, *, by: Actor, at: dt.datetime) -> Source:
    """Add a source, with who answers for it, under what law, in which mode and until when.

    Raises:
        NameTakenError, PurposeError, ExpiryError: as they say.
    """
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
                nation=named.nation,
            )
    except IntegrityError:
        raise NameTakenError(named.name) from None
    deed.concerns(source)
    return source


@recorded("register.explain_markers", may=may_bring)
def explain_markers(
    deed: Deed, source: Source, *, nation: str, markers: Mapping[str, Any], by: Actor, at: dt.datetime
) -> None:
    """Say what a source's franchise markers mean: a nation's table, or its own; entries are marked anew by it.

    Raises:
        MarkersError: from register.markers: it can't be meant so.
    """
    if nation not in Source.Nation.values:
        raise MarkersError(f"'{nation[:20]}' is none of the four nations")
    table_from_json(markers, nation=nation)
    Source.objects.filter(pk=source.pk).update(nation=nation, markers=dict(markers))
    Area.objects.filter(pk=source.area_id).update(edition=F("edition") + 1)  # a file that waits is read again
    start("register.mark_again", source=source.pk, by=by.person)


@recorded("register.mark_again", may=may_bring)
def mark_again(deed: Deed, source: Source, *, by: Actor, at: dt.datetime) -> None:
    """Say again what each entry's markers leave, by the table that the source has now."""
    held = Source.objects.select_for_update().get(pk=source.pk)
    entries = Entry.objects.filter(source=held)
    written = entries.order_by().values_list("markers", flat=True).distinct()
    for markers, bits in bits_of(written, table_from_json(held.markers, nation=held.nation)).items():
        entries.filter(markers=markers).exclude(franchise=bits).update(franchise=bits)


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
    uploads.remember(upload.into, dict(mapping))
    uploads.move(upload, Upload.State.BROUGHT, preview=None)
    _read(upload, by)


@recorded("register.show", may=may_decide)
def show(
    deed: Deed, upload: Upload, *, state: Upload.State, preview: Mapping[str, Any], by: Actor, at: dt.datetime
) -> None:
    """Put what was read before somebody's eyes. The database keeps its counts; its words lie beside the file."""
    uploads.put_beside(upload, {name: value for name, value in preview.items() if name not in COUNTS})
    uploads.move(upload, state, preview={name: value for name, value in preview.items() if name in COUNTS})


@recorded("register.accept", may=may_decide)
def accept(deed: Deed, upload: Upload, *, by: Actor, at: dt.datetime) -> None:
    """Have a previewed file taken in.

    Raises:
        MovedOnError: it has no preview any more.
    """
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
    if not preview.get("same"):
        start("register.zone", area=area.pk, by=by.person)
    deed.concerns(version)
    return version


@recorded("register.send_back", may=may_decide)
def send_back(deed: Deed, upload: Upload, *, by: Actor, at: dt.datetime) -> None:
    """Take nothing of a file in; it leaves the disk.

    Raises:
        MovedOnError: from intake.uploads: it was taken in or sent back before.
    """
    uploads.move(upload, Upload.State.SENT_BACK, preview=None)


@recorded("register.read_again", may=may_decide)
def read_again(deed: Deed, upload: Upload, *, by: Actor, at: dt.datetime) -> None:
    """Read a file again, since what it was compared with has changed, or the reading failed.

    Raises:
        MovedOnError: from intake.uploads: it was taken in or sent back before.
    """
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
    if said not in Doubt.Said.values:
        raise NobodySaysSoError(said)
    held = Doubt.objects.select_for_update().get(pk=doubt.pk)
    if held.said == said:
        raise SettledAlreadyError
    if Doubt.Said.SAME in (said, held.said):
        _join(held, apart=said != Doubt.Said.SAME)
        Area.objects.filter(sources=held.source_id).update(edition=F("edition") + 1)  # a file that waits is read again
    nobody = said == Doubt.Said.NOTHING
    held.said, held.said_by, held.said_at = said, "" if nobody else by.pseudonym, None if nobody else at
    held.save(update_fields=["said", "said_by", "said_at"])


def _join(doubt: Doubt, *, apart: bool) -> None:
    """Give a pair's newer entries to the older elector, or to whom that one was found to be; or take them back."""
    older = doubt.older_id
    while before := Doubt.objects.filter(source=doubt.source_id, newer=older, said=Doubt.Said.SAME).first():
        older = before.older_id
    entries = Entry.objects.filter(source=doubt.source_id, since__gte=doubt.version)
    has, gets = (older, doubt.newer_id) if apart else (doubt.newer_id, older)
    if entries.filter(elector=gets).exists() or not entries.filter(elector=has).update(elector=gets):
        raise SettledAlreadyError  # another pair gave these entries away


@recorded("register.place", may=may_place)
def place(deed: Deed, building: Building, *, lon: float, lat: float, by: Actor, at: dt.datetime) -> None:
    """Put a building on the map by hand; no later file moves it.

    Raises:
        NotAPlaceError: degrees that are none.
    """
    _check_place(lon, lat)
    _set_by_hand([building.pk], lon, lat)
    _find_zones(building.area_id, by)


@recorded("register.furnish", may=may_furnish)
def furnish(
    deed: Deed, area: Area, *, chunks: Iterable[bytes], name: str, kind: str, by: Actor, at: dt.datetime
) -> Upload:
    """Bring a table or a street extract to place an area's buildings by; what stood of its kind is replaced.

    Raises:
        OneIsOpenError, EmptyFileError: from intake.uploads.
        NotATableError: no kind of table is called so.
    """
    if kind not in Table.Kind.values:
        raise NotATableError(kind)
    into = name_of(area)
    upload = uploads.keep(chunks, name=name, into=into, compartment=area.compartment, wanted={"kind": kind}, by=by)
    upload.job = start("register.furnish", upload=upload.pk, by=by.person).ref
    upload.save(update_fields=["job"])
    return upload


@recorded("register.keep_table", may=may_decide)
def keep_table(deed: Deed, upload: Upload, *, made: Made, by: Actor, at: dt.datetime) -> Table:
    """Keep a table that was read: its files take the place of the last one's once the deed is done."""
    area = Area.objects.get(pk=int(upload.into.partition(":")[2]))
    said = {"form": made.form, "places": made.places, "cautions": list(made.cautions)}
    kept = {"name": upload.name, "brought_at": at, **said}
    table, _new = Table.objects.update_or_create(area=area, kind=upload.wanted["kind"], defaults=kept)
    home.made(table.path.parent)
    transaction.on_commit(lambda: made.move_to(table))  # before the upload's own files go
    uploads.move(upload, Upload.State.READ)
    uploads.move(upload, Upload.State.TAKEN_IN)
    deed.concerns(table)
    return table


@recorded("register.place_again", may=may_furnish)
def place_again(deed: Deed, area: Area, *, stage: Path, begin: str, by: Actor, at: dt.datetime) -> None:
    """Write better places of an area's buildings, as a stage holds them; a hand's stay."""
    write_places(stage, begin)
    Area.objects.filter(pk=area.pk).update(edition=F("edition") + 1)
    _find_zones(area.pk, by)
    deed.concerns(area)


@recorded("register.zone", may=may_furnish)
def zone(deed: Deed, area: Area, *, by: Actor, at: dt.datetime) -> None:
    """Find an area's zones anew, and what lies in each."""
    zoning.zone_again(Area.objects.select_for_update().get(pk=area.pk))
    deed.concerns(area)


@recorded("register.unfurnish", may=may_furnish)
def unfurnish(deed: Deed, area: Area, *, kind: str, by: Actor, at: dt.datetime) -> None:
    """Take borders away; zones are then again what registers say.

    Raises:
        NotATableError: nobody brought any of this kind. What places buildings stays, as places stay.
    """
    table = Table.objects.filter(area=area, kind=kind).first()
    if table is None or kind not in zoning.BORDERS.values():
        raise NotATableError(kind)
    path = table.path
    table.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    start("register.zone", area=area.pk, by=by.person)
    deed.concerns(area)


@recorded("register.call_street", may=may_rename)
def call_street(deed: Deed, street: Street, *, on_map_as: str, by: Actor, at: dt.datetime) -> None:
    """Say what the extract calls a street; all its buildings are placed anew by it."""
    Street.objects.filter(pk=street.pk).update(on_map_as=on_map_as[:160])
    start("register.place_again", area=street.area_id, by=by.person)


@recorded("register.place_street", may=may_rename)
def place_street(deed: Deed, street: Street, *, lon: float, lat: float, by: Actor, at: dt.datetime) -> None:
    """Put every building of a street that has no place at one place, by hand.

    Raises:
        NotAPlaceError: degrees that are none.
    """
    _check_place(lon, lat)
    unplaced = Building.objects.filter(street=street, lon=None).values_list("pk", flat=True)
    _set_by_hand(list(unplaced), lon, lat)
    _find_zones(street.area_id, by)


def _check_place(lon: float, lat: float) -> None:
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 - degrees
        raise NotAPlaceError(f"{lon}, {lat}")


def _find_zones(area: int, by: Actor) -> None:
    """Where a building's place has changed, another border may hold it."""
    if zoning.is_bordered(area):
        start("register.zone", area=area, by=by.person)


def _set_by_hand(buildings: Sequence[int], lon: float, lat: float) -> None:
    Building.objects.filter(pk__in=buildings).update(
        lon=lon, lat=lat, placed_from=Building.PlacedFrom.HAND, off_m=0, why=""
    )


@recorded("register.expire", may=may_expire)
def expire(deed: Deed, source: Source, *, by: Actor, at: dt.datetime) -> None:
    """Erase a source: its electors, its listings, every door that no other source lists, and its waiting file.

    Raises:
        ExpiredError: it was erased before.
    """
    Area.objects.select_for_update().get(pk=source.area_id)  # nobody lists a door meanwhile
    if not Source.objects.filter(pk=source.pk, expired_at=None).update(expired_at=at):
        raise ExpiredError(source.name)
    waiting = uploads.open_upload(name_of(source))
    if waiting:
        uploads.move(waiting, Upload.State.SENT_BACK, preview=None)
    erase.rows_of(source)
    zoning.zone_again(source.area)
    start("register.off_the_disk")
    start("register.tell_erased", source=source.pk)
