"""Telling people: once each, by their way, in their language, outside quiet hours."""

import datetime as dt
import json
import smtplib
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from muster.home import home
from muster.web.messenger import actions, journal
from muster.web.messenger.due import start_due
from muster.web.messenger.models import MOVES, Message, Sending, State, Way
from muster.web.messenger.outbox import settle_left
from muster.web.messenger.quiet import next_allowed
from muster.web.messenger.wording import WordingError, check_texts, worded
from muster.web.record.actor import NOBODY, SITE, Actor, Held
from muster.web.record.deeds import NotAllowedError
from muster.web.record.models import Entry, Job
from tests.web.messenger.sent import AT, OFFICER, TEXTS, Sink, handed, keep, mail_server, named, queued, states, writing

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_server() as kept:
        yield kept


@pytest.mark.django_db
def test_everybody_gets_one_mail_in_their_own_words(sink: Sink) -> None:
    sending = queued("Ann", "Bea", "Ann")
    assert handed() == {"handed": 2, "unclear": 0, "put_off": 0, "stopped": 0}
    assert [(mail["To"], mail["Subject"]) for mail in sink.mails] == [
        ("ann@people.example", "Saturday, Ann?"),
        ("bea@people.example", "Saturday, Bea?"),
    ]
    first = sink.mails[0]
    words = first.get_content().replace("\r\n", "\n")
    assert words.startswith("Dear Ann,\n\ncan you come?\n.\n\nNo more of these: http")
    assert first["From"] == "The movement <office@movement.example>"
    ann = Message.objects.get(address="ann@people.example")
    assert first["Message-ID"] == f"<{ann.ref.hex}@movement.example>"
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert states(sending) == {"Ann": "handed", "Bea": "handed"}
    assert handed()["handed"] == 0
    assert len(sink.mails) == 2


@pytest.mark.django_db
def test_a_text_message_and_a_letter_go_their_own_ways() -> None:
    people = [named("Cem", way=Way.SMS, address="+447700900123"), named("Dot", way=Way.LETTER)]
    sending = actions.queue(writing(), recipients=people, by=OFFICER, at=AT)
    handed()
    last = (settings.HOME / "files" / "sms.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    assert json.loads(last)["to"] == "+447700900123"
    assert json.loads(last)["text"].startswith("Dear Cem,")
    assert states(sending) == {"Cem": "handed", "Dot": "waiting"}
    assert actions.post(sending, by=OFFICER, at=AT) == 1
    assert states(sending)["Dot"] == "handed"
    with pytest.raises(actions.EndedAlreadyError):
        actions.post(sending, by=OFFICER, at=AT)


@pytest.mark.django_db
def test_what_a_server_refuses_is_told_and_what_it_puts_off_is_tried_again(sink: Sink) -> None:
    people = [named("Ann"), named("Nobody"), named("Later"), named("Odd", address="o\u0308dd @x")]
    sending = actions.queue(writing(), recipients=people, by=OFFICER, at=AT)
    assert handed()["handed"] == 4
    assert states(sending) == {"Ann": "handed", "Nobody": "failed", "Later": "waiting", "Odd": "failed"}
    assert Message.objects.get(to__startswith="nobody").trouble == "550 there is nobody of that name"
    later = Message.objects.get(to__startswith="later")
    assert later.due_at > AT
    for _try in range(4):
        Message.objects.filter(pk=later.pk).update(due_at=AT)
        handed()
    later.refresh_from_db()
    assert (later.state, later.attempts, later.trouble) == ("failed", 5, "451 come back later")
    actions.try_again(later, by=OFFICER, at=AT)
    assert states(sending)["Later"] == "waiting"
    assert [mail["To"] for mail in sink.mails] == ["ann@people.example"]


@pytest.mark.django_db
def test_without_a_server_everything_waits_and_says_why() -> None:
    keep(1)  # nothing listens there
    sending = queued("Ann")
    assert handed()["put_off"] == 1
    message = Message.objects.get(sending=sending)
    assert (message.state, message.attempts) == ("waiting", 0)
    assert "refused" in message.trouble
    (home() / "keys" / "mail").unlink()
    Message.objects.update(due_at=AT)
    handed()
    message.refresh_from_db()
    assert message.trouble == "no mail server is set up"


@pytest.mark.django_db
def test_what_a_killed_worker_had_marked_is_unclear_and_never_sent_again_by_itself(sink: Sink) -> None:
    sending = queued("Ann", "Bea")
    dead = Job.objects.latest("pk")
    Message.objects.filter(to__startswith="ann").update(state=State.HANDING, handed_by=dead.pk)
    assert settle_left(Job.objects.create(kind="messenger.hand_over"), at=AT) == 1
    handed()
    assert states(sending) == {"Ann": "unclear", "Bea": "handed"}
    actions.try_again(Message.objects.get(to__startswith="ann"), by=OFFICER, at=AT)
    handed()
    assert [mail["To"] for mail in sink.mails] == ["bea@people.example", "ann@people.example"]


@pytest.mark.django_db
def test_after_a_kill_the_journal_tells_what_went_and_what_waits(sink: Sink) -> None:
    sending = queued("Ann", "Bea", "Cem")
    dead = Job.objects.latest("pk")
    Message.objects.update(state=State.HANDING, handed_by=dead.pk)
    ann, bea, _cem = sending.messages.order_by("pk")
    with journal.kept(dead.pk) as noted:  # as it lies there when the worker is killed
        noted.going(ann.pk)
        noted.gone(ann.pk)
        noted.going(bea.pk)
    assert settle_left(Job.objects.create(kind="messenger.hand_over"), at=AT) == 1
    assert states(sending) == {"Ann": "handed", "Bea": "unclear", "Cem": "waiting"}
    handed()
    assert [mail["To"] for mail in sink.mails] == ["cem@people.example"]


@pytest.mark.django_db
def test_a_connection_that_breaks_leaves_one_unclear_and_the_rest_waiting(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending = queued("Ann", "Bea", "Cem")
    taken = iter([None, ConnectionResetError("gone")])
    agreed = smtplib.SMTP.send

    def breaking(self: smtplib.SMTP, text: bytes | str) -> None:
        agreed(self, text)
        if text[-5:] == b"\r\n.\r\n" and (error := next(taken)):
            self.close()
            raise error

    monkeypatch.setattr(smtplib.SMTP, "send", breaking)
    assert handed() == {"handed": 0, "unclear": 0, "put_off": 1, "stopped": 0}
    assert states(sending) == {"Ann": "handed", "Bea": "unclear", "Cem": "waiting"}


@pytest.mark.django_db
def test_what_is_stopped_does_not_go(sink: Sink) -> None:
    sending = queued("Ann", "Bea")
    assert actions.stop(sending, by=OFFICER, at=AT) == 2
    handed()
    assert sink.mails == []
    assert set(states(sending).values()) == {"stopped"}
    with pytest.raises(actions.EndedAlreadyError):
        actions.stop(sending, by=OFFICER, at=AT)


@pytest.mark.django_db
def test_at_night_everything_waits_for_the_morning_but_what_is_urgent() -> None:
    night = dt.datetime(2026, 5, 2, 22, 15, tzinfo=dt.UTC)  # a quarter past eleven in London
    calm, urgent = queued("Ann", at=night), queued("Ann", at=night, urgent=True)
    morning = dt.datetime(2026, 5, 3, 7, 0, tzinfo=dt.UTC)
    assert calm.messages.get().due_at == morning
    assert urgent.messages.get().due_at == night


@given(st.integers(0, 525_600))
def test_quiet_hours_end_at_eight_on_the_readers_clock(minutes: int) -> None:
    at, zone = AT + dt.timedelta(minutes=minutes), ZoneInfo("Europe/London")
    allowed = next_allowed(at, zone=zone)
    local = allowed.astimezone(zone)
    assert at <= allowed < at + 12 * HOUR
    assert 8 <= local.hour < 21
    assert allowed == at or (local.hour, local.minute, local.second) == (8, 0, 0)


@pytest.mark.django_db
def test_whoever_has_not_answered_is_reminded_once(sink: Sink) -> None:
    sending = queued("Ann", "Bea", answers=["yes", "no"], remind_at=AT + HOUR)
    handed()
    ann = Message.objects.get(to__startswith="ann")
    actions.answer(ann, answer="yes", turn=0, by=Actor(None, ann.to), at=AT)
    start_due(at=AT)
    assert Sending.objects.count() == 1
    start_due(at=AT + HOUR)
    start_due(at=AT + HOUR)
    reminder = Sending.objects.get(reminder_of=sending)
    assert [one.fields["name"] for one in reminder.messages.all()] == ["Bea"]
    with pytest.raises(actions.EndedAlreadyError):
        actions.remind(sending, by=SITE, at=AT + HOUR)


@pytest.mark.django_db
def test_what_waits_after_a_kill_is_started_by_the_next_look() -> None:
    queued("Ann")
    Job.objects.all().delete()
    start_due(at=AT + HOUR)
    start_due(at=AT + HOUR)
    assert Job.objects.filter(kind="messenger.hand_over").count() == 1


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (OFFICER, True),
        (SITE, True),
        (Actor(8, "p" * 32, frozenset({Held("officer", "south", "care")})), False),
        (Actor(8, "p" * 32, frozenset({Held("volunteer", "north", "canvass")})), False),
        (NOBODY, False),
    ],
)
@pytest.mark.django_db
def test_who_may_write(actor: Actor, may: bool) -> None:  # noqa: FBT001
    if may:
        assert actions.queue(writing(), recipients=[named("Ann")], by=actor, at=AT).messages.count() == 1
        return
    with pytest.raises(NotAllowedError):
        actions.queue(writing(), recipients=[named("Ann")], by=actor, at=AT)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ({"subject": " ", "body": "x"}, "no subject"),
        ({"subject": "x\ny", "body": "x"}, "one line"),
        ({"subject": "x", "body": "Dear {nmae}"}, "Nothing fills {nmae}"),
        ({"subject": "x", "body": "x" * 8_001}, "longer than"),
    ],
)
def test_a_text_that_would_go_out_wrong_is_refused(text: dict[str, str], says: str) -> None:
    with pytest.raises(WordingError, match=says):
        check_texts({"en-gb": text}, default="en-gb")
    with pytest.raises(WordingError, match="There is no text in English"):
        check_texts({"cy": {"subject": "x", "body": "y"}}, default="en-gb")


def test_a_name_that_looks_like_a_place_stays_a_name() -> None:
    text = {"subject": "{name}", "body": "{name} {group}"}
    assert worded(text, fields={"name": "{group}", "group": "a\nb"}) == ("{group}", "{group} a\nb")


@pytest.mark.django_db
def test_whoever_reads_another_language_reads_it(sink: Sink) -> None:
    texts = {**TEXTS, "cy": {"subject": "Dydd Sadwrn, {name}?", "body": "Annwyl {name}"}}
    people = [named("Ann", language="cy"), named("Bea", language="fr")]
    actions.queue(writing(texts=texts), recipients=people, by=OFFICER, at=AT)
    handed()
    assert [mail["Subject"] for mail in sink.mails] == ["Dydd Sadwrn, Ann?", "Saturday, Bea?"]


@pytest.mark.django_db
def test_a_bounce_is_noted_once_and_no_entry_names_anybody() -> None:
    sending = queued("Ann")
    Message.objects.update(state=State.HANDED)
    message = sending.messages.get()
    actions.bounce(message, why="550 mailbox full", by=SITE, at=AT)
    with pytest.raises(actions.EndedAlreadyError):
        actions.bounce(message, why="again", by=SITE, at=AT)
    assert states(sending) == {"Ann": "bounced"}
    bodies = b"".join(bytes(entry.body) for entry in Entry.objects.all())
    assert b"Ann" not in bodies
    assert b"people.example" not in bodies


def test_every_state_says_where_it_may_go() -> None:
    assert set(MOVES) == set(State)
