"""A poll's figures for places: people in the poll and people who live there, laid out alike for one model."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muster.cli.folder import FolderError
from muster.cli.learn_told import Told, percent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from muster.learn.answers import People
    from muster.learn.mrp import Fit
    from muster.learn.poststratify import Figures
    from muster.table import Table

    Kinds = dict[str, list[str]]
    Floats = NDArray[np.float64]

_FEW_KINDS = 2  # a column of two kinds has no spread of its own to learn: it counts as it stands
_MORE = (
    "These intervals hold chance, and the model's doubt of how much places differ. A figure of a place leans on people"
    " alike elsewhere; what makes a place unlike any other, nobody asked."
)


def poll_places(args: argparse.Namespace) -> Told:
    """Estimate the whole and each place by a model of who says yes, counted over who lives there."""
    from muster.cli.learn_poll import places_picture
    from muster.learn.answers import gather
    from muster.learn.mrp import fit_answers
    from muster.learn.poststratify import TooFewForPlacesError, estimate_places, estimate_whole

    read = _read(args)
    fit = fit_answers(gather(read.asked, read.yes))
    whole = estimate_whole(fit, read.living, counts=read.counts)
    places = len(read.areas)
    try:
        figures = estimate_places(fit, read.living, counts=read.counts, place=read.place, places=places)
        refused = None
    except TooFewForPlacesError as error:
        figures, refused = None, error
    title = f"{args.answer}: {args.yes}, by {args.area}"
    return Told(
        sentences=tuple(_sentences(args, fit, whole, refused)),
        figures=_figures(fit, whole, figures, read.areas, refused),
        header=(args.area, "share", "from", "to") if figures else (),
        rows=() if figures is None else tuple(_row(figures, i, name) for i, name in enumerate(read.areas)),
        after=(_MORE,),
        picture=places_picture(whole if figures is None else figures, read.areas if figures else ["all"], title=title),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """People asked and people living there, laid out alike."""

    asked: "People"
    yes: "NDArray[np.bool_]"
    living: "People"
    counts: "Floats"
    place: "NDArray[np.int64]"
    areas: list[str]


def _read(args: argparse.Namespace) -> _Read:
    import numpy as np

    from muster.cli.learn_table import named, numbers_of, read_rows, words_of
    from muster.table import Column

    area, by = named(args.area), [named(name) for name in args.by.split(",") if name.strip()]
    pairs = _pairs(args.pairs, [area, *by])
    words = [Column(name, required=True) for name in dict.fromkeys([area, *by])]
    cells = read_rows(args.cells, [*words, Column("n", _count, required=True)])
    poll = read_rows(args.file, [*words, Column(named(args.answer), required=True)])
    kinds = {name: sorted(set(words_of(cells, name))) for name in [area, *by]}
    _known_in(poll, kinds, args.file)
    facts = _facts(args.areas, area, kinds[area]) if args.areas else np.zeros((len(kinds[area]), 0))
    yes = np.array(words_of(poll, named(args.answer))) == args.yes
    if not yes.any():
        raise FolderError(f"{args.file}: nobody said '{args.yes}'; write the answer as it stands in '{args.answer}'")
    asked, living = (_people(table, kinds, area, by, pairs, facts) for table in (poll, cells))
    return _Read(asked, yes, living, numbers_of(cells, "n"), _codes(cells, area, kinds), kinds[area])


def _count(text: str) -> float:
    from muster.cli.learn_table import number
    from muster.table import CellError

    value = number(text.replace(",", ""))
    if value < 0:
        raise CellError("there are no fewer than none; write how many people live there")
    return value


def _pairs(text: str, names: Sequence[str]) -> list[tuple[str, str]]:
    from muster.cli.learn_table import named

    pairs = []
    for word in filter(None, (word.strip() for word in text.split(","))):
        one, colon, other = (piece if piece == ":" else named(piece) for piece in word.partition(":"))
        if not colon or one not in names or other not in names:
            raise FolderError(f"--pairs {word}: write A:B, both of {', '.join(names)}")
        pairs.append((one, other))
    return pairs


def _known_in(poll: "Table", kinds: "Kinds", path: Path) -> None:
    from muster.table import Problem, TableError

    known = {name: set(of) for name, of in kinds.items()}
    problems = [
        Problem(row.number, name, row.values[name], "nobody of this kind lives there by --cells; write both alike")
        for row in poll.rows
        for name in kinds
        if row.values[name] not in known[name]
    ]
    if problems:
        raise TableError(path.name, problems)


def _facts(path: Path, area: str, areas: Sequence[str]) -> "Floats":
    """Read what is known of areas: every other column of the file, each a number; (areas, columns), centred."""
    import csv
    import io

    import numpy as np

    from muster.cli.folder import read_file
    from muster.cli.learn_table import named, number, numbers_of, read_rows, words_of
    from muster.table import DELIMITERS, Column

    text = read_file(path).decode("utf-8-sig", "replace")
    delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
    first = next(csv.reader(io.StringIO(text), delimiter=delimiter), [])
    names = [named(cell) for cell in first if named(cell) and named(cell) != area]
    numbers = [Column(name, number, required=True) for name in names]
    table = read_rows(path, [Column(area, required=True), *numbers], unique=area)
    place = {name: i for i, name in enumerate(words_of(table, area))}
    absent = [name for name in areas if name not in place]
    if absent:
        raise FolderError(f"{path}: '{absent[0]}' isn't there, and lives in --cells; add a row for it")
    values = np.column_stack([numbers_of(table, name) for name in names])[[place[name] for name in areas]]
    centred: Floats = (values - values.mean(axis=0)) / np.maximum(values.std(axis=0), 1e-12)
    return centred


def _codes(table: "Table", name: str, kinds: "Kinds") -> "NDArray[np.int64]":
    import numpy as np

    place = {kind: i for i, kind in enumerate(kinds[name])}
    return np.array([place[row.values[name]] for row in table.rows], dtype=np.int64)


def _people(
    table: "Table", kinds: "Kinds", area: str, by: Sequence[str], pairs: Sequence[tuple[str, str]], facts: "Floats"
) -> "People":
    """Lay people out: an effect a kind, drawn to the middle; columns of two kinds count as they stand."""
    import numpy as np

    from muster.learn.answers import Grouping, People, pair

    groups: dict[str, Grouping] = {}
    fixed: list[Floats] = [np.ones(len(table.rows))]
    for name in [area, *by]:
        groups[name] = Grouping(name, len(kinds[name]), _codes(table, name, kinds))
        if name != area and len(kinds[name]) == _FEW_KINDS:
            fixed.append(groups[name].codes.astype(np.float64) - 0.5)
    fixed += list(facts[groups[area].codes].T)
    alone = [groups[name] for name in [area, *by] if name == area or len(kinds[name]) > _FEW_KINDS]
    return People(np.column_stack(fixed), (*alone, *(pair(groups[a], groups[b]) for a, b in pairs)))


def _sentences(args: argparse.Namespace, fit: "Fit", whole: "Figures", refused: Any) -> list[str]:
    share, low, high = (percent(float(value[0])) for value in (whole.share, whole.low, whole.high))
    told = [f"{args.yes}: {share} of everybody, between {low} and {high}; {fit.answers:,.0f} asked."]
    if refused:
        return [*told, f"Nothing of each {args.area}: {refused}."]
    spreads = {grouping.name: float(spread) for grouping, spread in zip(fit.groupings, fit.spreads, strict=True)}
    order = sorted(spreads, key=lambda name: -spreads[name])
    return [*told, f"People differ most by {order[0]}, then by {order[1]}." if len(order) > 1 else ""]


def _row(figures: "Figures", at: int, name: str) -> tuple[str, ...]:
    return (name, *(percent(float(value[at])) for value in (figures.share, figures.low, figures.high)))


def _figures(
    fit: "Fit", whole: "Figures", figures: "Figures | None", names: Sequence[str], refused: Any
) -> dict[str, Any]:
    spreads = {grouping.name: float(spread) for grouping, spread in zip(fit.groupings, fit.spreads, strict=True)}
    return {
        "asked": fit.answers, "spreads": spreads, "whole": _one(whole, 0),
        "places": None if figures is None else {name: _one(figures, i) for i, name in enumerate(names)},
        "refused": None if refused is None else {"refused": "TooFewForPlaces", "why": str(refused)},
    }  # fmt: skip


def _one(figures: "Figures", at: int) -> dict[str, Any]:
    share, low, high, se = (float(value[at]) for value in (figures.share, figures.low, figures.high, figures.se))
    return {"share": share, "interval": [low, high], "se": se}
