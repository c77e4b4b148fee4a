"""`muster register list`, `diff`, `export`: what stands, what changed, and tables of it."""

import argparse
import csv
import hashlib
import shlex
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muster.cli import Subparsers, called
from muster.cli.arguments import counted
from muster.cli.register_asked import (
    RefusedError,
    Run,
    answering,
    day,
    standing_source,
    waiting_told,
    words_for,
    zone_named,
)
from muster.register.markers import ELECTIONS
from muster.table import inert

if TYPE_CHECKING:
    from muster.web.power.copies import Listed
    from muster.web.register.models import Source


def _add_named(deeds: Subparsers, name: str, run: Run, what: str) -> argparse.ArgumentParser:
    deed = deeds.add_parser(name, help=what, description=what)
    deed.add_argument("source", metavar="AREA/SOURCE", help="as `register list` names it")
    deed.set_defaults(run=answering(run))
    return deed


def add_diff(deeds: Subparsers) -> None:
    """Add `register diff`."""
    deed = _add_named(deeds, "diff", diff, "say what changed between two versions")
    deed.add_argument("versions", nargs="*", type=int, metavar="VERSION", help="two versions (the last two)")


def add_export(deeds: Subparsers) -> None:
    """Add `register export`."""
    deed = _add_named(deeds, "export", export, "write doors or electors as CSV")
    deed.add_argument("--electors", action="store_true", help="a row an elector, by name, where the mode keeps names")
    deed.add_argument("--zone", help="only what lies in it, as `register zones` names it")
    deed.add_argument("--election", choices=ELECTIONS, help="only electors who may vote in it")
    deed.add_argument("--on", type=day, metavar="YYYY-MM-DD", help="on this day: whoever comes of age later may not")
    deed.add_argument("--out", type=Path, required=True, help="the file to write")


def add_list(deeds: Subparsers) -> None:
    """Add `register list`."""
    deeds.add_parser("list", help="list sources and their versions").set_defaults(run=answering(list_sources))


def diff(args: argparse.Namespace) -> int:
    """Say who is new, gone, moved and changed between two versions."""
    from muster.web.register import changes
    from muster.web.register.templatetags.registers import addressed, named, numbered

    source = standing_source(args.source)
    if source.mode == "B":
        raise RefusedError(f"{args.source} keeps nobody's name, so it can't say who came and went")
    after, upto = args.versions or (source.standing - 1, source.standing)
    if not 1 <= after < upto <= source.standing:
        raise RefusedError(f"{args.source} has versions 1 to {source.standing}; name two of them, the older first")
    for kind in changes.KINDS:
        beyond = 0
        while page := changes.differences(source, after=after, upto=upto, kind=kind, beyond=beyond):
            for one in page:
                entries = [e for e in (one.before, one.after) if e]
                told = [f"{numbered(e)} {addressed(e.door) if e.door else ''}".strip() for e in entries]
                names = [named(e) for e in entries]
                if len(set(names)) > 1:
                    told = [f"{name}, {stood}" for name, stood in zip(names, told, strict=True)]
                else:
                    told[0] = f"{names[0]}, {told[0]}"
                why = " (one person, as somebody said)" if one.settled else ""
                print(f"{kind}: {' -> '.join(told)}{why}")
            beyond = entries[-1].pk
            if len(page) < changes.PAGE:
                break
    return 0


def export(args: argparse.Namespace) -> int:
    """Write doors or electors as a table."""
    from muster.web.register.out import Scope, doors_left_out, listed, written

    source = standing_source(args.source)
    if args.electors and source.mode == "B":
        raise RefusedError(f"{args.source} keeps nobody's name; leave --electors out")
    if (args.election or args.on) and not args.electors:
        raise RefusedError("--election and --on choose electors; add --electors")
    zone = zone_named(source.area, args.zone) if args.zone else None
    scope = Scope(
        "electors" if args.electors else "doors",
        zone=f"{zone.kind}/{zone.name}" if zone else "",
        election=args.election or "",
        on=str(args.on or ""),
    )
    told = listed(source, scope)
    copy = _write(args.out, *written(source, scope), number=lambda sha256: _numbered(source, told, sha256))
    print(f"{counted(told.rows, 'row')} in {args.out}: copy {copy}")
    if not args.electors and (left := doors_left_out(source, scope)):
        area = source.area.name
        table = f"{called()} register table {shlex.quote(area)} KIND FILE"
        print(
            f"{counted(left, 'door')} left out, without a place on the map: bring a table of places or a street "
            f"extract ({table}), or place them by hand under Places of {area} on the site."
        )
    return 0


def _numbered(source: "Source", listed: "Listed", sha256: str) -> int:
    """Number what is carried away, as the terminal of this machine."""
    from django.utils import timezone

    from muster.web.register.actions_of_copies import export
    from muster.web.register.terminal import at_terminal

    by = at_terminal(source.area.compartment)
    return int(export(source, listed=listed, sha256=sha256, by=by, at=timezone.now()).pk)


def _write(path: Path, header: Iterable[str], rows: Iterable[Iterable[Any]], *, number: Callable[[str], int]) -> int:
    """Write a table whole or not at all, and number it before it stands there; gives its number."""
    draft = path.with_name(path.name + ".part")
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows([inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
        with draft.open("rb") as file:
            copy = number(hashlib.file_digest(file, "sha256").hexdigest())
        draft.replace(path)
    except OSError as error:
        raise RefusedError(f"{path}: {error.strerror}; choose another place") from None
    finally:
        draft.unlink(missing_ok=True)
    return copy


def list_sources(_args: argparse.Namespace) -> int:
    """List sources and their versions."""
    from muster.web.register.models import Source

    sources = Source.objects.select_related("area").order_by("area__name", "name")
    if not sources:
        print(f"There is no register yet; {called()} register import --help says how to bring one.")
    for source in sources:
        told = f"mode {source.mode}, erased on {source.expires_on}" if source.expired_at is None else "erased"
        print(f"{words_for(source)}: {told}{waiting_told(source)}")
        for version in source.versions.all():
            counts = version.counts
            told = f"{counts['electors']:,} electors, {counts['doors']:,} doors"
            print(f"  {version.number}  {version.published_on}  {told}  {version.name}")
    return 0
