"""A file of people that nobody takes in or sends back is erased after a week, and whoever brought it is told once."""

import datetime as dt
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime, now

from muster.web.intake.models import Upload
from muster.web.messenger.models import Message
from muster.web.messenger.told import told
from muster.web.record.actor import Actor
from muster.web.record.daily import look
from muster.web.record.models import Entry as LogEntry
from muster.web.roll import actions_of_files as files
from muster.web.roll.models import ContactWay, Person
from tests.web.roll.made_files import keeper, read, work

pytestmark = pytest.mark.usefixtures("transactional_db")

PEOPLE = b"First name,Surname,E-mail\nAda,Illfeather,ada@people.example\n"
PAYMENTS = b"Date,Amount,Reference\n03/05/2026,12.00,M00001 A ILLFEATHER\n"
WEEK, MINUTE = dt.timedelta(days=7), dt.timedelta(minutes=1)


def reached() -> Actor:
    """Give an officer who is reached by e-mail."""
    by = keeper()
    ContactWay.objects.create(
        person=Person.objects.get(pseudonym=by.pseudonym), kind="email", value="ann@people.example"
    )
    return by


def listed(client: Client) -> str:
    return client.get(reverse("roll:files")).content.decode()


@pytest.mark.parametrize(
    ("what", "content", "state"),
    [
        ("people", PEOPLE, "read"),
        ("people", b"%PDF-1.7 Illfeather", "refused"),
        ("people", b"Wer,Wo\nAda,Mill Street\n", "unmapped"),
        ("payments", PAYMENTS, "read"),
    ],
)
def test_a_file_that_waits_is_erased_when_its_time_is_over(
    enter: Callable[[Actor], Client], what: str, content: bytes, state: str
) -> None:
    by = reached()
    upload = read(content, by=by, what=what, name="Ada Illfeather's {branch}.csv")
    people = Person.objects.count()
    look(at=upload.brought_at + WEEK - MINUTE)
    upload.refresh_from_db()
    assert (upload.state, upload.content.exists()) == (state, True)
    assert "Waits, " in listed(enter(by))
    for _again in range(2):
        look(at=upload.brought_at + WEEK)
    assert "Sent back, " in listed(enter(by))
    upload.refresh_from_db()
    assert (upload.state, upload.folder.exists(), upload.preview) == ("sent back", False, None)
    assert Person.objects.count() == people
    ends = LogEntry.objects.filter(kind="roll.send_back")
    assert [b'"site"' in bytes(one.body) for one in ends] == [True]
    work()
    message = Message.objects.get()
    subject, body = told(message)
    assert (message.to, subject) == (by.pseudonym, "A file that you brought is erased")
    assert "you brought Ada Illfeather's {branch}.csv." in body
    assert f"bring it again: http://localhost:8000{reverse('roll:files')}" in body
    assert "Illfeather" not in str(message.sending.texts)  # which every officer of the group may read


def test_one_that_a_job_has_in_hand_goes_when_the_job_has_ended() -> None:
    by = keeper()
    upload = files.bring(None, file=files.Brought("x.csv", [PEOPLE], "people"), by=by, at=now())
    late = upload.brought_at + dt.timedelta(days=8)
    look(at=late)
    assert upload.content.exists()
    work()
    look(at=late)
    assert not upload.folder.exists()
    work()
    assert not Message.objects.exists()  # nobody knows how they are reached


def test_what_was_taken_in_or_sent_back_before_is_told_to_nobody() -> None:
    by = reached()
    files.send_back(read(PEOPLE, by=by), by=by, at=now())
    look(at=now() + dt.timedelta(days=8))
    work()
    assert not Message.objects.exists()


@pytest.mark.parametrize("content", [PEOPLE, b"Wer,Wo\nAda,Mill Street\n"])
def test_the_pages_say_how_long(enter: Callable[[Actor], Client], content: bytes) -> None:
    by = keeper()
    client = enter(by)
    assert "and for a week at most." in client.get(reverse("roll:files")).content.decode()
    upload = Upload.objects.get(pk=read(content, by=by).pk)
    page = unescape(client.get(reverse("roll:file", args=[upload.pk])).content.decode())
    until = localtime(upload.brought_at + WEEK)
    assert f"It may wait here until {until.day} {until:%B %Y, %H:%M}; then it is erased" in page
