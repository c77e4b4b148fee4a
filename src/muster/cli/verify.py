"""`muster verify`: check the record of a secret ballot, and say what that proves and what it can't."""

import argparse
import json
import os
import re
import shlex
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from muster.cli import Subparsers, called
from muster.cli.arguments import natural
from muster.cli.folder import FolderError, write_folder

if TYPE_CHECKING:
    from muster.count.check import Checked
    from muster.count.check_columns import Spread

HELP = "check the record of a secret ballot, and say what that proves and what it can't"
WORTH_SHARING = 1_000_000  # bytes, below which starting more processes takes longer than checking
_AHEAD = 4  # jobs ready for each process, so that none waits; more would only take memory


class AskedError(ValueError):
    """What was asked can't be done; the sentence says what to write."""


def add_to(parsers: Subparsers) -> None:
    """Describe the command."""
    parser = parsers.add_parser("verify", help=HELP, description=HELP + ".")
    parser.add_argument("record", nargs="?", type=Path, metavar="RECORD.bel", help="the record, whole or still growing")
    parser.add_argument("--roll-hash", default="", metavar="H", help="the roll's SHA-256: the record must name it")
    parser.add_argument(
        "--tracker",
        action="append",
        default=[],
        metavar="T",
        help="look for this ballot, by the tracker on its receipt",
    )
    parser.add_argument("--json", action="store_true", help="say it as JSON")
    parser.add_argument(
        "--papers", type=Path, metavar="DIR", help="write the opened papers of each ranked question, for muster count"
    )
    parser.add_argument("--processes", type=natural, metavar="N", help="as many as there are processors, unless said")
    parser.add_argument(
        "--write-program", type=Path, metavar="FILE.py", help="write all of checking as one file that stands alone"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check a record; 0 it is right, 1 it is refused, 2 something asked must be mended, 3 a ballot isn't in it."""
    from muster.count.check_pieces import RecordError

    try:
        if args.write_program:
            return _write_program(args)
        return _verify(args)
    except (AskedError, FolderError) as error:
        print(error, file=sys.stderr)
        return 2
    except RecordError as error:
        return _refused(args, error)


def _verify(args: argparse.Namespace) -> int:
    _asked_rightly(args)
    try:
        stream = args.record.open("rb")
    except OSError as error:
        raise FolderError(f"{args.record}: this file can't be read ({error.strerror}); check its name") from None
    with stream:
        return _check(args, stream)


def _check(args: argparse.Namespace, stream: BinaryIO) -> int:
    from muster.count.check import check_record

    if not stream.seekable():
        raise AskedError(
            f"{args.record}: one can't go back in this, and a check reads it twice; save it as a file first"
        )
    with _spreading(args) as spread, tempfile.TemporaryFile() as scratch:
        return _say(args, check_record(stream, roll_hash=args.roll_hash, spread=spread, scratch=scratch))


def _say(args: argparse.Namespace, checked: "Checked") -> int:
    from muster.count.check_told import absent, as_json, told

    if args.papers:
        papers = dict(_papers(checked))
        write_folder(args.papers, papers, known_by="record.txt")
    sys.stdout.writelines(as_json(checked, args.tracker) if args.json else told(checked, args.tracker))
    print()
    if args.papers and not args.json:
        ranked = [str(args.papers / name) for name in papers if name.endswith(".blt")]
        how = f"{called()} count {shlex.join(ranked)} --seats N counts them" if ranked else "no question was ranked"
        print(f"The papers lie in {args.papers}: {how}.")
    return 3 if absent(checked, args.tracker) else 0


def _asked_rightly(args: argparse.Namespace) -> None:
    if not args.record:
        raise AskedError(f"name a record: {called()} verify RECORD.bel")
    if args.roll_hash and not re.fullmatch("[0-9a-fA-F]{64}", args.roll_hash):
        raise AskedError("--roll-hash is a SHA-256: 64 digits and letters from a to f, as sha256sum writes it")
    for tracker in args.tracker:
        if not re.fullmatch("[0-9a-zA-Z+/]{43}", tracker):
            raise AskedError(f"--tracker '{tracker}': a tracker has 43 letters and digits; copy all of it")


@contextmanager
def _spreading(args: argparse.Namespace) -> "Iterator[Spread]":
    """Do the work in as many processes as are worth it."""
    processes = args.processes or len(os.sched_getaffinity(0))
    if processes == 1 or args.record.stat().st_size < WORTH_SHARING:
        yield starmap
        return
    with ProcessPoolExecutor(processes) as pool:
        yield _over(pool, processes)


def _over(pool: Executor, processes: int) -> "Spread":
    def spread(function: Callable[..., Any], jobs: Iterable[tuple[Any, ...]]) -> Iterable[Any]:
        waiting: deque[Future[Any]] = deque()
        for job in jobs:
            if len(waiting) == processes * _AHEAD:
                yield waiting.popleft().result()
            waiting.append(pool.submit(function, *job))
        while waiting:
            yield waiting.popleft().result()

    return spread


def _papers(checked: "Checked") -> Iterator[tuple[str, bytes]]:
    from muster.count.blt import write_blt
    from muster.count.check_columns import Column
    from muster.count.contest import Contest, make_papers, merge_papers
    from muster.count.opened import ranks_in_order

    if not checked.results:
        raise AskedError(f"this record has no result yet: it has come as far as {checked.stage}")
    yield "record.txt", f"head {checked.head}\nelection {checked.election.fingerprint}\n".encode()
    for number, (question, result) in enumerate(zip(checked.election.questions, checked.results, strict=True), start=1):
        if isinstance(result, Column):
            papers = merge_papers(make_papers((1, ranks_in_order(paper)) for paper in result))
            contest = Contest(f"{checked.election.name}: {question.text}", question.answers, 1, papers)
            yield f"question-{number}.blt", write_blt(contest)


def _refused(args: argparse.Namespace, error: Exception) -> int:
    from muster.count.check_pieces import RecordError
    from muster.count.check_told import refusal_as_json

    if not isinstance(error, RecordError):
        raise error
    if args.json:
        print(json.dumps(refusal_as_json(error), ensure_ascii=False))
    elif error.reason == "no-record":
        print(f"{args.record}: {error}")
    else:
        print(f"{args.record}: this record is REFUSED. Nothing that it says may be relied upon.\n  {error}")
        print(f"  (reason: {error.reason}; docs/methods/verify.md says what each means)")
    return 1


def _write_program(args: argparse.Namespace) -> int:
    from muster.cli.verify_program import program

    try:
        args.write_program.write_text(program(), encoding="utf-8")
    except OSError as error:
        raise FolderError(f"{args.write_program}: can't be written ({error.strerror})") from None
    print(f"{args.write_program} checks records alone: pip install pynacl, then python {args.write_program} RECORD.bel")
    return 0
