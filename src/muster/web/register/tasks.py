"""The long work of registers: reading a file into a stage, and taking the stage in."""

import datetime as dt
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.home import made as made_folder
from muster.register.decode import Content
from muster.register.guess import guess_mapping, show_columns
from muster.register.layouts import fit
from muster.register.mapping import ColumnMapping, MappingError, from_json, to_json
from muster.register.markers import table_from_json
from muster.register.read import Reading, read_register
from muster.register.remembered import forget_addresses, forget_names, forget_rows
from muster.register.sniff import sniff
from muster.table import TableError
from muster.web.intake import steps, uploads
from muster.web.intake.models import Upload, folder_of_uploads
from muster.web.record.actor import Actor
from muster.web.record.jobs import Run
from muster.web.register import actions, erase, erased, standing
from muster.web.register import actions_of_files as of_files
from muster.web.register import actions_of_places as of_places
from muster.web.register.columns import Columns
from muster.web.register.comparing import Compared, compare_electors, count_changes
from muster.web.register.gathering import gather
from muster.web.register.held import give_back, keep_no_arrays, let_go
from muster.web.register.laying import lay_doors
from muster.web.register.listing import list_doors
from muster.web.register.merge import attached, refresh
from muster.web.register.models import Area, Source
from muster.web.register.placing import better_places, mapped, placing_in
from muster.web.register.row_texts import RowTexts
from muster.web.register.stage import STAGE, new_stage, write
from muster.web.register.telling import SHOWN, cells_of, refused
from muster.web.register.terminal import at_terminal
from muster.web.register.unchanged import counts_again, read_as
from muster.web.register.zoning import BORDERS
from muster.web.roll.models import Person
from muster.web.roll.queries import actor_of_person

COUNTED = ("new", "gone", "moved", "changed", "renumbered", "unchanged", "doubts")
AT_ONCE = 5_000  # rows: what is read and written of them at once takes 20 MB less than of the usual 20,000
SITE = Actor(person=None, pseudonym="site")
_State = Upload.State


def read(run: Run, *, upload: int, by: int | None) -> None:
    """Read a brought file into its stage, and show what it would change."""
    one = Upload.objects.get(pk=upload)
    if one.state != _State.BROUGHT:
        return
    source = Source.objects.select_related("area").get(pk=int(one.into.partition(":")[2]))
    run.say(_("Reading the file"))
    try:
        content = mapped(one.content)
        mapping, preview = _mapping(content, one, names=source.mode != Source.Mode.B)
        state = _State.READ if mapping else _State.UNMAPPED
        if mapping:
            way = read_as(one, mapping)
            preview = _stage_nothing(one, source, way) or stage_file(run, one, source, content, mapping)
            preview["counts"]["read_as"] = way
    except (TableError, MappingError) as error:
        state, preview = _State.REFUSED, refused(error, names=source.mode != Source.Mode.B)
    with suppress(uploads.MovedOnError):  # it was sent back meanwhile
        of_files.show(one, state=state, preview=preview, by=_actor(by, one.compartment), at=timezone.now())


def _mapping(content: Content, upload: Upload, *, names: bool) -> tuple[ColumnMapping | None, Mapping[str, Any]]:
    """Give how a file's columns are read: as its layout has them, or as somebody said last time; else what to ask."""
    sniffed = sniff(content, name=upload.name)
    if sniffed.layout:
        return fit(sniffed.layout, sniffed.header), {}
    remembered = uploads.mapping_of(upload.into)
    if remembered:
        mapping = from_json(remembered)
        if set(mapping.columns()) <= set(sniffed.header):
            return mapping, {}
    columns = show_columns(sniffed.header, sniffed.samples if names else [])
    guess = to_json(guess_mapping(sniffed.header, sniffed.samples))
    told = {"why": sniffed.why, "offer": sniffed.offer.name if sniffed.offer else ""}
    return None, {**told, "columns": [asdict(one) for one in columns], "guess": guess}


def _actor(by: int | None, compartment: str) -> Actor:
    """Give who asked for a job: a person with the powers held now, or the terminal."""
    if by is None:
        return at_terminal(compartment)
    return actor_of_person(Person.objects.get(pk=by), at=timezone.now())


def _stage_nothing(upload: Upload, source: Source, way: str) -> dict[str, Any] | None:
    """Leave the stage empty if these very bytes stand already; gives the preview."""
    counts = counts_again(source, upload, way=way)
    if counts is None:
        return None
    with new_stage(upload.folder / STAGE, electors=source.mode != Source.Mode.B):
        told = {"layout": "", "told": _("byte by byte the file that stands"), "cautions": [], "samples": {}}
    shown = {"counts": counts, "same": True, "update": False, "problems": [], "problems_total": 0}
    return {**_base(source), **told, **shown}


def _base(source: Source) -> dict[str, Any]:
    """Say what a file is compared with: it is read again if that changes before it is taken in."""
    return {"source": source.pk, "standing": source.standing, "edition": source.area.edition}


def stage_file(run: Run, upload: Upload, source: Source, content: Content, mapping: ColumnMapping) -> dict[str, Any]:
    """Fill a file's stage; gives its preview.

    Raises:
        TableError, MappingError: from register.read: the file can't be read as it is.
    """
    names = source.mode != Source.Mode.B

    def told(done: int, size: int) -> None:
        run.say(_("Reading the file"), done, size)
        let_go(content)

    keep_no_arrays()
    with new_stage(upload.folder / STAGE, electors=names) as stage:
        published_on = dt.date.fromisoformat(upload.wanted["published_on"])
        reading = read_register(
            content,
            name=upload.name,
            mapping=mapping,
            rows_per_batch=AT_ONCE,
            progress=told,
            on=published_on,
        )
        is_update = "deleted" in mapping.fields
        franchises = table_from_json(source.markers, nation=source.nation)
        columns = Columns(upload.folder)
        texts = RowTexts(upload.folder, columns) if names and connection.vendor == "postgresql" else None
        got = gather(reading, stage, columns, names=names, texts=texts, franchises=franchises)
        run.say(_("Taking addresses apart"))
        forget_rows()
        give_back()
        stands = standing.standing_streets(source.area_id, update=is_update)
        laid = lay_doors(got, stage, area=source.area_id, place=placing_in(source.area), stands=stands)
        del stands
        run.say(_("Comparing with what stands"))
        forget_addresses()
        give_back()
        compared = (
            compare_electors(got, stage, source=source, folder=upload.folder, texts=texts)
            if names
            else count_changes(got)
        )
        if texts:
            texts.close()
        forget_names()
        doors, doors_gone = list_doors(got, stage, source=source, steps=compared.steps)
        aside = [(*cells_of(one, names=names), False) for one in (*reading.problems, *compared.set_aside)]
        problems = aside + [(*cells_of(one, names=names), True) for one in (*laid.unsure, *reading.notes)]
        write(stage, "problem", problems)
    counts = {
        **{name: getattr(compared, name) for name in COUNTED},
        "rows": reading.accounts.rows,
        "electors": _electors(source, compared) if got.is_update else got.rows,
        "doors": doors,
        "doors_new": laid.new,
        "doors_gone": doors_gone,
        "set_aside": reading.accounts.set_aside + len(compared.set_aside),
        "unplaced": laid.unplaced,
    }
    seen = {"update": got.is_update, "counts": counts, "samples": compared.samples}
    shown = {"problems": problems[:SHOWN], "problems_total": len(problems)}
    return {**_base(source), **_told(reading, names=names), **seen, **shown}


def _electors(source: Source, compared: Compared) -> int:
    """Count the electors after an update."""
    last = source.versions.last()
    return (last.counts["electors"] if last else 0) + compared.new - compared.gone


def _told(reading: Reading, *, names: bool) -> dict[str, Any]:
    sniffed = reading.sniffed
    return {
        "layout": sniffed.layout.name if sniffed.layout else "",
        "told": sniffed.why,
        "cautions": [cells_of(one, names=names) for one in reading.cautions],
    }


def take_in(run: Run, *, upload: int, by: int | None) -> None:
    """Make a previewed file the newest version, all of it or none; read it again where the register has changed."""
    one = Upload.objects.get(pk=upload)
    if one.state != _State.READ:
        return
    stage, same = one.folder / STAGE, bool((one.preview or {}).get("same"))
    run.say(_("Taking it in"))
    try:
        with attached(stage) as begin, run.finish():
            of_files.take_in(one, stage=stage, begin=begin, by=_actor(by, one.compartment), at=timezone.now())
    except steps.StaleError:
        of_files.read_again(one, by=_actor(by, one.compartment), at=timezone.now())
        return
    except uploads.MovedOnError:  # it was sent back meanwhile
        return
    if not same:
        refresh()


def furnish(run: Run, *, upload: int, by: int | None) -> None:
    """Read a table that somebody brought for an area, keep it, and place buildings better by it."""
    from muster.web.register.furnishing import keep_table  # noqa: PLC0415 - large libraries, which registers don't need

    one = Upload.objects.get(pk=upload)
    if one.state == _State.BROUGHT and not keep_table(run, one, by=_actor(by, one.compartment)):
        return
    again = zone if one.wanted["kind"] in BORDERS.values() else place_again
    again(run, area=int(one.into.partition(":")[2]), by=by)


def place_again(run: Run, *, area: int, by: int | None) -> None:
    """Place an area's buildings by what is known now, where that is better than what stands."""
    run.say(_("Placing buildings"))
    one = Area.objects.get(pk=area)
    folder = made_folder(folder_of_uploads() / f"places-{run.job.ref.hex}")
    try:
        with new_stage(folder / STAGE, electors=False) as stage:
            write(stage, "placed", better_places(one))
        with attached(folder / STAGE) as begin, run.finish():
            of_places.place_again(
                one, stage=folder / STAGE, begin=begin, by=_actor(by, one.compartment), at=timezone.now()
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def zone(run: Run, *, area: int, by: int | None) -> None:
    """Find an area's zones, and what lies in each."""
    run.say(_("Finding zones"))
    one = Area.objects.get(pk=area)
    with run.finish():
        of_places.zone(one, by=_actor(by, one.compartment), at=timezone.now())


def mark_again(run: Run, *, source: int, by: int | None) -> None:
    """Say again in which elections a source's electors may vote."""
    run.say(_("Reading markers again"))
    one = Source.objects.select_related("area").get(pk=source)
    with run.finish():
        actions.mark_again(one, by=_actor(by, one.area.compartment), at=timezone.now())


def expire(run: Run) -> None:
    """Erase every source whose day has come, and files that nobody owns."""
    today = timezone.localdate()
    due = Source.objects.filter(expired_at=None, expires_on__lte=today)
    for source in due:
        run.say(_("Erasing %(source)s") % {"source": source.name})
        actions.expire(source, by=SITE, at=timezone.now())
    uploads.sweep()


def tell_erased(run: Run, *, source: int) -> dict[str, int]:
    """Tell whoever organises there that a source was erased: once, whatever becomes of the worker."""
    with run.finish():
        reached = erased.tell_erased(Source.objects.select_related("area").get(pk=source), at=timezone.now())
    return {"reached": reached}


def off_the_disk(run: Run) -> None:
    """Overwrite what erased rows left behind."""
    run.say(_("Overwriting what was erased"))
    erase.off_the_disk()
