"""Keys by which programs ask in somebody's name: made freshly, shown once, never kept, ended by one press."""

import datetime as dt
import hashlib
import re

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import now

from muster.guard.need import LONGEST_GRANT
from muster.web.enter import actions
from muster.web.enter.models import ProgramKey
from muster.web.enter.tasks import sweep
from muster.web.record.jobs import Run
from muster.web.record.lines import lines
from muster.web.record.models import Entry, Job, Payload
from muster.web.roll.models import Account
from muster.web.roll.queries import actor_of
from tests.entered import entered
from tests.web.enter.made import asked_link, kinds, said, somebody

WANTED = {"name": "the ferry times", "days": "30"}


def key_on(page: str) -> str:
    found = re.search(r"muster_[\w-]{43}", page)
    assert found, page
    return found[0]


def made(client: Client, **more: str) -> str:
    return key_on(client.post("/enter/keys", {**WANTED, **more}).content.decode())


def test_a_key_is_shown_once_and_kept_as_a_hash(client: Client) -> None:
    cy = somebody("cy")
    entered(client, cy)
    text = made(client)
    assert text not in client.get("/enter/keys").content.decode()
    key = ProgramKey.objects.get()
    assert (key.account, key.name, key.reads_only, key.second) == (cy, "the ferry times", True, True)
    assert key.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert key.ends_at - key.made_at == dt.timedelta(days=30)
    kept = [bytes(row.body) for table in (Entry, Payload) for row in table.objects.all()]
    assert not any(text.encode() in body or text.removeprefix("muster_").encode() in body for body in kept)
    assert kinds() == ["enter.make_key"]
    assert "A key was made by which a program asks in your name." in mail.outbox[-1].body
    assert text not in mail.outbox[-1].body


def test_it_changes_things_only_if_that_was_ticked(client: Client) -> None:
    entered(client, somebody("cy"))
    made(client, changes="on")
    assert not ProgramKey.objects.get().reads_only


def test_making_one_asks_again_and_ending_one_does_not(client: Client) -> None:
    cy = somebody("cy")
    entered(client, cy)
    made(client)
    entered(client, cy, fresh=False)
    answer = client.post("/enter/keys", WANTED)
    assert (answer.status_code, "/again/" in answer.headers["Location"]) == (302, True)
    assert ProgramKey.objects.count() == 1
    assert client.post(f"/enter/keys/{ProgramKey.objects.get().pk}/end").status_code == 302
    assert "the ferry times" not in said(client.get("/enter/keys"))
    assert kinds() == ["enter.make_key", "enter.end_key"]


def test_an_officer_proves_twice_first(client: Client) -> None:
    olu = somebody("olu", role="officer")
    entered(client, olu, second=False)
    assert client.post("/enter/keys", WANTED).headers["Location"] == "/enter/second"
    asked = actions.Asked("x", "0" * 64, 30, reads_only=True, second=False)
    with pytest.raises(actions.NoSecondProofError):
        actions.make_key(olu, asked=asked, by=actor_of(olu, at=now()), at=now())
    assert not ProgramKey.objects.exists()


@pytest.mark.parametrize("wrong", [{"name": ""}, {"days": "93"}, {"days": "0"}, {"days": "x"}, {"name": "x" * 61}])
def test_what_no_key_can_be_is_said_beside_its_field(client: Client, wrong: dict[str, str]) -> None:
    entered(client, somebody("cy"))
    answer = client.post("/enter/keys", {**WANTED, **wrong})
    assert (answer.status_code, "Something here needs mending" in said(answer)) == (422, True)
    assert not ProgramKey.objects.exists()


def test_the_database_refuses_one_that_lasts_longer_than_a_power() -> None:
    cy, at = somebody("cy"), now()

    def kept(lasts: dt.timedelta, sha256: str) -> None:
        ends_at = at + lasts
        ProgramKey.objects.create(
            account=cy, name="x", sha256=sha256, reads_only=True, second=True, made_at=at, ends_at=ends_at
        )

    kept(LONGEST_GRANT, "0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        kept(LONGEST_GRANT + dt.timedelta(seconds=1), "1" * 64)


def test_nobody_has_more_than_twenty(client: Client) -> None:
    cy = somebody("cy")
    entered(client, cy)
    for n in range(actions.MOST_KEYS):
        asked = actions.Asked("x", f"{n:064}", 30, reads_only=True, second=False)
        actions.make_key(cy, asked=asked, by=actor_of(cy, at=now()), at=now())
    answer = client.post("/enter/keys", WANTED)
    assert (answer.status_code, "end one that you don’t use" in said(answer)) == (422, True)
    assert ProgramKey.objects.count() == actions.MOST_KEYS
    actions.end_key(ProgramKey.objects.earliest("pk"), by=actor_of(cy, at=now()), at=now())
    made(client)


def test_nobody_sees_or_ends_another_s(client: Client, other: Client) -> None:
    entered(client, somebody("cy"))
    entered(other, somebody("dot"))
    made(client)
    key = ProgramKey.objects.get()
    assert other.post(f"/enter/keys/{key.pk}/end").status_code == 404
    assert "the ferry times" not in said(other.get("/enter/keys"))
    assert ProgramKey.objects.get().ended_at is None


def test_who_begins_anew_begins_without_keys(founders: tuple[Account, Account], client: Client) -> None:
    cy = somebody("cy")
    entered(client, cy)
    made(client)
    actions.let_begin_anew(cy, by=actor_of(founders[0], at=now()), at=now())
    assert ProgramKey.objects.get().ended_at is not None


def test_a_month_after_its_last_day_its_entry_alone_tells_of_it(client: Client) -> None:
    entered(client, somebody("cy"))
    made(client)
    long_ago = now() - dt.timedelta(days=61)
    ProgramKey.objects.update(made_at=long_ago, ends_at=long_ago + dt.timedelta(days=30))
    with lines(own=True) as said_by_jobs:
        sweep(Run(Job.objects.create(kind="enter.sweep"), said_by_jobs))
    assert not ProgramKey.objects.exists()


def _kept_by_two_browsers(client: Client, other: Client) -> Account:
    cy = somebody("cy")
    for browser in (other, client):
        browser.post(asked_link(browser, "cy@example.org"))
    made(client)
    return cy


def test_signing_every_other_one_out_ends_keys_as_well(client: Client, other: Client) -> None:
    _kept_by_two_browsers(client, other)
    page = said(client.get("/enter/sessions"))
    assert "A program asks in your name with a key of yours." in page
    assert "Sign every other one out, and end every key" in page
    client.post("/enter/sessions/end-others")
    assert ProgramKey.objects.get().ended_at is not None
    assert [browser.get("/find").status_code for browser in (other, client)] == [302, 200]
    assert kinds()[-2:] == ["enter.end_session", "enter.end_key"]
    assert "end every key" not in said(client.get("/enter/sessions"))


def test_another_password_ends_every_key(client: Client, other: Client) -> None:
    cy = _kept_by_two_browsers(client, other)
    client.post("/enter/ways/password/first", {"password1": "a long new password", "password2": "a long new password"})
    cy.refresh_from_db()
    assert cy.check_password("a long new password")
    assert ProgramKey.objects.get().ended_at is not None
    assert kinds()[-1] == "enter.end_key"


def test_another_address_signs_every_other_one_out_and_ends_every_key(
    client: Client, other: Client, founders: tuple[Account, Account]
) -> None:
    _kept_by_two_browsers(client, other)
    client.post("/enter/address", {"email": "new@example.org"})
    found = re.search(r"https?://[^/\s]+(/enter/address/\S+)", str(mail.outbox[-1].body))
    assert found
    client.post(found[1])
    assert ProgramKey.objects.get().ended_at is not None
    assert [browser.get("/find").status_code for browser in (other, client)] == [302, 200]
