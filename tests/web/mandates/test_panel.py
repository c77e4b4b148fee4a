"""A panel by lot: whoever has an interest never sits, the page draws it again, and the next stands in."""

import datetime as dt

import pytest
from django.test import Client
from django.utils.timezone import now

from muster.guard import lot
from muster.web.mandates import actions_of_panels as panels
from muster.web.mandates.hearing import drawn_told
from muster.web.mandates.lots import candidates
from muster.web.mandates.models import Panel, Panellist
from muster.web.power import actions as power
from muster.web.power.models import Grant, Interest, Suspension
from muster.web.power.pairs import NeedsTwoError
from muster.web.record.actor import Actor
from muster.web.roll.models import Account, Person
from muster.web.roll.queries import actor_of_person
from tests.entered import entered
from tests.web.power.founded import approved

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def member(name: str) -> Person:
    return Person.objects.create(known_as=name, folded=name.lower(), kind="member", status="standing")


def founder(name: str) -> Actor:
    person = member(name)
    at = now() - dt.timedelta(days=1)
    Grant.objects.create(
        holder=person.pseudonym, role="founder", compartment="movement", purpose="founding", granted_by="0" * 32,
        decision="founding", starts_at=at, ends_at=at + dt.timedelta(days=90),
    )  # fmt: skip
    return actor_of_person(person, at=now())


def stopped(holder: Person, *, by: Actor, second: Actor) -> Suspension:
    try:
        power.suspend(holder.pseudonym, scope="the keys", by=by, at=now())
    except NeedsTwoError as need:
        approved(need, by=by, second=second, at=now())
    return power.suspend(holder.pseudonym, scope="the keys", by=by, at=now())


def test_nobody_with_an_interest_is_a_candidate_and_the_seed_draws_it_again() -> None:
    by, second, holder = founder("Ann"), founder("Bea"), member("Cai")
    people = [member(f"Dai {n}") for n in range(9)]
    Person.objects.create(known_as="Lapsed", kind="member", status="lapsed")
    friend, of_approver, other_way = people[:3]
    power.declare(holder.pseudonym, kind=Interest.Kind.FAMILY, by=actor_of_person(friend, at=now()), at=now())
    power.declare(second.pseudonym, kind=Interest.Kind.WORK, by=actor_of_person(of_approver, at=now()), at=now())
    power.declare(other_way.pseudonym, kind=Interest.Kind.RIVAL, by=by, at=now())
    case = stopped(holder, by=by, second=second)
    panel = panels.call_panel(case, by=by, at=now())
    with pytest.raises(panels.DrawnAlreadyError):
        panels.call_panel(case, by=by, at=now() + MINUTE)
    rows = panels.draw_panel(panel, by=by, at=now() + MINUTE)
    free = {one.pseudonym for one in people[3:]}
    assert {row.who for row in rows} == free == candidates(case, at=now())
    panel.refresh_from_db()
    again = lot.drawn(free, seed=bytes.fromhex(panel.seed), promise=panel.promise, most=panels.DRAWN)
    assert [row.who for row in rows] == again
    assert (panel.among, panel.list_hash) == (6, lot.list_hash(free))
    with pytest.raises(panels.DrawnAlreadyError):
        panels.draw_panel(panel, by=by, at=now() + MINUTE)


def test_its_page_is_for_who_is_concerned_and_the_next_stands_in() -> None:
    by, second, holder, stranger = founder("Ann"), founder("Bea"), member("Cai"), member("Zoe")
    people = {one.pseudonym: one for one in (member(f"Dai {n}") for n in range(5))}
    case = stopped(holder, by=by, second=second)
    Person.objects.filter(pk=stranger.pk).update(status="lapsed")

    def browser(person: int) -> Client:
        account, _new = Account.objects.get_or_create(person_id=person, defaults={"last_login": now()})
        return entered(Client(), account)

    page = browser(by.person or 0)
    assert "Call a panel" in page.get("/power/suspensions").content.decode()
    page.post(f"/power/suspensions/{case.pk}/panel")
    panel = Panel.objects.get()
    address = f"/power/panels/{panel.pk}"
    before = page.get(address).content.decode()
    assert panel.promise in before
    assert panel.seed not in before
    assert browser(stranger.pk).get(address).status_code == 404
    page.post(f"{address}/draw")
    after = page.get(address).content.decode()
    first = Panellist.objects.get(place=1)
    assert panel.seed in after
    assert lot.lot_of(bytes.fromhex(panel.seed), first.who) in after
    assert browser(holder.pk).get(address).status_code == 200
    theirs = browser(people[first.who].pk)
    assert "the lot fell on you" in theirs.get("/").content.decode().lower()
    assert browser(holder.pk).post(f"/power/panellists/{first.pk}/decline").status_code == 404
    theirs.post(f"/power/panellists/{first.pk}/decline")
    order = list(Panellist.objects.order_by("place").values_list("who", flat=True))
    assert [one.seat.who for one in drawn_told(panel, by) if one.sits] == order[1:4]
