"""`muster register table`: what an area's buildings are placed by."""

import argparse
from pathlib import Path

from muster.cli import Subparsers
from muster.cli.arguments import counted
from muster.cli.register_asked import RefusedError, answering, area_called, chunks, why_not, work_on


def add_table(deeds: Subparsers) -> None:
    """Add `register table`."""
    what = "bring a table or extract to place buildings by"
    deed = deeds.add_parser("table", help=what, description=what)
    deed.add_argument("area")
    deed.add_argument("kind", choices=("postcodes", "uprns", "streets"))
    deed.add_argument("file", type=Path)
    deed.set_defaults(run=answering(table))


def table(args: argparse.Namespace) -> int:
    """Bring what buildings are placed by."""
    from django.utils import timezone

    from muster.web.intake.models import Upload
    from muster.web.intake.uploads import EmptyFileError, OneIsOpenError
    from muster.web.register import actions
    from muster.web.register.models import Building
    from muster.web.register.terminal import at_terminal

    area = area_called(args.area)
    by = at_terminal(area.compartment)
    try:
        upload = actions.furnish(
            area, chunks=chunks(args.file), name=args.file.name, kind=args.kind, by=by, at=timezone.now()
        )
    except (OneIsOpenError, EmptyFileError):
        raise RefusedError(f"{args.file}: this file holds nothing, or another one waits") from None
    work_on(upload)
    if upload.state != Upload.State.TAKEN_IN:
        why = why_not(upload)
        actions.send_back(upload, by=by, at=timezone.now())
        raise RefusedError(why)
    if not Building.objects.filter(area=area).exists():
        print(f"{args.file.name} is kept. No register of {area.name} is taken in yet; its doors will be placed by it.")
        return 0
    unplaced = Building.objects.filter(area=area, lon=None).count()
    print(f"{args.file.name} is kept. {counted(unplaced, 'building')} of {area.name} still without a place.")
    return 0
