"""Whoever comes along or drives finds their own page from every page that is theirs, and no page offers one refused."""

import re
from html import unescape
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.utils.timezone import now

from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Invitation, Telling
from muster.web.days.models_of_seats import Seating
from muster.web.enter.models import Movement
from muster.web.power.models import Look
from muster.web.roll.models import Account, ContactWay, Person
from muster.web.roll.reach import telephone_told
from tests.entered import entered
from tests.web.days.made_saturday import organiser, saturday
from tests.web.enter.made import somebody
from tests.web.power.movement import NORTH, made
from tests.web.power.movement import Movement as People

HREF = re.compile(r'<a\b[^>]*\bhref="([^"]+)')
ROLES = ("organiser", "officer", "officer, all", "founder", "driver", "volunteer", "member", "of no group")


def let_come(day: Day, number: int, person: Person) -> None:
    """Put somebody in the place of one of a Saturday's eight; the last of them drives."""
    row = list(Coming.objects.filter(day=day).order_by("pk"))[number]
    Coming.objects.filter(pk=row.pk).update(person=person)
    Invitation.objects.create(day=day, person=person, made_at=now(), asked_at=now())


def person_of(account: Account) -> Person:
    assert account.person is not None
    return account.person


def today(day: Day, *, compartment: str = "north") -> None:
    for rows in (Day.objects.filter(pk=day.pk), Coming.objects.filter(day=day), day.vehicles):
        rows.update(held_on=now().date())
    Day.objects.filter(pk=day.pk).update(compartment=compartment)


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "number"), [("", 0), ("volunteer", 1), ("driver", 7)])
def test_home_and_days_lead_whoever_comes_to_where_they_are_to_be(client: Client, role: str, number: int) -> None:
    day = saturday(organiser())
    today(day)
    account = somebody("dan", role=role)
    person = person_of(account)
    let_come(day, number, person)
    mine = f"/days/{day.pk}/mine"
    home = entered(client, account).get("/").content.decode()
    assert re.search(rf'<a class="deed" href="{mine}">See where to be</a>', home)
    assert f'href="{mine}">Saturday at Oakham</a>' in home
    assert client.get("/days/").headers["Location"] == mine
    Telling.objects.create(day=day, what="plan", edition=day.seatings.get(number=0).pk, at=now(), by="0" * 32)
    own = client.get(mine).content.decode()
    assert "Where you are to be" in own
    assert ("Whom you fetch, and their telephone numbers" in own) == (role == "driver")
    if role:  # who holds a power there sees the day as well
        assert f'href="{mine}">Your own day: where to be</a>' in client.get(f"/days/{day.pk}").content.decode()
    second = Day.objects.create(
        title="Another", held_on=now().date(), compartment="north", into=2, to_lon=0, to_lat=0, arrive_min=600, seed=1,
        effort_s=1,
    )  # fmt: skip
    Invitation.objects.create(day=second, person=person, made_at=now(), asked_at=now())
    assert client.get("/days/").headers["Location"] == "/days/mine"


@pytest.mark.django_db
def test_whoever_organises_or_looks_after_people_goes_to_the_day_itself(client: Client) -> None:
    day = saturday(organiser())
    today(day)
    account = somebody("oda", role="organiser")
    let_come(day, 0, person_of(account))
    home = entered(client, account).get("/").content.decode()
    assert f'<a class="deed" href="/days/{day.pk}">Open the day</a>' in home
    assert client.get("/days/").headers["Location"] == f"/days/{day.pk}"
    assert "Your own day: where to be" in client.get(f"/days/{day.pk}").content.decode()


def test_no_page_of_days_offers_anybody_a_page_that_refuses_them(transactional_db: None) -> None:
    movement = made()
    Movement.objects.create(pk=1, name="The Ferry League", zone="Europe/London", founded_at=now())
    day = saturday(organiser())
    today(day, compartment=NORTH)
    for number, who in ((0, "member"), (1, "volunteer"), (2, "officer"), (3, "driver"), (7, "of no group")):
        let_come(day, number, movement.people[who])
    Telling.objects.create(day=day, what="plan", edition=day.seatings.get(number=0).pk, at=now(), by="0" * 32)
    for row in Coming.objects.filter(day=day):
        Invitation.objects.get_or_create(day=day, person=row.person, defaults={"made_at": now()})
    refused = {who: shut for who in ROLES if (shut := _refused(movement, who, day))}
    assert refused == {}


def _refused(movement: People, who: str, day: Day) -> list[str]:
    """Follow every link from page to page of the days; gives those that are not opened."""
    client = movement.client(who)
    starts = ["/", "/days/", "/days/seasons", f"/days/{day.pk}", f"/days/{day.pk}/mine"]
    queue = [(at, "") for at in starts if client.get(at, follow=True).status_code == 200]
    seen, shut = {at for at, _from in queue}, []
    while queue:
        at, linked = queue.pop()
        answer = client.get(at, follow=True)
        if answer.status_code != 200:
            shut.append(f"{linked} -> {at}: {answer.status_code}")
        if "text/html" not in answer.headers["Content-Type"] or not (at.startswith("/days/") or at == "/"):
            answer.close()
            continue
        page = answer.request["PATH_INFO"]
        for href in HREF.findall(answer.content.decode()):
            there = urljoin(page, unescape(href)).partition("#")[0]
            if there.startswith("/") and _like(there) not in seen:
                seen.add(_like(there))
                queue.append((there, at))
    return shut


def _like(address: str) -> str:
    """Name an address for all of its kind: one turf, one board, one page of a list is as good as the next."""
    return re.sub(r"(?<=/turfs/)\d+", "1", address.partition("?")[0])


@pytest.mark.django_db
def test_a_driver_reads_on_one_page_whom_to_fetch_where_how_to_ring_them_and_the_lead(client: Client) -> None:
    day = saturday(lead := organiser())
    today(day)
    driver = person_of(somebody("dan"))
    let_come(day, 7, driver)
    Telling.objects.create(day=day, what="plan", edition=day.seatings.get(number=0).pk, at=now(), by="0" * 32)
    made = Seating.objects.get(day=day)
    rider = Coming.objects.filter(day=day).order_by("pk")[4]
    coach, car = (next(one for one in made.body["vehicles"] if one["name"] == name) for name in ("Coach 2", "Car 1"))
    visit = next(one for one in coach["visits"] if rider.name in one["riders"])
    visit["riders"].remove(rider.name)
    car["visits"] = [{**visit, "stop": "", "riders": [rider.name]}]
    next(one for one in made.body["people"] if one["name"] == rider.name).update(vehicle="Car 1", stop="")
    made.save()
    Person.objects.filter(pk=rider.person_id).update(address="3 Mill Lane", postcode="ZX14AB")
    Coming.objects.filter(pk=rider.pk).update(needs="wheelchair")
    leads_it = Person.objects.get(pseudonym=lead.pseudonym)
    for who, number in ((rider.person, "+447700900100"), (leads_it, "+447700900888")):
        ContactWay.objects.create(person=who, kind="telephone", value=number)
    Day.objects.filter(pk=day.pk).update(lead=lead.person)
    entered(client, Account.objects.get(person=driver))
    for page in ("mine/roster", "live/vehicles/Car 1"):
        told = client.get(f"/days/{day.pk}/{page}").content.decode()
        theirs, leads = (f">{telephone_told(number)}<" for number in ("+447700900100", "+447700900888"))
        for words in ("3 Mill Lane, ZX1 4AB", "wheelchair", theirs, "Ring Olu:", leads):
            assert words in told, (page, words)
    looked = Look.objects.filter(looker=driver.pseudonym).values_list("whom", flat=True)
    assert sorted(looked) == sorted(2 * [rider.person.pseudonym, lead.pseudonym])
    assert f'href="/days/{day.pk}"' not in told  # nobody who only drives sees the day's plan
