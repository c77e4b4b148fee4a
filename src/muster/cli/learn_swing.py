"""`muster learn swing`: from shares to seats, always beside what knows nothing of swing."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muster.cli import Subparsers
from muster.cli.arguments import finite, natural_or_none
from muster.cli.folder import FolderError
from muster.cli.learn_moves import swing_figures, swing_told
from muster.cli.learn_seats import Columns, join_seats, read_seats, read_shares
from muster.cli.learn_told import Told, add_deed, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from muster.learn.byelection import Swing
    from muster.learn.chances import Chances
    from muster.learn.seats import Beside, Country, Floats, Forecast, Right

    Judged = tuple[Right, tuple[float, float]]

_CLOSEST = 10


def add_deeds(deeds: Subparsers) -> None:
    """Add this deed."""
    deed = add_deed(deeds, "swing", _swing, what="forecast seats from shares, or see how well that would have gone")
    deed.add_argument("before", type=Path, metavar="BEFORE.csv", help="the last election: a row a seat")
    deed.add_argument("--seat", required=True, metavar="COLUMN", help="the seat's name or code, the same in both files")
    deed.add_argument("--parties", required=True, metavar="A,B,..", help="columns with votes")
    deed.add_argument("--apart", default="", metavar="COLUMN", help="parts that swing apart, such as nations")
    deed.add_argument("--only", default="", metavar="COLUMN=A,B,..", help="only seats of which this holds")
    deed.add_argument("--lump", default="", metavar="A,B,..", help="columns that are no one party, such as other")
    deed.add_argument("--held", default="", metavar="COLUMN", help="who holds the seat, where votes don't tell")
    new = deed.add_mutually_exclusive_group(required=True)
    new.add_argument("--after", type=Path, metavar="AFTER.csv", help="the next election: how right is each rule?")
    new.add_argument("--shares", action="append", metavar="[PART:]A=40,B=35,..", help="new shares, once for each part")
    deed.add_argument("--called", default="", metavar="A=B,..", help="party A's column is called B in AFTER.csv")
    deed.add_argument("--rule", default="uniform", choices=("uniform", "proportional", "logit", "strong"))
    deed.add_argument("--misses", type=finite, default=3.5, metavar="POINTS", help="spread of what polls miss (3.5)")
    deed.add_argument("--seed", type=natural_or_none, default=1, help="of the elections drawn (1)")


def _swing(args: argparse.Namespace) -> Told:
    parties, lumps = _names(args.parties), _names(args.lump)
    strange = [lump for lump in lumps if lump not in parties]
    if strange:
        raise FolderError(f"--lump {strange[0]}: it isn't one of --parties; add it there")
    seat, apart, held = (name.strip().casefold() for name in (args.seat, args.apart, args.held))
    columns = Columns(seat, {party: party for party in parties}, apart, held, tuple(lumps), args.only)
    country, parts = read_seats(args.before, columns)
    if args.shares:
        return _foreseen(country, read_shares(args.shares, parties=parties, parts=parts), args)
    called = dict(_pair(word) for word in _names(args.called))
    later = Columns(seat, {party: called.get(party, party) for party in parties}, only=args.only)
    return _looked_back(country, read_seats(args.after, later)[0], args)


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(word.strip().casefold() for word in text.split(",") if word.strip()))


def _pair(word: str) -> tuple[str, str]:
    one, sign, other = word.partition("=")
    if not (one and sign and other):
        raise FolderError(f"--called {word}: write PARTY=COLUMN, such as ukip=brexit")
    return one.strip(), other.strip()


def _foreseen(country: "Country", shares: "Floats", args: argparse.Namespace) -> Told:
    """Forecast seats by one rule, with chances, beside the naive ones."""
    import numpy as np

    from muster.learn.chances import Spread, draw_chances
    from muster.learn.seats import Rule, forecast_seats, naive_forecasts

    forecast = forecast_seats(country, shares=shares, rule=Rule(args.rule))
    spread = Spread(country=args.misses / 100)
    chances = draw_chances(forecast, country, spread=spread, rng=np.random.default_rng(args.seed))
    beside = naive_forecasts(country, shares=shares)
    first = int(np.argmax(forecast.seats))
    middle = f"{country.parties[first]} {forecast.seats[first]} of {len(country.names)} seats by {args.rule} swing"
    nine = f"nine times in ten between {chances.low[first]:.0f} and {chances.high[first]:.0f}"
    return Told(
        sentences=(f"{middle}, {nine}.", _much_in_doubt(chances), *_beside(country, beside)),
        figures=_figures(country, forecast, chances, beside),
        header=("party", "seats", "low", "high", *(str(one.rule) for one in beside)),
        rows=tuple(_row(country, forecast, chances, beside, p) for p in _shown(forecast, chances)),
        after=_closest(country, chances),
        picture=_picture(country, forecast, chances, args.rule),
    )


def _beside(country: "Country", beside: "Sequence[Beside]") -> list[str]:
    told = []
    for one in beside:
        best = int(one.seats.argmax())
        told.append(f"{one.rule}, {country.parties[best]} {one.seats[best]:.0f}")
    return [f"Rules that know nothing of swing: {'; '.join(told)}."]


def _much_in_doubt(chances: "Chances") -> str:
    doubt = int((chances.wins.max(axis=1) < 0.8).sum())  # noqa: PLR2004 - four in five
    return f"In {doubt} of {len(chances.wins)} seats nobody is ahead in four of five draws: of these we don't know."


def _shown(forecast: "Forecast", chances: "Chances") -> list[int]:
    order = sorted(range(len(forecast.seats)), key=lambda p: -int(forecast.seats[p]))
    return [p for p in order if forecast.seats[p] or chances.high[p]]


def _row(
    country: "Country", forecast: "Forecast", chances: "Chances", beside: "Sequence[Beside]", party: int
) -> tuple[str, ...]:
    ends = (f"{chances.low[party]:.0f}", f"{chances.high[party]:.0f}")
    others = (f"{one.seats[party]:.0f}" for one in beside)
    return (country.parties[party], str(forecast.seats[party]), *ends, *others)


def _closest(country: "Country", chances: "Chances") -> tuple[str, ...]:
    order = chances.wins.max(axis=1).argsort(kind="stable")[:_CLOSEST]
    lines = ["The most open seats:"]
    for seat in order:
        best = chances.wins[seat].argsort(kind="stable")[::-1][:2]
        told = " or ".join(f"{country.parties[p]} {percent(float(chances.wins[seat, p]))}" for p in best)
        lines.append(f"  {country.names[seat]}: {told}")
    return tuple(lines)


def _figures(
    country: "Country", forecast: "Forecast", chances: "Chances", beside: "Sequence[Beside]"
) -> dict[str, Any]:
    parties = {
        name: {
            "seats": forecast.seats[p], "low": chances.low[p], "middle": chances.seats[p], "high": chances.high[p],
            **{str(one.rule): one.seats[p] for one in beside},
        }
        for p, name in enumerate(country.parties)
    }  # fmt: skip
    seats = [
        {
            "seat": name, "winner": country.parties[forecast.winners[i]],
            "shares": dict(zip(country.parties, forecast.shares[i], strict=True)),
            "chances": dict(zip(country.parties, chances.wins[i], strict=True)),
        }
        for i, name in enumerate(country.names)
    ]  # fmt: skip
    return {"rule": str(forecast.rule), "draws": chances.draws, "parties": parties, "seats": seats}


def _picture(country: "Country", forecast: "Forecast", chances: "Chances", rule: str) -> str:
    from muster.paper.chart_bands import Band, draw_bands

    bands = [
        Band(
            country.parties[p], float(chances.low[p]), float(chances.high[p]),
            f"{forecast.seats[p]} ({chances.low[p]:.0f} to {chances.high[p]:.0f})", value=float(forecast.seats[p]),
        )
        for p in _shown(forecast, chances)
    ]  # fmt: skip
    title = f"Seats by {rule} swing, and where nine of ten draws lie; {len(country.names)} seats"
    return draw_bands(bands, title=title, unit="seats")


def _looked_back(before: "Country", after: "Country", args: argparse.Namespace) -> Told:
    """Say how right each rule would have been, had the shares been known."""
    dropped = len(before.names), len(after.names)
    before, after = join_seats(before, after)
    rules, naive = _judged(before, after, seed=args.seed)
    rows = [*rules, *naive]
    figures = [
        {"rule": right.rule, "right": right.right, "seats": right.seats, "brier": brier, "log": log}
        for right, (brier, log) in rows
    ]
    swing = _whole_swing(before, after)
    best, same = max((right for right, _ in rules), key=lambda right: right.right), naive[0][0].right
    told = f"With its true shares, {best.rule} gets {best.right:.0f} of {best.seats} seats right"
    return Told(
        sentences=(
            *([] if swing is None else [swing_told(swing)]),
            f"{told}; that nothing changes gets {same:.0f}.",
            *_left_out(dropped, len(before.names)),
        ),
        figures={"swing": None if swing is None else swing_figures(swing), "rules": figures},
        header=("rule", "right", "of all", "Brier", "log"),
        rows=tuple(
            (right.rule, f"{right.right:.0f}", percent(right.right / right.seats), f"{brier:.3f}", f"{log:.3f}")
            for right, (brier, log) in rows
        ),
        after=("Brier's whole score and the log score: 0 is perfect; a rule that is sure and wrong has a log of inf.",),
    )


def _judged(before: "Country", after: "Country", *, seed: int) -> "tuple[list[Judged], list[Judged]]":
    """Count seats right and score chances: of each rule, and of each that knows nothing of swing."""
    import numpy as np

    from muster.learn.chances import Spread, draw_chances
    from muster.learn.score import score_winners
    from muster.learn.seats import Rule, count_right, forecast_seats, naive_forecasts, national_shares, winners_of

    shares, winners = national_shares(after), winners_of(after)
    rules = []
    for rule in Rule:
        forecast = forecast_seats(before, shares=shares, rule=rule)
        drawn = draw_chances(forecast, before, spread=Spread(country=0.0), rng=np.random.default_rng(seed))
        right = count_right(winners, np.eye(len(before.parties))[forecast.winners], rule=f"{rule} swing")
        rules.append((right, score_winners(drawn.wins, winners)))
    naive = [
        (count_right(winners, one.chances, rule=str(one.rule)), score_winners(one.chances, winners))
        for one in naive_forecasts(before, shares=shares)
    ]
    return rules, naive


def _whole_swing(before: "Country", after: "Country") -> "Swing | None":
    """The swing of all seats together, to the party that gained most share from the one that lost most."""
    from muster.learn.byelection import NotStandingError, Result, find_swing

    then, now = (one.votes.sum(axis=0) for one in (before, after))
    moved = now / now.sum() - then / then.sum()
    whole = [
        Result(name, tuple(zip(before.parties, map(int, votes), strict=True)))
        for name, votes in (("the second file", now), ("the first", then))
    ]
    to, away = before.parties[int(moved.argmax())], before.parties[int(moved.argmin())]
    try:
        return find_swing(whole[0], whole[1], to=to, away_from=away)
    except NotStandingError:  # a new party has no swing
        return None


def _left_out(were: tuple[int, int], joined: int) -> list[str]:
    lost = were[0] - joined, were[1] - joined
    if not any(lost):
        return []
    return [f"Left out, as they stand in one file only: {lost[0]} seats of the first, {lost[1]} of the second."]
