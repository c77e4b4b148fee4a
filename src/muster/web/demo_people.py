"""Who comes to the made-up day: people of the made-up roll, with coaches and cars, through the deeds of people."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from django.utils import timezone

from muster.county.make import PEOPLE, VEHICLES
from muster.county.roll import roll_bytes
from muster.plan.people import Person as Rider
from muster.plan.people import read_people
from muster.plan.vehicles import Vehicle, read_vehicles
from muster.web.days import actions_of_people, actions_of_vehicles
from muster.web.days.answering import Noted, Noting, Said
from muster.web.days.coaches import CoachTold, StopTold
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming
from muster.web.demo import PEOPLE as CAST
from muster.web.demo import account_of, organiser
from muster.web.demo_roll import groups_stand, keeper_of, officers_stand
from muster.web.intake.models import Upload
from muster.web.intake.told import upload_told
from muster.web.intake.uploads import OPEN, MovedOnError
from muster.web.record.actor import Actor
from muster.web.roll import actions_of_files as files_of_roll
from muster.web.roll.models import Person

NAME = "coming.csv"
S_PER_MIN = 60


def bring_comers(county: Callable[[], Mapping[str, bytes]], *, seed: int) -> bool:
    """Do the next thing until those who come to the day stand on the roll; False once nothing is left to do."""
    at = timezone.now()
    keeper = keeper_of(at)
    upload = Upload.objects.filter(into="roll.people:0", name=NAME).order_by("-pk").first()
    if upload is None:
        groups_stand(county(), by=keeper, at=at)
        content = _rows_of(county(), seed=seed)
        files_of_roll.bring(None, file=files_of_roll.Brought(NAME, [content], "people"), by=keeper, at=at)
        return True
    if upload.state == Upload.State.READ and not upload_told(upload).working:
        with suppress(MovedOnError):  # on a slow machine it was taken in since we looked
            files_of_roll.accept(upload, by=keeper, at=at)
        return True
    if upload.state in OPEN:
        return upload.state != Upload.State.REFUSED
    officers_stand(by=keeper, at=at)
    return False


def answers_come_in(day: Day, county: Mapping[str, bytes]) -> None:
    """Write down what everybody answered, and the coaches that were ordered, once."""
    at = timezone.now()
    if Coming.objects.filter(day=day).exists():
        return
    by = organiser(at)
    people, _problems = read_people(county[PEOPLE])
    vehicles, _problems = read_vehicles(county[VEHICLES], people)
    person_of = _persons(people, vehicles)
    cars = {one.driver: one for one in vehicles if one.driver}
    party = {row["person"]: row["with"] for row in csv.DictReader(io.StringIO(county[PEOPLE].decode()))}
    answers = [_noted(one, person_of, cars.get(one.name), child="child" in party[one.name]) for one in people]
    actions_of_people.note_answers(Noting(day, answers), by=by, at=at)
    for coach in (one for one in vehicles if one.kind == "coach"):
        _order(day, coach, by)


def _rows_of(county: Mapping[str, bytes], *, seed: int) -> bytes:
    """Give the rows of the roll's file of those who come, so that the whole file later changes nothing of them."""
    wanted = {(row["person"], row["group"]) for row in _read(county[PEOPLE])}
    lines = roll_bytes(county["members.csv"], county["groups.csv"], seed=seed).decode().splitlines(keepends=True)
    kept = [lines[0]]
    for line, row in zip(lines[1:], _read("".join(lines).encode()), strict=True):
        key = (f"{row['First names']} {row['Surname']}", row["Group"])
        if key in wanted and row["Number"] and row["Status"] in {"member", "due"}:
            wanted.remove(key)
            kept.append(line)
    return "".join(kept).encode()


def _persons(people: tuple[Rider, ...], vehicles: tuple[Vehicle, ...]) -> dict[str, int]:
    """Say who of the roll each of the list is; the made-up driver and volunteer play one of them each."""
    named = Person.objects.filter(group__name__in={one.group for one in people}, merged_into=None)
    rows = named.values_list("forenames", "surname", "group__name", "pk").order_by("-pk")
    found = {(f"{first} {last}", group): pk for first, last, group, pk in rows}
    person_of = {one.name: found[one.name, one.group] for one in people}
    drivers = [one.driver for one in vehicles if one.driver]
    riders = [one.name for one in people if one.name not in drivers and one.rides and one.size == 1]
    for role, name in (("driver", drivers[0]), ("volunteer", riders[0])):
        account = account_of(role)
        if role in CAST and account is not None and account.person_id is not None:
            person_of[name] = account.person_id
    return person_of


def _noted(one: Rider, person_of: Mapping[str, int], car: Vehicle | None, *, child: bool) -> Noted:
    said = Said(
        size=one.size, rides=one.rides, drives=car is not None, seats_offered=car.seats if car else 0, needs=one.needs,
        beds_wanted=one.beds_wanted, beds_offered=one.beds_offered, bed_step_free=one.bed_step_free, child=child,
        walk_m=one.walk_m, lift_m=one.lift_m, lon=one.lon, lat=one.lat, ready_min=one.ready_s // S_PER_MIN or None,
        home_by_min=_minutes(one.home_by_s), returns=one.returns,
    )  # fmt: skip
    told: dict[str, Any] = {}
    if car is not None:
        told = {
            "name": car.name, "wheelchairs": car.wheelchairs, "step_free": car.step_free,
            "from_min": car.from_s // S_PER_MIN or None, "back_by_min": _minutes(car.back_by_s),
            "detour_min": car.detour_s // S_PER_MIN, "lon": car.lon, "lat": car.lat,
        }  # fmt: skip
    return Noted(person_of[one.name], said, tuple(person_of[other] for other in one.apart_from), told)


def _order(day: Day, coach: Vehicle, by: Actor) -> None:
    told = CoachTold(
        name=coach.name,
        seats=coach.seats,
        stops=tuple(StopTold(one.name, one.lon, one.lat, _minutes(one.leaves_s)) for one in coach.stops),
        operator="Made-up Coaches",
        wheelchairs=coach.wheelchairs,
        step_free=coach.step_free,
        from_min=coach.from_s // S_PER_MIN or None,
        back_by_min=_minutes(coach.back_by_s),
    )
    actions_of_vehicles.add_coach(day, told=told, by=by, at=timezone.now())


def _minutes(seconds: int | None) -> int | None:
    return None if seconds is None else seconds // S_PER_MIN


def _read(content: bytes) -> Iterator[dict[str, str]]:
    return iter(csv.DictReader(io.StringIO(content.decode())))
