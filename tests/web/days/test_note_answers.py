"""Answers of a list that went round, written down at once by an organiser or an officer; and who leads a day."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import now

from muster.web.days import actions_of_people as actions
from muster.web.days import actions_of_saturday
from muster.web.days.answering import Noted, Noting, Said
from muster.web.days.leads import leads_of
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Invitation, Vehicle
from muster.web.power.models import Look
from muster.web.record.actor import Actor
from muster.web.record.deeds import NotAllowedError
from muster.web.roll.models import Group, Person
from tests.web.days import made_people as made
from tests.web.days.made_day import granted
from tests.web.roll import made_roll

pytestmark = pytest.mark.django_db
FUTURE = now().date() + dt.timedelta(days=9)


@pytest.fixture
def north() -> Group:
    return made.group()


@pytest.fixture
def people(north: Group) -> list[Person]:
    return [made.member(north, name) for name in ("Ada", "Bob", "Cem", "Dot")]


@pytest.fixture
def day(north: Group) -> Day:
    return made.day(on=FUTURE, compartment=north.compartment)


def _words(answer: object) -> str:
    assert isinstance(answer, HttpResponse)
    return " ".join(answer.content.decode().split())


def test_a_list_that_went_round_is_written_down_at_once(
    day: Day, people: list[Person], enter: Callable[[Actor], Client]
) -> None:
    ada, bob, cem, dot = people
    made.answered(day, dot, answer="cant")
    by = made.officer(day.compartment)
    client, page = enter(by), f"/days/{day.pk}/people/note"
    Invitation.objects.create(day=day, person=ada, made_at=now())
    shown = _words(client.get(page))
    assert [one.name in shown for one in people] == [True, True, True, False]
    said = {f"said-{ada.pk}": "come", f"size-{ada.pk}": "2", f"said-{bob.pk}": "drive", f"seats-{bob.pk}": "4"}
    told = _words(client.post(page, {"group": ada.group_id, **said, f"said-{cem.pk}": ""}, follow=True))
    assert "2 answers are written down." in told
    rows = Coming.objects.exclude(person=dot).order_by("pk").values_list("person", "size", "drives", "answered_by")
    assert list(rows) == [(ada.pk, 2, False, by.pseudonym), (bob.pk, 1, True, by.pseudonym)]
    assert Vehicle.objects.get().seats == 4
    assert {one.pseudonym for one in people[:3]} <= set(Look.objects.values_list("whom", flat=True))


def test_what_cannot_be_is_said_beside_whom_it_is_of_and_nothing_is_written(
    day: Day, people: list[Person], enter: Callable[[Actor], Client]
) -> None:
    ada, bob, *_others = people
    client, page = enter(made.officer(day.compartment)), f"/days/{day.pk}/people/note"
    for size, seats, why in (
        ("none", "", "Write how many come"), ("21", "", "Write how many come"), ("1", "9", "Write how many seats"),
        ("5", "3", "More come than the car has seats"), ("1" * 4_400, "", "Write how many come"),
    ):  # fmt: skip
        said = {f"said-{ada.pk}": "drive", f"size-{ada.pk}": size, f"seats-{ada.pk}": seats, f"said-{bob.pk}": "come"}
        answer = client.post(page, {"group": ada.group_id, **said})
        assert (answer.status_code, f"Ada Okonjo: {why}" in _words(answer)) == (422, True)
    assert "Nothing is written beside anybody yet." in _words(client.post(page, {"group": ada.group_id}))
    assert not Coming.objects.exists()


def test_whoever_comes_elsewhere_on_that_date_stops_the_list(
    day: Day, people: list[Person], enter: Callable[[Actor], Client]
) -> None:
    ada, bob, *_others = people
    made.answered(made.day(on=FUTURE, compartment=day.compartment, title="Uppingham"), ada)
    client = enter(made.officer(day.compartment))
    said = {"group": ada.group_id, f"said-{ada.pk}": "come", f"said-{bob.pk}": "come"}
    told = _words(client.post(f"/days/{day.pk}/people/note", said))
    assert "Ada Okonjo comes to Uppingham on this date. Nothing was written down." in told
    assert not Coming.objects.filter(day=day).exists()


def test_an_officer_writes_down_their_own_people_alone(day: Day, people: list[Person], north: Group) -> None:
    other = made_roll.group("South")
    stranger = made.member(other, "Eve")
    by = made.officer(north.compartment)
    with pytest.raises(NotAllowedError):
        actions.note_answers(Noting(day, (Noted(stranger.pk, Said()),), (other,)), by=by, at=now())
    with pytest.raises(NotAllowedError):
        actions.note_answers(Noting(day, (Noted(people[0].pk, Said()),)), by=by, at=now())
    with pytest.raises(actions.OtherGroupError):
        actions.note_answers(Noting(day, (Noted(stranger.pk, Said()),), (north,)), by=by, at=now())
    assert not Coming.objects.exists()


def test_whoever_leads_the_day_hears_first_and_must_organise_it(
    day: Day, people: list[Person], enter: Callable[[Actor], Client]
) -> None:
    lead, other = (granted("organiser", day.compartment) for _each in range(2))
    by = made.organiser(day.compartment)
    client, page = enter(by), f"/days/{day.pk}/lead"
    assert client.post(page, {"lead": people[0].pk}).status_code == 422
    assert client.post(page, {"lead": lead.pk}).headers["Location"] == f"/days/{day.pk}"
    day.refresh_from_db()
    assert (day.lead, leads_of(day, at=now())) == (lead, [lead.pseudonym])
    assert f'<option value="{lead.pk}" selected>' in _words(client.get(page))
    with pytest.raises(actions_of_saturday.NoOrganiserError):
        actions_of_saturday.name_lead(day, lead=people[0], by=by, at=now())
    client.post(page, {"lead": ""})
    day.refresh_from_db()
    assert day.lead is None
    assert {lead.pseudonym, other.pseudonym} <= set(leads_of(day, at=now()))
