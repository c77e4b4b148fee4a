"""`muster register import`: a file, its preview, and into the register."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from muster.cli import Subparsers
from muster.cli.register_asked import (
    RefusedError,
    answering,
    chunks,
    day,
    says_yes,
    source_called,
    waiting_told,
    why_not,
    work_on,
)
from muster.cli.register_columns import add_naming, map_waiting
from muster.cli.register_waiting import accept, add_although, add_renamed, preview_told, say_renamed
from muster.register.markers import BY_NATION

if TYPE_CHECKING:
    from muster.web.intake.models import Upload
    from muster.web.register.models import Source

COMPARTMENT = "movement"
NATIONS = tuple(BY_NATION)


def add_import(deeds: Subparsers) -> None:
    """Add `register import`."""
    what = "read a file, show what it would change, and take it in"
    deed = deeds.add_parser("import", help=what, description=what)
    deed.add_argument("source", metavar="AREA/SOURCE", help="such as 'Rutland/Register of electors'")
    deed.add_argument("file", type=Path)
    deed.add_argument("--published", type=day, required=True, metavar="YYYY-MM-DD")
    deed.add_argument("--yes", action="store_true", help="take it in without asking")
    add_although(deed)
    add_renamed(deed)
    add_naming(deed)
    new = deed.add_argument_group("a source that is not there yet needs all of these")
    new.add_argument("--owner", help="who answers for it")
    new.add_argument(
        "--mode", choices=("A", "B", "C"), help="A: electors by name; B: addresses only; C: our own people"
    )
    new.add_argument("--basis", help="lawful basis: public task, legitimate interests, consent, legal obligation")
    new.add_argument("--condition", help="Article 9: registered party, members of a body, explicit consent, none kept")
    new.add_argument("--purpose", action="append", default=[], help="canvass, leaflet, polling day, members, research")
    new.add_argument("--nation", choices=NATIONS, default="england", help="whose franchise markers (england)")
    new.add_argument("--erase-on", type=day, metavar="YYYY-MM-DD")
    deed.set_defaults(run=answering(bring_in))


def bring_in(args: argparse.Namespace) -> int:
    """Bring a file, show what it would change, and take it in if somebody says so."""
    from django.utils import timezone

    from muster.web.intake.uploads import EmptyFileError, OneIsOpenError
    from muster.web.record.deeds import NotAllowedError
    from muster.web.register import actions_of_files as of_files
    from muster.web.register.terminal import at_terminal

    source = source_called(args.source) or _new_source(args)
    by = at_terminal(source.area.compartment)
    try:
        upload = of_files.bring(
            source, chunks=chunks(args.file), name=args.file.name, published_on=args.published, by=by, at=timezone.now()
        )
    except OneIsOpenError as error:
        raise RefusedError(f"another file waits there{waiting_told(source)}") from error
    except EmptyFileError:
        raise RefusedError(f"{args.file}: this file holds nothing") from None
    except of_files.NotYetPublishedError:
        raise RefusedError(f"--published {args.published}: this day has not come; write the council's") from None
    except of_files.OlderError as error:
        raise RefusedError(
            f"--published {args.published}: the version that stands was published on {error.stands_since}, after this"
        ) from None
    except NotAllowedError:
        raise RefusedError(f"'{args.source}' was erased; give this one another name") from None
    work_on(upload)
    _answered(upload, source, args)
    print("\n".join(preview_told(upload, source)))
    if not (args.yes or says_yes("Take it in?")):
        print(f"Nothing of it is in the register yet{waiting_told(source)}.")
        return 1
    return accept(upload, source, although=args.although)


def _answered(upload: "Upload", source: "Source", args: argparse.Namespace) -> None:
    """Say of a file that was read what the command says of it, and have it read so."""
    from muster.web.intake.models import Upload

    if args.column or args.days or args.names:
        try:
            map_waiting(upload, source, args)
        except RefusedError as error:
            raise RefusedError(f"{error}{waiting_told(source)}") from None
    if upload.state != Upload.State.READ:
        raise RefusedError(why_not(upload))
    if args.renamed:
        say_renamed(upload, source, args.renamed)


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
        expires_on=args.erase_on, nation=Source.Nation(args.nation),
    )  # fmt: skip
    try:
        return actions.add(named, by=at_terminal(COMPARTMENT), at=timezone.now())
    except actions.PurposeError:
        raise RefusedError("write a purpose of: canvass, leaflet, polling day, members, research") from None
    except actions.ExpiryError:
        raise RefusedError("--erase-on: name a day from tomorrow to three years from now") from None
