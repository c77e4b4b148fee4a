"""`muster register take-in`, `send-back`, `take-back`: what becomes of a file that was read, or was taken in."""

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from muster.cli import Subparsers, called
from muster.cli.arguments import counted
from muster.cli.register_asked import (
    RefusedError,
    answering,
    find_zones,
    says_yes,
    standing_source,
    waiting_file,
    why_not,
    words_for,
    work_on,
)
from muster.cli.register_columns import HIDDEN, mending_told, unread_told

if TYPE_CHECKING:
    from muster.web.intake.models import Upload
    from muster.web.register.losses import Loss
    from muster.web.register.models import Source, Version

SHOWN = 20


def add_waiting(deeds: Subparsers) -> None:
    """Add `register take-in` and `register send-back`."""
    for name, run, what in (
        ("take-in", take_in, "take the file in that waits, once its preview was seen"),
        ("send-back", send_back, "take nothing of the file that waits; it is no longer kept"),
    ):
        deed = deeds.add_parser(name, help=what, description=what)
        deed.add_argument("source", metavar="AREA/SOURCE")
        if run is take_in:
            add_although(deed)
            add_renamed(deed)
        deed.set_defaults(run=answering(run))


def add_take_back(deeds: Subparsers) -> None:
    """Add `register take-back`."""
    what = "take a register's newest version back: what stood before it stands again"
    deed = deeds.add_parser("take-back", help=what, description=what)
    deed.add_argument("source", metavar="AREA/SOURCE")
    deed.add_argument("version", type=int, metavar="VERSION", help="its number, as `register list` gives it")
    deed.add_argument("--yes", action="store_true", help="take it back without asking")
    deed.set_defaults(run=answering(take_back))


def add_although(deed: argparse.ArgumentParser) -> None:
    """Add `--although`."""
    what = "take it in although so many would be gone or left out, or although it is that older version's file"
    deed.add_argument("--although", type=int, default=0, metavar="NUMBER", help=what)


def add_renamed(deed: argparse.ArgumentParser) -> None:
    """Add `--renamed`."""
    what = "a street of which the preview asks whether it has another name now: it has, and nobody there has moved"
    deed.add_argument("--renamed", action="append", default=[], metavar="STREET", help=what)


def say_renamed(upload: "Upload", source: "Source", streets: Sequence[str]) -> None:
    """Say which streets a waiting file calls otherwise, and have it read again."""
    from django.utils import timezone

    from muster.web.intake.models import Upload
    from muster.web.intake.uploads import seen
    from muster.web.register import actions_of_files as of_files
    from muster.web.register.terminal import at_terminal

    asked = {one["was"].casefold(): one["street"] for one in seen(upload).get("renamed", ())}
    unknown = [name for name in streets if name.casefold() not in asked]
    if unknown:
        told = ", ".join(f"'{one['was']}'" for one in seen(upload).get("renamed", ())) or "no street"
        raise RefusedError(f"--renamed '{unknown[0]}': the preview asks of {told}")
    by = at_terminal(source.area.compartment)
    of_files.rename_streets(upload, streets=[asked[one.casefold()] for one in streets], by=by, at=timezone.now())
    work_on(upload)
    if upload.state != Upload.State.READ:
        raise RefusedError(why_not(upload))


def take_in(args: argparse.Namespace) -> int:
    """Take the waiting file in."""
    from muster.web.intake.models import Upload

    source, upload = waiting_file(args.source)
    if upload.state != Upload.State.READ:
        raise RefusedError(why_not(upload))
    if args.renamed:
        say_renamed(upload, source, args.renamed)
    print("\n".join(preview_told(upload, source)))
    return accept(upload, source, although=args.although)


def accept(upload: "Upload", source: "Source", *, although: int) -> int:
    """Have a file taken in, and wait for it."""
    from django.utils import timezone

    from muster.web.register import actions_of_files as of_files
    from muster.web.register.losses import GreatLossError
    from muster.web.register.terminal import at_terminal

    try:
        of_files.accept(upload, although=although, by=at_terminal(source.area.compartment), at=timezone.now())
    except GreatLossError as error:
        raise RefusedError(f"Nothing of it is in the register yet: {_loss_told(error.loss, source)}") from None
    work_on(upload)
    source.refresh_from_db()
    print(f"Taken in as version {source.standing}.")
    return 0


def _loss_told(loss: "Loss", source: "Source") -> str:
    """Tell what a file would take away, and what to add where that is meant."""
    told = []
    if loss.much_gone:
        told.append(f"{loss.gone:,} of the {counted(loss.stood, 'door' if loss.doors else 'elector')} would be gone")
    if loss.much_aside:
        told.append(f"{loss.aside:,} of its {counted(loss.rows, 'row')} can't be read")
    if loss.version:
        told.append(f"it is byte for byte the file of version {loss.version} ({loss.version_on})")
    meant = f"{called()} register take-in '{words_for(source)}' --although {loss.number}"
    return f"{', and '.join(told)}. If that is meant, say {meant}; else send-back"


def send_back(args: argparse.Namespace) -> int:
    """Take nothing of the waiting file."""
    from django.utils import timezone

    from muster.web.register import actions_of_files as of_files
    from muster.web.register.terminal import at_terminal

    source, upload = waiting_file(args.source)
    of_files.send_back(upload, by=at_terminal(source.area.compartment), at=timezone.now())
    print(f"Nothing of {upload.name} was taken in, and it is no longer kept.")
    return 0


def take_back(args: argparse.Namespace) -> int:
    """Say what goes and what stands then, and take the newest version back if somebody says so."""
    from django.utils import timezone

    from muster.web.register import actions_of_files as of_files
    from muster.web.register.terminal import at_terminal

    source = standing_source(args.source)
    versions = {one.number: one for one in source.versions.all()}
    if args.version != source.standing:
        raise _not_newest(args, source)
    newest, before = versions[args.version], versions.get(args.version - 1)
    print(f"Version {_version_told(newest)} goes, with doors that came with it and what was said of its doubts.")
    stands = (
        f"Then version {_version_told(before)} stands again." if before else "It is the only one: nothing stands then."
    )
    print(stands)
    if not (args.yes or says_yes("Take it back?")):
        print(f"Nothing was taken back; version {args.version} stands. Without a question: --yes")
        return 1
    try:
        of_files.take_back(source, number=args.version, by=at_terminal(source.area.compartment), at=timezone.now())
    except of_files.NotNewestError:
        raise _not_newest(args, source) from None
    find_zones()
    stands = f"version {args.version - 1} stands again" if before else "nothing stands now"
    print(f"Version {args.version} is taken back; {stands}.")
    return 0


def _not_newest(args: argparse.Namespace, source: "Source") -> RefusedError:
    return RefusedError(f"{args.version}: the newest version of '{args.source}' is {source.standing}")


def _version_told(version: "Version") -> str:
    counts = version.counts
    told = f"{counted(counts['electors'], 'elector')}, {counted(counts['doors'], 'door')}"
    return f"{version.number} ({version.name}, published on {version.published_on}: {told})"


def _renamed_told(one: Mapping[str, Any]) -> str:
    """Tell a street that the file seems to call otherwise, and what to say if it does."""
    stay = f"{one['stayed']:,} of {one['stood']:,} stay at the same number"
    if one["said"]:
        return f"{one['was']} is called {one['name']} now, as you said: {stay}."
    return f"Is {one['was']} called {one['name']} now? {stay}. If it is, add --renamed '{one['was']}' to take-in."


def preview_told(upload: "Upload", source: "Source") -> list[str]:
    """Tell a preview line by line."""
    from muster.web.intake.uploads import seen
    from muster.web.register.losses import column_told

    preview = seen(upload)
    counts = preview["counts"]
    lines = [f"{upload.name}: {counted(counts['electors'], 'elector')} behind {counted(counts['doors'], 'door')}."]
    kinds = ("new", "gone", "moved", "changed", "renumbered", "unchanged")
    if source.mode != "B":
        lines.append("Electors: " + ", ".join(f"{counts.get(kind, 0):,} {kind}" for kind in kinds) + ".")
    if counts.get("back"):
        lines.append(f"Of the new {counts['back']:,} were gone and are back, as who they were.")
    new = counted(counts["doors_new"], "door")
    lines.append(f"{new} new to {source.area.name}, {counts['doors_gone']:,} no longer listed.")
    lines += [_renamed_told(one) for one in preview.get("renamed", ())]
    if counts["doubts"]:
        lines.append(f"{counted(counts['doubts'], 'pair')} who may be one person: settle them on the register's page.")
    if counts["unplaced"]:
        lines.append(f"{counted(counts['unplaced'], 'building')} with no place on the map yet.")
    lines += [f"  set aside: {column_told(*one)}" for one in preview["aside"]]
    if "guess" in preview:
        rows = [", ".join(f"{name} {text or '-'}" for name, text in row.items()) for row in preview.get("as_read", ())]
        over = unread_told(preview)
        lines += [*(f"  read: {row}" for row in rows), *over, "  if a column holds something else:"]
        lines.append(f"  {mending_told(words_for(source))}")
    lines += [f"  {cure}" for _row, _column, _value, cure in preview["cautions"]]
    for row, column, value, cure, kept in preview["problems"][:SHOWN]:
        told = HIDDEN if value is None else f"'{value}'"
        lines.append(f"  row {row}, column {column or '-'}, {told}: {cure} ({'kept' if kept else 'set aside'})")
    more = preview["problems_total"] - min(SHOWN, len(preview["problems"]))
    return [*lines, *([f"  and {more:,} more on the register's page"] if more > 0 else [])]
