"""Seats as the site keeps them: the core's ride plan told in plain values, and what changed between two tellings."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from muster.plan.ride_plan import Day as RideDay
from muster.plan.ride_plan import Itinerary, RidePlan
from muster.web.days.models import Day

S_PER_MIN = 60
Body = Mapping[str, Any]
_TOLD = ("vehicle", "stop", "board_s", "seats", "home_stop")  # whoever is told another of these is told so


def ride_day(day: Day) -> RideDay:
    """Say where everybody goes and when, as the core takes it."""
    leave_s = None if day.leave_min is None else S_PER_MIN * day.leave_min
    return RideDay(day.to_lon, day.to_lat, arrive_s=S_PER_MIN * day.arrive_min, leave_s=leave_s)


def told(plan: RidePlan) -> dict[str, Any]:
    """Tell a ride plan as JSON holds it: people, vehicles, and how many seats are wanted, given, possible at most."""
    riders = [(person, one) for person, one in zip(plan.people, plan.itineraries, strict=True) if person.rides]
    return {
        "people": [_person(plan, one) for one in plan.itineraries if plan.people[one.person].rides],
        "vehicles": [_vehicle(plan, index) for index in range(len(plan.vehicles))],
        "wanted": sum(person.size for person, _ in riders),
        "seated": sum(person.size for person, one in riders if one.vehicle is not None),
        "seated_at_most": plan.bound.seated_at_most,
        "bound": asdict(plan.bound),
        "beds": _beds(plan),
    }


def _beds(plan: RidePlan) -> dict[str, Any]:
    """Say who sleeps where tonight, and who has no bed yet."""
    guests_of: dict[int, list[int]] = {}
    for guest, host in plan.beds.host_of:
        guests_of.setdefault(host, []).append(guest)
    housed = {guest for guest, _host in plan.beds.host_of}
    without = [u for u, one in enumerate(plan.people) if one.beds_wanted and u not in housed | plan.live.out]
    return {
        "wanted": plan.beds.wanted,
        "found": plan.beds.found,
        "found_at_most": plan.beds.found_at_most,
        "hosts": [
            {
                **_sleeper(plan, host),
                "beds": plan.people[host].beds_offered,
                "guests": [_sleeper(plan, u) for u in guests],
            }
            for host, guests in sorted(guests_of.items(), key=lambda pair: plan.people[pair[0]].name)
        ],
        "without": [_sleeper(plan, u) for u in without],
    }


def _sleeper(plan: RidePlan, u: int) -> dict[str, Any]:
    person = plan.people[u]
    return {"name": person.name, "group": person.group, "beds": person.beds_wanted, "needs": person.needs}


def _person(plan: RidePlan, one: Itinerary) -> dict[str, Any]:
    person = plan.people[one.person]
    return {
        "name": person.name,
        "group": person.group,
        "size": person.size,
        "needs": person.needs,
        "vehicle": None if one.vehicle is None else plan.vehicles[one.vehicle].name,
        "drives": one.drives,
        "stop": one.stop,
        "set_off_s": one.set_off_s,
        "board_s": one.board_s,
        "arrive_s": one.arrive_s,
        "late_s": one.late_s,
        "seats": one.seats,
        "home_s": one.home_s,
        "home_stop": one.home_stop,
        "home_at_s": one.home_at_s,
        "stands": one.person in plan.live.stands,  # at the roadside, beside what broke down
        "reason": _reason(one),
    }


def _reason(one: Itinerary) -> dict[str, Any] | None:
    if one.reason is None:
        return None
    return {"kind": type(one.reason).__name__, **{f.name: getattr(one.reason, f.name) for f in fields(one.reason)}}


def _vehicle(plan: RidePlan, index: int) -> dict[str, Any]:
    vehicle, route = plan.vehicles[index], plan.routes[index]
    return {
        "name": vehicle.name,
        "kind": vehicle.kind,
        "seats": vehicle.seats,
        "wheelchairs": vehicle.wheelchairs,
        "driver": vehicle.driver,
        "runs": route.runs,
        "starts_s": route.starts_s,
        "arrives_s": route.arrives_s,
        "back_s": route.back_s,
        "visits": [
            {
                "stop": visit.stop,
                "leaves_s": visit.leaves_s,
                "home_s": visit.home_s,
                "lon": round(float(plan.places.lon[visit.place]), 6),
                "lat": round(float(plan.places.lat[visit.place]), 6),
                "riders": [plan.people[rider].name for rider in visit.riders],
            }
            for visit in route.visits
        ],
    }


@dataclass(frozen=True, slots=True)
class Move:
    """One person (or party) whose ride is another than before.

    Attributes:
        name, group, size: who.
        because: what happened to them: 'broken down', 'moved up' where they made room, 'shared' where their vehicle
            fetches somebody else as well, 'seated' where a seat came free, and so on.
        before, after: their ride, as `told` tells it.
    """

    name: str
    group: str
    size: int
    because: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def left(self) -> bool:
        """Whether they had a seat and have none now."""
        return self.before["vehicle"] is not None and self.after["vehicle"] is None


def differing(before: Body, after: Body) -> tuple[str, ...]:
    """Name everybody whose ride is another, in the list's order: as the core says it of one event (`mend.Change`)."""
    was = {one["name"]: one for one in before["people"]}
    return tuple(one["name"] for one in after["people"] if _differs(was[one["name"]], one))


def _differs(was: Body, now: Body) -> bool:
    if was == now:  # nearly everybody: at once
        return False
    out = "DropsOut"
    told = [
        (*(one[key] for key in _TOLD), one["reason"] is None, (one["reason"] or {}).get("kind") == out)
        for one in (was, now)
    ]
    later = [was[key] is not None and now[key] is not None and now[key] > was[key] for key in ("arrive_s", "home_at_s")]
    return told[0] != told[1] or any(later)


def moves_between(before: Body, after: Body, because: Mapping[str, str] | None = None) -> tuple[Move, ...]:
    """Give everybody whose ride is another, in the list's order, and what happened to them."""
    was = {one["name"]: one for one in before["people"]}
    reasons = after["because"] if because is None else because
    moved = set(differing(before, after))
    return tuple(
        Move(one["name"], one["group"], one["size"], reasons.get(one["name"], ""), was[one["name"]], one)
        for one in after["people"]
        if one["name"] in moved
    )
