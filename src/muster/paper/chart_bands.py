"""A chart of estimates: one line each, its interval a band, its words beside it, a bar at what could not be seen."""

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

TOP, ROW, FOOT, EDGE, GAP = 24.0, 34.0, 58.0, 16.0, 14.0
LINE = 20.0
MOST_LABEL = 240.0


@dataclass(frozen=True, slots=True)
class Band:
    """One estimate: its name, interval, what is written beside it. No value: the interval alone is known."""

    label: str
    low: float
    high: float
    told: str
    value: float | None = None
    quiet: bool = False


def draw_bands(
    bands: Sequence[Band], *, title: str, unit: str, unseen: float | None = None, unseen_told: str = ""
) -> str:
    """Draw estimates as an SVG.

    Args:
        bands: one a row, from the top; intervals may be endless, and then reach the edge.
        title: the sentence at the head.
        unit: what the axis counts.
        unseen: an effect smaller than this, either way, could not have been seen: a striped bar.
        unseen_told: the words for that bar.
    """
    left = EDGE + min(MOST_LABEL, max(width_of(band.label) for band in bands)) + GAP
    right = WIDE - EDGE - max(width_of(band.told) for band in bands) - GAP
    ends = [end for band in bands for end in (band.low, band.high) if abs(end) < float("inf")]
    axis = axis_round([*ends, *([unseen, -unseen] if unseen else [])], start=left, end=right)
    head = lines_within(title, (WIDE - 2 * EDGE) / 1.2)
    top = TOP + LINE * len(head)
    bottom = top + ROW * len(bands)
    parts = [text_at(EDGE, TOP + LINE * i, line, kind="head") for i, line in enumerate(head)]
    if unseen:
        x, wide = axis.at(-unseen), axis.at(unseen) - axis.at(-unseen)
        parts.append(f'<rect class="unseen" x="{x:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{bottom - top:.1f}"/>')
    parts += _ruled(axis, top, bottom, unit)
    for row, band in enumerate(bands):
        parts += _drawn(band, axis, top + ROW * row)
    under = lines_within(unseen_told, WIDE - 2 * EDGE) if unseen else []
    parts += [text_at(EDGE, bottom + FOOT + LINE * i, line, kind="soft") for i, line in enumerate(under)]
    high = bottom + FOOT + LINE * len(under)
    return sheet(parts, high=high, title=title, said=" ".join(f"{band.label}: {band.told}." for band in bands))


def _ruled(axis: Axis, top: float, bottom: float, unit: str) -> list[str]:
    """Draw the axis, its marks, and the line at nought."""
    parts = []
    for tick in ticks_of(axis):
        x = axis.at(tick)
        kind = "zero" if tick == 0 else "rule"
        parts.append(f'<path class="{kind}" d="M{x:.1f} {top:.1f}V{bottom:.1f}"/>')
        parts.append(text_at(x, bottom + 18, number_told(tick), kind="soft", anchor="middle"))
    parts.append(text_at((axis.start + axis.end) / 2, bottom + 38, unit, kind="soft", anchor="middle"))
    return parts


def _drawn(band: Band, axis: Axis, top: float) -> list[str]:
    low, high = axis.at(band.low), axis.at(band.high)
    middle = top + ROW / 2
    shape = f'<rect class="band" x="{low:.1f}" y="{top + 8:.1f}" width="{max(high - low, 1):.1f}" height="{ROW - 16}"/>'
    point = (
        "" if band.value is None else f'<circle class="point" cx="{axis.at(band.value):.1f}" cy="{middle:.1f}" r="5"/>'
    )
    return [
        f'<g class="{"quiet" if band.quiet else "told"}">{shape}{point}</g>',
        text_at(EDGE, middle + 5, _cut(band.label)),
        text_at(WIDE - EDGE, middle + 5, band.told, anchor="end"),
    ]


def _cut(label: str) -> str:
    """Shorten a name that has no room."""
    first = lines_within(label, MOST_LABEL)[0]
    most = int(MOST_LABEL // width_of("x"))
    return label if width_of(label) <= MOST_LABEL else f"{first[: most - 1]}…"
