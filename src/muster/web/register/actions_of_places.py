"""What is done with places: tables and borders are brought, buildings and streets put on the map, zones found."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import F, QuerySet

from muster import home
from muster.register.far import are_changed_over, distance_km, is_here
from muster.web.intake import steps, uploads
from muster.web.intake.models import Upload
from muster.web.record.actor import Actor
from muster.web.record.deeds import Deed, name_of, recorded
from muster.web.record.jobs import start
from muster.web.register import zoning
from muster.web.register.looking import middle_of
from muster.web.register.merge import place as write_places
from muster.web.register.models import Area, Building, Street, Table
from muster.web.register.rules import (
    may_decide,
    may_furnish,
    may_place,
    may_rename,
)


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


class NotATableError(ValueError):
    """No kind of table is called so."""


FAR_KM = 300  # from the middle of an area's other doors: no area is so wide


class NotAPlaceError(ValueError):
    """No place on this earth, or none that a door can have."""


class FarOffError(NotAPlaceError):
    """A place far from the other doors of its area, or from the country where none has a place.

    Attributes:
        off_km: how far; None where no door has a place yet.
        changed_over: whether it would be near if longitude and latitude were changed over.
    """

    def __init__(self, off_km: int | None, *, changed_over: bool) -> None:
        self.off_km, self.changed_over = off_km, changed_over
        super().__init__(f"{off_km} km off")


@recorded("register.place", may=may_place)
def place(deed: Deed, building: Building, *, lon: float, lat: float, by: Actor, at: dt.datetime) -> None:
    """Put a building on the map by hand; no later file moves it.

    Raises:
        NotAPlaceError, FarOffError: degrees that are none, or no door's of this area.
    """
    _check_place(lon, lat, others=Building.objects.filter(area=building.area_id).exclude(pk=building.pk))
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
    steps.begin(upload, "register.furnish", by=by)
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
        NotAPlaceError, FarOffError: degrees that are none, or no door's of this area.
    """
    _check_place(lon, lat, others=Building.objects.filter(area=street.area_id))
    unplaced = Building.objects.filter(street=street, lon=None).values_list("pk", flat=True)
    _set_by_hand(list(unplaced), lon, lat)
    _find_zones(street.area_id, by)


def _check_place(lon: float, lat: float, *, others: QuerySet[Building]) -> None:
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 - degrees
        raise NotAPlaceError(f"{lon}, {lat}")
    amid = middle_of(others.filter(lon__isnull=False))
    if amid is None:
        if not is_here(lon, lat):
            raise FarOffError(None, changed_over=are_changed_over(lon, lat))
    elif (off_km := distance_km((lon, lat), amid)) > FAR_KM:
        raise FarOffError(round(off_km), changed_over=distance_km((lat, lon), amid) <= FAR_KM)


def _find_zones(area: int, by: Actor) -> None:
    """Where a building's place has changed, another border may hold it."""
    if zoning.is_bordered(area):
        start("register.zone", area=area, by=by.person)


def _set_by_hand(buildings: Sequence[int], lon: float, lat: float) -> None:
    Building.objects.filter(pk__in=buildings).update(
        lon=lon, lat=lat, placed_from=Building.PlacedFrom.HAND, off_m=0, why=""
    )
