"""`muster learn flows`: where votes went, from places' totals: bounds, and a best guess beside them."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muster.cli import Subparsers
from muster.cli.learn_told import Told, add_deed

if TYPE_CHECKING:
    from muster.learn.flows import Flows


def add_deeds(deeds: Subparsers) -> None:
    """Add this deed."""
    deed = add_deed(deeds, "flows", _flows, what="bound where votes went between two counts of the same places")
    deed.add_argument("file", type=Path, help="a row a place, a column a choice")
    deed.add_argument("--before", required=True, metavar="A,B,..", help="columns of the first count")
    deed.add_argument("--after", required=True, metavar="X,Y,..", help="columns of the second count")
    deed.add_argument("--place", metavar="COLUMN", help="the column with the place's name, for messages")


def _flows(args: argparse.Namespace) -> Told:
    import numpy as np

    from muster.cli.learn_table import named, numbers_of, read_rows, words_of
    from muster.learn.flows import find_flows
    from muster.table import Column, whole_number

    before, after = ([named(c) for c in text.split(",") if c.strip()] for text in (args.before, args.after))
    count = whole_number(0, 10**9)
    columns = [Column(name, count, required=True) for name in dict.fromkeys([*before, *after])]
    place = [Column(named(args.place), required=True)] if args.place else []
    table = read_rows(args.file, [*columns, *place])
    names = words_of(table, place[0].name) if place else tuple(f"row {row.number}" for row in table.rows)
    one, other = (np.column_stack([numbers_of(table, name) for name in group]) for group in (before, after))
    flows = find_flows(one, other, names=names)
    return _told(flows, before, after, len(table.rows), int(one.sum()))


def _told(flows: "Flows", before: list[str], after: list[str], places: int, people: int) -> Told:
    rows, figures, bands = [], [], []
    from muster.paper.chart_bands import Band, draw_bands

    for i, source in enumerate(before):
        for j, target in enumerate(after):
            least, most = round(float(flows.least[i, j])), round(float(flows.most[i, j]))
            guess = None if flows.guess is None else float(flows.guess[i, j])
            shown = "" if guess is None else f"({guess:,.0f})"
            rows.append((f"{source} to {target}", f"{least:,}", f"{most:,}", shown))
            figures.append({"from": source, "to": target, "least": least, "most": most, "guess": guess})
            told = f"{least:,} to {most:,}" + (f" {shown}" if shown else "")
            bands.append(Band(f"{source} to {target}", float(least), float(most), told, value=guess, quiet=True))
    told_guess = (
        f"No guess: {flows.why_not}."
        if flows.why_not
        else "The figure in brackets is one guess among many that fit as well: people alike in all places as far as"
        " totals allow. Never quote it without the bounds."
    )
    title = (
        "Bounds of where people went; a grey point is a guess"
        if flows.guess is not None
        else "Bounds of where people went"
    )
    return Told(
        sentences=(
            f"{people:,} people in {places:,} places. What happened lies within these bounds, whatever the guess.",
        ),
        figures=_figures(flows, figures, places, people),
        header=("from and to", "at least", "at most", "guess"),
        rows=tuple(rows),
        after=(told_guess,),
        picture=draw_bands(bands, title=title, unit="people"),
    )


def _figures(flows: "Flows", cells: list[dict[str, Any]], places: int, people: int) -> dict[str, Any]:
    why = None if flows.why_not is None else {"refused": "TooFewPlaces", "why": str(flows.why_not)}
    return {"places": places, "people": people, "flows": cells, "no_guess": why}
