"""A movement of twenty made-up people in two groups, each with words in their record that stand nowhere else."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from muster.guard.need import LONGEST_GRANT
from muster.web.days import actions as of_days
from muster.web.days import actions_of_claims as claims
from muster.web.days import actions_of_copies as of_copies
from muster.web.days import actions_of_people as coming
from muster.web.days import actions_of_saturday as saturday
from muster.web.days import inviting
from muster.web.days.actions import Opened
from muster.web.days.answering import Noted, Noting, Said
from muster.web.days.claims import Bill
from muster.web.days.models import Day, Season
from muster.web.days.models_of_people import Claim, Coming, Invitation, Vehicle
from muster.web.days.models_of_seats import Copy, Incident, Seating
from muster.web.days.models_of_turfs import Turf
from muster.web.intake.models import Upload
from muster.web.mandates import actions as mandates
from muster.web.mandates import actions_of_erasing as erasing
from muster.web.mandates import actions_of_panels as panels
from muster.web.mandates.models import Erasure, Objection, Panel, Panellist
from muster.web.messenger import actions as messenger
from muster.web.messenger.links import token
from muster.web.messenger.models import Message, Sending, State, Way
from muster.web.power import actions as power
from muster.web.power.models import Glass, Grant, Interest, Request, Suspension
from muster.web.record.actor import Actor
from muster.web.record.deeds import name_of
from muster.web.register.models import Building, Door, Doubt, Elector, Entry, Zone
from muster.web.roll import actions as roll
from muster.web.roll import actions_of_groups as of_groups
from muster.web.roll.models import Account, ContactWay, Double, Group, Person, Term
from muster.web.roll.moves import Kind
from muster.web.roll.queries import actor_of_person
from tests.entered import entered
from tests.web.days.made_ground import seated
from tests.web.power.founded import asked
from tests.web.register import made_source
from tests.web.roll import made_files
from tests.web.roll.made_roll import doubled

NORTH, SOUTH, ALL = "group:north", "group:south", "movement"
# who: group, role, compartment
PEOPLE: dict[str, tuple[str, str, str]] = {
    "founder": ("", "founder", ALL),
    "another founder": ("", "founder", ALL),
    "officer, all": ("", "officer", ALL),
    "officer": ("north", "officer", NORTH),
    "organiser": ("north", "organiser", NORTH),
    "driver": ("north", "driver", NORTH),
    "volunteer": ("north", "volunteer", NORTH),
    "member": ("north", "", ""),
    "stopped officer": ("north", "officer", NORTH),
    "twin": ("north", "", ""),
    "other twin": ("north", "", ""),
    "kept": ("north", "", ""),
    "merged": ("north", "", ""),
    "reached by post": ("north", "", ""),
    "officer of south": ("south", "officer", SOUTH),
    "organiser of south": ("south", "organiser", SOUTH),
    "member of south": ("south", "", ""),
    "another of south": ("south", "", ""),
    "of no group": ("", "", ""),
    "of no group either": ("", "", ""),
}
SHOWN = ("twin", "member", "kept", "merged", "stopped officer", "member of south", "of no group", "founder")
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Movement:
    """The people by who they are, and what stands in their groups."""

    people: dict[str, Person]
    planted: dict[str, tuple[str, ...]]
    ids: dict[str, list[Any]]

    def client(self, who: str) -> Client:
        """A browser that somebody entered by, proved twice and freshly; '' is nobody."""
        client = Client()
        return entered(client, self.people[who].account) if who else client

    def actor(self, who: str) -> Actor:
        return actor_of_person(self.people[who], at=now())


def words_of(number: int) -> dict[str, str]:
    """What is planted in one person: small letters, digits and nothing that a page writes otherwise."""
    n = f"{number:02d}"
    return {
        "known_as": f"kwx{n}aa", "surname": f"swx{n}bb", "address": f"awx{n}cc", "email": f"ewx{n}dd@people.example",
        "telephone": f"+4477009{n}5{n}", "number": f"nwx{n}ee",
    }  # fmt: skip


def stands(who: str, number: int, groups: dict[str, Group], by: Actor) -> Person:
    group, role, compartment = PEOPLE[who]
    planted = words_of(number)
    told = roll.Told(
        "F", planted["surname"], known_as=planted["known_as"], email=planted["email"], telephone=planted["telephone"],
        address=planted["address"], kind=Kind.MEMBER, agrees={"email": True},
    )  # fmt: skip
    person = roll.enter(groups.get(group), told=told, on=now().date(), by=by, at=now())
    person.number = planted["number"]
    person.save(update_fields=["number"])
    Account.objects.create(person=person, last_login=now())
    if role:
        hold(person, role=role, compartment=compartment)
    return person


def hold(person: Person, *, role: str, compartment: str) -> None:
    at = now() - DAY
    Grant.objects.create(
        holder=person.pseudonym, role=role, compartment=compartment, purpose="care", granted_by="0" * 32,
        decision="minute 1", starts_at=at, ends_at=at + LONGEST_GRANT,
    )  # fmt: skip


def made() -> Movement:
    """Make the movement: the deeds that people use where there are any."""
    keeper = made_files.keeper()
    groups = {
        one: of_groups.add_group(of_groups.Named(one.title(), districts=[code]), by=keeper, at=now())
        for one, code in (("north", "ZX1"), ("south", "ZY1"))
    }
    people = {who: stands(who, number, groups, keeper) for number, who in enumerate(PEOPLE)}
    planted = {who: tuple(words_of(number).values()) for number, who in enumerate(PEOPLE)}
    ids = {
        **_of_the_roll(people, groups, keeper),
        **_of_power(people),
        **_of_letters(people, groups),
        **_of_registers(),
        "days": [seated(actor_of_person(people[who], at=now()), compartment=place).pk
                 for who, place in (("organiser", NORTH), ("organiser of south", SOUTH))],
    }  # fmt: skip
    ids |= _of_coming(people, ids["days"])
    for person in people.values():
        person.refresh_from_db()
    return Movement(people, planted, ids)


def _of_the_roll(people: dict[str, Person], groups: dict[str, Group], by: Actor) -> dict[str, list[Any]]:
    gone = people["merged"]
    merge = roll.merge(doubled(people["kept"], gone), keep=people["kept"].pk, chosen={}, by=by, at=now())
    pair = doubled(people["twin"], people["other twin"])
    Double.objects.filter(pk=pair.pk).update(group=groups["north"], said="")
    doubled(people["twin"], people["member of south"])
    posts = [of_groups.add_post(group, title="chair", by=by, at=now()) for group in (*groups.values(), None)]
    today = now().date()
    for post, who in zip(posts, ("twin", "another of south", "of no group"), strict=True):
        of_groups.appoint(post, person=people[who], starts_on=today, ends_on=today + DAY, decision="m", by=by, at=now())
    files = []
    for who, group in (("officer", groups["north"]), ("officer of south", groups["south"])):
        ours = actor_of_person(people[who], at=now())
        known = words_of(list(PEOPLE).index("another of south" if group.slug == "south" else "twin"))
        rows = f"Number,Surname,E-mail\n{known['number']},{known['surname']},bad\n"
        files.append(made_files.read(rows.encode(), by=ours, group=group))
        files.append(made_files.read(b"Wer,Was\nX,1\n", by=ours, group=group, what="payments"))
    assert gone.pk
    return {
        "people": [people[who].pk for who in SHOWN],
        "groups": [group.pk for group in groups.values()],
        "slugs": [group.slug for group in groups.values()],
        "ways": [ContactWay.objects.filter(person=people[who]).earliest("pk").pk for who in SHOWN if who != "merged"],
        "posts": [post.pk for post in posts],
        "terms": list(Term.objects.order_by("pk").values_list("pk", flat=True)),
        "doubles": [pair.pk, *Double.objects.exclude(said="moot").exclude(pk=pair.pk).values_list("pk", flat=True)],
        "merges": [merge.pk],
        "files of people": [file.pk for file in files],
    }


def _of_power(people: dict[str, Person]) -> dict[str, list[Any]]:
    founder, other = (actor_of_person(people[who], at=now()) for who in ("founder", "another founder"))
    for who, compartment in (("another of south", SOUTH), ("twin", NORTH)):
        until = int((now() + 30 * DAY).timestamp() * 1000)
        given = power.Given(people[who].pseudonym, "driver", compartment, "lifts", "minute 2", until)
        power.ask(asked(given), by=founder, at=now())
    for who in ("stopped officer", "of no group either"):
        holder, why = people[who].pseudonym, words_of(list(PEOPLE).index(who))["address"]
        wanted = power.Asked(
            "power.suspend", terms={"holder": holder, "scope": "the keys"}, compartment=ALL, subjects=[holder]
        )
        request = power.ask(wanted, by=founder, at=now())
        power.approve(request, seen=bytes(request.body), by=other, at=now())
        stopped = power.suspend(holder, scope="the keys", by=founder, at=now())
        power.give_reasons(stopped, reasons=why, by=founder, at=now())
    panel = panels.call_panel(Suspension.objects.earliest("pk"), by=founder, at=now())
    panels.draw_panel(panel, by=founder, at=now())
    power.break_glass(SOUTH, reason="a coach is lost", by=other, at=now() - 2 * DAY)
    for who in ("member", "member of south"):
        mandates.object_to(people[who], words="my address", by=actor_of_person(people[who], at=now()), at=now())
        erasing.ask_erasure(people[who], by=actor_of_person(people[who], at=now()), at=now())
    declared = Interest.objects.create(
        holder=people["member"].pseudonym, about=people["officer"].pseudonym, kind="family", declared_at=now()
    )
    return {
        "grants": list(Grant.objects.order_by("pk").values_list("pk", flat=True)),
        "requests": list(Request.objects.order_by("state", "compartment").values_list("pk", flat=True)),
        "interests": [declared.pk],
        "panels": list(Panel.objects.order_by("pk").values_list("pk", flat=True)),
        "panellists": list(Panellist.objects.order_by("pk").values_list("pk", flat=True)),
        "erasures": list(Erasure.objects.order_by("pk").values_list("pk", flat=True)),
        "objections": list(Objection.objects.order_by("pk").values_list("pk", flat=True)),
        "suspensions": list(Suspension.objects.order_by("pk").values_list("pk", flat=True)),
        "glass": list(Glass.objects.order_by("pk").values_list("pk", flat=True)),
    }


def _of_letters(people: dict[str, Person], groups: dict[str, Group]) -> dict[str, list[Any]]:
    reached = {"north": ("member", "twin", "reached by post"), "south": ("member of south", "another of south")}
    writers = {"north": "officer", "south": "officer of south"}
    texts = {"en-gb": {"subject": "Saturday, {name}?", "body": "Dear {name}, can you come?"}}
    for slug, group in groups.items():
        recipients = [
            messenger.Recipient(
                people[who].pseudonym, Way.LETTER if who == "reached by post" else Way.EMAIL,
                words_of(list(PEOPLE).index(who))["email"], fields={"name": people[who].name},
            )
            for who in reached[slug]
        ]  # fmt: skip
        wanted = messenger.Writing(Sending.Kind.CALL, group.compartment, texts, answers=("yes", "no"))
        by = actor_of_person(people[writers[slug]], at=now())
        sending = messenger.queue(wanted, recipients=recipients, by=by, at=now())
        sending.messages.filter(to=people[reached[slug][0]].pseudonym).update(state=State.FAILED, trouble="550 no")
    messages = list(Message.objects.filter(sending__kind=Sending.Kind.CALL).order_by("pk"))
    return {
        "sendings": sorted({message.sending_id for message in messages}),
        "messages": [message.pk for message in messages],
        "letters": [(message.sending_id, message.pk) for message in messages],
        "answers": [token(messages[0], "answer")],
        "no more": [token(messages[0], "stop")],
    }


def _of_coming(people: dict[str, Person], days: list[int]) -> dict[str, list[Any]]:
    """Let some of each group be asked to its day: one comes, one drives, one is under 18, one is silent, one claims."""
    for pk in days:  # they are days to come: what they tell is gone when they are over
        Day.objects.filter(pk=pk).update(held_on=now().date() + 7 * DAY)
    come = {NORTH: ("member", "twin", "kept"), SOUTH: ("member of south", "another of south")}
    silent = {NORTH: "other twin", SOUTH: "officer of south"}
    planners = {NORTH: "organiser", SOUTH: "organiser of south"}
    for compartment, named in come.items():
        day = Day.objects.get(pk__in=days, compartment=compartment)
        by = actor_of_person(people[planners[compartment]], at=now())
        said = [Noted(people[who].pk, Said(drives=who == "twin", seats_offered=3 * (who == "twin"))) for who in named]
        coming.note_answers(Noting(day, said), by=by, at=now())
        Invitation.objects.create(day=day, person=people[silent[compartment]], made_at=now(), asked_at=now())
        row = Coming.objects.get(day=day, person=people[named[0]])
        row.apart_from.add(people[named[1]])
        claims.claim(Bill(day, "fuel", person=people[named[0]], pence=100), by=by, at=now())
        _happens(day, people[named[0]], by)
    north = Day.objects.get(pk__in=days, compartment=NORTH)
    Coming.objects.filter(day=north, person=people["kept"]).update(under_18=True, with_person=people["member"])
    told = Invitation.objects.get(day=north, person=people["member"])
    rows = Coming.objects.order_by("pk")
    return {
        "comings": [(row.day_id, row.person_id) for row in rows],
        "vehicles of days": [(car.day_id, car.pk) for car in Vehicle.objects.order_by("pk")],
        "names of vehicles": [(car.day_id, car.name) for car in Vehicle.objects.order_by("pk")],
        "claims": [(one.day_id, one.pk) for one in Claim.objects.order_by("pk")],
        "links of days": [inviting.token(told)],
        "seasons": list(Season.objects.order_by("pk").values_list("pk", flat=True)),
        "turfs": [(one.day_id, one.number) for one in Turf.objects.order_by("pk")],
        "incidents": [(one.day_id, one.pk) for one in Incident.objects.order_by("pk")],
        "changes": [(one.day_id, one.number) for one in Seating.objects.filter(number__gt=0).order_by("pk")],
        "copies": [(one.day_id, one.number) for one in Copy.objects.order_by("pk")],
    }


def _happens(day: Day, told_by: Person, by: Actor) -> None:
    """Let a day stand in a season, one leave later, somebody tell of a dog, and rosters be asked for."""
    opened = Opened("Spring", day.compartment, day.held_on, day.held_on)
    Day.objects.filter(pk=day.pk).update(season=of_days.open_season(opened, by=by, at=now()))
    planned = day.seatings.get()
    _named_after(planned, list(Coming.objects.filter(day=day).select_related("person").order_by("pk")))
    first, *others = planned.body["people"]
    later = {key: value + 600 if key.endswith("_s") and value else value for key, value in first.items()}
    told = {"body": {**planned.body, "people": [later, *others]}, "plan": planned.plan.name}
    Seating.objects.create(day=day, number=1, after=0, event="the first leaves later", made_by=by.pseudonym, **told)
    teller = actor_of_person(told_by, at=now())
    saturday.report(day, kind=Incident.Kind.DOG, place="Mill Lane", words="It bites", by=teller, at=now())
    wanted = of_copies.Wanted(Copy.Kind.ROSTERS, told_by.pseudonym)
    of_copies.print_copy(day, wanted, by=by, at=now())


def _named_after(planned: Seating, comings: list[Coming]) -> None:
    """Let whoever comes stand in a plan, by the names that plans know them by."""
    written = json.dumps(planned.body)
    for one, row in zip(planned.body["people"], comings, strict=False):
        written = written.replace(json.dumps(one["name"]), json.dumps(row.name))
    planned.body = json.loads(written)
    planned.save(update_fields=["body"])


def _electors(planted: str, count: int) -> bytes:
    rows = [("CA1", n, f"{planted}{n}yy", "Ada", "ZX1 0AB", f"{n} Mill Lane", "Penbury") for n in range(1, count + 1)]
    return made_source.csv_of(rows)


def _of_registers() -> dict[str, list[Any]]:
    ours = made_source.organiser(compartment=NORTH)
    source = made_source.added(ours, compartment=NORTH)
    waits, odd = (made_source.added(ours, compartment=NORTH, name=name) for name in ("Waits", "Odd"))
    made_source.taken_in(source, _electors("lwx", 3), by=ours)
    made_source.taken_in(source, _electors("lwx", 4), by=ours, on=made_source.AFTER)
    strange = b"Ref;Who;Where\r\n" + b"".join(b"%d;X;%d Mill Lane\r\n" % (n, n) for n in range(1, 9))
    files = [made_source.read(waits, _electors("fwx", 3), by=ours), made_source.read(odd, strange, by=ours)]
    assert [file.state for file in files] == [Upload.State.READ, Upload.State.UNMAPPED]
    one, other = Elector.objects.filter(source=source).order_by("pk")[:2]
    said = {"reason": 1, "speaks_for": 0, "against": 0, "weight": 1}
    doubt = Doubt.objects.create(source=source, version=2, older=one, newer=other, **said)
    building = Building.objects.earliest("pk")
    return {
        "sources": [source.pk, waits.pk],
        "lists": [("lwx", name_of(source)), ("fwx", name_of(waits))],
        "files of registers": [file.pk for file in files],
        "areas": [source.area_id],
        "streets": [building.street_id],
        "buildings": [building.pk],
        "doors": [Door.objects.earliest("pk").pk],
        "electors": [one.pk],
        "doubts": [doubt.pk],
        "zones": list(Zone.objects.order_by("pk").values_list("pk", flat=True)[:2]),
        "entries": [Entry.objects.earliest("pk").pk],
    }


ABOUT: dict[str, str] = {  # an address, or all others of an app -> which things
    **dict.fromkeys((f"days:{one}" for one in ("answer_for", "keep_apart")), "comings"),
    **dict.fromkeys((f"days:{one}" for one in ("coach", "drop_vehicle")), "vehicles of days"),
    "days:roster": "names of vehicles", "days:settle_claim": "claims",
    **dict.fromkeys((f"days:{one}" for one in ("asked", "asked_calendar", "asked_slip", "asked_roster", "asked_claim")),
                    "links of days"),
    **dict.fromkeys((f"days:{one}" for one in ("report_by_link", "here_by_link")), "links of days"),
    **dict.fromkeys((f"days:{one}" for one in ("turf", "board", "correct")), "turfs"),
    **dict.fromkeys((f"days:{one}" for one in ("change", "send", "write_again", "undo")), "changes"),
    **dict.fromkeys((f"days:{one}" for one in ("copy", "let_go", "note_back")), "copies"),
    "days:incident": "incidents", "days:season": "seasons",
    "days": "days", "register": "sources", "letters": "sendings",
    "roll:public_group": "slugs", "roll:drop_way": "ways", "roll:appoint": "posts", "roll:end_term": "terms",
    "roll:double": "doubles", "roll:settle": "doubles", "roll:unmerge": "merges", "letters:again": "letters",
    **dict.fromkeys((f"roll:{one}" for one in ("group", "describe", "area", "chase", "add_post", "export")), "groups"),
    **dict.fromkeys((f"roll:{one}" for one in ("file", "columns", "problems", "accept", "send_back", "read_again")),
                    "files of people"),
    **dict.fromkeys((f"roll:{one}" for one in ("person", "correct", "move", "become", "transfer", "agree", "add_way")),
                    "people"),
    "enter:invite": "people",
    "api": "people", "api:drop_way": "ways", "api:group": "slugs", "api:turf": "turfs", "api:season": "seasons",
    "api:register": "sources", **dict.fromkeys((f"api:{one}" for one in ("day", "turfs", "boards")), "days"),
    **dict.fromkeys((f"mandates:{one}" for one in ("renew", "withdraw", "declare")), "grants"),
    **dict.fromkeys((f"mandates:{one}" for one in ("request", "approve", "refuse", "do")), "requests"),
    **dict.fromkeys((f"mandates:{one}" for one in ("reasons", "hearing", "end", "call_panel")),
                    "suspensions"),
    "mandates:hear": "objections", **dict.fromkeys(("mandates:panel", "mandates:draw"), "panels"),
    **dict.fromkeys(("mandates:decline", "mandates:speak"), "panellists"),
    **dict.fromkeys(("mandates:erasure", "mandates:erase"), "erasures"),
    "mandates:retract": "interests", "mandates:review": "glass",
    "messenger:answer": "answers", "messenger:opt_out": "no more",
    **dict.fromkeys((f"register:{one}" for one in ("upload", "columns", "offered", "problems", "accept", "send_back",
                     "read_again", "table", "send_table_back")), "files of registers"),
    **dict.fromkeys((f"register:{one}" for one in ("places", "zones", "tables", "borders")), "areas"),
    "register:settle": "doubts", "register:street": "streets", "register:cure": "streets", "register:door": "doors",
    "register:elector": "electors", "register:zone": "zones", "register:place": "buildings",
}  # fmt: skip
# tests/web/enter tries these
OF_ENTERING = {"enter:end_session", "enter:end_key", "mfa_remove_webauthn", "mfa_edit_webauthn"}
BESIDE: dict[str, Any] = {
    "pk": 1,
    "key": 1,
    "number": 1,
    "name": "coach-1",
    "kind": "turfs",
    "channel": "email",
    "after": 1,
    "upto": 2,
    "token": "0-1-2",
}


def addresses(movement: Movement, name: str, converters: list[str]) -> list[str]:
    """Give an address for each thing that it may be about."""
    if not converters:
        return [reverse(name)]
    about = ABOUT.get(name) or ABOUT.get(name.partition(":")[0])
    values: list[Any] = movement.ids[about] if about else [BESIDE[converters[0]]]
    assert about or converters[0] != "pk" or name in OF_ENTERING, f"say in ABOUT what {name} is about"
    given = [list(value) if isinstance(value, tuple) else [value] for value in values]
    rest = {one: BESIDE.get(one, 1) for one in converters}
    return [reverse(name, args=[*head, *[rest[one] for one in converters[len(head) :]]]) for head in given]
