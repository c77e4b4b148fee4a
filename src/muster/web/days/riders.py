"""Who rides, as the planner takes it: answers and vehicles of a day as values that hold nobody's name.

Somebody who comes is called `r` and their row's number; so is the party that comes with them. Whoever is under 18 has
no row of their own there: they belong to the party of the adult who comes with them, so that no plan can part the two.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.db.models import Q, QuerySet

from muster.plan.people import MOST_PARTY, Person
from muster.plan.vehicles import A_DAY_MIN, DETOUR_MIN, Stop, Vehicle
from muster.register.gazetteer import from_buffer, look_up, postcode_keys
from muster.web.days import models_of_people as kept
from muster.web.days.models import Day
from muster.web.register.models import Area, Table
from muster.web.register.placing import mapped

S_PER_MIN = 60
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Riders:
    """What the planner is given.

    Attributes:
        people: those who come, in the order in which they answered.
        vehicles: coaches, then cars.
        party_of: whoever is under 18 -> the adult in whose party they ride, by the core's names.
        nowhere: whoever wants a seat, but nobody knows where from, by the core's names.
    """

    people: tuple[Person, ...]
    vehicles: tuple[Vehicle, ...]
    party_of: Mapping[str, str]
    nowhere: tuple[str, ...]


def rides_of(day: Day) -> tuple[tuple[Person, ...], tuple[Vehicle, ...]]:
    """Give everybody who comes and every vehicle, as the planner takes them."""
    riders = riders_of(day)
    return riders.people, riders.vehicles


def riders_of(day: Day) -> Riders:
    """Give everybody who comes and every vehicle, and what the planner isn't told: a few queries, however many."""
    rows = list(standing(day).select_related("person__group").prefetch_related("apart_from").order_by("pk"))
    place_of = places_of(day, rows)
    adults = {row.person_id: row for row in rows if not row.under_18}
    young = {row.pk: adults[row.with_person_id] for row in rows if row.under_18 and row.with_person_id in adults}
    parties = {row.pk: [row] for row in rows if row.pk not in young and not row.under_18}
    for row in rows:
        if row.pk in young:
            parties[young[row.pk].pk].append(row)
    name_of = {row.person_id: (young.get(row.pk) or row).name for row in rows}
    vehicles = vehicles_of(day)
    cars = {car.driver_id for car in vehicles if car.driver_id}
    people = [_party(party, place_of, name_of, drives=party[0].pk in cars) for party in parties.values()]
    known = tuple(one for one in people if one is not None)
    names = {one.name: one.size for one in known}
    return Riders(
        people=tuple(replace(one, apart_from=tuple(x for x in one.apart_from if x in names)) for one in known),
        vehicles=tuple(_vehicle(one, place_of) for one in vehicles if _drivable(one, names)),
        party_of={row.name: young[row.pk].name for row in rows if row.pk in young},
        nowhere=tuple(party[0].name for party in parties.values() if party[0].name not in names),
    )


def standing(day: Day) -> "QuerySet[kept.Coming]":
    """Give the answers of those who come."""
    return kept.Coming.objects.filter(day=day, answer=kept.Coming.Answer.COME, withdrawn_at=None)


def vehicles_of(day: Day) -> list[kept.Vehicle]:
    """Give the vehicles that stand, coaches first."""
    rows = kept.Vehicle.objects.filter(day=day, withdrawn_at=None).select_related("driver")
    return list(rows.prefetch_related("stops"))


def places_of(day: Day, rows: Sequence[kept.Coming]) -> dict[int, Place]:
    """Give where each of these sets off, by their row: as they said, else at their postcode, else at their group."""
    said = {row.pk: (row.lon, row.lat) for row in rows if row.lon is not None and row.lat is not None}
    asked = [row for row in rows if row.pk not in said]
    at_postcode = at_postcodes(day, [row.person.postcode for row in asked])
    for row in asked:
        group = row.person.group
        found = at_postcode.get(row.person.postcode)
        if found is None and group is not None and group.lon is not None and group.lat is not None:
            found = (group.lon, group.lat)
        if found is not None:
            said[row.pk] = found
    return said


def at_postcodes(day: Day, postcodes: Iterable[str]) -> dict[str, Place]:
    """Look postcodes up in the tables that somebody brought for an area of the day's compartment."""
    wanted = sorted({code for code in postcodes if code})
    found: dict[str, Place] = {}
    if not wanted:
        return found
    areas = Area.objects.filter(Q(pk=day.area_id) | Q(compartment=day.compartment)).values("pk")
    for table in Table.objects.filter(area__in=areas, kind=Table.Kind.POSTCODES).order_by("pk"):
        told = look_up(from_buffer(memoryview(mapped(table.path))), postcode_keys(wanted))
        for at in np.nonzero(told.found)[0].tolist():
            found.setdefault(wanted[at], (float(told.lon[at]), float(told.lat[at])))
    return found


def _party(
    party: Sequence[kept.Coming], place_of: Mapping[int, Place], name_of: Mapping[int, str], *, drives: bool
) -> Person | None:
    """Make one of the core's people of an adult and whoever is under 18 and comes with them."""
    first = party[0]
    place = place_of.get(first.pk)
    if place is None:
        return None
    needs = max((row.needs for row in party), key=("", "step-free", "wheelchair").index)
    apart = {name_of[other.pk] for row in party for other in row.apart_from.all() if other.pk in name_of}
    ready = max(row.ready_min or 0 for row in party)
    home_by = min((row.home_by_min for row in party if row.home_by_min is not None), default=None)
    size = min(sum(row.size for row in party), MOST_PARTY)
    walk_m = min(row.walk_m for row in party)  # whoever needs something and says no distance is fetched at their door
    return Person(
        name=first.name,
        lon=place[0],
        lat=place[1],
        group=first.person.group.name if first.person.group else "",
        size=size,
        ready_s=ready * S_PER_MIN,
        home_by_s=None if home_by is None else home_by * S_PER_MIN,
        returns=first.returns and not first.beds_wanted,
        needs=needs,  # type: ignore[arg-type]  # the database holds it to these
        wheelchairs=max(sum(row.needs == kept.Coming.Need.WHEELCHAIR for row in party), 1),
        walk_m=0 if needs and walk_m == kept.WALK_M else walk_m,
        lift_m=first.lift_m,
        apart_from=tuple(sorted(apart - {first.name})),
        rides=first.rides or drives,
        beds_wanted=min(sum(row.beds_wanted for row in party), size),
        beds_offered=first.beds_offered,
        bed_step_free=first.bed_step_free,
    )


def _drivable(row: kept.Vehicle, size_of: Mapping[str, int]) -> bool:
    """Whether its driver comes, from somewhere, with a party that it holds; a coach has a hired one, and stops."""
    if row.driver is not None:
        return 0 < size_of.get(row.driver.name, 0) <= row.seats + 1
    return bool(row.stops.all())


def _vehicle(row: kept.Vehicle, place_of: Mapping[int, Place]) -> Vehicle:
    stops = tuple(
        Stop(one.name, one.lon, one.lat, None if one.leaves_min is None else one.leaves_min * S_PER_MIN)
        for one in row.stops.all()
    )
    driver = row.driver
    if row.lon is not None and row.lat is not None:
        place = (row.lon, row.lat)
    else:
        place = place_of[driver.pk] if driver else (stops[0].lon, stops[0].lat)
    home = [one for one in (row.back_by_min, driver.home_by_min if driver else None) if one is not None]
    detour = row.detour_min
    if detour is None:
        detour = DETOUR_MIN if row.kind == kept.Vehicle.Kind.CAR else A_DAY_MIN
    return Vehicle(
        name=row.name,
        kind="car" if row.kind == kept.Vehicle.Kind.CAR else "coach",
        seats=row.seats,
        driver=driver.name if driver else "",
        lon=place[0],
        lat=place[1],
        from_s=max(row.from_min or 0, (driver.ready_min or 0) if driver else 0) * S_PER_MIN,
        back_by_s=min(home) * S_PER_MIN if home else None,
        wheelchairs=row.wheelchairs,
        step_free=row.step_free,
        returns=row.returns,
        detour_s=detour * S_PER_MIN,
        stops=stops,
    )
