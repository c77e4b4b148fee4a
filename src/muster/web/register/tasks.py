"""The long work of registers: reading a file into a stage, and taking the stage in."""

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from muster.home import made as made_folder
from muster.register.decode import Content
from muster.register.guess import guess_mapping, show_columns
from muster.register.layouts import fit
from muster.register.mapping import ColumnMapping, MappingError, from_json, to_json
from muster.register.sniff import sniff
from muster.table import TableError
from muster.web.intake import steps, uploads
from muster.web.intake.models import Upload, folder_of_uploads
from muster.web.record.actor import Actor
from muster.web.record.jobs import Run
from muster.web.register import actions, erase, erased
from muster.web.register import actions_of_files as of_files
from muster.web.register import actions_of_places as of_places
from muster.web.register.held import give_back
from muster.web.register.merge import attached, refresh
from muster.web.register.models import Area, Source
from muster.web.register.placing import better_places, mapped
from muster.web.register.stage import STAGE, new_stage, write
from muster.web.register.staging import stage_file
from muster.web.register.telling import refused
from muster.web.register.terminal import at_terminal
from muster.web.register.unchanged import counts_again, read_as
from muster.web.register.zoning import BORDERS
from muster.web.roll.models import Person
from muster.web.roll.queries import actor_of_person

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
            preview = {**_base(source), **preview}
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
    return {**told, **shown}


def _base(source: Source) -> dict[str, Any]:
    """Say what a file is compared with: it is read again if that changes before it is taken in."""
    return {"source": source.pk, "standing": source.standing, "edition": source.area.edition}


def take_in(run: Run, *, upload: int, by: int | None) -> None:
    """Make a previewed file the newest version, all of it or none; read it again where the register has changed."""
    one = Upload.objects.get(pk=upload)
    if one.state != _State.READ:
        return
    stage, same = one.folder / STAGE, bool((one.preview or {}).get("same"))
    run.say(_("Taking it in"))
    give_back()  # what reading it took: the database wants room now
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
