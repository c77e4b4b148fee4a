"""A letter's words for a chat: the same for everybody."""

import pytest
from django.test import Client

from muster.web.messenger import actions
from muster.web.messenger.languages import keep
from muster.web.messenger.models import Message, Sending, Way
from muster.web.messenger.told import told as words_of
from muster.web.record.actor import SITE
from muster.web.roll.models import ContactWay, Group, Person
from tests.entered import entered
from tests.web.enter.made import AT, hold, said, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def sending() -> Sending:
    Group.objects.create(name="North", slug="north")
    dot = Person.objects.create(known_as="Dot")
    texts = {
        "en-gb": {"subject": "Saturday, {name}?", "body": "Dear {name},\n\ncome <b>{link}</b>."},
        "cy": {"subject": "Sadwrn, {name}?", "body": "Annwyl {name},\n\ndewch."},
    }
    to = [actions.Recipient(dot.pseudonym, Way.EMAIL, "dot@example.org", "", {"name": "Dot", "link": "https://x"})]
    fills = frozenset({"name", "link"})
    writing = actions.Writing(Sending.Kind.CALL, "group:north", texts, answers=["yes", "no"], fills=fills)
    return actions.queue(writing, recipients=to, by=SITE, at=AT())


def test_nobodys_name_or_link_is_in_the_words(client: Client, sending: Sending) -> None:
    olu = somebody("olu", role="officer", compartment="group:north")
    entered(client, olu)
    assert f'href="/letters/{sending.pk}/chat"' in client.get(f"/letters/{sending.pk}").content.decode()
    page = client.get(f"/letters/{sending.pk}/chat")
    words = said(page)
    assert "Saturday, all? Dear all, come <b></b>." in words
    assert "Sadwrn, bawb? Annwyl bawb, dewch." in words
    for theirs in ("Dot", "https://x", "/said/"):
        assert theirs not in words
    assert 'data-copies="words-cy"' in page.content.decode()


def test_nobody_else_reads_them(client: Client, sending: Sending) -> None:
    kim = somebody("kim")
    assert kim.person
    hold(kim.person, role="officer", compartment="group:south")
    entered(client, kim)
    assert client.get(f"/letters/{sending.pk}/chat").status_code == 404


def test_a_letter_is_written_in_a_language_that_somebody_reads(client: Client, sending: Sending) -> None:
    entered(client, somebody("olu", role="officer", compartment="group:north"))
    assert "subject_cy" not in client.get("/letters/write").content.decode()
    gwen = Person.objects.create(known_as="Gwen", group=Group.objects.get(), kind="member", status="standing")
    ContactWay.objects.create(person=gwen, kind=ContactWay.Kind.EMAIL, value="gwen@example.org")
    keep(gwen.pseudonym, "cy", at=AT())
    told = {"group": Group.objects.get().pk, "kind": "service", "subject": "Coach", "body": "Earlier.",
            "subject_cy": "Bws", "deed": "send", "reaches": "1"}  # fmt: skip
    half = client.post("/letters/write", told)
    assert "The text in Cymraeg has no subject or no words." in said(half)
    assert Message.objects.filter(to=gwen.pseudonym).count() == 0
    client.post("/letters/write", {**told, "body_cy": "Yn gynt."})
    message = Message.objects.get(to=gwen.pseudonym)
    assert set(message.sending.texts) == {"en-gb", "cy"}
    assert words_of(message) == ("Bws", "Yn gynt.\n")
