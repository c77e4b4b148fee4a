"""The work behind a day's page: from the files to turfs and seats, each kept as soon as it is there."""

import math
from typing import NamedTuple

import numpy as np
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.compiled import is_ready, note_ready
from muster.paper.from_plan import boards_of
from muster.plan import rides
from muster.plan.area import draw_areas
from muster.plan.backdrop import Shape, draw_backdrop, owes_credit
from muster.plan.certificate import Asked, certify
from muster.plan.cut import Progress, cut_turfs, effort_of_seconds
from muster.plan.doors import Doors, read_doors
from muster.plan.floor import raise_floor
from muster.plan.ground import Ground, lay_ground
from muster.plan.people import read_people
from muster.plan.roads import lay_roads
from muster.plan.streets import Streets, read_streets
from muster.plan.vehicles import read_vehicles
from muster.web.days import actions, actions_of_seats, drawings
from muster.web.days.models import Day
from muster.web.days.seats import ride_day
from muster.web.record.actor import Actor
from muster.web.record.jobs import Run
from muster.web.roll.models import Person
from muster.web.roll.queries import actor_of_person

WITHIN_MIN = 8  # all turfs of a day finish about together
MARGIN = 0.06  # of the doors' box, round what a map shows
LEAST_DEG = 0.001  # where all doors stand on one line, there is ground beside it
RIDES_S = 3  # about so long to look for seats


class Backdrop(NamedTuple):
    """What a map shows under the turfs, in which box, and whom it owes that to."""

    shapes: tuple[Shape, ...]
    within: drawings.Box
    credit: str


def plan_day(run: Run, *, day: int, by: int) -> None:
    """Plan a day: read, lay, cut, seat. What is there already is made again and comes out the same."""
    one = Day.objects.get(pk=day)
    actor = actor_of_person(Person.objects.get(pk=by), at=timezone.now())
    files = {given.name: given.content.read() for given in one.given.all()}
    run.say(_("Reading the files"))
    doors, streets, backdrop = _take_in(one, files, actor)
    run.say(_("Laying doors on their kerbs"))
    ground = _lay(one, doors, streets, backdrop.credit, actor)
    _cut(run, one, ground, streets, backdrop, actor)
    run.say(_("Giving everybody a seat"))
    _seat(one, files, streets, actor)
    run.say(_("The plan stands"))
    note_ready()


def _take_in(day: Day, files: dict[str, bytes], actor: Actor) -> tuple[Doors, Streets, Backdrop]:
    """Read all that was given; the map shows streets and doors from here on."""
    doors, door_problems = read_doors(files[actions.DOORS], name=actions.DOORS)
    streets = read_streets(files[actions.STREETS], form="osm")
    people, people_problems = read_people(files[actions.PEOPLE], name=actions.PEOPLE)
    vehicles, vehicle_problems = read_vehicles(files[actions.VEHICLES], people, name=actions.VEHICLES)
    named = len({name for name in streets.way_name if name})
    read = {
        actions.DOORS: (len(doors), door_problems),
        actions.STREETS: (named, ()),
        actions.PEOPLE: (len(people), people_problems),
        actions.VEHICLES: (len(vehicles), vehicle_problems),
    }
    backdrop = _backdrop(doors, files[actions.STREETS])
    drawn = {
        "streets": drawings.streets_geojson(backdrop.shapes, within=backdrop.within, credit=backdrop.credit),
        "doors": drawings.doors_geojson(doors),
        "picture": drawings.picture(backdrop.shapes, (), within=backdrop.within, credit=backdrop.credit),
    }
    actions.take_in(day, read=read, drawings=drawn, by=actor, at=timezone.now())
    return doors, streets, backdrop


def _backdrop(doors: Doors, extract: bytes) -> Backdrop:
    box = _box(doors)
    credit = _("Streets © OpenStreetMap contributors") if owes_credit(extract, form="osm") else _("A made-up place")
    return Backdrop(draw_backdrop(extract, form="osm", within=box), box, credit)


def _lay(day: Day, doors: Doors, streets: Streets, credit: str, actor: Actor) -> Ground:
    ground = lay_ground(doors, streets)
    facts: dict[str, int | str] = {
        "doors": len(doors),
        "streets": len(set(doors.street) - {""}),
        "walk_km": _walked_km(streets),
    }
    facts["credit"] = credit
    actions.lay(day, ground=facts, by=actor, at=timezone.now())
    return ground


def _cut(run: Run, day: Day, ground: Ground, streets: Streets, backdrop: Backdrop, actor: Actor) -> None:
    effort = effort_of_seconds(len(ground.doors), day.effort_s)

    def say(how: Progress) -> None:
        run.say(_("Cutting turfs"), how.done, how.total)

    run.say(_("Cutting turfs") if is_ready() else _("Making ready, once on this machine"))
    cut = cut_turfs(
        ground, turfs=day.into, minutes=day.minutes, within_min=WITHIN_MIN, effort=effort, seed=day.seed, progress=say
    )
    cut, _prices = raise_floor(cut, ground, start=None, end=None)
    run.say(_("Drawing turfs and boards"))
    aside = len({row for row, *_rest in day.given.get(name=actions.DOORS).problems})
    asked = Asked(
        turfs=day.into, minutes=day.minutes, within_min=WITHIN_MIN, seed=day.seed, effort=effort, set_aside=aside
    )
    areas = draw_areas(cut.turfs, ground.doors)
    addresses = [reverse("days:turf", args=[day.pk, area.number]) for area in areas]
    actions.cut(
        day,
        certificate=certify(cut, ground.doors, asked),
        boards=boards_of(cut, ground, streets, backdrop=backdrop.shapes),
        work_s=[turf.work_s for turf in cut.turfs],
        drawings={
            "turfs": drawings.turfs_geojson(areas, addresses=addresses),
            "picture": drawings.picture(backdrop.shapes, areas, within=backdrop.within, credit=backdrop.credit),
        },
        by=actor,
        at=timezone.now(),
    )


def _box(doors: Doors) -> drawings.Box:
    """Give the doors' west, south, east and north, with a margin."""
    west, east, south, north = (
        float(edge) for edge in (doors.lon.min(), doors.lon.max(), doors.lat.min(), doors.lat.max())
    )
    x, y = max(MARGIN * (east - west), LEAST_DEG), max(MARGIN * (north - south), LEAST_DEG)
    return (west - x, south - y, east + x, north + y)


def _walked_km(streets: Streets) -> int:
    """Kilometres of streets on which people may walk, along their middle."""
    walked = streets.way_walk[streets.segment_way]
    a, b = streets.segment_from[walked], streets.segment_to[walked]
    lat = np.radians((streets.node_lat[a] + streets.node_lat[b]) / 2)
    x = np.radians(streets.node_lon[b] - streets.node_lon[a]) * np.cos(lat)
    y = np.radians(streets.node_lat[b] - streets.node_lat[a])
    return math.ceil(float(np.hypot(x, y).sum()) * 6_371.0088)


def _seat(day: Day, files: dict[str, bytes], streets: Streets, actor: Actor) -> None:
    people, _problems = read_people(files[actions.PEOPLE])
    vehicles, _problems = read_vehicles(files[actions.VEHICLES], people)
    effort = rides.effort_of_seconds(RIDES_S, people=len(people))
    when = ride_day(day)
    planned = rides.plan_rides(people, vehicles, day=when, roads=lay_roads(streets), effort=effort, seed=day.seed)
    actions_of_seats.seat(day, plan=planned, by=actor, at=timezone.now())
