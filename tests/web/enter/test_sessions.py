"""Where somebody is signed in: listed, known again, and ended from elsewhere at once."""

import datetime as dt
import re
from typing import Any

from django.contrib.sessions.models import Session as Kept
from django.test import Client
from django.utils.timezone import now

from muster.web.enter.models import Session
from muster.web.enter.tasks import sweep
from muster.web.record.jobs import Run
from muster.web.record.lines import lines
from muster.web.record.models import Job
from tests.web.enter.made import PASSWORD, asked_link, kinds, said, somebody, who

PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"
DESK = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Safari/537.36"


def enter(client: Client, name: str = "cy", *, agent: str = DESK) -> None:
    client.post(asked_link(client, f"{name}@example.org"), headers={"User-Agent": agent})


def test_each_browser_is_listed_and_this_one_is_marked(client: Client, other: Client) -> None:
    somebody("cy")
    enter(client)
    enter(other, agent=PHONE)
    page = said(client.get("/enter/sessions"))
    assert re.search(r"Firefox on Android Since .*? by a link .* Chrome on Linux · this one Since", page)
    assert "Firefox on Android · this one" not in page


def test_one_that_is_ended_is_out_at_its_next_request(client: Client, other: Client) -> None:
    cy = somebody("cy")
    enter(client)
    enter(other, agent=PHONE)
    theirs = Session.objects.get(device="Firefox on Android")
    assert who(other) == cy
    client.post(f"/enter/sessions/{theirs.pk}/end")
    assert other.get("/find").headers["Location"] == "/enter/?next=%2Ffind"
    assert client.get("/find").status_code == 200
    assert "Firefox" not in said(client.get("/enter/sessions"))
    assert kinds() == ["enter.sign_in", "enter.sign_in", "enter.end_session"]


def test_all_others_at_once(client: Client, other: Client) -> None:
    somebody("cy")
    third = Client()
    for browser in (other, third, client):
        enter(browser)
    assert client.post("/enter/sessions/end-others").status_code == 302
    assert [browser.get("/find").status_code for browser in (client, other, third)] == [200, 302, 302]


def test_nobody_ends_another_s(client: Client, other: Client) -> None:
    somebody("cy")
    somebody("dot")
    enter(client)
    enter(other, "dot")
    theirs = Session.objects.get(account__person__known_as="Dot")
    assert client.post(f"/enter/sessions/{theirs.pk}/end").status_code == 404
    assert other.get("/find").status_code == 200


def test_signing_out_ends_it(client: Client) -> None:
    somebody("cy")
    enter(client)
    assert "Sign out of this browser?" in said(client.get("/enter/out"))
    assert who(client) is not None  # reading signs nobody out
    client.post("/enter/out")
    assert who(client) is None
    assert Session.objects.get().ended_at is not None
    assert kinds() == ["enter.sign_in", "enter.end_session"]


def test_another_password_ends_every_other_browser_and_keeps_this_one(client: Client, other: Client) -> None:
    cy = somebody("cy", password=PASSWORD)
    enter(client)
    enter(other, agent=PHONE)
    new = "another teapot by the ladder"
    said_so = client.post("/enter/ways/password", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert said_so.status_code == 302
    assert who(client) == cy
    assert client.get("/find").status_code == 200
    assert other.get("/find").status_code == 302
    page = said(client.get("/enter/sessions"))
    assert page.count("Since") == 1
    assert "this one" in page


def test_a_session_keeps_no_address_and_no_place(client: Client) -> None:
    somebody("cy")
    client.post(asked_link(client, "cy@example.org"), REMOTE_ADDR="198.51.100.7", headers={"User-Agent": DESK})
    kept = str(list(Session.objects.values()))
    assert "198.51" not in kept
    assert "Mozilla" not in kept


def test_what_ran_out_is_let_go_daily(client: Client, other: Client, settings: Any) -> None:
    somebody("cy")
    enter(client)
    enter(other, agent=PHONE)
    Session.objects.filter(device="Firefox on Android").update(ended_at=now() - dt.timedelta(days=31))
    Kept.objects.exclude(session_key=client.session.session_key).update(expire_date=now() - dt.timedelta(days=1))
    assert "enter.sweep" in settings.DAILY
    job = Job.objects.create(kind="enter.sweep")
    with lines(own=True) as said_by_jobs:
        result = sweep(Run(job, said_by_jobs))
    assert result == {"sessions": 1, "keys": 0}
    assert list(Session.objects.values_list("device", flat=True)) == ["Chrome on Linux"]
    assert Kept.objects.count() == 1
    assert client.get("/find").status_code == 200
