"""Who looked at one's record is told once for each reason, with how often; each look stands by itself below."""

import datetime as dt
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime, now
from pytest_django import DjangoAssertNumQueries

from muster.web.mandates.looked import SHOWN, looks_at
from muster.web.power.looks import note
from muster.web.power.models import Look
from muster.web.roll.models import Person
from tests.web.mandates.test_ones_own import As, keeper, member

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def told(client: Client) -> tuple[list[str], list[str]]:
    """Give the lines of who looked, and those of each time."""
    page = client.get(reverse("mandates:mine")).content.decode()
    section = re.search(r'aria-labelledby="looks">(.*?)</section>', page, re.DOTALL)
    assert section
    together, _opens, each = section[1].partition("<details>")
    return _lines(together), _lines(each)


def _lines(html: str) -> list[str]:
    rows = re.findall(r"<li>(.*?)</li>", html, re.DOTALL)
    return [re.sub(r" ([,.])", r"\1", " ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split())) for row in rows]


def moment(at: dt.datetime, form: str = "%H:%M") -> str:
    local = localtime(at)
    return f"{local.day} {local:%B %Y}, {local:{form}}"


def test_many_looks_for_one_reason_are_one_line_and_each_stands_by_itself(enter: As, ada: Person) -> None:
    olu, pip, at = keeper(), keeper("Pip"), now() - dt.timedelta(days=3)
    for n in range(3):
        note(olu, [ada.pseudonym], purpose="care", page="people", at=at + n * MINUTE)
    note(olu, [ada.pseudonym], purpose="care", page="person", at=at + 3 * MINUTE)
    note(pip, [ada.pseudonym], purpose="canvass", page="people", at=at + 4 * MINUTE)
    together, each = told(enter(member(ada)))
    often = f"first on {moment(at)}, last on {moment(at + 2 * MINUTE)}"
    assert together == [
        f"Pip, {moment(at + 4 * MINUTE)} Doors and days, in a list of people",
        f"Olu, {moment(at + 3 * MINUTE)} Looking after members, on your own page",
        f"Olu, 3 times, {often} Looking after members, in a list of people",
    ]
    listed = "Olu, Looking after members, in a list of people"
    assert each == [
        f"{moment(at + 4 * MINUTE, '%H:%M:%S')}: Pip, Doors and days, in a list of people",
        f"{moment(at + 3 * MINUTE, '%H:%M:%S')}: Olu, Looking after members, on your own page",
        *(f"{moment(at + n * MINUTE, '%H:%M:%S')}: {listed}" for n in (2, 1, 0)),
    ]


def test_who_opened_a_form_and_changed_nothing_is_told_so(enter: As, ada: Person) -> None:
    olu = keeper()
    address = reverse("roll:correct", args=[ada.pk])
    kept = enter(olu)
    kept.get(address)
    kept.get(reverse("roll:agree", args=[ada.pk]))
    assert [line.rpartition("members, ")[2] for line in told(enter(member(ada)))[0]] == [
        "to write down what you agree to. They changed nothing", "to change something in it. They changed nothing",
    ]  # fmt: skip
    enter(olu).post(address, {"known_as": "Addie", "surname": "Okonjo"})
    ada.refresh_from_db()
    assert ada.known_as == "Addie"
    today = localtime(now())
    lines = [line.rpartition("members, ")[2] for line in told(enter(member(ada)))[0]]
    assert f"to change something in it. Changed on {today.day} {today:%B %Y}" in lines
    assert "to write down what you agree to. They changed nothing" in lines


def test_what_somebody_else_changed_is_not_theirs(enter: As, ada: Person) -> None:
    address = reverse("roll:correct", args=[ada.pk])
    enter(keeper("Olu")).get(address)
    enter(keeper("Pip")).post(address, {"known_as": "Addie", "surname": "Okonjo"})
    enter(member(ada)).post(address, {"known_as": "Ade", "surname": "Okonjo"})
    (line,) = told(enter(member(ada)))[0]
    assert line.startswith("Olu, ")
    assert line.endswith("They changed nothing")


def test_more_than_the_page_lists_are_counted_and_said_to_be_in_the_file(enter: As, ada: Person) -> None:
    olu, at = keeper(), now()
    Look.objects.bulk_create(
        Look(looker=olu.pseudonym, whom=ada.pseudonym, purpose="care", page="people", at=at) for _ in range(1_203)
    )
    client = enter(member(ada))
    together, each = told(client)
    assert [line.split(" times")[0] for line in together] == ["Olu, 1,203"]
    assert len(each) == SHOWN
    assert "The last 200 of 1,203. The file that you take with you has them all." in (
        client.get(reverse("mandates:mine")).content.decode()
    )
    assert client.get(reverse("mandates:carry_away")).content.decode().count('"people"') == 1_203


@pytest.mark.parametrize("others", [1, 3])
def test_however_many_looked_the_page_asks_alike(
    enter: As, ada: Person, others: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(others):
        note(keeper(f"Olu {n}"), [ada.pseudonym], purpose="care", page="person", at=now())
    with django_assert_num_queries(4):
        assert looks_at(member(ada)).total == others
