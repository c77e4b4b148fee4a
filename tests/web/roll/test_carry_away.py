"""A list of a group's people leaves numbered, each on it sees who carried it away, and only what they agreed to."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from muster.web.power import actions as power
from muster.web.power.models import Copy, Look, Request
from muster.web.record.actor import Actor
from muster.web.roll import actions
from muster.web.roll.models import Account, Group, Person
from muster.web.roll.queries import actor_of_person
from tests.entered import entered as entered_as
from tests.web.days.made_day import granted
from tests.web.roll.made_files import taken_in
from tests.web.roll.made_roll import entered, group, officer, told

pytestmark = pytest.mark.usefixtures("transactional_db")


def browser(compartment: str) -> tuple[Client, Actor]:
    person = granted("officer", compartment)
    account = Account.objects.create(person=person, last_login=now())
    return entered_as(Client(), account), actor_of_person(person, at=now())


def pressed(client: Client, here: Group, status: str = "") -> Any:
    return client.post(reverse("roll:export", args=[here.pk]), {"status": status})


def rows_in(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def crowd(here: Group, count: int) -> None:
    for n in range(count):
        entered(here, surname=f"Okonjo{n:03d}", email=f"ada{n}@example.org", telephone="", postcode="", at=now())


def test_what_leaves_is_what_they_agreed_to_and_they_see_who_carried_it() -> None:
    here, there = group("Merrowby", "ZX1"), group("York", "ZY1")
    agrees = {"email": True, "telephone": False, "post": True}
    one = entered(here, address="1 Mill Lane", agrees=agrees, at=now())
    two = entered(here, surname="Zz", forenames="=Bo", email="bo@example.org", telephone="", agrees={}, at=now())
    entered(there, surname="Elsewhere", email="else@example.org", telephone="", at=now())
    client, by = browser(here.compartment)
    rows = rows_in(pressed(client, here))
    assert [(row["Surname"], row["First names"]) for row in rows] == [("Okonjo", "Ada Jane"), ("Zz", "'=Bo")]
    assert [rows[0][name] for name in ("Email", "Telephone", "Address", "Postcode")] == [
        "ada@example.org", "", "1 Mill Lane", "ZX1 0AB",
    ]  # fmt: skip
    assert [rows[0][f"Consent {name}"] for name in ("email", "telephone", "text", "post")] == ["yes", "no", "", "yes"]
    assert [rows[1][name] for name in ("Email", "Telephone", "Address", "Postcode")] == ["", "", "", ""]
    noted = set(Look.objects.filter(looker=by.pseudonym, page="copy").values_list("whom", flat=True))
    assert noted == {one.pseudonym, two.pseudonym}
    assert (Copy.objects.get().people, Copy.objects.get().alone) == (2, True)


def test_a_list_that_is_brought_again_changes_nobody() -> None:
    here = group("Merrowby", "ZX1")
    for n in range(3):
        one = entered(here, surname=f"Okonjo{n}", email=f"ada{n}@example.org", at=now(), agrees={"email": True})
        Person.objects.filter(pk=one.pk).update(number=f"M{n}")
    client, by = browser(here.compartment)
    content = pressed(client, here).getvalue()
    upload = taken_in(content, by=by, group=here)
    counts = (upload.preview or {})["counts"]
    assert (counts["unchanged"], counts.get("new", 0), counts.get("changed", 0)) == (3, 0, 0)


def test_more_than_fifty_take_two_and_are_noted_when_they_leave() -> None:
    here = group("Merrowby", "ZX1")
    crowd(here, 51)
    client, by = browser(here.compartment)
    other, second = browser(here.compartment)
    asked = pressed(client, here)
    request = Request.objects.get()
    assert (asked.status_code, Look.objects.filter(page="copy").count()) == (302, 0)
    page = other.get(asked["Location"]).content.decode()
    assert "Merrowby" in page
    assert ">51<" in page
    power.approve(request, seen=bytes(request.body), by=second, at=now())
    answer = client.post(reverse("mandates:do", args=[request.pk]))
    assert (len(rows_in(answer)), Copy.objects.get().alone) == (51, False)
    assert Look.objects.filter(looker=by.pseudonym, page="copy").count() == 51
    assert pressed(client, here, "lapsed").status_code == 422  # nobody who lapsed is listed


def test_somebody_who_joined_since_was_not_approved() -> None:
    here = group("Merrowby", "ZX1")
    crowd(here, 51)
    client, _by = browser(here.compartment)
    _other, second = browser(here.compartment)
    pressed(client, here)
    request = Request.objects.get()
    power.approve(request, seen=bytes(request.body), by=second, at=now())
    actions.enter(here, told=told(surname="New"), on=localdate(), by=officer(), at=now())
    answer = client.post(reverse("mandates:do", args=[request.pk]), follow=True)
    assert "Ask again" in answer.content.decode()
    assert not Copy.objects.exists()
