"""A deed: one transaction, one question who may, one entry that nothing changes afterwards."""

import datetime as dt
import hashlib
import hmac
import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from muster.web.record.actor import NOBODY, Actor
from muster.web.record.deeds import (
    Deed,
    DeedInDeedError,
    NotAllowedError,
    NothingNamedError,
    recorded,
)
from muster.web.record.models import Entry, Payload
from muster.web.roll.models import Person

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 5, 1, 9, 30, 0, 123_987, tzinfo=dt.UTC)
ANN = Actor(person=7, pseudonym="a" * 32)


def anybody(_actor: Actor, _thing: object) -> bool:
    return True


def not_ann(actor: Actor, _thing: object) -> bool:
    return actor != ANN


@recorded("trial.rename", may=not_ann)
def rename(deed: Deed, person: Person, *, name: str, by: Actor, at: dt.datetime) -> str:
    del by, at
    deed.seals({"name": name})
    deed.because("rule-7")
    Person.objects.filter(pk=person.pk).update(known_as=name)
    return name


@recorded("trial.fail", may=anybody)
def fail(deed: Deed, person: Person, *, by: Actor, at: dt.datetime) -> None:
    rename_without_asking(person)
    raise LookupError("half way")


def rename_without_asking(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(known_as="half done")


@recorded("trial.nest", may=anybody)
def nest(deed: Deed, person: Person, *, by: Actor, at: dt.datetime) -> None:
    rename(person, name="twice told", by=by, at=at)


@recorded("trial.forget", may=anybody)
def forget_to_name(deed: Deed, *, by: Actor, at: dt.datetime) -> None:
    pass


@pytest.fixture
def bea() -> Person:
    return Person.objects.create(known_as="Bea")


def test_its_entry_says_who_what_when_and_why_and_nobodys_name(bea: Person) -> None:
    assert rename(bea, name="Beatrice", by=NOBODY, at=AT) == "Beatrice"
    entry, payload = Entry.objects.get(), Payload.objects.get()
    sealed = hmac.new(bytes(payload.key), b'{"name":"Beatrice"}', hashlib.sha256).hexdigest()
    begins = f'{{"a":"nobody","c":["{sealed}"],"k":"trial.rename","ms":1777627800123,'
    assert bytes(entry.body) == (begins + f'"o":"roll.person:{bea.pk}","r":"rule-7","v":1}}').encode()
    assert bytes(payload.body) == b'{"name":"Beatrice"}'
    assert len(payload.key) == 32
    assert (entry.kind, entry.thing) == ("trial.rename", f"roll.person:{bea.pk}")


def test_the_same_payload_twice_commits_to_nothing_alike(bea: Person) -> None:
    for _ in range(2):
        rename(bea, name="Beatrice", by=NOBODY, at=AT)
    first, second = (json.loads(bytes(entry.body))["c"] for entry in Entry.objects.all())
    assert first != second


def test_who_may_not_changes_nothing_and_leaves_no_entry(bea: Person) -> None:
    with pytest.raises(NotAllowedError):
        rename(bea, name="Beatrice", by=ANN, at=AT)
    bea.refresh_from_db()
    assert (bea.known_as, Entry.objects.count()) == ("Bea", 0)


def test_what_fails_half_way_never_happened(bea: Person) -> None:
    with pytest.raises(LookupError):
        fail(bea, by=NOBODY, at=AT)
    bea.refresh_from_db()
    assert (bea.known_as, Entry.objects.count()) == ("Bea", 0)


def test_a_deed_within_a_deed_is_refused(bea: Person) -> None:
    with pytest.raises(DeedInDeedError, match=r"trial\.rename within trial\.nest"):
        nest(bea, by=NOBODY, at=AT)
    assert Entry.objects.count() == 0
    rename(bea, name="Beatrice", by=NOBODY, at=AT)  # and the refusal leaves no trace
    assert Entry.objects.count() == 1


def test_a_deed_that_names_nothing_is_refused() -> None:
    with pytest.raises(NothingNamedError):
        forget_to_name(by=NOBODY, at=AT)
    assert Entry.objects.count() == 0


def test_an_entry_costs_two_statements_however_much_it_seals(
    bea: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    @recorded("trial.seal", may=anybody)
    def seal(deed: Deed, person: Person, *, count: int, by: Actor, at: dt.datetime) -> None:
        for number in range(count):
            deed.seals(number)

    for count in (1, 30):
        with django_assert_num_queries(4):  # a savepoint and its release, the entry, what it seals
            seal(bea, count=count, by=NOBODY, at=AT)
    assert Payload.objects.count() == 31


def test_its_function_must_say_who_and_when() -> None:
    def careless(deed: Deed, person: Person, *, by: Actor) -> None: ...

    with pytest.raises(TypeError, match="must take `by` and `at`"):
        recorded("trial.careless", may=anybody)(careless)


@pytest.mark.parametrize("kind", ["rename", "Trial.rename", "trial.rename.twice", "trial.rename "])
def test_its_name_is_app_and_verb(kind: str) -> None:
    with pytest.raises(ValueError, match=r"write app\.verb"):
        recorded(kind, may=anybody)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_entry SET body = %s",
        "UPDATE record_entry SET kind = %s",
        "DELETE FROM record_entry WHERE kind <> %s",
        "UPDATE record_payload SET key = %s",
    ],
)
def test_the_database_refuses_to_change_an_entry(bea: Person, statement: str) -> None:
    rename(bea, name="Beatrice", by=NOBODY, at=AT)
    before = list(Entry.objects.values()), list(Payload.objects.values())
    refused(statement, ["x" if "kind" in statement else b"x"])
    assert (list(Entry.objects.values()), list(Payload.objects.values())) == before


def test_the_database_refuses_to_replace_an_entry(bea: Person) -> None:
    rename(bea, name="Beatrice", by=NOBODY, at=AT)
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    refused(
        f"{verb} INTO record_entry (id, body, kind, thing) VALUES (%s, %s, 'k', 'o')", [Entry.objects.get().pk, b"x"]
    )


def test_the_database_refuses_to_empty_the_log(bea: Person) -> None:
    rename(bea, name="Beatrice", by=NOBODY, at=AT)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as they are between transactions
    refused("DELETE FROM record_entry" if connection.vendor == "sqlite" else "TRUNCATE record_entry CASCADE", [])


def refused(statement: str, values: list[Any]) -> None:
    with (
        pytest.raises(DatabaseError, match=r"stays as it was written|duplicate key"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)


def test_what_an_entry_sealed_can_be_erased_and_the_entry_stays(bea: Person) -> None:
    rename(bea, name="Beatrice", by=NOBODY, at=AT)
    body = bytes(Entry.objects.get().body)
    Payload.objects.all().delete()
    assert bytes(Entry.objects.get().body) == body
