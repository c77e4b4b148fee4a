"""People, vehicles and road times into the arrays that the compiled search reads."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from muster.plan.fleet import _FLEET, CAPACITY, NEIGHBOURS, NEVER, NOTICE_S, Layout, Trip, apart_pairs, drivers_of
from muster.plan.people import Person
from muster.plan.ride_options import with_options
from muster.plan.ride_plan import Day, Live, Places
from muster.plan.roads import crow_dm
from muster.plan.vehicles import Vehicle


def build_trip(
    people: Sequence[Person],
    vehicles: Sequence[Vehicle],
    day: Day,
    places: Places,
    layout: Layout,
    live: Live,
    *,
    searched: bool = True,
    slow: Mapping[int, NDArray[np.int32]] | None = None,
) -> Trip:
    """Turn the lists into arrays; n people, v vehicles. Drivers of running vehicles have no options: they sit.

    `slow` gives the seconds, int32[p, p], of each vehicle that can't go as fast as the rest.
    """
    drivers = drivers_of(people, vehicles, live)
    leave_s = -1 if day.leave_s is None else day.leave_s
    wheels = np.array([x.wheels for x in people], dtype=np.int64)
    size = np.array([x.size for x in people], dtype=np.int64)
    apart_first, apart = _apart(people)
    pace = {v: k * len(places.lon) for k, v in enumerate(sorted(slow or ()), start=1)}
    tables = [places.drive_s, *((slow or {})[v] for v in pace)]
    drive = np.concatenate(tables)
    trip = Trip(
        drive=drive,
        drive_to=np.concatenate([table.T for table in tables]),
        leave_s=leave_s,
        who=np.stack([size - wheels, wheels], axis=1),
        first=np.zeros(len(people) * len(vehicles) + 1, dtype=np.int32),
        options=np.zeros((0, 6), dtype=np.int64),
        apart_first=apart_first,
        apart=apart,
        fleet=_fleet(people, vehicles, day, drive, pace, layout, live, drivers),
        near=_near(people) if searched else np.zeros((len(people), 0), dtype=np.int32),
        mates=np.arange(len(people), dtype=np.int32),
    )
    return with_options(trip, people, vehicles, layout, places, live, drivers)


def _fleet(
    people: Sequence[Person],
    vehicles: Sequence[Vehicle],
    day: Day,
    drive: NDArray[np.int32],
    pace: Mapping[int, int],
    layout: Layout,
    live: Live,
    drivers: Mapping[int, int],
) -> NDArray[np.int64]:
    fleet = np.zeros((len(vehicles), _FLEET), dtype=np.int64)
    for at, vehicle in enumerate(vehicles):
        direct_s = int(drive[pace.get(at, 0) + layout.vehicle[at], 0])
        soonest = max(vehicle.from_s, live.from_s.get(at, 0), live.at_s + NOTICE_S if live.at_s else 0)
        fleet[at] = (
            layout.vehicle[at],
            max(soonest, day.arrive_s - direct_s - vehicle.detour_s),
            max(day.arrive_s, live.deadline_s.get(at, 0)),
            NEVER if vehicle.back_by_s is None else vehicle.back_by_s,
            vehicle.returns and day.leave_s is not None,
            not vehicle.timetabled,
            at not in live.stopped,
            at not in live.stopped and at not in live.full,
            vehicle.seats,
            vehicle.wheelchairs,
            pace.get(at, 0),
            soonest,
            direct_s + vehicle.detour_s,
            day.arrive_s,
        )
    for person, at in drivers.items():
        fleet[at, CAPACITY] -= people[person].size - 1
    return fleet


def _apart(people: Sequence[Person]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    pairs = sorted(apart_pairs(people))
    count = (
        np.bincount([a for a, _ in pairs], minlength=len(people)) if pairs else np.zeros(len(people), dtype=np.int64)
    )
    return (
        np.concatenate([[0], np.cumsum(count)]).astype(np.int32),
        np.array([b for _, b in pairs], dtype=np.int32),
    )


def _near(people: Sequence[Person]) -> NDArray[np.int32]:
    lon, lat = np.array([x.lon for x in people]), np.array([x.lat for x in people])
    k = min(NEIGHBOURS, len(people))
    apart = crow_dm(lon[:, None], lat[:, None], lon, lat)
    np.fill_diagonal(apart, -1)
    return np.argsort(apart, axis=1, kind="stable")[:, :k].astype(np.int32)
