"""A transfer diagram: a lane a candidate, a column a stage, left to right; height is votes. docs/methods/count.md."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from muster.count.result import Count, Excluded, Shared, Stage, SurplusMoved

QUOTA_PX, LEAST_LANE_PX, GAP_PX = 56, 22, 8
BAR_PX, STEP_PX, NAMES_PX, HEAD_PX = 9, 140, 210, 60
END_PX = 120
CHARACTERS, NAME_CHARACTERS = 18, 28
NOBODY = -1
PRINT_STYLE = (  # for paper: greys, as print has no colours to rely on
    ".v{fill:#000}.e{fill:#0e5a63}.n{fill:#8a8a8a}.k{fill:#e2e2e2}.f{fill:#9fb9bd;fill-opacity:.75}"
    ".q{stroke:#000;stroke-dasharray:3 3;stroke-width:.8}.l{stroke:#cfcfcf;stroke-width:.5}"
    "text{font-family:'Atkinson Hyperlegible Next','Noto Sans';font-size:13.5px;fill:#000}"
    ".h{font-weight:bold}.s{fill:#333}"
)


@dataclass(frozen=True, slots=True)
class Lane:
    """Where a candidate's lane lies, in px from the top."""

    candidate: int
    top: int
    high: int


def draw_transfers(
    count: Count, *, first: int = 0, last: int | None = None, style: str = "", named: bool = True
) -> str:
    """Draw stages `first` to before `last` (indices; all of them) as an SVG; '' if nothing ever moved.

    Args:
        count: the result.
        first: the first stage drawn.
        last: the one after the last drawn.
        style: a style sheet for it to bear, where no page gives it one.
        named: whether names stand at its left; a page that scrolls keeps them in view by `draw_names`.
    """
    if len(count.stages) < len(("before", "after")):
        return ""
    stages = count.stages[first:last]
    lanes = _lanes(count)
    scale = _scale(count)
    high = max(lane.top + lane.high for lane in lanes) + GAP_PX
    wide = NAMES_PX + STEP_PX * (len(stages) - 1) + BAR_PX + END_PX
    parts = [
        *_rules(lanes, wide),
        *_heads(count, stages),
        *_flows(stages, lanes, scale),
        *_bars(count, stages, lanes, scale),
        *_figures(count, stages, lanes),
        *(_names(count, lanes) if named else ()),
    ]
    left = 0 if named else NAMES_PX - GAP_PX
    sheet = f"<style>{style}</style>" if style else ""
    label = (
        f"Where votes went, stages {stages[0].number} to {stages[-1].number}. The stages below say the same in words."
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} 0 {wide - left} {high}" width="{wide - left}" '
        f'height="{high}" role="img" aria-label="{label}">{sheet}{"".join(parts)}</svg>'
    )


def draw_names(count: Count) -> str:
    """Draw the names of the lanes alone, as high as the diagram; '' if nothing ever moved."""
    if len(count.stages) < len(("before", "after")):
        return ""
    lanes = _lanes(count)
    high = max(lane.top + lane.high for lane in lanes) + GAP_PX
    inside = "".join([*_rules(lanes, NAMES_PX), *_names(count, lanes)])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {NAMES_PX} {high}" width="{NAMES_PX}" height="{high}" '
        f'preserveAspectRatio="xMinYMin slice" aria-hidden="true">{inside}</svg>'
    )


def _scale(count: Count) -> float:
    """Give px a vote: so that a quota is as high as a hand's breadth on any screen."""
    most = max(max(stage.totals) for stage in count.stages)
    return QUOTA_PX / max(count.stages[0].quota or most, 1)


def _lanes(count: Count) -> list[Lane]:
    """Lay lanes: those elected in order, then who was longest in, and votes that nobody gets at the foot."""
    out = {s.deed.candidate: s.number for s in count.stages if isinstance(s.deed, Excluded)}
    rest = [at for at in range(len(count.names)) if at not in count.elected and at not in count.withdrawn]
    rest.sort(key=lambda at: (-out.get(at, len(count.stages) + 1), -count.stages[-1].totals[at], at))
    order = [*count.elected, *rest, NOBODY]
    lanes, top, scale = [], HEAD_PX, _scale(count)
    for candidate in order:
        most = max(_votes(stage, candidate) for stage in count.stages)
        high = max(LEAST_LANE_PX, round(most * scale))
        lanes.append(Lane(candidate, top, high))
        top += high + GAP_PX
    return lanes


def _votes(stage: Stage, candidate: int) -> int:
    return stage.exhausted if candidate == NOBODY else stage.totals[candidate]


def _x(at: int) -> int:
    return NAMES_PX + at * STEP_PX


def _rules(lanes: Sequence[Lane], wide: int) -> Iterator[str]:
    for lane in lanes:
        y = lane.top - GAP_PX // 2
        yield f'<path class="l" d="M0 {y}H{wide}"/>'


def _heads(count: Count, stages: Sequence[Stage]) -> Iterator[str]:
    for at, stage in enumerate(stages):
        x = _x(at)
        yield f'<text class="h" x="{x}" y="14">Stage {stage.number}</text>'
        for row, line in enumerate(_did(count, stage)):
            yield f'<text class="s" x="{x}" y="{30 + 15 * row}">{escape(line)}</text>'


def _did(count: Count, stage: Stage) -> tuple[str, ...]:
    match stage.deed:
        case SurplusMoved(candidate):
            return ("surplus of", _short(count.names[candidate], CHARACTERS))
        case Excluded(candidate):
            return ("excluded:", _short(count.names[candidate], CHARACTERS))
        case Shared():
            return ("surpluses shared",)
    return ("first preferences",)


def _bars(count: Count, stages: Sequence[Stage], lanes: Sequence[Lane], scale: float) -> Iterator[str]:
    for at, stage in enumerate(stages):
        has_won = {one.candidate for past in count.stages[: stage.number] for one in past.elected}
        quota = (stage.quota or 0) * scale
        for lane in lanes:
            high = _votes(stage, lane.candidate) * scale
            if not high:
                continue
            kind = "n" if lane.candidate == NOBODY else "e" if lane.candidate in has_won else "v"
            yield f'<rect class="{kind}" x="{_x(at)}" y="{lane.top}" width="{BAR_PX}" height="{max(high, 0.6):.1f}"/>'
            if kind != "n" and 0 < quota <= lane.high + 1:
                yield f'<path class="q" d="M{_x(at) - 4} {lane.top + quota:.1f}h{BAR_PX + 8}"/>'


def _names(count: Count, lanes: Sequence[Lane]) -> Iterator[str]:
    for lane in lanes:
        name = "Nobody any more" if lane.candidate == NOBODY else count.names[lane.candidate]
        won = ' class="h"' if lane.candidate in count.elected else ""
        yield f'<text{won} x="0" y="{lane.top + 13}">{escape(_short(name, NAME_CHARACTERS))}</text>'


def _figures(count: Count, stages: Sequence[Stage], lanes: Sequence[Lane]) -> Iterator[str]:
    for lane in lanes:
        for at, stage in enumerate(stages):
            amount = _votes(stage, lane.candidate)
            state = _state(stage, lane.candidate)
            if amount or state:
                figure = f"{amount // 10**count.places:,}" if amount else ""
                told = " ".join(word for word in (figure, state) if word)
                yield f'<text class="s" x="{_x(at) + BAR_PX + 5}" y="{lane.top + 13}">{told}</text>'


def _state(stage: Stage, candidate: int) -> str:
    if any(one.candidate == candidate for one in stage.elected):
        return "elected"
    return "out" if isinstance(stage.deed, Excluded) and stage.deed.candidate == candidate else ""


def _flows(stages: Sequence[Stage], lanes: Sequence[Lane], scale: float) -> Iterator[str]:
    lane_of = {lane.candidate: lane for lane in lanes}
    for at, (before, stage) in enumerate(pairwise(stages)):
        x1, x2 = _x(at) + BAR_PX, _x(at + 1)
        kept = {lane.candidate: _kept(before, stage, lane.candidate) for lane in lanes}
        for lane in lanes:
            ends = kept[lane.candidate]
            if ends[0] or ends[1]:
                yield _ribbon("k", x1, x2, lane.top, lane.top, ends[0] * scale, ends[1] * scale)
        yield from _transfers(stage, before, lane_of, kept, (x1, x2), scale)


def _kept(before: Stage, stage: Stage, candidate: int) -> tuple[int, int]:
    """Give how high a lane's own ribbon begins and ends: what stays, or under Meek what there was and what there is."""
    was, now = _votes(before, candidate), _votes(stage, candidate)
    return (min(was, now), min(was, now)) if stage.parcels else (was, now)


def _transfers(
    stage: Stage,
    before: Stage,
    lane_of: dict[int, Lane],
    kept: dict[int, tuple[int, int]],
    xs: tuple[int, int],
    scale: float,
) -> Iterator[str]:
    """Draw what one candidate's papers brought to each other, from the foot of their bar to the foot of the others'."""
    if not isinstance(stage.deed, SurplusMoved | Excluded) or not stage.parcels:
        return
    source = lane_of[stage.deed.candidate]
    y = source.top + kept[source.candidate][0] * scale
    for lane in lane_of.values():
        gain = _votes(stage, lane.candidate) - _votes(before, lane.candidate)
        if lane.candidate != source.candidate and gain > 0:
            yield _ribbon("f", xs[0], xs[1], y, lane.top + kept[lane.candidate][1] * scale, gain * scale, gain * scale)
            y += gain * scale


def _ribbon(kind: str, x1: int, x2: int, y1: float, y2: float, high1: float, high2: float) -> str:
    middle = (x1 + x2) / 2
    return (
        f'<path class="{kind}" d="M{x1} {y1:.1f}C{middle:.0f} {y1:.1f} {middle:.0f} {y2:.1f} {x2} {y2:.1f}v{high2:.1f}'
        f'C{middle:.0f} {y2 + high2:.1f} {middle:.0f} {y1 + high1:.1f} {x1} {y1 + high1:.1f}z"/>'
    )


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
