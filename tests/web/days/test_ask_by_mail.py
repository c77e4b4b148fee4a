"""An invitation goes through a real mail server; its link is looked at, pressed, and pressed again."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils.timezone import now

from muster.web.days import actions_of_people as actions
from muster.web.days import inviting
from muster.web.days.inviting import Calling
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Invitation
from muster.web.messenger.due import start_due
from muster.web.messenger.models import Message
from tests.web.days import made_people as made
from tests.web.messenger.sent import Sink, handed, mail_server

pytestmark = pytest.mark.django_db
NAMES = ("Ada", "Bob", "Cem")


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_server() as kept:
        yield kept


@pytest.fixture
def day() -> Day:
    return made.day(on=now().date() + dt.timedelta(days=9))


def _asked(day: Day, sink: Sink) -> dict[str, str]:
    """Ask three people, and give the link that stands in each one's mail."""
    group = made.group()
    for name in NAMES:
        made.member(group, name, agrees={"email": True})
    subject, words = inviting.usual_words(day)
    actions.invite(Calling(day, (group,), "new"), subject=subject, words=words, by=made.organiser(), at=now())
    made.worked()
    Message.objects.update(due_at=now())  # whatever the hour: at night nobody is asked
    start_due(at=now())
    handed()
    found = {}
    for mail in sink.mails:
        (link,) = re.findall(r"https?://[^/\s]+(/days/asked/\S+)", mail.get_content())
        found[str(mail["To"]).partition(".")[0].partition("@")[0]] = link
    return found


def test_each_whom_it_reaches_has_one_mail_with_a_link_of_their_own(day: Day, sink: Sink) -> None:
    links = _asked(day, sink)
    assert sorted(links) == ["ada", "bob", "cem"]
    assert len(sink.mails) == len(set(links.values())) == len(NAMES)
    for who, link in links.items():
        found = inviting.opened(link.split("/")[-2])
        assert found is not None
        assert found.person.forenames.casefold() == who


def test_what_only_looks_at_addresses_in_mail_answers_nothing(day: Day, sink: Sink, client: Client) -> None:
    link = _asked(day, sink)["ada"]
    before = list(Invitation.objects.values())
    for _each in range(2):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert client.options(link).status_code == 405
    for page in ("day.ics", "slip.pdf", "roster", "fuel"):
        client.get(f"{link}{page}")
    assert not Coming.objects.exists()
    assert list(Invitation.objects.values()) == before


def test_one_tap_answers_and_the_same_tap_twice_is_one_answer(day: Day, sink: Sink, client: Client) -> None:
    links = _asked(day, sink)
    turn = _turn(client, links["ada"])
    for _press in range(2):  # a double click: the same page, sent twice
        assert client.post(links["ada"], {"deed": "come", "turn": turn}).status_code == 302
    row = Coming.objects.get()
    assert (row.person.forenames, row.stands, row.turn) == ("Ada", True, 1)
    assert client.post(links["bob"], {"deed": "cant", "turn": _turn(client, links["bob"])}).status_code == 302
    assert dict(Coming.objects.values_list("person__forenames", "answer")) == {"Ada": "come", "Bob": "cant"}
    assert len(sink.mails) == len(NAMES)  # nobody is written to for having answered


def _turn(client: Client, link: str) -> str:
    (turn,) = set(re.findall(r'name="turn" value="(\d+)"', client.get(link).content.decode()))
    return str(turn)
