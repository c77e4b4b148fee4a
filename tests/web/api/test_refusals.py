"""What can't be read or done is told in one form, by the field it is about; nothing of it breaks."""

import json
from typing import Any

import pytest
from django.test import Client

from muster.web.api.urls import schema
from muster.web.record.models import Entry
from muster.web.roll.models import Group, Person
from tests.web.api.by_key import V1, code_of, program_of
from tests.web.enter.made import somebody

pytestmark = pytest.mark.django_db

ENTERED = {"forenames": "Ada", "surname": "Okonjo", "on": "2026-05-31", "group": "north"}


@pytest.fixture
def asks() -> Client:
    """The program of an officer of the movement; what breaks is told, as on a running site."""
    Group.objects.create(slug="north", name="North")
    client = program_of(somebody("olu", role="officer", compartment="movement"))
    client.raise_request_exception = False
    return client


def program_says(asks: Client, sent: Any, address: str = "/people") -> Any:
    body = sent if isinstance(sent, bytes | str) else json.dumps(sent)
    return asks.generic("POST", V1 + address, body, content_type="application/json")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe\x00", b"[]x", b'{"a": ' + b"[" * 50_000, b"1" * 6_000, b"x" * 3_000_000],
    ids=["nothing", "half", "no UTF-8", "more", "deep", "a long number", "too long"],
)
def test_what_is_no_json_is_told_as_such(asks: Client, body: bytes) -> None:
    answer = program_says(asks, body)
    assert code_of(answer) in {(400, "bad_json"), (400, "too_long"), (422, "fields")}
    assert not Entry.objects.filter(kind="roll.enter").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("surname", ""), ("surname", None), ("surname", 7), ("surname", "x" * 81), ("surname", "a\0b"),
        ("surname", "\ud800"), ("surname", ["Okonjo"]), ("email", "nobody"), ("email", "a@b\0.org"),
        ("telephone", "12"), ("postcode", "nowhere"), ("kind", "friend"), ("kind", 1), ("body", 1), ("body", "a\0"),
        ("agrees", "email"), ("agrees", ["fax"]), ("agrees", [["email"]]), ("on", "31/05/2026"), ("on", 3),
        ("on", "2026-02-30"), ("on", "0000-01-01"), ("on", "9999-12-31"), ("on", True), ("group", "nowhere"),
        ("group", 10**30), ("group", "a\0b"), ("surnam", "Okonjo"), ("website", "x"), ("id", 1),
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_field_is_named(asks: Client, field: str, value: Any) -> None:
    answer = program_says(asks, {**ENTERED, field: value})
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "fields")
    assert {one["field"].split(".")[0] for one in told["fields"]} == {field}
    assert all(one["told"] for one in told["fields"])
    assert not Entry.objects.filter(kind="roll.enter").exists()


def test_everything_that_is_wrong_is_told_at_once(asks: Client) -> None:
    told = program_says(asks, {"forenames": "", "on": "x"}).json()
    assert [one["field"] for one in told["fields"]] == ["forenames", "surname", "on"]
    told = program_says(asks, {**ENTERED, "email": "x", "postcode": "y"}).json()
    assert [one["field"] for one in told["fields"]] == ["email", "postcode"]


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("/people?limit=0", "limit"), ("/people?limit=61", "limit"), ("/people?limit=x", "limit"),
        ("/people?after=-1", "after"), (f"/people?after={2**63}", "after"), (f"/people?after={10**40}", "after"),
        ("/people?after=999999", "after"), ("/people?status=x", "status"), ("/people?stauts=due", "stauts"),
        ("/people/find", "q"), ("/people/find?q=", "q"), ("/people/find?q=" + "x" * 101, "q"),
        ("/groups?after=nowhere", "after"), ("/days?limit=1.5", "limit"),
    ],
)  # fmt: skip
def test_a_wrong_question_is_told_by_its_part(asks: Client, question: str, field: str) -> None:
    answer = asks.get(V1 + question)
    assert (code_of(answer), [one["field"] for one in answer.json()["fields"]]) == ((422, "fields"), [field])


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("/people/find?q=a%00b", 400), ("/people?group=%00", 400), ("/people?group=nowhere", 404), ("/people/%00", 404),
        (f"/people/{2**63}", 404), (f"/people/{10**40}", 404), ("/people/0", 404), ("/people/x", 404),
        ("/days/%FF", 404),
        ("/groups/%00", 404), ("/groups/nowhere", 404), ("/nothing", 404), ("", 404), ("/people/find?q=%FF%FE", 200),
        ("/people/1/consents/fax", 405), ("/joins", 405),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told_in_the_same_form(asks: Client, question: str, status: int) -> None:
    answer = asks.get(V1 + question)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("application/json")
    assert status == 200 or set(answer.json()) == {"code", "told", "fields"}
    assert status != 405 or answer.headers["Allow"]


def test_what_breaks_is_told_in_the_same_form_and_gives_nothing_away(
    asks: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("swx01bb")

    monkeypatch.setattr("muster.web.roll.open_to_all.open_groups", broken)
    answer = asks.get(f"{V1}/groups")
    assert code_of(answer) == (500, "broken")
    assert b"swx01bb" not in answer.content


def test_a_page_s_own_refusals_stay_pages(client: Client) -> None:
    assert client.get("/no-such-page").headers["Content-Type"].startswith("text/html")


def test_what_form_errors_say_is_said_in_the_language_that_is_asked_for(asks: Client) -> None:
    sent = json.dumps({**ENTERED, "surname": "Okonjo", "on": "2999-01-01"})
    welsh = asks.post(f"{V1}/people", sent, content_type="application/json", headers={"Accept-Language": "cy"})
    english = asks.post(f"{V1}/people", sent, content_type="application/json")
    assert welsh.json()["fields"][0]["told"] != english.json()["fields"][0]["told"]
    assert welsh.json()["told"] == english.json()["told"]


def test_the_schema_is_for_everybody_and_names_every_question(client: Client) -> None:
    answer = client.get(f"{V1}/openapi.json")
    assert answer.json() == json.loads(json.dumps(schema()))
    assert answer.json()["openapi"] == "3.1.0"
    assert "max-age" in answer.headers["Cache-Control"]
    assert not Person.objects.exists()
    told = [way for ways in answer.json()["paths"].values() for way in ways.values()]
    assert len({one["operationId"] for one in told}) == len(told)
    assert all(one["description"] and one["security"] == [{"Key": []}] for one in told)
