"""`muster count`: count contests by published rules, every stage with its reason."""

import argparse
import hashlib
import json
import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from muster.cli import Subparsers, called
from muster.cli.arguments import natural
from muster.cli.folder import FolderError, read_file, write_folder

if TYPE_CHECKING:
    from muster.count.contest import Contest
    from muster.count.limits import Category
    from muster.count.result import Count
    from muster.count.ties import Drawn, Lots

HELP = "count contests by published rules, every stage with its reason"
RULES = ("scottish", "av", "meek", "approval", "fptp")
KNOWN_BY = "counts.json"  # a folder with this file is a report of ours
_DRAWN = re.compile(r"\s*(\d+)\s*:\s*(.+?)\s*:\s*(\S.*?)\s*")


class AskedError(ValueError):
    """What was asked can't be done; the sentence says what to write."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One file's contest and its result."""

    path: Path
    content: bytes
    contest: "Contest"
    count: "Count"


def add_to(parsers: Subparsers) -> None:
    """Describe the command."""
    parser = parsers.add_parser("count", help=HELP, description=HELP + ".")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a BLT file, or JSON; many at once")
    parser.add_argument("--rule", choices=RULES, default="scottish", help="scottish unless said otherwise")
    parser.add_argument("--seats", type=natural, metavar="N", help="how many are elected, if not as the file says")
    parser.add_argument(
        "--constraints", type=Path, metavar="FILE", help="CSV: category,candidates,at_least,at_most,group"
    )
    parser.add_argument(
        "--if-unmet", choices=("vacant", "refuse"), default="vacant",
        help="where those who stand can't meet the constraints: leave seats vacant, or count nothing",
    )  # fmt: skip
    parser.add_argument("--withdrawn", action="append", default=[], metavar="WHO", help="doesn't stand: number or name")
    parser.add_argument(
        "--elected-once", action="store_true", help="whoever is elected in an earlier FILE doesn't stand in later ones"
    )
    lots = parser.add_argument_group("ties that no earlier stage settles")
    lots.add_argument("--lot-seed", metavar="HEX", default="", help="draw lots from this public seed")
    lots.add_argument("--lot-head", metavar="HEX", default="", help="make the seed: the head of the public record, and")
    lots.add_argument("--lot-dice", metavar="ROLLS", default="", help="what dice showed in public after the close")
    lots.add_argument(
        "--chairs-lot",
        action="append",
        default=[],
        metavar="STAGE:WHO:WITNESS",
        help="what the chair drew, such as '6:3:J. Bloggs'",
    )
    out = parser.add_mutually_exclusive_group()
    out.add_argument("--json", action="store_true", help="a line of JSON a file")
    out.add_argument("--report", type=Path, metavar="DIR", help="write every stage as HTML and PDF, and the papers")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Count every file; 0 done, 1 a tie waits for a lot, 2 something couldn't be counted."""
    try:
        counted, codes = list[Counted](), list[int]()
        for one in _each(args):
            if isinstance(one, str):
                print(one, file=sys.stderr)
                codes.append(2)
                continue
            codes.append(0 if one.count.finished else 1)
            _tell(one, args)
            if args.report:
                counted.append(one)
        if args.report and counted:
            _write(counted, args)
    except (AskedError, FolderError) as error:
        print(error, file=sys.stderr)
        return 2
    return max(codes)


def _each(args: argparse.Namespace) -> Iterator[Counted | str]:
    """Count file by file; a file that can't be counted gives its sentence instead."""
    from muster.count.blt import BltError
    from muster.count.contest import ContestError
    from muster.count.exchange import JsonError
    from muster.count.limits import ConstraintError
    from muster.table import TableError

    seed = _seed(args)
    elected: set[str] = set()
    for path in args.files:
        try:
            content = read_file(path)
            one = _count(path, content, args, seed, elected)
        except FolderError as error:
            yield str(error)
        except TableError as error:
            yield f"{path}: {error}"
        except (BltError, JsonError, ContestError, ConstraintError) as error:
            yield f"{path}: {error}"
        else:
            elected |= {_known_by(one.count.names[candidate]) for candidate in one.count.elected}
            yield one


def _count(path: Path, content: bytes, args: argparse.Namespace, seed: str, elected: set[str]) -> Counted:
    from muster.count.constraints import read_constraints
    from muster.count.contest import withdraw
    from muster.count.count import count_votes
    from muster.count.exchange import read_contest

    contest = read_contest(content)
    gone = [_candidate(contest, who) for who in args.withdrawn]
    if args.elected_once:
        gone += [at for at, name in enumerate(contest.names) if _known_by(name) in elected]
    contest = withdraw(contest, gone)
    constraints: tuple[Category, ...] = ()
    if args.constraints:
        constraints = read_constraints(read_file(args.constraints), contest, name=args.constraints.name)
    count = count_votes(
        contest,
        rule=args.rule,
        seats=args.seats,
        constraints=constraints,
        refuse_unmet=args.if_unmet == "refuse",
        lots=_lots(args, contest, seed),
    )
    return Counted(path, content, replace(contest, seats=count.seats), count)


def _tell(one: Counted, args: argparse.Namespace) -> None:
    from muster.cli.count_told import told
    from muster.count.exchange import result_of

    if args.json:
        print(json.dumps(result_of(one.count, file=str(one.path)), ensure_ascii=False))
    elif not args.report:
        print("\n".join(told(one.count, str(one.path))))


def _write(counted: Sequence[Counted], args: argparse.Namespace) -> None:
    from muster.cli.count_told import heading
    from muster.count.exchange import result_of
    from muster.paper.count_report import report_files

    files: dict[str, bytes] = {}
    results = []
    for one, name in zip(counted, _names([one.path for one in counted]), strict=True):
        files |= report_files(
            one.contest,
            one.count,
            name=name,
            source=one.path.name,
            sha256=hashlib.sha256(one.content).hexdigest(),
            command=_command(f"{name}-papers.blt", args),
        )
        results.append(result_of(one.count, file=str(one.path)))
        print(heading(one.count, str(one.path)))
        print(f"  {args.report / name}.html and {name}.pdf")
    files[KNOWN_BY] = (json.dumps(results, ensure_ascii=False, indent=1) + "\n").encode()
    write_folder(args.report, files, known_by=KNOWN_BY)


def _command(file: str, args: argparse.Namespace) -> str:
    """Say which command counts the papers of a report again."""
    words = [called(), "count", file]
    if args.rule != RULES[0]:
        words += ["--rule", args.rule]
    if args.constraints:
        words += ["--constraints", args.constraints.name]
        words += ["--if-unmet", args.if_unmet] if args.if_unmet != "vacant" else []
    for name in ("lot_seed", "lot_head", "lot_dice"):
        if getattr(args, name):
            words += [f"--{name.replace('_', '-')}", getattr(args, name)]
    for drawn in args.chairs_lot:
        words += ["--chairs-lot", drawn]
    return shlex.join(words)


def _names(paths: Sequence[Path]) -> list[str]:
    """Name each file's report after it; two of one name are numbered."""
    names: list[str] = []
    for path in paths:
        stem = re.sub(r"[^\w-]+", "-", path.stem).strip("-") or "count"
        name, many = stem, 1
        while name in names:
            many += 1
            name = f"{stem}-{many}"
        names.append(name)
    return names


def _seed(args: argparse.Namespace) -> str:
    from muster.count.ties import LotError, check_seed, make_seed

    try:
        if args.lot_head or args.lot_dice:
            if args.lot_seed or not (args.lot_head and args.lot_dice):
                raise AskedError("a lot takes --lot-seed HEX alone, or --lot-head HEX and --lot-dice ROLLS together")
            return make_seed(args.lot_head, args.lot_dice)
        return check_seed(args.lot_seed) if args.lot_seed else ""
    except LotError as error:
        raise AskedError(str(error)) from None


def _lots(args: argparse.Namespace, contest: "Contest", seed: str) -> "Lots":
    from muster.count.ties import Lots

    return Lots(seed, tuple(_drawn(words, contest) for words in args.chairs_lot))


def _drawn(words: str, contest: "Contest") -> "Drawn":
    from muster.count.ties import Drawn

    found = _DRAWN.fullmatch(words)
    if not found:
        raise AskedError(f"--chairs-lot '{words}': write STAGE:WHO:WITNESS, such as '6:3:J. Bloggs'")
    return Drawn(int(found[1]), _candidate(contest, found[2]), found[3])


def _candidate(contest: "Contest", who: str) -> int:
    from muster.count.contest import ContestError, find_candidate

    candidate = find_candidate(contest, who)
    if candidate is None:
        raise ContestError(
            f"nobody is called '{who}': write a number from 1 to {len(contest.names)}, or the whole name"
        )
    return candidate


def _known_by(name: str) -> str:
    return " ".join(name.split()).casefold()
