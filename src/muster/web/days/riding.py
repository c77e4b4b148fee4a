"""Who rides in what, told from a kept seating for pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SeatsTold:
    """How many have a seat, and whether more seats would help."""

    wanted: int
    seated: int
    seated_at_most: int

    @property
    def left(self) -> int:
        """How many have none."""
        return self.wanted - self.seated

    @property
    def seats_are_short(self) -> bool:
        """Whether no plan could seat one more."""
        return self.seated >= self.seated_at_most


@dataclass(frozen=True, slots=True)
class VehicleTold:
    """A coach or a car: its stops, its times, and who gets in where."""

    told: Body
    people: int
    visits: tuple[tuple[Body, tuple[Body, ...]], ...]


@dataclass(frozen=True, slots=True)
class RidingTold:
    """Everybody's seat: coaches, cars, and whoever has none."""

    seats: SeatsTold
    coaches: tuple[VehicleTold, ...]
    cars: tuple[VehicleTold, ...]
    left: tuple[Body, ...]


def seats_told(body: Body) -> SeatsTold:
    """Count seats wanted, given and possible."""
    return SeatsTold(wanted=body["wanted"], seated=body["seated"], seated_at_most=body["seated_at_most"])


def riding_told(body: Body) -> RidingTold:
    """Tell every vehicle and whoever has no seat."""
    told = vehicles_told(body)
    return RidingTold(
        seats=seats_told(body),
        coaches=tuple(one for one in told if one.told["kind"] == "coach"),
        cars=tuple(one for one in told if one.told["kind"] != "coach"),
        left=tuple(one for one in body["people"] if one["vehicle"] is None and one["reason"]),
    )


def vehicles_told(body: Body) -> tuple[VehicleTold, ...]:
    """Tell every vehicle with its people, in the list's order."""
    by_name = {person["name"]: person for person in body["people"]}
    people = dict.fromkeys((one["name"] for one in body["vehicles"]), 0)
    for person in body["people"]:
        if person["vehicle"] is not None:
            people[person["vehicle"]] += person["size"]
    return tuple(
        VehicleTold(
            told=one,
            people=people[one["name"]],
            visits=tuple((visit, tuple(by_name[name] for name in visit["riders"])) for visit in one["visits"]),
        )
        for one in body["vehicles"]
    )
