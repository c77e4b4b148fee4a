"""A hall of people joins from one address; a program that sends the form on and on is asked to wait."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from muster.web.record.actor import NOBODY
from muster.web.roll.models import Person

pytestmark = pytest.mark.django_db
HALL, MOST = 40, 60


@pytest.fixture(autouse=True)
def _counted_anew() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def send(n: int, *, address: str = "203.0.113.7", email: str | None = None) -> int:
    said = {"forenames": "Ada", "surname": f"Okonjo{n}", "email": f"ada{n}@example.org" if email is None else email,
            "postcode": "ZX1 0AB", "kind": "member"}  # fmt: skip
    return Client().post("/join", said, REMOTE_ADDR=address).status_code


def people() -> int:
    return Person.objects.exclude(surname="").count()


def test_a_hall_joins_from_one_address_and_mistakes_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: NOBODY)
    assert {send(n, email="no address") for n in range(MOST - HALL + 1)} == {422}
    assert {send(n) for n in range(HALL)} == {302}
    assert people() == HALL


def test_who_sends_on_and_on_is_asked_to_wait_and_what_they_wrote_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: NOBODY)
    assert [send(n) for n in range(MOST + 2)] == [302] * MOST + [429] * 2
    assert people() == MOST
    said = {"forenames": "Ada", "surname": "Quill", "email": "q@example.org", "postcode": "ZX1 0AB", "kind": "member"}
    page = Client().post("/join", said, REMOTE_ADDR="203.0.113.7").content.decode()
    assert "Please send it again in an hour" in page
    assert 'value="q@example.org"' in page
    assert send(MOST + 9, address="203.0.113.8") == 302  # nobody else waits
    assert people() == MOST + 1


def test_who_goes_back_and_sends_the_same_again_is_there_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: NOBODY)
    client, other = Client(), Client()
    said = {"forenames": "Olu", "surname": "Okafor", "email": "olu@example.org", "postcode": "ZX1 0AB",
            "kind": "member", "agrees": ["email"]}  # fmt: skip
    for _again in range(3):
        assert client.post("/join", said).headers["Location"] == "/join/thanks"
    assert people() == 1
    assert other.post("/join", said).status_code == 302  # whether they were known before is told to nobody
    assert client.post("/join", {**said, "forenames": "Ola"}).status_code == 302  # another of the household
    assert people() == 3


def test_who_was_refused_asks_again_from_the_same_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: NOBODY)
    client = Client()
    said = {"forenames": "Olu", "surname": "Okafor", "email": "olu@example.org", "postcode": "ZX1 0AB",
            "kind": "member"}  # fmt: skip
    client.post("/join", said)
    Person.objects.filter(surname="Okafor").update(status="refused")
    client.post("/join", said)
    assert people() == 2
