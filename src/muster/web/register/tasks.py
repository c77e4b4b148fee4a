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
from muster.register.guess import guess_mapping, show_columns, unread, with_degrees_turned
from muster.register.layouts import fit
from muster.register.mapping import ColumnMapping, MappingError, from_json, holds_names, to_json
from muster.register.sniff import sniff
from muster.table import TableError
from muster.web.intake import steps, uploads
from muster.web.intake.models import Upload, folder_of_uploads
from muster.web.power.held import require_still
from muster.web.record.actor import Actor
from muster.web.record.jobs import Run
from muster.web.register import actions, erase, erased, losses, unchanged
from muster.web.register import actions_of_files as of_files
from muster.web.register import actions_of_places as of_places
from muster.web.register.held import give_back
from muster.web.register.merge import attached, refresh
from muster.web.register.models import Area, Source
from muster.web.register.placing import better_places, mapped
from muster.web.register.stage import STAGE, new_stage, write
from muster.web.register.staging import stage_file
from muster.web.register.telling import NO_NAMES, refused, unless_a_name
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
    who = _actor(by, one.compartment)
    source = Source.objects.select_related("area").get(pk=int(one.into.partition(":")[2]))
    run.say(_("Reading the file"))
    asked: Mapping[str, Any] = {}
    try:
        content = mapped(one.content)
        mapping, asked = _mapping(content, one, names=source.mode != Source.Mode.B)
        state, preview = _State.UNMAPPED, asked
        if mapping:
            preview = {**asked, **_preview(run, one, source, content, mapping)}
            state = _State.REFUSED if "why" in preview else _State.READ
    except (TableError, MappingError, losses.NoBaseError) as error:
        state, preview = _State.REFUSED, {**asked, **refused(error, names=source.mode != Source.Mode.B)}
    with suppress(uploads.MovedOnError):  # it was sent back meanwhile
        of_files.show(one, state=state, preview=preview, by=who, at=timezone.now())


def _preview(run: Run, upload: Upload, source: Source, content: Content, mapping: ColumnMapping) -> dict[str, Any]:
    """Fill a file's stage, and give its preview; with a `why` where nobody could mean it to be taken in."""
    losses.check_base(mapping, source)
    way = read_as(upload, mapping)
    same = _stage_nothing(upload, source, way)
    preview = same or stage_file(run, upload, source, content, mapping)
    preview["counts"].update(read_as=way, code=unchanged.our_code())
    preview["aside"] = losses.aside_told(preview["aside"], mapping)
    loss = {} if same else losses.loss_told(preview, source, sha256=upload.sha256)
    told = {**_base(source), **preview, **loss}
    try:
        losses.check_somebody(told)
    except losses.NobodyError as error:
        return {**told, "why": str(error)}
    return told


def _mapping(content: Content, upload: Upload, *, names: bool) -> tuple[ColumnMapping | None, Mapping[str, Any]]:
    """Give how a file's columns are read: as its layout has them, or as somebody said last time; else what to ask."""
    sniffed = sniff(content, name=upload.name)
    if sniffed.layout:
        return fit(sniffed.layout, sniffed.header), {}
    held = show_columns(sniffed.header, sniffed.samples)
    shown = held if names else show_columns(sniffed.header, [])

    def passed_over(mapping: ColumnMapping) -> list[tuple[str, str | None]]:
        return [(name, value if names else unless_a_name(value)) for name, value in unread(held, mapping)]

    def asked(mapping: ColumnMapping, **told: str) -> Mapping[str, Any]:
        over = {"unread": passed_over(mapping), "guess": to_json(mapping)}
        return {**told, "columns": [asdict(one) for one in shown], **over}

    remembered = uploads.mapping_of(upload.into)
    if remembered:
        mapping = from_json(remembered)
        if set(mapping.columns()) <= set(sniffed.header):
            if names and not holds_names(mapping.fields):
                return None, asked(mapping, why=str(NO_NAMES), offer="")
            turned = with_degrees_turned(mapping, sniffed.header, sniffed.samples)
            if turned is None:
                return mapping, asked(mapping)
            why = _("longitude and latitude seem changed over; below they are the other way round")
            return None, asked(turned, why=why, offer="")
    guessed = guess_mapping(sniffed.header, sniffed.samples)
    guess = with_degrees_turned(guessed, sniffed.header, sniffed.samples) or guessed
    return None, asked(guess, why=sniffed.why, offer=sniffed.offer.name if sniffed.offer else "")


def _actor(by: int | None, compartment: str) -> Actor:
    """Give who asked for a job: a person with the powers held now, or the terminal.

    Raises:
        NotAllowedError: they organise nothing there any more.
    """
    if by is None:
        return at_terminal(compartment)
    actor, at = actor_of_person(Person.objects.get(pk=by), at=timezone.now()), timezone.now()
    require_still(
        actor.pseudonym, may=lambda one, _: one.holds("organiser", compartment=compartment), thing=None, at=at
    )
    return actor


def _stage_nothing(upload: Upload, source: Source, way: str) -> dict[str, Any] | None:
    """Leave the stage empty if these very bytes stand already; gives the preview."""
    counts = counts_again(source, upload, way=way)
    if counts is None:
        return None
    with new_stage(upload.folder / STAGE, electors=source.mode != Source.Mode.B):
        told = {"layout": "", "told": _("byte by byte the file that stands"), "cautions": [], "samples": {}}
    shown = {"counts": counts, "same": True, "update": False, "problems": [], "problems_total": 0, "aside": []}
    return {**told, **shown}


def _base(source: Source) -> dict[str, Any]:
    """Say what a file is compared with: it is read again if that changes before it is taken in."""
    return {"source": source.pk, "standing": source.standing, "edition": source.area.edition}


def take_in(run: Run, *, upload: int, by: int | None) -> None:
    """Make a previewed file the newest version, all of it or none; read it again where the register has changed."""
    one = Upload.objects.get(pk=upload)
    if one.state != _State.READ:
        return
    who = _actor(by, one.compartment)
    stage, same = one.folder / STAGE, bool((one.preview or {}).get("same"))
    run.say(_("Taking it in"))
    give_back()  # what reading it took: the database wants room now
    try:
        with attached(stage) as begin, run.finish():
            of_files.take_in(one, stage=stage, begin=begin, by=who, at=timezone.now())
    except steps.StaleError:
        of_files.read_again(one, by=who, at=timezone.now())
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
    who = _actor(by, one.compartment)
    folder = made_folder(folder_of_uploads() / f"places-{run.job.ref.hex}")
    try:
        with new_stage(folder / STAGE, electors=False) as stage:
            write(stage, "placed", better_places(one))
        with attached(folder / STAGE) as begin, run.finish():
            of_places.place_again(one, stage=folder / STAGE, begin=begin, by=who, at=timezone.now())
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
