"""`muster learn trial`: what each arm of a lottery changed, from a table of doors, arms and outcomes."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from muster.cli import Subparsers
from muster.cli.arguments import natural, natural_or_none
from muster.cli.learn_told import Told, add_deed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from muster.learn.effect import Effect
    from muster.learn.sums import Floats
    from muster.learn.trial import Trial
    from muster.table import Table

DRAWS, MOST_DRAWS = 2_000, 1_000_000
MOST_KINDS = 12  # of a covariate in words

ROW_BY_ROW = (
    "Every row was taken for a door of its own. If lots were drawn for doors or households, name their column with"
    " --household: otherwise these intervals are too narrow."
)


def add_deeds(deeds: Subparsers) -> None:
    """Add this deed."""
    deed = add_deed(deeds, "trial", _trial, what="say what each arm of a lottery of doors changed, and whether we know")
    deed.add_argument("file", type=Path, help="CSV (or .csv.gz), a row an elector")
    deed.add_argument("--outcome", required=True, metavar="C", help="the column of what happened: 1 or 0, or a number")
    deed.add_argument("--arm", required=True, metavar="C", help="the column of the arm as drawn, met or not")
    deed.add_argument("--control", required=True, metavar="V", help="the arm that the others are compared with")
    deed.add_argument("--household", metavar="C", help="the column of the door, which had one lot")
    deed.add_argument("--block", metavar="C", help="the column within which lots were drawn")
    deed.add_argument("--contacted", metavar="C", help="the column of who was spoken to: 1 or 0")
    deed.add_argument("--covariates", metavar="C,..", default="", help="columns known before the draw")
    deed.add_argument(
        "--placebo", action="store_true", help="the control was visited too: compare those who opened (--contacted)"
    )
    deed.add_argument("--also", metavar="C=V", help="a second thing drawn apart: its column, and its value without it")
    deed.add_argument("--live", action="store_true", help="the trial goes on: an interval that holds at every look")
    deed.add_argument(
        "--before", choices=("canvass", "leaflet", "persuasion", "phone"), help="what was believed before"
    )
    deed.add_argument("--draws", type=_draws, metavar="N", help="draw the lottery again so often (if few doors: 2000)")
    deed.add_argument("--seed", type=natural_or_none, default=1, help="of drawing again (1)")


def _trial(args: argparse.Namespace) -> Told:
    import numpy as np

    from muster.cli.learn_trial_words import tell_trial
    from muster.learn.estimate import NoContactError, NoPlaceboError, estimate_placebo
    from muster.learn.report import judge_trial

    table, trial = _read(args)
    if args.placebo and trial.contacted is None:
        raise NoContactError("--placebo compares those who opened; name their column with --contacted")
    if args.placebo and len(trial.arms) != len(("placebo", "arm")):
        raise NoPlaceboError("the placebo design has two arms; leave the others out of the file")
    result = judge_trial(
        trial,
        rng=np.random.default_rng(args.seed),
        live=args.live,
        draws=args.draws or DRAWS,
        redraw=args.draws is not None,
    )
    told = tell_trial(
        result,
        outcome=args.outcome,
        shares=bool(set(np.unique(trial.outcome[~np.isnan(trial.outcome)])) <= {0.0, 1.0}),
        before=args.before or "",
        placebo=estimate_placebo(trial) if args.placebo else None,
        factors=_factors(args, table, trial) if args.also else {},
    )
    return told if args.household else replace(told, after=(*told.after, ROW_BY_ROW))


def _draws(text: str) -> int:
    """Read how often the lottery is drawn again."""
    if (many := natural(text)) > MOST_DRAWS:
        raise argparse.ArgumentTypeError(f"'{text}': {MOST_DRAWS:,} draws tell all that more could; write fewer")
    return many


def _read(args: argparse.Namespace) -> "tuple[Table, Trial]":
    import numpy as np

    from muster.cli.learn_table import named, number_or_yes, numbers_of, read_rows, words_of, yes_or_no
    from muster.learn.trial import lay_trial
    from muster.table import Column, Problem, TableError

    outcome, before = named(args.outcome), _before(args)
    also = args.also.partition("=")[0] if args.also else ""
    words = [named(name) for name in (args.arm, args.household, args.block, also, *before) if name]
    columns = [Column(name, required=True) for name in dict.fromkeys(words)]
    columns.append(Column(outcome, number_or_yes, default=np.nan, wanted=True))
    if args.contacted:
        columns.append(Column(named(args.contacted), yes_or_no, required=True))
    table = read_rows(args.file, columns)
    happened = numbers_of(table, outcome)
    if np.isnan(happened).all():
        cure = "this column is blank throughout; fill in what happened, or name another"
        raise TableError(args.file.name, [Problem(1, outcome, "", cure)])
    covariates, names = _columns_before(table, before)
    return table, lay_trial(
        happened,
        arm=words_of(table, named(args.arm)),
        control=args.control,
        door=words_of(table, named(args.household)) if args.household else None,
        block=words_of(table, named(args.block)) if args.block else None,
        contacted=numbers_of(table, named(args.contacted)) if args.contacted else None,
        covariates=covariates,
        named=names,
    )


def _before(args: argparse.Namespace) -> list[str]:
    """Give the columns that were known before the draw.

    Raises:
        AfterTheDrawError: if one of them came about after it.
    """
    from muster.cli.learn_table import named
    from muster.learn.trial import AfterTheDrawError

    before = [named(name) for name in args.covariates.split(",") if name.strip()]
    after = {named(name) for name in (args.outcome, args.arm, args.contacted) if name}
    wrong = [name for name in before if name in after]
    if wrong:
        raise AfterTheDrawError(
            f"'{wrong[0]}' came about in the draw or after it; as a covariate it would hide the effect: leave it out"
        )
    return before


def _columns_before(table: "Table", before: "Sequence[str]") -> "tuple[Floats | None, tuple[str, ...]]":
    """Give covariates as numbers: as they are, or one column a kind but the first."""
    import numpy as np

    from muster.cli.learn_table import words_of
    from muster.learn.trial import TooManyKindsError

    parts: list[Floats] = []
    names: list[str] = []
    for name in before:
        words = words_of(table, name)
        try:
            parts.append(np.array(words, dtype=np.float64))
            names.append(name)
        except ValueError:
            kinds = sorted(set(words))
            if len(kinds) > MOST_KINDS:
                raise TooManyKindsError(
                    f"'{name}' has {len(kinds):,} kinds; a covariate is a number, or has {MOST_KINDS} kinds at most"
                ) from None
            parts += [np.array([word == kind for word in words], dtype=np.float64) for kind in kinds[1:]]
            names += [f"{name} {kind}" for kind in kinds[1:]]
    return (np.column_stack(parts) if parts else None), tuple(names)


def _factors(args: argparse.Namespace, table: "Table", trial: "Trial") -> "dict[str, Effect]":
    """Estimate two things that were drawn apart from each other."""
    import numpy as np

    from muster.cli.learn_table import named, words_of
    from muster.learn.estimate import FactorError, estimate_factorial

    column, _, without = args.also.partition("=")
    words = words_of(table, named(column))
    kinds = set(words)
    if len(trial.arms) != len(("without", "with")) or len(kinds) != len(("without", "with")) or without not in kinds:
        raise FactorError(
            f"--also {args.also}: two arms and a column of two values are needed, one of them '{without}'"
        )
    other = np.array([word != without for word in words], dtype=np.int64)
    kept = ~np.isnan(trial.outcome)
    name = next(iter(kinds - {without}))
    block = None if trial.block is None else trial.block[kept]
    return estimate_factorial(
        trial.outcome[kept],
        factors={trial.arms[1]: trial.arm[kept], name: other[kept]},
        door=trial.door[kept],
        block=block,
    )
