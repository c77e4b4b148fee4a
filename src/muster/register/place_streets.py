"""Buildings put on the streets of an extract: which of the streets of a name is theirs, then along it by number."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from muster.register.along import Held, Set, set_along
from muster.register.spines import Named, Point, Spine, nearest_on, point_on
from muster.register.words import street_words

Why: TypeAlias = Literal["", "no street in the address", "street not in extract", "street far away", "several streets"]
FARTHEST_DM = 20_000  # a street that lies farther from every postcode of its houses is another
UNNUMBERED_M = 75  # a house without a number, put on its street next to its postcode's middle


@dataclass(frozen=True, slots=True)
class Onto:
    """Buildings to be put on streets, n of them; positions are decimetres on the plane of `Named`, int64[n].

    Attributes:
        streets: (name, locality) of each street.
        street: int32[n], each building's street.
        numbers: as `Address.number`.
        known: bool[n], it has a place already, which holds those beside it.
        known_x, known_y: that place.
        near: bool[n], its postcode has a middle.
        x, y: that middle.
    """

    streets: Sequence[tuple[str, str]]
    street: NDArray[np.int32]
    numbers: Sequence[str]
    known: NDArray[np.bool_]
    known_x: NDArray[np.int64]
    known_y: NDArray[np.int64]
    near: NDArray[np.bool_]
    x: NDArray[np.int64]
    y: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Put:
    """Buildings that were put on a street, and why others couldn't be; by index."""

    places: dict[int, Set] = field(default_factory=dict)
    why: dict[int, Why] = field(default_factory=dict)


def put_on_streets(onto: Onto, named: Named) -> Put:
    """Put every building that has no place yet on its street.

    Of several streets of its name the one nearest to the building's place or to its postcode's middle is taken; where
    neither is known, that of the other houses of its street, then the one nearest to the middle of its locality.
    """
    order = np.argsort(onto.street, kind="stable")
    begins = np.searchsorted(onto.street[order], np.arange(len(onto.streets) + 1)).tolist()
    middle_of = _localities(onto)
    put = Put()
    for street, (name, locality) in enumerate(onto.streets):
        members = order[begins[street] : begins[street + 1]].tolist()
        wanting = [at for at in members if not onto.known[at]]
        if not wanting:
            continue
        spines = _spines(name, locality, named)
        if not spines:
            why: Why = "street not in extract" if name else "no street in the address"
            put.why.update(dict.fromkeys(wanting, why))
            continue
        _put_street(onto, members, spines, middle_of.get(locality), put)
    return put


def _spines(name: str, locality: str, named: Named) -> tuple[Spine, ...]:
    """The lines of a name; of 'Rose Terrace' in 'Mill Lane, Fosseham' those of Mill Lane if there's none of its own."""
    own = named.spines(street_words(name))
    return own or (named.spines(street_words(locality.partition(",")[0])) if "," in locality or not name else ())


def _localities(onto: Onto) -> dict[str, Point]:
    """Find the middle of each locality: of its houses' places and postcodes."""
    found: dict[str, list[Point]] = defaultdict(list)
    some = np.flatnonzero(onto.known | onto.near)
    for at in some.tolist():
        point = _place(onto, at)
        if point is not None:
            found[onto.streets[onto.street[at]][1]].append(point)
    return {
        locality: (sorted(x for x, _ in points)[len(points) // 2], sorted(y for _, y in points)[len(points) // 2])
        for locality, points in found.items()
    }


def _place(onto: Onto, at: int) -> Point | None:
    if onto.known[at]:
        return int(onto.known_x[at]), int(onto.known_y[at])
    return (int(onto.x[at]), int(onto.y[at])) if onto.near[at] else None


def _put_street(onto: Onto, members: list[int], spines: tuple[Spine, ...], middle: Point | None, put: Put) -> None:
    """Share a street's buildings out among the lines of its name, and set each line's out."""
    places = {at: _place(onto, at) for at in members}
    line_of: dict[Point, int] = {}
    for point in sorted({place for place in places.values() if place is not None}):
        off, line = min((nearest_on(spine, point)[1], line) for line, spine in enumerate(spines))
        line_of[point] = line if off <= FARTHEST_DM else -1
    votes = Counter(line_of[place] for place in places.values() if place is not None and line_of[place] >= 0)
    rest = _line_of_rest(spines, votes, middle)
    on_line: dict[int, list[int]] = defaultdict(list)
    for at, place in places.items():
        line = rest if place is None else line_of[place]
        if line >= 0:
            on_line[line].append(at)
        elif not onto.known[at]:
            put.why[at] = "several streets" if place is None else "street far away"
    for line, found in sorted(on_line.items()):
        _put_line(onto, found, places, spines[line], middle, put)


def _line_of_rest(spines: tuple[Spine, ...], votes: Counter[int], middle: Point | None) -> int:
    """Which line the buildings are on of which nothing else is known; -1 where that can't be told."""
    if votes:
        return min(votes, key=lambda line: (-votes[line], line))
    if len(spines) == 1:
        return 0
    if middle is None:
        return -1
    off, line = min((nearest_on(spine, middle)[1], line) for line, spine in enumerate(spines))
    return line if off <= FARTHEST_DM else -1


def _put_line(
    onto: Onto, members: list[int], places: dict[int, Point | None], spine: Spine, middle: Point | None, put: Put
) -> None:
    held = [
        Held(house, place, 0 if onto.known[at] else 1)
        for house, at in enumerate(members)
        if (place := places[at]) is not None
    ]
    laid = set_along(spine, [onto.numbers[at] for at in members], held, centre=middle)
    for house, at in enumerate(members):
        if onto.known[at]:
            continue
        if house in laid:
            put.places[at] = laid[house]
            continue
        place = places[at]
        along = spine.length_dm // 2 if place is None else nearest_on(spine, place)[0]
        put.places[at] = Set(
            point_on(spine, along, 0), UNNUMBERED_M if place else max(spine.length_dm // 20, UNNUMBERED_M)
        )
