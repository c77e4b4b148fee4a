"""Whether every seat, route and person of a stage keeps the rules of docs/methods/rides.md."""

from collections import Counter
from collections.abc import Mapping

from muster.audit.ride_clock import Told, clock, opens_s, slots_of, there_at
from muster.audit.ride_events import BOARD_S, NOTICE_S, calls_left
from muster.audit.ride_folder import ROADSIDE, Call, Route
from muster.audit.ride_lists import Coach, Rider, clock_s
from muster.audit.ride_proof import near_stops


def check_seats(told: Told) -> list[str]:
    """Each label once, one a person, and nobody where they can't be."""
    lists, seats, found = told.lists, told.stage.seats, list[str]()
    for name, coach in lists.coaches.items():
        here = [x for x, row in seats.items() if row["vehicle"] == name]
        labels = Counter(label for x in here for label in seats[x]["seats"].split())
        known = {str(k) for k in range(1, coach.seats + 1)} | {f"W{k}" for k in range(1, coach.wheelchairs + 1)}
        found += [f"{name}: seat {label} is given {n} times" for label, n in labels.items() if n > 1]
        found += [f"{name}: there is no seat {label}" for label in labels if label not in known]
        if here and name not in told.routes:
            found.append(f"{name}: carries {here[0]} and has no route")
        for x in here:
            found += _seated(lists.riders[x], seats[x], coach)
            found += [f"{x}: rides with {y}, whom they are kept apart from" for y in here if y in lists.riders[x].apart]
    return found


def _seated(rider: Rider, row: Mapping[str, str], coach: Coach) -> list[str]:
    found, drives = [], bool(row["drives"])
    if len(row["seats"].split()) != rider.size - drives:
        found.append(f"{rider.name}: a party of {rider.size} has the seats '{row['seats']}'")
    if drives != (coach.driver == rider.name):
        found.append(f"{rider.name}: {'drives' if drives else 'does not drive'} {coach.name}")
    if not drives and not rider.gets_in(coach):
        found.append(f"{rider.name}: can't get into {coach.name} ({rider.needs})")
    places = sum(label.startswith("W") for label in row["seats"].split())
    if not drives and places < rider.wheels:
        found.append(f"{rider.name}: has {places} wheelchair places of {rider.wheels}")
    return found


def check_routes(told: Told) -> list[str]:
    """Every leg takes its time, what has happened stands, timetables are kept, nobody is late without cause."""
    found = []
    for name, route in told.routes.items():
        if any(call.place < 0 for call in route.calls):
            found.append(f"{name}: calls at a place that is nobody's door or stop")
            continue
        found += _what_stands(told, name, route) + _legs(told, name, route) + _start(told, name, route)
        found += _arrival(told, name, route)
        if told.lists.leave_s is not None and told.lists.coaches[name].returns:
            found += _way_home(told, name, route)
    gone = [x for x in told.now.routes if x not in told.routes]
    return found + [f"{name}: runs, and has no route" for name in gone]


def _what_stands(told: Told, name: str, route: Route) -> list[str]:
    """What a vehicle has driven to, who is aboard, and its timetable can't be changed any more."""
    lists, before, coach = told.lists, told.now.routes.get(name), told.lists.coaches[name]
    found = []
    if before is not None:
        settled, driven = told.now.settled(name), told.now.driven(name)
        if [(x.place, x.leaves_s) for x in route.calls[:settled]] != [
            (x.place, x.leaves_s) for x in before.calls[:settled]
        ] or [set(x.people) for x in route.calls[:driven]] != [set(x.people) for x in before.calls[:driven]]:
            found.append(f"{name}: does otherwise what it had done already, or was about to")
    elif told.now.at_s:
        found.append(f"{name}: doesn't run any more")
    if coach.timed:
        listed = [(lists.stops[lon, lat], s) for s, lon, lat in coach.stops]
        wanted = listed if before is None else [
            (x.place, x.leaves_s) for x in before.calls if x.place < lists.first_roadside
        ]  # fmt: skip
        if [(x.place, x.leaves_s) for x in route.calls if x.place < lists.first_roadside] != wanted:
            found.append(f"{name}: doesn't keep its timetable")
    return found


def _legs(told: Told, name: str, route: Route) -> list[str]:
    drive, settled = told.now.drive(name), told.now.settled(name)
    timed = told.lists.coaches[name].timed
    t, at, found, before = route.starts_s, told.lists.start[name], list[str](), False
    for i, call in enumerate(route.calls):
        scheduled = timed and call.place < told.lists.first_roadside
        trusted = i < settled or (scheduled and (before or bool(told.now.at_s)))
        if not trusted and call.leaves_s < t + int(drive[at, call.place]) + BOARD_S:
            found.append(f"{name}: is too quick from its place {i} to {i + 1}")
        t, at, before = call.leaves_s, call.place, scheduled
    due_s = told.now.due_s.get(name, t + int(drive[at, 0]))
    if route.arrives_s < due_s:
        found.append(f"{name}: is too quick from its place {len(route.calls)} to {len(route.calls) + 1}")
    return found


def _start(told: Told, name: str, route: Route) -> list[str]:
    lists, now, coach = told.lists, told.now, told.lists.coaches[name]
    before = now.routes.get(name)
    if before is not None and now.under_way(name):
        return [] if route.starts_s == before.starts_s else [f"{name}: had left already when it is told to leave"]
    if coach.timed:
        return []
    notice = max(coach.from_s, now.at_s + NOTICE_S if now.at_s else 0)
    soonest = max(notice if before is None else min(before.starts_s, notice), now.from_s.get(name, 0))
    longest_s = int(now.drive(name)[lists.start[name], 0]) + coach.detour_s
    too_long = route.starts_s < min(lists.arrive_s, route.arrives_s) - longest_s
    known = before is not None and route.starts_s >= before.starts_s
    return [f"{name}: leaves before it may"] if route.starts_s < soonest or (too_long and not known) else []


def _arrival(told: Told, name: str, route: Route) -> list[str]:
    """Nobody is there after the time asked, but with a vehicle that could not be sooner with those it had."""
    lists, now = told.lists, told.now
    if route.arrives_s <= lists.arrive_s:
        return []
    if name not in now.routes:
        return [f"{name}: is late"]
    had = tell_before(told, name)
    soonest = now.due_s.get(name, there_at(had, name, clock(had, name, slots_of(had, name), lists.arrive_s)))
    return [f"{name}: is late, and needn't be"] if route.arrives_s > soonest else []


def tell_before(told: Told, name: str) -> Told:
    """Give the stage with one vehicle's route as the event left it."""
    route = told.now.routes[name]
    left = Route(route.starts_s, route.back_s, tuple(calls_left(told.lists, told.now, name)), route.arrives_s)
    return Told(told.lists, told.now, told.stage, {**told.routes, name: left}, told.aboard, told.known)


def _way_home(told: Told, name: str, route: Route) -> list[str]:
    lists, seconds = told.lists, told.now.seconds
    t, at, found = lists.leave_s or 0, 0, list[str]()
    for call in reversed(route.calls):
        t += int(seconds[at, call.home])
        if call.home_s != t:
            where = call.stop or "a door"
            found.append(f"{name}: is at {where} at {call.home_s} s on the way home; it takes until {t} s")
        t, at = t + BOARD_S, call.home
    back = t + int(seconds[at, lists.start[name]])
    if back != route.back_s:
        found.append(f"{name}: is back at {route.back_s} s; it takes until {back} s")
    by = lists.coaches[name].back_by_s
    if by is not None and back > by:
        had = tell_before(told, name) if name in told.now.routes else told
        if back > clock(had, name, slots_of(had, name), lists.arrive_s).back_s or not told.now.closed:
            found.append(f"{name}: is back too late")
    return found


def check_people(told: Told) -> list[str]:
    """Everybody is told what their vehicle does, can get to it in time, and is home in time."""
    found = []
    for name, rider in told.lists.riders.items():
        row = told.stage.seats[name]
        if not row["vehicle"]:
            if name in told.aboard:
                found.append(f"{name}: sits in {told.aboard[name]} and is told otherwise")
            continue
        if not rider.rides or name in told.now.out:
            found.append(f"{name}: doesn't want to ride")
        if row["drives"]:
            found += _driver(told, name, row)
            continue
        calls = (
            [x for x in told.routes[row["vehicle"]].calls if name in x.people] if row["vehicle"] in told.routes else []
        )
        if len(calls) != 1:
            found.append(f"{name}: is fetched {len(calls)} times by {row['vehicle']}")
        elif calls[0].place >= 0:
            found += _told(told, name, row, calls[0]) + _gets_there(told, name, row, calls[0])
    return found


def _driver(told: Told, name: str, row: Mapping[str, str]) -> list[str]:
    route = told.routes.get(row["vehicle"])
    if route is None:
        return []
    told_s = [clock_s(row[key]) for key in ("set_off", "board", "arrive")]
    right = told_s == [route.starts_s, route.starts_s, route.arrives_s]
    home = clock_s(row["home_at"]) in {None, route.back_s}
    return [] if right and home else [f"{name}: is told other times than {row['vehicle']}, which they drive"]


def _told(told: Told, name: str, row: Mapping[str, str], call: Call) -> list[str]:
    """What seats.csv tells somebody is what routes.csv says that their vehicle does."""
    rider, vehicle, found = told.lists.riders[name], row["vehicle"], list[str]()
    if (call.leaves_s, call.stop) != (clock_s(row["board"]), row["stop"]):
        found.append(f"{name}: is told another time or stop than {vehicle}")
    if clock_s(row["arrive"]) != told.routes[vehicle].arrives_s:
        found.append(f"{name}: is told another arrival than {vehicle}")
    if not rider.returns or told.lists.leave_s is None:
        return found
    if not row["home"]:
        return [*found, f"{name}: has no way home"]
    home_at_s = clock_s(row["home_at"]) or 0
    if clock_s(row["home"]) != call.home_s:
        found.append(f"{name}: is told to get out at another time than {vehicle} is there")
    if home_at_s != (call.home_s or 0) + rider.way_s(*told.lists.places[call.home]):
        found.append(f"{name}: is told to be home at another time than it takes")
    stuck = name in told.aboard and bool(told.now.closed)  # aboard when a road was shut: nothing could be done
    if rider.home_by_s is not None and home_at_s > rider.home_by_s and not stuck:
        found.append(f"{name}: is home too late")
    return found


def _gets_there(told: Told, name: str, row: Mapping[str, str], call: Call) -> list[str]:
    """They get in where they can be, no sooner than they are ready, and set off in time for it."""
    lists, now, rider, found = told.lists, told.now, told.lists.riders[name], list[str]()
    if name in told.aboard:
        return []
    if call.leaves_s < opens_s(told, name, row["vehicle"], call.place, call.home):
        found.append(f"{name}: isn't ready when {row['vehicle']} leaves with them")
    if name in now.stands:
        return found if call.place == now.stands[name][0] else [*found, f"{name}: isn't fetched where they stand"]
    if call.stop == ROADSIDE:
        return [*found, f"{name}: doesn't stand at a roadside"]
    if call.stop and call.place not in near_stops(lists, rider, lists.coaches[row["vehicle"]]):
        found.append(f"{name}: {call.stop} is too far away")
    if not call.stop and call.place != lists.door[name]:
        found.append(f"{name}: is fetched at somebody else's door")
    waits = rider.way_s(*lists.places[call.place]) if call.stop else BOARD_S
    if clock_s(row["set_off"]) != call.leaves_s - waits:
        found.append(f"{name}: is told to set off at another time than it takes")
    return found
