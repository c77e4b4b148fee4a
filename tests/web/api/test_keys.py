"""Whose key it is, what it carries at this moment, and where it is no good."""

import datetime as dt
import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from muster.web.api import asking
from muster.web.enter import actions
from muster.web.enter.counting import count_question
from muster.web.enter.models import ProgramKey
from muster.web.power.models import Grant, Look, Suspension
from muster.web.record.models import Entry
from muster.web.roll.models import Account, Person
from muster.web.roll.queries import actor_of
from tests.entered import entered
from tests.web.api.by_key import V1, code_of, ended, key_of, program, program_of
from tests.web.enter.made import hold, somebody

pytestmark = pytest.mark.django_db


def test_it_asks_in_the_name_of_whoever_made_it_with_what_they_may() -> None:
    cy = somebody("cy", role="driver", compartment="group:north")
    told = program_of(cy).get(f"{V1}/me").json()
    assert cy.person is not None
    assert {name: told[name] for name in ("id", "name", "powers", "key", "reads_only")} == {
        "id": cy.person.pk, "name": "Cy", "key": "the ferry times", "reads_only": False,
        "powers": [{"role": "driver", "compartment": "group:north", "purpose": "canvass"}],
    }  # fmt: skip
    assert told["ends_at"][:19] == ProgramKey.objects.get().ends_at.isoformat()[:19]


def test_it_never_carries_more_than_they_hold_now() -> None:
    cy = somebody("cy", role="driver")
    asks = program_of(cy)
    assert len(asks.get(f"{V1}/me").json()["powers"]) == 1
    Grant.objects.update(ended_at=now())
    assert asks.get(f"{V1}/me").json()["powers"] == []


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "no_key"), ("Bearer", "wrong_key"), ("Bearer ", "wrong_key"), ("Basic bXVzdGVyOng=", "no_key"),
        ("Bearer muster_" + "x" * 43, "wrong_key"), ("Bearer \xff\xfe", "wrong_key"),
        ("Bearer " + "y" * 9_000, "wrong_key"),
    ],
)  # fmt: skip
def test_what_is_no_key_opens_nothing(header: str, code: str) -> None:
    answer = Client(headers={"Authorization": header} if header else {}).get(f"{V1}/me")
    assert code_of(answer) == (401, code)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_is_no_key(client: Client) -> None:
    entered(client, somebody("cy"))
    assert code_of(client.get(f"{V1}/me")) == (401, "no_key")
    assert code_of(client.post(f"{V1}/joins", {}, content_type="application/json")) == (401, "no_key")


def test_with_a_key_the_session_counts_for_nothing(client: Client) -> None:
    cy, dot = somebody("cy"), somebody("dot", role="officer", compartment="movement")
    entered(client, dot)
    answer = client.get(f"{V1}/me", headers={"Authorization": f"Bearer {key_of(cy)}"})
    assert (answer.json()["name"], answer.json()["powers"]) == ("Cy", [])


def test_a_key_needs_no_cookie_and_no_token_of_a_form() -> None:
    cy = somebody("cy")
    assert cy.person is not None
    browser = entered(Client(enforce_csrf_checks=True), cy)
    sent, where = json.dumps({"agreed": True}), f"{V1}/people/{cy.person.pk}/consents/post"
    assert code_of(browser.put(where, sent, content_type="application/json")) == (401, "no_key")
    answer = program(key_of(cy), enforce_csrf_checks=True).put(where, sent, content_type="application/json")
    assert (answer.status_code, answer.cookies) == (204, {})


def test_one_that_ended_opens_nothing_however_it_is_sent_again() -> None:
    cy = somebody("cy")
    asks = program_of(cy)
    assert asks.get(f"{V1}/me").status_code == 200
    actions.end_key(ProgramKey.objects.get(), by=actor_of(cy, at=now()), at=now())
    assert [code_of(asks.get(f"{V1}/me")) for _again in range(2)] == [(401, "ended_key")] * 2
    with pytest.raises(actions.EndedAlreadyError):
        actions.end_key(ProgramKey.objects.get(), by=actor_of(cy, at=now()), at=now())


def test_one_whose_last_day_came_opens_nothing() -> None:
    cy = somebody("cy")
    asks = program_of(cy)
    ended(cy)
    assert code_of(asks.get(f"{V1}/me")) == (401, "ended_key")


def test_a_closed_account_s_key_opens_nothing() -> None:
    cy = somebody("cy")
    asks = program_of(cy)
    cy.closed_at = now()
    cy.save()
    assert code_of(asks.get(f"{V1}/me")) == (401, "wrong_key")


def test_whoever_is_suspended_has_no_program_either() -> None:
    cy = somebody("cy", role="officer", compartment="movement")
    asks = program_of(cy)
    assert cy.person is not None
    at = now() - dt.timedelta(minutes=1)
    stopped = {"holder": cy.person.pseudonym, "asked_by": "0" * 32, "starts_at": at}
    Suspension.objects.create(**stopped, ends_at=at + dt.timedelta(days=14))
    assert code_of(asks.get(f"{V1}/me")) == (403, "stopped")
    Suspension.objects.update(ended_at=now(), end="lifted")
    assert asks.get(f"{V1}/me").status_code == 200


def test_a_key_made_with_one_proof_carries_no_power_that_needs_two() -> None:
    cy = somebody("cy")
    asks = program_of(cy, second=False)
    assert asks.get(f"{V1}/me").status_code == 200
    assert cy.person is not None
    hold(cy.person, role="officer", compartment="movement")
    assert code_of(asks.get(f"{V1}/me")) == (403, "second_proof")


def test_one_that_only_reads_changes_nothing() -> None:
    cy = somebody("cy")
    assert cy.person is not None
    asks = program_of(cy, reads_only=True)
    assert asks.get(f"{V1}/people/{cy.person.pk}").status_code == 200
    sent = json.dumps({"surname": "Okonjo"})
    for way in (asks.put, asks.post, asks.delete, asks.patch):
        answer = way(f"{V1}/people/{cy.person.pk}", sent, content_type="application/json")
        assert answer.status_code in {403, 405}
    assert code_of(asks.put(f"{V1}/people/{cy.person.pk}", sent, content_type="application/json")) == (
        403, "reads_only",
    )  # fmt: skip
    assert Person.objects.get(pk=cy.person.pk).surname == ""


def test_a_key_in_an_address_is_refused_even_beside_a_good_one() -> None:
    text = key_of(somebody("cy"))
    for asks in (Client(), program(text)):
        assert code_of(asks.get(f"{V1}/me", {"key": text})) == (400, "key_in_address")
    assert Client().get(f"{V1}/me", {"access_token": "x"}).status_code == 401


def test_so_many_wrong_ones_from_one_address_are_told_to_wait(emptied: None) -> None:
    wrong = program("muster_wrong")
    codes = [code_of(wrong.get(f"{V1}/me")) for _again in range(asking.WRONG_PER_MINUTE + 1)]
    assert set(codes[:-1]) == {(401, "wrong_key")}
    assert codes[-1] == (429, "too_often")
    assert program_of(somebody("cy")).get(f"{V1}/me").status_code == 200  # nobody is locked out
    assert Entry.objects.filter(thing="enter.limit:program_key").count() == 1


def test_so_many_questions_in_one_name_by_all_of_their_keys(monkeypatch: pytest.MonkeyPatch, emptied: None) -> None:
    monkeypatch.setattr(asking, "PER_MINUTE", 3)
    cy = somebody("cy")
    one, other = program_of(cy), program_of(cy)
    assert [asks.get(f"{V1}/me").status_code for asks in (one, other, one, other, one)] == [200, 200, 200, 429, 429]
    assert one.get(f"{V1}/me").headers["Retry-After"] == "60"
    assert program_of(somebody("dot")).get(f"{V1}/me").status_code == 200
    assert Entry.objects.filter(thing="enter.limit:program").count() == 1


def test_questions_are_counted_where_every_process_counts_them_and_anew_each_minute() -> None:
    cy, at = somebody("cy"), now().replace(second=30)
    key_of(cy)
    key_of(cy)
    one, other = ProgramKey.objects.order_by("pk")
    assert [count_question(key, at=at) for key in (one, other, one)] == [1, 2, 3]
    assert count_question(one, at=at + dt.timedelta(seconds=29)) == 4
    assert count_question(other, at=at + dt.timedelta(seconds=30)) == 1
    one.refresh_from_db()
    assert one.asked_at == at.replace(second=0, microsecond=0)  # which its page tells


def test_an_entry_says_by_which_key_a_program_did_it_and_a_look_up_too() -> None:
    olu, ada = somebody("olu", role="officer", compartment="movement"), somebody("ada").person
    assert ada is not None
    sent = json.dumps({"agreed": True})
    where = f"{V1}/people/{ada.pk}/consents/post"
    asks, key = program_of(olu), ProgramKey.objects.get()
    assert asks.put(where, sent, content_type="application/json").status_code == 204
    asks.get(f"{V1}/people/{ada.pk}")
    entry = json.loads(bytes(Entry.objects.get(kind="roll.agree").body))
    assert olu.person is not None
    assert (entry["a"], entry["p"]) == (olu.person.pseudonym, key.pk)
    assert key.name not in str(entry)  # in its person's words
    own = json.loads(bytes(Entry.objects.get(kind="enter.make_key").body))
    assert "p" not in own
    assert set(Look.objects.values_list("page", flat=True)) == {f"program:{key.pk}"}
    page = entered(Client(), Account.objects.get(person=ada)).get(reverse("mandates:mine")).content.decode()
    assert f"by a program that asks in their name (key {key.pk})" in page
