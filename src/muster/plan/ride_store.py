"""A ride plan as JSON and an array, so that it can be mended another time."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from muster.plan.people import Person
from muster.plan.ride_plan import BedPlan, Day, Itinerary, Live, Places, Reason, RidePlan, Route, SeatsBound, Visit
from muster.plan.vehicles import Stop, Vehicle

PLAN, TIMES, LISTS = "plan.json", "times.npy", "lists.json"
REASONS = {kind.__name__: kind for kind in Reason.__args__}


class StoreError(ValueError):
    """These files hold no ride plan; the sentence says what to do."""


def store_plan(plan: RidePlan) -> dict[str, bytes]:
    """Write a plan; its people and vehicles are kept as the lists they were read from."""
    array = io.BytesIO()
    np.save(array, plan.places.drive_s, allow_pickle=False)
    live = asdict(plan.live)
    told = {
        "day": asdict(plan.day),
        "lon": plan.places.lon.tolist(),
        "lat": plan.places.lat.tolist(),
        "routes": [asdict(route) for route in plan.routes],
        "itineraries": [asdict(one) | {"reason": _reason(one)} for one in plan.itineraries],
        "beds": asdict(plan.beds),
        "bound": asdict(plan.bound),
        "effort": plan.effort,
        "seed": plan.seed,
        "events": list(plan.events),
        "live": {key: sorted(value) if isinstance(value, frozenset) else value for key, value in live.items()},
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return {PLAN: (text + "\n").encode(), TIMES: array.getvalue()}


def pack_plan(plan: RidePlan) -> bytes:
    """Write a plan with its people and vehicles into one file: text and numbers, nothing in it can run."""
    lists = {"people": [asdict(one) for one in plan.people], "vehicles": [asdict(one) for one in plan.vehicles]}
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in (store_plan(plan) | {LISTS: json.dumps(lists, ensure_ascii=False).encode()}).items():
            parts.writestr(zipfile.ZipInfo(name), content)  # without the day on which it was written
    return box.getvalue()


def unpack_plan(packed: bytes) -> RidePlan:
    """Read back what `pack_plan` wrote.

    Raises:
        StoreError: if this is no plan.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as parts:
            files = {name: parts.read(name) for name in (PLAN, TIMES, LISTS)}
        lists = json.loads(files[LISTS])
        people = [Person(**{key: _tuples(value) for key, value in one.items()}) for one in lists["people"]]
        vehicles = [
            Vehicle(**(one | {"stops": tuple(Stop(**stop) for stop in one["stops"])})) for one in lists["vehicles"]
        ]
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise StoreError("this file holds no plan of rides; plan again") from error
    return load_plan(files, people, vehicles)


def _reason(one: Itinerary) -> dict[str, Any] | None:
    return None if one.reason is None else {"kind": type(one.reason).__name__, **asdict(one.reason)}


def load_plan(files: Mapping[str, bytes], people: Sequence[Person], vehicles: Sequence[Vehicle]) -> RidePlan:
    """Read a plan back.

    Raises:
        StoreError: if the files are no plan, or not of these people and vehicles.
    """
    try:
        told = json.loads(files[PLAN])
        drive_s = np.load(io.BytesIO(files[TIMES]), allow_pickle=False)
        plan = RidePlan(
            people=tuple(people),
            vehicles=tuple(vehicles),
            day=Day(**told["day"]),
            places=Places(np.array(told["lon"]), np.array(told["lat"]), drive_s),
            routes=tuple(_route(route) for route in told["routes"]),
            itineraries=tuple(_itinerary(one) for one in told["itineraries"]),
            beds=BedPlan(**{key: _tuples(value) for key, value in told["beds"].items()}),
            bound=SeatsBound(**{key: _tuples(value) for key, value in told["bound"].items()}),
            effort=told["effort"],
            seed=told["seed"],
            events=tuple(told["events"]),
            live=_live(told["live"]),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise StoreError(f"{PLAN} or {TIMES} can't be read ({error}); plan the rides again") from None
    if len(plan.itineraries) != len(people) or len(plan.routes) != len(vehicles):
        raise StoreError("the lists of people or vehicles were changed after this plan was made; plan the rides again")
    return plan


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value


def _route(told: dict[str, Any]) -> Route:
    visits = tuple(Visit(**(visit | {"riders": tuple(visit["riders"])})) for visit in told["visits"])
    return Route(**(told | {"visits": visits}))


def _itinerary(told: dict[str, Any]) -> Itinerary:
    reason = told["reason"]
    if reason is not None:
        reason = REASONS[reason["kind"]](**{key: value for key, value in reason.items() if key != "kind"})
    return Itinerary(**(told | {"reason": reason}))


def _live(told: dict[str, Any]) -> Live:
    known: dict[str, Any] = {"at_s": told["at_s"]}
    known |= {key: frozenset(told[key]) for key in ("stopped", "full", "out", "closed")}
    for key in ("ready_s", "from_s", "deadline_s", "due_s", "cap_kmh"):
        known[key] = {int(k): v for k, v in told.get(key, {}).items()}
    known["stands"] = {int(k): (int(v[0]), int(v[1])) for k, v in told["stands"].items()}
    return Live(**known)
