"""In which language somebody reads pages and is written to."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

from muster.web.messenger import actions, languages
from muster.web.messenger.models import Message, Reader, Sending, Way
from muster.web.messenger.told import told
from muster.web.record.actor import SITE
from muster.web.record.models import Entry
from muster.web.roll.models import Account, ContactWay, Person
from muster.web.roll.telling import put_in_outbox
from tests.entered import entered
from tests.web.enter.made import AT, asked_link, somebody

Founders = tuple[Account, Account]


def test_a_browser_that_asks_for_welsh_reads_welsh(client: Client, founders: Founders) -> None:
    for asked, language in (("cy", "cy"), ("cy-GB,en;q=0.8", "cy"), ("en-US,en;q=0.9", "en-gb"), ("fr", "en-gb")):
        page = client.get("/enter/", headers={"Accept-Language": asked})
        assert f'<html lang="{language}">' in page.content.decode()
        assert page.headers["Content-Language"] == language


def test_the_foot_of_a_page_changes_the_language_and_comes_back(client: Client, founders: Founders) -> None:
    page = client.get("/groups?postcode=").content.decode()
    assert '<input type="hidden" name="next" value="/groups?postcode=">' in page
    assert '<button class="quiet" name="language" value="cy" lang="cy">Cymraeg</button>' in page
    answer = client.post("/enter/language", {"language": "cy", "next": "/groups?postcode="})
    assert answer.headers["Location"] == "/groups?postcode="
    page = client.get("/groups", headers={"Accept-Language": "en-GB"}).content.decode()
    assert '<html lang="cy">' in page
    assert 'value="en-gb" lang="en-gb">English</button>' in page
    assert not Reader.objects.exists()


@pytest.mark.parametrize(
    ("said", "headers", "status", "to"),
    [
        ({"language": "cy", "next": "https://elsewhere.example/"}, {}, 302, "/"),
        ({"language": "cy", "next": "//elsewhere.example/"}, {}, 302, "/"),
        ({"language": "cy", "next": "null"}, {}, 302, "/"),
        ({"language": "xx", "next": "/"}, {}, 403, None),
        ({"language": "en-xa"}, {}, 403, None),
        ({}, {}, 403, None),
        ({"language": "cy"}, {"Origin": "https://elsewhere.example"}, 403, None),
        ({"language": "cy"}, {"Origin": "null"}, 403, None),
        ({"language": "cy"}, {"Origin": "http://testserver"}, 302, "/"),
    ],
)  # fmt: skip
def test_it_leads_nowhere_else_and_takes_nothing_from_elsewhere(
    client: Client, said: dict[str, str], headers: dict[str, str], status: int, to: str | None
) -> None:
    answer = client.post("/enter/language", said, headers=headers)
    assert (answer.status_code, answer.headers.get("Location")) == (status, to)
    assert ("language" in answer.cookies) == (status == 302)


def test_whoever_is_signed_in_is_written_to_in_it_from_now_on(client: Client, founders: Founders) -> None:
    cy = somebody("cy")
    entered(client, cy)
    client.post("/enter/language", {"language": "cy"})
    assert cy.person
    assert list(Reader.objects.values_list("who", "language")) == [(cy.person.pseudonym, "cy")]
    entry = Entry.objects.order_by("-pk")[0]
    assert (entry.kind, entry.thing) == ("messenger.read_in", f"messenger.reader:{cy.person.pseudonym}")
    client.post("/enter/language", {"language": "en-gb"})
    assert languages.of_reader(cy.person.pseudonym) == "en-gb"
    to = actions.Recipient(cy.person.pseudonym, Way.EMAIL, "cy@example.org")
    client.post("/enter/language", {"language": "cy"})
    texts = {code: {"subject": f"in {code}", "body": "."} for code in ("en-gb", "cy")}
    writing = actions.Writing(Sending.Kind.CALL, "movement", texts, answers=["yes"])
    sending = actions.queue(writing, recipients=[to], by=SITE, at=AT())
    assert told(sending.messages.get())[0] == "in cy"


def test_a_letter_that_has_no_welsh_is_english_to_its_last_line() -> None:
    languages.keep("a" * 32, "cy", at=AT())
    writing = actions.Writing(
        Sending.Kind.CALL, "movement", {"en-gb": {"subject": "Saturday?", "body": "Come."}}, answers=["yes"]
    )
    to = [actions.Recipient("a" * 32, Way.EMAIL, "a@example.org")]
    message = actions.queue(writing, recipients=to, by=SITE, at=AT()).messages.get()
    subject, body = told(message)
    assert subject == "Saturday?"
    assert body.startswith("Come.\n\nAnswer here, no password needed: ")


def test_a_letter_of_the_programs_own_goes_out_in_every_language(founders: Founders) -> None:
    with translation.override("cy"):
        cy = somebody("cy").person
    assert cy
    ContactWay.objects.create(person=cy, kind=ContactWay.Kind.EMAIL, value="cy@example.org")
    languages.keep(cy.pseudonym, "cy", at=AT())
    assert put_in_outbox("chase", [cy.pk], at=AT()) == 1
    message = Message.objects.get()
    assert set(message.sending.texts) == {"en-gb", "cy"}
    assert message.language == "cy"
    assert told(message)[0] == message.sending.texts["cy"]["subject"] != message.sending.texts["en-gb"]["subject"]


def test_whoever_joins_in_welsh_is_welcomed_in_welsh(client: Client, founders: Founders) -> None:
    form = {"forenames": "Gwen", "surname": "Parri", "postcode": "ZX1 0AB", "email": "gwen@example.org",
            "kind": "supporter"}  # fmt: skip
    client.cookies["language"] = "cy"
    assert client.post("/join", form).status_code == 302
    gwen = Person.objects.get(surname="Parri")
    assert languages.of_reader(gwen.pseudonym) == "cy"


def test_the_sign_in_link_is_written_in_the_language_of_the_page(client: Client, founders: Founders) -> None:
    somebody("cy")
    client.cookies["language"] = "cy"
    asked_link(client, "cy@example.org")
    assert "enter" not in str(mail.outbox[-1].subject).lower()


def test_nobody_says_it_for_another(founders: Founders) -> None:
    from muster.web.record.deeds import NotAllowedError  # noqa: PLC0415 - said where it is raised
    from muster.web.roll.queries import actor_of  # noqa: PLC0415

    one, other = (actor_of(account, at=AT()) for account in founders)
    with pytest.raises(NotAllowedError):
        actions.read_in(other.pseudonym, language="cy", by=one, at=AT())
    with pytest.raises(actions.UnknownLanguageError):
        actions.read_in(one.pseudonym, language="en-xa", by=one, at=AT())
