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
    taken: int  # seats
    wheels_taken: int  # wheelchair places
    out_of_the_way: bool  # whether nobody who has no seat could ride in it, however the others sat
    visits: tuple[tuple[Body, tuple[Body, ...]], ...]

    @property
    def free(self) -> int:
        """How many seats stay free."""
        return int(self.told["seats"] - self.taken) if self.told["runs"] else 0


@dataclass(frozen=True, slots=True)
class RidingTold:
    """Everybody's seat: coaches, cars, and whoever has none."""

    seats: SeatsTold
    coaches: tuple[VehicleTold, ...]
    cars: tuple[VehicleTold, ...]
    left: tuple[Body, ...]

    @property
    def spare(self) -> tuple[VehicleTold, ...]:
        """Vehicles with free seats that help nobody who has none."""
        return tuple(one for one in (*self.coaches, *self.cars) if one.free and one.out_of_the_way)

    @property
    def spare_seats(self) -> int:
        """How many seats those have free."""
        return sum(one.free for one in self.spare)


@dataclass(frozen=True, slots=True)
class BedsTold:
    """Who sleeps where tonight: hosts with their guests, and whoever has no bed yet."""

    wanted: int
    found: int
    found_at_most: int
    hosts: tuple[Body, ...]
    without: tuple[Body, ...]

    @property
    def are_short(self) -> bool:
        """Whether no plan could find one more."""
        return self.found >= self.found_at_most


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
    aboard: dict[str, list[Body]] = {one["name"]: [] for one in body["vehicles"]}
    for person in body["people"]:
        if person["vehicle"] is not None:
            aboard[person["vehicle"]].append(person)
    labels = {name: " ".join(one["seats"] for one in people).split() for name, people in aboard.items()}
    short = seats_told(body).seats_are_short
    return tuple(
        VehicleTold(
            told=one,
            people=sum(person["size"] for person in aboard[one["name"]]),
            taken=sum(not label.startswith("W") for label in labels[one["name"]]),
            wheels_taken=sum(label.startswith("W") for label in labels[one["name"]]),
            # the bound counts whoever could ride in a vehicle that has no price as seated; met, nobody of them is left
            out_of_the_way=short and at not in body["bound"]["priced_seats"],
            visits=tuple((visit, tuple(by_name[name] for name in visit["riders"])) for visit in one["visits"]),
        )
        for at, one in enumerate(body["vehicles"])
    )


def vehicle_told(body: Body, name: str) -> VehicleTold | None:
    """Tell one vehicle of a seating, or None where there is none of that name."""
    return next((one for one in vehicles_told(body) if one.told["name"] == name), None)


def beds_told(body: Body) -> BedsTold:
    """Tell who sleeps where."""
    beds = body["beds"]
    return BedsTold(
        wanted=beds["wanted"],
        found=beds["found"],
        found_at_most=beds["found_at_most"],
        hosts=tuple(beds["hosts"]),
        without=tuple(beds["without"]),
    )
