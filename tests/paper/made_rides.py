"""A made-up day of rides: a coach with a timetable, a car, one person too many, a bed and a host."""

import numpy as np

from muster.plan.people import Person
from muster.plan.ride_plan import BedPlan, Day, Itinerary, NoSeatLeft, Places, RidePlan, Route, SeatsBound, Visit
from muster.plan.vehicles import Stop, Vehicle

H = 3600
NAMES = ("Ann Okafor", "Bryn Davies", "Chloë Ng", "Dafydd Ŵyn", "Ewa Kowalska", "Farah Aziz", "Gus Lee", "Hana Sato")
MARKET, STATION = "Market Place", "Station Road, by the clock"


def made_rides(*, on_coach: int = 8) -> RidePlan:
    """Make a plan with `on_coach` people on the coach, two in a car with its driver, one left, and a host."""
    people = [
        Person(
            f"{NAMES[i % 8]} {i // 8 + 1}",
            -0.65,
            52.65,
            group="Oakham",
            size=1 + (i % 5 == 1),
            needs="wheelchair" if i == 3 else "",
        )
        for i in range(on_coach)
    ]
    driver, rider, left, host = on_coach, on_coach + 1, on_coach + 2, on_coach + 3
    people += [
        Person("Ivy Driver", -0.6, 52.6, group="Uppingham"),
        Person("Jo O'Neill <b>&", -0.6, 52.6, beds_wanted=1, returns=False),
        Person("Kit Late", -0.6, 52.6, size=3),
        Person("Lou Host", -0.7, 52.7, rides=False, beds_offered=2),
    ]
    half = on_coach // 2
    coach = Route(
        runs=True,
        starts_s=7 * H,
        visits=(
            Visit(0, 0, MARKET, 7 * H + 600, 18 * H, timetabled=True, riders=tuple(range(half))),
            Visit(1, 1, STATION, 7 * H + 1500, 17 * H + 900, timetabled=True, riders=tuple(range(half, on_coach))),
        ),
        arrives_s=9 * H + 30,
        back_s=18 * H + 700,
        drive_s=6000,
        drive_m=84_321,
    )
    car = Route(
        True,
        8 * H,
        (Visit(2, 2, "", 8 * H + 330, None, timetabled=False, riders=(rider,)),),
        9 * H,
        18 * H,
        3000,
        30_000,
    )
    itineraries = [_on_coach(i, first=i < half) for i in range(on_coach)]
    itineraries += [
        Itinerary(
            driver,
            vehicle=1,
            drives=True,
            board_s=8 * H,
            set_off_s=8 * H,
            arrive_s=9 * H,
            home_stop="",
            home_at_s=18 * H,
        ),
        Itinerary(rider, vehicle=1, set_off_s=8 * H + 330, board_s=8 * H + 330, arrive_s=9 * H, seats="1", host=host),
        Itinerary(left, reason=NoSeatLeft(vehicles=2)),
        Itinerary(host),
    ]
    places = Places(np.array([-0.7, -0.7, -0.6]), np.array([52.7, 52.7, 52.6]), np.zeros((3, 3), dtype=np.int32))
    return RidePlan(
        people=tuple(people),
        vehicles=(
            Vehicle(
                "Coach 1",
                "coach",
                40,
                "",
                0,
                0,
                wheelchairs=1,
                step_free=True,
                stops=(Stop(MARKET, 0, 0, 7 * H), Stop(STATION, 0, 0, 8 * H)),
            ),
            Vehicle("Ivy's car", "car", 4, "Ivy Driver", 0, 0),
        ),
        day=Day(0, 0, arrive_s=9 * H, leave_s=16 * H + 1800),
        places=places,
        routes=(coach, car),
        itineraries=tuple(itineraries),
        beds=BedPlan(((rider, host),), 1, 1, 1, 0, 0, (), (), 1),
        bound=SeatsBound(on_coach + 2, (0,), (), 40, 2),
        effort=1,
        seed=1,
    )


def _on_coach(person: int, *, first: bool) -> Itinerary:
    return Itinerary(
        person,
        vehicle=0,
        stop=MARKET if first else STATION,
        set_off_s=7 * H - 125,
        board_s=7 * H + (600 if first else 1500),
        arrive_s=9 * H + 30,
        late_s=30,
        seats="W1" if person == 3 else str(person + 1),
        home_stop=MARKET if first else STATION,
        home_s=18 * H if first else 17 * H + 900,
        home_at_s=18 * H + 61,
    )
