"""Works out every figure of a day's rides again, from inputs and outputs alone. `muster rides check`.

A folder keeps what stood before each event; every stage is checked, and what each event did is worked out from the
stage before it.
"""

from collections.abc import Mapping
from itertools import pairwise

from muster.audit.drive import Roads, measure, read_roads
from muster.audit.ride_beds import check_beds
from muster.audit.ride_clock import Told, tell
from muster.audit.ride_events import Now, after_event, at_first
from muster.audit.ride_folder import Lists, Route, Stage, read_lists, read_routes, read_stage, stages_of, who_is_missing
from muster.audit.ride_lists import clock_s
from muster.audit.ride_proof import check_bound, check_left
from muster.audit.ride_rules import check_people, check_routes, check_seats
from muster.audit.ride_words import read_event


def check_rides(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Work out everything a second time; give what differs, one sentence each.

    Args:
        files: the folder's, by path inside it: the lists, the streets where there are any, seats.csv, routes.csv,
            certificate.json, and under before/ those that stood before each event. plan.json and times.npy are not
            looked at.
    """
    stages = []
    for content in stages_of(files):
        stage, wrong = read_stage(content)
        if wrong:
            return tuple(wrong)
        stages.append(stage)
    last = stages[-1]
    events = [stage.said["events"] for stage in stages]
    if events[0] or any(now != [*was, *now[-1:]] or now == was for was, now in pairwise(events)):
        return ("before: what stood before each event isn't kept whole; plan again, or undo the events",)
    lists = read_lists(last.files, last.said)
    missing = [wrong for stage in stages for wrong in who_is_missing(lists, stage)]
    if missing:
        return tuple(missing)
    name = next((name for name in files if name.startswith("streets.")), None)
    roads = read_roads(files[name] if name else None, "pbf" if name and name.endswith(".pbf") else "osm")
    return tuple(_check_stages(lists, roads, stages))


def _check_stages(lists: Lists, roads: Roads | None, stages: list[Stage]) -> list[str]:
    now, routes = at_first(lists, roads), dict[str, Route]()
    at_first_s = now.seconds  # beds are given once, by roads that were open
    before: Stage | None = None
    for stage in stages:
        found = list[str]()
        if before is not None:
            now, found = _next(lists, roads, now, stage, before, routes)
        routes, wrong = read_routes(lists, stage, now.stands, now.routes)
        found += wrong + _differs(stages[-1], stage, now)
        if not wrong:
            found += _check_stage(tell(lists, now, stage, routes)) + check_beds(lists, stage, at_first_s)
        if stage is stages[-1]:
            found += _driving(tell(lists, now, stage, routes))
        if found:
            return found if stage is stages[-1] else [f"before '{_next_event(stages, stage)}': {x}" for x in found]
        before = stage
    return []


def _next_event(stages: list[Stage], stage: Stage) -> str:
    return str(stages[stages.index(stage) + 1].said["events"][-1])


def _next(
    lists: Lists, roads: Roads | None, now: Now, stage: Stage, before: Stage, routes: Mapping[str, Route]
) -> tuple[Now, list[str]]:
    words = stage.said["events"][-1]
    event = read_event(words, lists)
    if event is None or (event.vehicle and event.vehicle not in routes):
        return now, [f"'{words}': can't have happened to this plan"]
    return after_event(lists, roads, now, event, before, routes)


def _differs(last: Stage, stage: Stage, now: Now) -> list[str]:
    """A stage was asked for the same as the last; a roadside stands for each vehicle that broke down under way."""
    here, there = stage.said.get("roadsides", []), last.said.get("roadsides", [])
    found = [] if stage.said["asked"] == last.said["asked"] else ["asked: isn't what was asked at first"]
    if here != there[: len(here)] or len(here) != now.roadsides:
        found.append("roadsides: aren't where vehicles broke down under way")
    return found


def _check_stage(told: Told) -> list[str]:
    found = check_seats(told) + check_routes(told) + check_people(told)
    if found:  # what follows believes the routes
        return found + _figures(told)
    found = _figures(told) + check_bound(told)
    if told.stage.said["left"] != told.stage.said["left_bound"]:
        found += check_left(told)
    return found


def _figures(told: Told) -> list[str]:
    seats, said, lists = told.stage.seats, told.stage.said, told.lists
    wants = {x: r for x, r in lists.riders.items() if r.rides and x not in told.now.out}
    riding = {x: r for x, r in wants.items() if seats[x]["vehicle"]}
    people, seated = sum(r.size for r in wants.values()), sum(r.size for r in riding.values())
    spans = {x: ((clock_s(seats[x]["arrive"]) or 0), (clock_s(seats[x]["set_off"]) or 0)) for x in riding}
    at_most = said["bound"]["seated_at_most"]
    worked_out = {
        "people": people,
        "seated": seated,
        "left": people - seated,
        "late": sum(r.size for x, r in riding.items() if spans[x][0] > lists.arrive_s),
        "person_minutes": sum(r.size * (spans[x][0] - spans[x][1]) for x, r in riding.items()) // 60,
        "left_bound": max(people - at_most, 0),
        "proof": "bound" if people - seated == max(people - at_most, 0) else "one by one",
    }
    found = [f"{key}: the certificate says {said[key]}; it is {x}" for key, x in worked_out.items() if said[key] != x]
    for spare in said["free_seats"]:
        labels = [label for x in seats.values() if x["vehicle"] == spare["vehicle"] for label in x["seats"].split()]
        coach, wheels = lists.coaches[spare["vehicle"]], sum(label.startswith("W") for label in labels)
        if (spare["free"], spare["wheelchair_places"]) != (
            coach.seats - len(labels) + wheels,
            coach.wheelchairs - wheels,
        ):
            found.append(f"free_seats: {coach.name} has not as many free as the certificate says")
    if seated > at_most:
        found.append(f"bound: {seated} sit where it says that nobody could seat more than {at_most}")
    left = sorted(x for x in wants if not seats[x]["vehicle"])
    if left != sorted(x["person"] for x in said["left_behind"]):
        found.append("left_behind: isn't the people without a vehicle in seats.csv")
    return found


def _driving(told: Told) -> list[str]:
    """Sum the ways there, in kilometres and minutes at everybody's pace."""
    paths = [
        [told.lists.start[name], *(x.place for x in route.calls), 0]
        for name, route in told.routes.items()
        if all(x.place >= 0 for x in route.calls)
    ]
    legs = [leg for path in paths for leg in pairwise(path)]
    used = sorted({place for leg in legs for place in leg})
    at = {place: k for k, place in enumerate(used)}
    if not used:
        return []
    short = [(at[a], at[b]) for a, b in legs]
    drives = measure(told.now.net, [told.lists.places[k] for k in used], short)
    metres, said = sum(drives.metres[leg] for leg in short), told.stage.said
    minutes = sum(int(drives.seconds[leg]) for leg in short) // 60
    found = []
    if abs(metres / 1000 - said["drive_km"]) > max(metres / 1_000_000, 0.1):
        found.append(f"drive_km: the certificate says {said['drive_km']}; it is {metres / 1000}")
    if minutes != said["drive_minutes"]:
        found.append(f"drive_minutes: the certificate says {said['drive_minutes']}; it is {minutes}")
    return found
