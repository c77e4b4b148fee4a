"""A chart of lines: each labelled at its end, its interval a band, with marks across where something matters."""

from collections.abc import Sequence
from dataclasses import dataclass

from muster.paper.chart import (
    WIDE,
    Axis,
    axis_round,
    lines_within,
    number_told,
    sheet,
    text_at,
    ticks_of,
    width_of,
)

TOP, HIGH, FOOT, EDGE, GAP = 24.0, 300.0, 52.0, 16.0, 8.0
LINE = 20.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name and (x, y) places in order; `low` and `high` make its band where they are given."""

    label: str
    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A level across the chart with its words, such as 'four in five'."""

    y: float
    told: str


def draw_lines(
    lines: Sequence[Line],
    *,
    title: str,
    across: str,
    up: str,
    marks: Sequence[Mark] = (),
    span: tuple[float, float] | None = None,
) -> str:
    """Draw lines as an SVG.

    Args:
        lines: the lines, each with at least one place.
        title: the sentence at the head.
        across: what is counted from left to right.
        up: what is counted upwards.
        marks: levels to draw across.
        span: the least and greatest value upwards; otherwise round what is drawn, and zero.
    """
    head = lines_within(title, (WIDE - 2 * EDGE) / 1.2)
    top = TOP + LINE * len(head) + LINE
    right = WIDE - EDGE - max(width_of(line.label) for line in lines) - GAP
    heights = [v for line in lines for v in (*line.y, *line.low, *line.high)] + [mark.y for mark in marks]
    upward = Axis(*span, top + HIGH, top) if span else axis_round(heights, start=top + HIGH, end=top)
    ticks = ticks_of(upward)
    left = EDGE + max(width_of(number_told(tick)) for tick in ticks) + GAP
    along = [v for line in lines for v in line.x]
    onward = Axis(min(along), max(*along, min(along) + 1e-9), left, right)
    parts = [text_at(EDGE, TOP + LINE * i, line, kind="head") for i, line in enumerate(head)]
    parts += _ruled(onward, upward, across, up)
    parts += [part for mark in marks for part in _marked(mark, onward, upward)]
    parts += [part for line in lines for part in _drawn(line, onward, upward)]
    parts += _labelled(lines, onward, upward)
    said = " ".join(f"{line.label}: {number_told(line.y[0])} to {number_told(line.y[-1])}." for line in lines)
    return sheet(parts, high=top + HIGH + FOOT, title=title, said=said)


def _ruled(onward: Axis, upward: Axis, across: str, up: str) -> list[str]:
    parts = [text_at(EDGE, upward.end - 12, up, kind="soft")]
    for tick in ticks_of(upward):
        y = upward.at(tick)
        kind = "zero" if tick == 0 else "rule"
        parts.append(f'<path class="{kind}" d="M{onward.start:.1f} {y:.1f}H{onward.end:.1f}"/>')
        parts.append(text_at(onward.start - 6, y + 5, number_told(tick), kind="soft", anchor="end"))
    parts += [
        text_at(onward.at(tick), upward.start + 18, number_told(tick), kind="soft", anchor="middle")
        for tick in ticks_of(onward)
    ]
    parts.append(text_at((onward.start + onward.end) / 2, upward.start + 40, across, kind="soft", anchor="middle"))
    return parts


def _marked(mark: Mark, onward: Axis, upward: Axis) -> list[str]:
    y = upward.at(mark.y)
    line = f'<path class="zero" stroke-dasharray="4 4" d="M{onward.start:.1f} {y:.1f}H{onward.end:.1f}"/>'
    return [line, text_at(onward.end - 4, y + 16, mark.told, kind="soft", anchor="end")]


def _drawn(line: Line, onward: Axis, upward: Axis) -> list[str]:
    x = [onward.at(v) for v in line.x]
    parts = [f'<g class="{"quiet" if line.quiet else "told"}">']
    if line.low:
        there = [f"{a:.1f} {upward.at(b):.1f}" for a, b in zip(x, line.high, strict=True)]
        back = [f"{a:.1f} {upward.at(b):.1f}" for a, b in zip(x, line.low, strict=True)][::-1]
        parts.append(f'<path class="band" d="M{"L".join([*there, *back])}Z"/>')
    places = [f"{a:.1f} {upward.at(b):.1f}" for a, b in zip(x, line.y, strict=True)]
    parts.append(f'<path class="line" d="M{"L".join(places)}"/></g>')
    return parts


def _labelled(lines: Sequence[Line], onward: Axis, upward: Axis) -> list[str]:
    """Write each line's name at its end; names that would meet move down."""
    placed = sorted(lines, key=lambda line: upward.at(line.y[-1]))
    parts, last = [], float("-inf")
    for line in placed:
        y = max(upward.at(line.y[-1]) + 5, last + LINE)
        last = y
        parts.append(text_at(onward.at(line.x[-1]) + GAP, y, line.label, kind="soft" if line.quiet else ""))
    return parts
