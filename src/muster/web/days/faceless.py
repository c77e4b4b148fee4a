"""Seats without somebody: who sat beside whom stays; where they live and what they can't do without goes."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from muster.plan.people import Person
from muster.plan.ride_plan import RidePlan
from muster.plan.ride_store import pack_plan, unpack_plan

_DIGITS = 6  # of degrees, as a seating's body has them
Place = tuple[float, float]
Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Homes:
    """Where those who are erased were fetched, and the place that is told instead: where everybody went."""

    hidden: frozenset[Place]
    told: Place

    def of(self, lon: float, lat: float) -> Place:
        """Give a place, or the one that is told instead."""
        return self.told if (round(lon, _DIGITS), round(lat, _DIGITS)) in self.hidden else (lon, lat)


def faceless(body: Mapping[str, Any], packed: bytes, *, names: Collection[str]) -> tuple[Told, bytes]:
    """Give a seating's body and its packed plan without the homes and needs of some people, by their short names.

    Raises:
        StoreError: the file holds no plan.
    """
    plan = unpack_plan(packed)
    theirs = [(one.lon, one.lat) for one in plan.people if one.name in names]
    cars = [(one.lon, one.lat) for one in plan.vehicles if one.driver in names]
    hidden = frozenset((round(lon, _DIGITS), round(lat, _DIGITS)) for lon, lat in (*theirs, *cars))
    homes = Homes(hidden, (plan.day.lon, plan.day.lat))
    return _body(body, names, homes), pack_plan(_plan(plan, names, homes))


def _plan(plan: RidePlan, names: Collection[str], homes: Homes) -> RidePlan:
    places = [homes.of(lon, lat) for lon, lat in zip(plan.places.lon.tolist(), plan.places.lat.tolist(), strict=True)]
    lon, lat = (np.array([place[axis] for place in places]) for axis in (0, 1))
    return replace(
        plan,
        people=tuple(_person(one, names, homes) for one in plan.people),
        vehicles=tuple(_placed(one, homes) for one in plan.vehicles),
        itineraries=tuple(_placed(one, homes) for one in plan.itineraries),
        places=replace(plan.places, lon=lon, lat=lat),
    )


def _person(one: Person, names: Collection[str], homes: Homes) -> Person:
    apart = tuple(other for other in one.apart_from if other not in names)
    if one.name not in names:
        return replace(one, apart_from=apart)
    lon, lat = homes.told
    bare = Person(one.name, lon, lat, size=one.size, rides=one.rides, returns=one.returns)
    return replace(bare, beds_wanted=one.beds_wanted, beds_offered=one.beds_offered)


def _placed(one: Any, homes: Homes) -> Any:
    if one.lon is None:
        return one
    lon, lat = homes.of(one.lon, one.lat)
    return replace(one, lon=lon, lat=lat)


def _body(body: Mapping[str, Any], names: Collection[str], homes: Homes) -> Told:
    def bare(one: Told) -> Told:
        return {**one, "group": "", "needs": ""} if one["name"] in names else one

    beds = body["beds"]
    slept = {"hosts": [_host(one, bare) for one in beds["hosts"]], "without": [bare(one) for one in beds["without"]]}
    return {
        **body,
        "people": [bare(one) for one in body["people"]],
        "vehicles": [{**one, "visits": [_visit(visit, homes) for visit in one["visits"]]} for one in body["vehicles"]],
        "beds": {**beds, **slept},
    }


def _visit(visit: Told, homes: Homes) -> Told:
    lon, lat = homes.of(visit["lon"], visit["lat"])
    return {**visit, "lon": round(lon, _DIGITS), "lat": round(lat, _DIGITS)}


def _host(host: Told, bare: Callable[[Told], Told]) -> Told:
    return {**bare(host), "guests": [bare(guest) for guest in host["guests"]]}
