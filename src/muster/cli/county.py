"""`muster county`: a made-up county as files, to try everything on."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from muster.cli import Subparsers
from muster.cli.folder import FolderError, write_folder

if TYPE_CHECKING:
    from muster.county.make import County

HELP = "write a made-up county as files: doors, streets, people, vehicles, members, two registers"


def add_to(subparsers: Subparsers) -> None:
    """Describe the command."""
    parser = subparsers.add_parser("county", help=HELP, description=HELP + ". Nobody and nothing in it is real.")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another county (1)")
    parser.add_argument(
        "--first-day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="what its dates hang on (today)"
    )
    parser.add_argument("--out", type=Path, required=True, help="the folder to write")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the county; 0 done, 2 the folder can't be written."""
    from muster.county.make import county_files, make_county

    county = make_county(seed=args.seed, first_day=args.first_day or date.today())  # noqa: DTZ011 - the reader's own day
    files = county_files(county)
    try:
        write_folder(args.out, files, known_by="planted.json")
    except FolderError as error:
        print(error, file=sys.stderr)
        return 2
    for line in told(county, args.out):
        print(line)
    return 0


def told(county: "County", out: Path) -> list[str]:
    """Say what was made up."""
    doors, electors, members, groups = map(len, (county.town.doors, county.electors, county.members, county.groups))
    kinds = [vehicle.kind for vehicle in county.day.vehicles]
    cars, coaches = kinds.count("car"), kinds.count("coach")
    places = county.day.places
    return [
        f"{out} holds a made-up county. Nobody and nothing in it is real.",
        f"{doors:,} doors, {electors:,} electors; a movement of {members:,} members in {groups} groups.",
        f"On {county.day.held_on:%A %d %B %Y}:",
        f"{places + county.day.short_by} people and {places} places, in {cars} cars and {coaches} coaches.",
        f"{len(county.planted)} rows are spoilt on purpose; planted.json lists them.",
    ]
