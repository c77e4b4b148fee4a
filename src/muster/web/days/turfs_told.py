"""What the pages about correcting turfs show, and what somebody asks for there."""

import json
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import Any

from django.db.models.functions import Right
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.web.days.boards import doors_in_order, labels_of
from muster.web.days.corrections import CorrectionAsked
from muster.web.days.models import Day
from muster.web.days.models_of_turfs import Correction, Turf
from muster.web.days.queries import last_correction
from muster.web.days.queries import turfs_told as promised

NEAR = 8  # turfs that are named first, and drawn
LABEL = 80  # letters at the end of a turf's shape that say where its number stands
MARGIN_M = 20
MOST_CORRECTIONS = 200


@dataclass(frozen=True, slots=True)
class DoorTold:
    """A door of a turf that is being corrected: its id, its label, and where it stands on the drawing."""

    pk: int
    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class StreetTold:
    """A street's doors in a turf, in walking order."""

    name: str
    doors: tuple[DoorTold, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A turf that may get doors: how long it is, and its doors on the drawing if it is near."""

    number: int
    work_s: int
    locked: bool
    dots: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class CorrectingTold:
    """All that the page for correcting a turf shows."""

    streets: tuple[StreetTold, ...]
    near: tuple[Beside, ...]
    others: tuple[Beside, ...]
    box: str
    lines: tuple[str, ...]
    last: Correction | None


def correcting_told(turf: Turf) -> CorrectingTold:
    """Tell a turf with its neighbours: a few questions, however many turfs there are."""
    day = turf.day
    labels = labels_of(turf.door_ids)
    drawn = turf.board
    by_street: dict[str, list[DoorTold]] = {}
    for stop in drawn["stops"]:
        for door, label in doors_in_order(map(int, stop["doors"]), labels):
            told = DoorTold(door, label, stop["door_x_m"], -stop["door_y_m"])
            by_street.setdefault(stop["street"], []).append(told)
    near, others = _beside(day, turf)
    points = [(door.x, door.y) for doors in by_street.values() for door in doors]
    return CorrectingTold(
        streets=tuple(StreetTold(name, tuple(doors)) for name, doors in by_street.items()),
        near=near,
        others=others,
        box=_box([*points, *(dot for one in near[:4] for dot in one.dots)]),
        lines=tuple(_line(street["line"]) for street in drawn["streets_near"]),
        last=last_correction(day),
    )


def _beside(day: Day, turf: Turf) -> tuple[tuple[Beside, ...], tuple[Beside, ...]]:
    rows = list(
        day.turfs.annotate(end=Right("shape", LABEL))
        .order_by("number")
        .values_list("number", "work_s", "locked", "end")
    )
    place = {number: _place(end) for number, _work_s, _locked, end in rows}
    here = place.get(turf.number)
    rest = [row for row in rows if row[0] != turf.number]
    rest.sort(key=lambda row: (_far(here, place[row[0]]), row[0]))
    drawings = dict(day.turfs.filter(number__in=[row[0] for row in rest[:NEAR]]).values_list("number", "board__stops"))
    near = tuple(
        Beside(n, work_s, locked, tuple((stop["door_x_m"], -stop["door_y_m"]) for stop in drawings[n]))
        for n, work_s, locked, _end in rest[:NEAR]
    )
    others = tuple(Beside(n, work_s, locked, ()) for n, work_s, locked, _end in sorted(rest[NEAR:]))
    return near, others


def _place(end: str) -> tuple[float, float] | None:
    """Read where a turf's number stands from the end of its shape."""
    at = end.rfind('"coordinates":')
    if at < 0:
        return None
    lon, lat = json.loads(end[at + len('"coordinates":') :].rstrip("}"))
    return lon, lat


def _far(one: tuple[float, float] | None, other: tuple[float, float] | None) -> float:
    if one is None or other is None:
        return 1e9
    return hypot((one[0] - other[0]) * cos(radians(one[1])), one[1] - other[1])


def _box(points: list[tuple[float, float]]) -> str:
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    left, top = min(xs) - MARGIN_M, min(ys) - MARGIN_M
    return f"{left:.1f} {top:.1f} {max(xs) - left + MARGIN_M:.1f} {max(ys) - top + MARGIN_M:.1f}"


def _line(places: list[list[float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {-y:.1f}" for x, y in places)


def correction_asked(turf: Turf, said: QueryDict) -> CorrectionAsked | None:
    """Read a correction from a form; None if it names nothing that could be done."""
    told = {name: str(said.get(name, "")) for name in ("seen", "to", "kind")}
    numbers = {name: int(value) for name, value in told.items() if value.isdecimal()}
    kind = told["kind"]
    if kind not in Correction.Kind.values or "seen" not in numbers:
        return None
    what, seen = Correction.Kind(kind), numbers["seen"]
    if what in {Correction.Kind.SPLIT, Correction.Kind.LOCK, Correction.Kind.UNLOCK}:
        return CorrectionAsked(turf.day, what, turf.number, seen)
    if "to" not in numbers:
        return None
    if what == Correction.Kind.MERGE:
        return CorrectionAsked(turf.day, what, numbers["to"], seen, other=turf.number)
    streets = set(said.getlist("street"))
    doors = {int(one) for one in said.getlist("door") if one.isdecimal()}
    for stop in turf.board["stops"]:
        if stop["street"] in streets:
            doors |= {int(door) for door in stop["doors"]}
    street = next(iter(streets)) if len(streets) == 1 and not said.getlist("door") else ""
    if not doors:
        return None
    return CorrectionAsked(turf.day, what, numbers["to"], seen, doors=tuple(sorted(doors)), street=street)


def correction_told(correction: Correction) -> str:
    """Say what a correction did."""
    turfs: dict[str, Any] = {"turfs": _listed(correction.turfs), "n": correction.doors, "street": correction.street}
    match correction.kind:
        case Correction.Kind.MOVE if correction.street:
            return _("%(street)s went to another turf. Turfs %(turfs)s are walked anew.") % turfs
        case Correction.Kind.MOVE:
            words = ngettext(
                "One door went to another turf. Turfs %(turfs)s are walked anew.",
                "%(n)s doors went to another turf. Turfs %(turfs)s are walked anew.",
                correction.doors,
            )
            return words % turfs
        case Correction.Kind.SPLIT:
            return _("One turf was split: turfs %(turfs)s.") % turfs
        case Correction.Kind.MERGE:
            return _("Of turfs %(turfs)s one was made.") % turfs
        case Correction.Kind.LOCK:
            return _("Turf %(turfs)s is locked: neither a new cut nor a correction touches it.") % turfs
        case _:
            return _("Turf %(turfs)s is unlocked.") % turfs


def broken_by(was: Day, correction: Correction) -> str:
    """Say that turfs finish farther apart than was asked since a correction; nothing if they did before."""
    before, now = promised(was), promised(correction.day)
    if now is None or not now.wide or (before is not None and before.wide):
        return ""
    told = {"n": now.spread_min, "wanted": now.wanted_min}
    return _("Now the last turf is done %(n)s minutes after the first; %(wanted)s were to be the most.") % told


def _listed(numbers: list[int]) -> str:
    head = ", ".join(str(number) for number in numbers[:-1])
    return _("%(some)s and %(last)s") % {"some": head, "last": numbers[-1]} if head else str(numbers[-1])


@dataclass(frozen=True, slots=True)
class CorrectionTold:
    """A correction in the list of them."""

    correction: Correction
    words: str
    is_last: bool


def corrections_of(day: Day) -> tuple[CorrectionTold, ...]:
    """List a day's corrections since its last cut, the latest first."""
    rows = list(Correction.objects.filter(day=day).defer("before").order_by("-number")[:MOST_CORRECTIONS])
    last = next((row.number for row in rows if row.undone_at is None), 0)
    return tuple(CorrectionTold(row, correction_told(row), row.number == last) for row in rows)
