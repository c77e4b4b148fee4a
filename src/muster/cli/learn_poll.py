"""`muster learn poll`: what a poll says of the whole, and of places where it can."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muster.cli import Subparsers
from muster.cli.folder import FolderError
from muster.cli.learn_told import Told, add_deed, percent

if TYPE_CHECKING:
    from muster.learn.poststratify import Figures
    from muster.learn.weigh import Estimate, Margin, Weights
    from muster.table import Table

_MOST_ANSWERS = 30
_ONLY_CHANCE = (
    "These intervals hold chance alone. Polls have missed by about twice as much, as some people don't answer them."
)


def add_deeds(deeds: Subparsers) -> None:
    """Add this deed."""
    deed = add_deed(deeds, "poll", _poll, what="estimate from a poll: weighed to margins, or by place with a model")
    deed.add_argument("file", type=Path, help="a row a person asked")
    deed.add_argument("--answer", required=True, metavar="COLUMN", help="what they said")
    deed.add_argument("--margins", type=Path, metavar="MARGINS.csv", help="columns column, kind, share (or count)")
    place = deed.add_argument_group("figures for places need all of these")
    place.add_argument("--yes", metavar="ANSWER", help="the answer that is estimated")
    place.add_argument("--area", metavar="COLUMN", help="the place each person lives in")
    place.add_argument("--by", metavar="A,B,..", help="columns in which people differ, such as age and education")
    place.add_argument("--cells", type=Path, metavar="CELLS.csv", help="--area, --by and n: how many people live there")
    more = deed.add_argument_group("and may have these")
    more.add_argument("--pairs", default="", metavar="A:B,..", help="columns whose pairs matter")
    more.add_argument("--areas", type=Path, metavar="AREAS.csv", help="what is known of each area: a number a column")


def _poll(args: argparse.Namespace) -> Told:
    wanted = {"--yes": args.yes, "--area": args.area, "--by": args.by, "--cells": args.cells}
    given = [name for name, value in wanted.items() if value]
    if not given:
        return _weighed(args)
    missing = [name for name, value in wanted.items() if not value]
    if missing:
        raise FolderError(f"for figures of places give {', '.join(missing)} as well; for the whole alone none of them")
    if args.margins:
        raise FolderError("--margins: with --cells the model weighs people itself; leave --margins out")
    from muster.cli.learn_places import poll_places

    return poll_places(args)


def _weighed(args: argparse.Namespace) -> Told:
    import numpy as np

    from muster.cli.learn_table import named, read_rows, words_of
    from muster.learn.weigh import estimate_share, rake, unweighted
    from muster.table import Column

    known = _margins_told(args.margins) if args.margins else {}
    columns = [Column(name, required=True) for name in dict.fromkeys([named(args.answer), *known])]
    table = read_rows(args.file, columns)
    answers = np.array(words_of(table, named(args.answer)))
    weights = rake(_margins(table, known, args.file)) if known else unweighted(len(answers))
    kinds = sorted(set(answers.tolist()))
    if len(kinds) > _MOST_ANSWERS:
        raise FolderError(
            f"{args.file}: '{args.answer}' holds {len(kinds)} different answers; put them into groups first"
        )
    estimates = {str(kind): estimate_share(answers == kind, weights=weights) for kind in kinds}
    order = sorted(estimates, key=lambda kind: -estimates[kind].share)
    return Told(
        sentences=tuple(_sentences(estimates, order, weights)),
        figures=_figures(estimates, weights),
        header=("answer", "share", "from", "to", "said so"),
        rows=tuple(_row(kind, estimates[kind], int((answers == kind).sum())) for kind in order),
        after=(_ONLY_CHANCE,),
        picture=_picture(estimates, order, args.answer),
    )


def _margins_told(path: Path) -> dict[str, dict[str, float]]:
    """Read margins: for each column of the poll, each kind's share."""
    from muster.cli.learn_table import named, read_rows
    from muster.table import Column, Problem, TableError

    columns = [
        Column("column", named, required=True),
        Column("kind", required=True),
        Column("share", _count, required=True),
    ]
    known: dict[str, dict[str, float]] = {}
    problems = []
    for row in read_rows(path, columns).rows:
        column, kind = row.values["column"], row.values["kind"]
        if kind in known.setdefault(column, {}):
            problems.append(Problem(row.number, "kind", kind, "this kind stands above already; take one out"))
        known[column][kind] = row.values["share"]
    if problems:
        raise TableError(path.name, problems)
    for column, shares in known.items():
        total = sum(shares.values())
        if not total:
            raise FolderError(f"{path}: the shares of '{column}' are all 0; give how many there are of each kind")
        for whole in (1, 100):  # shares, or percent, that were meant to be whole
            if whole / 2 < total < whole * 1.5 and abs(total - whole) > whole / 100:
                raise FolderError(
                    f"{path}: the shares of '{column}' add up to {total:g}, not to {whole}; is a kind missing, or one"
                    " wrong?"
                )
    return known


def _count(text: str) -> float:
    from muster.cli.learn_table import number
    from muster.table import CellError

    value = number(text.replace(",", "").rstrip("% "))
    if value < 0:
        raise CellError("there are no fewer than none; write a share in percent, or a count")
    return value


def _margins(table: "Table", known: dict[str, dict[str, float]], path: Path) -> "list[Margin]":
    import numpy as np

    from muster.learn.weigh import Margin
    from muster.table import Problem, TableError

    margins, problems = [], []
    for column, shares in known.items():
        place = {kind: i for i, kind in enumerate(shares)}
        for row in table.rows:
            if row.values[column] not in place:
                cure = f"the margins name no such kind; they have {', '.join(shares)}"
                problems.append(Problem(row.number, column, row.values[column], cure))
        if not problems:
            codes = np.array([place[row.values[column]] for row in table.rows], dtype=np.int64)
            wanted = np.array(list(shares.values()))
            margins.append(Margin(column, tuple(shares), codes, wanted / wanted.sum()))
    if problems:
        raise TableError(path.name, problems)
    return margins


def _sentences(estimates: "dict[str, Estimate]", order: Sequence[str], weights: "Weights") -> list[str]:
    first = estimates[order[0]]
    told = f"{order[0]}: {percent(first.share)}, between {percent(first.low)} and {percent(first.high)}"
    asked = f"{first.answers:,} asked"
    if weights.margins:
        asked += f", who count as {weights.effective:,.0f} after weighing (design effect {weights.design_effect:.2f})"
    return [f"{told}; 19 times in 20, were chance all.", f"{asked}."]


def _row(kind: str, estimate: "Estimate", said: int) -> tuple[str, ...]:
    return (kind, percent(estimate.share), percent(estimate.low), percent(estimate.high), f"{said:,}")


def _figures(estimates: "dict[str, Estimate]", weights: "Weights") -> dict[str, Any]:
    answers = {
        kind: {"share": one.share, "interval": [one.low, one.high], "se": one.se} for kind, one in estimates.items()
    }
    return {
        "asked": len(weights.weights), "effective": weights.effective, "design_effect": weights.design_effect,
        "rounds": weights.rounds, "answers": answers,
    }  # fmt: skip


def _picture(estimates: "dict[str, Estimate]", order: Sequence[str], answer: str) -> str:
    from muster.paper.chart_bands import Band, draw_bands

    bands = [
        Band(kind, 100 * one.low, 100 * one.high, percent(one.share), value=100 * one.share)
        for kind, one in ((kind, estimates[kind]) for kind in order)
    ]
    return draw_bands(bands, title=f"{answer}: shares and what chance allows", unit="%")


def places_picture(figures: "Figures", names: Sequence[str], *, title: str) -> str:
    """Draw places' figures, highest first, forty at most."""
    from muster.paper.chart_bands import Band, draw_bands

    order = (-figures.share).argsort(kind="stable")[:40]
    bands = [
        Band(
            names[i], 100 * float(figures.low[i]), 100 * float(figures.high[i]), percent(float(figures.share[i])),
            value=100 * float(figures.share[i]),
        )
        for i in order
    ]  # fmt: skip
    return draw_bands(bands, title=title, unit="%")
