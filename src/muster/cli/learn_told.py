"""How every deed of `muster learn` tells its result: plain sentences, a table, figures as JSON, a picture as SVG."""

import argparse
import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from muster.cli import Subparsers
from muster.cli.folder import FolderError


@dataclass(frozen=True, slots=True)
class Told:
    """One result in all its forms. `figures` holds numbers as they are, for --json; `rows` holds them in words."""

    sentences: tuple[str, ...]
    figures: Mapping[str, Any]
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    picture: str = ""
    after: tuple[str, ...] = field(default=())  # sentences that stand below the table


def add_deed(
    deeds: Subparsers, name: str, run: Callable[[argparse.Namespace], Told], *, what: str
) -> argparse.ArgumentParser:
    """Add a sub-command that answers with what `run` gives, in the form that --json and --picture ask for."""
    deed = deeds.add_parser(name, help=what, description=what)
    deed.add_argument("--json", action="store_true", help="print the figures as JSON instead of sentences")
    deed.add_argument("--picture", type=Path, metavar="FILE.svg", help="write a picture too")
    deed.set_defaults(run=_answering(run))
    return deed


def _answering(run: Callable[[argparse.Namespace], Told]) -> Callable[[argparse.Namespace], int]:
    """Answer with the result; a refusal with its name and sentence, and exit code 2."""

    def answer(args: argparse.Namespace) -> int:
        from muster.learn.refusal import RefusedError
        from muster.table import TableError

        try:
            told = run(args)
            if args.picture:
                write_picture(args.picture, told.picture)
        except (RefusedError, FolderError, TableError) as error:
            if args.json:
                print(json.dumps({"refused": type(error).__name__.removesuffix("Error"), "why": str(error)}))
            else:
                print(error, file=sys.stderr)
            return 2
        print(as_json(told.figures) if args.json else "\n".join(lines_of(told)))
        return 0

    return answer


def write_picture(path: Path, picture: str) -> None:
    """Write an SVG whole or not at all.

    Raises:
        FolderError: if this result has no picture, or it can't be written there.
    """
    if not picture:
        raise FolderError(f"{path}: this result has no picture; leave --picture out")
    if path.suffix.lower() != ".svg":
        raise FolderError(f"{path}: a picture is written as SVG; end its name in .svg")
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(picture, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise FolderError(f"{path}: can't be written there ({error.strerror}); choose another place") from None
    finally:
        part.unlink(missing_ok=True)


def lines_of(told: Told) -> list[str]:
    """Give a result as lines for a terminal: sentences, the table, and what stands below it."""
    table = lines_of_table(told.header, told.rows) if told.rows else []
    below = list(told.after)
    return [*told.sentences, *([""] if table else []), *table, *([""] if below else []), *below]


def lines_of_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Set a table in columns: the first to the left, the others to the right."""
    wide = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    return [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, wide, strict=True))
        ).rstrip()
        for row in (header, *rows)
    ]


def as_json(figures: Mapping[str, Any]) -> str:
    """Write figures as JSON; what isn't a finite number is null, as JSON knows no other."""
    return json.dumps(_plain(figures), indent=1, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if hasattr(value, "tolist"):  # numpy's numbers and arrays
        return _plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def points(value: float) -> str:
    """Say a difference of shares in percentage points: '+2.6', '-0.4'."""
    told = f"{100 * value:+.1f}"
    return "0.0" if told in {"+0.0", "-0.0"} else told


def percent(value: float) -> str:
    """Say a share: '41.4 %'."""
    return f"{100 * value:.1f} %"
