"""A standing plan as a seating again: what has happened stands, what is still to come may be mended."""

from collections.abc import Sequence
from dataclasses import dataclass

from muster.plan.fleet import CLOSES, FROM_S, HOME, NEVER, OPENS, PLACE, SEATS, WHEELS, Trip
from muster.plan.ride_plan import Itinerary, Live, RidePlan, Visit
from muster.plan.rides import most_visits
from muster.plan.roads import UNREACHABLE_S
from muster.plan.seating import (
    ABOARD,
    AT,
    EARLY,
    EVENING,
    FIRST,
    FIXED,
    LEFT,
    LEG,
    OPTION,
    OUT_AT,
    RIDING,
    SHUTS,
    STANDS,
    STARTS,
    TOLD,
    VEHICLE,
    VISITS,
    Seating,
    empty_seating,
    retime,
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a vehicle has come when something happens.

    Attributes:
        left: whether it has left where it stood.
        driven: visits that it has left.
        bound_for: visits whose place and time stand: those left, and the one it drives to.
        done: whether it drives to the day's place already, with nobody more to fetch.
    """

    left: bool
    driven: int
    bound_for: int
    done: bool


def progress_of(plan: RidePlan, v: int, at_s: int) -> Progress:
    """Say how far vehicle v has come. Under way, it drives to its next stop before anything else is asked of it."""
    route = plan.routes[v]
    driven = sum(visit.leaves_s <= at_s for visit in route.visits)
    left = route.starts_s <= at_s or driven > 0
    bound_for = min(driven + 1, len(route.visits)) if left else 0
    return Progress(left, driven, bound_for, left and driven == len(route.visits))


def path_of(plan: RidePlan, v: int) -> list[int]:
    """Give the places of a vehicle's way there, from where it stands."""
    start = 1 + len(plan.people) + v
    return [start, *(visit.place for visit in plan.routes[v].visits), 0]


def finished(plan: RidePlan, at_s: int) -> frozenset[int]:
    """Find the vehicles that can fetch nobody more."""
    return frozenset(v for v in range(len(plan.vehicles)) if plan.routes[v].runs and progress_of(plan, v, at_s).done)


def stand_up(plan: RidePlan, trip: Trip, live: Live, *, displaced: frozenset[int]) -> tuple[Seating, Seating, Trip]:
    """Rebuild the seating of a plan, but for people who have lost their seat.

    Args:
        plan: as told before; its routes' times are already those after the event.
        trip: the arrays after the event; what people have been told already is put into a copy.
        live: after the event.
        displaced: people who lose their seat.

    Returns:
        The seating, one with only those who can't change any more, and the arrays.
    """
    trip = trip._replace(options=trip.options.copy(), fleet=trip.fleet.copy())
    room = most_visits(plan.vehicles) + max((len(route.visits) for route in plan.routes), default=0)
    full, bare = empty_seating(trip, most_visits=room), empty_seating(trip, most_visits=room)
    for v, route in enumerate(plan.routes):
        if not route.runs:
            continue
        far = progress_of(plan, v, live.at_s)
        locked = v in live.full or far.done
        starts_s = max(route.starts_s, live.from_s.get(v, 0))
        trip.fleet[v, FROM_S] = route.starts_s if far.left else min(int(trip.fleet[v, FROM_S]), starts_s)
        for i, visit in enumerate(route.visits):
            aboard = locked or i < far.driven
            riders = [u for u in visit.riders if u not in displaced]
            if locked or i < far.bound_for or visit.timetabled:
                _stand(full, v, visit)
                _stand(bare, v, visit)
            elif riders:
                full.cells[v, TOLD, _open(full, v, visit)] = visit.leaves_s
            for u in riders:
                _put(full, bare, trip, plan.itineraries[u], visit, v=v, aboard=aboard)
        full.cars[v, [LEFT, STARTS, FIRST]] = far.left, route.starts_s, route.visits[0].place if route.visits else 0
        for seating in (full, bare):
            seating.cars[v, FIXED] = len(route.visits) if locked else far.bound_for
            retime(trip, seating, v)
    return full, bare, trip


def _stand(s: Seating, v: int, visit: Visit) -> None:
    i = _open(s, v, visit)
    s.cells[v, OPENS, i] = s.cells[v, SHUTS, i] = visit.leaves_s
    s.cells[v, STANDS, i] = True


def _open(s: Seating, v: int, visit: Visit) -> int:
    i = int(s.cars[v, VISITS])
    s.cells[v, PLACE, i], s.cells[v, HOME, i] = visit.place, visit.home_place
    s.cells[v, OPENS, i], s.cells[v, SHUTS, i], s.cells[v, CLOSES, i], s.cells[v, STANDS, i] = 0, NEVER, NEVER, False
    s.cars[v, VISITS] += 1
    return i


def _put(full: Seating, bare: Seating, trip: Trip, told: Itinerary, visit: Visit, *, v: int, aboard: bool) -> None:
    """Seat somebody where they were told."""
    u = told.person
    i = int(full.cars[v, VISITS]) - 1
    for s in (full, bare) if aboard else (full,):
        s.folk[u, VEHICLE], s.folk[u, AT], s.folk[u, OUT_AT], s.folk[u, ABOARD] = (
            v,
            visit.place,
            visit.home_place,
            aboard,
        )
        s.cars[v, SEATS] -= trip.who[u, SEATS]
        s.cars[v, WHEELS] -= trip.who[u, WHEELS]
    if aboard:
        return
    option = option_at(trip, u, v, visit)
    full.folk[u, OPTION] = option
    full.riders[v, full.cars[v, RIDING]] = u
    full.cars[v, RIDING] += 1
    trip.options[option, OPENS] = min(int(trip.options[option, OPENS]), visit.leaves_s)  # they know of this one
    full.cells[v, CLOSES, i] = min(int(full.cells[v, CLOSES, i]), int(trip.options[option, CLOSES]))
    if not full.cells[v, STANDS, i]:
        full.cells[v, OPENS, i] = max(int(full.cells[v, OPENS, i]), int(trip.options[option, OPENS]))


def option_at(trip: Trip, u: int, v: int, visit: Visit) -> int:
    """Find u's option at a visit of v, or -1."""
    first = u * len(trip.fleet) + v
    for o in range(int(trip.first[first]), int(trip.first[first + 1])):
        if trip.options[o, PLACE] == visit.place and trip.options[o, HOME] == visit.home_place:
            return o
    return -1


def without_option(plan: RidePlan, trip: Trip, live: Live, displaced: frozenset[int]) -> frozenset[int]:
    """Find those who have a seat that they can't keep: they have no way to it any more."""
    lost = set()
    for v, route in enumerate(plan.routes):
        if not route.runs or v in live.full:
            continue
        far = progress_of(plan, v, live.at_s)
        for visit in route.visits[far.driven :] if not far.done else ():
            lost |= {u for u in visit.riders if u not in displaced and not _kept(trip, u, v, visit)}
    return frozenset(lost)


def _kept(trip: Trip, u: int, v: int, visit: Visit) -> bool:
    o = option_at(trip, u, v, visit)
    return o >= 0 and int(trip.drive[visit.place, 0]) < UNREACHABLE_S


def brings_home_late(seating: Seating, v: int) -> list[int]:
    """Give those whom vehicle v would bring home too late, of those who may still change."""
    late = [
        i for i in range(int(seating.cars[v, VISITS])) if seating.cells[v, EVENING, i] > seating.cells[v, CLOSES, i]
    ]
    pairs = {(int(seating.cells[v, PLACE, i]), int(seating.cells[v, HOME, i])) for i in late}
    riders = seating.riders[v, : seating.cars[v, RIDING]].tolist()
    return [u for u in riders if (int(seating.folk[u, AT]), int(seating.folk[u, OUT_AT])) in pairs]


def latest_arrival(trip: Trip, seating: Seating, v: int) -> int:
    """Say when vehicle v can be there at the soonest as it stands."""
    n = int(seating.cars[v, VISITS])
    if not n:
        return int(trip.fleet[v, FROM_S]) + int(seating.cells[v, LEG, 0])
    return int(seating.cells[v, EARLY, n - 1]) + int(seating.cells[v, LEG, n])


def slipped(visits: Sequence[Visit], from_visit: int, times: Sequence[int]) -> tuple[Visit, ...]:
    """Give visits with other times from one on."""
    new = list(visits)
    for i, leaves_s in enumerate(times, start=from_visit):
        x = new[i]
        new[i] = Visit(x.place, x.home_place, x.stop, leaves_s, x.home_s, x.timetabled, x.riders)
    return tuple(new)
