"""`muster learn score`: how good forecasts were."""

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muster.cli import Subparsers
from muster.cli.learn_told import Told, add_deed, percent

if TYPE_CHECKING:
    from muster.learn.score import Group, Score

FEW = 30  # forecasts, below which luck and knowledge look alike


def add_deeds(deeds: Subparsers) -> None:
    """Add this deed."""
    deed = add_deed(deeds, "score", _score, what="score forecasts: Brier, log, and whether 0.7 came 7 times in 10")
    deed.add_argument("file", type=Path, help="a row a forecast")
    deed.add_argument("--chance", default="chance", metavar="COLUMN", help="the chance given, 0 to 1 (chance)")
    deed.add_argument("--came", default="came", metavar="COLUMN", help="whether it came, yes or no (came)")
    deed.add_argument("--by", metavar="COLUMN", help="who gave it: each is scored alone")


def _score(args: argparse.Namespace) -> Told:
    import numpy as np

    from muster.cli.learn_table import named, numbers_of, read_rows, words_of, yes_or_no
    from muster.learn.score import score_forecasts
    from muster.table import Column

    chance, came = named(args.chance), named(args.came)
    columns = [Column(chance, _chance, required=True), Column(came, yes_or_no, required=True)]
    by = named(args.by) if args.by else ""
    table = read_rows(args.file, [*columns, *([Column(by, required=True)] if by else [])])
    chances, hit = numbers_of(table, chance), numbers_of(table, came) > 0
    who = np.array(words_of(table, by) if by else ["all forecasts"] * len(table.rows))
    scores = {str(name): score_forecasts(chances[who == name], hit[who == name]) for name in sorted(set(who))}
    order = sorted(scores, key=lambda name: scores[name].brier.mean)
    return Told(
        sentences=tuple(_sentence(name, scores[name]) for name in order),
        figures={"scores": {name: _figures(scores[name]) for name in order}},
        header=(by or "forecasts", "said", "came", "of", "holds"),
        rows=tuple(_row(name, group) for name in order for group in scores[name].groups),
        after=("Brier's score: 0 is perfect, 0.25 says nothing. Log score: 0 is perfect, 0.69 says nothing.",),
        picture=_picture(order[0], scores[order[0]]),
    )


def _chance(text: str) -> float:
    from muster.cli.learn_table import number
    from muster.table import CellError

    value = number(text[:-1]) / 100 if text.endswith("%") else number(text)
    if not 0 <= value <= 1:
        raise CellError("write a chance between 0 and 1, such as 0.7, or 70%")
    return value


def _sentence(name: str, score: "Score") -> str:
    low, high = max(score.brier.low, 0.0), min(score.brier.high, 1.0)  # no Brier score lies beyond
    brier = f"Brier {score.brier.mean:.3f} ({low:.3f} to {high:.3f})"
    log = f"log {score.log.mean:.3f}" if math.isfinite(score.log.mean) else "log without end"
    called = f"; {score.impossible} times what came had been called impossible" if score.impossible else ""
    beside = "nobody could do better or worse" if score.skill is None else _beside(score)
    luck = " So few can be luck." if score.forecasts < FEW else ""
    return f"{name}: {score.forecasts:,} forecasts, {brier}, {log}{called}; {beside}.{luck}"


def _beside(score: "Score") -> str:
    word = "better" if (score.skill or 0) >= 0 else "worse"
    return f"{abs(100 * (score.skill or 0)):.0f} % {word} than always saying the average ({score.always:.3f})"


def _row(name: str, group: "Group") -> tuple[str, ...]:
    if group.came is None:
        return (name, percent(group.said), "too few to say", f"{group.forecasts:,}", "")
    came = f"{percent(group.came)} ({percent(group.came_low)} to {percent(group.came_high)})"
    return (name, percent(group.said), came, f"{group.forecasts:,}", "yes" if group.agrees else "no")


def _figures(score: "Score") -> dict[str, Any]:
    return {
        "forecasts": score.forecasts, "brier": score.brier.mean, "brier_interval": [score.brier.low, score.brier.high],
        "log": score.log.mean, "log_interval": [score.log.low, score.log.high], "impossible": score.impossible,
        "always": score.always, "skill": score.skill,
        "groups": [
            {
                "from": g.low, "to": g.high, "forecasts": g.forecasts, "said": g.said, "came": g.came,
                "interval": [g.came_low, g.came_high], "agrees": g.agrees,
            }
            for g in score.groups
        ],
    }  # fmt: skip


def _picture(name: str, score: "Score") -> str:
    from muster.paper.chart_bands import Band, draw_bands

    bands = [
        Band(
            f"said {percent(group.said)}", 100 * group.came_low, 100 * group.came_high,
            f"{group.forecasts:,} forecasts", value=100 * group.said, quiet=group.agrees is not False,
        )
        for group in score.groups
    ]  # fmt: skip
    return draw_bands(bands, title=f"{name}: what was said (point) beside what came (band)", unit="% came")
