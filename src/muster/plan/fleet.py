"""People, vehicles and road times as arrays that the compiled search reads. docs/methods/rides.md defines the rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from muster.plan.people import Person
from muster.plan.ride_plan import Day, Live
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


def needs_met(people: Sequence[Person], vehicles: Sequence[Vehicle]) -> NDArray[np.bool_]:
    """Say which vehicle has the entrance and the wheelchair places that each person needs, bool[n, v]."""
    step = np.array([x.needs == "step-free" for x in people], dtype=np.bool_)[:, None]
    wheels = np.array([x.wheels for x in people], dtype=np.int64)[:, None]
    enters = np.array([x.step_free or x.wheelchairs > 0 for x in vehicles], dtype=np.bool_)
    places = np.array([x.wheelchairs for x in vehicles], dtype=np.int64)
    return np.asarray((~step | enters) & (wheels <= places))


def apart_pairs(people: Sequence[Person]) -> set[tuple[int, int]]:
    """Give every pair that is kept apart, both ways round, whoever of the two asked."""
    index = {person.name: at for at, person in enumerate(people)}
    wanted = {(a, index[name]) for a, person in enumerate(people) for name in person.apart_from if name in index}
    return {pair for a, b in wanted if a != b for pair in ((a, b), (b, a))}
