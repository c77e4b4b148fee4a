"""Works out every figure of a day's rides again, from inputs and outputs alone. `muster rides check`."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from muster.audit.drive import Drives, crow_dm, measure, read_roads
from muster.audit.ride_lists import Coach, Rider, clock_s, read_coaches, read_riders
from muster.audit.tables import _rows as rows_of

BOARD_S = 60
ROADSIDE = "roadside"


@dataclass(frozen=True, slots=True)
class Leg:
    """A row of routes.csv: a start, a visit or an arrival."""

    stop: str
    place: int
    leaves_s: int
    home_s: int | None
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rides:
    """A folder of rides, read; places are the day's, one a person, one a vehicle, then stops and roadsides."""

    said: Mapping[str, Any]
    riders: Mapping[str, Rider]
    coaches: Mapping[str, Coach]
    seats: Mapping[str, Mapping[str, str]]
    routes: Mapping[str, list[Leg]]
    door: Mapping[str, int]
    start: Mapping[str, int]
    stops: Mapping[tuple[float, float], int]
    drives: Drives
    out: frozenset[str]
    excused: frozenset[str]
    arrive_s: int
    leave_s: int | None

    @property
    def mended(self) -> bool:
        """Whether something has happened since the plan was made."""
        return bool(self.said["events"])


def check_rides(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Work out everything a second time; give what differs, one sentence each.

    Args:
        files: the folder's: the lists, the streets where there are any, seats.csv, routes.csv and certificate.json.
            plan.json and times.npy are not looked at.
    """
    said = json.loads(files["certificate.json"])
    found = [f"{name}: is another file than the one planned from" for name, told in said["inputs"].items()
             if name not in files or hashlib.sha256(files[name]).hexdigest() != told]  # fmt: skip
    if found:
        return tuple(found)
    rides, wrong = _read(files, said)
    if rides is None:
        return tuple(wrong)
    found = wrong + _seats(rides) + _routes(rides) + _people(rides) + _figures(rides) + _beds(rides)
    if not rides.mended:
        found += _bound(rides) + _one_by_one(rides)
    return tuple(found)


def _read(files: Mapping[str, bytes], said: Mapping[str, Any]) -> tuple[Rides | None, list[str]]:
    aside = rows_of(files["set-aside.csv"], "set-aside.csv", ("file", "row")) if "set-aside.csv" in files else []
    without = {
        name: frozenset(int(x["row"]) for _, x in aside if x["file"] == name) for name in ("people.csv", "vehicles.csv")
    }
    riders = read_riders(files["people.csv"], without["people.csv"])
    coaches = read_coaches(files["vehicles.csv"], riders, without["vehicles.csv"])
    seat_rows = [cells for _, cells in rows_of(files["seats.csv"], "seats.csv", ("person", "vehicle", "board"))]
    wrong = [
        f"seats.csv: {name} stands {n} times" for name, n in Counter(x["person"] for x in seat_rows).items() if n > 1
    ]
    seats = {x["person"]: x for x in seat_rows}
    wrong += [f"seats.csv: {name} isn't in it" for name in riders if name not in seats]
    wrong += [f"seats.csv: nobody in people.csv is called {name}" for name in seats if name not in riders]
    if wrong:
        return None, wrong
    to = (float(said["asked"]["to"][0]), float(said["asked"]["to"][1]))
    places = [to, *((x.lon, x.lat) for x in riders.values()), *((x.lon, x.lat) for x in coaches.values())]
    door = {name: k for k, name in enumerate(riders, start=1)}
    start = {name: k for k, name in enumerate(coaches, start=1 + len(riders))}
    stops: dict[tuple[float, float], int] = {}
    for coach in coaches.values():
        for _, lon, lat in coach.stops:
            if (lon, lat) not in stops:
                stops[lon, lat] = len(places)
                places.append((lon, lat))
    routes, wrong = _read_routes(files["routes.csv"], coaches, places, door, start, stops)
    legs = [(a.place, b.place) for route in routes.values() for a, b in pairwise(route)]
    name = next((name for name in files if name.startswith("streets.")), None)
    roads = read_roads(files[name] if name else None, "pbf" if name and name.endswith(".pbf") else "osm")
    out, excused = _happened(said["events"], riders, coaches)
    arrive_s = clock_s(said["asked"]["arrive"]) or 0
    leave_s = clock_s(said["asked"]["leave"] or "")
    drives = measure(roads, places, legs)
    return Rides(
        said, riders, coaches, seats, routes, door, start, stops, drives, out, excused, arrive_s, leave_s
    ), wrong


def _read_routes(
    content: bytes,
    coaches: Mapping[str, Coach],
    places: list[tuple[float, float]],
    door: Mapping[str, int],
    start: Mapping[str, int],
    stops: Mapping[tuple[float, float], int],
) -> tuple[dict[str, list[Leg]], list[str]]:
    routes: dict[str, list[Leg]] = {}
    wrong = []
    rows = [cells for _, cells in rows_of(content, "routes.csv", ("vehicle", "order", "leaves", "people"))]
    last = {cells["vehicle"]: cells for cells in rows}
    for cells in rows:
        name, at = cells["vehicle"], (float(cells["lon"]), float(cells["lat"]))
        people = tuple(x.strip() for x in cells["people"].split(";") if x.strip())
        if name not in coaches:
            wrong.append(f"routes.csv: there is no vehicle {name}")
            continue
        if int(cells["order"]) == 0:
            place = start[name]
        elif cells is last[name]:
            place = 0
        elif cells["stop"] and at in stops:
            place = stops[at]
        elif not cells["stop"] and people and people[0] in door and places[door[people[0]]] == at:
            place = door[people[0]]
        else:
            places.append(at)
            place = len(places) - 1
        leg = Leg(cells["stop"], place, clock_s(cells["leaves"]) or 0, clock_s(cells["home"]), people)
        routes.setdefault(name, []).append(leg)
    return routes, wrong


def _happened(
    events: list[str], riders: Mapping[str, Rider], coaches: Mapping[str, Coach]
) -> tuple[frozenset[str], frozenset[str]]:
    """Give who isn't coming, and which people and vehicles are excused from their own times."""
    out, excused = set(), set()
    for words in events:
        text = re.sub(r"\s+", " ", words).strip().casefold()
        if " closed" in text or " shut" in text:
            excused |= set(coaches)
        named = {x for x in coaches if text.startswith((x.casefold() + " ", f"{coaches[x].kind} {x.casefold()} "))}
        folk = {x for x in riders if text.startswith((x.casefold() + " ", f"person {x.casefold()} "))}
        if "dropped out" in text or "drops out" in text:
            out |= folk
        excused |= named | folk | {x for x, coach in coaches.items() if coach.driver in folk}
    return frozenset(out), frozenset(excused)


def _seats(rides: Rides) -> list[str]:
    found = []
    for name, coach in rides.coaches.items():
        here = [x for x, row in rides.seats.items() if row["vehicle"] == name]
        labels = Counter(label for x in here for label in rides.seats[x]["seats"].split())
        known = {str(k) for k in range(1, coach.seats + 1)} | {f"W{k}" for k in range(1, coach.wheelchairs + 1)}
        found += [f"{name}: seat {label} is given {n} times" for label, n in labels.items() if n > 1]
        found += [f"{name}: there is no seat {label}" for label in labels if label not in known]
        if here and name not in rides.routes:
            found.append(f"{name}: carries {here[0]} and has no route")
        for x in here:
            rider, row = rides.riders[x], rides.seats[x]
            drives = bool(row["drives"])
            if len(row["seats"].split()) != rider.size - drives:
                found.append(f"{x}: a party of {rider.size} has the seats '{row['seats']}'")
            if drives != (coach.driver == x):
                found.append(f"{x}: {'drives' if drives else 'does not drive'} {name}")
            if not drives and not _gets_in(rider, coach):
                found.append(f"{x}: can't get into {name} ({rider.needs})")
            if not drives and rider.needs == "wheelchair" and "W" not in row["seats"]:
                found.append(f"{x}: has no wheelchair place")
            apart = [y for y in here if y in rider.apart]
            found += [f"{x}: rides with {y}, whom they are kept apart from" for y in apart]
    return found


def _gets_in(rider: Rider, coach: Coach) -> bool:
    if rider.needs == "wheelchair":
        return coach.wheelchairs > 0
    return not rider.needs or coach.step_free or coach.wheelchairs > 0


def _routes(rides: Rides) -> list[str]:
    found = []
    for name, route in rides.routes.items():
        coach, excused = rides.coaches[name], name in rides.excused
        visits = route[1:-1]
        for k, (a, b) in enumerate(pairwise(route)):
            board = 0 if b is route[-1] else BOARD_S
            trusted = coach.timed and 0 < k < len(visits) and a.stop != ROADSIDE != b.stop
            if not trusted and b.leaves_s < a.leaves_s + int(rides.drives.seconds[a.place, b.place]) + board:
                found.append(f"{name}: is too quick from its place {k} to {k + 1}")
        if coach.timed and not excused:
            told = [(x.leaves_s, x.place) for x in visits if x.stop != ROADSIDE]
            if told != [(s, rides.stops[lon, lat]) for s, lon, lat in coach.stops]:
                found.append(f"{name}: doesn't keep its timetable")
        if route[-1].leaves_s > rides.arrive_s and not excused:
            found.append(f"{name}: is late")
        earliest = max(coach.from_s, rides.arrive_s - int(rides.drives.seconds[route[0].place, 0]) - coach.detour_s)
        if not coach.timed and route[0].leaves_s < earliest:
            found.append(f"{name}: leaves before it may")
        if rides.leave_s is not None and coach.returns:
            found += _way_home(rides, name, route)
    return found


def _way_home(rides: Rides, name: str, route: list[Leg]) -> list[str]:
    t, at, found = rides.leave_s or 0, 0, []
    if any(leg.stop == ROADSIDE for leg in route) or name in rides.excused:
        return []  # where people get out who got in at a roadside, seats.csv says by name alone
    for leg in reversed(route[1:-1]):
        t += int(rides.drives.seconds[at, leg.place])
        if leg.home_s != t:
            found.append(
                f"{name}: is at {leg.stop or 'a door'} at {leg.home_s} s on the way home; it takes until {t} s"
            )
        t, at = t + BOARD_S, leg.place
    back = t + int(rides.drives.seconds[at, route[0].place])
    if back != route[0].home_s:
        found.append(f"{name}: is back at {route[0].home_s} s; it takes until {back} s")
    if rides.coaches[name].back_by_s is not None and back > (rides.coaches[name].back_by_s or 0):
        found.append(f"{name}: is back too late")
    return found


def _people(rides: Rides) -> list[str]:
    found = []
    for name, rider in rides.riders.items():
        row = rides.seats[name]
        if not row["vehicle"]:
            continue
        if not rider.rides or name in rides.out:
            found.append(f"{name}: doesn't want to ride")
        if not row["drives"]:
            found += _one_person(rides, name, rider, row)
    return found


def _one_person(  # noqa: C901 - one rule a line
    rides: Rides, name: str, rider: Rider, row: Mapping[str, str]
) -> list[str]:
    found = []
    legs = [leg for leg in rides.routes.get(row["vehicle"], [])[1:-1] if name in leg.people]
    if len(legs) != 1:
        return [f"{name}: is fetched {len(legs)} times by {row['vehicle']}"]
    leg, coach = legs[0], rides.coaches[row["vehicle"]]
    board_s, set_off_s = clock_s(row["board"]), clock_s(row["set_off"]) or 0
    if (leg.leaves_s, leg.stop) != (board_s, row["stop"]):
        found.append(f"{name}: is told another time or stop than {coach.name}")
    arrives_s = rides.routes[row["vehicle"]][-1].leaves_s
    if clock_s(row["arrive"]) != arrives_s:
        found.append(f"{name}: is told another arrival than {coach.name}")
    if rider.returns and rides.leave_s is not None and not row["home"]:
        found.append(f"{name}: has no way home")
    home_at_s = clock_s(row["home_at"])
    if rider.returns and rider.home_by_s is not None and home_at_s is not None and home_at_s > rider.home_by_s:
        found.append(f"{name}: is home too late")
    if leg.stop == ROADSIDE:
        return found
    way_s = 0
    if leg.stop:
        way_s, within = _way_to(rider, float(row["lon"]), float(row["lat"]))
        if not within:
            found.append(f"{name}: {leg.stop} is too far away")
    elif leg.place != rides.door[name]:
        found.append(f"{name}: is fetched at somebody else's door")
    waits = way_s if leg.stop else BOARD_S
    if not rides.mended and (set_off_s != leg.leaves_s - waits or leg.leaves_s - way_s < rider.ready_s):
        found.append(f"{name}: isn't ready, or is told to set off at another time than it takes")
    return found


def _way_to(rider: Rider, lon: float, lat: float) -> tuple[int, bool]:
    dm = int(crow_dm(rider.lon, rider.lat, np.array([lon]), np.array([lat]))[0])
    per_h = 50_000 if dm <= rider.walk_m * 10 else 300_000
    return -(-dm * 13 * 3_600 // (10 * per_h)), dm <= max(rider.walk_m, rider.lift_m) * 10


def _figures(rides: Rides) -> list[str]:
    wants = {x: r for x, r in rides.riders.items() if r.rides and x not in rides.out}
    riding = {x: r for x, r in wants.items() if rides.seats[x]["vehicle"]}
    people, seated = sum(r.size for r in wants.values()), sum(r.size for r in riding.values())
    spans = {x: ((clock_s(rides.seats[x]["arrive"]) or 0), (clock_s(rides.seats[x]["set_off"]) or 0)) for x in riding}
    legs = [(a.place, b.place) for route in rides.routes.values() for a, b in pairwise(route)]
    at_most = rides.said["bound"]["seated_at_most"]
    told = {
        "people": people,
        "seated": seated,
        "left": people - seated,
        "late": sum(r.size for x, r in riding.items() if spans[x][0] > rides.arrive_s),
        "person_minutes": sum(r.size * (spans[x][0] - spans[x][1]) for x, r in riding.items()) // 60,
        "left_bound": max(people - at_most, 0),
    }
    found = [
        f"{key}: the certificate says {rides.said[key]}; it is {value}"
        for key, value in told.items()
        if rides.said[key] != value
    ]
    closed = any(" closed" in words.casefold() or " shut" in words.casefold() for words in rides.said["events"])
    metres = sum(rides.drives.metres[leg] for leg in legs)
    minutes = sum(int(rides.drives.seconds[leg]) for leg in legs) // 60
    if not closed and abs(metres / 1000 - rides.said["drive_km"]) > max(metres / 1_000_000, 0.1):
        found.append(f"drive_km: the certificate says {rides.said['drive_km']}; it is {metres / 1000}")
    if not closed and minutes != rides.said["drive_minutes"]:
        found.append(f"drive_minutes: the certificate says {rides.said['drive_minutes']}; it is {minutes}")
    if seated > at_most:
        found.append(f"bound: {seated} sit where it says that nobody could seat more than {at_most}")
    left = sorted(x for x in wants if not rides.seats[x]["vehicle"])
    if left != sorted(x["person"] for x in rides.said["left_behind"]):
        found.append("left_behind: isn't the people without a vehicle in seats.csv")
    return found


def _driving(rides: Rides) -> dict[str, str]:
    return {row["vehicle"]: x for x, row in rides.seats.items() if row["drives"]}


def _bound(rides: Rides) -> list[str]:
    """Weak duality: the places of the counted vehicles, and everybody who could ride in another."""
    said, driver = rides.said["bound"], _driving(rides)
    counted, wheeled = set(said["vehicles_by_seats"]), set(said["vehicles_by_wheelchair_places"])
    room = {x: c.seats - (rides.riders[driver[x]].size - 1 if x in driver else 0) for x, c in rides.coaches.items()}
    seats = sum(room[x] for x in counted) + sum(rides.coaches[x].wheelchairs for x in wheeled)
    others = 0
    for name, rider in rides.riders.items():
        if rider.rides and name not in driver.values():
            could = {x for x in rides.routes if _alone(rides, name, x)}
            wheel = int(rider.needs == "wheelchair")
            others += (rider.size - wheel) * bool(could - counted) + wheel * bool(could - wheeled)
    sure = sum(rides.riders[x].size for x in driver.values())
    at_most = sure + seats + others
    return (
        []
        if at_most == said["seated_at_most"]
        else [f"bound: it proves {at_most}, the certificate says {said['seated_at_most']}"]
    )


def _alone(rides: Rides, name: str, vehicle: str) -> bool:
    """Whether somebody could ride in a vehicle with nobody else in it but its driver."""
    coach, driver = rides.coaches[vehicle], rides.riders.get(_driving(rides).get(vehicle, ""))
    route = [leg for leg in rides.routes[vehicle][1:-1] if coach.timed]
    room = coach.seats - (driver.size - 1 if driver else 0)
    return _fits(rides, name, vehicle, route, room=room, wheels=coach.wheelchairs, company=frozenset())


def _one_by_one(rides: Rides) -> list[str]:
    """Try everybody who was left in every vehicle, at every place of its route."""
    found = []
    for name, rider in rides.riders.items():
        if not rider.rides or rides.seats[name]["vehicle"]:
            continue
        for vehicle, route in rides.routes.items():
            here = [x for x, row in rides.seats.items() if row["vehicle"] == vehicle]
            labels = [label for x in here for label in rides.seats[x]["seats"].split()]
            coach = rides.coaches[vehicle]
            wheels = coach.wheelchairs - sum(label.startswith("W") for label in labels)
            room = coach.seats - sum(not label.startswith("W") for label in labels)
            if _fits(rides, name, vehicle, route[1:-1], room=room, wheels=wheels, company=frozenset(here)):
                found.append(f"{name}: was left behind, and {vehicle} could take them")
    return found


def _fits(
    rides: Rides, name: str, vehicle: str, route: list[Leg], *, room: int, wheels: int, company: frozenset[str]
) -> bool:
    rider, coach = rides.riders[name], rides.coaches[vehicle]
    wheel = int(rider.needs == "wheelchair")
    company |= {coach.driver} if coach.driver in _driving(rides).values() else frozenset()
    kept_apart = rider.apart & company or any(name in rides.riders[x].apart for x in company)
    goes_home = coach.returns or not rider.returns or rides.leave_s is None
    if wheel > wheels or rider.size - wheel > room or kept_apart or not goes_home or not _gets_in(rider, coach):
        return False
    return any(
        _in_time(rides, name, vehicle, [*route[:k], Leg("", place, way_s, None, (name,)), *route[k:]])
        for place, way_s in _where(rides, name, coach)
        for k in range(len(route) + 1)
    )


def _where(rides: Rides, name: str, coach: Coach) -> list[tuple[int, int]]:
    """Give the places where a vehicle could fetch somebody, with the seconds there: four stops of a coach at most."""
    if not coach.stops:
        return [(rides.door[name], 0)]
    rider = rides.riders[name]
    stops = sorted({(lon, lat) for _, lon, lat in coach.stops}, key=lambda at: rides.stops[at])
    near = sorted(stops, key=lambda at: int(crow_dm(rider.lon, rider.lat, np.array([at[0]]), np.array([at[1]]))[0]))[:4]
    ways = [(rides.stops[at], _way_to(rider, *at)) for at in near]
    return [(place, way_s) for place, (way_s, within) in ways if within]


def _in_time(rides: Rides, name: str, vehicle: str, route: list[Leg]) -> bool:
    coach, drive = rides.coaches[vehicle], rides.drives.seconds
    if coach.timed:  # it only stops where and when its timetable says
        mine = next(leg for leg in route if leg.people == (name,) and not leg.stop)
        k = next(k for k, leg in enumerate(route) if leg is mine)
        at = route[k + 1] if k + 1 < len(route) else None
        if at is None or at.place != mine.place or at.leaves_s < rides.riders[name].ready_s + mine.leaves_s:
            return False
        return _home_in_time(rides, vehicle, [x for x in route if x is not mine], name, mine)
    at_place = rides.start[vehicle]
    t = max(coach.from_s, rides.arrive_s - int(drive[at_place, 0]) - coach.detour_s)
    for leg in route:
        board = BOARD_S if leg.place != at_place or at_place == rides.start[vehicle] else 0
        t += int(drive[at_place, leg.place]) + board
        for x in leg.people:
            way_s = leg.leaves_s if x == name else _told_way(rides, x)
            t = max(t, rides.riders[x].ready_s + way_s)
        at_place = leg.place
    return t + int(drive[at_place, 0]) <= rides.arrive_s and _home_in_time(rides, vehicle, route, name, None)


def _told_way(rides: Rides, name: str) -> int:
    row = rides.seats[name]
    return ((clock_s(row["board"]) or 0) - (clock_s(row["set_off"]) or 0)) if row["stop"] else 0


def _home_in_time(rides: Rides, vehicle: str, route: list[Leg], name: str, mine: Leg | None) -> bool:
    coach, drive = rides.coaches[vehicle], rides.drives.seconds
    if rides.leave_s is None or not coach.returns:
        return True
    t, at = rides.leave_s, 0
    for k, leg in enumerate(reversed(route)):
        t += int(drive[at, leg.place]) + (BOARD_S if k and leg.place != at else 0)
        at = leg.place
        riders = [*leg.people, *([name] if mine is not None and mine.place == leg.place else [])]
        for x in riders:
            rider = rides.riders[x]
            way_s = (
                mine.leaves_s if mine is not None and x == name else leg.leaves_s if x == name else _told_way(rides, x)
            )
            if rider.returns and rider.home_by_s is not None and t + way_s > rider.home_by_s:
                return False
    back = t + (BOARD_S if route else 0) + int(drive[at, rides.start[vehicle]])
    return coach.back_by_s is None or back <= coach.back_by_s


def _beds(rides: Rides) -> list[str]:
    said, found = rides.said["beds"], []
    guests = {x: r for x, r in rides.riders.items() if r.wants}
    hosts = {x: r for x, r in rides.riders.items() if r.offers}
    pairs = {x: rides.seats[x]["bed_with"] for x in rides.seats if rides.seats[x]["bed_with"]}
    there = {h: int(rides.drives.seconds[0, rides.door[h]] + rides.drives.seconds[rides.door[h], 0]) for h in hosts}
    taken: Counter[str] = Counter()
    for guest, host in pairs.items():
        if guest not in guests or host not in hosts or not _may_stay(rides, guest, host):
            found.append(f"{guest}: can't stay with {host}")
            continue
        taken[host] += guests[guest].wants
    found += [
        f"{host}: has {hosts[host].offers} beds and {n} guests" for host, n in taken.items() if n > hosts[host].offers
    ]
    worth, dual = said["dual"]["bed_found"], said["dual"]
    for g in guests:
        for h in hosts:
            prices = dual["guests"].get(g, 0) + dual["hosts"].get(h, 0)
            if _may_stay(rides, g, h) and prices < worth - there[h]:
                found.append(f"beds: the prices of {g} and {h} prove nothing")
    total = sum(r.wants * dual["guests"].get(x, 0) for x, r in guests.items())
    total += sum(r.offers * dual["hosts"].get(x, 0) for x, r in hosts.items())
    count = sum(taken.values())
    told = {
        "wanted": sum(r.wants for r in guests.values()),
        "found": count,
        "found_at_most": -(-total // worth),
        "travel_s": sum(guests[g].wants * there[h] for g, h in pairs.items() if g in guests and h in hosts),
        "travel_least_s": max(count * worth - total, 0) if count == -(-total // worth) else 0,
    }
    return found + [f"beds, {k}: the certificate says {said[k]}; it is {v}" for k, v in told.items() if said[k] != v]


def _may_stay(rides: Rides, guest: str, host: str) -> bool:
    a, b = rides.riders[guest], rides.riders[host]
    return guest != host and host not in a.apart and guest not in b.apart and (not a.needs or b.offers_step_free)
