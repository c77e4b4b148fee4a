"""People by the API: whom one keeps, each noted, fifty within a day; the deeds that pages do."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from muster.web.api.reading import MOST
from muster.web.enter.models import ProgramKey
from muster.web.power.copies import ALONE, takes_two
from muster.web.power.models import Copy, Look
from muster.web.record.models import Entry
from muster.web.roll.actions import CORRECTED
from muster.web.roll.models import Account, Consent, ContactWay, Group, Person
from muster.web.roll.out import Scope, listed
from muster.web.roll.queries import actor_of
from tests.web.api.by_key import V1, code_of, program_of
from tests.web.enter.made import somebody
from tests.web.roll.made_roll import entered
from tests.web.roll.made_roll import group as made_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def north() -> Group:
    return made_group("North", "ZX1")


@pytest.fixture
def olu(north: Group) -> Account:
    """An officer of the north."""
    return somebody("olu", role="officer", compartment=north.compartment)


@pytest.fixture
def asks(olu: Account) -> Client:
    return program_of(olu)


def crowd(group: Group, people: int) -> list[Person]:
    return [entered(group, surname=f"Okonjo{n:03d}", at=now()) for n in range(people)]


def sent(asks: Client, method: str, address: str, body: Any = None) -> Any:
    text = "" if body is None else json.dumps(body)
    return asks.generic(method, V1 + address, text, content_type="application/json")


def noted() -> list[str]:
    return list(Look.objects.order_by("pk").values_list("whom", flat=True))


@pytest.mark.parametrize("people", [1, 3])
def test_a_list_is_read_part_by_part_in_the_order_of_names(asks: Client, north: Group, people: int) -> None:
    everybody = crowd(north, people)
    entered(made_group("South", "ZY1"), surname="Elsewhere", at=now())
    parts, after = [], 0
    while after is not None:
        told = asks.get(f"{V1}/people?limit=2&after={after}").json()
        parts.append([one["id"] for one in told["people"]])
        after = told["next"]
    assert parts == [[one.pk for one in everybody[at : at + 2]] for at in range(0, people, 2)]
    assert noted() == [one.pseudonym for one in everybody]


def test_a_person_is_told_as_on_their_page(asks: Client, north: Group, olu: Account) -> None:
    ada = entered(north, surname="Okonjo", at=now())
    told = asks.get(f"{V1}/people/{ada.pk}").json()
    assert (told["id"], told["surname"], told["group"], told["status"]) == (ada.pk, "Okonjo", "north", "standing")
    assert {(way["kind"], way["value"]) for way in told["ways"]} == set(ada.ways.values_list("kind", "value"))
    assert [one["status"] for one in told["memberships"]] == ["standing"]
    assert "leave" in told["moves"]
    look = Look.objects.get()
    assert olu.person is not None
    assert (look.looker, look.whom, look.purpose, look.page) == (
        olu.person.pseudonym, ada.pseudonym, "care", f"program:{ProgramKey.objects.get().pk}",
    )  # fmt: skip


def test_ones_own_record_is_told_to_anybody_and_not_noted() -> None:
    cy = somebody("cy")
    assert cy.person is not None
    asks = program_of(cy)
    assert asks.get(f"{V1}/people/{cy.person.pk}").json()["known_as"] == "Cy"
    assert noted() == []
    assert code_of(asks.get(f"{V1}/people")) == (404, "not_there")


def test_somebody_is_found_by_what_is_typed(asks: Client, north: Group) -> None:
    ada = entered(north, surname="Okonjo", at=now())
    entered(north, surname="Bell", at=now())
    told = asks.get(f"{V1}/people/find", {"q": "okon"}).json()
    assert ([one["id"] for one in told["people"]], told["more"]) == ([ada.pk], False)
    assert noted() == [ada.pseudonym]


def test_no_more_are_shown_within_a_day_than_one_carries_away_alone(asks: Client, north: Group, olu: Account) -> None:
    everybody = crowd(north, ALONE + 1)
    first = asks.get(f"{V1}/people?limit={ALONE}").json()
    assert len(first["people"]) == ALONE
    refused = asks.get(f"{V1}/people?after={first['next']}")
    assert code_of(refused) == (403, "too_many_people")
    assert everybody[-1].surname.encode() not in refused.content
    assert len(noted()) == ALONE
    assert asks.get(f"{V1}/people/{everybody[0].pk}").status_code == 200  # seen before: no more people than that
    assert code_of(program_of(olu).get(f"{V1}/people/{everybody[-1].pk}")) == (403, "too_many_people")


def test_yesterdays_count_no_more(asks: Client, north: Group, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd(north, ALONE + 1)
    tomorrow = now() + dt.timedelta(days=1, minutes=1)
    assert asks.get(f"{V1}/people?limit={ALONE}").status_code == 200
    monkeypatch.setattr("muster.web.api.reading.now", lambda: tomorrow)
    assert asks.get(f"{V1}/people?limit={MOST}").status_code == 403
    assert asks.get(f"{V1}/people?limit={ALONE}").status_code == 200


def test_a_list_that_was_carried_away_counts_with_them(asks: Client, north: Group, olu: Account) -> None:
    crowd(north, 3)
    by = actor_of(olu, at=now())
    Copy.objects.create(
        kind="roll.export", compartment=north.compartment, of="roll.group:1", by=by.pseudonym, rows=48, people=48,
        alone=True, sha256="0" * 64, made_at=now(),
    )  # fmt: skip
    assert asks.get(f"{V1}/people?limit=2").status_code == 200
    assert code_of(asks.get(f"{V1}/people?limit=3")) == (403, "too_many_people")


def test_whom_programs_were_shown_counts_with_a_list(asks: Client, north: Group, olu: Account) -> None:
    crowd(north, ALONE // 2)
    by, scope = actor_of(olu, at=now()), Scope("")
    assert not takes_two(listed(north, scope), by=by, at=now())
    assert asks.get(f"{V1}/people?limit={ALONE // 2}").status_code == 200
    assert not takes_two(listed(north, scope), by=by, at=now())
    outside = {"looker": by.pseudonym, "whom": "f" * 32, "purpose": "care", "at": now()}
    Look.objects.create(**outside, page="person")
    assert not takes_two(listed(north, scope), by=by, at=now())
    Look.objects.create(**outside, page="program:1")
    assert takes_two(listed(north, scope), by=by, at=now())


def test_a_list_whose_place_has_gone_is_begun_again(asks: Client, north: Group) -> None:
    first, *_others = crowd(north, 3)
    Person.objects.filter(pk=first.pk).update(group=None)
    assert code_of(asks.get(f"{V1}/people?after={first.pk}")) == (422, "fields")


def test_whoever_puts_right_what_another_changed_meanwhile_is_told_what_stands(asks: Client, north: Group) -> None:
    ada = entered(north, forenames="Ada", surname="Okonjo", postcode="ZX10AB", at=now())
    read = asks.get(f"{V1}/people/{ada.pk}").json()
    was = {name: read[name] for name in CORRECTED}
    named = {"forenames": "Ada", "surname": "Okonjo", "postcode": "ZX1 0AB"}
    assert sent(asks, "PUT", f"/people/{ada.pk}", {**named, "known_as": "Addie", "was": was}).status_code == 204
    late = sent(asks, "PUT", f"/people/{ada.pk}", {**named, "known_as": "AJ", "was": was})
    assert code_of(late) == (409, "changed")
    assert late.json()["fields"] == [{"field": "known_as", "told": "Addie"}]
    assert code_of(sent(asks, "PUT", f"/people/{ada.pk}", named)) == (422, "fields")
    assert Person.objects.get(pk=ada.pk).known_as == "Addie"
    assert noted() == [ada.pseudonym] * 2


def test_somebody_is_taken_in_put_right_and_moved(asks: Client, north: Group) -> None:
    made = sent(asks, "POST", "/people", {
        "forenames": "Ada", "surname": "Okonjo", "email": "ada@example.org", "on": str(localdate()), "group": "north",
        "agrees": ["email"],
    })  # fmt: skip
    assert made.status_code == 201
    ada = Person.objects.get(pk=made.json()["id"])
    assert (ada.number, ada.group, ada.status) == (made.json()["number"], north, "standing")
    was = {"forenames": "Ada", "surname": "Okonjo"}
    named = {"forenames": "Ada", "surname": "Bell", "postcode": "zx1 0ab", "was": was}
    assert sent(asks, "PUT", f"/people/{ada.pk}", named).status_code == 204
    way = sent(asks, "POST", f"/people/{ada.pk}/ways", {"kind": "telephone", "value": "07700 900123"}).json()["id"]
    assert ContactWay.objects.get(pk=way).value == "+447700900123"
    assert sent(asks, "DELETE", f"/people/ways/{way}").status_code == 204
    assert sent(asks, "PUT", f"/people/{ada.pk}/consents/post", {"agreed": False}).status_code == 204
    assert sent(asks, "POST", f"/people/{ada.pk}/moves", {"move": "leave", "on": str(localdate())}).status_code == 204
    ada.refresh_from_db()
    assert (ada.surname, ada.postcode, ada.status) == ("Bell", "ZX10AB", "left")
    assert dict(Consent.objects.filter(person=ada, until_at=None).values_list("channel", "agreed"))["post"] is False
    kinds = Entry.objects.filter(kind__startswith="roll.").order_by("pk").values_list("kind", flat=True)
    assert list(kinds)[-6:] == [
        "roll.enter", "roll.correct", "roll.add_way", "roll.drop_way", "roll.agree", "roll.move",
    ]  # fmt: skip
    assert noted() == []  # nobody was shown
    assert asks.get(f"{V1}/people/{ada.pk}").json()["postcode"] == "ZX1 0AB"


def test_what_can_t_be_done_now_is_told(asks: Client, north: Group) -> None:
    ada = entered(north, surname="Okonjo", at=now())
    today, address = str(localdate()), f"/people/{ada.pk}/moves"
    assert code_of(sent(asks, "POST", address, {"move": "restore", "on": today})) == (409, "not_now")
    decided = sent(asks, "POST", address, {"move": "remove", "on": today})
    assert (decided.status_code, decided.json()["fields"][0]["field"]) == (422, "decision")
    early = sent(asks, "POST", address, {"move": "leave", "on": "1999-01-01"})
    assert (early.status_code, early.json()["fields"][0]["field"]) == (422, "on")
    way = {"kind": "email", "value": ada.ways.get(kind="email").value}
    assert code_of(sent(asks, "POST", f"/people/{ada.pk}/ways", way)) == (409, "has_that")


def test_an_officer_puts_somebody_into_another_group_and_no_longer_sees_them(asks: Client, north: Group) -> None:
    ada = entered(north, surname="Okonjo", at=now())
    south = made_group("South", "ZY1")
    wrong = sent(asks, "PUT", f"/people/{ada.pk}/group", {"group": "nowhere"})
    assert (wrong.status_code, wrong.json()["fields"][0]["field"]) == (422, "group")
    assert sent(asks, "PUT", f"/people/{ada.pk}/group", {"group": "south"}).status_code == 204
    ada.refresh_from_db()
    assert ada.group == south
    assert asks.get(f"{V1}/people/{ada.pk}").status_code == 404


def test_anybodys_program_passes_a_form_on(north: Group) -> None:
    asks = program_of(somebody("cy"))
    said = {"forenames": "Ada", "surname": "Okonjo", "email": "ada@example.org", "postcode": "ZX1 0AB"}
    first, again = (sent(asks, "POST", "/joins", said) for _twice in range(2))
    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (201, {"group": "north"})
    assert list(Person.objects.filter(surname="Okonjo").values_list("status", flat=True)) == ["applied"] * 2
    assert ProgramKey.objects.count() == 1


def test_so_many_join_by_one_name_within_an_hour(north: Group, settings: Any, emptied: None) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "program_join": "1/h/key"}
    asks = program_of(somebody("cy"))
    said = {"forenames": "Ada", "surname": "Okonjo", "email": "ada@example.org", "postcode": "ZX1 0AB"}
    assert sent(asks, "POST", "/joins", said).status_code == 201
    assert code_of(sent(asks, "POST", "/joins", said)) == (429, "too_often")
    assert Person.objects.filter(surname="Okonjo").count() == 1
