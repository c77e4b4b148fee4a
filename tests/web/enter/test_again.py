"""What is dangerous asks again who it is, unless that was proved within five minutes; then it is done."""

import time

import pytest
from django.test import Client

from muster.web.enter.models import Session
from tests.entered import entered
from tests.web.enter.made import PASSWORD, asked_link, code_now, last_letter, link_in, said, somebody, who, with_app

FIVE_MINUTES = 300


def later(client: Client, seconds: int) -> None:
    """Let time pass for what a session remembers of its proofs."""
    session = client.session
    session["enter.proved_at"] -= seconds
    for one in session.get("account_authentication_methods", []):
        one["at"] -= seconds
    session.save()


@pytest.mark.parametrize(("passed_s", "asked"), [(FIVE_MINUTES - 10, False), (FIVE_MINUTES + 10, True)])
def test_it_asks_after_five_minutes(client: Client, passed_s: int, asked: bool) -> None:  # noqa: FBT001 - a table
    somebody("cy", password=PASSWORD)
    client.post(asked_link(client, "cy@example.org"))
    later(client, passed_s)
    answer = client.post("/enter/sessions/end-others")
    assert answer.headers["Location"].startswith("/enter/again/password?" if asked else "/enter/sessions")


def test_a_password_answers_and_what_was_sent_is_done(client: Client, other: Client) -> None:
    somebody("cy", password=PASSWORD)
    other.post(asked_link(other, "cy@example.org"))
    client.post(asked_link(client, "cy@example.org"))
    later(client, FIVE_MINUTES + 10)
    again = client.post("/enter/sessions/end-others").headers["Location"]
    assert Session.objects.filter(ended_at=None).count() == 2
    assert "That is not your password" in said(client.post(again, {"password": "guess"}))
    assert Session.objects.filter(ended_at=None).count() == 2
    assert client.post(again, {"password": PASSWORD}).headers["Location"] == "/enter/sessions"
    assert Session.objects.filter(ended_at=None).count() == 1
    assert other.get("/find").status_code == 302


def test_an_app_s_code_answers(client: Client) -> None:
    somebody("cy", role="officer")
    client.post(asked_link(client, "cy@example.org"))
    secret = with_app(client)
    later(client, FIVE_MINUTES + 10)
    again = client.get("/enter/ways/codes").headers["Location"]
    assert again.startswith("/enter/again/code?")
    assert client.post(again, {"code": code_now(secret)}).headers["Location"] == "/enter/ways/codes"
    assert client.get("/enter/ways/codes").status_code == 200


def test_whoever_has_only_a_mailbox_is_sent_a_link(client: Client) -> None:
    somebody("cy")
    client.post(asked_link(client, "cy@example.org"))
    later(client, FIVE_MINUTES + 10)
    again = client.get("/enter/ways/app").headers["Location"]
    assert again == "/enter/again/link?next=%2Fenter%2Fways%2Fapp"
    assert 'value="/enter/ways/app"' in client.get(again).content.decode()
    link = asked_link_again(client, again)
    assert client.post(link).headers["Location"] == "/enter/ways/app"
    assert client.get("/enter/ways/app").status_code == 200


@pytest.mark.parametrize("way", ["link", "code"])
def test_what_was_sent_is_done_whichever_way_answers(client: Client, other: Client, way: str) -> None:
    """Nobody chooses anew what they chose before: a list to carry away, say."""
    somebody("cy", role="officer" if way == "code" else "")
    other.post(asked_link(other, "cy@example.org"))
    client.post(asked_link(client, "cy@example.org"))
    secret = with_app(client) if way == "code" else ""
    later(client, FIVE_MINUTES + 10)
    again = client.post("/enter/sessions/end-others").headers["Location"]
    assert again.startswith(f"/enter/again/{way}?")
    before = Session.objects.filter(ended_at=None).count()
    if way == "code":
        answer = client.post(again, {"code": code_now(secret)})
    else:
        client.post(again, {"next": "/enter/sessions/end-others"})
        answer = client.post(link_in(last_letter()))
    assert answer.headers["Location"] == "/enter/sessions"
    assert Session.objects.filter(ended_at=None).count() == before - 1


def asked_link_again(client: Client, again: str) -> str:
    assert client.post(again, {"next": "/enter/ways/app"}).headers["Location"] == "/enter/sent"
    return link_in(last_letter())


def test_what_was_left_unanswered_is_not_done_by_a_later_answer(client: Client, other: Client) -> None:
    """A deed that somebody turned away from is not done when they prove themselves for something else."""
    somebody("cy", password=PASSWORD)
    other.post(asked_link(other, "cy@example.org"))
    client.post(asked_link(client, "cy@example.org"))
    later(client, FIVE_MINUTES + 10)
    client.post("/enter/sessions/end-others")
    again = client.get("/enter/sessions/end-others").headers["Location"]
    client.post(again, {"password": PASSWORD})
    assert Session.objects.filter(ended_at=None).count() == 2


def test_entering_is_a_proof(client: Client) -> None:
    cy = somebody("cy")
    entered(client, cy, fresh=True)
    assert who(client) == cy
    assert client.get("/enter/ways/app").status_code == 200
    entered(client, cy, fresh=False)
    assert client.get("/enter/ways/app").status_code == 302
    assert time.time() - client.session["enter.proved_at"] > FIVE_MINUTES
