"""Every cell of the table that docs/methods/power.md writes by hand: role, deed, compartment."""

import importlib
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from muster import web
from muster.home import CHECKOUT
from muster.web.days.answering import Noting
from muster.web.days.claims import Bill
from muster.web.days.corrections import CorrectionAsked
from muster.web.days.inviting import Calling
from muster.web.days.models import Day
from muster.web.days.models_of_people import Claim, Coming, Invitation, Telling, Vehicle
from muster.web.days.models_of_seats import Copy, Difference, Incident, Seating
from muster.web.days.models_of_turfs import Correction, Publication
from muster.web.days.publishing import Terms
from muster.web.enter.models import ProgramKey, Session
from muster.web.intake.models import Upload
from muster.web.mandates.models import Erasure, Objection, Panel, Panellist
from muster.web.messenger.models import Message, Sending
from muster.web.power.actions import Given, Side
from muster.web.power.models import Glass, Grant, Interest, Request, Suspension
from muster.web.record.actor import NOBODY, SITE, Actor, Held
from muster.web.register.models import Area, Building, Doubt, Source, Street
from muster.web.roll.models import Account, ContactWay, Double, Group, Merge, Person, Post, Term

pytestmark = pytest.mark.django_db

PAGE = CHECKOUT / "docs" / "methods" / "power.md"
GROUP = Group(pk=1, name="North", slug="north")
HERE, ELSEWHERE = GROUP.compartment, "group:south"
OWN = Actor(1, "o" * 32)
THEM = Person(pk=1, pseudonym=OWN.pseudonym, group=GROUP)
WORKED = ("volunteer", "driver", "organiser", "officer")


def holding(role: str, compartment: str) -> Actor:
    return Actor(9, "z" * 32, frozenset({Held(role, compartment, "care")}))


ACTORS = {
    "nobody": NOBODY,
    "another member": Actor(9, "z" * 32),
    "own": OWN,
    **{role: holding(role, HERE) for role in WORKED},
    "officer, all": holding("officer", "movement"),
    "founder": holding("founder", "movement"),
    "the site": SITE,
}


def thing_of(rule: Callable[..., Any]) -> Any:
    """Make what a rule is asked about, in the compartment `HERE`, about or of `THEM`."""
    wanted = list(inspect.signature(rule).parameters.values())[1]
    name = str(getattr(wanted.annotation, "__name__", wanted.annotation)).removesuffix(" | None").rpartition(".")[2]
    area = Area(pk=1, compartment=HERE)
    source = Source(pk=1, area=area)
    upload = Upload(pk=1, compartment=HERE)
    sending = Sending(compartment=HERE)
    account = Account(pk=1, person=THEM)
    day = Day(pk=1, compartment=HERE)
    made: dict[str, Any] = {
        "Account": account, "Area": area, "Building": Building(area=area), "ContactWay": ContactWay(person=THEM),
        "Day": day, "Double": Double(one=THEM, other=Person(pk=2, group=GROUP)), "Doubt": Doubt(source=source),
        "Given": Given(OWN.pseudonym, "officer", HERE, "care", "minute 1", 0), "Glass": Glass(holder=OWN.pseudonym),
        "Grant": Grant(holder=OWN.pseudonym), "Interest": Interest(holder=OWN.pseudonym),
        "Erasure": Erasure(who=OWN.pseudonym, compartment=HERE), "Merge": Merge(kept=THEM),
        "Panel": Panel(suspension=Suspension(holder=OWN.pseudonym)), "Panellist": Panellist(who=OWN.pseudonym),
        "Objection": Objection(who=OWN.pseudonym, compartment=HERE),
        "Message": Message(to=OWN.pseudonym, sending=sending), "Person": THEM,
        "Post": Post(group=GROUP), "Request": Request(compartment=HERE), "Seating": Seating(day=day),
        "ProgramKey": ProgramKey(account=account), "Sending": sending, "Session": Session(account=account),
        "Source": source,
        "Side": Side("selection", "north", HERE, "minute 1"), "Street": Street(area=area),
        "Suspension": Suspension(holder=OWN.pseudonym), "Term": Term(post=Post(group=GROUP), person=THEM),
        "Upload": upload, "Group": GROUP, "Invitation": Invitation(day=day, person=THEM),
        "Coming": Coming(day=day, person=THEM, with_person=THEM),
        "Vehicle": Vehicle(day=day, driver=Coming(day=day, person=THEM)),
        "Claim": Claim(day=day, person=THEM), "Telling": Telling(day=day), "Calling": Calling(day, (GROUP,)),
        "Noting": Noting(day, (), (GROUP,)),
        "Bill": Bill(day, Claim.Kind.FUEL, person=THEM),
        "CorrectionAsked": CorrectionAsked(day, Correction.Kind.SPLIT, 1, 0), "Correction": Correction(day=day),
        "Publication": Publication(day=day), "Terms": Terms(day, "0" * 64),
        "Difference": Difference(day=day), "Incident": Incident(day=day), "Copy": Copy(day=day, holder=OWN.pseudonym),
    }  # fmt: skip
    in_compartment = {"Asked", "Named", "Opened", "Writing"}
    if name in in_compartment:
        return type(name, (), {"compartment": HERE})()
    if name == "str":  # a holder, or a compartment to break the glass of
        return OWN.pseudonym
    return made.get(name)


def rows() -> dict[str, dict[str, bool]]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    head, _rule, *body = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    assert head[1:] == list(ACTORS)
    return {row[0]: {who: cell == "yes" for who, cell in zip(head[1:], row[1:], strict=True)} for row in body}


def deeds() -> dict[str, Callable[..., Any]]:
    """Give every deed's rule by its name."""
    found = {}
    for path in sorted(Path(web.__file__).parent.glob("*/actions*.py")):
        module = importlib.import_module(f"muster.web.{path.parent.name}.{path.stem}")
        for act in vars(module).values():
            if hasattr(act, "recorded"):
                kind, rule = act.recorded
                found[kind] = rule
    return found


def test_the_table_names_every_deed_and_no_other() -> None:
    assert sorted(rows()) == sorted(deeds())


@pytest.mark.parametrize("kind", sorted(rows()))
def test_what_the_code_allows_is_what_the_table_says(kind: str) -> None:
    rule, wanted = deeds()[kind], rows()[kind]
    thing = thing_of(rule)
    assert {who: rule(actor, thing) for who, actor in ACTORS.items()} == wanted
    if kind not in {"roll.welcome", "enter.invite"}:  # an officer of any group welcomes and invites
        elsewhere = {role: rule(holding(role, ELSEWHERE), thing) for role in WORKED}
        assert elsewhere == dict.fromkeys(WORKED, wanted["another member"])


def test_without_power_one_does_hardly_anything() -> None:
    """Whoever is suspended is, to every rule, another member: this is all that is left to them beside their own."""
    assert {kind for kind, row in rows().items() if row["another member"]} == {
        "enter.reach_limit", "power.declare", "roll.join",
    }  # fmt: skip
