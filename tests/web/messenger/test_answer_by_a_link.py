"""One-tap links: nobody can guess one, a scanner's look changes nothing, a used one is used."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from muster.web.messenger import actions
from muster.web.messenger.links import link, opened, token
from muster.web.messenger.models import Message, OptOut, Sending
from muster.web.record.actor import Actor
from muster.web.record.deeds import NotAllowedError
from tests.web.messenger.sent import AT, queued, states

pytestmark = pytest.mark.django_db


def asked(*names: str, **changed: Any) -> list[Message]:
    sending = queued(*names, answers=["yes", "no", "cant"], **changed)
    return list(sending.messages.order_by("pk"))


def path(message: Message, purpose: str = "answer") -> str:
    return re.sub(r"^https?://[^/]+", "", link(message, purpose))


def test_pressing_a_button_answers_without_signing_in(client: Client) -> None:
    (ann,) = asked("Ann")
    page = client.get(path(ann))
    assert b"Saturday, Ann?" in page.content
    answered = client.post(path(ann), {"answer": "yes"})
    assert b"Your answer: <strong>Yes</strong>" in answered.content
    ann.refresh_from_db()
    assert (ann.answer, ann.turn) == ("yes", 1)


def test_a_scanner_that_opens_every_link_answers_nothing_and_stops_nothing(client: Client) -> None:
    (ann,) = asked("Ann")
    for purpose in ("answer", "stop"):
        for method in (client.get, client.head):
            assert method(path(ann, purpose)).status_code == 200
            assert method(path(ann, purpose) + "?answer=yes").status_code == 200
    ann.refresh_from_db()
    assert (ann.answer, OptOut.objects.count()) == ("", 0)


def test_a_used_link_is_used_and_the_page_that_thanks_gives_another(client: Client) -> None:
    (ann,) = asked("Ann")
    used = path(ann)
    thanked = client.post(used, {"answer": "yes"}).content.decode()
    again = client.post(used, {"answer": "no"})
    assert b"used before" in again.content
    ann.refresh_from_db()
    assert ann.answer == "yes"
    change = re.search(r'href="(/said/answer/[^"]+)"', thanked)
    assert change is not None
    client.post(change[1], {"answer": "cant"})
    ann.refresh_from_db()
    assert (ann.answer, ann.turn) == ("cant", 2)


@given(st.data())
def test_no_other_token_opens_anything(data: st.DataObject) -> None:
    message = Message(sending=Sending(), turn=3)
    right = token(message, "answer")
    at = data.draw(st.integers(0, len(right) - 1))
    letter = data.draw(st.sampled_from("0123456789abcdef-"))
    forged = right[:at] + letter + right[at + 1 :]
    if forged != right:
        assert opened(forged, "answer") is None
    assert opened(right, "stop") is None


@pytest.mark.parametrize("forged", ["x", "0" * 32 + "-0-" + "0" * 32, "%00", "a" * 4_000])
def test_a_link_that_we_never_made_is_not_found(client: Client, forged: str) -> None:
    assert client.get(f"/said/answer/{forged}/").status_code == 404
    assert client.post(f"/said/no-more/{forged}/").status_code == 404


def test_a_link_made_for_one_person_or_purpose_does_nothing_else(client: Client) -> None:
    ann, bea = asked("Ann", "Bea")
    assert client.get(path(ann).replace("/answer/", "/no-more/")).status_code == 404
    mixed = path(ann).replace(ann.ref.hex, bea.ref.hex)
    assert client.post(mixed, {"answer": "yes"}).status_code == 404
    with pytest.raises(NotAllowedError):
        actions.answer(bea, answer="yes", turn=0, by=Actor(None, ann.to), at=AT)


def test_an_answer_that_was_not_asked_and_one_that_is_late_are_refused(client: Client) -> None:
    (ann,) = asked("Ann", closes_at=AT + dt.timedelta(days=3650))
    client.post(path(ann), {"answer": "drive"})
    with pytest.raises(actions.UnknownAnswerError):
        actions.answer(ann, answer="drive", turn=0, by=Actor(None, ann.to), at=AT)
    Sending.objects.update(closes_at=AT)
    assert b"Answers are taken no more" in client.post(path(ann), {"answer": "yes"}).content
    ann.refresh_from_db()
    assert ann.answer == ""


def test_whoever_wants_no_more_gets_no_calls_but_what_they_need_to_know(client: Client) -> None:
    (ann,) = asked("Ann")
    # as a mail program does it: RFC 8058, no cookie, no page first
    client.post(path(ann, "stop"), {"List-Unsubscribe": "One-Click"})
    client.post(path(ann, "stop"), {"List-Unsubscribe": "One-Click"})
    assert OptOut.objects.count() == 1
    assert b"Done." in client.get(path(ann, "stop")).content
    assert states(ann.sending) == {"Ann": "refused"}  # what still waited
    assert states(queued("Ann", "Bea")) == {"Ann": "refused", "Bea": "waiting"}
    assert states(queued("Ann", kind=Sending.Kind.SERVICE)) == {"Ann": "waiting"}


def test_two_presses_at_one_moment_are_one_answer() -> None:
    (ann,) = asked("Ann")
    actions.answer(ann, answer="yes", turn=0, by=Actor(None, ann.to), at=AT)
    with pytest.raises(actions.EndedAlreadyError):
        actions.answer(ann, answer="yes", turn=0, by=Actor(None, ann.to), at=AT)


def test_a_question_costs_the_same_queries_however_many_are_asked(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = asked("Ann", "Bea", "Cem")
    for one in (people[0], people[2]):
        with django_assert_num_queries(1):
            client.get(path(one))
