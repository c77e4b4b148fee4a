"""How somebody belongs: one table of moves, dated, with the decision behind the grave ones."""

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction

from muster.web.record.actor import NOBODY, Actor
from muster.web.record.deeds import NotAllowedError
from muster.web.record.models import Payload
from muster.web.roll import actions
from muster.web.roll import actions_of_groups as of_groups
from muster.web.roll import actions_of_time as of_time
from muster.web.roll.belonging import NoDecisionError, OutOfOrderError
from muster.web.roll.models import Chase, Consent, ContactWay, Double, Figure, Membership, Person, Tally
from muster.web.roll.moves import MOVES, NEEDS_A_DECISION, Kind, Move, NotAllowedMoveError, Status, after, drawn
from muster.web.roll.open_to_all import figures_seen, group_seen, in_tens
from muster.web.roll.queries import needs_of
from muster.web.roll.tasks import SITE_ITSELF
from tests.web.roll.made_roll import AT, DAY, TODAY, entered, group, officer, told

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
DOC = Path(__file__).parents[3] / "docs" / "methods" / "roll.md"

# Written by hand: from each status, what may follow. '.' is refused.
BY_HAND = """
            apply   admit    refuse  owe pay      lapse  become   leave remove  restore  die
nothing     applied standing .       .   .        .      .        .     .       .        .
applied     .       standing refused .   .        .      .        left  .       .        died
standing    .       .        .       due .        .      standing left  removed .        died
due         .       .        .       .   standing lapsed .        left  removed .        died
lapsed      applied .        .       .   standing .      .        left  .       .        died
left        applied standing .       .   .        .      .        .     .       .        died
refused     applied standing .       .   .        .      .        .     .       .        died
removed     .       .        .       .   .        .      .        .     .       standing died
died        .       .        .       .   .        .      .        .     .       standing .
"""


def test_the_table_of_moves_is_total_and_as_it_was_written_by_hand() -> None:
    head, *lines = (line.split() for line in BY_HAND.strip().splitlines())
    assert head == [move.value for move in Move]
    assert [line[0] for line in lines] == [status.value or "nothing" for status in Status]
    for (_name, *cells), status in zip(lines, Status, strict=True):
        for move, cell in zip(Move, cells, strict=True):
            if cell == ".":
                with pytest.raises(NotAllowedMoveError):
                    after(status, move, kind=Kind.MEMBER)
            else:
                assert after(status, move, kind=Kind.MEMBER) == cell
    assert set(MOVES) == set(Status)
    assert {then for moves in MOVES.values() for then in moves.values()} == set(Status) - {Status.NOTHING}


@pytest.mark.parametrize("kind", [Kind.SUPPORTER, Kind.AFFILIATE])
def test_only_members_owe_a_subscription(kind: Kind) -> None:
    with pytest.raises(NotAllowedMoveError):
        after(Status.STANDING, Move.OWE, kind=kind)


def test_the_document_draws_the_table_that_stands() -> None:
    assert f"```mermaid\n{drawn()}\n```" in DOC.read_text(encoding="utf-8")


def test_somebody_joins_by_the_form_and_an_officer_admits_them() -> None:
    here = group("Merrowby", "ZX1")
    group("Outer", "ZX", "ZX1 9")
    member = actions.join(told(), by=NOBODY, at=AT)
    supporter = actions.join(told(kind=Kind.SUPPORTER, postcode="ZX19AA", email="b@example.org"), by=NOBODY, at=AT)
    assert (member.group, member.status, member.joined_on) == (here, "applied", None)
    assert (supporter.status, supporter.joined_on, supporter.group and supporter.group.name) == (
        "standing", TODAY, "Outer",
    )  # fmt: skip
    said = Consent.objects.filter(person=member).values_list("channel", "agreed", "how", "said_by", "said_at")
    assert set(said) == {("email", True, "form", "nobody", AT), ("text", False, "form", "nobody", AT)}
    actions.move(member, move=Move.ADMIT, on=TODAY, by=officer(here.compartment), at=AT + DAY)
    member.refresh_from_db()
    assert (member.status, member.joined_on) == ("standing", TODAY)
    stood = Membership.objects.filter(person=member).order_by("pk").values_list("status", "since_on", "until_on")
    assert list(stood) == [("applied", TODAY, TODAY), ("standing", TODAY, None)]


def test_whoever_was_known_before_hears_nothing_of_it_and_an_officer_is_asked() -> None:
    first = entered()
    again = actions.join(told(forenames="Ada"), by=NOBODY, at=AT)
    assert first.pk != again.pk
    pair = Double.objects.get()
    assert (pair.one_id, pair.other_id, pair.shares) == (first.pk, again.pk, 7)


def test_a_couple_with_one_address_is_not_asked_about() -> None:
    entered()
    entered(forenames="Wole")
    assert not Double.objects.exists()


@pytest.mark.parametrize("move", sorted(NEEDS_A_DECISION))
def test_what_is_grave_names_its_decision(move: Move) -> None:
    person = entered() if move != Move.REFUSE else actions.join(told(), by=NOBODY, at=AT)
    if move == Move.RESTORE:
        actions.move(person, move=Move.REMOVE, on=TODAY, decision="panel 3", by=officer(), at=AT)
    with pytest.raises(NoDecisionError):
        actions.move(person, move=move, on=TODAY, decision=" ", by=officer(), at=AT)
    actions.move(person, move=move, on=TODAY, decision="panel 4", by=officer(), at=AT)
    assert Membership.objects.get(person=person, until_on=None).decision == "panel 4"


@pytest.mark.parametrize("on", [TODAY - DAY, TODAY + DAY])
def test_a_status_begins_neither_before_the_last_nor_after_today(on: dt.date) -> None:
    person = entered()
    with pytest.raises(OutOfOrderError):
        actions.move(person, move=Move.LEAVE, on=on, by=officer(), at=AT)


def test_the_database_refuses_two_standings_and_an_affiliate_of_nothing() -> None:
    person = entered()
    with pytest.raises(IntegrityError, match=r"membership_one_stands|person"), transaction.atomic():
        Membership.objects.create(person=person, kind="member", status="due", move="owe", since_on=TODAY)
    with pytest.raises(IntegrityError, match="person_affiliate_through_a_body"), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(kind="affiliate")
    with pytest.raises(IntegrityError, match="membership_says_by_which_decision"), transaction.atomic():
        Membership.objects.filter(person=person).update(move="remove")


def test_a_supporter_becomes_a_member_and_a_union_brings_an_affiliate() -> None:
    person = entered(kind=Kind.SUPPORTER)
    actions.become(person, kind=Kind.MEMBER, on=TODAY, by=officer(), at=AT)
    person.refresh_from_db()
    assert (person.kind, person.status) == ("member", "standing")
    actions.become(person, kind=Kind.AFFILIATE, body="Rail Union", on=TODAY, by=officer(), at=AT)
    person.refresh_from_db()
    assert (person.kind, person.body) == ("affiliate", "Rail Union")
    with pytest.raises(actions.NoBodyError):
        actions.become(person, kind=Kind.AFFILIATE, on=TODAY, by=officer(), at=AT)


def test_subscriptions_fall_due_are_asked_for_and_lapse_only_after_that() -> None:
    here = group("Merrowby", "ZX1")
    ada, bo = entered(), entered(surname="Bo", email="bo@example.org", telephone="")
    Person.objects.filter(pk__in=[ada.pk, bo.pk]).update(paid_until=TODAY - DAY)
    assert of_time.come_due(None, by=SITE_ITSELF, at=AT) == (2, 0)
    assert of_time.come_due(None, by=SITE_ITSELF, at=AT) == (0, 0)
    assert of_groups.chase(here, by=officer(), at=AT) == 2
    assert of_groups.chase(here, by=officer(), at=AT + DAY) == 0  # within the fortnight
    Chase.objects.filter(person=bo).delete()
    assert of_groups.chase(here, by=officer(), at=AT + 20 * DAY) == 2
    Chase.objects.filter(person=bo).delete()
    assert of_time.come_due(None, by=SITE_ITSELF, at=AT + 89 * DAY) == (0, 0)
    assert of_time.come_due(None, by=SITE_ITSELF, at=AT + 90 * DAY) == (0, 1)  # nobody lapses who was not asked twice
    ada.refresh_from_db()
    assert ada.status == "lapsed"
    assert dict(Tally.objects.filter(group=here.pk, people__gt=0).values_list("status", "people")) == {
        "lapsed": 1, "due": 1,
    }  # fmt: skip


def test_a_replay_of_the_log_equals_the_table_of_memberships() -> None:
    one, two = entered(), entered(surname="Bell", email="b@example.org")
    for move in (Move.OWE, Move.PAY, Move.LEAVE):
        actions.move(one, move=move, on=TODAY, by=officer(), at=AT)
    actions.move(two, move=Move.REMOVE, on=TODAY, decision="panel 3", by=officer(), at=AT)
    replayed: dict[int, dict[str, str]] = {}
    last: dict[str, int] = {}
    for payload in Payload.objects.order_by("pk"):
        said = json.loads(bytes(payload.body))
        if "membership" in said:
            if said["person"] in last:
                replayed[last[said["person"]]]["until"] = said["since"]
            last[said["person"]] = said["membership"]
            membership = said.pop("membership")
            replayed[membership] = {**said, "until": ""}
    rows = {
        one.pk: {"person": one.person.pseudonym, "kind": one.kind, "status": one.status, "move": one.move,
                 "since": one.since_on.isoformat(), "decision": one.decision,
                 "until": one.until_on.isoformat() if one.until_on else ""}
        for one in Membership.objects.select_related("person")
    }  # fmt: skip
    assert len(rows) == 6
    assert replayed == rows


def test_a_group_with_one_officer_left_is_somebodys_task() -> None:
    here, there = group("Merrowby", "ZX1"), group("York", "ZY1")
    ada, bo = entered(), entered(forenames="Cem", surname="Bo", email="", telephone="")
    entered(postcode="ZY11AA", surname="Cy", email="", telephone="")
    posts = [of_groups.add_post(here, title=title, by=officer(), at=AT) for title in ("chair", "secretary")]
    term: dict[str, Any] = {
        "starts_on": TODAY,
        "ends_on": TODAY + 300 * DAY,
        "decision": "minute 1",
        "by": officer(),
        "at": AT,
    }
    of_groups.appoint(posts[0], person=ada, **term)
    second = of_groups.appoint(posts[1], person=bo, **term)
    alone = [(need.group, need.count) for need in needs_of(officer(), today=TODAY) if need.kind == "one officer"]
    assert alone == [("York", 0)]
    of_groups.end_term(second, on=TODAY, by=officer(), at=AT)
    mine = needs_of(officer(here.compartment), today=TODAY)
    assert [(need.kind, need.count, need.address) for need in mine] == [("one officer", 1, here.get_absolute_url())]
    assert needs_of(officer(there.compartment), today=TODAY)[0].group == "York"
    assert needs_of(NOBODY, today=TODAY) == ()
    with pytest.raises(of_groups.TermError):
        of_groups.appoint(posts[1], person=bo, **{**term, "ends_on": TODAY + 1200 * DAY})


def test_consent_keeps_its_history_and_saying_the_same_adds_nothing() -> None:
    person = entered(agrees={})
    by = officer()
    for agreed in (True, True, False):
        actions.agree(person, channel="post", agreed=agreed, by=by, at=AT)
    assert list(Consent.objects.order_by("pk").values_list("agreed", "until_at", "how", "said_by")) == [
        (True, AT, "officer", by.pseudonym), (False, None, "officer", by.pseudonym),
    ]  # fmt: skip
    actions.agree(person, channel="post", agreed=True, by=officer(person=person.pk), at=AT)
    assert Consent.objects.latest("pk").how == "self"


def test_the_movements_figures_give_nobody_away() -> None:
    here = group("Merrowby", "ZX1")
    for n in range(24):
        entered(surname=f"Person {n}", email="", telephone="", postcode="ZX11AA")
    entered(kind=Kind.SUPPORTER, surname="Only", email="", telephone="")
    leaver = Person.objects.get(surname="Person 3")
    actions.move(leaver, move=Move.LEAVE, on=TODAY, by=officer(), at=AT)
    of_time.count_month(None, month=TODAY.replace(day=1), by=SITE_ITSELF, at=AT)
    counted = Figure.objects.order_by("kind").values_list("kind", "people", "came", "went")
    assert list(counted) == [("member", 23, 24, 1), ("supporter", 1, 1, 0)]
    seen = figures_seen().newest
    assert [(kind, one.people, one.came, one.went) for kind, one in seen.items()] == [
        ("member", 20, 20, None), ("supporter", None, None, None),
    ]  # fmt: skip
    told_of = group_seen(here.slug)
    assert told_of is not None
    assert told_of.people == 20
    assert [in_tens(n) for n in (0, 9, 10, 14, 15, 99)] == [None, None, 10, 10, 20, 100]


def test_who_may_do_what() -> None:
    here, there = group("Merrowby", "ZX1"), group("York", "ZY1")
    person = entered()
    ways = ContactWay.objects.select_related("person__group")
    way = ways.filter(person=person).earliest("pk").pk
    post = of_groups.add_post(here, title="chair", by=officer(), at=AT)
    deeds: dict[str, Callable[[Actor], object]] = {
        "enter": lambda by: actions.enter(here, told=told(), on=TODAY, by=by, at=AT),
        "move": lambda by: actions.move(person, move=Move.OWE, on=TODAY, by=by, at=AT),
        "transfer": lambda by: actions.transfer(person, to=there, by=by, at=AT),
        "correct": lambda by: actions.correct(
            person, forenames="A", surname="B", known_as="", address="", postcode="", by=by, at=AT
        ),
        "agree": lambda by: actions.agree(person, channel="post", agreed=True, by=by, at=AT),
        "add_way": lambda by: actions.add_way(
            person, kind=ContactWay.Kind.EMAIL, value="new@example.org", by=by, at=AT
        ),
        "drop_way": lambda by: actions.drop_way(ways.get(pk=way), by=by, at=AT),
        "add_group": lambda by: of_groups.add_group(of_groups.Named("New"), by=by, at=AT),
        "set_area": lambda by: of_groups.set_area(here, districts=["ZX2"], by=by, at=AT),
        "describe": lambda by: of_groups.describe(here, named=of_groups.Named("Merrowby"), by=by, at=AT),
        "chase": lambda by: of_groups.chase(here, by=by, at=AT),
        "add_post": lambda by: of_groups.add_post(here, title="teller", by=by, at=AT),
        "appoint": lambda by: of_groups.appoint(
            post, person=person, starts_on=TODAY, ends_on=TODAY, decision="m", by=by, at=AT
        ),
        "come_due": lambda by: of_time.come_due(None, by=by, at=AT),
    }
    table = {
        "officer of the movement": (officer(), set(deeds) - {"come_due"}),
        "officer of the group": (officer(here.compartment), set(deeds) - {"add_group", "set_area", "come_due"}),
        "officer of another": (officer(there.compartment), set()),
        "the person": (officer("nowhere", person=person.pk), {"correct", "agree", "add_way", "drop_way"}),
        "nobody": (NOBODY, set()),
        "the site": (SITE_ITSELF, {"come_due"}),
    }
    for who, (actor, allowed) in table.items():
        for name, deed in deeds.items():
            with transaction.atomic():
                done = True
                try:
                    deed(actor)
                except NotAllowedError:
                    done = False
                transaction.set_rollback(True)
            assert done == (name in allowed), (who, name)
