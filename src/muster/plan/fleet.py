"""People, vehicles and road times as arrays that the compiled search reads. docs/methods/rides.md defines the rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from muster.plan.people import Person
from muster.plan.ride_plan import Day, Live, Places
from muster.plan.roads import crow_dm
from muster.plan.vehicles import Vehicle

NOTICE_S = 600  # nobody is asked to be anywhere sooner than this after an event is known
BOARD_S = 60  # a vehicle stands this long where people get in or out
WALK_DM_PER_H = 50_000
LIFT_DM_PER_H = 300_000
ROUND_TENTHS = 13  # on foot or lifted, the way is the straight line and three tenths
MOST_STOPS_EACH = 4  # of one coach, the nearest, for each person
NEVER = 1 << 30  # seconds; later than anything, and fits 32 bits
NEIGHBOURS = 80


PLACE, HOME, OPENS, CLOSES, COST, ANYWHERE = range(6)  # of an option
SEATS, WHEELS = range(2)  # of a person: wanted
START, FROM_S, DEADLINE, BACK_BY, HOMEWARD, FREE, RUNS, TAKES, CAPACITY, WHEELCHAIRS = range(10)  # of a vehicle
PACE, SOONEST, LONGEST, WANTED = range(10, 14)
_FLEET = 14


class Trip(NamedTuple):
    """What doesn't change while seats are filled: n people, v vehicles, p places, o options.

    An option is one way for one person to ride in one vehicle. Options stand by person, then vehicle: those of the pair
    (u, v) are `first[u * v_count + v]` to `first[u * v_count + v + 1]`, the least walk first.

    Attributes:
        drive: seconds from row to column, int32[k * p, p]: as everybody drives, then as each slow vehicle does.
        drive_to: the same, to row from column, so that a search reads along rows.
        leave_s: when the way home begins; -1 for none.
        who: int64[n, 2]: SEATS and WHEELS (wheelchair places) wanted.
        first: int32[n * v + 1].
        options: int64[o, 6]: PLACE and HOME, where they get in and out; OPENS, the vehicle leaves with them no earlier;
            CLOSES, they get out no later on the way home; COST, seconds on foot or lifted; ANYWHERE, whether they
            stand at a roadside: a coach with a timetable may go out of its way for them, and they are fetched at once.
        apart_first, apart: whom each is kept apart from, int32[n + 1] and int32.
        fleet: int64[v, 14]: START, the place where it stands; FROM_S; DEADLINE; BACK_BY; HOMEWARD, takes people home;
            FREE, the plan chooses its stops; RUNS; TAKES, may take somebody more; CAPACITY, seats without the driver's
            party; WHEELCHAIRS; PACE, the row at which its own table of `drive` begins; SOONEST, when it may leave if it
            is there early too; LONGEST, the seconds that its way there may take; WANTED, when all
            are asked to be there.
        near: the nearest other people of each, int32[n, k].
        mates: a number for each, int32[n]; those whose nearest stop is the same have the same.
    """

    drive: NDArray[np.int32]
    drive_to: NDArray[np.int32]
    leave_s: int
    who: NDArray[np.int64]
    first: NDArray[np.int32]
    options: NDArray[np.int64]
    apart_first: NDArray[np.int32]
    apart: NDArray[np.int32]
    fleet: NDArray[np.int64]
    near: NDArray[np.int32]
    mates: NDArray[np.int32]

    @property
    def capacity(self) -> NDArray[np.int64]:
        """Seats of each vehicle, int64[v]."""
        return self.fleet[:, CAPACITY]

    @property
    def wheelchairs(self) -> NDArray[np.int64]:
        """Wheelchair places of each vehicle, int64[v]."""
        return self.fleet[:, WHEELCHAIRS]


@dataclass(frozen=True, slots=True)
class Layout:
    """Which place is whose: the first is where everybody goes."""

    person: NDArray[np.int32]
    vehicle: NDArray[np.int32]
    stops: tuple[tuple[int, ...], ...]


def lay_places(
    people: Sequence[Person], vehicles: Sequence[Vehicle], day: Day
) -> tuple[NDArray[np.float64], NDArray[np.float64], Layout]:
    """List every place: the day's, one a person, one a vehicle, one a stop (the same stop of two coaches once)."""
    at = [(day.lon, day.lat), *((x.lon, x.lat) for x in people), *((x.lon, x.lat) for x in vehicles)]
    known: dict[tuple[float, float], int] = {}
    stops = []
    for vehicle in vehicles:
        mine = []
        for stop in vehicle.stops:
            here = (stop.lon, stop.lat)
            if here not in known:
                known[here] = len(at)
                at.append(here)
            mine.append(known[here])
        stops.append(tuple(mine))
    places = np.array(at, dtype=np.float64)
    n = len(people)
    layout = Layout(
        np.arange(1, n + 1, dtype=np.int32),
        np.arange(n + 1, n + 1 + len(vehicles), dtype=np.int32),
        tuple(stops),
    )
    return np.ascontiguousarray(places[:, 0]), np.ascontiguousarray(places[:, 1]), layout


def drivers_of(people: Sequence[Person], vehicles: Sequence[Vehicle], live: Live) -> dict[int, int]:
    """Give person -> vehicle for those who drive one that runs."""
    index = {person.name: at for at, person in enumerate(people)}
    return {
        index[vehicle.driver]: at for at, vehicle in enumerate(vehicles) if vehicle.driver and at not in live.stopped
    }


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
    wheels = np.array([int(x.needs == "wheelchair") for x in people], dtype=np.int64)
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
    return _with_options(trip, people, vehicles, layout, places, live, drivers)


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


def needs_met(people: Sequence[Person], vehicles: Sequence[Vehicle]) -> NDArray[np.bool_]:
    """Say which vehicle has the entrance and the wheelchair place that each person needs, bool[n, v]."""
    step = np.array([x.needs == "step-free" for x in people], dtype=np.bool_)[:, None]
    wheel = np.array([x.needs == "wheelchair" for x in people], dtype=np.bool_)[:, None]
    enters = np.array([x.step_free or x.wheelchairs > 0 for x in vehicles], dtype=np.bool_)
    rolls = np.array([x.wheelchairs > 0 for x in vehicles], dtype=np.bool_)
    return np.asarray((~step | enters) & (~wheel | rolls))


def apart_pairs(people: Sequence[Person]) -> set[tuple[int, int]]:
    """Give every pair that is kept apart, both ways round, whoever of the two asked."""
    index = {person.name: at for at, person in enumerate(people)}
    wanted = {(a, index[name]) for a, person in enumerate(people) for name in person.apart_from if name in index}
    return {pair for a, b in wanted if a != b for pair in ((a, b), (b, a))}


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


class _Ways(NamedTuple):
    """Options as they are found: columns of the same length."""

    pair: NDArray[np.int64]
    place: NDArray[np.int32]
    home: NDArray[np.int32]
    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    cost: NDArray[np.int64]
    anywhere: NDArray[np.bool_]


def _with_options(
    trip: Trip,
    people: Sequence[Person],
    vehicles: Sequence[Vehicle],
    layout: Layout,
    places: Places,
    live: Live,
    drivers: Mapping[int, int],
) -> Trip:
    may = _may_share(trip, people, vehicles, live, drivers)
    told_s = live.at_s + NOTICE_S if live.at_s else 0
    ready = np.array(
        [
            live.ready_s[at] if at in live.stands else max(live.ready_s.get(at, x.ready_s), told_s)
            for at, x in enumerate(people)
        ],
        dtype=np.int64,
    )
    homeby = np.array([NEVER if x.home_by_s is None or not x.returns else x.home_by_s for x in people], dtype=np.int64)
    parts = [
        _at_doors(may, vehicles, layout, ready, homeby, live),
        _at_stops(may, people, vehicles, layout, places, ready, homeby, live),
        _where_they_stand(may, people, layout, places, ready, homeby, live),
    ]
    every = _Ways(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    order = np.lexsort((every.place, every.cost, every.pair))
    pair = every.pair[order]
    columns = (every.place, every.home, every.opens, every.closes, every.cost, every.anywhere)
    return trip._replace(
        first=np.searchsorted(pair, np.arange(len(trip.first))).astype(np.int32),
        options=np.stack([column[order].astype(np.int64) for column in columns], axis=1),
        mates=_mates(len(people), parts[1], len(vehicles)),
    )


def _mates(n: int, at_stops: _Ways, width: int) -> NDArray[np.int32]:
    """Number people by the stop that is nearest to them; whoever reaches none has a number of their own."""
    mates = -1 - np.arange(n)
    order = np.lexsort((at_stops.place, at_stops.cost))[::-1]
    mates[at_stops.pair[order] // width] = at_stops.place[order]
    return np.unique(mates, return_inverse=True)[1].astype(np.int32)


def _may_share(
    trip: Trip, people: Sequence[Person], vehicles: Sequence[Vehicle], live: Live, drivers: Mapping[int, int]
) -> NDArray[np.bool_]:
    """Say who may ride in what at all, windows and other riders apart, bool[n, v]."""
    may = needs_met(people, vehicles) & (trip.fleet[:, TAKES] > 0)
    may &= (trip.who[:, [SEATS]] <= trip.capacity) & (trip.who[:, [WHEELS]] <= trip.wheelchairs)
    wants_home = np.array([x.returns and trip.leave_s >= 0 for x in people], dtype=np.bool_)
    may &= ~wants_home[:, None] | (trip.fleet[:, HOMEWARD] > 0)
    for a, b in apart_pairs(people):
        if b in drivers:
            may[a, drivers[b]] = False
    riding = np.array([x.rides and at not in drivers and at not in live.out for at, x in enumerate(people)])
    return np.asarray(may & riding[:, None])


def _at_doors(
    may: NDArray[np.bool_],
    vehicles: Sequence[Vehicle],
    layout: Layout,
    ready: NDArray[np.int64],
    homeby: NDArray[np.int64],
    live: Live,
) -> _Ways:
    cars = np.array([not vehicle.stops for vehicle in vehicles], dtype=np.bool_)
    stays = np.array([at not in live.stands for at in range(len(may))], dtype=np.bool_)
    person, vehicle = np.nonzero(may & cars & stays[:, None])
    return _Ways(
        pair=person * may.shape[1] + vehicle,
        place=layout.person[person],
        home=layout.person[person],
        opens=ready[person],
        closes=homeby[person],
        cost=np.zeros(len(person), dtype=np.int64),
        anywhere=np.zeros(len(person), dtype=np.bool_),
    )


def _at_stops(
    may: NDArray[np.bool_],
    people: Sequence[Person],
    vehicles: Sequence[Vehicle],
    layout: Layout,
    places: Places,
    ready: NDArray[np.int64],
    homeby: NDArray[np.int64],
    live: Live,
) -> _Ways:
    door, found = layout.person, []
    walk_dm = np.array([x.walk_m * 10 for x in people], dtype=np.int64)
    lift_dm = np.array([x.lift_m * 10 for x in people], dtype=np.int64)
    for at, vehicle in enumerate(vehicles):
        if not vehicle.stops or not may[:, at].any():
            continue
        stops = np.array(sorted(set(layout.stops[at])), dtype=np.int32)
        who = np.array([u for u in np.flatnonzero(may[:, at]).tolist() if u not in live.stands], dtype=np.int64)
        far = crow_dm(places.lon[door[who], None], places.lat[door[who], None], places.lon[stops], places.lat[stops])
        nearest = np.argsort(far, axis=1, kind="stable")[:, :MOST_STOPS_EACH]
        far = np.take_along_axis(far, nearest, axis=1)
        row, column = np.nonzero((far <= walk_dm[who, None]) | (far <= lift_dm[who, None]))
        far_dm, person = far[row, column], who[row]
        cost = access_s(far_dm, walked=far_dm <= walk_dm[person])
        place = stops[nearest[row, column]]
        none = np.zeros(len(person), dtype=np.bool_)
        pair = person * len(vehicles) + at
        found.append(_Ways(pair, place, place, ready[person] + cost, homeby[person] - cost, cost, none))
    if not found:
        i32, i64 = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64)
        return _Ways(i64, i32, i32, i64, i64, i64, np.zeros(0, dtype=np.bool_))
    return _Ways(*(np.concatenate(column) for column in zip(*found, strict=True)))


def access_s(far_dm: NDArray[np.int64], *, walked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Give the seconds to a stop that is so far in a straight line, on foot or lifted, rounded up."""
    speed = np.where(walked, WALK_DM_PER_H, LIFT_DM_PER_H)
    return np.asarray(-(-far_dm * ROUND_TENTHS * 3_600 // (10 * speed)))


def _where_they_stand(
    may: NDArray[np.bool_],
    people: Sequence[Person],
    layout: Layout,
    places: Places,
    ready: NDArray[np.int64],
    homeby: NDArray[np.int64],
    live: Live,
) -> _Ways:
    """Anything that runs may fetch those who stand at a roadside."""
    who = np.array(sorted(live.stands), dtype=np.int64)
    rows, vehicle = np.nonzero(may[who]) if len(who) else (np.zeros(0, np.int64), np.zeros(0, np.int64))
    person = who[rows]
    stand = np.array([live.stands[u][0] for u in person.tolist()], dtype=np.int32)
    home = np.array([live.stands[u][1] for u in person.tolist()], dtype=np.int32)
    door = layout.person[person]
    far_dm = crow_dm(places.lon[home], places.lat[home], places.lon[door], places.lat[door])
    walk_dm = np.array([people[u].walk_m * 10 for u in person.tolist()], dtype=np.int64)
    walk = access_s(far_dm, walked=far_dm <= walk_dm)
    return _Ways(
        pair=person * may.shape[1] + vehicle,
        place=stand,
        home=home,
        opens=ready[person],
        closes=homeby[person] - walk,
        cost=np.zeros(len(person), dtype=np.int64),
        anywhere=np.ones(len(person), dtype=np.bool_),
    )
