"""A report on counted contests, as a folder: pages, results, and the papers as they were counted."""

import argparse
import hashlib
import json
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from muster.cli.folder import FolderError, read_file, write_folder

if TYPE_CHECKING:
    from muster.cli.count import Counted

KNOWN_BY = "counts.json"  # a folder with this file is a report of ours
WRITTEN = (".html", ".pdf", ".json", "-papers.blt", "-papers.json")
DEFAULT_RULE = "scottish"


def write_report(counted: "Sequence[Counted]", args: argparse.Namespace) -> None:
    """Write the pages, results and papers of every file that was counted, and say where.

    Raises:
        FolderError: if the folder holds other things, or can't be written.
    """
    from muster.cli.count_told import heading
    from muster.count.exchange import result_of
    from muster.paper.count_report import report_files

    files: dict[str, bytes] = {}
    results, told = [], list[str]()
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
        told += [heading(one.count, str(one.path)), f"  {args.report / name}.html and {name}.pdf"]
    files[KNOWN_BY] = (json.dumps(results, ensure_ascii=False, indent=1) + "\n").encode()
    _keep_others(args.report, files)
    write_folder(args.report, files, known_by=KNOWN_BY)
    print("\n".join(told))


def _keep_others(out: Path, files: Mapping[str, bytes]) -> None:
    """Refuse to replace a report beside which somebody has put a file of their own, such as a signed page.

    Raises:
        FolderError: naming one.
    """
    if not (out / KNOWN_BY).is_file():
        return
    try:
        before = [Path(one["file"]) for one in json.loads(read_file(out / KNOWN_BY))]
    except (ValueError, KeyError, TypeError):
        raise FolderError(f"{out / KNOWN_BY}: this is not what a report wrote; name a new folder") from None
    ours = {*files, KNOWN_BY} | {name + end for name in _names(before) for end in WRITTEN}
    others = sorted(path.name for path in out.iterdir() if path.name not in ours)
    if others:
        raise FolderError(f"{out}: '{others[0]}' lies there, which no report wrote; move it, or name a new folder")


def _command(file: str, args: argparse.Namespace) -> str:
    """Say which command counts the papers of a report again."""
    words = ["muster", "count", file]  # not where the program lies here: the page is read elsewhere
    if args.rule != DEFAULT_RULE:
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
