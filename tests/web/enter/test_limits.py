"""How often may be tried what can be guessed: by account and by address, over several processes alike."""

import pytest
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.test import Client

from muster.web.record.models import Entry
from tests.web.enter.made import PASSWORD, asked_link, kinds, said, somebody, who, with_app


def tried(client: Client, password: str, *, name: str = "cy", ip: str = "198.51.100.7") -> str:
    return said(client.post("/enter/password", {"login": f"{name}@example.org", "password": password}, REMOTE_ADDR=ip))


def test_an_account_s_password_is_guessed_five_times_from_wherever(client: Client) -> None:
    somebody("cy", password=PASSWORD)
    somebody("dot", password=PASSWORD)
    for n in range(5):
        assert "don’t belong together" in tried(Client(), f"guess {n}", ip=f"198.51.100.{n}")
    assert "tried too often" in tried(Client(), PASSWORD, ip="198.51.100.99")
    assert kinds() == ["enter.reach_limit"]
    for _ in range(3):  # told once, so that trying on can't fill the record
        tried(Client(), "more", ip="198.51.100.98")
    assert kinds() == ["enter.reach_limit"]
    client.post("/enter/password", {"login": "dot@example.org", "password": PASSWORD})
    assert who(client) is not None  # another's account is nobody's trouble


def test_whoever_s_password_is_being_guessed_enters_by_link(client: Client) -> None:
    cy = somebody("cy", password=PASSWORD)
    for n in range(6):
        tried(Client(), f"guess {n}", ip=f"198.51.100.{n}")
    client.post(asked_link(client, "cy@example.org"))
    assert who(client) == cy


def test_one_address_guesses_ten_times_at_whatever_accounts(client: Client) -> None:
    for n in range(11):
        somebody(f"m{n}", password=PASSWORD)
    for n in range(10):
        assert "don’t belong together" in tried(client, "guess", name=f"m{n}")
    assert "tried too often" in tried(client, PASSWORD, name="m10")
    assert who(client) is None


def test_a_mailbox_gets_three_links_in_five_minutes(client: Client) -> None:
    somebody("cy")
    answers = [
        Client().post("/enter/link", {"email": "cy@example.org"}, REMOTE_ADDR=f"198.51.100.{n}") for n in range(4)
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "Wait five minutes" in said(answers[-1])


def test_an_app_s_code_is_guessed_five_times(client: Client, other: Client) -> None:
    somebody("cy")
    client.post(asked_link(client, "cy@example.org"))
    with_app(client)
    other.post(asked_link(client, "cy@example.org"))
    pages = [said(other.post("/enter/proof", {"code": f"{n:06d}"})) for n in range(6)]
    assert ["tried too often" in page for page in pages] == [False] * 5 + [True]
    assert "enter.reach_limit" in kinds()
    assert who(other) is None


@pytest.mark.parametrize("says", ["AAAA-AAAA"])
def test_the_first_code_is_guessed_five_times_a_minute(client: Client, says: str) -> None:
    answers = [client.post("/enter/first", {"code": says}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_limits_count_in_the_database_that_every_process_shares() -> None:
    assert isinstance(caches["default"], DatabaseCache)
    assert caches["default"].add("one", 1)
    assert not DatabaseCache("enter_cache", {}).add("one", 1)


def test_an_entry_about_a_limit_holds_nobody_s_address(client: Client) -> None:
    somebody("cy", password=PASSWORD)
    for n in range(6):
        tried(client, f"guess {n}")
    body = bytes(Entry.objects.get(kind="enter.reach_limit").body)
    assert b"198.51" not in body
    assert b"cy@" not in body
