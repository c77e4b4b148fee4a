"""Swings in words, and where votes of a by-election may have gone: bounds, small parties together."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from muster.cli.learn_told import lines_of_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from muster.learn.byelection import Move, Result, Swing

SMALL = Fraction(1, 20)  # parties below this share both times are told together
OTHERS = "others"


def swing_told(swing: "Swing") -> str:
    """Say a swing, both ways of working it out."""
    butler, two = 100 * float(swing.butler), 100 * float(swing.two_party)
    return f"Swing to {swing.to} from {swing.away_from}: {butler:.3f} points (Butler); of these two alone {two:.3f}."


def swing_figures(swing: "Swing") -> dict[str, Any]:
    """Give a swing as figures."""
    butler, two = float(swing.butler), float(swing.two_party)
    return {"to": swing.to, "from": swing.away_from, "butler": butler, "two_party": two}


def where_to(now: "Result", before: "Result", *, gone: int) -> list[str]:
    """Tell the bounds of moves, small parties together."""
    from muster.learn.byelection import bound_moves

    small = {
        party
        for party in {*dict(now.votes), *dict(before.votes)}
        if all(Fraction(result.of(party), result.valid) < SMALL for result in (now, before))
    }
    one, other = (_joined(result, small) for result in (now, before))
    moves = bound_moves(one, other, gone=gone)
    sources, targets = (list(dict.fromkeys(names)) for names in ([m.source for m in moves], [m.target for m in moves]))
    cell = {(m.source, m.target): f"{m.least:,} to {m.most:,}" for m in moves}
    rows = [(source, *(cell.get((source, target), "none") for target in targets)) for source in sources]
    said = (
        "Where votes went can't be known from one place's totals. At least and at most, from each row to each column:"
    )
    assumed = []
    if now.electorate and before.electorate:
        left = max(gone, before.electorate - now.electorate, 0)
        assumed = [f"These hold if {left:,} electors left the register since {before.name}; --gone N says otherwise."]
    return [*_not_again(moves, other), said, *lines_of_table((f"{other.name} to {one.name}", *targets), rows), *assumed]


def _not_again(moves: "Sequence[Move]", before: "Result") -> list[str]:
    """Say how many of a party's can't have stayed with it, whoever else came."""
    again = {
        move.source: move.most for move in moves if move.source == move.target and move.source in dict(before.votes)
    }
    lost = {party: before.of(party) - most for party, most in again.items() if party != OTHERS}
    return [
        f"At least {many:,} who voted {party} in {before.name} didn't again." for party, many in lost.items() if many
    ]


def _joined(result: "Result", small: set[str]) -> "Result":
    from muster.learn.byelection import Result

    large = tuple((party, votes) for party, votes in result.votes if party not in small)
    rest = sum(votes for party, votes in result.votes if party in small)
    return Result(result.name, (*large, *(((OTHERS, rest),) if rest else ())), result.electorate)
