"""The demo's made-up people: what a movement needs somebody for, one of them can do."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import path, reverse
from django.utils.timezone import now
from pytest_django import Settings

from muster.home import home
from muster.web import urls
from muster.web.cards import become, cards
from muster.web.days.models import Day
from muster.web.demo import cast
from muster.web.demo_mail import mailbox
from muster.web.demo_roll import keeper_of
from muster.web.mandates.models import Erasure
from muster.web.messenger import actions
from muster.web.messenger.models import Message, Way
from muster.web.power.models import Request
from tests.entered import entered
from tests.web.asks import asks
from tests.web.enter.made import said, somebody
from tests.web.messenger.sent import OFFICER, handed, named, queued, writing

urlpatterns = [*urls.urlpatterns, path("demo/", cards, name="cards"), path("demo/as/<str:role>", become, name="become"),
               path("demo/mail", mailbox, name="mailbox")]  # fmt: skip
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def acting(role: str) -> Client:
    client = Client()
    assert client.post(f"/demo/as/{role}").status_code == 302
    return client


def test_a_made_up_member_is_erased_by_the_keeper_of_the_roll_and_a_founder(client: Client) -> None:
    cast(now())
    assert "Keeper of the roll" not in said(client.get("/demo/"))  # who comes with the roll
    keeper_of(now())
    assert "Keeper of the roll" in said(client.get("/demo/"))
    acting("member").post(reverse("mandates:ask_erasure"))
    wish = Erasure.objects.get()
    keeper = acting("keeper")
    assert "Somebody asks to be erased" in said(keeper.get("/"))
    keeper.post(reverse("mandates:erase", args=[wish.pk]))
    request = Request.objects.get(kind="mandates.erase")
    assert "Erase what is held on somebody" in said(acting("founder").get("/"))
    seen = {"seen": bytes(request.body).decode()}
    acting("founder").post(reverse("mandates:approve", args=[request.pk]), seen)
    keeper.post(reverse("mandates:do", args=[request.pk]))
    wish.refresh_from_db()
    assert wish.done_at is not None


def test_what_the_demo_sends_is_read_by_anybody_in_it_and_answered_by_its_link(
    client: Client, settings: Settings
) -> None:
    settings.DEMO = True
    (home() / "keys" / "mail").unlink(missing_ok=True)  # whatever another test kept
    assert "Nothing was sent yet" in said(client.get("/demo/mail"))
    text = named("Bea", way=Way.SMS, address="+447700900123")
    to = [named("Ann", address="ann@people.example"), text]
    sending = actions.queue(writing(answers=["yes", "no"], urgent=True), recipients=to, by=OFFICER, at=now())
    assert "2 messages are about to be handed on" in said(client.get("/demo/mail"))
    assert handed()["handed"] == 2
    page = client.get("/demo/mail", headers={"host": "127.0.0.1:8123"}).content.decode()
    for name in ("Ann", "Bea"):
        assert f"Saturday, {name}?" in page
    assert "To Ann, ann@people.example" in page
    links = re.findall(r'href="http://127\.0\.0\.1:8123(/said/[^"]+)"', page)
    answers = [link for link in links if "/stop/" not in link and client.get(link).status_code == 200]
    answer = next(link for link in answers if "yes" in client.get(link).content.decode().lower())
    assert client.post(answer, {"answer": "yes"}).status_code in {200, 302}
    assert Message.objects.filter(sending=sending, answer="yes").count() == 1


def test_whoever_is_signed_in_is_told_to_sign_out_before_they_follow_a_link(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    cast(now())
    organiser = acting("organiser")
    assert "Sign out first" not in said(organiser.get("/demo/mail"))  # there is no link yet
    actions.queue(writing(urgent=True), recipients=[named("Ann", address="ann@people.example")], by=OFFICER, at=now())
    handed()
    assert "Sign out first" in said(organiser.get("/demo/mail"))
    assert organiser.post(reverse("account_logout"), {"next": "/demo/mail"}).headers["Location"] == "/demo/mail"
    assert "Sign out first" not in said(organiser.get("/demo/mail"))


def test_what_waits_for_the_morning_says_so(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    sending = queued("Ann", at=now())
    Message.objects.filter(sending=sending).update(due_at=now() + dt.timedelta(hours=3))
    assert "One message waits until" in said(client.get("/demo/mail"))


def test_the_mailbox_asks_as_often_for_forty_messages_as_for_one(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    counts = []
    for n in (1, 3, 40):
        queued(*(f"Ann{n}x{one}" for one in range(n)), urgent=True, at=now())
        handed()
        counts.append(asks(client, "/demo/mail"))
    assert counts == [2, 2, 2]


@pytest.mark.urls("muster.web.urls")
def test_no_real_site_has_a_mailbox_that_anybody_reads(client: Client) -> None:
    cy = entered(client, somebody("cy", role="founder", compartment="movement"))
    assert [cy.get(address).status_code for address in ("/demo/mail", "/demo/")] == [404, 404]


def test_once_the_county_stands_whoever_may_see_no_day_of_it_is_told_so(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    cast(now())
    founder = acting("founder")
    assert "A county is being made up" in said(founder.get("/days/"))
    assert founder.get("/days/", headers={"HX-Request": "true"}).status_code == 200
    Day.objects.create(
        title="Ours", held_on=now().date(), compartment="demo", minutes=90, to_lon=0, to_lat=52, arrive_min=600, seed=1,
        effort_s=1, made_up=True,
    )  # fmt: skip
    assert founder.get("/days/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/days/"
    page = said(founder.get("/days/"))
    assert "There is no day here that you may see" in page
    assert "A county is being made up" not in page
    assert "the organiser sees the day" in page
    assert acting("organiser").get("/days/").headers["Location"].startswith("/days/")


def test_an_old_page_of_whoever_was_signed_in_before_says_who_is_now(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    cast(now())
    asks_for_token = Client(enforce_csrf_checks=True)
    refused = asks_for_token.post("/demo/as/member")
    assert refused.status_code == 403
    assert "Somebody else is signed in now, or nobody" in said(refused)
    assert 'href="/demo/"' in refused.content.decode()
