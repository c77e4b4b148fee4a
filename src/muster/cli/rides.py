"""`muster rides`: a seat for everybody who can have one; mend the plan when something happens; check it."""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from muster.cli import called
from muster.cli.arguments import folder_to_check, form_of, moment, natural, place, streets_name
from muster.cli.folder import FolderError, csv_bytes, read_file, read_folder, write_folder
from muster.cli.ride_lines import CERTIFICATE, CHANGES, hm, told, told_changes

if TYPE_CHECKING:
    from muster.plan.people import Person
    from muster.plan.ride_plan import RidePlan
    from muster.plan.roads import Roads
    from muster.plan.vehicles import Vehicle
    from muster.table import Problem

HELP = "give everybody a seat who can have one, and mend the plan when something happens"
PEOPLE, VEHICLES, SEATS, ROUTES = "people.csv", "vehicles.csv", "seats.csv", "routes.csv"
SLIPS, SET_ASIDE = "itineraries.pdf", "set-aside.csv"
BEFORE = "before/"  # where a mended folder keeps what stood
SECONDS = 5  # of work on a middling machine, where nobody says
LONG_DAY_S = 8 * 3_600  # from arriving to leaving, where nobody says
LATEST_LEAVE_S = 23 * 3_600


class Paper(NamedTuple):
    """What stands on the itineraries, and for whom they are printed (None: for everybody)."""

    title: str
    place: str
    only: frozenset[int] | None = None


def add_to(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = parsers.add_parser("rides", help=HELP, description=HELP + ".")
    parser.add_argument("words", nargs="*", metavar="check DIR", help="work out every figure of a folder again")
    parser.add_argument("--people", type=Path, help="CSV: person,lon,lat and what docs/methods/rides.md lists")
    parser.add_argument("--vehicles", type=Path, help="CSV: vehicle,kind,seats and what docs/methods/rides.md lists")
    parser.add_argument(
        "--streets", type=Path, help="an OpenStreetMap extract (.osm.pbf or .osm); without it, straight lines"
    )
    parser.add_argument("--to", type=place, metavar="LON,LAT", help="where everybody goes")
    parser.add_argument("--arrive", type=moment, metavar="HH:MM", help="by when")
    parser.add_argument(
        "--leave", type=moment, metavar="HH:MM", help="when the way home begins (8 hours after --arrive)"
    )
    parser.add_argument("--one-way", action="store_true", help="nobody is taken home")
    work = parser.add_mutually_exclusive_group()
    work.add_argument("--effort", type=natural, help="thousands of rounds of improving")
    work.add_argument("--seconds", type=natural, help=f"pick an effort that takes about so long (otherwise {SECONDS})")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, effort and input give the same plan (1)")
    parser.add_argument(
        "--set-aside", action="store_true", help=f"put rows that can't be read into {SET_ASIDE} and go on"
    )
    parser.add_argument("--title", default="", help="what the day is called, on the itineraries")
    parser.add_argument("--place", default="", help="what the place is called to which all go, on the itineraries")
    parser.add_argument("--out", type=Path, help="the folder to write")
    parser.add_argument("--from", dest="standing", type=Path, metavar="DIR", help="a folder with a plan, to mend")
    parser.add_argument("--event", metavar="WORDS", help="what happened, such as 'coach 2 breaks down 08:40'")
    parser.add_argument("--undo", action="store_true", help="take the last event of --from DIR back")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Plan, mend or check; 0 done, 1 a figure differs, 2 the input needs mending."""
    from muster.plan.events import EventError
    from muster.plan.ride_store import StoreError
    from muster.plan.rides import RideError
    from muster.plan.roads import RoadError
    from muster.plan.streets import ExtractError
    from muster.table import TableError

    try:
        folder = folder_to_check(args.words)
        if folder:
            return _check(folder)
        if args.undo:
            return _undo(args)
        return _mend(args) if args.standing else _plan(args)
    except (FolderError, TableError, ExtractError, RideError, RoadError, EventError, StoreError) as error:
        print(error, file=sys.stderr)
        return 2


def _plan(args: argparse.Namespace) -> int:
    from muster.plan.ride_plan import Day
    from muster.plan.rides import effort_of_seconds, plan_rides

    if not (args.people and args.vehicles and args.to and args.arrive is not None and args.out):
        wants = "--people FILE --vehicles FILE --streets FILE --to LON,LAT --arrive HH:MM --out DIR"
        raise FolderError(f"rides needs {wants}, or --from DIR --event WORDS; {called()} rides --help shows all")
    if args.event:
        raise FolderError("an event mends a plan that stands: give its folder by --from DIR")
    inputs = {PEOPLE: read_file(args.people), VEHICLES: read_file(args.vehicles)}
    if args.streets:
        inputs[streets_name(args.streets)] = read_file(args.streets)
    people, vehicles, problems = _lists(inputs, args)
    day = Day(args.to[0], args.to[1], args.arrive, _leave(args))
    began_s = time.process_time()
    effort = args.effort or effort_of_seconds(args.seconds or SECONDS, people=len(people))
    roads = _roads(inputs)
    plan = plan_rides(people, vehicles, day=day, roads=roads, effort=effort, seed=args.seed)
    paper = Paper(args.title, args.place)
    files = inputs | _results(plan, began_s, problems, inputs, paper)
    write_folder(args.out, files)
    print("\n".join(told(plan, args.out)))
    if args.leave is None and day.leave_s is not None:
        print(f"Nobody said when the way home begins: {hm(day.leave_s)} was taken (--leave HH:MM, or --one-way).")
    if not args.effort:
        print(f"The effort was {effort}; --effort {effort} --seed {args.seed} gives this plan again on any machine.")
    return 0


def _leave(args: argparse.Namespace) -> int | None:
    if args.one_way:
        return None
    if args.leave is not None:
        if args.leave <= args.arrive:
            raise FolderError("--leave is before --arrive; write a later time, or --one-way")
        return int(args.leave)
    latest = min(args.arrive + LONG_DAY_S, LATEST_LEAVE_S)
    return latest if latest > args.arrive else None


def _mend(args: argparse.Namespace) -> int:
    from muster.plan.mend import mend_rides
    from muster.plan.ride_certificate import CHANGES_HEADER, change_rows
    from muster.plan.ride_store import PLAN, TIMES, load_plan

    if not args.event:
        raise FolderError("say what happened: --event 'coach 2 breaks down 08:40'")
    files = _folder(args.standing)
    people, vehicles, problems = _lists(
        files, argparse.Namespace(set_aside=SET_ASIDE in files, people=Path(PEOPLE), vehicles=Path(VEHICLES))
    )
    plan = load_plan({PLAN: files[PLAN], TIMES: files[TIMES]}, people, vehicles)
    roads = _roads(files)
    began_s = time.process_time()
    mended = mend_rides(plan, args.event, roads=roads)
    mend_s = time.process_time() - began_s
    inputs = {name: content for name, content in files.items() if _is_input(name)}
    stood = {BEFORE + name: content for name, content in files.items() if not _is_input(name)}
    said = json.loads(files[CERTIFICATE])["printed"]
    only = frozenset(x.person for x in mended.changes)
    paper = Paper(args.title or said["title"], args.place or said["place"], only)
    new = inputs | stood | _results(mended.plan, began_s, problems, inputs, paper)
    new[CHANGES] = csv_bytes(CHANGES_HEADER, change_rows(mended.plan, mended.changes))
    out = args.out or args.standing
    write_folder(out, new)
    for line in told_changes(mended.plan, mended.changes):
        print(line)
    print(f"Mended in {mend_s:.2f} CPU s.")
    print("\n".join(told(mended.plan, out)))
    return 0


def _undo(args: argparse.Namespace) -> int:
    """Put back what stood before the last event, byte for byte."""
    files = _folder(args.standing)
    stood = {name.removeprefix(BEFORE): content for name, content in files.items() if name.startswith(BEFORE)}
    if not stood:
        raise FolderError(f"{args.standing}: nothing has happened since this plan was made, so nothing is taken back")
    words = json.loads(files[CERTIFICATE])["events"][-1]
    out = args.out or args.standing
    write_folder(out, {name: content for name, content in files.items() if _is_input(name)} | stood)
    print(f"Taken back: {words}. {out} is as it was before.")
    return 0


def _is_input(name: str) -> bool:
    return name in {PEOPLE, VEHICLES} or name.startswith("streets.")


def _folder(folder: Path) -> dict[str, bytes]:
    from muster.plan.ride_store import PLAN, TIMES

    files = read_folder(folder)
    missing = [name for name in (PEOPLE, VEHICLES, PLAN, TIMES, CERTIFICATE) if name not in files]
    if missing:
        cure = f"name a folder that {called()} rides --out has written"
        raise FolderError(f"{folder}: {missing[0]} isn't there; {cure}")
    return files


def _roads(files: Mapping[str, bytes]) -> "Roads":
    from muster.plan.roads import lay_roads
    from muster.plan.streets import read_streets

    name = next((name for name in files if name.startswith("streets.")), None)
    return lay_roads(read_streets(files[name], form=form_of(Path(name))) if name else None)


def _lists(
    files: Mapping[str, bytes], args: argparse.Namespace
) -> "tuple[tuple[Person, ...], tuple[Vehicle, ...], list[tuple[str, Problem]]]":
    from muster.plan.people import read_people
    from muster.plan.vehicles import read_vehicles
    from muster.table import TableError

    people, wrong = read_people(files[PEOPLE], name=args.people.name)
    vehicles, also_wrong = read_vehicles(files[VEHICLES], people, name=args.vehicles.name)
    if wrong and not args.set_aside:
        raise TableError(args.people.name, wrong)
    if also_wrong and not args.set_aside:
        raise TableError(args.vehicles.name, also_wrong)
    if not any(person.rides for person in people):
        raise FolderError(f"{args.people.name}: nobody in this list wants a seat (column rides)")
    return people, vehicles, [*((PEOPLE, x) for x in wrong), *((VEHICLES, x) for x in also_wrong)]


def _results(
    plan: "RidePlan",
    began_s: float,
    problems: "Sequence[tuple[str, Problem]]",
    inputs: Mapping[str, bytes],
    paper: Paper,
) -> dict[str, bytes]:
    """Give the folder's new files."""
    from muster.plan.ride_certificate import ROUTES_HEADER, SEATS_HEADER, certify_rides, route_rows, seat_rows
    from muster.plan.ride_store import store_plan

    files = store_plan(plan)
    files[SEATS] = csv_bytes(SEATS_HEADER, seat_rows(plan))
    files[ROUTES] = csv_bytes(ROUTES_HEADER, route_rows(plan))
    pages = _pages(plan, paper)
    if pages:
        files[SLIPS] = pages
    figures = certify_rides(plan)
    figures["set_aside"] = len({(name, problem.row) for name, problem in problems})
    figures["inputs"] = {name: hashlib.sha256(content).hexdigest() for name, content in inputs.items()}
    if problems:
        rows = [(name, x.row, x.column, x.value, x.cure) for name, x in problems]
        files[SET_ASIDE] = csv_bytes(("file", "row", "column", "value", "cure"), rows)
    figures["printed"] = {"title": paper.title, "place": paper.place}
    figures["cpu_s"] = round(time.process_time() - began_s, 2)
    files[CERTIFICATE] = (json.dumps(figures, indent=1, ensure_ascii=False) + "\n").encode()
    return files


def _pages(plan: "RidePlan", paper: Paper) -> bytes | None:
    from muster.paper.itineraries import NobodyRidesError, print_itineraries
    from muster.paper.print_frame import Frame

    try:  # whoever isn't told anything new needs no new slip; rosters of vehicles that run are new
        return print_itineraries(plan, frame=Frame(title=paper.title, place=paper.place), only=paper.only)
    except NobodyRidesError:
        return None


def _check(folder: Path) -> int:
    from muster.audit.rides import check_rides

    differences = check_rides(_folder(folder))
    for line in differences:
        print(line)
    if not differences:
        print(f"{folder}: every figure comes out the same.")
    return 1 if differences else 0
