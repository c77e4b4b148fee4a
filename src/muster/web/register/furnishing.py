"""Reads what somebody brings to place buildings by: a table of postcodes or properties, or a street extract."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from django.utils import timezone
from django.utils.translation import gettext as _

from muster.plan.backdrop import draw_backdrop, owes_credit
from muster.plan.streets import ExtractError, read_streets
from muster.register.borders import MOST_BYTES, BordersError, read_borders, write_borders
from muster.register.gazetteer import Kind, to_chunks
from muster.register.gazetteer_read import read_gazetteer
from muster.table import TableError
from muster.web.intake.models import Upload
from muster.web.record.actor import Actor
from muster.web.record.jobs import Run
from muster.web.register import actions_of_files as of_files
from muster.web.register import actions_of_places as of_places
from muster.web.register.actions_of_places import Made
from muster.web.register.ground import CREDIT, write_ground
from muster.web.register.models import Table
from muster.web.register.telling import refused
from muster.web.register.zoning import BORDERS

_CHUNK = 1 << 20
EVERYWHERE = (-180.0, -90.0, 180.0, 90.0)
_State = Upload.State


def keep_table(run: Run, upload: Upload, *, by: Actor) -> bool:
    """Read and keep a table; or say why it can't be read."""
    run.say(_("Reading the table"))
    try:
        made = _made_table(upload, run)
    except (TableError, ExtractError, BordersError) as error:
        of_files.show(upload, state=_State.REFUSED, preview=refused(error), by=by, at=timezone.now())
        return False
    of_places.keep_table(upload, made=made, by=by, at=timezone.now())
    return True


def _made_table(upload: Upload, run: Run) -> Made:
    """Make what is kept of a table, beside the upload."""
    path, kind = upload.folder / "made", upload.wanted["kind"]
    if kind in BORDERS.values():
        return _made_borders(upload, path)
    if kind == Table.Kind.STREETS:
        return _made_streets(upload, path)
    with upload.content.open("rb") as file:
        wanted: Kind = "uprn" if kind == Table.Kind.UPRNS else "postcode"
        read = read_gazetteer(_told_chunks(file, upload.size, run), name=upload.name, kind=wanted)
    with path.open("wb") as out:
        out.writelines(to_chunks(read.gazetteer))
    return Made(path, len(read.gazetteer))


def _made_borders(upload: Upload, path: Path) -> Made:
    with upload.content.open("rb") as file:
        borders = read_borders(file.read(MOST_BYTES + 1))  # one more, to be told that it is too large
    path.write_bytes(write_borders(borders))
    return Made(path, len(borders.names), cautions=borders.cautions)


def _made_streets(upload: Upload, path: Path) -> Made:
    form: Literal["pbf", "osm"] = "osm" if upload.name.endswith((".osm", ".xml")) else "pbf"
    content = upload.content.read_bytes()
    streets = read_streets(content, form=form)
    path.write_bytes(content)
    names = sorted({name for name in streets.way_name if name})
    ground = path.with_name("ground")
    shapes = draw_backdrop(content, form=form, within=EVERYWHERE)
    write_ground(ground, shapes, names=names, credit=CREDIT if owes_credit(content, form=form) else "")
    return Made(path, len(names), form, ground)


def _told_chunks(file: BinaryIO, size: int, run: Run) -> Iterator[bytes]:
    done = 0
    while chunk := file.read(_CHUNK):
        done += len(chunk)
        run.say(_("Reading the table"), done, size)
        yield chunk
