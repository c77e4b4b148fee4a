"""A folder of rides, read a second time: the lists once, and what was told at each stage, from plan to last event."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muster.audit.ride_lists import Coach, Rider, clock_s, read_coaches, read_riders
from muster.audit.tables import _rows as rows_of

BEFORE = "before/"  # where a mended folder keeps what stood
ROADSIDE = "roadside"


@dataclass(frozen=True, slots=True)
class Lists:
    """What the day was planned from; places are the day's, one a person, one a vehicle, stops, then roadsides."""

    riders: Mapping[str, Rider]
    coaches: Mapping[str, Coach]
    places: tuple[tuple[float, float], ...]
    door: Mapping[str, int]
    start: Mapping[str, int]
    stops: Mapping[tuple[float, float], int]
    first_roadside: int
    arrive_s: int
    leave_s: int | None


@dataclass(frozen=True, slots=True)
class Call:
    """A row of routes.csv between a start and an arrival: where, where on the way home, when, and who."""

    stop: str
    place: int
    home: int
    leaves_s: int
    home_s: int | None
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A vehicle's rows of routes.csv."""

    starts_s: int
    back_s: int | None
    calls: tuple[Call, ...]
    arrives_s: int


@dataclass(frozen=True, slots=True)
class Stage:
    """What a folder said at one moment: its files, its certificate and seats.csv by person."""

    files: Mapping[str, bytes]
    said: Mapping[str, Any]
    seats: Mapping[str, Mapping[str, str]]


def stages_of(files: Mapping[str, bytes]) -> list[Mapping[str, bytes]]:
    """Give the plan's files and those after each event, in order."""
    found: list[Mapping[str, bytes]] = []
    found.append({name: content for name, content in files.items() if not name.startswith(BEFORE)})
    inputs = {name: content for name, content in found[0].items() if _is_input(name)}
    while files := {name.removeprefix(BEFORE): content for name, content in files.items() if name.startswith(BEFORE)}:
        found.append(inputs | {name: content for name, content in files.items() if not name.startswith(BEFORE)})
    return found[::-1]


def _is_input(name: str) -> bool:
    return name in {"people.csv", "vehicles.csv"} or name.startswith("streets.")


def read_lists(files: Mapping[str, bytes], said: Mapping[str, Any]) -> Lists:
    """Read the lists, but for the rows that were set aside."""
    aside = rows_of(files["set-aside.csv"], "set-aside.csv", ("file", "row")) if "set-aside.csv" in files else []
    without = {
        name: frozenset(int(x["row"]) for _, x in aside if x["file"] == name) for name in ("people.csv", "vehicles.csv")
    }
    riders = read_riders(files["people.csv"], without["people.csv"])
    coaches = read_coaches(files["vehicles.csv"], riders, without["vehicles.csv"])
    to = (float(said["asked"]["to"][0]), float(said["asked"]["to"][1]))
    places = [to, *((x.lon, x.lat) for x in riders.values()), *((x.lon, x.lat) for x in coaches.values())]
    stops: dict[tuple[float, float], int] = {}
    for coach in coaches.values():
        for _, lon, lat in coach.stops:
            if (lon, lat) not in stops:
                stops[lon, lat] = len(places)
                places.append((lon, lat))
    first = len(places)
    places += [(float(lon), float(lat)) for lon, lat in said.get("roadsides", [])]
    return Lists(
        riders=riders,
        coaches=coaches,
        places=tuple(places),
        door={name: k for k, name in enumerate(riders, start=1)},
        start={name: k for k, name in enumerate(coaches, start=1 + len(riders))},
        stops=stops,
        first_roadside=first,
        arrive_s=clock_s(said["asked"]["arrive"]) or 0,
        leave_s=clock_s(said["asked"]["leave"] or ""),
    )


def read_stage(files: Mapping[str, bytes]) -> tuple[Stage, list[str]]:
    """Read what was told at one stage, and whether it was told of these very lists."""
    said = json.loads(files["certificate.json"])
    wrong = [
        f"{name}: is another file than the one planned from"
        for name, told in said["inputs"].items()
        if name not in files or hashlib.sha256(files[name]).hexdigest() != told
    ]
    rows = [cells for _, cells in rows_of(files["seats.csv"], "seats.csv", ("person", "vehicle", "board"))]
    wrong += [f"seats.csv: {name} stands {n} times" for name, n in Counter(x["person"] for x in rows).items() if n > 1]
    return Stage(files, said, {x["person"]: x for x in rows}), wrong


def who_is_missing(lists: Lists, stage: Stage) -> list[str]:
    """Give who stands in one of people.csv and seats.csv only."""
    found = [f"seats.csv: {name} isn't in it" for name in lists.riders if name not in stage.seats]
    return found + [f"seats.csv: nobody in people.csv is called {x}" for x in stage.seats if x not in lists.riders]


def read_routes(
    lists: Lists, stage: Stage, stands: Mapping[str, tuple[int, int]], before: Mapping[str, Route]
) -> tuple[dict[str, Route], list[str]]:
    """Read routes.csv; a roadside is that of the people who stand there, or else the one it went to before."""
    by_vehicle: dict[str, list[dict[str, str]]] = {}
    for _, cells in rows_of(stage.files["routes.csv"], "routes.csv", ("vehicle", "order", "leaves", "people")):
        by_vehicle.setdefault(cells["vehicle"], []).append(cells)
    wrong = [f"routes.csv: there is no vehicle {name}" for name in by_vehicle if name not in lists.coaches]
    routes = {}
    for name, rows in by_vehicle.items():
        if name not in lists.coaches:
            continue
        if len(rows) < 2:  # noqa: PLR2004 - a start and an arrival
            wrong.append(f"{name}: has no start or no arrival in routes.csv")
            continue
        earlier = before[name].calls if name in before else ()
        calls = tuple(_call(lists, cells, stands, earlier) for cells in rows[1:-1])
        first, last = rows[0], rows[-1]
        routes[name] = Route(clock_s(first["leaves"]) or 0, clock_s(first["home"]), calls, clock_s(last["leaves"]) or 0)
    return routes, wrong


def _call(
    lists: Lists, cells: Mapping[str, str], stands: Mapping[str, tuple[int, int]], earlier: tuple[Call, ...]
) -> Call:
    at = (float(cells["lon"]), float(cells["lat"]))
    people = tuple(x.strip() for x in cells["people"].split(";") if x.strip())
    if cells["stop"] == ROADSIDE:
        known = next((stands[x] for x in people if x in stands), None)
        had = [(x.place, x.home) for x in earlier if x.stop == ROADSIDE and lists.places[x.place] == at]
        place, home = known or (had[0] if had else (-1, -1))
    elif cells["stop"]:
        place = home = lists.stops.get(at, -1)
    else:
        doors = [lists.door[x] for x in people if x in lists.door]
        had = [(x.place, x.home) for x in earlier if not x.stop and lists.places[x.place] == at]
        place = home = doors[0] if doors else had[0][0] if had else -1
    wrong_place = place < 0 or lists.places[place] != at
    if wrong_place:
        place = home = -1
    return Call(cells["stop"], place, home, clock_s(cells["leaves"]) or 0, clock_s(cells["home"]), people)
