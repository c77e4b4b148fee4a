"""The map of a board: quiet streets, the walk, the doors and their numbers, as points for the template."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from muster.paper.frame import Frame, Place, clip_area, clip_line, fit_frame
from muster.paper.kerb_line import beside, dots_of, hands, stops_on, ticks_of
from muster.paper.labels import Paper, put_names, put_numbers, put_walked_names

if TYPE_CHECKING:
    from muster.paper.boards import BoardStop, NearGround, NearStreet

KINDS = ("path", "lane", "minor", "major")
EVERY = 5  # each fifth number is put before the rest, so that one can count on where there is little room
DOT = 3.0
LINE = 1.8
KEY = (345.0, 15.0)  # what the line that explains the numbers takes of the upper left corner


def map_of(
    stops: "Sequence[BoardStop]",
    line_m: Sequence[Place],
    near: "Sequence[NearStreet]",
    ground: "Sequence[NearGround]" = (),
    *,
    may_be_tall: bool,
) -> dict[str, Any]:
    """Draw a board's map.

    Returns:
        its `height`, `green` and `water` (areas: ring, then holes), `rivers` (lines), `streets` (lines by kind),
        street `names` and those of the streets `walked` (text, middle, degrees), the `walk`, its `ticks`, the `dots`
        of stops (place, whether several doors), `numbers` (text, middle), `bar` (length, text), `scale`.
    """
    frame = fit_frame([(stop.x_m, stop.y_m) for stop in stops], line_m, may_be_tall=may_be_tall)
    line = _without_repeats([frame.place(at) for at in line_m] or [frame.place((stops[0].x_m, stops[0].y_m))])
    places = [frame.place((stop.x_m, stop.y_m)) for stop in stops]
    at = stops_on(line, places)
    hand = hands(line, at, places, [frame.place((stop.door_x_m, stop.door_y_m)) for stop in stops])
    walk = beside(line, at, hand)
    dots = dots_of(line, at, places, hand)
    streets = [(street.kind, street.name, piece) for street in near for piece in _seen(street, frame)]
    walked = _walked(stops, places, streets)
    numbers, names, own = _written(frame, walk, dots, stops, streets, walked)
    return {
        "height": frame.height,
        "green": _fields("green", ground, frame),
        "water": _fields("water", ground, frame),
        "rivers": _rivers(ground, frame),
        "streets": [[piece for kind, _, piece in streets if kind == wanted] for wanted in KINDS],
        "names": names,
        "walked": own,
        "walk": walk,
        "ticks": ticks_of(walk),
        "dots": [[dot, len(stop.doors) > 1] for (dot, _), stop in zip(dots, stops, strict=True)],
        "numbers": numbers,
        "bar": frame.bar(),
        "scale": f"1 : {frame.scale:,}",
    }


def _seen(street: "NearStreet", frame: Frame) -> list[list[Place]]:
    return list(clip_line(_without_repeats([frame.place(at) for at in street.line]), height=frame.height))


def _rivers(ground: "Sequence[NearGround]", frame: Frame) -> list[list[Place]]:
    return [
        piece
        for one in ground
        if one.kind == "river"
        for line in one.rings
        for piece in clip_line(_without_repeats([frame.place(at) for at in line]), height=frame.height)
    ]


def _fields(kind: str, ground: "Sequence[NearGround]", frame: Frame) -> list[list[list[Place]]]:
    """Give what the map shows of each area of a kind: its ring, then its holes."""
    fields = [
        [clip_area([frame.place(at) for at in ring], height=frame.height) for ring in one.rings]
        for one in ground
        if one.kind == kind
    ]
    return [seen for field in fields if (seen := [ring for ring in field if len(ring) > 2])]  # noqa: PLR2004 - an area


def _written(
    frame: Frame,
    walk: Sequence[Place],
    dots: Sequence[tuple[Place, Place]],
    stops: "Sequence[BoardStop]",
    streets: Sequence[tuple[str, str, list[Place]]],
    walked: dict[str, list[list[Place]]],
) -> tuple[list[Any], list[Any], list[Any]]:
    """Put numbers and names where there is room: first, last, each fifth; streets walked; others; the other numbers."""
    paper = Paper(frame.height)
    paper.take(0, 0, *KEY)
    paper.take_line(walk, half=LINE)
    for (x, y), _ in dots:
        paper.take(x - DOT, y - DOT, x + DOT, y + DOT)
    texts = [(text, dot, away) for text, (dot, away) in zip(_numbers(stops), dots, strict=True)]
    before = [i for i in range(len(texts)) if i in {0, len(texts) - 1} or i % EVERY == EVERY - 1]
    rest = [i for i in range(len(texts)) if i not in set(before)]
    numbers = put_numbers(paper, [texts[i] for i in before])
    own = put_walked_names(paper, walked.items())
    names = put_names(paper, [(name, piece) for _, name, piece in streets if name and name not in walked])
    return numbers + put_numbers(paper, [texts[i] for i in rest]), names, own


def _walked(
    stops: "Sequence[BoardStop]", places: Sequence[Place], streets: Sequence[tuple[str, str, list[Place]]]
) -> dict[str, list[list[Place]]]:
    """Give the lines of each street that is walked, in walking order: the map's, or from stop to stop without one."""
    walked: dict[str, list[list[Place]]] = {stop.street: [] for stop in stops if stop.street}
    for _, name, piece in streets:
        if name in walked:
            walked[name].append(piece)
    for name, lines in walked.items():
        met = _without_repeats([at for at, stop in zip(places, stops, strict=True) if stop.street == name])
        if not lines and len(met) > 1:
            lines.append(met)
    return walked


def _numbers(stops: "Sequence[BoardStop]") -> list[str]:
    """Number doors through; a stop of several says from which to which."""
    texts, order = [], 1
    for stop in stops:
        last = order + len(stop.doors) - 1
        texts.append(str(order) if last == order else f"{order}–{last}")
        order = last + 1
    return texts


def _without_repeats(line: Sequence[Place]) -> list[Place]:
    return [place for place, _ in groupby(line)]
