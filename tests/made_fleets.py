"""Made-up days of rides, and a slow naive judge of a plan that knows the rules from docs/methods/rides.md alone."""

import dataclasses
from itertools import pairwise

import numpy as np

from muster.plan.people import Person
from muster.plan.ride_plan import Day, RidePlan
from muster.plan.roads import Roads, lay_roads
from muster.plan.streets import Streets
from muster.plan.vehicles import Stop, Vehicle

LON0, LAT0, STEP = -0.7, 52.6, 0.01  # a square grid of roads; a step is about 680 m by 1,110 m
HOUR_S, MINUTE_S, BOARD_S = 3_600, 60, 60
DAY = Day(LON0 + 5 * STEP, LAT0 + 5 * STEP, 10 * HOUR_S, 17 * HOUR_S)


def grid(wide: int = 11) -> Streets:
    """Make a grid of streets, 'East k' and 'North k', the even ones faster, one of them one-way."""
    node = np.arange(wide * wide).reshape(wide, wide)
    pairs, way = [], []
    for k in range(wide):
        pairs += list(pairwise(node[k].tolist()))
        way += [k] * (wide - 1)
    for k in range(wide):
        pairs += list(pairwise(node[:, k].tolist()))
        way += [wide + k] * (wide - 1)
    ways = 2 * wide
    oneway = np.zeros(ways, dtype=np.int8)
    oneway[3] = 1
    return Streets(
        node_lon=np.array([LON0 + STEP * (k % wide) for k in range(wide * wide)]),
        node_lat=np.array([LAT0 + STEP * (k // wide) for k in range(wide * wide)]),
        node_crossing=np.zeros(wide * wide, dtype=np.bool_),
        segment_from=np.array([a for a, _ in pairs], dtype=np.int32),
        segment_to=np.array([b for _, b in pairs], dtype=np.int32),
        segment_way=np.array(way, dtype=np.int32),
        way_name=tuple([f"East {k}" for k in range(wide)] + [f"North {k}" for k in range(wide)]),
        way_class=("residential",) * ways,
        way_walk=np.ones(ways, dtype=np.bool_),
        way_drive=np.ones(ways, dtype=np.bool_),
        way_oneway=oneway,
        way_speed_kmh=np.array([50.0 if k % 2 == 0 else 30.0 for k in range(ways)]),
        way_dual=np.zeros(ways, dtype=np.bool_),
        way_ref=tuple(f"B{k}" if k < wide else "" for k in range(ways)),
    )


def grid_osm(wide: int = 11) -> bytes:
    """Write the same grid as an extract."""
    streets = grid(wide)
    parts = ['<osm version="0.6">']
    for k, (lon, lat) in enumerate(zip(streets.node_lon, streets.node_lat, strict=True), start=1):
        parts.append(f'<node id="{k}" lon="{lon:.7f}" lat="{lat:.7f}" version="1"/>')
    for way, name in enumerate(streets.way_name):
        own = np.flatnonzero(streets.segment_way == way)
        nodes = [int(streets.segment_from[own[0]]), *streets.segment_to[own].tolist()]
        tags = {"highway": "residential", "name": name, "maxspeed": f"{streets.way_speed_kmh[way]:g}"}
        tags |= {"ref": streets.way_ref[way]} if streets.way_ref[way] else {}
        tags |= {"oneway": "yes"} if streets.way_oneway[way] else {}
        inside = "".join(f'<nd ref="{node + 1}"/>' for node in nodes)
        inside += "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        parts.append(f'<way id="{way + 1}" version="1">{inside}</way>')
    return "".join([*parts, "</osm>"]).encode()


ROADS: Roads = lay_roads(grid())


def place(rng: np.random.Generator) -> tuple[float, float]:
    """Pick a place on or near the grid."""
    return round(LON0 + STEP * float(rng.uniform(0, 10)), 5), round(LAT0 + STEP * float(rng.uniform(0, 10)), 5)


def made_day(seed: int, *, riders: int = 24, cars: int = 4, coaches: int = 2) -> tuple[list[Person], list[Vehicle]]:
    """Make a small day with fewer seats than people, parties, needs, wishes, beds, timetables and free coaches."""
    rng = np.random.default_rng(seed)
    people = [_rider(rng, k, riders) for k in range(riders)]
    people += [Person(f"host {k}", *place(rng), rides=False, beds_offered=2, bed_step_free=k == 0) for k in range(3)]
    vehicles = []
    for k in range(cars):
        lon, lat = place(rng)
        people.append(Person(f"driver {k}", lon, lat, size=1 + k % 2, walk_m=0))
        seats = int(rng.integers(2, 5))
        wheel = int(k == 0)
        vehicles.append(
            Vehicle(f"car {k}", "car", seats, f"driver {k}", lon, lat, 7 * HOUR_S, 20 * HOUR_S, wheel, k < 2, k != 3)
        )
    for k in range(coaches):
        stops = [Stop(f"stop {k}{j}", *place(rng)) for j in range(3)]
        if k == 0:
            stops = [dataclasses.replace(x, leaves_s=8 * HOUR_S + 900 * j) for j, x in enumerate(stops)]
        at = stops[0]
        vehicles.append(
            Vehicle(
                f"coach {k}", "coach", int(rng.integers(3, 7)), "", at.lon, at.lat, 6 * HOUR_S, None, 0, k == 0, True,
                24 * HOUR_S, tuple(stops),
            )
        )  # fmt: skip
    return people, vehicles


def _rider(rng: np.random.Generator, k: int, riders: int) -> Person:
    needs = str(rng.choice(["", "", "", "", "", "step-free", "wheelchair"]))
    beds = int(rng.random() < 0.1)
    apart = [f"rider {int(rng.integers(riders))}"] if rng.random() < 0.2 else []
    apart += ["driver 1"] if rng.random() < 0.1 else []
    return Person(
        f"rider {k}",
        *place(rng),
        size=int(rng.choice([1, 1, 1, 2, 3])),
        ready_s=int(rng.choice([6, 7, 8, 9])) * HOUR_S,
        home_by_s=int(rng.choice([18, 19, 22])) * HOUR_S if rng.random() < 0.5 else None,
        returns=beds == 0,
        needs=needs,  # type: ignore[arg-type] # one of the three
        walk_m=int(rng.choice([0, 800, 2_500])),
        lift_m=int(rng.choice([0, 0, 4_000])),
        apart_from=tuple(x for x in apart if x != f"rider {k}"),
        beds_wanted=beds,
    )


def faults(plan: RidePlan) -> list[str]:
    """Judge a plan by the rules, one by one; an empty list is a good plan."""
    found = _seat_faults(plan) + _route_faults(plan)
    for one in plan.itineraries:
        if one.vehicle is not None and not one.drives:
            found += _person_faults(plan, one.person)
    return found


def _seat_faults(plan: RidePlan) -> list[str]:
    found, size = [], {u: x.size for u, x in enumerate(plan.people)}
    once = [u for route in plan.routes for visit in route.visits for u in visit.riders]
    told = sorted(one.person for one in plan.itineraries if one.vehicle is not None and not one.drives)
    if sorted(once) != told:
        found.append(f"routes carry {sorted(once)}, itineraries say {told}")
    for v, vehicle in enumerate(plan.vehicles):
        here = [one for one in plan.itineraries if one.vehicle == v]
        labels = [label for one in here for label in one.seats.split()]
        known = {str(k) for k in range(1, vehicle.seats + 1)} | {f"W{k}" for k in range(1, vehicle.wheelchairs + 1)}
        if len(labels) != len(set(labels)) or not set(labels) <= known:
            found.append(f"{vehicle.name}: seats {labels}")
        if sum(size[one.person] - one.drives for one in here) != len(labels):
            found.append(f"{vehicle.name}: a party without its seats")
        if here and not plan.routes[v].runs:
            found.append(f"{vehicle.name} doesn't run and carries somebody")
        names = {plan.people[one.person].name for one in here}
        found += [
            f"{vehicle.name} holds two kept apart" for one in here if names & set(plan.people[one.person].apart_from)
        ]
    return found


def _route_faults(plan: RidePlan) -> list[str]:
    found, drive = [], plan.places.drive_s
    for v, (vehicle, route) in enumerate(zip(plan.vehicles, plan.routes, strict=True)):
        if not route.runs:
            continue
        stops = [(1 + len(plan.people) + v, route.starts_s), *((x.place, x.leaves_s) for x in route.visits)]
        for i, ((a, gone), (b, leaves)) in enumerate(pairwise(stops)):
            trusted = vehicle.timetabled and route.visits[i].timetabled
            if not trusted and leaves < gone + int(drive[a, b]) + BOARD_S:
                found.append(f"{vehicle.name} is too quick to visit {i}")
        last, gone = stops[-1]
        if route.arrives_s < gone + int(drive[last, 0]):
            found.append(f"{vehicle.name} is too quick at the end")
        if route.starts_s < vehicle.from_s and not (vehicle.timetabled or plan.live.at_s):
            found.append(f"{vehicle.name} leaves too soon")
        late = route.arrives_s - plan.day.arrive_s
        if late > 0 and route.arrives_s > plan.live.deadline_s.get(v, 0):
            found.append(f"{vehicle.name} is {late} s late with no excuse")
    return found


def _person_faults(plan: RidePlan, u: int) -> list[str]:
    one, person, found = plan.itineraries[u], plan.people[u], []
    assert one.vehicle is not None
    vehicle = plan.vehicles[one.vehicle]
    if person.needs and not (vehicle.wheelchairs or (vehicle.step_free and person.needs == "step-free")):
        found.append(f"{person.name} can't get in")
    if (person.needs == "wheelchair") != ("W" in one.seats):
        found.append(f"{person.name} has no wheelchair place")
    if one.set_off_s < plan.live.ready_s.get(u, person.ready_s) - BOARD_S and u not in plan.live.stands:
        found.append(f"{person.name} isn't ready")
    if person.returns and one.home_s is None:
        found.append(f"{person.name} isn't brought home")
    stuck = bool(plan.live.closed) and one.board_s <= plan.live.at_s  # aboard when a road was shut: nothing can be done
    if person.home_by_s and person.returns and (one.home_at_s or 0) > person.home_by_s and not stuck:
        found.append(f"{person.name} is home too late")
    if one.stop and one.stop != "roadside":
        away = metres(person.lon, person.lat, one.lon, one.lat)
        if u not in plan.live.stands and away > max(person.walk_m, person.lift_m) + 1:
            found.append(f"{person.name} is {away:.0f} m from {one.stop}")
    elif not one.stop and (one.lon, one.lat) != (person.lon, person.lat):
        found.append(f"{person.name} is fetched from somebody else's door")
    return found


def metres(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """Give the great-circle distance."""
    a, b = np.radians([lat, to_lat])
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(to_lon - lon) / 2) ** 2
    return float(2 * 6_371_008.8 * np.arcsin(np.sqrt(half)))


def seated(plan: RidePlan) -> int:
    """Count the people who sit."""
    return sum(plan.people[one.person].size for one in plan.itineraries if one.vehicle is not None)
