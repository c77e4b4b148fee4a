"""The pages of power: what each shows to whom, an act of two by two browsers, what is nobody's business."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from muster.web.mandates import queries, urls
from muster.web.power import actions
from muster.web.power.looks import note
from muster.web.power.models import Glass, Grant, Interest, Request, Suspension
from muster.web.record.actor import NOBODY, Actor
from muster.web.roll import actions as roll
from muster.web.roll.models import ContactWay, Group, Person
from muster.web.roll.queries import actor_of_person
from tests.web.power.founded import give, named

pytestmark = pytest.mark.django_db

As = Callable[[Person | None], Client]
DAY = dt.timedelta(days=1)


@pytest.fixture
def founders(monkeypatch: pytest.MonkeyPatch) -> tuple[Person, Person]:
    return roll.found(names=("Ann Founder", "Bea Founder"), by=NOBODY, at=now() - DAY)


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch) -> As:
    """Ask as somebody, freshly proved: both are tried in tests/web/enter."""

    def as_person(person: Person | None) -> Client:
        client = Client()
        monkeypatch.setattr(
            "muster.web.roll.middleware.actor_of",
            lambda _user, *, at: actor_of_person(person, at=at) if person else NOBODY,
        )
        monkeypatch.setattr("muster.web.enter.middleware.is_fresh", lambda _request: True)
        return client

    return as_person


def known(name: str) -> Person:
    person = named(name)
    ContactWay.objects.create(person=person, kind=ContactWay.Kind.EMAIL, value=f"{name.lower()}@people.example")
    return person


def acting(person: Person) -> Actor:
    return actor_of_person(person, at=now())


def words(page: object) -> str:
    content: bytes = getattr(page, "content")  # noqa: B009 - whatever a client gives
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))


def power_of(who: str = "cem@people.example") -> dict[str, str]:
    until = (now() + 30 * DAY).date().isoformat()
    return {
        "who": who, "role": "organiser", "compartment": "north", "purpose": "canvass",
        "decision": "Committee, 3 May, 12", "until": until, "proposed_by": "",
    }  # fmt: skip


def test_a_power_is_asked_for_approved_by_another_and_given(founders: tuple[Person, Person], enter: As) -> None:
    ann, bea = founders
    cem = known("Cem")
    asked = enter(ann).post(reverse("mandates:give"), power_of())
    page = reverse("mandates:request", args=[Request.objects.get().pk])
    assert (asked.status_code, asked["Location"]) == (302, page)
    waits = words(enter(ann).get(page))
    assert ("Approve" in waits, "Whoever may approve it is told so by message." in waits) == (False, True)
    told = enter(bea).get(page)
    assert "Ann Founder asks for a second person" in words(told)
    assert "Cem" in words(told)
    seen = bytes(Request.objects.get().body).decode()
    enter(bea).post(f"{page}/approve", {"seen": seen})
    assert "Do it now" in words(enter(ann).get(page))
    enter(ann).post(f"{page}/do")
    assert acting(cem).holds("organiser", compartment="north")
    assert "Whoever holds it now is told so by message." in words(enter(ann).get(page))
    enter(ann).post(f"{page}/do")  # the double click
    assert Grant.objects.filter(holder=cem.pseudonym).count() == 1


def test_what_was_read_is_what_is_approved(founders: tuple[Person, Person], enter: As) -> None:
    ann, bea = founders
    known("Cem")
    enter(ann).post(reverse("mandates:give"), power_of())
    page = reverse("mandates:request", args=[Request.objects.get().pk])
    enter(bea).post(f"{page}/approve", {"seen": "other words"})
    enter(ann).post(f"{page}/approve", {"seen": bytes(Request.objects.get().body).decode()})
    assert Request.objects.get().state == "asked"


def test_a_person_is_named_by_their_address_and_nobody_is_found_by_less(
    founders: tuple[Person, Person], enter: As
) -> None:
    known("Cem")
    for wrong in ("cem", "Cem", "", "someone@else.example", "%"):
        page = enter(founders[0]).post(reverse("mandates:give"), power_of(wrong))
        assert page.status_code == 200
    assert "Nobody, or more than one person, is known by that" in words(page)
    assert Request.objects.count() == 0


@pytest.mark.parametrize("called", ["Upper Merrowby", "upper-merrowby", " UPPER MERROWBY ", "group:upper-merrowby"])
def test_a_group_is_meant_by_its_name(founders: tuple[Person, Person], enter: As, called: str) -> None:
    Group.objects.create(name="Upper Merrowby", slug="upper-merrowby")
    known("Cem")
    enter(founders[0]).post(reverse("mandates:give"), {**power_of(), "compartment": called})
    assert Request.objects.get().compartment == "group:upper-merrowby"


def test_nobody_gives_power_to_themselves_or_for_too_long(founders: tuple[Person, Person], enter: As) -> None:
    ann, _bea = founders
    ContactWay.objects.create(person=ann, kind=ContactWay.Kind.EMAIL, value="ann@people.example")
    known("Cem")
    assert "Nobody gives power to themselves" in words(
        enter(ann).post(reverse("mandates:give"), power_of("ann@people.example"))
    )
    late = {**power_of(), "until": (now() + 100 * DAY).date().isoformat()}
    assert "92 days at most" in words(enter(ann).post(reverse("mandates:give"), late))


def test_every_member_sees_who_holds_power_and_who_looked_at_them_and_nobody_else_does(
    founders: tuple[Person, Person], enter: As
) -> None:
    ann, bea = founders
    cem, dot = known("Cem"), known("Dot")
    give(cem, by=acting(ann), second=acting(bea), at=now(), until=given_until())
    note(acting(cem), [dot.pseudonym], purpose="canvass", page="person", at=now())
    assert "Cem , organiser, north" in words(enter(dot).get(reverse("mandates:holders")))
    mine = enter(dot).get(reverse("mandates:mine"))
    assert "Cem , " in words(mine).split("Who looked at your record")[1]
    assert mine["Cache-Control"] == "no-store"
    assert "Nobody but you" in words(enter(cem).get(reverse("mandates:mine")))
    assert enter(None).get(reverse("mandates:holders")).status_code == 302  # to sign in


def given_until() -> int:
    return int((now() + 30 * DAY).timestamp() * 1000)


def test_an_interest_is_declared_beside_a_holder_of_power_and_over_again(
    founders: tuple[Person, Person], enter: As
) -> None:
    ann, _bea = founders
    dot = known("Dot")
    held = Grant.objects.get(holder=ann.pseudonym)
    enter(dot).post(reverse("mandates:declare", args=[held.pk]), {"kind": "family"})
    interest = Interest.objects.get()
    assert (interest.holder, interest.about, interest.kind) == (dot.pseudonym, ann.pseudonym, "family")
    assert enter(ann).post(reverse("mandates:retract", args=[interest.pk])).status_code == 404
    enter(dot).post(reverse("mandates:retract", args=[interest.pk]))
    interest.refresh_from_db()
    assert interest.ended_at is not None


def test_whoever_is_suspended_reads_why_and_when_it_ends(founders: tuple[Person, Person], enter: As) -> None:
    ann, bea = founders
    cem = known("Cem")
    enter(ann).post(reverse("mandates:suspend"), {"who": "cem@people.example", "scope": "the keys of the office"})
    request = Request.objects.get()
    page = reverse("mandates:request", args=[request.pk])
    assert enter(cem).get(page).status_code == 404  # whom it is about doesn't find it
    enter(bea).post(f"{page}/approve", {"seen": bytes(request.body).decode()})
    enter(ann).post(f"{page}/do")
    stopped = Suspension.objects.get()
    enter(ann).post(reverse("mandates:reasons", args=[stopped.pk]), {"text": "the keys are gone"})
    enter(bea).post(reverse("mandates:hearing", args=[stopped.pk]), {"text": "Tuesday at seven"})
    told = words(enter(cem).get(reverse("mandates:mine")))
    for said in ("the keys of the office", "the keys are gone", "Tuesday at seven", "you still vote"):
        assert said in told
    enter(ann).post(reverse("mandates:end", args=[stopped.pk]))
    assert "Your access is stopped" not in words(enter(cem).get(reverse("mandates:mine")))


def test_broken_glass_is_seen_by_all_and_its_reason_by_who_reviews_it(
    founders: tuple[Person, Person], enter: As
) -> None:
    ann, bea = founders
    dot = known("Dot")
    enter(ann).post(reverse("mandates:glass"), {"compartment": "north", "reason": "a coach is lost"})
    holders = reverse("mandates:holders")
    assert "a coach is lost" not in words(enter(dot).get(holders))
    assert "Not reviewed yet" in words(enter(dot).get(holders))
    assert "It was right" not in words(enter(ann).get(holders))
    assert "a coach is lost" in words(enter(bea).get(holders))
    enter(bea).post(reverse("mandates:review", args=[Glass.objects.get().pk]), {"right": "no"})
    assert "it was not right" in words(enter(dot).get(holders))


def test_what_waits_for_whom(founders: tuple[Person, Person], enter: As) -> None:
    ann, bea = founders
    cem = known("Cem")
    asked = actions.Asked("power.grant", terms={"holder": cem.pseudonym}, compartment="north", subjects=[cem.pseudonym])
    request = actions.ask(asked, by=acting(ann), at=now())
    assert [need.what for need in queries.needs_of(acting(bea), at=now())] == ["answer"]
    assert queries.needs_of(acting(ann), at=now()) == []
    assert queries.needs_of(acting(cem), at=now()) == []
    actions.approve(request, seen=bytes(request.body), by=acting(bea), at=now())
    assert [need.what for need in queries.needs_of(acting(ann), at=now())] == ["do"]


FOUNDERS_ALONE = {"give", "suspend", "suspensions", "glass"}
EVERYBODY = {"holders", "mine", "requests", "carry_away", "object", "ask_erasure"}


def test_every_address_asks_who(founders: tuple[Person, Person], enter: As) -> None:
    """A founder, an organiser, a member and nobody, at every address; a thing that is not there is not found."""
    organiser = known("Cem")
    give(organiser, by=acting(founders[0]), second=acting(founders[1]), at=now(), until=given_until())
    member = known("Dot")
    who = {"founder": founders[0], "organiser": organiser, "member": member, "nobody": None}
    for pattern in urls.urlpatterns:
        name = str(pattern.name)
        has_thing = "<int:pk>" in str(pattern.pattern)
        address = reverse(f"mandates:{name}", args=[999] if has_thing else [])
        for role, person in who.items():
            status = enter(person).get(address).status_code
            if role == "nobody":
                expected = {302}
            elif has_thing:
                expected = {404, 405}
            elif name in EVERYBODY:
                expected = {200}
            else:
                assert name in FOUNDERS_ALONE
                expected = {200} if role == "founder" else {404}
            assert status in expected, (name, role, status)


@pytest.mark.parametrize("powers", [1, 12])
def test_the_page_of_power_costs_the_same_however_many_hold_it(
    founders: tuple[Person, Person], enter: As, django_assert_num_queries: DjangoAssertNumQueries, powers: int
) -> None:
    ann, bea = (acting(one) for one in founders)
    for number in range(powers):
        give(known(f"Holder{number}"), by=ann, second=bea, at=now(), until=given_until())
    client = enter(founders[0])
    with django_assert_num_queries(5):
        client.get(reverse("mandates:holders"))
