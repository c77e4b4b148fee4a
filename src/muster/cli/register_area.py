"""`muster register table`: what an area's buildings are placed by."""

import argparse
from pathlib import Path

from muster.cli import Subparsers
from muster.cli.arguments import counted
from muster.cli.register_asked import RefusedError, answering, area_called, chunks, find_zones, why_not, work_on

BORDERS = ("wards", "districts", "others")  # kinds of zones, whose borders are GeoJSON


def add_table(deeds: Subparsers) -> None:
    """Add `register table`."""
    what = "bring a table or extract to place buildings by"
    deed = deeds.add_parser("table", help=what, description=what)
    deed.add_argument("area")
    deed.add_argument("kind", choices=("postcodes", "uprns", "streets", *BORDERS))
    deed.add_argument("file", type=Path)
    deed.set_defaults(run=answering(table))


def add_zones(deeds: Subparsers) -> None:
    """Add `register zones`."""
    what = "list an area's wards, polling districts and other zones"
    deed = deeds.add_parser("zones", help=what, description=what)
    deed.add_argument("area")
    deed.add_argument("--take-away", choices=BORDERS, help="take these borders away first")
    deed.set_defaults(run=answering(zones))


def zones(args: argparse.Namespace) -> int:
    """List an area's zones; take borders away."""
    from django.utils import timezone

    from muster.web.register import actions_of_places as of_places
    from muster.web.register.terminal import at_terminal
    from muster.web.register.zones import area_zoned

    area = area_called(args.area)
    if args.take_away:
        try:
            of_places.unfurnish(area, kind=args.take_away, by=at_terminal(area.compartment), at=timezone.now())
        except of_places.NotATableError:
            raise RefusedError(f"nobody brought borders of {args.take_away} for {area.name}") from None
        find_zones()
    for kind in area_zoned(area).kinds:
        for one in kind.borders.cautions if kind.borders else ():
            print(one)
        for zone in (one.zone for one in kind.zones):
            print(f"{kind.code}/{zone.name}: {counted(zone.doors, 'door')}, {counted(zone.electors, 'elector')}")
    return 0


def table(args: argparse.Namespace) -> int:
    """Bring what buildings are placed by."""
    from django.utils import timezone

    from muster.web.intake.models import Upload
    from muster.web.intake.uploads import EmptyFileError, OneIsOpenError
    from muster.web.register import actions_of_files as of_files
    from muster.web.register import actions_of_places as of_places
    from muster.web.register.models import Building, Table
    from muster.web.register.terminal import at_terminal

    area = area_called(args.area)
    by = at_terminal(area.compartment)
    try:
        upload = of_places.furnish(
            area, chunks=chunks(args.file), name=args.file.name, kind=args.kind, by=by, at=timezone.now()
        )
    except (OneIsOpenError, EmptyFileError):
        raise RefusedError(f"{args.file}: this file holds nothing, or another one waits") from None
    work_on(upload)
    if upload.state != Upload.State.TAKEN_IN:
        why = why_not(upload)
        of_files.send_back(upload, by=by, at=timezone.now())
        raise RefusedError(why)
    if args.kind in BORDERS:
        cautions = Table.objects.get(area=area, kind=args.kind).cautions
        print("\n".join([f"{args.file.name} is kept.", *cautions]))
        return 0
    if not Building.objects.filter(area=area).exists():
        print(f"{args.file.name} is kept. No register of {area.name} is taken in yet; its doors will be placed by it.")
        return 0
    unplaced = Building.objects.filter(area=area, lon=None).count()
    print(f"{args.file.name} is kept. {counted(unplaced, 'building')} of {area.name} still without a place.")
    return 0
