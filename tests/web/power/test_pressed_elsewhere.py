"""A button counts only where its own page is open: what another site or another person's page sends does nothing."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import resolve, reverse

from muster.web.power.models import Grant
from muster.web.record.models import Entry
from tests.web.power.movement import Movement, addresses, made
from tests.web.power.test_planted import patterns

pytestmark = pytest.mark.usefixtures("transactional_db")

# these alone ask for no token of a page, each for its reason
BY_A_LINK = {"messenger:answer", "messenger:opt_out", "days:report_by_link", "days:here_by_link",
             *(f"days:asked{one}" for one in ("", "_claim"))}  # fmt: skip  # who has the link could press it anyway
IN_EVERY_FOOT = {"enter:language"}  # which looks at the origin itself
TOKEN, FIELD = "csrftoken", "csrfmiddlewaretoken"


def pressed_everywhere(movement: Movement) -> Iterator[tuple[str, str]]:
    """Give every address that a page's button may stand for, with its name; programs ask by a key and have no page."""
    for name, asks in patterns():
        if not name.startswith("api:"):
            yield from ((name, address) for address in addresses(movement, name, asks))


def browser(movement: Movement, who: str) -> tuple[Client, str]:
    """Give somebody's browser, as strict as a real site, and the token of a page that it has open."""
    client = movement.client(who)
    client.handler.enforce_csrf_checks = True
    page = client.get("/join").content.decode()
    return client, page.partition(f'name="{FIELD}" value="')[2].partition('"')[0]


def test_only_these_ask_for_no_token() -> None:
    free = {name for name, at in pressed_everywhere(made()) if getattr(resolve(at).func, "csrf_exempt", False)}
    assert free == BY_A_LINK | IN_EVERY_FOOT


@pytest.mark.parametrize("who", ["", "member", "organiser", "officer, all", "founder"])
def test_what_is_pressed_elsewhere_does_nothing(who: str) -> None:
    movement = made()
    client, token = browser(movement, who)
    _another, theirs = browser(movement, "driver")
    before, taken = Entry.objects.count(), []
    tries: dict[str, tuple[dict[str, str], dict[str, str]]] = {
        "no token": ({}, {}),
        "a wrong one": ({FIELD: "x" * 64}, {}),
        "another person's": ({FIELD: theirs}, {}),
        "the right one, from another site": ({FIELD: token}, {"Origin": "https://elsewhere.example"}),
    }
    for name, address in pressed_everywhere(movement):
        if name not in BY_A_LINK | IN_EVERY_FOOT:
            for how, (sent, headers) in tries.items():
                answer = client.post(address, sent, headers=headers)
                door = not who and answer.status_code == 302 and answer.headers["Location"].startswith("/enter/")
                if answer.status_code != 403 and not door:
                    taken.append((address, how, answer.status_code))
    assert taken == []
    assert Entry.objects.count() == before


def test_the_same_button_works_on_its_own_page() -> None:
    movement = made()
    client, token = browser(movement, "officer")
    held = Grant.objects.filter(holder=movement.people["officer"].pseudonym, ended_at=None)
    address = reverse("mandates:withdraw", args=[held.get().pk])
    assert client.post(address, {FIELD: "x" * 64}).status_code == 403
    assert held.count() == 1
    assert client.post(address, {FIELD: token}, headers={"Origin": "http://testserver"}).status_code == 302
    assert held.count() == 0
