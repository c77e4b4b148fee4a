"""The table of docs/methods/power.md, cell by cell, at the addresses of the API: the deeds ask the same rules."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate

from muster.register.postcodes import postcode_told
from muster.web.api.urls import schema
from muster.web.record.models import Entry
from muster.web.roll.actions import CORRECTED
from tests.web.api.by_key import V1, program_of
from tests.web.power.movement import Movement, made
from tests.web.power.test_cells_over_http import COLUMNS, ELSEWHERE, undone
from tests.web.power.test_table import rows

pytestmark = pytest.mark.usefixtures("transactional_db")

TODAY = str(localdate())
NAMED = {"forenames": "Ada", "surname": "Okonjo", "postcode": "ZX1 0AB"}
KEPT = "twin"  # of the north, who holds no power
# method and address, whose number stands in it: the deed that is done there, and what is sent
DEEDS: dict[tuple[str, str], tuple[str, Any]] = {
    ("post", "/joins"): ("roll.join", {**NAMED, "email": "ada@example.org"}),
    ("post", "/people"): ("roll.enter", {**NAMED, "on": TODAY, "group": "north"}),
    ("put", "/people/{pk}"): ("roll.correct", {"surname": "Okonjo", "was": {}}),
    ("post", "/people/{pk}/ways"): ("roll.add_way", {"kind": "email", "value": "more@example.org"}),
    ("delete", "/people/ways/{pk}"): ("roll.drop_way", None),
    ("put", "/people/{pk}/consents/{channel}"): ("roll.agree", {"agreed": True}),
    ("post", "/people/{pk}/moves"): ("roll.move", {"move": "leave", "on": TODAY}),
    ("put", "/people/{pk}/group"): ("roll.transfer", {"group": None}),
}
ONES_OWN = {"roll.join", "roll.correct", "roll.add_way", "roll.drop_way", "roll.agree"}


def done_at(client: Client, method: str, address: str, sent: Any) -> tuple[int, list[str]]:
    """Ask, and give the answer's status and the deeds that entries tell of; no trace of it stays."""
    with undone():
        last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        body = "" if sent is None else json.dumps(sent)
        status = client.generic(method.upper(), address, body, content_type="application/json").status_code
        return status, list(Entry.objects.filter(pk__gt=last).order_by("pk").values_list("kind", flat=True))


def address_of(path: str, movement: Movement, whom: str) -> str:
    person = movement.people[whom]
    number = person.ways.earliest("pk").pk if path == "/people/ways/{pk}" else person.pk
    return V1 + path.format(pk=number, channel="post")


def sent_of(sent: Any, movement: Movement, whom: str) -> Any:
    """Say as one read it what is to be put right."""
    if not sent or "was" not in sent:
        return sent
    one = movement.people[whom]
    one.refresh_from_db()
    stands = {name: getattr(one, name) for name in CORRECTED}
    return {**sent, "was": {**stands, "postcode": postcode_told(one.postcode)}}


def asking(movement: Movement) -> Iterator[tuple[str, str, Client]]:
    for who, column in [*((who, column) for column, who in COLUMNS.items()), *ELSEWHERE.items()]:
        yield who, column, program_of(movement.people[who].account) if who else Client()


def test_every_deed_of_the_api_is_tried_here() -> None:
    changes = {
        (method, path.removeprefix(V1))
        for path, methods in schema()["paths"].items()
        for method in methods
        if method != "get"
    }
    assert changes == set(DEEDS)


def test_every_cell() -> None:
    movement, table = made(), rows()
    wrong = [*_of_others(movement, table), *_of_ones_own(movement, table), *_reading_only(movement)]
    assert wrong == [], "\n".join(wrong)


def _of_others(movement: Movement, table: dict[str, dict[str, bool]]) -> Iterator[str]:
    for who, column, client in asking(movement):
        for (method, path), (kind, sent) in DEEDS.items():
            allowed = table[kind][column] and bool(who) and who != "stopped officer"
            address = address_of(path, movement, KEPT)
            status, done = done_at(client, method, address, sent_of(sent, movement, KEPT))
            if allowed and (done != [kind] or status not in {201, 204}):
                yield f"{who} may {kind} but {address} answers {status}, {done}"
            refused = {"": {401}, "stopped officer": {403}}.get(who, {404, 422} if kind == "roll.enter" else {404})
            if not allowed and (done or status not in refused):
                yield f"{who or 'nobody'} may not {kind} but {address} answers {status}, {done}"


def _of_ones_own(movement: Movement, table: dict[str, dict[str, bool]]) -> Iterator[str]:
    assert {kind for kind, _sent in DEEDS.values() if table[kind]["own"]} == ONES_OWN
    for who in ("of no group", "volunteer"):
        client = program_of(movement.people[who].account)
        for (method, path), (kind, sent) in DEEDS.items():
            body = sent_of(sent, movement, who)
            status, done = done_at(client, method, address_of(path, movement, who), body)
            if (done, status in {201, 204}) != (([kind], True) if kind in ONES_OWN else ([], False)):
                yield f"{who} asks for {kind} of themself at {path}: {status}, {done}"


def _reading_only(movement: Movement) -> Iterator[str]:
    client = program_of(movement.people["officer, all"].account, reads_only=True)
    for (method, path), (kind, sent) in DEEDS.items():
        status, done = done_at(client, method, address_of(path, movement, KEPT), sent)
        if (status, done) != (403, []):
            yield f"a key that only reads asks for {kind}: {status}, {done}"
