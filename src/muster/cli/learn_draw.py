"""`muster learn draw` and `redraw`: a lottery of doors, and anybody's check of it."""

import argparse
import json
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from muster.cli import Subparsers, called
from muster.cli.arguments import counted
from muster.cli.folder import FolderError, csv_bytes, read_file, write_folder
from muster.cli.learn_told import Told, add_deed

if TYPE_CHECKING:
    from muster.learn.assign import Arm, Draw

PLAN, DRAW = "draw.json", "draw.csv"
HEADER = ("door", "block", "arm")
DEFAULT = "holdout:15,visit:85"


def add_deeds(deeds: Subparsers) -> None:
    """Add these deeds."""
    what = "draw lots for doors: promise a seed first, draw with it then, publish it after"
    deed = add_deed(deeds, "draw", _draw, what=what)
    deed.add_argument("file", type=Path, nargs="?", help="CSV of doors; rows of one door have one lot")
    deed.add_argument("--new-seed", type=Path, metavar="FILE", help="make a seed, keep it in FILE, and say its hash")
    deed.add_argument("--seed", type=Path, metavar="FILE", help="the seed that was promised")
    deed.add_argument("--promise", default="", metavar="HASH", help="the hash that was logged before")
    deed.add_argument("--door", default="door", metavar="C", help="the column of the door, or household (door)")
    deed.add_argument("--block", metavar="C", help="the column of the street or turf within which to draw")
    deed.add_argument("--arms", default=DEFAULT, metavar="NAME:PARTS,..", help=f"the arms and their parts ({DEFAULT})")
    deed.add_argument("--no-holdout", default="", metavar="WHY", help="why nobody is held out, if so")
    deed.add_argument("--out", type=Path, metavar="DIR", help="the folder to write")
    again = add_deed(deeds, "redraw", _redraw, what="draw a lottery again and say whether it was that one")
    again.add_argument("folder", type=Path, help="the folder that draw wrote")
    again.add_argument("--seed", type=Path, required=True, metavar="FILE", help="the seed, once it is published")
    again.add_argument("--promise", default="", metavar="HASH", help="the hash that was logged before")


def _draw(args: argparse.Namespace) -> Told:
    if args.new_seed:
        return _new_seed(args.new_seed)
    if not (args.file and args.seed and args.out):
        raise FolderError(
            "a draw needs a file of doors, --seed FILE and --out DIR;"
            f" make the seed first: {called()} learn draw --new-seed seed.txt"
        )
    from muster.cli.learn_table import named, read_rows, words_of
    from muster.learn.assign import draw_lots, join_doors
    from muster.table import Column

    wanted = [named(args.door), *([named(args.block)] if args.block else [])]
    table = read_rows(args.file, [Column(name, required=True) for name in wanted])
    doors = words_of(table, wanted[0])
    blocks = words_of(table, wanted[1]) if args.block else ("",) * len(doors)
    drawn = draw_lots(
        join_doors(list(zip(doors, blocks, strict=True))),
        seed=_seed(args.seed),
        plan=_arms(args.arms),
        promise=args.promise,
        no_holdout=args.no_holdout,
    )
    files = _files(drawn, args.no_holdout)
    _keep_lottery(args.out, files)
    write_folder(args.out, files, known_by=PLAN)
    return _told(drawn, args.out)


def _keep_lottery(out: Path, files: Mapping[str, bytes]) -> None:
    """Refuse to put a lottery over another: doors may have been visited by it, and which they were would be lost.

    Raises:
        FolderError: if another lottery lies there.
    """
    if any((out / name).is_file() and read_file(out / name) != content for name, content in files.items()):
        raise FolderError(f"{out}: another lottery lies there; a lottery is never overwritten, name a new folder")


def _new_seed(path: Path) -> Told:
    from muster.learn.assign import SEED_BYTES, promise_of

    seed = secrets.token_bytes(SEED_BYTES)
    try:
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(seed.hex() + "\n", encoding="ascii")
    except FileExistsError:
        raise FolderError(f"{path}: there is a file already; a seed is never overwritten, name another") from None
    except OSError as error:
        raise FolderError(f"{path}: can't be written there ({error.strerror})") from None
    promise = promise_of(seed)
    return Told(
        (
            f"The promise: {promise}",
            f"Write it in the log before the draw. Keep {path} to yourself until the trial is over, then publish it.",
        ),
        {"promise": promise},
    )


def _seed(path: Path) -> bytes:
    from muster.learn.assign import SeedError

    try:
        return bytes.fromhex(read_file(path).decode("ascii").strip())
    except ValueError:
        raise SeedError(f"{path}: a seed is written in hexadecimal digits; this file holds something else") from None


def _arms(text: str) -> "list[Arm]":
    from muster.learn.assign import Arm, ArmsError

    plan = []
    for one in text.split(","):
        name, _, parts = one.strip().rpartition(":")
        if not name or not parts.isdecimal():
            raise ArmsError(f"'{one}': write each arm as NAME:PARTS, such as {DEFAULT}")
        plan.append(Arm(name, int(parts)))
    return plan


def _files(drawn: "Draw", no_holdout: str) -> dict[str, bytes]:
    """Give the assignment, and what anybody needs to draw it again but the seed."""
    plan = {
        "method": "HMAC-SHA256 of the seed, sorted within blocks: docs/methods/draw.md",
        "promise": drawn.promise,
        "doors_sha256": drawn.doors_hash,
        "arms": [{"name": arm.name, "parts": arm.parts, "doors": drawn.count()[arm.name]} for arm in drawn.plan],
        "no_holdout": no_holdout,
    }
    rows = zip(drawn.doors, drawn.blocks, drawn.arms, strict=True)
    return {
        PLAN: (json.dumps(plan, indent=1, ensure_ascii=False) + "\n").encode(),
        DRAW: csv_bytes(HEADER, rows),
    }


def _told(drawn: "Draw", out: Path) -> Told:
    count = drawn.count()
    blocks = len(set(drawn.blocks))
    within = f" within {counted(blocks, 'block')}" if blocks > 1 else ""
    return Told(
        (
            f"{counted(len(drawn.doors), 'door')} drawn{within}: "
            + ", ".join(f"{many:,} {name}" for name, many in count.items())
            + ".",
            f"{out / DRAW} is the assignment; take the doors of '{drawn.plan[0].name}' out of every walk list.",
            f"Promise {drawn.promise[:16]}..., list {drawn.doors_hash[:16]}...: write both in the log.",
        ),
        {"promise": drawn.promise, "doors_sha256": drawn.doors_hash, "arms": count, "blocks": blocks},
    )


def _redraw(args: argparse.Namespace) -> Told:
    from muster.cli.learn_table import read_rows, words_of
    from muster.learn.assign import Arm, draw_lots
    from muster.table import Column

    try:
        plan = json.loads(read_file(args.folder / PLAN))
        arms = [Arm(arm["name"], arm["parts"]) for arm in plan["arms"]]
        promise, no_holdout, doors_hash = plan["promise"], plan["no_holdout"], plan["doors_sha256"]
    except (ValueError, KeyError, TypeError):
        raise FolderError(f"{args.folder / PLAN}: this is not what draw wrote; bring the folder again") from None
    columns = (Column("door", required=True), Column("block"), Column("arm", required=True))
    table = read_rows(args.folder / DRAW, columns, unique="door")
    given = words_of(table, "arm")
    drawn = draw_lots(
        dict(zip(words_of(table, "door"), words_of(table, "block"), strict=True)),
        seed=_seed(args.seed),
        plan=arms,
        promise=args.promise or promise,
        no_holdout=no_holdout or "as it was drawn",
    )
    wrong = [
        (row.number, door, had, drew)
        for row, door, had, drew in zip(table.rows, drawn.doors, given, drawn.arms, strict=True)
        if had != drew
    ]
    _refuse(wrong, changed_list=drawn.doors_hash != doors_hash)
    said = (
        f"Drawn again: all {len(given):,} doors have the arm that this seed gives, the list is the one that was"
        " drawn from, and the seed is the one that was promised."
    )
    return Told(
        (said,),
        {"doors": len(given), "differ": 0, "promise": drawn.promise},
    )


def _refuse(wrong: Sequence[tuple[int, str, str, str]], *, changed_list: bool) -> None:
    from muster.learn.assign import NotThisDrawError

    told = [f"row {row}: door '{door}' stands in '{had}', the seed gives '{drew}'" for row, door, had, drew in wrong]
    shown = "\n".join(f"  {line}" for line in told[:20])
    if wrong:
        more = f"\n  and {len(told) - 20:,} more" if len(told) > len(told[:20]) else ""
        raise NotThisDrawError(f"this is not what the seed gives:\n{shown}{more}")
    if changed_list:
        raise NotThisDrawError("doors were added or taken out after the draw: the list's hash is another")
