"""Groups, figures, days, seasons and registers by the API, to whoever may know of them; what each question costs."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from muster.web.days.models import Day
from muster.web.days.models_of_turfs import Board, Publication, Turf
from muster.web.register.models import Door, Source
from muster.web.roll.models import Figure, Group, Person
from tests.web.api.by_key import V1, program_of
from tests.web.power.movement import NORTH, Movement, made

pytestmark = pytest.mark.usefixtures("transactional_db")

# address: what it costs the officer of the movement and the organiser of the north. Two are the key and the powers;
# a person's record is noted as well, within a transaction that lets one list at a time be carried away
COSTS = {
    "/me": (5, 5), "/groups": (5, 5), "/groups/north": (14, 7), "/figures": (5, 5), "/people?limit=3": (12, 4),
    "/people?limit=20": (12, 4), "/people/find?q=swx": (12, 4), "/people/{person}": (18, 5),
    "/days": (5, 5), "/days/{day}": (5, 5), "/days/{day}/turfs": (5, 6), "/days/{day}/boards": (5, 7),
    "/seasons": (5, 5), "/registers": (4, 9), "/registers/{register}": (4, 9),
}  # fmt: skip


def test_who_may_know_of_what_and_what_each_question_costs() -> None:
    movement = made()
    asks = {who: program_of(person.account) for who, person in movement.people.items() if who in {
        "officer, all", "organiser", "organiser of south", "member"}}  # fmt: skip
    _groups(asks["member"], asks["officer, all"])
    _days(asks, movement)
    _registers(asks, movement)
    _costs(asks, movement)


def _groups(member: Client, officer: Client) -> None:
    first = member.get(f"{V1}/groups?limit=1").json()
    assert ([one["slug"] for one in first["groups"]], first["next"]) == (["north"], "north")
    rest = member.get(f"{V1}/groups?after=north").json()
    assert ([one["slug"] for one in rest["groups"]], rest["next"]) == (["south"], None)
    north = Group.objects.get(slug="north")
    plain = {"slug": "north", "name": "North", "about": north.about, "districts": ["ZX1"]}
    seen, kept = (who.get(f"{V1}/groups/north").json() for who in (member, officer))
    assert {name: seen[name] for name in plain} == plain
    assert seen["kept"] is None
    standing = Person.objects.filter(group=north, status="standing", merged_into=None).count()
    assert (kept["kept"]["statuses"]["standing"], kept["kept"]["kinds"]) == (standing, {"member": standing})
    assert kept["kept"]["officers"] == 1
    Figure.objects.create(month="2026-04-01", kind="member", people=1234, came=3, went=10)
    told = {"first": "2026-04-01", "people": 1230, "came": None, "went": 10}
    assert member.get(f"{V1}/figures").json() == {"kinds": {"member": [told]}}


def _days(asks: dict[str, Client], movement: Movement) -> None:
    day = Day.objects.get(pk__in=movement.ids["days"], compartment=NORTH)
    told = asks["organiser"].get(f"{V1}/days").json()
    assert ([one["id"] for one in told["days"]], told["next"]) == ([day.pk], None)
    one = asks["organiser"].get(f"{V1}/days/{day.pk}").json()
    assert one == told["days"][0]
    assert (one["title"], one["compartment"], one["held_on"]) == (day.title, NORTH, str(day.held_on))
    for other in ("member", "organiser of south", "officer, all"):
        assert asks[other].get(f"{V1}/days/{day.pk}").status_code == 404
    _turfs(asks, day)
    assert day.season is not None
    season = day.season
    assert [one["id"] for one in asks["organiser"].get(f"{V1}/seasons").json()["seasons"]] == [season.pk]
    assert asks["organiser"].get(f"{V1}/seasons/{season.pk}").json()["title"] == season.title
    assert asks["organiser of south"].get(f"{V1}/seasons/{season.pk}").status_code == 404


def _turfs(asks: dict[str, Client], day: Day) -> None:
    doors = list(Door.objects.order_by("pk").values_list("pk", flat=True)[:3])
    Turf.objects.filter(day=day).delete()
    plain: dict[str, Any] = {"walk_m": 900, "work_s": 3600, "streets": ["Mill Lane"]}
    for number in (1, 2, 3):
        Turf.objects.create(day=day, number=number, doors=3, door_ids=doors, board={}, **plain)
    address = f"{V1}/days/{day.pk}"
    first = asks["organiser"].get(f"{address}/turfs?limit=2").json()
    assert ([one["number"] for one in first["turfs"]], first["next"]) == ([1, 2], 2)
    rest = asks["organiser"].get(f"{address}/turfs?after=2").json()
    assert rest == {"turfs": [{"number": 3, "doors": 3, "locked": False, **plain}], "next": None}
    assert asks["organiser"].get(f"{address}/turfs/3").json()["door_ids"] == doors
    nothing: dict[str, Any] = {"published_at": None, "digest": "", "boards": [], "next": None}
    assert asks["organiser"].get(f"{address}/boards").json() == nothing
    published = Publication.objects.create(
        day=day, number=1, held_on=day.held_on, digest="d" * 64, certificate={}, published_at="2026-05-01T09:00:00Z",
        published_by="0" * 32,
    )  # fmt: skip
    board = {"number": 1, "code": "CODE-1", "door_ids": doors, **plain}
    Board.objects.create(publication=published, building_ids=[1, 1, 1], drawn={}, **board)
    told = asks["organiser"].get(f"{address}/boards").json()
    assert (told["boards"], told["digest"], told["published_at"]) == ([board], "d" * 64, "2026-05-01T09:00:00Z")
    assert asks["member"].get(f"{address}/boards").status_code == 404


def _registers(asks: dict[str, Client], movement: Movement) -> None:
    every = list(Source.objects.filter(area__compartment=NORTH).order_by("pk"))
    told = asks["organiser"].get(f"{V1}/registers?limit=2").json()
    assert ([one["id"] for one in told["registers"]], told["next"]) == ([one.pk for one in every[:2]], every[1].pk)
    rest = asks["organiser"].get(f"{V1}/registers?after={every[1].pk}").json()
    assert [one["id"] for one in rest["registers"]] == [one.pk for one in every[2:]]
    first = told["registers"][0]
    assert (first["name"], first["mode"], first["version"], first["electors"]) == (
        every[0].name, every[0].mode, 2, 4,
    )  # fmt: skip
    assert asks["organiser"].get(f"{V1}/registers/{every[0].pk}").json() == first
    assert asks["member"].get(f"{V1}/registers").json() == {"registers": [], "next": None}
    assert asks["member"].get(f"{V1}/registers/{every[0].pk}").status_code == 404


def _costs(asks: dict[str, Client], movement: Movement) -> None:
    day = Day.objects.get(pk__in=movement.ids["days"], compartment=NORTH)
    names = {"person": movement.people["twin"].pk, "day": day.pk, "register": Source.objects.earliest("pk").pk}
    found = {}
    for address in COSTS:
        costs = []
        for who in ("officer, all", "organiser"):
            with CaptureQueriesContext(connection) as queries:
                asks[who].get(V1 + address.format(**names))
            costs.append(len(queries))
        found[address] = tuple(costs)
    assert found == COSTS
