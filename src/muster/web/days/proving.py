"""A cut day as `muster plan` would have written it: with it anybody works every figure out again. Ids, no names."""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

from muster.plan.doors import Doors
from muster.plan.ground_store import Laid
from muster.web.days import drafting
from muster.web.days.corrections import OtherStreetsError
from muster.web.days.models import Day
from muster.web.days.models_of_turfs import Board, Publication
from muster.web.intake.pages import csv_bytes
from muster.web.register.models import Table

DOORS, TURFS, PRICES, CERTIFICATE = "doors.csv", "turfs.csv", "prices.csv", "certificate.json"
STREETS = {"pbf": "streets.osm.pbf", "osm": "streets.osm"}
_WHEN = (1980, 1, 1, 0, 0, 0)  # of a file in the archive: the same plan gives the same bytes


def proof_of(day: Day) -> IO[bytes]:
    """Write what `muster plan check` takes: doors, streets, turfs, prices and the certificate, as one archive.

    Of a published day it is the boards that were published; else the draft.

    Raises:
        NoGroundError: the turfs aren't cut, or the ground that they were cut on is not there any more.
        OtherStreetsError: the area's streets are others than those that the turfs were cut on.
    """
    laid = drafting.laid_of(day)
    published = Publication.objects.filter(day=day, recalled_at=None).first()
    certificate = dict((published.certificate if published else day.certificate) or {})
    table = _streets(day, certificate.pop("inputs", {}).get("streets"))
    doors = _csv(("door", "lon", "lat", "street", "side", "service_s", "zone"), _rows(laid.ground.doors))
    walks = _walks(day, published)
    files = {DOORS: doors, TURFS: _csv(("door", "turf", "order"), _met(walks)), PRICES: _prices(laid)}
    inputs = {DOORS: hashlib.sha256(doors).hexdigest()}
    if table is not None:
        inputs[STREETS[table.form]] = _sha256(table)
    figures = {**certificate, **_by_hand(day, certificate), "numbers": sorted(walks), "inputs": inputs}
    if published:
        figures["fingerprint"] = published.digest
    files[CERTIFICATE] = (json.dumps(figures, indent=1, ensure_ascii=False) + "\n").encode()
    return _archive(files, table)


def streets_sha256(extract: bytes) -> dict[str, str]:
    """Give what a certificate keeps of the street extract that its turfs were cut on; nothing where there was none."""
    return {"streets": hashlib.sha256(extract).hexdigest()} if extract else {}


def _streets(day: Day, said: str | None) -> Table | None:
    table = Table.objects.filter(area=day.area_id, kind=Table.Kind.STREETS).first()
    if said is None:
        return None
    if table is None or _sha256(table) != said:
        raise OtherStreetsError
    return table


def _sha256(table: Table) -> str:
    with table.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _rows(doors: Doors) -> Iterable[Sequence[object]]:
    return zip(
        doors.names, doors.lon.tolist(), doors.lat.tolist(), doors.street, doors.side, doors.service_s.tolist(),
        doors.zone, strict=True,
    )  # fmt: skip


def _walks(day: Day, published: Publication | None) -> dict[int, list[int]]:
    """Give each turf's doors in walking order, by its number."""
    rows = Board.objects.filter(publication=published) if published else day.turfs.all()
    return dict(rows.order_by("number").values_list("number", "door_ids"))


def _met(walks: dict[int, list[int]]) -> Iterable[Sequence[object]]:
    return ((door, turf, order) for turf, doors in walks.items() for order, door in enumerate(doors, start=1))


def _prices(laid: Laid) -> bytes:
    """Name each stop by its first door, beside its price, as `floor.raise_floor` does."""
    first: dict[int, str] = {}
    for stop, name in zip(laid.ground.stop_of_door.tolist(), laid.ground.doors.names, strict=True):
        first.setdefault(stop, name)
    return _csv(("door", "price"), ((first[stop], price) for stop, price in enumerate(laid.price.tolist())))


def _by_hand(day: Day, certificate: dict[str, Any]) -> dict[str, Any]:
    """Once turfs were corrected or locked they are not what the planner was asked for: ask nothing of them."""
    corrections = day.corrections.filter(undone_at=None).count()
    if not corrections and not day.turfs.filter(locked=True).exists():
        return {}
    said = certificate.get("asked", {})
    return {"asked": {**said, "turfs": None, "minutes": None, "keep_zones": False}, "corrected": corrections}


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    return b"".join(csv_bytes(header, rows))


def _archive(files: dict[str, bytes], table: Table | None) -> IO[bytes]:
    box = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with zipfile.ZipFile(box, "w") as parts:
        for name, content in files.items():
            parts.writestr(zipfile.ZipInfo(name, _WHEN), content, zipfile.ZIP_DEFLATED, compresslevel=1)
        if table is not None:
            packed = zipfile.ZIP_STORED if table.form == "pbf" else zipfile.ZIP_DEFLATED
            parts.write(table.path, STREETS[table.form], packed, compresslevel=1)
    box.seek(0)
    return box
