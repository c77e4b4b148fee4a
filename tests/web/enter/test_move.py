"""Another e-mail address to enter with, and letting somebody enter from their page."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from muster.web.enter import moving
from muster.web.power.models import Look
from muster.web.record.models import Entry, Payload
from muster.web.record.sealing import opened
from muster.web.roll.models import Account, ContactWay, Group, Person
from tests.entered import entered
from tests.web.enter.made import asked_link, kinds, link_in, said, somebody, who

Founders = tuple[Account, Account]


def moving_link(client: Client, email: str) -> str:
    """Ask to enter with an address, and give the path of the link that went there."""
    assert client.post("/enter/address", {"email": email}).headers["Location"] == "/enter/sent"
    assert mail.outbox[-1].to == [email.lower()]
    found = re.search(r"https?://[^/\s]+(/enter/address/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_a_link_to_the_new_address_moves_it_and_the_old_one_is_told(
    client: Client, other: Client, founders: Founders
) -> None:
    cy = somebody("cy")
    old_link = asked_link(other, "cy@example.org")
    entered(client, cy)
    link = moving_link(client, "New@Example.org")
    assert list(EmailAddress.objects.filter(user=cy).values_list("email", flat=True)) == ["cy@example.org"]
    assert "Enter with new@example.org?" in said(client.get(link))
    assert client.post(link).headers["Location"] == "/enter/ways"
    assert list(EmailAddress.objects.filter(user=cy).values_list("email", "primary", "verified")) == [
        ("new@example.org", True, True)
    ]
    assert mail.outbox[-1].to == ["cy@example.org"]
    assert "this one does no more" in str(mail.outbox[-1].body)
    assert kinds()[-1] == "enter.change_address"
    entry = Entry.objects.order_by("-pk")[0]
    assert b"new@example.org" not in bytes(entry.body)
    assert b"new@example.org" in opened(Payload.objects.get(entry=entry))
    assert other.post(old_link).status_code == 410
    assert client.post(link).status_code == 410
    assert who(other) is None
    other.post(asked_link(other, "new@example.org"))
    assert who(other) == cy


def test_only_whoever_asked_may_use_it(client: Client, other: Client, founders: Founders) -> None:
    entered(client, somebody("cy"))
    link = moving_link(client, "new@example.org")
    assert other.post(link).status_code == 302  # to sign in first
    entered(other, somebody("dot"))
    assert other.post(link).status_code == 410
    assert not EmailAddress.objects.filter(email="new@example.org").exists()


def test_it_is_good_for_an_hour(client: Client, founders: Founders, monkeypatch: pytest.MonkeyPatch) -> None:
    entered(client, somebody("cy"))
    link, began = moving_link(client, "new@example.org"), time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: began + moving.LASTS_S + 2)
    assert client.get(link).status_code == 410


def test_another_members_address_is_neither_taken_nor_told(client: Client, founders: Founders) -> None:
    somebody("dot")
    entered(client, somebody("cy"))
    before = len(mail.outbox)
    assert client.post("/enter/address", {"email": "dot@example.org"}).headers["Location"] == "/enter/sent"
    assert len(mail.outbox) == before


def test_an_address_that_somebody_took_meanwhile_stays_theirs(client: Client, founders: Founders) -> None:
    entered(client, somebody("cy"))
    link = moving_link(client, "dot@example.org")
    dot = somebody("dot")
    assert client.post(link).status_code == 410
    assert EmailAddress.objects.get(email="dot@example.org").user == dot


def test_a_browser_left_open_is_asked_again(client: Client, founders: Founders) -> None:
    entered(client, somebody("cy"), fresh=False)
    assert client.get("/enter/address").headers["Location"].startswith("/enter/again/")


@pytest.fixture
def dot() -> Person:
    """A member of the north, with an address in her record and no account."""
    north = Group.objects.create(name="North", slug="north")
    person = Person.objects.create(forenames="Dot", surname="Diaz", group=north)
    ContactWay.objects.create(person=person, kind=ContactWay.Kind.EMAIL, value="dot@example.org")
    return person


def test_an_officer_lets_somebody_of_their_group_enter(
    client: Client, other: Client, founders: Founders, dot: Person
) -> None:
    olu = somebody("olu", role="officer", compartment="group:north")
    entered(client, olu)
    assert f'href="/enter/invite/{dot.pk}"' in client.get(f"/people/{dot.pk}").content.decode()
    page = client.get(f"/enter/invite/{dot.pk}")
    assert olu.person
    assert Look.objects.filter(looker=olu.person.pseudonym, whom=dot.pseudonym, page="invite").exists()
    assert "dot@example.org" in said(page)
    answer = client.post(f"/enter/invite/{dot.pk}", {"email": "dot@example.org"})
    assert answer.headers["Location"] == f"/people/{dot.pk}"
    assert mail.outbox[-1].to == ["dot@example.org"]
    assert str(mail.outbox[-1].body).startswith("Dot Diaz, open this")
    other.post(link_in(str(mail.outbox[-1].body)))
    assert who(other) == Account.objects.get(person=dot)


def test_no_link_goes_to_an_address_that_is_not_in_the_record(client: Client, founders: Founders, dot: Person) -> None:
    entered(client, somebody("olu", role="officer", compartment="group:north"))
    before = len(mail.outbox)
    assert client.post(f"/enter/invite/{dot.pk}", {"email": "olu@example.org"}).status_code == 422
    assert len(mail.outbox) == before
    assert not Account.objects.filter(person=dot).exists()


def test_whoever_enters_already_is_moved_by_nobody_else(client: Client, founders: Founders, dot: Person) -> None:
    account = Account.objects.create(person=dot)
    EmailAddress.objects.create(user=account, email="own@example.org", primary=True, verified=True)
    entered(client, somebody("olu", role="officer", compartment="group:north"))
    page = client.post(f"/enter/invite/{dot.pk}", {"email": "dot@example.org"})
    assert page.status_code == 200
    assert "They enter with own@example.org already." in said(page)
    assert EmailAddress.objects.get(user=account).email == "own@example.org"


@pytest.mark.parametrize("compartment", ["group:south", ""])
def test_nobody_else_is_told_that_they_are_there(
    client: Client, founders: Founders, dot: Person, compartment: str
) -> None:
    Group.objects.create(name="South", slug="south")
    entered(client, somebody("kim", role="officer" if compartment else "", compartment=compartment or "x"))
    page = f"/enter/invite/{dot.pk}"
    for answer in (client.get(page), client.post(page, {"email": "dot@example.org"})):
        assert answer.status_code == 404
    assert not Look.objects.filter(whom=dot.pseudonym).exists()
