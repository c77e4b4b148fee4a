"""`muster learn byelection`: a result beside earlier ones."""

import argparse
import difflib
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muster.cli import Subparsers
from muster.cli.learn_moves import SMALL, swing_figures, swing_told, where_to
from muster.cli.learn_told import Told, add_deed, points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from muster.learn.byelection import Change, Move, Result, Swing

_ELECTORATE = {"electorate", "electors", "registered electors"}
_SPOILT = {"spoilt papers", "spoilt", "spoiled", "rejected", "invalid"}
_MOST = 10**9


def add_deeds(deeds: Subparsers) -> None:
    """Add this deed."""
    deed = add_deed(
        deeds,
        "byelection",
        _byelection,
        what="set a result beside earlier ones: votes, swing, turnout, where votes went",
    )
    deed.add_argument("now", type=Path, metavar="RESULT.csv", help="columns party, votes; a row 'electorate'")
    deed.add_argument("earlier", type=Path, nargs="+", metavar="EARLIER.csv", help="the last election first")
    deed.add_argument("--to", metavar="PARTY", help="swing to this party (the winner)")
    deed.add_argument("--from", dest="away_from", metavar="PARTY", help="swing from this party (the last winner)")
    deed.add_argument(
        "--gone", type=int, default=0, metavar="N", help="electors who left the register since the last election"
    )


def read_result(path: Path) -> "Result":
    """Read one election: a row a party with its votes, and a row 'electorate' where that is known.

    Raises:
        TableError: with each row that can't be read, and its cure.
        FolderError: if the file can't be read.
    """
    from muster.cli.learn_table import read_rows
    from muster.learn.byelection import Result
    from muster.table import Column, Problem, TableError

    columns = [Column("party", required=True), Column("votes", _votes, required=True)]
    table = read_rows(path, columns)
    votes: dict[str, int] = {}
    electorate = None
    problems = []
    for row in table.rows:
        party, count = row.values["party"], row.values["votes"]
        if party.casefold() in _ELECTORATE:
            electorate = count
        elif party.casefold() in votes:
            cure = "this party stands above already; add its votes up, or name two independents apart"
            problems.append(Problem(row.number, "party", party, cure))
        elif party.casefold() not in _SPOILT:
            votes[party.casefold()] = count
    if problems:
        raise TableError(path.name, problems)
    names = {row.values["party"].casefold(): row.values["party"] for row in reversed(table.rows)}
    return Result(path.stem, tuple((names[party], count) for party, count in votes.items()), electorate)


def _votes(text: str) -> int:
    from muster.table import whole_number

    return whole_number(0, _MOST)(text.replace(",", "").replace(" ", ""))


def _byelection(args: argparse.Namespace) -> Told:
    from muster.learn.byelection import NotStandingError, against_mean, bound_moves, compare_results, find_swing

    now = read_result(args.now)
    earlier = [_named_as(now, read_result(path)) for path in args.earlier]
    before = earlier[0]
    changes = compare_results(now, before)
    to, away = _two(args, changes)
    try:
        swing, no_swing = find_swing(now, before, to=to, away_from=away), None
    except NotStandingError as error:
        if args.to or args.away_from:
            raise
        swing, no_swing = None, error
    means = {c.party: against_mean(now, earlier, party=c.party) for c in changes if any(e.of(c.party) for e in earlier)}
    moves = bound_moves(now, before, gone=args.gone)
    sentences = [
        *_won(now, before, changes),
        _swung(swing, no_swing),
        *_parts(changes, before),
        *_long(means, earlier, changes),
    ]
    return Told(
        sentences=(*sentences, *_spelt_otherwise(now, before)),
        figures=_figures(now, before, changes, swing, means, moves),
        header=("party", now.name, "share", before.name, "share", "votes", "points", "by turnout", "by share"),
        rows=tuple(_row(change) for change in changes),
        after=tuple(where_to(now, before, gone=args.gone)),
        picture=_picture(changes, before),
    )


def _named_as(now: "Result", other: "Result") -> "Result":
    """Spell parties as this result does where only capitals differ."""
    from muster.learn.byelection import Result

    spelt = {party.casefold(): party for party, _ in now.votes}
    votes = tuple((spelt.get(party.casefold(), party), count) for party, count in other.votes)
    return Result(other.name, votes, other.electorate)


def _two(args: argparse.Namespace, changes: "Sequence[Change]") -> tuple[str, str]:
    both = [change for change in changes if change.now and change.before]
    to = args.to or changes[0].party
    held = max(changes, key=lambda change: change.before).party
    others = [change.party for change in both if change.party != to]
    away = args.away_from or (held if held != to else next(iter(others), held))
    spelt = {change.party.casefold(): change.party for change in changes}
    return spelt.get(to.casefold(), to), spelt.get(away.casefold(), away)


def _won(now: "Result", before: "Result", changes: "Sequence[Change]") -> list[str]:
    first = changes[0]
    told = f"{first.party} {first.now:,} of {now.valid:,} votes ({_share(first.share_now)})"
    if len(changes) > 1:
        second = changes[1]
        told += f", {first.now - second.now:,} ahead of {second.party} ({second.now:,}, {_share(second.share_now)})"
    lines = [told + "."]
    if now.electorate and before.electorate:
        turnouts = [Fraction(result.valid, result.electorate or 1) for result in (now, before)]
        lines.append(
            f"Turnout {_share(turnouts[0])} of {now.electorate:,} electors; {_share(turnouts[1])} in {before.name}."
        )
    return lines


def _swung(swing: "Swing | None", no_swing: Exception | None) -> str:
    if swing is None:
        return f"No swing: {no_swing}."
    return swing_told(swing)


def _parts(changes: "Sequence[Change]", before: "Result") -> list[str]:
    lines = []
    for change in changes:
        if change.share_before >= SMALL and change.now != change.before:
            sign = "more" if change.now > change.before else "fewer"
            many = f"{abs(change.now - change.before):,} votes {sign} than in {before.name}"
            whole = f"{change.party}: {many} ({100 * float(change.relative or 0):+.2f} %)"
            lines.append(
                f"{whole}, {_whole(change.by_turnout)} with turnout and {_whole(change.by_share)} with its share."
            )
    lines.append(
        "(With turnout: what it would have lost or gained at an unchanged share of the votes. Both parts add up.)"
    )
    return lines


def _long(means: dict[str, Fraction], earlier: "Sequence[Result]", changes: "Sequence[Change]") -> list[str]:
    if len(earlier) == 1:
        return []
    always = [c.party for c in changes if c.party in means and all(result.of(c.party) for result in earlier)]
    told = [f"{party} {100 * float(means[party]):+.1f} %" for party in always]
    return [] if not told else [f"Against the mean of the {len(earlier)} earlier elections: {', '.join(told)}."]


def _spelt_otherwise(now: "Result", before: "Result") -> list[str]:
    """Point at names that may be one party's."""
    names, past = [p for p, _ in now.votes], [p for p, _ in before.votes]
    lines = []
    for party in past:
        near = difflib.get_close_matches(party, [n for n in names if n not in past], n=1) if party not in names else []
        if near:
            lines.append(
                f"'{party}' in {before.name} and '{near[0]}' in {now.name}: if they're one party, spell it alike."
            )
    return lines


def _row(change: "Change") -> tuple[str, ...]:
    return (
        change.party, f"{change.now:,}", _share(change.share_now), f"{change.before:,}", _share(change.share_before),
        f"{change.now - change.before:+,}", points(float(change.share_now - change.share_before)),
        _whole(change.by_turnout), _whole(change.by_share),
    )  # fmt: skip


def _figures(
    now: "Result", before: "Result", changes: "Sequence[Change]", swing: "Swing | None", means: dict[str, Fraction],
    moves: "Sequence[Move]",
) -> dict[str, Any]:  # fmt: skip
    parties = [
        {
            "party": c.party, "now": c.now, "before": c.before, "share_now": float(c.share_now),
            "share_before": float(c.share_before), "change": c.now - c.before,
            "relative": None if c.relative is None else float(c.relative), "by_turnout": float(c.by_turnout),
            "by_share": float(c.by_share),
            "against_mean": float(means[c.party]) if c.party in means else None,
        }
        for c in changes
    ]  # fmt: skip
    return {
        "now": now.name, "before": before.name, "valid_now": now.valid, "valid_before": before.valid,
        "electorate_now": now.electorate, "electorate_before": before.electorate, "parties": parties,
        "swing": None if swing is None else swing_figures(swing),
        "moves": [{"from": m.source, "to": m.target, "least": m.least, "most": m.most} for m in moves],
    }  # fmt: skip


def _picture(changes: "Sequence[Change]", before: "Result") -> str:
    from muster.paper.chart_bands import Band, draw_bands

    bands = []
    for change in changes:
        moved = 100 * float(change.share_now - change.share_before)
        told = f"{points(moved / 100)} points, {change.now - change.before:+,} votes"
        bands.append(Band(change.party, min(0.0, moved), max(0.0, moved), told))
    return draw_bands(bands, title=f"Change in share of the vote since {before.name}", unit="points")


def _share(value: Fraction) -> str:
    return f"{100 * float(value):.1f} %"


def _whole(value: Fraction) -> str:
    return f"{round(value):+,}"
