"""That a day is put off or called off: whom it reaches in time, how far it came, whom to ring, and writing it again."""

import datetime as dt
from html import unescape

import pytest
from django.test import Client

from muster.web.days import actions, actions_of_telling, tellings
from muster.web.days.models import Day
from muster.web.days.models_of_people import Telling
from muster.web.messenger.models import Message, Way
from muster.web.messenger.told import told
from muster.web.power.models import Look
from muster.web.record.actor import Actor
from muster.web.record.jobs import end
from muster.web.record.models import Job
from muster.web.roll.models import Group, Person
from tests.web.days import made_people as made

pytestmark = pytest.mark.django_db
BEFORE = dt.datetime(2026, 5, 8, 22, 30, tzinfo=dt.UTC)  # half past eleven at night, there
MONTH = dt.timedelta(days=28)


@pytest.fixture(autouse=True)
def _nothing_hurries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muster.web.days.hurrying.hurry", lambda: None)


@pytest.fixture
def olu() -> Actor:
    return made.organiser()


@pytest.fixture
def north() -> Group:
    return made.group()


@pytest.fixture
def day() -> Day:
    return made.day()


def by_post(north: Group) -> Person:
    """Give somebody whom letters reach, and nothing else."""
    return made.member(north, "Ida", email="", address="1 Mill Lane", postcode="LE15 6AA")


def client_of(actor: Actor) -> Client:
    return made.signed_in(Person.objects.get(pseudonym=actor.pseudonym))


def shown(client: Client, address: str) -> str:
    return " ".join(unescape(client.get(address).content.decode()).split())


def test_who_counts_on_tomorrow_is_told_tonight_that_it_is_in_a_month(day: Day, north: Group, olu: Actor) -> None:
    made.answered(day, made.member(north))
    actions.postpone(day, held_on=day.held_on + MONTH, by=olu, at=BEFORE)
    tellings.write(Telling.objects.get(), at=BEFORE)
    message = Message.objects.get()
    assert message.due_at == BEFORE
    subject, body = told(message)
    assert subject == "Saturday at Oakham is put off to Saturday 6 June"
    assert "is not on Saturday 9 May: it is put off to Saturday 6 June" in body


def test_no_letter_tells_in_time_of_tomorrow(day: Day, north: Group, olu: Actor) -> None:
    ida = by_post(north)
    made.answered(day, ida)
    later = made.day(on=day.held_on + MONTH)
    made.answered(later, ida)
    for one in (day, later):
        actions.cancel(one, because="Snow", by=olu, at=BEFORE)
    assert tellings.write(Telling.objects.get(day=day), at=BEFORE) == (None, [ida.pk])
    assert tellings.write(Telling.objects.get(day=later), at=BEFORE)[1] == []
    assert Message.objects.get().way == Way.LETTER


def test_the_days_page_leads_to_whom_the_news_did_not_reach(day: Day, north: Group, olu: Actor) -> None:
    ada, nan = made.member(north), made.member(north, "Nan", email="", telephone="01572 720001")
    for person in (ada, nan):
        made.answered(day, person)
    actions.cancel(day, because="Snow", by=olu, at=BEFORE)
    made.worked()
    client = client_of(olu)
    page = shown(client, f"/days/{day.pk}")
    assert "The day was called off: one person is reached by no message in time." in page
    assert f'href="/days/{day.pk}/news"' in page
    page = shown(client, f"/days/{day.pk}/news")
    assert "Nan Okonjo" in page
    assert "Ada Okonjo" not in page
    looks = Look.objects.filter(page="news").values_list("whom", "looker")
    assert list(looks) == [(nan.pseudonym, olu.pseudonym)]


def test_news_that_could_not_be_written_is_said_and_written_once_by_two_presses(
    day: Day, north: Group, olu: Actor
) -> None:
    made.answered(day, made.member(north))
    actions.postpone(day, held_on=day.held_on + MONTH, by=olu, at=BEFORE)
    first = Job.objects.get(kind="days.write_telling")
    end(first, Job.End.FAILED, trouble="OSError")
    client = client_of(olu)
    assert "The day was put off: nobody was told of it yet." in shown(client, f"/days/{day.pk}")
    assert "Write them again" in shown(client, f"/days/{day.pk}/news")
    for _press in range(2):
        client.post(f"/days/{day.pk}/news")
    assert Job.objects.filter(kind="days.write_telling").count() == 2
    made.worked()
    assert "9 May" in told(Message.objects.get())[1]
    with pytest.raises(actions_of_telling.ToldBeforeError):
        actions_of_telling.tell_again(day, by=olu, at=BEFORE)


def test_a_day_without_news_has_no_page_of_it_and_nobody_else_reads_anothers(
    day: Day, north: Group, olu: Actor
) -> None:
    assert client_of(olu).get(f"/days/{day.pk}/news").status_code == 404
    actions.cancel(day, because="Snow", by=olu, at=BEFORE)
    for other in (made.officer(), made.own(made.member(north)), made.organiser("group:south")):
        assert client_of(other).get(f"/days/{day.pk}/news").status_code == 404
        assert client_of(other).post(f"/days/{day.pk}/news").status_code == 404
