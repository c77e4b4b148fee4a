"""What charts share: their colours, their axis, their steps. SVG of our own, for a page, a file or paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

WIDE = 720
STEPS = (Decimal(1), Decimal(2), Decimal(5))
_LETTER = 7.4  # px of a letter at 14 px, on the generous side
_STYLE = """
.chart { --paper: #fdfaf3; --ink: #1b2022; --soft: #4a5052; --rule: #d8cfbc; --accent: #0e5a63; --unseen: #b7ad98; }
@media (prefers-color-scheme: dark) {
.chart { --paper: #1c2224; --ink: #efe9db; --soft: #bdb9ad; --rule: #394143; --accent: #5cc0c9; --unseen: #5f676a; } }
.chart text { font: 400 14px "Atkinson Hyperlegible Next", "Noto Sans", sans-serif; fill: var(--ink);
 font-variant-numeric: tabular-nums; }
.chart .head { font-weight: 700; font-size: 16px; } .chart .soft { fill: var(--soft); }
.chart .sheet { fill: var(--paper); } .chart .rule { stroke: var(--rule); } .chart .zero { stroke: var(--ink); }
.chart .band { fill: var(--accent); fill-opacity: 0.35; } .chart .point { fill: var(--accent); }
.chart .quiet .band { fill: var(--soft); fill-opacity: 0.25; } .chart .quiet .point { fill: var(--soft); }
.chart .line { fill: none; stroke: var(--accent); stroke-width: 2.5; } .chart .quiet .line { stroke: var(--soft); }
.chart .unseen { fill: url(#unseen); } .chart .stripe { stroke: var(--unseen); stroke-width: 2; }
@media print { .chart { --paper: #fff; --ink: #000; --soft: #444; --rule: #ccc; --accent: #000; --unseen: #999; } }
"""
_STRIPES = (
    '<defs><pattern id="unseen" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path class="stripe" d="M0 0V6"/></pattern></defs>'
)


@dataclass(frozen=True, slots=True)
class Axis:
    """A straight axis: the values at its ends, and where these lie on the sheet in px."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Give the place of a value in px, held within the axis."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def axis_round(values: Sequence[float], *, start: float, end: float, zero: bool = True) -> Axis:
    """Lay an axis round values, ending at whole steps; zero is on it unless told otherwise."""
    held = [*values, *([0.0] if zero else [])]
    low, high = min(held), max(held)
    if low == high:
        low, high = low - 1.0, high + 1.0
    step = step_of(high - low)
    return Axis(float((Decimal(low) // step - (low < 0)) * step), float((Decimal(high) // step + 1) * step), start, end)


def step_of(span: float, *, most: int = 6) -> Decimal:
    """Pick the least step of 1, 2 or 5 (times ten so often) that gives at most so many steps."""
    size = Decimal("1e-9")
    while True:
        for step in STEPS:
            if Decimal(span) <= step * size * most:
                return step * size
        size *= 10


def ticks_of(axis: Axis) -> list[float]:
    """Give the values at which an axis is marked."""
    step = step_of(axis.high - axis.low)
    first = int(Decimal(axis.low) / step) - 1
    ticks = [float(step * (first + i)) for i in range(12)]
    return [tick for tick in ticks if axis.low - 1e-9 <= tick <= axis.high + 1e-9]


def number_told(value: float) -> str:
    """Write a value at an axis, with a true minus and no needless noughts."""
    return f"{round(value, 9):,g}".replace("-", "−")


def text_at(x: float, y: float, words: str, *, kind: str = "", anchor: str = "start") -> str:
    """Write words at a place."""
    given = f' class="{kind}"' if kind else ""
    turned = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{given}{turned}>{escape(words)}</text>'


def width_of(words: str) -> float:
    """Guess how wide words are, in px, on the generous side."""
    return _LETTER * len(words)


def lines_within(words: str, wide: float) -> list[str]:
    """Break words into lines that fit."""
    lines: list[str] = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer) > wide:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def sheet(parts: Sequence[str], *, high: float, title: str, said: str) -> str:
    """Put parts on a sheet: `title` and `said` are what a screen reader says of it."""
    named = f'class="chart" viewBox="0 0 {WIDE} {high:.0f}" role="img" aria-label={quoteattr(title)}'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {named}>',
            f"<title>{escape(title)}</title><desc>{escape(said)}</desc><style>{_STYLE}</style>{_STRIPES}",
            f'<rect class="sheet" width="{WIDE}" height="{high:.0f}"/>',
            *parts,
            "</svg>\n",
        ]
    )
