"""Who sees a day, and what they are told as the work goes on."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from muster.web.days import queries
from muster.web.days.models import Day
from muster.web.record.actor import NOBODY, Actor
from muster.web.roll import actions as roll
from muster.web.roll.models import Grant, Person
from muster.web.roll.queries import actor_of_person
from tests.web.days.made_day import AT, called, cut, seated, somebody

pytestmark = pytest.mark.django_db

PAGES = ["", "/files", "/turfs", "/turfs/1", "/turfs/1/board.pdf", "/seats", "/vehicles/Coach 1", "/certificate.json",
         "/map/streets", "/map/doors", "/map/turfs", "/map/picture"]  # fmt: skip


@pytest.fixture
def enter(client: Client, monkeypatch: pytest.MonkeyPatch) -> Callable[[Actor], Client]:
    """Ask as a given actor: what a request's actor is, is tested with the roll."""

    def as_actor(actor: Actor) -> Client:
        monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: actor)
        return client

    return as_actor


@pytest.mark.parametrize("page", PAGES)
def test_whoever_holds_a_grant_there_sees_it_and_nobody_else_knows_it_exists(
    enter: Callable[[Actor], Client], page: str
) -> None:
    ours = somebody()
    day = seated(ours)
    asking = {
        "its organiser": ours,
        "a volunteer of it": somebody("volunteer"),
        "an organiser elsewhere": somebody("organiser", "south"),
        "nobody": NOBODY,
    }
    answers = {who: enter(actor).get(f"/days/{day.pk}{page}").status_code for who, actor in asking.items()}
    assert answers == {
        "its organiser": 200,
        "a volunteer of it": 200,
        "an organiser elsewhere": 404,
        "nobody": 404,
    }


def test_the_start_leads_to_the_newest_day_that_one_may_see(enter: Callable[[Actor], Client]) -> None:
    ours = somebody()
    day = called(ours)
    called(somebody("organiser", "south"), compartment="south")
    assert enter(ours).get("/").headers["Location"] == f"/days/{day.pk}"
    assert enter(NOBODY).get("/").status_code == 404


def test_stages_follow_the_work() -> None:
    ours = somebody()
    day = called(ours)
    assert queries.day_told(day, ours).stages == {"files": "now", "ground": "ahead", "turfs": "ahead", "seats": "ahead"}
    assert queries.day_told(cut(ours), ours).stages == {
        "files": "done",
        "ground": "done",
        "turfs": "done",
        "seats": "now",
    }
    assert set(queries.day_told(seated(ours), ours).stages.values()) == {"done"}


def test_promises_are_rounded_against_ourselves() -> None:
    told = queries.turfs_told(cut(somebody()))
    assert told is not None
    assert (told.spread_min, told.hours, told.saved_h) == (8, 2, 1)  # from 7 min 41 s, 2.9 h and 0.02 h


def test_a_row_with_two_problems_is_one_row_and_both_cures_are_shown(enter: Callable[[Actor], Client]) -> None:
    ours = somebody()
    day = cut(ours)
    assert queries.day_told(day, ours).rows_aside == 1
    page = _text(enter(ours).get(f"/days/{day.pk}/files"))
    assert "Write degrees with a decimal point." in page
    assert "“52,67”" in page
    assert "Blank." in page


def test_a_turf_lists_its_doors_in_order(enter: Callable[[Actor], Client]) -> None:
    ours = somebody()
    page = _text(enter(ours).get(f"/days/{cut(ours).pk}/turfs/1"))
    doors = ['<li value="1">1</li>', '<li value="2">Flat 1</li>', '<li value="3">Flat 2</li>']
    places = [page.index(door) for door in doors]
    assert places == sorted(places)
    assert "3 doors, 40 m on foot." in page
    assert "From 10:00 to 11:24." in page


def test_who_has_no_seat_is_listed_with_the_reason(enter: Callable[[Actor], Client]) -> None:
    ours = somebody()
    page = _text(enter(ours).get(f"/days/{seated(ours).pk}/seats"))
    assert "One party has no seat" in page
    assert "Kit Late" in page
    assert "All 2 vehicles that could fetch them are full." in page


def test_a_name_is_text_and_never_markup(enter: Callable[[Actor], Client]) -> None:
    ours = somebody()
    page = _text(enter(ours).get(f"/days/{seated(ours).pk}/vehicles/Ivy's car"))
    assert "Jo O&#x27;Neill &lt;b&gt;&amp;" in page
    assert "<b>&" not in page


def test_the_certificate_is_the_one_that_was_kept(enter: Callable[[Actor], Client]) -> None:
    ours = somebody()
    day = cut(ours)
    assert json.loads(enter(ours).get(f"/days/{day.pk}/certificate.json").content) == day.certificate


@pytest.mark.parametrize("turfs", [1, 3])
def test_a_list_of_turfs_takes_as_many_questions_whatever_its_length(
    enter: Callable[[Actor], Client], django_assert_num_queries: DjangoAssertNumQueries, turfs: int
) -> None:
    ours = somebody()
    day = cut(ours)
    _keep_turfs(day, turfs)
    asking = enter(ours)
    with django_assert_num_queries(2):
        page = _text(asking.get(f"/days/{day.pk}/turfs"))
    assert page.count('<tr id="turf-') == turfs


def test_a_real_account_sees_by_its_grants(client: Client) -> None:
    one, _ = roll.found(names=("Ann", "Bea"), by=NOBODY, at=AT)
    founder = _acting(one)
    person = roll.welcome(known_as="Cy", by=founder, at=AT)
    day = called(somebody())
    client.force_login(person.account)
    assert client.get(f"/days/{day.pk}").status_code == 404
    _grant_now(person)
    assert client.get(f"/days/{day.pk}").status_code == 200


def _text(answer: HttpResponseBase) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def _keep_turfs(day: Day, count: int) -> None:
    first = day.turfs.all()[0]
    day.turfs.all().delete()
    for number in range(1, count + 1):
        first.pk, first.number = None, number
        first.save(force_insert=True)


def _acting(person: Person) -> Actor:
    return actor_of_person(person, at=AT)


def _grant_now(person: Person) -> None:
    Grant.objects.create(
        holder=person.pseudonym,
        role="volunteer",
        compartment="north",
        purpose="test",
        granted_by="0" * 32,
        decision="test",
        starts_at=now() - dt.timedelta(days=1),
        ends_at=now() + dt.timedelta(days=1),
    )
