"""A day's rides as values: who sits where, when, and why somebody has no seat."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from muster.plan.people import Person
from muster.plan.vehicles import Vehicle


@dataclass(frozen=True, slots=True)
class Day:
    """Where everybody goes, and when.

    Attributes:
        lon, lat: the place, degrees.
        arrive_s: everybody is there by this, seconds from midnight.
        leave_s: vehicles go home at this, or None where nobody is taken home.
    """

    lon: float
    lat: float
    arrive_s: int
    leave_s: int | None = None


@dataclass(frozen=True, slots=True)
class NoSeatLeft:
    """Every vehicle that could have fetched them is full. `vehicles` of them could."""

    vehicles: int


@dataclass(frozen=True, slots=True)
class NoStepFreePlace:
    """No vehicle within reach has the step-free entrance or the wheelchair place they need."""

    need: str


@dataclass(frozen=True, slots=True)
class WindowCannotBeMet:
    """No vehicle with room can fetch them after they are ready and be there, and home, in time."""

    vehicles: int


@dataclass(frozen=True, slots=True)
class TooFarFromAnyStop:
    """No car has room for their party at all, and no coach stops within the way they can go."""

    walk_m: int
    lift_m: int


@dataclass(frozen=True, slots=True)
class KeptApart:
    """The only places left are beside somebody from whom they are kept apart."""

    vehicles: int


@dataclass(frozen=True, slots=True)
class NoWayHome:
    """They want a seat home and no vehicle within reach that goes home has room."""

    vehicles: int


@dataclass(frozen=True, slots=True)
class DropsOut:
    """They aren't coming."""


Reason = NoSeatLeft | NoStepFreePlace | WindowCannotBeMet | TooFarFromAnyStop | KeptApart | NoWayHome | DropsOut


Spare = Literal["", "on its way", "out of reach", "too few together", "no time", "kept apart"]


@dataclass(frozen=True, slots=True)
class Visit:
    """A vehicle takes people in.

    Attributes:
        place: index of the place in the plan's places.
        home_place: where the same people get out on the way home; the same place but after a breakdown.
        stop: a stop's name; '' at somebody's door, or 'roadside' where a vehicle has broken down.
        leaves_s: when it leaves there, seconds from midnight.
        home_s: when it is there on the way home, or None.
        timetabled: whether a timetable says when, and that it stops there at all.
        riders: indices of the people who get in, ascending.
    """

    place: int
    home_place: int
    stop: str
    leaves_s: int
    home_s: int | None
    timetabled: bool
    riders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """One vehicle's morning and evening.

    Attributes:
        runs: False where it has been cancelled, has broken down or can't be there in time.
        starts_s: when it leaves where it stands, seconds from midnight.
        visits: in the order of the morning; the evening's is the other way round.
        arrives_s: when it is there.
        back_s: when it is back where it stood, or None where it takes nobody home.
        drive_s: seconds of driving there; drive_m: metres along the same roads.
        spare: why its free seats help none of those who have no seat: it is on its way with nobody more to fetch;
            none of them is within its reach and times; too few seats are free together for their parties; it has no
            time beside those it fetches; it has only places beside somebody from whom they are kept apart. '' where
            no seat is free, or nobody is without.
    """

    runs: bool
    starts_s: int
    visits: tuple[Visit, ...]
    arrives_s: int
    back_s: int | None
    drive_s: int
    drive_m: int
    spare: Spare = ""


@dataclass(frozen=True, slots=True)
class Itinerary:
    """What one person of the list is told.

    Attributes:
        person: index in the plan's people.
        vehicle: index in the plan's vehicles, or None: left behind (`reason`), or not riding at all (no reason).
        drives: whether they drive it.
        stop: the stop's name, or '' for their own door.
        lon, lat: where they get in.
        set_off_s: when they leave home.
        board_s: when the vehicle leaves with them.
        arrive_s: when they are there.
        late_s: how long after the time wanted that is, 0 for none.
        seats: the labels of their seats in the vehicle, such as '4' or '4 5 W1'; '' for a driver alone.
        home_stop: where they get out on the way home, '' for their own door; None where no way home is wanted.
        home_s: when they get out there.
        home_at_s: when they are at their own door.
        host: index of the person who has beds for them tonight, or None.
        reason: why they are left behind, or None.
    """

    person: int
    vehicle: int | None = None
    drives: bool = False
    stop: str = ""
    lon: float = 0.0
    lat: float = 0.0
    set_off_s: int = 0
    board_s: int = 0
    arrive_s: int = 0
    late_s: int = 0
    seats: str = ""
    home_stop: str | None = None
    home_s: int | None = None
    home_at_s: int | None = None
    host: int | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class SeatsBound:
    """Why nobody could seat more: a price on full vehicles and what it proves (weak duality; docs/methods/rides.md).

    Attributes:
        seated_at_most: no plan seats more people than this.
        priced_seats: vehicles (indices) counted by their seats.
        priced_wheelchairs: vehicles counted by their wheelchair places.
        seats: how many places those have together.
        others: people who could also ride in a vehicle that isn't counted, so that each counts as seated.
    """

    seated_at_most: int
    priced_seats: tuple[int, ...]
    priced_wheelchairs: tuple[int, ...]
    seats: int
    others: int


@dataclass(frozen=True, slots=True)
class BedPlan:
    """Beds for tonight.

    Attributes:
        host_of: (guest's index, host's index), ascending by guest.
        wanted, found: beds.
        found_at_most: no plan finds more.
        travel_s: seconds by road between the day's place and the hosts, summed over beds.
        travel_least_s: no plan that finds as many has less.
        guest_price, host_price: the dual (index, price) that proves both; docs/methods/rides.md.
        found_price: what one bed is worth in the dual, more than any sum of travel.
        exact: whether every way of keeping parties together was tried: then nobody finds more, or as many nearer.
    """

    host_of: tuple[tuple[int, int], ...]
    wanted: int
    found: int
    found_at_most: int
    travel_s: int
    travel_least_s: int
    guest_price: tuple[tuple[int, int], ...]
    host_price: tuple[tuple[int, int], ...]
    found_price: int
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """Every place that a vehicle may go to, and how long it drives from each to each; p places.

    First where everybody goes, then one a person in their order, one a vehicle where it stands, then stops.

    Attributes:
        lon, lat: degrees, float64[p].
        drive_s: seconds from row to column, int32[p, p]; at least UNREACHABLE_S where no road leads.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    drive_s: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Live:
    """What has happened since the plan was made; indices of people, vehicles and places.

    Attributes:
        at_s: the moment of the last event: what was planned before it has happened as planned.
        stopped: vehicles that don't run, or not any more.
        full: vehicles that take nobody more.
        out: people who aren't coming.
        ready_s: person -> not before this, instead of what the list says.
        stands: person -> (where they stand, where they get out on the way home), instead of their door and stops.
        from_s: vehicle -> leaves where it stands no earlier.
        deadline_s: vehicle -> what happened makes it later than the day asks; this late it may be.
        due_s: vehicle -> it slowed down on its last leg, and is there then.
        cap_kmh: vehicle -> can't go faster.
        closed: ways of the extract that are shut.
    """

    at_s: int = 0
    stopped: frozenset[int] = frozenset()
    full: frozenset[int] = frozenset()
    out: frozenset[int] = frozenset()
    ready_s: Mapping[int, int] = field(default_factory=dict)
    stands: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    from_s: Mapping[int, int] = field(default_factory=dict)
    deadline_s: Mapping[int, int] = field(default_factory=dict)
    due_s: Mapping[int, int] = field(default_factory=dict)
    cap_kmh: Mapping[int, float] = field(default_factory=dict)
    closed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class RidePlan:
    """Everybody's ride on one day.

    Attributes:
        people, vehicles: as read.
        day: where and when.
        places: see there.
        routes: one a vehicle, in their order.
        itineraries: one a person, in their order.
        beds: hosts for tonight.
        bound: why nobody could seat more.
        effort: the effort spent; seed: the seed. The same input, effort and seed give the same plan.
        events: what happened since, in order, as told.
        live: what that means.
    """

    people: tuple[Person, ...]
    vehicles: tuple[Vehicle, ...]
    day: Day
    places: Places
    routes: tuple[Route, ...]
    itineraries: tuple[Itinerary, ...]
    beds: BedPlan
    bound: SeatsBound
    effort: int
    seed: int
    events: tuple[str, ...] = ()
    live: Live = field(default_factory=Live)
