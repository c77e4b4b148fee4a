"""A difference that is sent: one message to each whom it touches, old and new time, by their way; nobody else any."""

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client

from muster.web.days import actions_of_seats, hurrying, inviting, mending, telling
from muster.web.days.changes import change_told
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming
from muster.web.days.models_of_seats import Difference, Seating
from muster.web.days.standing import head_of
from muster.web.days.tasks import tell_difference
from muster.web.messenger.models import Message, Sending
from muster.web.power.models import Look
from muster.web.record.actor import Actor
from muster.web.record.jobs import Run
from muster.web.record.lines import lines
from muster.web.record.models import Job
from muster.web.roll.models import ContactWay, Person
from tests.web.days.made_saturday import AT, EVENT, RIDERS, organiser, saturday
from tests.web.messenger.sent import Sink, handed, holds, mail_server, queued

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink() -> Iterator[Sink]:
    with mail_server() as kept:
        yield kept


def sent(day: Day, by: Actor, event: str = EVENT) -> Difference:
    """Tell an event upon whatever stands, and send what it changes."""
    head = head_of(day)
    assert head is not None
    made = mending.propose(day, event=event, seen=head.number, by=by, at=AT)
    return actions_of_seats.send(made, by=by, at=AT)


def written(difference: Difference) -> Job:
    """Do the job that writes its messages, as a worker does."""
    assert difference.job is not None
    job = Job.objects.get(ref=difference.job)
    with lines() as said:
        tell_difference(Run(job, said), **job.arguments)
    return job


def told(day: Day) -> dict[str, str]:
    """Give what each person of the day read, by the core's name of them."""
    names = {row.person.pseudonym: row.name for row in Coming.objects.filter(day=day).select_related("person")}
    return {names[one.to]: one.fields["words"] for one in Message.objects.filter(sending__about=f"days.day:{day.pk}")}


def test_the_server_that_took_the_press_writes_and_hands_on_the_urgent_before_what_waited_longer(
    sink: Sink, ours: Actor
) -> None:
    holds()
    for letter in "abc":  # three sendings, each with a job that is older than ours
        queued(*(f"{letter}{n}" for n in range(100)), at=AT)
    day = saturday(ours)
    difference = sent(day, ours)
    with lines(own=True) as said:
        hurrying.do_urgent(said)
    touched = change_told(Seating.objects.get(day=day, number=difference.after)).touched
    first = [mail["To"] for mail in sink.mails[: len(touched)]]
    assert sorted(told(day)) == sorted(touched)
    assert set(first) == {message.address for message in Message.objects.filter(sending__about=f"days.day:{day.pk}")}
    assert len(sink.mails) == 100  # one batch: the rest is the worker's


def test_each_whom_it_touches_gets_one_mail_with_old_and_new_time_and_nobody_else_any(sink: Sink, ours: Actor) -> None:
    day = saturday(ours)
    difference = sent(day, ours)
    change = change_told(Seating.objects.get(day=day, number=1))
    written(difference)
    handed()
    assert sorted(told(day)) == sorted(change.touched)
    assert 0 < len(change.touched) < RIDERS
    addresses = {row.name: row.person.ways.get().value for row in Coming.objects.filter(day=day)}
    assert sorted(mail["To"] for mail in sink.mails) == sorted(addresses[name] for name in change.touched)
    for move in (*change.moved, *change.left):
        words = told(day)[move.name]
        if move.because == "broken down":
            assert "Coach 2 has broken down." in words
        assert f"Before: {clock(move.before['board_s'])}, Coach 2" in words or move.before["vehicle"] != "Coach 2"
        expected = f"Now: {clock(move.after['board_s'])}" if move.after["vehicle"] else "Now: you have no seat."
        assert expected in words or move.after["drives"]
    body = next(iter(sink.mails)).get_content()
    assert "Before: " in body
    assert "Now: " in body
    assert "No more of these" not in body  # it is what they need to know


def clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"


def test_a_driver_whose_round_is_another_reads_all_of_it(ours: Actor) -> None:
    day = saturday(ours)
    written(sent(day, ours))
    change = change_told(Seating.objects.get(day=day, number=1))
    assert [one.vehicle for one in change.rounds] == ["Car 1"]  # it now fetches somebody of the coach
    words = told(day)[change.rounds[0].driver]
    fetched = [name for visit in change.rounds[0].after["visits"] for name in visit["riders"]]
    assert fetched
    called = {row.name: row.person.name for row in Coming.objects.filter(day=day).select_related("person")}
    assert all(called[name] in words for name in fetched)
    assert "Before: Car 1 leaves at" in words


def test_nothing_is_written_twice_however_often_the_job_is_done(ours: Actor) -> None:
    day = saturday(ours)
    difference = sent(day, ours)
    written(difference)
    before = Message.objects.count()
    job = Job.objects.create(kind="days.tell_difference", arguments={"difference": difference.pk, "by": ours.pseudonym})
    with lines() as said:
        tell_difference(Run(job, said), **job.arguments)
    assert Message.objects.count() == before > 0


def test_a_job_that_dies_in_the_middle_has_written_nothing(ours: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    day = saturday(ours)
    difference = sent(day, ours)

    def dies(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("muster.web.days.actions_of_seats.note_told", dies)
        with pytest.raises(KeyboardInterrupt):
            written(difference)
    assert (Message.objects.count(), Sending.objects.count()) == (0, 0)
    written(difference)
    assert sorted(told(day)) == sorted(change_told(Seating.objects.get(day=day, number=1)).touched)


def test_whoever_no_quick_message_reaches_is_named_to_be_rung(ours: Actor) -> None:
    ways = ("email", "", "sms", "", "email", "", "sms", "email")
    day = saturday(ours, ways=ways)
    letter = Coming.objects.filter(day=day)[1].person
    Person.objects.filter(pk=letter.pk).update(address="1 Mill Lane", postcode="ZX11AA")
    difference = sent(day, ours)
    written(difference)
    difference.refresh_from_db()
    touched = change_told(Seating.objects.get(day=day, number=1)).touched
    quick = {row.name for row in Coming.objects.filter(day=day) if row.person.ways.exists()}
    assert set(difference.unreached) == set(touched) - quick
    assert set(told(day)) == set(touched) & quick
    assert difference.unreached


def test_on_the_day_it_passes_quiet_hours_and_long_before_it_does_not(ours: Actor) -> None:
    day = saturday(ours)
    night, week = dt.datetime(2026, 5, 8, 22, 30, tzinfo=dt.UTC), AT - dt.timedelta(days=7)
    assert [telling.is_soon(day, at=at) for at in (night, AT, week)] == [True, True, False]


def test_what_was_put_back_before_it_was_sent_is_told_to_nobody(ours: Actor) -> None:
    day = saturday(ours)
    made = mending.propose(day, event=EVENT, seen=0, by=ours, at=AT)
    mending.take_back(made, by=ours, at=AT.replace(year=2030))
    assert Message.objects.count() == 0
    assert Difference.objects.count() == 0


def test_put_back_after_it_was_sent_they_are_told_so_once(ours: Actor) -> None:
    day = saturday(ours)
    first = sent(day, ours)
    written(first)
    told_first = told(day)
    back = mending.take_back(Seating.objects.get(day=day, number=1), by=ours, at=AT)
    assert back is not None
    second = actions_of_seats.send(back, by=ours, at=AT)
    written(second)
    second.refresh_from_db()
    rows = Message.objects.filter(sending=second.sending)
    assert rows.count() == len(told_first)
    assert any("What we told you last does not hold any more." in one.fields["words"] for one in rows)


def test_whoever_is_under_18_reads_it_beside_their_adult(ours: Actor) -> None:
    day = saturday(ours)
    change = change_told(mending.propose(day, event=EVENT, seen=0, by=ours, at=AT))
    adult = Coming.objects.get(day=day, pk=int(change.moved[0].name[1:]))
    child = Person.objects.create(known_as="Kit")
    ContactWay.objects.create(person=child, kind="email", value="kit@people.example")
    Coming.objects.create(
        day=day, person=child, held_on=day.held_on, answer="come", answered_at=AT, answered_by="x", under_18=True,
        with_person=adult.person,
    )  # fmt: skip
    difference = actions_of_seats.send(Seating.objects.get(day=day, number=1), by=ours, at=AT)
    written(difference)
    words = {one.address: one.fields["words"] for one in Message.objects.all()}
    assert words["kit@people.example"] == words[adult.person.ways.get().value]


def test_whoever_runs_the_day_reads_what_everybody_read_and_that_is_noted(
    ours: Actor, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: ours)
    day = saturday(ours)
    difference = sent(day, ours)
    change, letters = f"/days/{day.pk}/changes/1", f"/days/{day.pk}/changes/1/letters"
    assert letters not in client.get(change).content.decode()  # nothing is written yet
    written(difference)
    assert f'href="{letters}"' in client.get(change).content.decode()
    before = set(Look.objects.values_list("pk", flat=True))
    page = unescape(client.get(letters).content.decode())
    assert len(told(day)) > 1
    assert all(line in page for words in told(day).values() for line in words.splitlines())
    rows = Coming.objects.filter(day=day).select_related("person")
    shown = {row.person.pseudonym for row in rows if re.search(rf"\b{row.person.name}\b", page)}
    assert set(Look.objects.exclude(pk__in=before).values_list("whom", flat=True)) == shown
    assert "Person" not in client.get(f"{letters}?from=60").content.decode()
    assert client.get(f"/days/{day.pk}/changes/2/letters").status_code == 404
    elsewhere = organiser("Ben", compartment="south")
    monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: elsewhere)
    assert client.get(letters).status_code == 404


def test_each_letter_carries_its_readers_own_link_and_whoever_runs_the_day_reads_none(
    sink: Sink, ours: Actor, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = saturday(ours)
    written(sent(day, ours))
    handed()
    whose = {row.person.ways.get().value: row.person for row in Coming.objects.filter(day=day)}
    links = {str(mail["To"]): re.findall(r"/days/asked/([^/\s]+)/", mail.get_content()) for mail in sink.mails}
    assert links
    for address, tokens in links.items():
        found = inviting.opened(tokens[0])
        assert (len(tokens), found and found.person, found and found.day) == (1, whose[address], day)
    monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: ours)
    page = client.get(f"/days/{day.pk}/changes/1/letters").content.decode()
    assert "All of it, for your calendar and to print, no password needed: …" in page
    assert "/days/asked/" not in page
