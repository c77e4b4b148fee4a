"""`muster learn pool` and `power`: what many groups learn together, and how much it takes to see something."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from muster.cli import Subparsers
from muster.cli.arguments import counted, finite, natural
from muster.cli.learn_told import Told, add_deed, percent, points

if TYPE_CHECKING:
    from muster.learn.pool import Pool
    from muster.learn.power import Planned

SHOWN = 12  # groups in the picture
BEFORE = ("canvass", "leaflet", "persuasion", "phone")


def add_deeds(deeds: Subparsers) -> None:
    """Add these deeds."""
    deed = add_deed(
        deeds, "pool", _pool, what="say what many groups' trials tell together, and foretell the next group"
    )
    deed.add_argument("file", type=Path, help="CSV, a row a group")
    deed.add_argument("--effect", default="effect", metavar="C", help="the column of each group's effect (effect)")
    spread = deed.add_mutually_exclusive_group()
    spread.add_argument("--se", default="se", metavar="C", help="the column of its standard error (se)")
    spread.add_argument("--variance", metavar="C", help="or of its variance")
    deed.add_argument("--group", metavar="C", help="the column of the group's name")
    deed.add_argument(
        "--before", choices=BEFORE, help="what was believed before, for effects that are shares (0.01 is 1 point)"
    )
    plan = add_deed(
        deeds, "power", _power, what="say how likely a trial is to see an effect, and how many waves it takes"
    )
    plan.add_argument("--groups", type=natural, default=150, help="how many groups (150)")
    plan.add_argument("--electors", type=natural, default=300, help="electors a group and wave (300)")
    plan.add_argument("--waves", type=natural, default=1, help="waves (1)")
    for name, value, what in (
        ("holdout", 15.0, "per cent of doors held out"),
        ("effect", 0.8, "the effect to see, in percentage points; 0.8 is the honest prior of a canvass"),
        ("base", 35.0, "per cent who do it anyway"),
        ("at-door", 2.0, "how many electors live at an elector's door, on average"),
        ("alike", 0.6, "how far those of one door do the same, from 0 to 1"),
        ("foreseen", 0.25, "how much of it past turnout foretells, from 0 to 1"),
        ("between", 1.5, "how much groups differ, in percentage points (standard deviation)"),
        ("chance", 80.0, "per cent of such trials that should see it"),
    ):
        plan.add_argument(f"--{name}", type=finite, default=value, help=f"{what} ({value:g})".replace("%", "%%"))


def _pool(args: argparse.Namespace) -> Told:
    import numpy as np

    from muster.cli.learn_table import named, number, numbers_of, read_rows, words_of
    from muster.learn.pool import NotSharesError, pool_groups
    from muster.table import Column

    spread = named(args.variance or args.se)
    columns = [Column(named(args.effect), number, required=True), Column(spread, number, required=True)]
    if args.group:
        columns.append(Column(named(args.group), required=True))
    table = read_rows(args.file, columns)
    effects, spreads = numbers_of(table, named(args.effect)), numbers_of(table, spread)
    if args.before and abs(effects).max(initial=0) > 1:
        raise NotSharesError(
            f"--before speaks of shares, 0.01 for 1 point, and an effect here is {abs(effects).max():g};"
            " divide points by 100, or leave --before out"
        )
    variances = spreads if args.variance else np.where(spreads > 0, spreads**2, -1.0)
    pool = pool_groups(effects, variances=variances)
    names = words_of(table, named(args.group)) if args.group else tuple(str(i + 1) for i in range(len(effects)))
    return _tell_pool(
        pool, names, [float(one) for one in effects], [float(one) for one in np.sqrt(variances)], args.before
    )


def _tell_pool(
    pool: "Pool", names: tuple[str, ...], effects: list[float], errors: list[float], before: str | None
) -> Told:
    mean = pool.mean
    known = mean.low > 0 or mean.high < 0
    span = f"{mean.low:+.4g} to {mean.high:+.4g}"
    first = (
        f"Over {counted(len(names), 'group')} the average effect is {mean.value:+.4g} ({span})."
        if known
        else f"We don't know yet: over {counted(len(names), 'group')} the average effect is anything from {span}."
    )
    missed = f"An average effect smaller than {mean.unseen():.4g} would have been missed more than one time in five."
    further = (
        f"Groups differ by {pool.tau2**0.5:.4g} (standard deviation); the next group's own effect is foretold to lie"
        f" from {pool.next_low:+.4g} to {pool.next_high:+.4g}."
    )
    sentences = [first, missed, further]
    if before:
        sentences.append(_believed(pool, before))
    rows = tuple(
        (name, f"{effect:+.4g}", f"{error:.4g}", f"{shrunk:+.4g}", f"{se:.4g}")
        for name, effect, error, shrunk, se in zip(names, effects, errors, pool.shrunk, pool.shrunk_se, strict=True)
    )
    figures = {
        "mean": mean.value, "se_knapp_hartung": mean.se, "df": mean.df, "low": mean.low, "high": mean.high,
        "se": pool.plain_se, "tau2": pool.tau2, "q": pool.q, "q_p": pool.q_p,
        "next_low": pool.next_low, "next_high": pool.next_high, "unseen": mean.unseen(),
        "verdict": "we don't know yet" if not known else "more" if mean.value > 0 else "less",
        "groups": [
            {"name": name, "effect": effect, "se": error, "shrunk": shrunk, "shrunk_se": se}
            for name, effect, error, shrunk, se in zip(names, effects, errors, pool.shrunk, pool.shrunk_se, strict=True)
        ],
    }  # fmt: skip
    header = ("group", "alone", "error", "with the others", "error then")
    after = ("Rank no groups by 'alone', which holds each one's luck; 'with the others' is what to believe of one.",)
    return Told(tuple(sentences), figures, header, rows, _pool_picture(pool, names, effects, errors, first), after)


def _believed(pool: "Pool", before: str) -> str:
    from muster.learn.prior import HONEST, learn_from

    held = HONEST[before]
    now = learn_from(held, value=pool.mean.value, se=pool.mean.se)
    return (
        f"Believed before: {points(held.mean)} points ({points(held.low)} to {points(held.high)});"
        f" now: {points(now.mean)} ({points(now.low)} to {points(now.high)})."
    )


def _pool_picture(pool: "Pool", names: tuple[str, ...], effects: list[float], errors: list[float], title: str) -> str:
    from muster.learn.effect import critical
    from muster.paper.chart_bands import Band, draw_bands

    reach = critical(1e9)
    bands = [
        Band(name, effect - reach * error, effect + reach * error, f"{effect:+.3g}", effect, quiet=True)
        for name, effect, error in list(zip(names, effects, errors, strict=True))[:SHOWN]
    ]
    mean = pool.mean
    bands.append(Band("all groups", mean.low, mean.high, f"{mean.value:+.3g}", mean.value))
    bands.append(
        Band("the next group", pool.next_low, pool.next_high, f"{pool.next_low:+.3g} to {pool.next_high:+.3g}")
    )
    return draw_bands(
        bands, title=title, unit="effect", unseen=mean.unseen(),
        unseen_told="Striped: an average effect that so many groups would have missed more than one time in five."
        + (f" The first {SHOWN} groups are drawn." if len(names) > SHOWN else ""),
    )  # fmt: skip


def _power(args: argparse.Namespace) -> Told:
    from muster.learn.power import (
        NeverSeenError,
        PlanError,
        Planned,
        chance_outside,
        power_of,
        smallest_seen,
        standard_error,
        waves_needed,
    )

    if not 0 < args.chance < 100:  # noqa: PLR2004 - per cent
        raise PlanError("the share of trials that should see it lies between 0 and 100 %, both left out")
    plan = Planned(
        groups=args.groups, electors=args.electors, holdout=args.holdout / 100, base=args.base / 100,
        at_door=args.at_door, alike=args.alike, foreseen=args.foreseen, between=args.between / 100, waves=args.waves,
    )  # fmt: skip
    effect, chance = args.effect / 100, args.chance / 100
    power, least = power_of(plan, effect=effect), smallest_seen(plan, power=chance)
    try:
        waves: int | None = waves_needed(plan, effect=effect, power=chance)
        needs = f"To see it in {args.chance:g} % of such trials takes {counted(waves or 0, 'wave')}."
    except NeverSeenError as error:
        waves, needs = None, f"{error}."
    who = (
        f"{counted(plan.groups, 'group')} with {counted(plan.electors, 'elector')} each, {counted(plan.waves, 'wave')}"
    )
    seen = f"an effect of {args.effect:g} points is seen in {percent(power)} of such trials"
    outside = chance_outside(plan, effect=effect)
    if plan.groups == 1:
        seen += f" (in {percent(outside)} the 95 % interval leaves nought out: on its own a trial is held to more)"
    granted = (
        f"Taken for granted: {args.base:g} % do it anyway; {args.at_door:g} electors at an elector's door, alike by"
        f" {args.alike:g}; past turnout foretells {args.foreseen:g} of it; groups differ by {args.between:g} points."
    )
    sentences = (
        f"{who}, {args.holdout:g} % held out: {seen}.",
        needs,
        f"The smallest effect seen in {args.chance:g} % of such trials: {100 * least:.2f} points.",
        granted,
    )
    figures = {
        "power": power, "interval_leaves_nought_out": outside, "se": standard_error(plan), "smallest_seen": least,
        "waves_needed": waves, "effect": effect,
    }  # fmt: skip
    rows, picture = _by_waves(plan, effect, waves)
    return Told(sentences, figures, ("waves", "seen", "smallest seen"), rows, picture)


def _by_waves(plan: "Planned", effect: float, waves: int | None) -> tuple[tuple[tuple[str, ...], ...], str]:
    """Give power wave by wave, as a table and as a picture."""
    from dataclasses import replace

    from muster.learn.power import power_of, smallest_seen
    from muster.paper.chart_lines import Line, Mark, draw_lines

    most = min(max(waves or 1, plan.waves, 8) + 2, 40)
    plans = [replace(plan, waves=wave) for wave in range(1, most + 1)]
    powers = [power_of(one, effect=effect) for one in plans]
    double = [power_of(one, effect=2 * effect) for one in plans]
    rows = tuple(
        (str(one.waves), percent(power), f"{100 * smallest_seen(one):.2f}")
        for one, power in zip(plans, powers, strict=True)
    )
    along = [float(one.waves) for one in plans]
    lines = [
        Line(f"{100 * effect:g} points", along, powers),
        Line(f"{200 * effect:g} points", along, double, quiet=True),
    ]
    title = f"How likely {counted(plan.groups, 'group')} are to see an effect, wave by wave"
    marks = [Mark(0.8, "four in five")]
    return rows, draw_lines(lines, title=title, across="waves", up="chance of seeing it", marks=marks, span=(0, 1))
