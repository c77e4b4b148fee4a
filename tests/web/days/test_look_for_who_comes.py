"""Somebody is looked for by name among those who answered: by whoever sees them, and they can see who looked."""

import datetime as dt
from html import unescape
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils.timezone import now

from muster.web.days.comings import PAGE
from muster.web.days.models import Day
from muster.web.power.models import Look
from muster.web.roll.models import Person
from tests.web.days import made_people as made

pytestmark = pytest.mark.django_db
Made = tuple[Day, dict[str, Person], Person]


@pytest.fixture
def asked() -> Made:
    """A day to which Bob and Zoë come, Cem can't and Dee has not said."""
    north = made.group()
    people = {name: made.member(north, name) for name in ("Zoë", "Bob", "Cem", "Dee")}
    olu = made.granted(made.member(north, "Olu"), "organiser")
    day = made.day(on=now().date() + dt.timedelta(days=9))
    for name in ("Zoë", "Bob"):
        made.answered(day, people[name], at=now())
    made.answered(day, people["Cem"], at=now(), answer="cant")
    made.invited(day, people["Dee"])
    return day, people, olu


def found(client: Client, day: Day, words: str) -> list[str]:
    """Name those who are listed for some words."""
    page = unescape(client.get(f"/days/{day.pk}/people?q={quote(words)}").content.decode())
    table = page.partition('id="list"')[2]
    return [name for name in ("Zoë", "Bob", "Cem", "Dee") if f">{name} Okonjo</a>" in table]


def test_whoever_answered_is_found_by_how_their_names_begin_whatever_they_said(asked: Made) -> None:
    day, _people, olu = asked
    client = made.signed_in(olu)
    assert found(client, day, "zoe") == ["Zoë"]
    assert found(client, day, "okon") == ["Zoë", "Bob", "Cem"]
    assert found(client, day, "Okonjo B") == ["Bob"]
    assert found(client, day, "konjo") == []
    assert "can’t come" in client.get(f"/days/{day.pk}/people?q=cem").content.decode()


def test_whoever_is_found_can_see_who_looked_and_nobody_else_was_looked_at(asked: Made) -> None:
    day, people, olu = asked
    client = made.signed_in(olu)
    Look.objects.all().delete()
    found(client, day, "bob")
    assert list(Look.objects.values_list("looker", "whom")) == [(olu.pseudonym, people["Bob"].pseudonym)]


def test_an_officer_of_another_group_finds_nobody(asked: Made) -> None:
    day, _people, _olu = asked
    south = made.group("South")
    made.invited(day, made.member(south, "Sam"))
    officer = made.granted(made.member(south, "Odd"), "officer", "group:south")
    assert found(made.signed_in(officer), day, "okonjo") == []


def test_many_of_one_name_go_on_with_the_name(asked: Made) -> None:
    day, people, olu = asked
    for n in range(PAGE):
        made.answered(day, made.member(people["Bob"].group, f"Max{n}"), at=now())  # type: ignore[arg-type]  # has one
    page = made.signed_in(olu).get(f"/days/{day.pk}/people?q=okonjo").content.decode()
    assert "?q=okonjo&amp;beyond=" in page


def test_finding_leads_whoever_organises_on_to_those_who_answered_and_nobody_else(asked: Made) -> None:
    day, people, olu = asked
    lead = f'href="/days/{day.pk}/people?q=bob#list"'
    assert lead in made.signed_in(olu).get("/find?q=bob").content.decode()
    assert lead not in made.signed_in(people["Bob"]).get("/find?q=bob").content.decode()
