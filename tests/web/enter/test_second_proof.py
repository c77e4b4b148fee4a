"""Whoever holds a power proves twice who they are; codes are right once; secrets lie sealed."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from muster.web.enter.models import Session
from muster.web.roll.models import Account
from tests.entered import entered
from tests.web.enter.made import (
    PASSWORD,
    asked_link,
    code_now,
    hold,
    kinds,
    last_letter,
    link_in,
    said,
    somebody,
    who,
    with_app,
)


def in_by_link(client: Client, name: str) -> None:
    client.post(asked_link(client, f"{name}@example.org"))


@pytest.mark.parametrize(
    ("role", "led"),
    [("founder", True), ("officer", True), ("organiser", True), ("driver", False), ("volunteer", False), ("", False)],
)
def test_a_power_waits_for_a_second_proof(client: Client, role: str, led: bool) -> None:  # noqa: FBT001 - a table
    somebody("cy", role=role)
    in_by_link(client, "cy")
    answer = client.get("/find?q=x")
    assert answer.status_code == (302 if led else 200)
    if led:
        assert answer.headers["Location"] == "/enter/second?next=%2Ffind%3Fq%3Dx"
        assert "One more proof" in said(client.get("/enter/second"))
        with_app(client)
        assert client.get("/find?q=x").status_code == 200


def test_a_power_given_to_somebody_who_is_signed_in_waits_as_well(client: Client) -> None:
    cy = somebody("cy")
    in_by_link(client, "cy")
    assert client.get("/find").status_code == 200
    assert cy.person
    hold(cy.person, role="officer")
    assert client.get("/find").headers["Location"].startswith("/enter/second")
    assert client.post("/enter/sessions/1/end").status_code != 500


def test_the_app_is_asked_for_from_then_on(client: Client, other: Client) -> None:
    cy = somebody("cy", role="organiser")
    in_by_link(client, "cy")
    secret = with_app(client)
    in_by_link(other, "cy")
    assert who(other) is None
    assert other.get("/find").status_code == 302
    right = code_now(secret)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    assert "That code is not right" in said(other.post("/enter/proof", {"code": wrong}))
    assert who(other) is None
    assert other.post("/enter/proof", {"code": right}).status_code == 302
    assert who(other) == cy
    assert other.get("/find").status_code == 200
    assert list(Session.objects.order_by("pk").values_list("ways", flat=True)) == [["link"], ["link", "app"]]
    assert kinds() == ["enter.sign_in", "enter.change_ways", "enter.sign_in"]


def test_a_code_is_right_once(client: Client, other: Client) -> None:
    somebody("cy")
    in_by_link(client, "cy")
    secret = with_app(client)
    third = Client()
    in_by_link(other, "cy")
    in_by_link(third, "cy")
    code = code_now(secret)
    other.post("/enter/proof", {"code": code})
    third.post("/enter/proof", {"code": code})
    assert who(other) is not None
    assert who(third) is None


def test_a_recovery_code_lets_in_once(client: Client, other: Client) -> None:
    cy = somebody("cy", role="officer")
    in_by_link(client, "cy")
    with_app(client)
    codes = re.findall(r"<li><code>(\d{8})</code></li>", client.get("/enter/ways/codes").content.decode())
    assert len(set(codes)) == 10
    assert client.get("/enter/ways/codes.txt").content.decode().split() == codes
    in_by_link(other, "cy")
    other.post("/enter/proof", {"code": codes[0]})
    assert who(other) == cy
    third = Client()
    in_by_link(third, "cy")
    third.post("/enter/proof", {"code": codes[0]})
    assert who(third) is None
    third.post("/enter/proof", {"code": codes[1]})
    assert who(third) == cy
    assert "8 are left" in said(client.get("/enter/ways"))


def test_few_recovery_codes_are_said(client: Client) -> None:
    somebody("cy")
    in_by_link(client, "cy")
    with_app(client)
    kept = Authenticator.objects.get(type="recovery_codes")
    kept.data["used_mask"] = 0b1111111100
    kept.save()
    assert "2 recovery codes are left: make new ones" in said(client.get("/enter/ways"))
    before = re.findall(r"\d{8}", said(client.get("/enter/ways/codes")))
    client.post("/enter/ways/codes/new")
    after = re.findall(r"\d{8}", said(client.get("/enter/ways/codes")))
    assert (len(before), len(after)) == (2, 10)
    assert not {*before} & {*after}


def test_secrets_lie_sealed(client: Client) -> None:
    somebody("cy")
    in_by_link(client, "cy")
    secret = with_app(client)
    kept = json.dumps([one.data for one in Authenticator.objects.all()])
    assert secret not in kept
    assert '"seed"' in kept
    assert not re.search(r'"seed": "[0-9a-f]{80}"', kept)


def test_whoever_removes_their_last_proof_waits_again(client: Client, other: Client) -> None:
    somebody("cy", role="officer")
    in_by_link(client, "cy")
    with_app(client)
    assert client.post("/enter/ways/app/remove").status_code == 302
    assert not Authenticator.objects.exists()
    in_by_link(other, "cy")
    assert other.get("/find").headers["Location"].startswith("/enter/second")


def test_a_browser_let_in_before_there_was_a_second_proof_is_asked_for_it(client: Client, other: Client) -> None:
    somebody("cy", role="officer")
    in_by_link(other, "cy")
    in_by_link(client, "cy")
    with_app(client)
    assert other.get("/find").headers["Location"].startswith("/enter/second")
    assert "Sign out, and in again with it" in said(other.get("/enter/second"))


def test_a_password_can_be_set_and_enters(client: Client, other: Client) -> None:
    cy = somebody("cy")
    in_by_link(client, "cy")
    short = client.post("/enter/ways/password/first", {"password1": "short", "password2": "short"})
    assert "12 characters" in said(short)
    client.post("/enter/ways/password/first", {"password1": PASSWORD, "password2": PASSWORD})
    assert who(client) == cy  # this browser stays in
    assert "Your password is set." in said(client.get("/enter/ways"))
    wrong = other.post("/enter/password", {"login": "cy@example.org", "password": PASSWORD + "x"})
    assert "don’t belong together" in said(wrong)
    other.post("/enter/password?next=/find", {"login": "cy@example.org", "password": PASSWORD})
    assert who(other) == cy


def test_nobody_signs_up(client: Client) -> None:
    for path in ("/enter/signup", "/enter/signup/", "/accounts/signup/"):
        assert client.get(path).status_code == 404
    assert reverse("account_login") == "/enter/"


def test_a_founder_lets_somebody_else_begin_anew(
    client: Client, other: Client, founders: tuple[Account, Account]
) -> None:
    cy = somebody("cy", role="officer", password=PASSWORD)
    in_by_link(other, "cy")
    with_app(other)
    entered(client, founders[0])
    assert client.post("/enter/begin-anew", {"email": "CY@example.org"}).status_code == 302
    assert other.get("/find").status_code == 302
    assert not Authenticator.objects.filter(user=cy).exists()
    assert not Account.objects.get(pk=cy.pk).has_usable_password()
    other.post(link_in(last_letter()))
    assert who(other) == cy
    assert other.get("/find").headers["Location"].startswith("/enter/second")
    assert "enter.let_begin_anew" in kinds()


def test_nobody_lets_themselves_begin_anew_and_none_but_founders_do(
    client: Client, other: Client, founders: tuple[Account, Account]
) -> None:
    cy = somebody("cy", role="officer", compartment="movement")
    entered(other, cy)
    assert other.post("/enter/begin-anew", {"email": "ann@example.org"}).status_code == 404
    entered(client, founders[0])
    for address in ("ann@example.org", "no@example.org"):
        assert "Nobody else enters with this address" in said(client.post("/enter/begin-anew", {"email": address}))
    assert mail.outbox == []
