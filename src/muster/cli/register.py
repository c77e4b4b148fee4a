"""`muster register`: take a council's file in, see what changed, write doors or electors out."""

import argparse
import csv
import datetime as dt
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muster.cli import Subparsers, called
from muster.cli.arguments import counted

if TYPE_CHECKING:
    from muster.web.intake.models import Upload
    from muster.web.register.models import Area, Source

HELP = "take a register in, see what changed, write it out"
COMPARTMENT = "movement"
SHOWN = 20
CHUNK = 1 << 20


class RefusedError(ValueError):
    """What was asked can't be done; the sentence says what to do."""


def add_to(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("register", help=HELP, description=HELP)
    deeds = parser.add_subparsers(metavar="import|take-in|send-back|diff|export|table|list", required=True)
    _add_import(deeds)
    for name, run, what in (
        ("diff", _diff, "say what changed between two versions"),
        ("export", _export, "write doors or electors as CSV"),
    ):
        deed = deeds.add_parser(name, help=what, description=what)
        deed.add_argument("source", metavar="AREA/SOURCE", help="as `register list` names it")
        deed.set_defaults(run=_answering(run))
        if name == "diff":
            deed.add_argument("versions", nargs="*", type=int, metavar="VERSION", help="two versions (the last two)")
        else:
            deed.add_argument(
                "--electors", action="store_true", help="a row an elector, by name, where the mode keeps names"
            )
            deed.add_argument("--out", type=Path, required=True, help="the file to write")
    for name, run, what in (
        ("take-in", _take_in, "take the file in that waits, once its preview was seen"),
        ("send-back", _send_back, "take nothing of the file that waits; it is no longer kept"),
    ):
        deed = deeds.add_parser(name, help=what, description=what)
        deed.add_argument("source", metavar="AREA/SOURCE")
        deed.set_defaults(run=_answering(run))
    table = deeds.add_parser("table", help="bring a table or extract to place buildings by")
    table.add_argument("area")
    table.add_argument("kind", choices=("postcodes", "uprns", "streets"))
    table.add_argument("file", type=Path)
    table.set_defaults(run=_answering(_table))
    deeds.add_parser("list", help="list sources and their versions").set_defaults(run=_answering(_list))


def _add_import(deeds: Subparsers) -> None:
    what = "read a file, show what it would change, and take it in"
    deed = deeds.add_parser("import", help=what, description=what)
    deed.add_argument("source", metavar="AREA/SOURCE", help="such as 'Rutland/Register of electors'")
    deed.add_argument("file", type=Path)
    deed.add_argument("--published", type=day, required=True, metavar="YYYY-MM-DD")
    deed.add_argument("--yes", action="store_true", help="take it in without asking")
    new = deed.add_argument_group("a source that is not there yet needs all of these")
    new.add_argument("--owner", help="who answers for it")
    new.add_argument(
        "--mode", choices=("A", "B", "C"), help="A: electors by name; B: addresses only; C: our own people"
    )
    new.add_argument("--basis", help="lawful basis: public task, legitimate interests, consent, legal obligation")
    new.add_argument("--condition", help="Article 9: registered party, members of a body, explicit consent, none kept")
    new.add_argument("--purpose", action="append", default=[], help="canvass, leaflet, polling day, members, research")
    new.add_argument("--erase-on", type=day, metavar="YYYY-MM-DD")
    deed.set_defaults(run=_answering(_import))


def day(text: str) -> dt.date:
    """Read YYYY-MM-DD."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}': write a day as 2025-12-01") from None


def _answering(run: Any) -> Any:
    """Bring the database to this version, run, and answer a refusal with its sentence."""

    def answer(args: argparse.Namespace) -> int:
        from muster.cli.migrate import migrate

        migrate()
        try:
            return int(run(args) or 0)
        except RefusedError as error:
            print(error, file=sys.stderr)
            return 2

    return answer


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        raise RefusedError(f"{path}: {error.strerror}; check the name") from None


def _source(words: str) -> "Source | None":
    from muster.web.register.models import Source

    area, slash, name = words.partition("/")
    if not slash or not name:
        example = f"such as 'Rutland/Register of electors'; {called()} register list lists them"
        raise RefusedError(f"'{words}': write AREA/SOURCE, {example}")
    return Source.objects.select_related("area").filter(area__name=area, name=name).first()


def _standing(words: str) -> "Source":
    source = _source(words)
    if source is None:
        raise RefusedError(f"'{words}': there is no such source; {called()} register list lists them")
    if not source.standing:
        raise RefusedError(f"'{words}': nothing was taken in yet{_waiting_told(source)}")
    return source


def _waiting_told(source: "Source") -> str:
    from muster.web.intake.uploads import open_upload
    from muster.web.record.deeds import name_of

    upload = open_upload(name_of(source))
    told = f"'{source.area.name}/{source.name}'"
    return f"; {upload.name} waits: {called()} register take-in {told}, or send-back" if upload else ""


def _waiting(words: str) -> "tuple[Source, Upload]":
    from muster.web.intake.uploads import open_upload
    from muster.web.record.deeds import name_of

    source = _source(words)
    upload = open_upload(name_of(source)) if source else None
    if source is None or upload is None:
        raise RefusedError(f"'{words}': no file waits there; {called()} register list says what stands")
    return source, upload


def _take_in(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from muster.web.intake.models import Upload
    from muster.web.register import actions
    from muster.web.register.terminal import at_terminal

    source, upload = _waiting(args.source)
    if upload.state != Upload.State.READ:
        raise RefusedError(_why_not(upload))
    print("\n".join(_preview(upload, source)))
    actions.accept(upload, by=at_terminal(source.area.compartment), at=timezone.now())
    _work(upload)
    source.refresh_from_db()
    print(f"Taken in as version {source.standing}.")
    return 0


def _send_back(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from muster.web.register import actions
    from muster.web.register.terminal import at_terminal

    source, upload = _waiting(args.source)
    actions.send_back(upload, by=at_terminal(source.area.compartment), at=timezone.now())
    print(f"Nothing of {upload.name} was taken in, and it is no longer kept.")
    return 0


def _import(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from muster.web.intake.models import Upload
    from muster.web.intake.uploads import EmptyFileError, OneIsOpenError
    from muster.web.record.deeds import NotAllowedError
    from muster.web.register import actions
    from muster.web.register.terminal import at_terminal

    source = _source(args.source) or _new_source(args)
    by = at_terminal(source.area.compartment)
    chunks = _chunks(args.file)
    try:
        upload = actions.bring(
            source, chunks=chunks, name=args.file.name, published_on=args.published, by=by, at=timezone.now()
        )
    except OneIsOpenError as error:
        raise RefusedError(f"another file waits there{_waiting_told(source)}") from error
    except EmptyFileError:
        raise RefusedError(f"{args.file}: this file holds nothing") from None
    except NotAllowedError:
        raise RefusedError(f"'{args.source}' was erased; give this one another name") from None
    _work(upload)
    if upload.state != Upload.State.READ:
        raise RefusedError(_why_not(upload))
    print("\n".join(_preview(upload, source)))
    if not (args.yes or _says_yes()):
        print(f"Nothing of it is in the register yet{_waiting_told(source)}.")
        return 1
    actions.accept(upload, by=by, at=timezone.now())
    _work(upload)
    source.refresh_from_db()
    print(f"Taken in as version {source.standing}.")
    return 0


def _new_source(args: argparse.Namespace) -> "Source":
    from django.utils import timezone

    from muster.web.register import actions
    from muster.web.register.models import Source
    from muster.web.register.terminal import at_terminal

    wanted = {
        "--owner": args.owner,
        "--mode": args.mode,
        "--basis": args.basis,
        "--condition": args.condition,
        "--purpose": args.purpose,
        "--erase-on": args.erase_on,
    }
    missing = [name for name, value in wanted.items() if not value]
    if missing:
        example = (
            "such as --owner 'The party' --mode A --basis 'public task' --condition 'registered party'"
            " --purpose canvass --erase-on 2027-06-01"
        )
        raise RefusedError(f"'{args.source}' is not there yet; to add it say {', '.join(missing)} as well, {example}")
    if args.basis not in Source.Basis.values or args.condition not in Source.Condition.values:
        bases, conditions = ", ".join(Source.Basis.values), ", ".join(Source.Condition.values)
        raise RefusedError(f"write a basis of: {bases}; and a condition of: {conditions}")
    area, _slash, name = args.source.partition("/")
    named = actions.Named(
        area=area, compartment=COMPARTMENT, name=name, owner=args.owner, mode=Source.Mode(args.mode),
        basis=Source.Basis(args.basis), condition=Source.Condition(args.condition), purposes=args.purpose,
        expires_on=args.erase_on,
    )  # fmt: skip
    try:
        return actions.add(named, by=at_terminal(COMPARTMENT), at=timezone.now())
    except actions.PurposeError:
        raise RefusedError("write a purpose of: canvass, leaflet, polling day, members, research") from None
    except actions.ExpiryError:
        raise RefusedError("--erase-on: name a day from tomorrow to three years from now") from None


def _work(upload: "Upload") -> None:
    """Do an upload's job here, unless a worker of the site has it; come back when it has ended."""
    import time

    from muster.web.record.jobs import progress
    from muster.web.record.lines import lines
    from muster.web.record.models import Job
    from muster.web.record.worker import work_once

    job = Job.objects.get(ref=upload.job)  # type: ignore[misc]  # bringing it gave it one
    with lines(own=True) as said:
        while not progress(job).ended:
            if not work_once(said):
                time.sleep(0.1)
    upload.refresh_from_db()
    trouble = progress(job).trouble
    if trouble:
        raise RefusedError(f"The work stopped and nothing was written: {trouble}")


def _why_not(upload: "Upload") -> str:
    preview = upload.preview or {}
    if upload.state == "unmapped":
        return f"{upload.name}: {preview['why']}. On the register's page somebody says what its columns mean, once."
    return str(preview.get("why", "This file can't be used."))


def _preview(upload: "Upload", source: "Source") -> list[str]:
    preview = upload.preview or {}
    counts = preview["counts"]
    lines = [f"{upload.name}: {counted(counts['electors'], 'elector')} behind {counted(counts['doors'], 'door')}."]
    doors = (
        f"{counted(counts['doors_new'], 'door')} new to {source.area.name}, {counts['doors_gone']:,} no longer listed."
    )
    kinds = ("new", "gone", "moved", "changed", "renumbered", "unchanged")
    if source.mode != "B":
        lines.append("Electors: " + ", ".join(f"{counts.get(kind, 0):,} {kind}" for kind in kinds) + ".")
    lines.append(f"{doors}, {counts['doors_gone']:,} no longer listed.")
    if counts["doubts"]:
        lines.append(f"{counted(counts['doubts'], 'pair')} who may be one person: settle them on the register's page.")
    if counts["unplaced"]:
        lines.append(f"{counted(counts['unplaced'], 'building')} with no place on the map yet.")
    lines += [f"  {cure}" for _row, _column, _value, cure in preview["cautions"]]
    for row, column, value, cure, kept in preview["problems"][:SHOWN]:
        lines.append(f"  row {row}, column {column or '-'}, '{value}': {cure} ({'kept' if kept else 'set aside'})")
    more = preview["problems_total"] - min(SHOWN, len(preview["problems"]))
    return [*lines, *([f"  and {more:,} more on the register's page"] if more > 0 else [])]


def _says_yes() -> bool:
    if not sys.stdin.isatty():
        return False
    return input("Take it in? [y/N] ").strip().lower() in {"y", "yes"}


def _diff(args: argparse.Namespace) -> int:
    from muster.web.register import queries
    from muster.web.register.templatetags.registers import addressed, named, numbered

    source = _standing(args.source)
    if source.mode == "B":
        raise RefusedError(f"{args.source} keeps nobody's name, so it can't say who came and went")
    after, upto = args.versions or (source.standing - 1, source.standing)
    if not 1 <= after < upto <= source.standing:
        raise RefusedError(f"{args.source} has versions 1 to {source.standing}; name two of them, the older first")
    for kind in queries.KINDS:
        beyond = 0
        while page := queries.differences(source, after=after, upto=upto, kind=kind, beyond=beyond):
            for one in page:
                entries = [e for e in (one.before, one.after) if e]
                told = " -> ".join(f"{numbered(e)} {addressed(e.door) if e.door else ''}".strip() for e in entries)
                print(f"{kind}: {named(entries[-1])}, {told}")
            beyond = entries[-1].pk
            if len(page) < queries.PAGE:
                break
    return 0


def _export(args: argparse.Namespace) -> int:
    from muster.web.register import out

    source = _standing(args.source)
    if args.electors and source.mode == "B":
        raise RefusedError(f"{args.source} keeps nobody's name; leave --electors out")
    header, rows = out.electors(source) if args.electors else out.doors(source)
    count = _write(args.out, header, rows)
    print(f"{counted(count, 'row')} in {args.out}")
    return 0


def _write(path: Path, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> int:
    """Write a table whole or not at all."""
    draft = path.with_name(path.name + ".part")
    count = 0
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            for row in rows:
                writer.writerow(row)
                count += 1
        draft.replace(path)
    except OSError as error:
        raise RefusedError(f"{path}: {error.strerror}; choose another place") from None
    finally:
        draft.unlink(missing_ok=True)
    return count


def _area(name: str) -> "Area":
    from muster.web.register.models import Area

    area = Area.objects.filter(name=name).first()
    if area is None:
        raise RefusedError(f"'{name}': no source lists doors there; import a register of it first")
    return area


def _table(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from muster.web.intake.models import Upload
    from muster.web.intake.uploads import EmptyFileError, OneIsOpenError
    from muster.web.register import actions
    from muster.web.register.models import Building
    from muster.web.register.terminal import at_terminal

    area = _area(args.area)
    by = at_terminal(area.compartment)
    try:
        upload = actions.furnish(
            area, chunks=_chunks(args.file), name=args.file.name, kind=args.kind, by=by, at=timezone.now()
        )
    except (OneIsOpenError, EmptyFileError):
        raise RefusedError(f"{args.file}: this file holds nothing, or another one waits") from None
    _work(upload)
    if upload.state != Upload.State.TAKEN_IN:
        why = _why_not(upload)
        actions.send_back(upload, by=by, at=timezone.now())
        raise RefusedError(why)
    if not Building.objects.filter(area=area).exists():
        print(f"{args.file.name} is kept. No register of {area.name} is taken in yet; its doors will be placed by it.")
        return 0
    unplaced = Building.objects.filter(area=area, lon=None).count()
    print(f"{args.file.name} is kept. {counted(unplaced, 'building')} of {area.name} still without a place.")
    return 0


def _list(_args: argparse.Namespace) -> int:
    from muster.web.register.models import Source

    sources = Source.objects.select_related("area").order_by("area__name", "name")
    if not sources:
        print(f"There is no register yet; {called()} register import --help says how to bring one.")
    for source in sources:
        told = f"mode {source.mode}, erased on {source.expires_on}" if source.expired_at is None else "erased"
        print(f"{source.area.name}/{source.name}: {told}{_waiting_told(source)}")
        for version in source.versions.all():
            counts = version.counts
            told = f"{counts['electors']:,} electors, {counts['doors']:,} doors"
            print(f"  {version.number}  {version.published_on}  {told}  {version.name}")
    return 0
