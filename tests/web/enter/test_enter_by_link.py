"""A link from the mail: who gets one, how often it lets anybody in, and where it leads."""

import datetime as dt
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils.timezone import now

from muster.web.enter.links import new_link
from muster.web.enter.models import Session
from muster.web.power.models import Grant
from muster.web.roll.models import Account, ContactWay, Person
from tests.web.enter.made import asked_link, hold, kinds, last_letter, said, somebody, who

Founders = tuple[Account, Account]


def test_a_link_leads_in_and_back_to_where_somebody_was_going(client: Client, founders: Founders) -> None:
    cy = somebody("cy")
    away = client.get("/find?q=mill")
    assert away.headers["Location"] == "/enter/?next=%2Ffind%3Fq%3Dmill"
    door = client.get(away.headers["Location"])
    assert 'name="next" value="/find?q=mill"' in door.content.decode()
    link = asked_link(client, "Cy@Example.org ", next="/find?q=mill")
    assert "look at your mail" not in said(client.get("/enter/sent")).lower()
    assert "cy@example.org" in said(client.get("/enter/sent"))
    assert who(client) is None
    assert client.post(link).headers["Location"] == "/find?q=mill"
    assert who(client) == cy
    assert kinds()[-1] == "enter.sign_in"
    assert list(Session.objects.values_list("account", "ways", "ended_at")) == [(cy.pk, ["link"], None)]


def test_what_only_looks_at_links_uses_none(client: Client, other: Client) -> None:
    somebody("cy")
    link = asked_link(client, "cy@example.org")
    for _ in range(3):  # as scanners of mail do
        assert other.get(link).status_code == 200
        assert other.head(link).status_code == 200
    assert who(other) is None
    assert client.post(link).status_code == 302
    assert who(client) is not None


def test_a_link_works_in_another_browser_than_it_was_asked_in(client: Client, other: Client) -> None:
    cy = somebody("cy")
    other.post(asked_link(client, "cy@example.org"))
    assert (who(client), who(other)) == (None, cy)


def test_a_link_works_once(client: Client, other: Client) -> None:
    somebody("cy")
    link = asked_link(client, "cy@example.org")
    assert client.post(link).status_code == 302
    for answer in (other.get(link), other.post(link)):
        assert answer.status_code == 410
        assert "This link is used up" in said(answer)
        assert "Ask for another" in said(answer)
    assert who(other) is None
    ours = said(client.get(link))  # whoever entered by it opens it once more
    assert ("You are signed in here as it is." in ours, "Ask for another" in ours) == (True, False)


def test_entering_kills_every_link_sent_before(client: Client, other: Client) -> None:
    somebody("cy")
    one, two = asked_link(client, "cy@example.org"), asked_link(client, "cy@example.org")
    client.post(two)
    assert other.post(one).status_code == 410


def test_a_link_is_good_for_a_quarter_of_an_hour(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody("cy")
    link = asked_link(client, "cy@example.org")
    started = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: started + 15 * 60 - 5)
    assert client.get(link).status_code == 200
    monkeypatch.setattr("django.core.signing.time.time", lambda: started + 15 * 60 + 5)
    assert client.get(link).status_code == 410


@pytest.mark.parametrize("change", ["cut", "swap", "empty", "nobody"])
def test_a_link_can_t_be_made_up(client: Client, change: str) -> None:
    cy, dot = somebody("cy"), somebody("dot")
    token = new_link(EmailAddress.objects.get(user=cy))
    wrong = {
        "cut": token[:-1],
        "swap": new_link(EmailAddress.objects.get(user=dot)).partition(":")[0] + ":" + token.partition(":")[2],
        "empty": "x",
        "nobody": new_link(None),
    }[change]
    assert client.post(f"/enter/link/{wrong}").status_code == 410
    assert who(client) is None


def test_nobody_learns_who_is_known_here(client: Client) -> None:
    somebody("cy")
    pages = {}
    for email in ("cy@example.org", "no@example.org"):
        answer = client.post("/enter/link", {"email": email})
        pages[email] = (
            answer.status_code,
            answer.headers["Location"],
            said(client.get("/enter/sent")).replace(email, ""),
        )
    assert pages["cy@example.org"] == pages["no@example.org"]
    assert [message.to for message in mail.outbox] == [["cy@example.org"]]


def test_a_closed_account_gets_no_link_and_an_open_link_of_it_is_dead(client: Client) -> None:
    cy = somebody("cy")
    link = asked_link(client, "cy@example.org")
    Account.objects.filter(pk=cy.pk).update(closed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert client.post(link).status_code == 410
    client.post("/enter/link", {"email": "cy@example.org"})
    assert len(mail.outbox) == 1


def test_a_link_leads_nowhere_else(client: Client) -> None:
    somebody("cy")
    for away in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert client.post(asked_link(client, "cy@example.org", next=away)).headers["Location"] == "/"
        client.post("/enter/out")


def test_an_address_that_is_none_is_told_so(client: Client, founders: Founders) -> None:
    answer = client.post("/enter/link", {"email": "cy"})
    assert answer.status_code == 422
    assert "Something here needs mending" in said(answer)
    assert mail.outbox == []


def test_the_letter_says_whose_site_it_is_and_what_to_do_if_nobody_asked(client: Client, founders: Founders) -> None:
    asked_link(client, "ann@example.org")
    assert mail.outbox[-1].subject == "Your link to enter The Ferry League"
    assert "you need do nothing" in last_letter()


def test_a_link_proves_its_address(client: Client) -> None:
    cy = somebody("cy")
    EmailAddress.objects.filter(user=cy).update(verified=False)
    client.post(asked_link(client, "cy@example.org"))
    assert EmailAddress.objects.get(user=cy).verified


def test_a_letter_that_can_t_be_sent_breaks_no_page(client: Client, settings: Any) -> None:
    somebody("cy")
    settings.EMAIL_BACKEND = "nowhere.Backend"
    assert client.post("/enter/link", {"email": "cy@example.org"}).status_code == 302


def reached(name: str, *, status: str = "standing", email: str = "eve@example.org") -> Person:
    """A member whom the roll reaches by mail, and who never entered."""
    person = Person.objects.create(known_as=name, status=status)
    ContactWay.objects.create(person=person, kind="email", value=email)
    return person


def test_a_member_s_first_link_makes_their_account(client: Client, other: Client) -> None:
    eve = reached("Eve")
    link = asked_link(client, "eve@example.org")
    assert not Account.objects.exists()  # nobody has proved anything yet
    other.get(link)
    assert not Account.objects.exists()
    client.post(link)
    account = Account.objects.get()
    assert (account.person, who(client), account.has_usable_password()) == (eve, account, False)
    assert kinds() == ["enter.open_account", "enter.sign_in"]
    assert other.post(link).status_code == 410
    client.post("/enter/out")
    other.post(asked_link(client, "eve@example.org"))
    assert who(other) == account


@pytest.mark.parametrize("status", ["applied", "left", "removed", ""])
def test_whoever_does_not_belong_gets_no_link(client: Client, status: str) -> None:
    reached("Eve", status=status)
    client.post("/enter/link", {"email": "eve@example.org"})
    assert mail.outbox == []


def test_the_first_officer_enters_before_anybody_is_there_to_admit_them(client: Client) -> None:
    hold(reached("Eve", status="applied"), role="officer")
    assert client.post(asked_link(client, "eve@example.org")).headers["Location"] == "/"
    Grant.objects.update(ended_at=now())
    hold(reached("Fay", status="applied", email="fay@example.org"), role="officer")
    Grant.objects.filter(ended_at=None).update(ended_at=now())
    before = len(mail.outbox)
    client.post("/enter/link", {"email": "fay@example.org"})
    assert len(mail.outbox) == before  # a power that is over opens nothing


def test_two_members_with_one_mailbox_need_an_officer(client: Client) -> None:
    reached("Eve")
    reached("Fay")
    client.post("/enter/link", {"email": "eve@example.org"})
    assert mail.outbox == []


def test_an_account_that_came_before_a_merge_still_enters(client: Client) -> None:
    cy, kept = somebody("cy"), Person.objects.create(known_as="Cy A.")
    Person.objects.filter(account=cy).update(merged_into=kept)
    client.post(asked_link(client, "cy@example.org"))
    assert who(client) == cy
    client.post("/enter/out")
    assert who(client) is None
