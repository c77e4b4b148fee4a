"""Why somebody has no seat, as a value: each vehicle is asked again, one by one."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from muster.plan.fleet import HOMEWARD, RUNS, SEATS, TAKES, WHEELS, Trip, needs_met
from muster.plan.people import Person
from muster.plan.ride_plan import (
    KeptApart,
    Live,
    NoSeatLeft,
    NoStepFreePlace,
    NoWayHome,
    Reason,
    Spare,
    TooFarFromAnyStop,
    WindowCannotBeMet,
)
from muster.plan.seat_moves import try_vehicle
from muster.plan.seating import APART, FITS, FULL, LATE_OR_FAR, NO_WAY, VEHICLE, Seating
from muster.plan.vehicles import Vehicle


class Why(NamedTuple):
    """All that a reason is found from."""

    people: Sequence[Person]
    vehicles: Sequence[Vehicle]
    live: Live
    trip: Trip
    seating: Seating
    could: NDArray[np.bool_]
    drives: NDArray[np.bool_]


def why_left(why: Why, u: int) -> Reason:  # noqa: PLR0911 - one reason a line
    """Say why nobody can take person u as things stand. Every running vehicle has been asked."""
    person, trip = why.people[u], why.trip
    width = len(why.vehicles)
    takes = trip.fleet[:, TAKES] > 0
    enters = needs_met([person], why.vehicles)[0] & takes
    if person.needs and not enters.any():
        return NoStepFreePlace(person.needs)
    homeward = enters & (
        trip.fleet[:, HOMEWARD] > 0 if person.returns and trip.leave_s >= 0 else np.ones(width, dtype=np.bool_)
    )
    if enters.any() and not homeward.any():
        return NoWayHome(int(enters.sum()))
    within = np.diff(trip.first[u * width : (u + 1) * width + 1]) > 0
    if not within.any():
        fits = homeward & (trip.who[u, SEATS] <= trip.capacity) & (trip.who[u, WHEELS] <= trip.wheelchairs)
        if fits.any() and person.apart_from and _with_drivers(why, u, fits):
            return KeptApart(int(fits.sum()))
        return TooFarFromAnyStop(person.walk_m, person.lift_m) if homeward.any() else NoSeatLeft(0)
    if not why.could[u].any():
        return WindowCannotBeMet(int(within.sum()))
    codes = [int(try_vehicle(trip, why.seating, v, u, NO_WAY)[4]) for v in np.flatnonzero(why.could[u]).tolist()]
    if FULL in codes:
        return NoSeatLeft(len(codes))
    return KeptApart(len(codes)) if APART in codes else WindowCannotBeMet(len(codes))


def _with_drivers(why: Why, u: int, fits: NDArray[np.bool_]) -> bool:
    """Say whether somebody drives one of these vehicles from whom u is kept apart, whoever of the two asked."""
    name, person = why.people[u].name, why.people[u]
    by_name = {x.name: x for x in why.people}
    drivers = [why.vehicles[v].driver for v in np.flatnonzero(fits).tolist()]
    return any(x in person.apart_from or name in by_name[x].apart_from for x in drivers if x)


def why_spare(why: Why, v: int) -> Spare:
    """Say why the free seats of vehicle v help nobody who has none; '' where none is free, or nobody is without."""
    trip, s = why.trip, why.seating
    left = [
        u for u, x in enumerate(why.people)
        if x.rides and u not in why.live.out and s.folk[u, VEHICLE] < 0 and not why.drives[u]
    ]  # fmt: skip
    free = int(s.cars[v, SEATS]) + int(s.cars[v, WHEELS])
    if not free or not left or not trip.fleet[v, RUNS]:
        return ""
    if not trip.fleet[v, TAKES]:
        return "on its way"
    could = [u for u in left if why.could[u, v]]
    codes = {int(try_vehicle(trip, s, v, u, NO_WAY)[4]) for u in could}
    if not codes or FITS in codes:  # where one still fits, it is for want of trying, and the check says so
        return "out of reach" if not codes else ""
    if FULL in codes:
        return "too few together"
    return "no time" if LATE_OR_FAR in codes else "kept apart"
