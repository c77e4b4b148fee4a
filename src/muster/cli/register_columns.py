"""`muster register columns`, and `--column` of `import`: what a file's columns mean, said at a terminal."""

import argparse
import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from muster.cli import Subparsers, called
from muster.cli.register_asked import RefusedError, answering, waiting_file, waiting_told, why_not, work_on
from muster.register.dates import DateForm
from muster.register.mapping import FIELDS, loose
from muster.register.names import NameOrder

if TYPE_CHECKING:
    from muster.web.intake.models import Upload
    from muster.web.register.models import Source

ADDRESS = "address"
HIDDEN = "hidden here, as it may be a name"


class Named(NamedTuple):
    """A column as `--column` names it: what it holds, and its header; '' where no column holds it."""

    field: str
    header: str


def named(text: str) -> Named:
    """Read FIELD=HEADER."""
    field, equals, header = text.partition("=")
    if not equals or field.strip() not in {*FIELDS, ADDRESS}:
        fields = ", ".join((*FIELDS, ADDRESS))
        raise argparse.ArgumentTypeError(f"'{text}': write FIELD=HEADER, such as surname='Last name'; fields: {fields}")
    return Named(field.strip(), header.strip())


def add_naming(deed: argparse.ArgumentParser) -> None:
    """Add the options that say what columns mean."""
    what = "which column holds what, repeated; of an address once for each line; the rest is as guessed"
    group = deed.add_argument_group("a file whose columns nobody knows")
    group.add_argument("--column", type=named, action="append", default=[], metavar="FIELD=HEADER", help=what)
    group.add_argument("--days", choices=get_args(DateForm), help="how days are written (as guessed)")
    group.add_argument("--names", choices=get_args(NameOrder), help="what a whole name begins with (surname first)")


def add_columns(deeds: Subparsers) -> None:
    """Add `register columns`."""
    what = "say what the columns of the file that waits mean, and read it so"
    deed = deeds.add_parser("columns", help=what, description=what)
    deed.add_argument("source", metavar="AREA/SOURCE")
    add_naming(deed)
    deed.set_defaults(run=answering(columns))


def columns(args: argparse.Namespace) -> int:
    """Say what the waiting file's columns mean; show its preview."""
    from muster.cli.register_waiting import preview_told

    source, upload = waiting_file(args.source)
    map_waiting(upload, source, args)
    if upload.state != "read":
        raise RefusedError(why_not(upload))
    print("\n".join((*preview_told(upload, source), f"Nothing of it is in the register yet{waiting_told(source)}.")))
    return 0


def map_waiting(upload: "Upload", source: "Source", args: argparse.Namespace) -> None:
    """Have a waiting file read by the columns that were named; the others are as they were guessed, or said last."""
    from django.utils import timezone

    from muster.web.intake.uploads import seen
    from muster.web.register import actions_of_files as of_files
    from muster.web.register.terminal import at_terminal

    preview = seen(upload)
    if "guess" not in preview:
        raise RefusedError(f"{upload.name}: its columns are known by their layout; leave --column out")
    mapping = mapping_named(preview, args.column, days=args.days, names=args.names)
    by = at_terminal(source.area.compartment)
    of_files.map_columns(upload, mapping=mapping, by=by, at=timezone.now())
    work_on(upload)


def mapping_named(
    preview: Mapping[str, Any], wanted: Sequence[Named], *, days: str | None, names: str | None
) -> dict[str, Any]:
    """Give the guess with what was named in its place.

    Raises:
        RefusedError: the file has no column of a name.
    """
    headers = {loose(one["name"]): str(one["name"]) for one in preview["columns"]}
    wrong = [one.header for one in wanted if one.header and loose(one.header) not in headers]
    if wrong:
        there = ", ".join(f"'{name}'" for name in headers.values())
        raise RefusedError(f"the file has no column '{wrong[0]}'; it has {there}")
    guess = preview["guess"]
    said = {one.field for one in wanted}
    fields = {field: columns for field, columns in guess["fields"].items() if field not in said}
    for one in wanted:
        if one.header and one.field != ADDRESS:
            fields[one.field] = [*fields.get(one.field, ()), headers[loose(one.header)]]
    lines = [[headers[loose(one.header)]] for one in wanted if one.header and one.field == ADDRESS]
    address = lines if ADDRESS in said else guess["address"]
    ways = {"dates": days or guess["dates"], "names": names or guess["names"]}
    return {**guess, "fields": fields, ADDRESS: address, **ways}


def guess_told(preview: Mapping[str, Any], source: str) -> list[str]:
    """Say what the columns hold, and what to write, where nobody knows what they mean."""
    told = [f"  '{one['name']}': {', '.join(one['samples']) or '-'}" for one in preview["columns"]]
    guess = preview["guess"]
    pairs = [(field, name) for field, names in guess["fields"].items() for name in names]
    pairs += [(ADDRESS, name) for names in guess["address"] for name in names]
    options = (
        " ".join(f"--column {field}={shlex.quote(name)}" for field, name in pairs) or "--column address=HEADER ..."
    )
    return [
        "Its columns:",
        *told,
        *unread_told(preview),
        "Say what they mean; they seem to be:",
        mending_told(source, options),
    ]


def unread_told(preview: Mapping[str, Any]) -> list[str]:
    """Say which columns nothing is read from, with the first of what each holds."""
    told = [(name, HIDDEN if value is None else value or "-") for name, value in preview.get("unread", ())]
    return [f"  nothing is read from '{name}': {value}" for name, value in told]


def mending_told(source: str, options: str = "--column FIELD=HEADER") -> str:
    """Say how columns are named for the file that waits at a source."""
    return f"  {called()} register columns {shlex.quote(source)} {options}"
