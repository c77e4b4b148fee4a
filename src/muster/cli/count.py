"""`muster count`: count contests by published rules, every stage with its reason."""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from muster.cli import Subparsers
from muster.cli.arguments import natural
from muster.cli.folder import FolderError, read_file

if TYPE_CHECKING:
    from muster.count.contest import Contest
    from muster.count.limits import Category
    from muster.count.result import Count
    from muster.count.ties import Drawn, Lots

HELP = "count contests by published rules, every stage with its reason"
RULES = ("scottish", "av", "meek", "approval", "fptp")
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
            for told in _asks_for(one, args):
                print(told, file=sys.stderr)
            if args.report:
                counted.append(one)
        if args.report and counted:
            from muster.cli.count_written import write_report

            write_report(counted, args)
    except (AskedError, FolderError) as error:
        print(error, file=sys.stderr)
        return 2
    return max(codes)


def _asks_for(one: Counted, args: argparse.Namespace) -> Iterator[str]:
    """Say what to type where a tie waits, and which lot of the chair's wasn't used: it may name the wrong stage."""
    from muster.count.result import ChairsLot

    ties = [tie for stage in one.count.stages for tie in stage.ties]
    used = [(tie.stage, tie.chosen) for tie in ties if isinstance(tie.by, ChairsLot)]
    for words in args.chairs_lot:
        drawn = _drawn(words, one.contest)
        if (drawn.stage, drawn.candidate) not in used:
            yield f"{one.path}: --chairs-lot '{words}' was not used: no tie at stage {drawn.stage} waits for that lot"
    waiting = next((tie for tie in ties if tie.chosen is None), None)
    if waiting:
        example = f"{waiting.stage}:{one.contest.names[waiting.candidates[0]]}:WITNESS"
        yield (
            f"{one.path}: draw a lot before a witness and count again with --chairs-lot '{example}', naming whom it"
            " fell on; or with --lot-head and --lot-dice"
        )


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
            elected |= {_known_by(one.contest.names[candidate]) for candidate in one.count.elected}
            yield one


def _count(path: Path, content: bytes, args: argparse.Namespace, seed: str, elected: set[str]) -> Counted:
    from muster.count.constraints import read_constraints
    from muster.count.contest import withdraw
    from muster.count.count import count_votes
    from muster.count.exchange import read_contest

    contest = read_contest(content)
    gone = [_candidate(contest, who) for who in args.withdrawn]
    if args.elected_once:
        gone += _elected_before(contest, elected)
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
    return Counted(path, content, replace(contest, seats=count.seats), replace(count, names=_apart(contest.names)))


def _apart(names: tuple[str, ...]) -> tuple[str, ...]:
    """Name candidates for people: namesakes with their number on the paper."""
    return tuple(name if names.count(name) == 1 else f"{name} ({at})" for at, name in enumerate(names, start=1))


def _elected_before(contest: "Contest", elected: set[str]) -> list[int]:
    """Find who was elected in an earlier file.

    Raises:
        ContestError: if two who stand here have the name.
    """
    from muster.count.contest import ContestError

    known = [_known_by(name) for name in contest.names]
    twice = sorted(name for name in elected if known.count(name) > 1)
    if twice:
        who = contest.names[known.index(twice[0])]
        raise ContestError(
            f"two are called '{who}', and somebody of that name was elected before: count this file alone, and say"
            " with --withdrawn and a number which of them no longer stands"
        )
    return [at for at, name in enumerate(known) if name in elected]


def _tell(one: Counted, args: argparse.Namespace) -> None:
    from muster.cli.count_told import told
    from muster.count.exchange import result_of

    if args.json:
        print(json.dumps(result_of(one.count, file=str(one.path)), ensure_ascii=False))
    elif not args.report:
        print("\n".join(told(one.count, str(one.path))))


def _seed(args: argparse.Namespace) -> str:
    from muster.count.ties import LotError, check_seed, make_seed

    try:
        if args.lot_head or args.lot_dice:
            if args.lot_seed or not (args.lot_head and args.lot_dice):
                raise AskedError("a lot takes --lot-seed HEX alone, or --lot-head HEX and --lot-dice ROLLS together")
            return make_seed(args.lot_head, args.lot_dice)
        return check_seed(args.lot_seed) if args.lot_seed else ""
    except LotError as error:
        raise AskedError(f"{'--lot-seed' if args.lot_seed else '--lot-head and --lot-dice'}: {error}") from None


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
    if candidate is None and [_known_by(name) for name in contest.names].count(_known_by(who)) > 1:
        raise ContestError(f"more than one is called '{who}': write the number, from 1 to {len(contest.names)}")
    if candidate is None:
        raise ContestError(
            f"nobody is called '{who}': write a number from 1 to {len(contest.names)}, or the whole name"
        )
    return candidate


def _known_by(name: str) -> str:
    return " ".join(name.split()).casefold()
