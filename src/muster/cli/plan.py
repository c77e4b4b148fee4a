"""`muster plan`: doors and streets to turfs, boards and a certificate; `muster plan check` works it all out again."""

import argparse
import hashlib
import json
import math
import sys
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from muster.cli import called
from muster.cli.arguments import counted, folder_to_check, form_of, natural, natural_or_none, place, streets_name
from muster.cli.folder import FolderError, csv_bytes, read_file, write_folder

if TYPE_CHECKING:
    from muster.cli.from_register import FromRegister
    from muster.plan.backdrop import Shape
    from muster.plan.doors import Doors
    from muster.plan.streets import Streets
    from muster.plan.turf import Plan
    from muster.table import Problem

HELP = "cut doors into turfs that finish together, with short walks and printed boards"
DOORS, STREETS, TURFS, CERTIFICATE, SET_ASIDE = "doors.csv", "streets", "turfs.csv", "certificate.json", "set-aside.csv"
PRICES = "prices.csv"  # what proves the bound: docs/methods/bound.md
OWED, MADE_UP = "Streets © OpenStreetMap contributors", "A made-up place"  # on maps, by what the extract says it is
ROUND_ABOUT = 0.01  # degrees of ground to draw beyond the outermost doors
WITHIN = 8  # minutes between the first turf that is done and the last
MINUTES = 90  # of a turf, where nobody says
SECONDS = 10  # of work on a middling machine, where nobody says


def add_to(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the command."""
    parser = parsers.add_parser("plan", help=HELP, description=HELP + ".")
    parser.add_argument(
        "words",
        nargs="*",
        metavar="check DIR",
        help="work every figure of a plan's folder or a day's archive out again",
    )
    parser.add_argument("--doors", type=Path, help="CSV: door,lon,lat[,street,side,service_s,zone]")
    parser.add_argument("--register", type=Path, help="instead of --doors: a council's register, in any layout we know")
    parser.add_argument(
        "--places", type=Path, action="append", default=[], help="with --register: where postcodes or UPRNs lie (CSV)"
    )
    parser.add_argument(
        "--streets", type=Path, help="OpenStreetMap extract (.osm.pbf or .osm); without it the doors make the streets"
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--minutes", type=natural, help="the longest that a turf may take")
    size.add_argument("--turfs", type=natural, help="how many turfs")
    work = parser.add_mutually_exclusive_group()
    work.add_argument("--effort", type=natural, help="how long to improve, in the planner's own unit")
    work.add_argument("--seconds", type=natural, help=f"pick an effort that takes about so long (otherwise {SECONDS})")
    parser.add_argument(
        "--within",
        type=natural_or_none,
        default=WITHIN,
        metavar="MINUTES",
        help=f"let all turfs finish within so many minutes of each other ({WITHIN}); 0 for the least walking instead",
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed, effort and input give the same plan (1)")
    parser.add_argument("--start", type=place, metavar="LON,LAT", help="where every walk begins")
    parser.add_argument("--end", type=place, metavar="LON,LAT", help="where every walk ends")
    parser.add_argument("--keep-zones", action="store_true", help="let no turf hold doors of two zones")
    parser.add_argument(
        "--set-aside", action="store_true", help=f"put rows that can't be used into {SET_ASIDE} and go on"
    )
    parser.add_argument("--title", default="", help="what stands at the head of boards and map")
    parser.add_argument("--imprint", default="", help="who promotes and prints, as the law wants it on paper")
    parser.add_argument("--out", type=Path, help="the folder to write")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Plan, or check a plan; 0 done, 1 a figure differs, 2 the input needs mending."""
    from muster.plan.cut import CutError
    from muster.plan.ground import FarAwayError, NoDoorsError
    from muster.plan.streets import ExtractError
    from muster.table import TableError

    try:
        folder = folder_to_check(args.words)
        return _check(folder) if folder else _plan(args)
    except (FolderError, TableError, ExtractError, CutError, NoDoorsError, FarAwayError) as error:
        print(error, file=sys.stderr)
        return 2


def _plan(args: argparse.Namespace) -> int:
    if not (args.doors or args.register) or not args.out:
        hint = f"{called()} plan --help shows all it takes"
        raise FolderError(f"plan needs --doors FILE (or --register FILE) and --out DIR; {hint}")
    began_s = time.process_time()
    register = _register(args)
    inputs = {DOORS: register.doors if register else read_file(args.doors)}
    if args.streets:
        inputs[streets_name(args.streets)] = read_file(args.streets)
    extract = _read_extract(inputs)
    doors, problems = _doors(args, inputs[DOORS], extract)
    files, figures = _results(args, doors, extract)
    figures["set_aside"] = len({problem.row for problem in problems})
    if register:
        figures["register"] = register.figures
    aside = (*(register.problems if register else ()), *problems)
    if aside:
        rows = [(problem.row, problem.column, problem.value, problem.cure) for problem in aside]
        files[SET_ASIDE] = csv_bytes(("row", "column", "value", "cure"), rows)
    figures["inputs"] = {name: hashlib.sha256(content).hexdigest() for name, content in inputs.items()}
    figures["cpu_s"] = round(time.process_time() - began_s, 2)
    files[CERTIFICATE] = (json.dumps(figures, indent=1, ensure_ascii=False) + "\n").encode()
    write_folder(args.out, inputs | files)
    print("\n".join(_told(figures, args.out)))
    return 0


def _register(args: argparse.Namespace) -> "FromRegister | None":
    """Read the register, if one is given instead of doors. Its names go no further than this."""
    from muster.cli.from_register import read_doors_of

    if not args.register:
        return None
    if args.doors:
        raise FolderError("give either --doors or --register, not both")
    return read_doors_of(args.register, places=args.places, streets=args.streets, set_aside=args.set_aside)


@dataclass(frozen=True, slots=True)
class Extract:
    """A street extract: its bytes, which form they have, the streets in it. None where there is none."""

    content: bytes
    form: Literal["pbf", "osm"]
    streets: "Streets"


def _read_extract(inputs: Mapping[str, bytes]) -> Extract | None:
    from muster.plan.streets import read_streets

    name = next((name for name in inputs if name != DOORS), None)
    if name is None:
        return None
    content, form = inputs[name], form_of(Path(name))
    return Extract(content, form, read_streets(content, form=form))


def _doors(args: argparse.Namespace, content: bytes, extract: Extract | None) -> "tuple[Doors, tuple[Problem, ...]]":
    from muster.plan.near_doors import read_near_doors
    from muster.table import TableError

    name = (args.doors or args.register).name
    doors, problems = read_near_doors(content, name=name, streets=extract.streets if extract else None)
    if problems and not args.set_aside:
        rows = len({problem.row for problem in problems})
        which = "this row" if rows == 1 else f"these {rows:,} rows"
        cure = f"mend {which}, or add --set-aside to plan the other {len(doors):,} doors without"
        raise FolderError(f"{TableError(name, problems)}\n{cure}")
    return doors, problems


def _results(
    args: argparse.Namespace, doors: "Doors", extract: Extract | None
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Plan, and give the folder's new files and the certificate's figures."""
    from muster.paper.boards import print_boards
    from muster.paper.from_plan import boards_of
    from muster.paper.map import draw_map
    from muster.paper.print_frame import Frame
    from muster.plan.backdrop import draw_backdrop, owes_credit
    from muster.plan.certificate import Asked, certify
    from muster.plan.cut import cut_turfs, effort_of_seconds
    from muster.plan.floor import raise_floor
    from muster.plan.ground import lay_ground

    streets, credit = extract.streets if extract else None, ""
    asked = Asked(
        turfs=args.turfs,
        minutes=args.minutes or (None if args.turfs else MINUTES),
        seed=args.seed,
        within_min=args.within or None,
        effort=args.effort or effort_of_seconds(len(doors), args.seconds or SECONDS),
        keep_zones=args.keep_zones,
        start=args.start,
        end=args.end,
    )
    ground = lay_ground(doors, streets)
    backdrop: tuple[Shape, ...] = ()
    if extract:
        backdrop = draw_backdrop(extract.content, form=extract.form, within=_round_about(doors))
        credit = OWED if owes_credit(extract.content, form=extract.form) else MADE_UP
    plan = cut_turfs(
        ground,
        turfs=asked.turfs,
        minutes=asked.minutes,
        effort=asked.effort,
        seed=asked.seed,
        within_min=asked.within_min,
        keep_zones=asked.keep_zones,
        start=asked.start,
        end=asked.end,
    )
    plan, prices = raise_floor(plan, ground, start=asked.start, end=asked.end)
    figures = certify(plan, doors, asked)
    files = {
        TURFS: turfs_csv(plan, doors),
        PRICES: csv_bytes(("door", "price"), prices),
        "boards.pdf": print_boards(
            boards_of(plan, ground, streets, backdrop=backdrop, start=asked.start, end=asked.end),
            frame=Frame(title=args.title, imprint=args.imprint),
            credit=credit,
        ),
        "map.html": draw_map(
            plan,
            ground,
            streets,
            figures,
            title=args.title or "The plan",
            backdrop=backdrop,
            credit=f"{credit}." if credit else "",
            start=asked.start,
            end=asked.end,
        ).encode(),
    }
    return files, figures


def _round_about(doors: "Doors") -> tuple[float, float, float, float]:
    """Give a box round the doors with some ground about them, in degrees: west, south, east, north."""
    west, east = float(doors.lon.min()), float(doors.lon.max())
    south, north = float(doors.lat.min()), float(doors.lat.max())
    return west - ROUND_ABOUT, south - ROUND_ABOUT, east + ROUND_ABOUT, north + ROUND_ABOUT


def turfs_csv(plan: "Plan", doors: "Doors") -> bytes:
    """Write `door,turf,order`, turf by turf in walking order."""
    rows = (
        (doors.names[door], turf.number, order) for turf in plan.turfs for order, door in enumerate(turf.doors, start=1)
    )
    return csv_bytes(("door", "turf", "order"), rows)


def _told(figures: Mapping[str, Any], out: Path) -> list[str]:
    spread = math.ceil((figures["worst_work_s"] - figures["quickest_work_s"]) / 60)
    hours = figures["hours_at_doors"] + figures["hours_on_foot"]
    turfs = counted(figures["turfs"], "turf")
    worst, ideal = (round(figures[key] / 60) for key in ("worst_work_s", "ideal_work_s"))
    lines = [
        f"{turfs} for {counted(figures['doors'], 'door')}; all finish within {spread} min of each other.",
        f"The longest takes {worst} min; no plan could bring it below {ideal}.",
        f"{counted(figures['lost'], 'door')} lost." if figures["lost"] else "No door is lost.",
        f"{figures['walking_m'] / 1000:,.1f} km on foot; no plan walks less than {figures['bound_m'] / 1000:,.1f} km.",
        f"At most {figures['hours_saveable_at_most']:.1f} of these {hours:,.0f} hours could still be saved.",
        f"Effort {figures['effort']}, seed {figures['seed']}, {figures['cpu_s']} s of CPU.",
    ]
    wanted = figures["asked"]["within_min"]
    if wanted and spread > wanted:
        lines.append(f"Asked was within {wanted} min of each other: the ground or this effort did not allow it.")
    if "register" in figures:
        told = figures["register"]
        lines.append(
            f"From a register of {told['electors']:,} electors; {told['rows_set_aside']:,} rows of it and "
            f"{told['doors_without_place']:,} doors without a place are set aside."
        )
    if figures["set_aside"]:
        rows = "1 row is" if figures["set_aside"] == 1 else f"{figures['set_aside']:,} rows are"
        lines.append(f"{rows} set aside, each with its cure, in {out / SET_ASIDE}.")
    return [*lines, f"Boards, map and certificate are in {out}; to work it out again: {called()} plan check {out}"]


def _check(folder: Path) -> int:
    """Work out every figure of a plan's folder again, by code that shares nothing with the planner."""
    from muster.audit.plan import check_plan

    files = _archived(folder) if folder.is_file() else _foldered(folder)
    extract = next((name for name in sorted(files) if name.startswith(f"{STREETS}.")), None)
    differences = check_plan(
        doors=files[DOORS],
        streets=files[extract] if extract else None,
        form=form_of(Path(extract)) if extract else "",
        turfs=files[TURFS],
        certificate=files[CERTIFICATE],
        prices=files.get(PRICES),
    )
    for difference in differences:
        print(f"{difference.figure}: the certificate says {difference.said}, the outputs give {difference.found}")
    if not differences:
        print(f"{folder}: every figure is the same when worked out again.")
    return 1 if differences else 0


def _foldered(folder: Path) -> dict[str, bytes]:
    """Read a plan's folder."""
    _refuse_no_plan(folder)
    wanted = [DOORS, TURFS, CERTIFICATE, PRICES, *(path.name for path in folder.glob(f"{STREETS}.*"))]
    return {name: read_file(folder / name) for name in wanted if (folder / name).exists()}


def _archived(path: Path) -> dict[str, bytes]:
    """Read the archive that the page of a day's turfs gives.

    Raises:
        FolderError: it is none.
    """
    try:
        with zipfile.ZipFile(path) as parts:
            files = {name: parts.read(name) for name in parts.namelist() if not name.endswith("/")}
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise FolderError(f"{path}: this is neither a plan's folder nor a day's archive ({error})") from None
    missing = [name for name in (CERTIFICATE, TURFS, DOORS) if name not in files]
    if missing:
        raise FolderError(f"{path}: this is no day's archive: it holds no {' and no '.join(missing)}")
    return files


def _refuse_no_plan(folder: Path) -> None:
    """Say what is looked for, and how it is made, where a folder is no plan."""
    missing = [name for name in (CERTIFICATE, TURFS, DOORS) if not (folder / name).is_file()]
    if not missing:
        return
    if not folder.is_dir():
        what = "there is no such folder"
    elif (folder / "seats.csv").is_file():
        raise FolderError(f"{folder}: this is a plan of rides; write {called()} rides check {folder}")
    else:
        what = f"this is no plan: it holds no {' and no '.join(missing)}"
    raise FolderError(f"{folder}: {what}; name a folder that {called()} plan --doors FILE --out DIR has written")
