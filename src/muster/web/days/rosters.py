"""A driver's roster: where to be when, whom to fetch, what they need, and where they are rung until the day is over."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from muster.register.postcodes import postcode_told
from muster.web.days.answering import is_told
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Vehicle
from muster.web.days.models_of_seats import Seating
from muster.web.days.standing import standing_of
from muster.web.days.whereabouts import numbers_end_at, telephones_of
from muster.web.record.actor import Actor


@dataclass(frozen=True, slots=True)
class RosterStop:
    """Where a driver takes people up: when, where, and who they are."""

    leaves_s: int
    home_s: int | None
    stop: str
    lon: float
    lat: float
    riders: tuple["RosterRider", ...]


@dataclass(frozen=True, slots=True)
class RosterRider:
    """Somebody whom a driver fetches; `key` is what seatings call them."""

    key: str
    name: str
    group: str
    size: int
    needs: str
    child: bool
    telephone: str
    address: str
    seats: str
    with_them: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """A driver's morning and evening."""

    vehicle: Vehicle
    starts_s: int
    arrives_s: int
    back_s: int | None
    stops: tuple[RosterStop, ...]
    pseudonyms: tuple[str, ...]

    @property
    def riders(self) -> dict[str, RosterRider]:
        """Everybody whom the driver fetches, by what seatings call them."""
        return {rider.key: rider for stop in self.stops for rider in stop.riders}

    @property
    def rings(self) -> bool:
        """Whether anybody can be rung."""
        return any(rider.telephone for stop in self.stops for rider in stop.riders)


_TOLD = (
    "size", "needs", "child", "person__pseudonym", "person__known_as", "person__forenames", "person__surname",
    "person__address", "person__postcode", "person__group__name",
)  # fmt: skip


def roster_of(vehicle: Vehicle, *, at: dt.datetime, seating: Seating | None = None) -> Roster | None:
    """Tell a vehicle's roster; None before everybody was told, where it doesn't run, and once the day is over.

    Whoever has what people were told at hand gives it (`seating`).
    """
    day = vehicle.day
    if at >= numbers_end_at(day) or not is_told(day):
        return None
    seating = seating or standing_of(day)
    told = next((one for one in seating.body["vehicles"] if one["name"] == vehicle.name), None) if seating else None
    if seating is None or told is None or not told["runs"]:
        return None
    keys = {name for visit in told["visits"] for name in visit["riders"]}
    numbers = [int(key[1:]) for key in keys if key[1:].isdecimal()]
    rows = Coming.objects.filter(day=day, pk__in=numbers).select_related("person__group").only(*_TOLD)
    comings = {row.name: row for row in rows}
    young: dict[int, list[Coming]] = {}
    adults = [row.person_id for row in comings.values()]
    beside = Coming.objects.filter(day=day, under_18=True, with_person__in=adults, answer="come", withdrawn_at=None)
    for row in beside.select_related("person"):
        young.setdefault(row.with_person_id or 0, []).append(row)
    rings = telephones_of(adults, day, at=at)
    rides = {one["name"]: one for one in seating.body["people"]}
    stops = tuple(
        RosterStop(
            visit["leaves_s"], visit["home_s"], visit["stop"], visit["lon"], visit["lat"],
            tuple(_rider(comings[key], rides[key], young, rings) for key in visit["riders"] if key in comings),
        )
        for visit in told["visits"]
    )  # fmt: skip
    seen = [*comings.values(), *(one for rows in young.values() for one in rows)]
    driver = (vehicle.driver.person.pseudonym,) if vehicle.driver else ()
    pseudonyms = (*driver, *(row.person.pseudonym for row in seen))
    return Roster(vehicle, told["starts_s"], told["arrives_s"], told["back_s"], stops, pseudonyms)


def _rider(
    row: Coming, ride: Mapping[str, str], young: Mapping[int, list[Coming]], rings: Mapping[int, str]
) -> RosterRider:
    beside = young.get(row.person_id, [])
    lines = (*row.person.address.splitlines(), postcode_told(row.person.postcode)) if not ride["stop"] else ()
    return RosterRider(
        key=row.name,
        name=row.person.name,
        group=row.person.group.name if row.person.group else "",
        size=row.size + sum(one.size for one in beside),
        needs=row.needs or next((one.needs for one in beside if one.needs), ""),
        child=row.child or bool(beside),
        telephone=rings.get(row.person_id, ""),
        address=", ".join(filter(None, lines)),
        seats=ride["seats"],
        with_them=tuple(one.person.name for one in beside),
    )


def vehicle_driven_by(actor: Actor, pk: int, name: str) -> Vehicle | None:
    """Give a vehicle to whoever drives it, and to an organiser of its day."""
    rows = Vehicle.objects.filter(day=pk, name=name, withdrawn_at=None).select_related("day", "driver__person")
    planned = [held.compartment for held in actor.grants if held.role == "organiser"]
    return rows.filter(Q(driver__person__pseudonym=actor.pseudonym) | Q(day__compartment__in=planned)).first()


def driven_by(actor: Actor, day: Day) -> Vehicle | None:
    """Give the vehicle that somebody drives on a day."""
    rows = Vehicle.objects.filter(day=day, driver__person__pseudonym=actor.pseudonym, withdrawn_at=None)
    return rows.select_related("day", "driver__person").first()
