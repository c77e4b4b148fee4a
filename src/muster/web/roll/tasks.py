"""The long work of the roll: reading files and taking them in, finding doubles, and what comes round every day."""

import datetime as dt
import mmap
import shutil
from contextlib import suppress
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.guard.need import Held
from muster.table import TableError
from muster.web.intake import steps, uploads
from muster.web.intake.models import Upload
from muster.web.intake.stages import STAGE, attached, new_stage
from muster.web.messenger.models import OptOut, Way
from muster.web.power.held import TERMINAL, require_still
from muster.web.record.actor import Actor
from muster.web.record.jobs import Run, start
from muster.web.roll import actions_of_files as files
from muster.web.roll import actions_of_time as of_time
from muster.web.roll import columns, doubles, taking, telling
from muster.web.roll.audience import CHANNELS
from muster.web.roll.belonging import GoneError
from muster.web.roll.known import known_roll
from muster.web.roll.models import Chase, Group, Person
from muster.web.roll.paying import Paying, stage_payments
from muster.web.roll.queries import actor_of_person
from muster.web.roll.reading import blocks_of, look
from muster.web.roll.rules import SITE, may_decide, may_run
from muster.web.roll.staging import TABLES, Staging, stage_people

SITE_ITSELF = Actor(person=None, pseudonym=SITE)
_State = Upload.State


def _actor(by: int | None, upload: Upload) -> Actor:
    """Give who asked for a job, with the powers held now; whoever sits at the terminal is an officer there.

    Raises:
        NotAllowedError: they may not decide on this file any more.
    """
    if by is None:
        return Actor(None, TERMINAL, frozenset({Held("officer", upload.compartment, TERMINAL)}))
    actor = actor_of_person(Person.objects.get(pk=by), at=timezone.now())
    require_still(actor.pseudonym, may=may_decide, thing=upload, at=timezone.now())
    return actor


def read(run: Run, *, upload: int, by: int | None) -> None:
    """Read a brought file into its stage, and show what it would change."""
    one = Upload.objects.get(pk=upload)
    if one.state != _State.BROUGHT:
        return
    who = _actor(by, one)
    run.say(_("Reading the file"))
    try:
        state, preview = _read(run, one)
    except TableError as error:
        state, preview = _State.REFUSED, {"why": error.problems[0].cure if error.problems else str(error)}
    with suppress(uploads.MovedOnError):  # it was sent back meanwhile
        files.show(one, state=state, preview=preview, by=who, at=timezone.now())


def _read(run: Run, upload: Upload) -> tuple[Upload.State, dict[str, Any]]:
    what = upload.wanted["what"]
    with upload.content.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        remembered = uploads.mapping_of(upload.into)
        known = columns.from_json(remembered) if remembered else None
        wanted = tuple(name for names in known.fields.values() for name in names) if known else ()
        sniffed = look(content, name=upload.name, wanted=wanted)
        guessed, strange = columns.guess(what, sniffed.header)
        use = known if known and set(wanted) <= set(sniffed.header) else None
        if use is None and (strange or not columns.is_enough(what, guessed)):
            samples = [list(row) for row in sniffed.samples[:3]]
            told = {"header": list(sniffed.header), "samples": samples, "strange": list(strange)}
            return _State.UNMAPPED, {**told, "guess": columns.to_json(guessed)}
        use = use or guessed
        blocks, size = blocks_of(content, sniffed, name=upload.name)
        today = timezone.localdate()

        def told_how_far(done: int) -> None:
            run.say(_("Reading the file"), done, size)

        with new_stage(upload.folder / STAGE, TABLES) as stage:
            if what == "payments":
                paying = Paying(stage, upload.wanted["group"], today, use.dates)  # type: ignore[arg-type]  # as remembered
                stage_payments(blocks, use, sniffed.header, paying, told_how_far)
                return _State.READ, {"counts": dict(paying.counts), "columns": columns.to_json(use)}
            into = Staging(stage, known_roll(upload.wanted["group"]), today)
            stage_people(blocks, use, sniffed.header, into, told_how_far)
        return _State.READ, {"counts": dict(into.counts), "moved": dict(into.moved), "columns": columns.to_json(use)}


def take_in(run: Run, *, upload: int, by: int | None) -> None:
    """Take a previewed file in; what changed meanwhile has it read again."""
    one = Upload.objects.get(pk=upload)
    if one.state != _State.READ:
        return
    run.say(_("Taking the file in"))
    at, who = timezone.now(), _actor(by, one)
    with attached(one.folder / STAGE) as begin:
        try:
            with run.finish():
                first, last = files.take_in(one, stage=one.folder / STAGE, begin=begin, by=who, at=at)
                start("roll.find_doubles", first=first, last=last)
        except steps.StaleError:
            one.refresh_from_db()
            files.read_again(one, by=who, at=at)
            return
        except uploads.MovedOnError:  # it was sent back meanwhile
            return
    taking.refresh()
    shutil.rmtree(one.folder, ignore_errors=True)


def find_doubles(run: Run, *, first: int = 0, last: int = 0) -> int:
    """Find who may be one person: among everybody, or with those of the ids above `first` to `last`."""
    found = 0
    for new in doubles.find_all(range(first + 1, last + 1) if last else None):
        found += new
        run.say(_("Looking for people who are here twice"), found)
    return found


def come_round(run: Run) -> None:
    """Let what is due come to pass: subscriptions fall due and lapse; the month's figures are counted."""
    run.say(_("Looking at what has fallen due"))
    at = timezone.now()
    of_time.come_due(None, by=SITE_ITSELF, at=at)
    of_time.count_month(None, month=timezone.localdate(at).replace(day=1), by=SITE_ITSELF, at=at)


def count_months(run: Run, *, months: int) -> None:
    """Count the figures of some months back, as the memberships tell them."""
    first = timezone.localdate().replace(day=1)
    for done in range(months):
        run.say(_("Counting how many we were"), done, months)
        of_time.count_month(None, month=first, by=SITE_ITSELF, at=timezone.now())
        first = (first - dt.timedelta(days=1)).replace(day=1)


def hear_opt_out(_run: Run, *, who: str, way: str) -> None:
    """Write down among what somebody agreed to that they opted out by a link, unless they agreed anew meanwhile."""
    channel = CHANNELS.get(Way(way))
    person = Person.objects.filter(pseudonym=who, erased_at=None).first()
    while person is not None and person.merged_into is not None:
        person = person.merged_into
    if channel and person and OptOut.objects.filter(who=who, way=way).exists():
        with suppress(GoneError):
            of_time.hear_opt_out(person, channel=channel, by=SITE_ITSELF, at=timezone.now())


def tell(run: Run, *, what: str, people: list[int], by: str) -> dict[str, int]:
    """Write a welcome, or that a subscription is due, into the outbox: once, whatever becomes of the worker."""
    try:
        for group in Group.objects.filter(people__in=people).distinct():
            require_still(by, may=may_run, thing=group, at=timezone.now())
    except PermissionDenied:
        Chase.objects.filter(person__in=people, asked_by=by, asked_on=timezone.localdate(run.job.asked_at)).delete()
        raise  # nobody was asked: somebody else can
    with run.finish():
        reached = telling.put_in_outbox(what, people, at=timezone.now())
    return {"reached": reached}


def tell_left(run: Run, *, upload: int, page: str) -> dict[str, int]:
    """Write to whoever brought a file that it lay too long: once, whatever becomes of the worker."""
    with run.finish():
        reached = telling.put_left_in_outbox(Upload.objects.get(pk=upload), page=page, at=timezone.now())
    return {"reached": reached}
