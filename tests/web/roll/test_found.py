"""A movement is founded by two; a request knows who is asking."""

import datetime as dt
import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from pytest_django import DjangoAssertNumQueries

from muster.web.power.models import Grant
from muster.web.record.actor import NOBODY, Actor, Held
from muster.web.record.deeds import NotAllowedError
from muster.web.record.models import Entry
from muster.web.roll import actions
from muster.web.roll.middleware import actor_of_request
from muster.web.roll.models import Account, Person
from muster.web.roll.queries import actor_of
from muster.web.roll.rules import may_found, may_welcome

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 5, 1, 9, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def founders() -> tuple[Person, Person]:
    return actions.found(names=("Ann", "Bea"), by=NOBODY, at=AT)


def acting(person: Person, *, at: dt.datetime = AT) -> Actor:
    return actor_of(Account.objects.get(person=person), at=at)


def test_two_founders_hold_their_power_from_each_other_until_the_92nd_day(founders: tuple[Person, Person]) -> None:
    ann, bea = founders
    held = Grant.objects.order_by("pk").values_list("holder", "granted_by", "role", "ends_at")
    assert list(held) == [
        (ann.pseudonym, bea.pseudonym, "founder", AT + 92 * DAY),
        (bea.pseudonym, ann.pseudonym, "founder", AT + 92 * DAY),
    ]
    assert acting(ann).holds("founder", compartment="movement")
    assert acting(ann, at=AT + 92 * DAY) == Actor(person=ann.pk, pseudonym=ann.pseudonym)


def test_a_movement_is_founded_once(founders: tuple[Person, Person]) -> None:
    with pytest.raises(NotAllowedError):
        actions.found(names=("Cem", "Dot"), by=NOBODY, at=AT + 400 * DAY)
    assert Person.objects.count() == 2


def test_two_foundings_at_one_moment_are_one(founders: tuple[Person, Person]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():  # both were allowed; the database refuses the second
        Entry.objects.create(body=b"{}", kind="roll.found", thing="roll.person:9")


def test_who_may_do_what(founders: tuple[Person, Person]) -> None:
    table = {
        #                    found  welcome
        "founder": (acting(founders[0]), False, True),
        "officer": (Actor(98, "y" * 32, frozenset({Held("officer", "north", "care")})), False, True),
        "another without power": (Actor(99, "z" * 32), False, False),
        "nobody": (NOBODY, False, False),
    }
    for who, (actor, *expected) in table.items():
        assert [may_found(actor, None), may_welcome(actor, None)] == expected, who


def test_an_entrys_columns_say_what_its_bytes_say(founders: tuple[Person, Person]) -> None:
    actions.welcome(known_as="Cem", by=acting(founders[0]), at=AT)
    told = [json.loads(bytes(entry.body)) for entry in Entry.objects.all()]
    columns = list(Entry.objects.values_list("kind", "thing"))
    assert columns == [(entry["k"], entry["o"]) for entry in told]
    assert [entry["a"] for entry in told] == ["nobody", founders[0].pseudonym]


def test_no_entry_names_anybody(founders: tuple[Person, Person]) -> None:
    actions.welcome(known_as="Zaphod Plantedname", by=acting(founders[0]), at=AT)
    bodies = b"".join(bytes(entry.body) for entry in Entry.objects.all())
    assert Entry.objects.count() == 2
    assert b"Plantedname" not in bodies
    assert b"Ann" not in bodies


@pytest.mark.parametrize("grants", [1, 30])
def test_a_request_costs_two_queries_for_its_actor_and_none_if_nobody_asks(
    founders: tuple[Person, Person], django_assert_num_queries: DjangoAssertNumQueries, grants: int
) -> None:
    ann, bea = founders
    for number in range(grants):
        Grant.objects.create(
            holder=bea.pseudonym,
            role="organiser",
            compartment=f"place {number}",
            purpose="canvass",
            granted_by=ann.pseudonym,
            decision="minute 12",
            starts_at=AT,
            ends_at=AT + 30 * DAY,
        )
    request = HttpRequest()
    request.user = Account.objects.get(person=bea)
    seen: list[Actor] = []

    def asking(request: HttpRequest) -> HttpResponse:
        seen.extend([request.actor, request.actor])  # type: ignore[attr-defined]
        return HttpResponse(str(seen[0].grants))

    with django_assert_num_queries(0):
        actor_of_request(lambda _: HttpResponse())(request)
    with django_assert_num_queries(2):  # the person, the grants
        actor_of_request(asking)(request)
    assert seen[1].person == bea.pk


def test_whoever_has_not_entered_is_nobody() -> None:
    request = HttpRequest()
    request.user = AnonymousUser()
    actor_of_request(lambda _: HttpResponse())(request)
    assert request.actor == NOBODY  # type: ignore[attr-defined]


def test_a_closed_account_enters_as_nobody(founders: tuple[Person, Person]) -> None:
    account = Account.objects.get(person=founders[0])
    account.closed_at = AT
    assert actor_of(account, at=AT) == NOBODY
