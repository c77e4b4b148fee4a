"""Reads what somebody brings to place buildings by: a table of postcodes or properties, or a street extract."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from django.utils import timezone
from django.utils.translation import gettext as _

from muster.plan.streets import ExtractError, read_streets
from muster.register.gazetteer import Kind, to_chunks
from muster.register.gazetteer_read import read_gazetteer
from muster.table import TableError
from muster.web.intake.models import Upload
from muster.web.record.actor import Actor
from muster.web.record.jobs import Run
from muster.web.register import actions
from muster.web.register.models import Table
from muster.web.register.telling import refused

_CHUNK = 1 << 20
_State = Upload.State


def keep_table(run: Run, upload: Upload, *, by: Actor) -> bool:
    """Read and keep a table; or say why it can't be read."""
    run.say(_("Reading the table"))
    try:
        made, form, places = _made_table(upload, run)
    except (TableError, ExtractError) as error:
        actions.show(upload, state=_State.REFUSED, preview=refused(error), by=by, at=timezone.now())
        return False
    actions.keep_table(upload, made=made, form=form, places=places, by=by, at=timezone.now())
    return True


def _made_table(upload: Upload, run: Run) -> tuple[Path, str, int]:
    """Make what is kept of a table, beside the upload: the file, an extract's form, how many places it knows."""
    made, kind = upload.folder / "made", upload.wanted["kind"]
    if kind == Table.Kind.STREETS:
        form: Literal["pbf", "osm"] = "osm" if upload.name.endswith((".osm", ".xml")) else "pbf"
        content = upload.content.read_bytes()
        streets = read_streets(content, form=form)
        made.write_bytes(content)
        return made, form, len({name for name in streets.way_name if name})
    with upload.content.open("rb") as file:
        wanted: Kind = "uprn" if kind == Table.Kind.UPRNS else "postcode"
        read = read_gazetteer(_told_chunks(file, upload.size, run), name=upload.name, kind=wanted)
    with made.open("wb") as out:
        out.writelines(to_chunks(read.gazetteer))
    return made, "", len(read.gazetteer)


def _told_chunks(file: BinaryIO, size: int, run: Run) -> Iterator[bytes]:
    done = 0
    while chunk := file.read(_CHUNK):
        done += len(chunk)
        run.say(_("Reading the table"), done, size)
        yield chunk
