"""A large movement for bench/pages.py: a roll, a register in two versions, a day in all its states, letters."""

import datetime as dt
import sys
import time
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from django.db.models import Count
from django.utils.timezone import now

from bench.roll import HEADER
from muster.county.names import COMMUNITIES
from muster.web.days import actions as of_days
from muster.web.days import (
    actions_of_boards,
    actions_of_claims,
    actions_of_copies,
    actions_of_people,
    actions_of_saturday,
    actions_of_seats,
    actions_of_telling,
    actions_of_turfs,
    actions_of_vehicles,
    inviting,
    mending,
)
from muster.web.days.actions import Opened
from muster.web.days.answering import Noted, Noting, Said
from muster.web.days.claims import Bill
from muster.web.days.coaches import CoachTold, StopTold
from muster.web.days.corrections import CorrectionAsked
from muster.web.days.models import Day
from muster.web.days.models_of_people import Claim, Coming, Invitation, Vehicle
from muster.web.days.models_of_seats import Copy, Incident, Seating
from muster.web.days.models_of_turfs import Correction
from muster.web.days.publishing import Terms, snapshot_of
from muster.web.messenger import actions as messenger
from muster.web.messenger.models import Sending, Way
from muster.web.power import actions as powers
from muster.web.power.models import Grant
from muster.web.power.pairs import NeedsTwoError, carry_out
from muster.web.record.lines import lines
from muster.web.record.worker import work_once
from muster.web.register.models import Area, Building, Door, Elector, Source
from muster.web.register.zoning import zone_again
from muster.web.roll.models import Group, Person
from tests.little_town import DM
from tests.web.days import made_ground
from tests.web.power.movement import NORTH, Movement, made
from tests.web.register import made_source
from tests.web.roll import made_files

STREET = 40  # buildings of a street on the map
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
WORK = ("days.seat_people", "days.write_telling", "days.tell_difference", "days.print_copy", "days.tell_adult")
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Filled:
    """The movement with its large things first, its large day, and CPU seconds by what was done."""

    movement: Movement
    day: Day
    spent_s: dict[str, float]


class _Spent(dict[str, float]):
    """Says on the way what each step took."""

    def __init__(self) -> None:
        super().__init__()
        self.last = time.process_time()

    def note(self, what: str) -> None:
        at = time.process_time()
        self[what] = round(at - self.last, 1)
        self.last = at
        sys.stderr.write(f"  {what}: {self[what]} s\n")


def fill(*, members: int, doors: int, turfs: int) -> Filled:
    """Make the small movement, then a large one in its northern group, as far as a day that is cut."""
    spent, movement = _Spent(), made()
    spent.note("one of everything")
    group = Group.objects.get(slug="north")
    Group.objects.filter(pk=group.pk).update(lon=0.02, lat=0.03)
    made_files.taken_in(_rows(members), by=made_files.keeper())
    spent.note("members")
    source = _register(doors)
    spent.note("register")
    day = _day(movement, source.area, turfs)
    spent.note("cut")
    _corrected(movement, day)
    made_ground.with_streets(source.area)
    spent.note("corrected")
    _asked(movement, day)
    spent.note("who comes")
    _written(movement, group)
    _powers(movement)
    spent.note("letters and powers")
    large = {
        "sources": source.pk, "areas": source.area_id, "streets": _most(source.area),
        "buildings": Building.objects.filter(area=source.area).earliest("pk").pk,
        "doors": Door.objects.filter(area=source.area).earliest("pk").pk,
        "electors": Elector.objects.filter(source=source).earliest("pk").pk,
        "zones": source.area.zones.earliest("pk").pk, "days": day.pk, "turfs": (day.pk, 5 if turfs > 4 else 1),
        "sendings": Sending.objects.latest("pk").pk, "seasons": day.season_id,
        "people": Person.objects.filter(forenames__gt="").latest("pk").pk,
    }  # fmt: skip
    return Filled(_first(movement, large), day, dict(spent))


def go_on(filled: Filled) -> Filled:
    """Publish the day, seat and tell everybody, let a coach break down, and print."""
    spent, movement, day = _Spent(), filled.movement, filled.day
    _published(movement, day)
    spent.note("published")
    by = movement.actor("organiser")
    actions_of_vehicles.begin_seats(day, by=by, at=now())
    _work()
    spent.note("seats")
    actions_of_telling.tell_plan(day, by=by, at=now())
    _work()
    spent.note("told")
    _broken(movement, day)
    spent.note("broken down")
    _beside(movement, day)
    spent.note("incidents, copies, claims")
    riding = Coming.objects.filter(day=day, drives=False).earliest("pk")
    driver = Coming.objects.filter(day=day, drives=True).earliest("pk")
    fullest = Vehicle.objects.filter(day=day, kind="coach").latest("pk")
    their_car = Vehicle.objects.get(day=day, driver__person=movement.people["driver"])
    links = [inviting.token(Invitation.objects.get_or_create(day=day, person=one, defaults={"made_at": now()})[0])
             for one in (driver.person, riding.person)]  # fmt: skip
    large = {
        "comings": (day.pk, riding.person_id), "vehicles of days": (day.pk, fullest.pk),
        "claims": (day.pk, Claim.objects.filter(day=day).earliest("pk").pk),
        "incidents": (day.pk, Incident.objects.filter(day=day).latest("pk").pk),
        "changes": (day.pk, Seating.objects.filter(day=day, number__gt=0).earliest("pk").number),
        "copies": (day.pk, 1), "days": day.pk, "turfs": (day.pk, 1),
    }  # fmt: skip
    told = _first(movement, large)
    ids = {
        **told.ids,
        "links of days": [*links, *told.ids["links of days"]],
        "names of vehicles": [(day.pk, fullest.name), (day.pk, their_car.name), *told.ids["names of vehicles"]],
    }
    day.refresh_from_db()
    return Filled(replace(told, ids=ids), day, {**filled.spent_s, **spent})


def _first(movement: Movement, large: dict[str, Any]) -> Movement:
    return replace(movement, ids={**movement.ids, **{name: [one, *movement.ids[name]] for name, one in large.items()}})


def _rows(members: int) -> bytes:
    """Write a list of members, all of one group: nine in ten have e-mail, three in four a mobile."""
    chance, shares = Random(1), [one.share for one in COMMUNITIES]
    out = [",".join(HEADER)]
    for n in range(members):
        own = chance.choices(COMMUNITIES, shares)[0]
        mail = f"m{n}@members.example" if n % 10 else ""
        mobile = f"07{400 + n % 90:03d} {n:06d}" if n % 4 else ""
        home, code = (
            f"{n % 180 + 1} Mill Lane",
            f"ZX1 {chance.randrange(10)}{chance.choice(LETTERS)}{chance.choice(LETTERS)}",
        )
        status = chance.choices(("member", "supporter", "due", "lapsed"), (88, 5, 4, 3))[0]
        out.append(
            f"M{n:07d},{chance.choice(own.first)},{chance.choice(own.last)},{mail},{mobile},{home},{code},"
            f"{status},01/05/2019,{'yes' if n % 3 else 'no'},yes"
        )
    return "\n".join(out).encode()


def _register(doors: int) -> Source:
    """Take a register in, and the same a year later; its buildings lie on a grid of streets."""
    by = made_source.organiser(compartment=NORTH)
    source = made_source.added(by, compartment=NORTH, area="Large", name="Large")
    years = made_source.two_years(doors)
    made_source.taken_in(source, years.first, by=by)
    made_source.taken_in(source, years.second, by=by, on=made_source.AFTER)
    rows = list(Building.objects.filter(area=source.area).order_by("street", "rank", "pk"))
    wide = max(1, int((len(rows) / STREET) ** 0.5) // 2)
    for n, row in enumerate(rows):
        street, at = divmod(n, STREET)
        row.lon, row.lat = (street % wide * 3_500 + at // 2 * 150) * DM, (street // wide * 1_000 + at % 2 * 150) * DM
        row.placed_from = "file"
    Building.objects.bulk_update(rows, ["lon", "lat", "placed_from"], batch_size=500)
    zone_again(source.area)
    return source


def _day(movement: Movement, area: Area, turfs: int) -> Day:
    by = movement.actor("organiser")
    on = now().date() + 9 * DAY
    opened = of_days.open_season(Opened("Spring and summer", NORTH, on, on + 90 * DAY), by=by, at=now())
    wanted = {"compartment": NORTH, "held_on": on, "season": opened.pk, "into": turfs, "effort_s": 1}
    day = made_ground.day_in(area, by, **wanted)
    for n in range(1, 13):
        made_ground.day_in(area, by, **{**wanted, "held_on": on + n * 7 * DAY})
    made_ground.cut(day, movement.people["organiser"])
    return day


def _corrected(movement: Movement, day: Day) -> None:
    by = movement.actor("organiser")
    for n in range(20):
        day.refresh_from_db()
        kind = (Correction.Kind.LOCK, Correction.Kind.UNLOCK)[n % 2]
        actions_of_turfs.correct(CorrectionAsked(day, kind, 2, day.edition), by=by, at=now())


def _asked(movement: Movement, day: Day) -> None:
    """Ask every member; one in seventeen comes, one in ten of those drives; coaches with two stops each."""
    by = movement.actor("organiser")
    pks = list(Person.objects.filter(group__slug="north", merged_into=None).order_by("pk").values_list("pk", flat=True))
    Invitation.objects.bulk_create(
        (Invitation(day=day, person_id=pk, made_at=now(), asked_at=now(), asked_by=by.pseudonym) for pk in pks),
        batch_size=2_000,
    )
    chance, comers = Random(2), pks[20::17] or pks[-6:]
    said = [_said(n, chance) for n in range(len(comers))]
    noted = [Noted(pk, one) for pk, one in zip(comers, said, strict=True)]
    me = [Noted(movement.people[who].pk, Said(drives=who == "driver", seats_offered=3 * (who == "driver")))
          for who in ("driver", "volunteer", "member", "twin")]  # fmt: skip
    actions_of_people.note_answers(Noting(day, [*me, *noted]), by=by, at=now())
    for n in range(max(2, len(comers) // 60)):
        x, y = 0.002 * (n % 5), 0.002 * (n // 5)
        stops = (StopTold(f"Church {n}", x, y, None), StopTold(f"Bridge {n}", x + 0.01, y, None))
        told = CoachTold(name=f"Coach {n + 1}", seats=49, stops=stops, operator="Made-up Coaches")
        actions_of_vehicles.add_coach(day, told=told, by=by, at=now())


def _said(n: int, chance: Random) -> Said:
    place: dict[str, Any] = {"lon": chance.gauss(0.01, 0.01), "lat": chance.gauss(0.01, 0.01), "walk_m": 3_000}
    if n % 10 == 0:
        return Said(drives=True, seats_offered=3, **place)
    needs = "step-free" if n % 31 == 1 else ""
    return Said(
        answer="cant" if n % 9 == 5 else "come", needs=needs, beds_wanted=n % 20 == 3, child=n % 23 == 7, **place
    )


def _written(movement: Movement, group: Group) -> None:
    texts = {"en-gb": {"subject": "Saturday, {name}?", "body": "Dear {name}, can you come?"}}
    people = Person.objects.filter(group=group, merged_into=None).values_list("pseudonym", "known_as", "forenames")
    to = [messenger.Recipient(who, Way.EMAIL, f"{who}@members.example", fields={"name": one or other})
          for who, one, other in people]  # fmt: skip
    for kind in (Sending.Kind.NEWS,) * 12 + (Sending.Kind.CALL,):
        few = to if kind == Sending.Kind.CALL else to[:20]
        wanted = messenger.Writing(kind, group.compartment, texts, answers=("yes", "no") if few is to else ())
        messenger.queue(wanted, recipients=few, by=movement.actor("officer"), at=now())


def _powers(movement: Movement) -> None:
    """Let 300 hold a power, and 60 requests wait."""
    at, founder = now(), movement.actor("founder")
    people = list(Person.objects.filter(group__slug="north", merged_into=None).order_by("-pk")[:300])
    Grant.objects.bulk_create(
        Grant(
            holder=one.pseudonym, role="driver", compartment=NORTH, purpose="lifts", granted_by=founder.pseudonym,
            decision="minute 9", starts_at=at - DAY, ends_at=at + 60 * DAY,
        ) for one in people
    )  # fmt: skip
    until = int((at + 30 * DAY).timestamp() * 1000)
    for one in people[:60]:
        terms: dict[str, Any] = {"holder": one.pseudonym, "role": "volunteer", "compartment": NORTH, "purpose": "lifts",
                 "decision": "minute 9", "until": until}  # fmt: skip
        wanted = powers.Asked("power.grant", terms=terms, compartment=NORTH, subjects=[one.pseudonym])
        powers.ask(wanted, by=founder, at=at)


def _published(movement: Movement, day: Day) -> None:
    by, day = movement.actor("organiser"), Day.objects.get(pk=day.pk)
    try:
        actions_of_boards.publish(Terms(day, snapshot_of(day).digest), by=by, at=now())
    except NeedsTwoError as need:
        wanted = powers.Asked(need.kind, terms=need.terms, compartment=need.compartment, subjects=need.subjects)
    request = powers.ask(wanted, by=by, at=now())
    powers.approve(request, seen=bytes(request.body), by=movement.actor("officer"), at=now())
    carry_out(request, by=by, at=now())


def _broken(movement: Movement, day: Day) -> None:
    """Let two coaches break down: one is sent, one is a proposal."""
    by = movement.actor("organiser")
    coaches = list(Vehicle.objects.filter(day=day, kind="coach").order_by("pk").values_list("name", flat=True)[:2])
    standing = day.seatings.get(number=0).body["vehicles"]
    for number, name in enumerate(coaches):
        visits = next(one["visits"] for one in standing if one["name"] == name)
        at_s = (visits[0]["leaves_s"] if visits else 8 * 3_600) - 60
        event = f"{name} breaks down {at_s // 3600:02d}:{at_s // 60 % 60:02d}"
        made_now = mending.propose(day, event=event, seen=number, by=by, at=now())
        if number == 0:
            actions_of_seats.send(made_now, by=by, at=now())
            _work()


def _beside(movement: Movement, day: Day) -> None:
    by, volunteer = movement.actor("organiser"), movement.actor("volunteer")
    for n in range(30):
        actions_of_saturday.report(
            day, kind=Incident.Kind.DOG, place=f"Mill Lane {n}", words="It bites", by=volunteer, at=now()
        )
    wanted = actions_of_copies.Wanted(Copy.Kind.BOARDS, by.pseudonym, only=tuple(range(1, 21)))
    actions_of_copies.print_copy(day, wanted, by=by, at=now())
    _work()
    for _ in range(40):
        actions_of_copies.print_copy(day, wanted, by=by, at=now())
    drivers = Coming.objects.filter(day=day, drives=True).select_related("person")[:100]
    for one in drivers:
        actions_of_claims.claim(Bill(day, "fuel", person=one.person, pence=900), by=by, at=now())


def _work() -> None:
    with lines(own=True) as said:
        while work_once(said, kinds=WORK):
            pass


def _most(area: Area) -> int:
    """Give the street with the most buildings."""
    return int(area.streets.annotate(many=Count("buildings")).order_by("-many")[:1].get().pk)
