"""The work behind a day's page: from doors to turfs and seats, each kept as soon as it is there."""

import itertools
import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Literal, NamedTuple

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.compiled import is_ready, note_ready
from muster.plan.backdrop import Shape, draw_backdrop, owes_credit
from muster.plan.certificate import Asked, certify
from muster.plan.correct import Draft, measure_turf, plan_again
from muster.plan.cut import CutError, Progress, cut_turfs, effort_of_seconds
from muster.plan.doors import Doors, only
from muster.plan.floor import raise_floor
from muster.plan.ground import FarAwayError, Ground, NoDoorsError, lay_ground
from muster.plan.ground_store import Laid, pack_ground
from muster.plan.roads import lay_roads
from muster.plan.streets import ExtractError, Streets, read_streets
from muster.plan.turf import Plan
from muster.web.days import actions, drafting, drawings, proving, seating_people
from muster.web.days.models import Day
from muster.web.days.offered import NoAreaError, ZoneGoneError, doors_offered
from muster.web.days.rules import may_plan
from muster.web.power.held import require_still
from muster.web.record.actor import Actor
from muster.web.record.jobs import Run
from muster.web.register.models import Table
from muster.web.roll.models import Person
from muster.web.roll.queries import actor_of_person

WITHIN_MIN = 8  # all turfs of a day finish about together


class Backdrop(NamedTuple):
    """What a map shows under the turfs, in which box, and whom it owes that to."""

    shapes: tuple[Shape, ...]
    within: drawings.Box
    credit: str


class Input(NamedTuple):
    """What a day is cut from: its doors, the street extract and its form, and how many doors were not offered."""

    doors: Doors
    extract: bytes
    form: Literal["pbf", "osm"]
    offered: dict[str, int]


REFUSED = (CutError, NoDoorsError, FarAwayError, NoAreaError, ZoneGoneError, ExtractError)


def plan_day(run: Run, *, day: int, by: int) -> None:
    """Plan a day: read, lay, cut, seat. What is there already is made again and comes out the same."""
    one = Day.objects.get(pk=day)
    actor = actor_of_person(Person.objects.get(pk=by), at=timezone.now())
    require_still(actor.pseudonym, may=may_plan, thing=one, at=timezone.now())
    try:
        streets = _cut_day(run, one, actor)
    except REFUSED as error:
        with run.finish({"refused": refusal(error)}):
            pass
        return
    run.say(_("Giving everybody a seat"))
    seating_people.seat(one, roads=lay_roads(streets), actor=actor)
    run.say(_("The plan stands"))
    note_ready()


def refusal(error: Exception) -> str:
    """Say why a day can't be cut, and what to do."""
    match error:
        case ZoneGoneError():
            return _("The zone “%(name)s” is not there any more. Choose the day’s zones again.") % {"name": error.name}
        case NoAreaError():
            return _("The day has no area yet. Choose one, whose doors a register lists.")
        case NoDoorsError():
            return _("No door is offered to this day: no register lists a placed door there that is free on its date.")
        case _:
            return str(error)


def _cut_day(run: Run, day: Day, actor: Actor) -> Streets | None:
    run.say(_("Reading the doors"))
    given = _read(day)
    if not len(given.doors):
        raise NoDoorsError("no door")
    streets = read_streets(given.extract, form=given.form) if given.extract else None
    backdrop = _backdrop(given)
    _take_in(day, given, backdrop, actor)
    run.say(_("Laying doors on their kerbs"))
    ground = lay_ground(given.doors, streets)
    facts: dict[str, int | str] = {
        "doors": len(given.doors),
        "streets": len(set(given.doors.street) - {""}),
        "walk_km": _walked_km(streets) if streets else 0,
        "credit": backdrop.credit,
    }
    actions.lay(day, ground=facts, by=actor, at=timezone.now())
    _cut(run, day, ground, streets, backdrop, actor, extract=given.extract)
    return streets


def _read(day: Day) -> Input:
    """Read the doors that the day is offered, and its area's streets."""
    offered = doors_offered(day)
    table = Table.objects.filter(area=day.area_id, kind=Table.Kind.STREETS).first()
    said = {"unplaced": offered.unplaced, "taken": offered.taken, "left_alone": offered.left_alone}
    extract = table.path.read_bytes() if table else b""
    return Input(offered.doors, extract, "pbf" if table and table.form == "pbf" else "osm", said)


def _take_in(day: Day, given: Input, backdrop: Backdrop, actor: Actor) -> None:
    """Keep what a map can show before anything is planned: streets and doors."""
    drawn = {
        "streets": drawings.streets_geojson(backdrop.shapes, within=backdrop.within, credit=backdrop.credit),
        "doors": drawings.doors_geojson(given.doors),
        "picture": drawings.picture(backdrop.shapes, within=backdrop.within, credit=backdrop.credit),
    }
    actions.take_in(day, offered=given.offered, drawings=drawn, by=actor, at=timezone.now())


def _backdrop(given: Input) -> Backdrop:
    box = drawings.box_of(given.doors)
    if not given.extract:
        return Backdrop((), box, _("No map: nobody brought the area’s streets"))
    owes = owes_credit(given.extract, form=given.form)
    credit = _("Streets © OpenStreetMap contributors") if owes else _("A made-up place")
    return Backdrop(draw_backdrop(given.extract, form=given.form, within=box), box, credit)


def _cut(
    run: Run,
    day: Day,
    ground: Ground,
    streets: Streets | None,
    backdrop: Backdrop,
    actor: Actor,
    *,
    extract: bytes,
) -> None:
    effort = effort_of_seconds(len(ground.doors), day.effort_s)

    def say(how: Progress) -> None:
        run.say(_("Cutting turfs"), how.done, how.total)

    run.say(_("Cutting turfs") if is_ready() else _("Making ready, once on this machine"))
    kept = _locked(day, ground)
    plan = _cut_beside(day, ground, kept, streets, effort, say)
    plan, prices = raise_floor(plan, ground)
    run.say(_("Drawing turfs and boards"))
    asked = Asked(
        turfs=day.into, minutes=day.minutes, within_min=WITHIN_MIN, seed=day.seed, effort=effort,
        keep_zones=day.keep_zones,
    )  # fmt: skip
    shapes = tuple(one for one in backdrop.shapes if one.kind in {"green", "water"})
    laid = Laid(ground, np.array([price for _name, price in prices], dtype=np.int32), streets, shapes)
    made = actions.Made(
        certificate={**certify(plan, ground.doors, asked), "inputs": proving.streets_sha256(extract)},
        turfs=drafting.rows_of(day, plan.turfs, laid, locked=kept, edition=day.edition + 1),
        laid=pack_ground(laid),
    )
    actions.cut(day, made=made, seen=day.edition, by=actor, at=timezone.now())


def _locked(day: Day, ground: Ground) -> dict[int, list[int]]:
    """Give the locked turfs' doors that are still offered, in walking order, as indices on the ground."""
    index = {name: at for at, name in enumerate(ground.doors.names)}
    rows = day.turfs.filter(locked=True).order_by("number").values_list("number", "door_ids")
    kept = {number: [index[str(door)] for door in doors if str(door) in index] for number, doors in rows}
    return {number: doors for number, doors in kept.items() if doors}


def _cut_beside(
    day: Day,
    ground: Ground,
    kept: Mapping[int, list[int]],
    streets: Streets | None,
    effort: int,
    say: Callable[[Progress], None],
) -> Plan:
    """Cut all doors but those of locked turfs, and put these beside; every walk is measured on the whole ground."""
    cutting = partial(
        cut_turfs, within_min=WITHIN_MIN, effort=effort, seed=day.seed, keep_zones=day.keep_zones, progress=say
    )
    if not kept:
        return cutting(ground, turfs=day.into, minutes=day.minutes)
    held = {door for doors in kept.values() for door in doors}
    free = np.array([door for door in range(len(ground.doors)) if door not in held], dtype=np.int64)
    turfs = [measure_turf(ground, number, doors) for number, doors in kept.items()]
    if len(free):
        into = None if day.into is None else max(1, day.into - len(kept))
        of_free = lay_ground(only(ground.doors, free), streets)
        cut = cutting(of_free, turfs=into, minutes=day.minutes)
        names = (number for number in itertools.count(1) if number not in kept)
        turfs += [measure_turf(ground, next(names), free[list(turf.doors)].tolist()) for turf in cut.turfs]
    draft = Draft(tuple(sorted(turfs, key=lambda turf: turf.number)))
    return plan_again(draft, ground=ground, price=np.zeros(len(ground.stop_point), dtype=np.int32), effort=effort)


def _walked_km(streets: Streets) -> int:
    """Kilometres of streets on which people may walk, along their middle."""
    walked = streets.way_walk[streets.segment_way]
    a, b = streets.segment_from[walked], streets.segment_to[walked]
    lat = np.radians((streets.node_lat[a] + streets.node_lat[b]) / 2)
    x = np.radians(streets.node_lon[b] - streets.node_lon[a]) * np.cos(lat)
    y = np.radians(streets.node_lat[b] - streets.node_lat[a])
    return math.ceil(float(np.hypot(x, y).sum()) * 6_371.0088)
