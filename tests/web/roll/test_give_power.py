"""Power: by a decision, from somebody else, until a date."""

import datetime as dt
import json
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from pytest_django import DjangoAssertNumQueries

from muster.web.record.actor import NOBODY, Actor, Held
from muster.web.record.deeds import NotAllowedError, ms_of
from muster.web.record.models import Entry, Payload
from muster.web.roll import actions
from muster.web.roll.middleware import actor_of_request
from muster.web.roll.models import Account, Grant, Person
from muster.web.roll.queries import actor_of
from muster.web.roll.rules import may_found, may_grant, may_welcome, may_withdraw

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 5, 1, 9, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def founders() -> tuple[Person, Person]:
    return actions.found(names=("Ann", "Bea"), by=NOBODY, at=AT)


def acting(person: Person, *, at: dt.datetime = AT) -> Actor:
    return actor_of(Account.objects.get(person=person), at=at)


def give(person: Person, *, by: Actor, **changed: Any) -> Grant:
    wanted: dict[str, Any] = {
        "role": Grant.Role.ORGANISER,
        "compartment": "north",
        "purpose": "canvass",
        "decision": "minute 12",
        "until": AT + 30 * DAY,
        "at": AT,
    }
    return actions.grant(person, by=by, **{**wanted, **changed})


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
    ann, bea = founders
    cem = actions.welcome(known_as="Cem", by=acting(ann), at=AT)
    officer = Actor(cem.pk, cem.pseudonym, frozenset({Held("officer", "north", "care")}))
    cems = give(cem, by=acting(ann))
    table = {
        #                    found  welcome  grant Cem  withdraw Cem's
        "founder": (acting(ann), False, True, True, True),
        "officer, who is Cem": (officer, False, True, False, True),
        "organiser, who is Cem": (acting(cem), False, False, False, True),
        "another without power": (Actor(99, "z" * 32), False, False, False, False),
        "nobody": (NOBODY, False, False, False, False),
    }
    for who, (actor, *expected) in table.items():
        allowed = [may_found(actor, None), may_welcome(actor, None), may_grant(actor, cem), may_withdraw(actor, cems)]
        assert allowed == expected, who
    assert not may_grant(acting(bea), bea)  # nobody gives power to themselves


def test_a_grant_holds_from_its_start_until_it_ends_or_is_withdrawn(founders: tuple[Person, Person]) -> None:
    ann, _ = founders
    cem = actions.welcome(known_as="Cem", by=acting(ann), at=AT)
    held = give(cem, by=acting(ann), until=AT + 30 * DAY)
    organiser = frozenset({Held("organiser", "north", "canvass")})
    a_moment = dt.timedelta(microseconds=1)
    assert acting(cem, at=AT - a_moment).grants == frozenset()
    assert acting(cem, at=AT).grants == organiser
    assert acting(cem, at=AT + 30 * DAY - a_moment).grants == organiser
    assert acting(cem, at=AT + 30 * DAY).grants == frozenset()
    actions.withdraw(held, by=acting(cem), at=AT + DAY)
    assert acting(cem, at=AT + DAY - a_moment).grants == organiser
    assert acting(cem, at=AT + DAY).grants == frozenset()
    with pytest.raises(actions.EndedAlreadyError):
        actions.withdraw(held, by=acting(ann), at=AT + 2 * DAY)


@pytest.mark.parametrize("until", [AT + 92 * DAY + dt.timedelta(seconds=1), AT, AT - DAY])
def test_a_grant_that_lasts_too_long_or_not_at_all_is_refused(
    founders: tuple[Person, Person], until: dt.datetime
) -> None:
    with pytest.raises(actions.TooLongError, match="must end by 01 August 2026"):
        give(founders[1], by=acting(founders[0]), until=until)
    assert Grant.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"ends_at": AT + 92 * DAY + dt.timedelta(seconds=1)}, "grant_within_92_days"),
        ({"ends_at": AT}, "grant_ends_after_start"),
        ({"granted_by": "h" * 32}, "grant_from_somebody_else"),
        ({"role": "emperor"}, "grant_role_known"),
        ({"decision": ""}, "grant_says_why_and_where"),
        ({"compartment": ""}, "grant_says_why_and_where"),
        ({"purpose": ""}, "grant_says_why_and_where"),
    ],
)
def test_the_database_refuses_what_must_never_be(changed: dict[str, Any], constraint: str) -> None:
    right: dict[str, Any] = {
        "holder": "h" * 32,
        "granted_by": "g" * 32,
        "role": "driver",
        "compartment": "north",
        "purpose": "lifts",
        "decision": "minute 12",
        "starts_at": AT,
        "ends_at": AT + 92 * DAY,
    }
    Grant.objects.create(**right)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Grant.objects.create(**{**right, **changed})


def test_a_replay_of_the_log_equals_the_table_of_grants(founders: tuple[Person, Person]) -> None:
    ann, bea = founders
    held = give(bea, by=acting(ann))
    actions.withdraw(held, by=acting(bea), at=AT + DAY)
    kept = Payload.objects.filter(entry__kind__in=["roll.found", "roll.grant"]).order_by("pk")
    replayed = {row.pop("grant"): row for row in (json.loads(bytes(payload.body)) for payload in kept)}
    ends = {entry.thing: json.loads(bytes(entry.body))["ms"] for entry in Entry.objects.filter(kind="roll.withdraw")}
    rows = list(Grant.objects.all())
    assert len(rows) == 3
    for row in rows:
        codes = {
            name: getattr(row, name) for name in ("holder", "role", "compartment", "purpose", "granted_by", "decision")
        }
        assert replayed[row.pk] == {**codes, "starts_at": ms_of(row.starts_at), "ends_at": ms_of(row.ends_at)}
        assert ends.get(f"roll.grant:{row.pk}") == (ms_of(row.ended_at) if row.ended_at else None)


def test_an_entrys_columns_say_what_its_bytes_say(founders: tuple[Person, Person]) -> None:
    give(founders[1], by=acting(founders[0]))
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
    for _ in range(grants):
        give(bea, by=acting(ann))
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
