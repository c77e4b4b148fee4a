"""The words of what was sent are kept for 90 days; whole names go from letters of others when somebody is erased."""

import datetime as dt

import pytest
from django.utils.timezone import now

from muster.web.messenger import actions
from muster.web.messenger.erasing import KEPT, erase, let_go
from muster.web.messenger.models import Message, Sending, State
from muster.web.record.actor import SITE
from muster.web.record.erasing import Gone
from muster.web.record.lines import lines
from muster.web.record.models import Job
from muster.web.record.worker import work_once

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def sent(body: str, *, at: dt.datetime, state: State = State.HANDED, **more: object) -> Sending:
    texts = {"en-gb": {"subject": "News", "body": body}, "cy": {"subject": "Newyddion", "body": body}}
    sending = Sending.objects.create(
        kind="news", compartment="group:north", texts=texts, asked_by="o" * 32, asked_at=at, **more
    )
    given = {"to": "1" * 32, "way": "email", "address": "a@example.org", "language": "en-gb", "due_at": at}
    Message.objects.create(sending=sending, state=state, fields={"name": "Ada"}, answer="yes", answered_at=at, **given)
    return sending


def words(sending: Sending) -> str:
    sending.refresh_from_db()
    return str(sending.texts)


def test_after_90_days_the_words_are_gone_and_what_happened_stays() -> None:
    at = now()
    old, young = sent("Cai came back", at=at - KEPT), sent("Cai came back", at=at - KEPT + DAY)
    asks = sent("Cai came back", at=at - KEPT, closes_at=at + DAY)
    waits = sent("Cai came back", at=at - KEPT, state=State.WAITING)
    assert (let_go(at=at), let_go(at=at)) == (1, 0)
    assert "Cai" not in words(old)
    assert "News" not in words(old)
    assert set(old.texts) == {"en-gb", "cy"}
    assert all("Cai came back" in words(one) for one in (young, asks, waits))
    message = old.messages.get()
    assert (message.fields, message.to, message.state, message.answer) == ({}, "1" * 32, "handed", "yes")
    Message.objects.filter(pk=message.pk).update(state=State.FAILED)
    with pytest.raises(actions.EndedAlreadyError):
        actions.try_again(message, by=SITE, at=at)
    with pytest.raises(actions.EndedAlreadyError):
        actions.remind(old, by=SITE, at=at)


def test_it_comes_round_every_day() -> None:
    old = sent("Cai came back", at=now() - KEPT)
    Job.objects.create(kind="messenger.sweep")
    with lines() as said:
        assert work_once(said)
    assert "Cai" not in words(old)


def test_a_whole_name_and_ways_go_from_letters_of_others_when_somebody_is_erased() -> None:
    at = now()
    told = "Ask Cai Okonjo-Bell or CAI OKONJO (07700 900123, cai@example.org); Cai Okonjox and Cai know more"
    letter = sent(told, at=at)
    erase(Gone((1,), ("c" * 32,), ("Cai", "Cai Okonjo", "cai@example.org", "07700 900123", "+447700900123")), at)
    assert letter.texts != words(letter)
    assert letter.texts["cy"]["body"] == "Ask …-Bell or … (…, …); Cai Okonjox and Cai know more"
