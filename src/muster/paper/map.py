"""map.html: a plan on one page that opens from a stick, with no network and no server. docs/methods/boards.md."""

from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from math import ceil
from string import Template
from typing import Any

from muster.paper.boards import Board
from muster.paper.frame import Place
from muster.paper.from_plan import boards_of
from muster.paper.map_svg import (
    Sheet,
    draw_area,
    draw_doors,
    draw_ground,
    draw_streets,
    draw_walk,
    label_place,
    name_places,
    sheet_of,
)
from muster.plan.area import Area, draw_areas
from muster.plan.backdrop import Shape
from muster.plan.ground import Ground
from muster.plan.streets import Streets
from muster.plan.turf import Plan, Turf

FONTS = {"REGULAR": "AtkinsonHyperlegibleNext_400Regular.ttf", "BOLD": "AtkinsonHyperlegibleNext_700Bold.ttf"}
STREETS_NAMED = 2  # in the list, for each turf
PATTERNS = ("M0 3h6", "M3 0v6", "M0 6L6 0", "M0 0L6 6", "M0 3h6M3 0v6", "M3 3h.01")  # in place of colours, in print
PATTERNS_ACROSS = 180
SMALL_H = 10  # a plan of fewer hours is told in tenths
FIGURES = (  # of the certificate, as the page explains them
    ("walking_m", "on foot in all", "{:,.0f} m"),
    ("bound_m", "no plan with as many turfs walks less", "{:,.0f} m"),
    ("worst_work_s", "the longest turf takes", "{:,.0f} s"),
    ("quickest_work_s", "the shortest turf takes", "{:,.0f} s"),
    ("ideal_work_s", "no plan's longest turf takes less", "{:,.0f} s"),
    ("hours_at_doors", "at doors", "{:,.1f} hours"),
    ("hours_on_foot", "on foot", "{:,.1f} hours"),
    ("hours_saveable_at_most", "could still be saved at most", "{:,.1f} hours"),
    ("effort", "effort spent, in the planner's own unit", "{:,}"),
    ("seed", "seed", "{:,}"),
)


def draw_map(
    plan: Plan,
    ground: Ground,
    streets: Streets | None,
    certificate: Mapping[str, Any],
    *,
    title: str = "The plan",
    backdrop: Sequence[Shape] = (),
    credit: str = "",
    start: Place | None = None,
    end: Place | None = None,
) -> str:
    """Draw a plan as one page of HTML that asks nothing of anybody.

    Args:
        plan: the turfs.
        ground: where their doors are laid.
        streets: what lies round them; only turfs and walks without it.
        certificate: the figures of `muster.plan.certificate.certify`.
        title: the page's heading.
        backdrop: what `muster.plan.backdrop` found; its water and green are drawn below the streets.
        credit: whom the map owes its streets, as a sentence, '' for nobody.
        start: (longitude, latitude) where every walk begins, if the plan was made so.
        end: where every walk ends, if so.

    Returns:
        The same page for the same input, to the byte. It bears a Content-Security-Policy that lets nothing in but its
        own style and script, by their hashes.
    """
    sheet = sheet_of(ground)
    boards = boards_of(plan, ground, None, start=start, end=end)
    areas = _areas(plan, ground)
    turfs = list(zip(plan.turfs, boards, areas, strict=True))
    style = Template(_read("map.css")).substitute({key: _base64(name) for key, name in FONTS.items()})
    script = _read("map.js")
    return Template(_read("map.html")).substitute(
        title=escape(title),
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
        credit=escape(credit),
        sentences=" ".join(f"<span>{escape(one)}</span>" for one in sentences(certificate)),
        figures=_figures(certificate),
        patterns=_patterns(max(sheet.wide, sheet.high) // PATTERNS_ACROSS),
        wide=sheet.wide,
        high=sheet.high,
        backdrop="".join(f'<path class="{kind}" d="{d}"/>' for kind, d in draw_ground(backdrop, ground, sheet)),
        streets=_streets(streets, ground, sheet) if streets else "",
        names=_names(streets, ground, sheet) if streets else "",
        turfs="\n".join(_drawn(*one, ground=ground, sheet=sheet) for one in turfs),
        numbers="".join(_number(area, ground, sheet) for area in areas),
        rows="\n".join(_row(*one) for one in turfs),
    )


def _areas(plan: Plan, ground: Ground) -> list[Area]:
    """Give every turf's area; one that shares all its places with others has none, only a place for its number."""
    doors = ground.doors
    drawn = {area.number: area for area in draw_areas(plan.turfs, doors)}
    return [
        drawn.get(turf.number)
        or Area(turf.number, (), (float(doors.lon[turf.doors[0]]), float(doors.lat[turf.doors[0]])), 1)
        for turf in plan.turfs
    ]


def sentences(certificate: Mapping[str, Any]) -> list[str]:
    """Say a plan's certificate in sentences."""
    turfs, lost = certificate["turfs"], certificate["lost"]
    spread = ceil((certificate["worst_work_s"] - certificate["quickest_work_s"]) / 60)
    hours = certificate["hours_at_doors"] + certificate["hours_on_foot"]
    minutes = f"{spread} minute" + "s" * (spread != 1)
    return [
        f"All {turfs:,} turfs finish within {minutes} of each other." if turfs > 1 else "One turf holds every door.",
        "No door is lost." if not lost else f"{lost:,} door{'s are' if lost > 1 else ' is'} lost.",
        _saved(certificate["hours_saveable_at_most"], of=hours),
    ]


def _saved(saved: float, *, of: float) -> str:
    """Say what could still be saved, rounded up, as 'at most' must be."""
    places = 0 if of >= SMALL_H else 1
    most = ceil(saved * 10**places) / 10**places
    if not most:
        return f"No plan could do it in fewer than these {of:,.{places}f} hours."
    return f"No plan could save more than {most:,.{places}f} of these {of:,.{places}f} hours."


def _figures(certificate: Mapping[str, Any]) -> str:
    rows = [
        f"<tr><td>{form.format(certificate[key])}</td><th scope=row>{told}</th></tr>"
        for key, told, form in FIGURES
        if key in certificate
    ]
    return "".join(rows)


def _patterns(size: int) -> str:
    return "".join(
        f'<pattern id="p{colour}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale({max(size, 1) / 6:.2f})"><path d="{d}"/></pattern>'
        for colour, d in enumerate(PATTERNS, start=1)
    )


def _streets(streets: Streets, ground: Ground, sheet: Sheet) -> str:
    return "".join(f'<path class="{grey}" d="{d}"/>' for grey, d in draw_streets(streets, ground, sheet))


def _names(streets: Streets, ground: Ground, sheet: Sheet) -> str:
    return "".join(
        f'<text transform="translate({x} {y})rotate({turn})">{escape(name)}</text>'
        for name, x, y, turn in name_places(streets, ground, sheet)
    )


def _drawn(turf: Turf, board: Board, area: Area, *, ground: Ground, sheet: Sheet) -> str:
    shape = draw_area(area, ground, sheet)
    line, ticks, start = draw_walk(board, sheet)
    return (
        f'<a id="t{turf.number}" href="#r{turf.number}" tabindex="-1" aria-label="Turf {turf.number}">'
        f'<path class="a c{area.colour}" d="{shape}"/><path class="d" d="{draw_doors(turf.doors, ground, sheet)}"/>'
        f'<path class="w" d="{line}"/><path class="k" d="{ticks}"/><path class="o" d="M{start[0]} {start[1]}h0"/></a>'
    )


def _number(area: Area, ground: Ground, sheet: Sheet) -> str:
    x, y = label_place(area, ground, sheet)
    return f'<text x="{x}" y="{y}">{area.number}</text>'


def _row(turf: Turf, board: Board, area: Area) -> str:
    counts = Counter(stop.street for stop in board.stops if stop.street)
    named = sorted(counts, key=lambda street: (-counts[street], street))
    told = ", ".join(named[:STREETS_NAMED]) + (" and more" if len(named) > STREETS_NAMED else "")
    doors = len(turf.doors)
    return (
        f'<li id="r{turf.number}"><a href="#t{turf.number}"><b class="c{area.colour}">{turf.number}</b>'
        f"<span>{doors} door{'s' * (doors != 1)}, {board.minutes} min, {board.walk_m:,} m on foot</span>"
        f"<span>{escape(told)}</span></a></li>"
    )


def _read(name: str) -> str:
    return files("muster.paper").joinpath(name).read_text(encoding="utf-8")


def _base64(font: str) -> str:
    return b64encode(files("muster.paper").joinpath("fonts", font).read_bytes()).decode()


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()
