"""Somebody who came to a day, drove, told of a dog and was paid; and what is left of that once they are erased."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.utils.timezone import now

from muster.plan.ride_store import pack_plan, unpack_plan
from muster.web.days import seats, shut_files
from muster.web.days.models import Day
from muster.web.days.models_of_people import Claim, Coming, Invitation, Telling, Vehicle
from muster.web.days.models_of_seats import CheckIn, Copy, Difference, HomeCall, Incident, Seating
from muster.web.messenger import actions as messenger
from muster.web.messenger.models import Message, Sending, Way
from muster.web.record.actor import SITE
from muster.web.roll.models import Person
from tests.paper.made_rides import made_rides

HERE = "group:erasham"
HOME = (-1.234567, 51.765432)
DAY = dt.timedelta(days=1)


def comes(person: Person, mark: str) -> Day:
    """Somebody came to a day that is over, drove a car there, led it, and told of a dog."""
    day = Day.objects.create(
        title="Saturday", held_on=now().date() - 7 * DAY, compartment=HERE, into=1, to_lon=-0.65,
        to_lat=52.67, arrive_min=600, seed=1, effort_s=1, lead=person,
    )  # fmt: skip
    other = Person.objects.create(known_as="Lemmi")
    said = {"day": day, "held_on": day.held_on, "answer": "come", "answered_at": now(), "answered_by": person.pseudonym}
    row = Coming.objects.create(
        person=person, drives=True, seats_offered=3, needs="wheelchair", lon=HOME[0], lat=HOME[1], ready_min=7 * 60,
        home_by_min=22 * 60, beds_wanted=1, **said,
    )  # fmt: skip
    theirs = Coming.objects.create(person=other, **said)
    row.apart_from.add(other)
    theirs.apart_from.add(person)
    Invitation.objects.create(day=day, person=person, made_at=now())
    Vehicle.objects.create(
        day=day, held_on=day.held_on, name="car 1", kind="car", seats=3, driver=row, lon=HOME[0], lat=HOME[1]
    )
    Claim.objects.create(
        day=day, kind="fuel", person=person, pence=900, note=f"{mark}note", told_at=now(), told_by=person.pseudonym
    )
    CheckIn.objects.create(day=day, who=row.name, kind="home", at=now(), by=person.pseudonym)
    Telling.objects.create(day=day, what="plan", edition=1, at=now(), by="", unreached=[person.pk, other.pk])
    Difference.objects.create(day=day, before=0, after=1, sent_at=now(), sent_by="", unreached=[row.name])
    HomeCall.objects.create(day=day, at=now(), unreached=[row.name, theirs.name])
    words = {"words": f"{mark}words", "place": f"{mark}place", "done": f"{mark}done"}
    Incident.objects.create(day=day, kind="dog", told_by=person.pseudonym, told_at=now(), **words)
    Copy.objects.create(
        day=day, number=1, kind="rosters", holder=other.pseudonym, made_by=other.pseudonym, asked_at=now(),
        ends_at=now() + DAY, file=shut_files.keep(f"{mark}roster".encode()),
    )  # fmt: skip
    _sits(day, row, mark)
    return day


def _sits(day: Day, row: Coming, mark: str) -> None:
    planned = made_rides()
    car = next(at for at, one in enumerate(planned.vehicles) if one.driver)
    driver = planned.vehicles[car].driver
    lon, lat = HOME
    people = [
        replace(one, name=row.name, lon=lon, lat=lat, group=f"{mark}group", needs="wheelchair")
        if one.name == driver else one
        for one in planned.people
    ]  # fmt: skip
    vehicles = list(planned.vehicles)
    vehicles[car] = replace(vehicles[car], driver=row.name, lon=lon, lat=lat)
    planned.places.lon[2], planned.places.lat[2] = lon, lat
    plan = replace(planned, people=tuple(people), vehicles=tuple(vehicles))
    seating = Seating(day=day, number=0, body=seats.told(plan), made_by=row.answered_by, sent_at=now())
    seating.plan.save("seats", ContentFile(pack_plan(plan)), save=True)


def told_to_another(person: Person, day: Day) -> None:
    """Write to somebody whom they drive, as the program does."""
    other = Person.objects.get(known_as="Lemmi", coming__day=day)
    ways = [one.value for one in person.ways.all()]
    words = f"{person.name} drives. Ring {', '.join(ways)}."
    recipient = messenger.Recipient(other.pseudonym, Way.EMAIL, "lemmi@example.org", fields={"words": words})
    texts = {"en-gb": {"subject": "Your ride", "body": f"{{words}} Or ring {person.name}."}}
    wanted = messenger.Writing(
        Sending.Kind.SERVICE, day.compartment, texts, about=f"days.day:{day.pk}", fills=frozenset({"words"})
    )
    messenger.queue(wanted, recipients=[recipient], by=SITE, at=now())


def stands_in_days(pk: int) -> dict[str, Any]:
    """What is left of somebody in the days they came to."""
    row = Coming.objects.get(person=pk)
    day = row.day
    seating = day.seatings.get()
    packed = seating.plan.read()
    plan = unpack_plan(packed)
    lons = [*(one.lon for one in plan.people), *(one.lon for one in plan.vehicles)]
    sat = next(one for one in seating.body["people"] if one["name"] == row.name)
    copy = day.copies.get()
    told = Message.objects.get(sending__about=f"days.day:{day.pk}")
    return {
        "came": [row.answer, row.drives, row.size],
        "said": [row.needs, row.lon, row.ready_min, row.home_by_min, row.beds_wanted, row.apart_from.count()],
        "kept_apart": Coming.apart_from.through.objects.filter(person=pk).count(),
        "asked": Invitation.objects.filter(person=pk).count(),
        "car": list(Vehicle.objects.filter(driver=row).values_list("name", "lon")[0]),
        "claims": list(Claim.objects.filter(person=pk).values_list("pence", "note")[0]),
        "ticks": CheckIn.objects.filter(day=day).count(),
        "rung": [len(day.tellings.get().unreached), len(day.differences.get().unreached), len(day.home_call.unreached)],
        "dog": [day.incidents.get().kind, day.incidents.get().words],
        "copy": [copy.file != "", copy.gone_at is not None],
        "sat": [sat["vehicle"], sat["needs"], sat["group"]],
        "fetched_at": str(HOME[0]) in json.dumps(seating.body),
        "planned_at": HOME[0] in [*plan.places.lon.tolist(), *lons],
        "files": len(list(Path(seating.plan.path).parent.iterdir())),
        "leads": day.lead_id is not None,
        "told": told.fields["words"],
    }
