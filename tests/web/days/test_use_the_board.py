"""The live board in a hurry: what needs somebody first, a line for every vehicle, whoever is looked for at the top."""

import datetime as dt
import re
from collections.abc import Callable
from functools import partial
from html import unescape
from typing import TypeAlias

import pytest
from django.test import Client

from muster.web.days import actions_of_saturday, going_out, live, mending
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Telling
from muster.web.days.models_of_seats import CheckIn, Difference, Incident, Seating
from muster.web.days.tasks import tell_difference
from muster.web.days.vehicles_now import MOST_FOUND, found_of
from muster.web.messenger.models import Message
from muster.web.record import jobs
from muster.web.record.actor import Actor
from muster.web.record.jobs import Run
from muster.web.record.lines import lines
from muster.web.record.models import Job
from muster.web.roll.models import Person
from tests.web.days.made_saturday import AT, RIDERS

pytestmark = pytest.mark.django_db
Asks: TypeAlias = Callable[[Actor], Client]
EIGHT = AT + dt.timedelta(minutes=35)  # five past eight in London: the coaches leave at eight


@pytest.fixture
def asks(client: Client, monkeypatch: pytest.MonkeyPatch) -> Asks:
    """Ask as a given actor, on the morning of the day."""
    monkeypatch.setattr("muster.web.days.hurrying.hurry", lambda: None)
    monkeypatch.setattr("muster.web.days.views_of_saturday.now", lambda: AT)

    def as_actor(actor: Actor) -> Client:
        monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: actor)
        return client

    return as_actor


def written(difference: Difference) -> None:
    """Do the job that writes its messages, as a worker does."""
    assert difference.job is not None
    job = Job.objects.get(ref=difference.job)
    with lines() as said:
        tell_difference(Run(job, said), **job.arguments)


def _needs(client: Client, day: Day) -> list[str]:
    """Give what stands under "Needs you", in its order; what is folded away stands in angle brackets."""
    page = unescape(client.get(f"/days/{day.pk}/live").content.decode())
    section = re.search(r'<section class="needs".*?</section>', page, re.DOTALL)
    assert section
    folded = re.sub(r"<details[^>]*>(.*?)</details>", lambda fold: f"⟨{_plain(fold[1])}⟩", section[0], flags=re.DOTALL)
    return [_plain(one) for one in re.split("<li[^>]*>", folded)[1:] if _plain(one)]


def _plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_what_waits_to_be_sent_comes_before_incidents_the_gravest_of_them_first_and_the_rest_folded(
    day: Day, ours: Actor, asks: Asks
) -> None:
    client, kind = asks(ours), Incident.Kind
    report = partial(actions_of_saturday.report, day, words="", by=ours)
    for n, (what, place) in enumerate(
        [(kind.DOG, "a"), (kind.OTHER, "b"), (kind.ACCIDENT, "c"), (kind.DOG, "d"), (kind.THREAT, "e")]
    ):
        report(kind=what, place=place, at=AT + dt.timedelta(minutes=n))
    mending.propose(day, event="coach 2 breaks down 08:05", seen=0, by=ours, at=AT)
    assert _needs(client, day) == [
        "Coach 2 has broken down 4 are to be told; nobody was told yet. See what it changes Put it back as it was",
        "An accident 07:32, c",
        "A threat 07:34, e",
        "A dog 07:33, d",
        "⟨2 more incidents A dog 07:30, a Something else 07:31, b⟩",
    ]
    actions_of_saturday.take_in_hand(Incident.objects.get(place="c"), by=ours, at=AT)
    assert [line[:11] for line in _needs(client, day)] == [
        "Coach 2 has", "A threat 07", "A dog 07:33", "A dog 07:30", "⟨2 more inc",
    ]  # fmt: skip
    assert _needs(client, day)[4].endswith("An accident 07:32, c somebody looks after it⟩")


def test_of_many_who_cant_after_all_three_stand_open_with_their_buttons(day: Day, ours: Actor, asks: Asks) -> None:
    seating = day.seatings.get(number=0)
    Telling.objects.create(day=day, what=Telling.What.PLAN, edition=seating.pk, at=AT, by=ours.pseudonym)
    going = Coming.objects.filter(day=day, drives=False)
    for n, row in enumerate(going[:5]):
        Coming.objects.filter(pk=row.pk).update(withdrawn_at=AT + dt.timedelta(minutes=n))
    lines_now = _needs(asks(ours), day)
    cant = [line for line in lines_now if "can’t after all" in line]
    assert len(cant) == 4
    assert [line[:8] for line in cant[:3]] == ["Person 0", "Person 1", "Person 2"]
    assert cant[3].startswith("⟨2 more who can’t after all Person 3")
    assert cant[3].count("Give their seat to somebody") == 2


def test_a_coach_that_has_not_come_to_its_first_stop_is_told_late_after_its_hour(
    day: Day, ours: Actor, asks: Asks, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = asks(ours)
    monkeypatch.setattr("muster.web.days.views_of_saturday.now", lambda: AT + dt.timedelta(minutes=35))  # five past
    client.post(f"/days/{day.pk}/live/tell", {"tell": "late:Coach 1", "after": "0", "much": "20"})
    made = Seating.objects.get(day=day, number=1)
    assert made.event == "Coach 1 leaves 20 min late 08:05"
    coach = next(one for one in made.body["vehicles"] if one["name"] == "Coach 1")
    assert [visit["leaves_s"] for visit in coach["visits"]] == [8 * 3600 + 1_200, 8 * 3600 + 2_400]


def _asked_where(client: Client, day: Day, found: str = "") -> list[tuple[str, bool, str]]:
    """Give where a page asks whether Coach 1 is late: what is sent, whether it stands chosen, what is read."""
    page = client.post(f"/days/{day.pk}/live/tell", {"tell": "late:Coach 1", "after": "0", "q": found})
    each = re.findall(r'name="where" value="([^"]*)"( checked)?> ([^<]*)<', page.content.decode())
    return [(where, bool(chosen), words.strip()) for where, chosen, words in each]


def test_a_coach_past_its_first_stop_is_told_late_at_the_next_and_whoever_that_touches_is_told(
    day: Day, ours: Actor, asks: Asks, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = asks(ours)
    church, bridge = ("", "08:00 Church"), ("from:Bridge", "08:20 Bridge")

    def at(minutes: int) -> list[tuple[str, bool, str]]:
        monkeypatch.setattr("muster.web.days.views_of_saturday.now", lambda: AT + dt.timedelta(minutes=minutes))
        return _asked_where(client, day)

    assert at(10) == []  # twenty to eight: it is at its first stop or nowhere yet
    assert at(35) == [(church[0], False, church[1]), (bridge[0], True, bridge[1])]  # nobody ticks: by the clock
    actions_of_saturday.tick(day, who="Coach 2", kind=CheckIn.Kind.OFF, by=ours, at=EIGHT)
    assert [chosen for _where, chosen, _words in at(35)] == [True, False]  # others are ticked, and nobody of it
    standing = day.seatings.get(number=0).body
    aboard, later = (one["riders"] for one in next(
        one for one in standing["vehicles"] if one["name"] == "Coach 1")["visits"])  # fmt: skip
    actions_of_saturday.tick(day, who=aboard[0], kind=CheckIn.Kind.ABOARD, by=ours, at=EIGHT)
    assert [chosen for _where, chosen, _words in at(35)] == [False, True]
    assert [where for where, _chosen, _words in at(55)] == ["", "from:Bridge", "there"]
    monkeypatch.setattr("muster.web.days.views_of_saturday.now", lambda: AT + dt.timedelta(minutes=40))
    told = {"tell": "late:Coach 1", "after": "0", "where": "from:Bridge"}
    refused = client.post(f"/days/{day.pk}/live/tell", {**told, "where": "", "much": "10"})
    assert refused.status_code == 422
    assert "so late, would have left Church at 08:10" in refused.content.decode()
    client.post(f"/days/{day.pk}/live/tell", {**told, "much": "20"})
    made = Seating.objects.get(day=day, number=1)
    assert made.event == "Coach 1 leaves 20 min late from Bridge 08:10"
    coach = next(one for one in made.body["vehicles"] if one["name"] == "Coach 1")
    assert [visit["leaves_s"] for visit in coach["visits"]] == [8 * 3600, 8 * 3600 + 2_400]
    page = client.get(f"/days/{day.pk}/changes/1").content.decode()
    assert "Coach 1 is 20 min late from Bridge on" in page
    client.post(f"/days/{day.pk}/changes/1/send")
    written(day.differences.get())
    to = set(Message.objects.filter(sending=day.differences.get().sending).values_list("to", flat=True))
    assert to == set(Coming.objects.filter(pk__in=[who[1:] for who in (*aboard, *later)]).values_list(
        "person__pseudonym", flat=True))  # fmt: skip


def test_in_a_rehearsal_every_stop_is_asked_for_and_the_first_stands_chosen(
    day: Day, ours: Actor, asks: Asks, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = asks(ours)
    monkeypatch.setattr("muster.web.days.views_of_saturday.now", lambda: AT - dt.timedelta(days=3))
    assert [(where, chosen) for where, chosen, _words in _asked_where(client, day)] == [
        ("", True), ("from:Bridge", False), ("there", False),
    ]  # fmt: skip
    told = {"tell": "late:Coach 1", "after": "0", "where": "there", "much": "30", "at": "08:30"}
    client.post(f"/days/{day.pk}/live/tell", told)
    assert Seating.objects.get(day=day, number=1).event == "Coach 1 arrives 30 min late 08:30"


def test_whoever_is_late_broken_or_not_heard_of_comes_first_and_everybody_else_is_a_line(
    day: Day, ours: Actor, asks: Asks
) -> None:
    told = live.board_told(live.asked_of(day), at=EIGHT)
    assert told is not None
    assert [one.told["name"] for one in told.first] == []  # nobody ticks on this day: the clock alone accuses nobody
    actions_of_saturday.tick(day, who="Coach 2", kind=CheckIn.Kind.OFF, by=ours, at=EIGHT)
    told = live.board_told(live.asked_of(day), at=EIGHT)
    assert told is not None
    assert [(one.told["name"], one.state) for one in told.first] == [("Coach 1", "overdue")]
    assert [(one.told["name"], one.state) for one in told.rest] == [("Coach 2", "off"), ("Car 1", "waits")]
    asks(ours).post(f"/days/{day.pk}/live/tell", {"tell": "broken:Coach 1", "after": "0"})
    asks(ours).post(f"/days/{day.pk}/changes/1/send")
    told = live.board_told(live.asked_of(day), at=EIGHT - dt.timedelta(days=1))
    assert told is not None
    assert [(one.told["name"], one.state) for one in told.first] == [("Coach 1", "stopped")]
    page = asks(ours).get(f"/days/{day.pk}/live").content.decode()
    lines = re.findall(r'<a href="([^"]*/live/vehicles/[^"]*)">([^<]*)</a> <span>([^<]*)', page)
    base = f"/days/{day.pk}/live/vehicles/"
    assert [(at, name) for at, name, _state in lines] == [
        (f"{base}Coach%201", "Coach 1"), (f"{base}Coach%202", "Coach 2"), (f"{base}Car%201", "Car 1"),
    ]  # fmt: skip
    assert lines[0][2] == "does not run"
    assert all(asks(ours).get(at).status_code == 200 for at, _name, _state in lines)


def test_a_vehicle_s_page_and_what_is_found_hold_its_buttons(day: Day, ours: Actor, asks: Asks) -> None:
    client = asks(ours)
    buttons = [f'value="{what}:Car 1"' for what in ("late", "slow", "broken", "cancelled")]
    driver = day.vehicles.get(name="Car 1").driver
    assert driver is not None
    buttons.append(f'value="overslept:{driver.name}"')
    for place in ("/vehicles/Car 1", "?q=car", "?q=CAR 1", "?q=person 7"):  # who drives is found with what they drive
        page = client.get(f"/days/{day.pk}/live{place}").content.decode()
        assert [one in page for one in buttons] == [True] * 5, place
    assert [one in client.get(f"/days/{day.pk}/live").content.decode() for one in buttons] == [False] * 5
    assert "Nobody and nothing of that name" in client.get(f"/days/{day.pk}/live?q=zz").content.decode()


def test_whoever_is_named_in_full_is_found_first_and_how_many_more_there_are(day: Day) -> None:
    told = live.board_told(live.asked_of(day), at=AT)
    assert told is not None
    every = found_of(day, told.vehicles, told.people, "person")
    assert (len(every.people), every.more) == (MOST_FOUND, RIDERS - MOST_FOUND)
    fifth = Coming.objects.get(day=day, person__known_as="Person 5").name
    assert found_of(day, told.vehicles, told.people, "PERSON 5").people[0]["name"] == fifth
    Person.objects.filter(known_as="Person 5").update(known_as="Person")
    assert found_of(day, told.vehicles, told.people, "person").people[0]["name"] == fifth
    assert [one.told["name"] for one in found_of(day, told.vehicles, told.people, "2").vehicles] == ["Coach 2"]


def test_a_tick_of_somebody_found_leads_back_to_what_was_found(day: Day, ours: Actor, asks: Asks) -> None:
    third = Coming.objects.get(day=day, person__known_as="Person 3").name
    told = asks(ours).post(f"/days/{day.pk}/live/tick", {"tick": f"here:{third}", "q": "person 3 & co"})
    assert told.headers["Location"] == f"/days/{day.pk}/live?q=person+3+%26+co#found"
    assert [(one.who, one.kind) for one in day.check_ins.all()] == [(third, "here")]


def test_on_the_day_the_board_is_told_anew_each_minute_as_the_clock_says_who_should_have_left(day: Day) -> None:
    minute = dt.timedelta(minutes=1)
    assert live.asked_of(day).version(at=AT) == live.asked_of(day).version(at=AT + dt.timedelta(seconds=59))
    assert live.asked_of(day).version(at=AT) != live.asked_of(day).version(at=AT + minute)
    before = AT - dt.timedelta(days=3)
    assert live.asked_of(day).version(at=before) == live.asked_of(day).version(at=before + minute)


def test_why_messages_have_not_gone_is_said_and_what_to_do(day: Day, ours: Actor, asks: Asks) -> None:
    client = asks(ours)
    client.post(f"/days/{day.pk}/live/tell", {"tell": "broken:Coach 2", "after": "0"})
    client.post(f"/days/{day.pk}/changes/1/send")
    pages = [f"/days/{day.pk}/live", f"/days/{day.pk}/changes/1"]

    def said(words: str) -> list[bool]:
        return [words in client.get(page).content.decode() for page in pages]

    assert said("They are leaving now.") == [True, True]  # a moment after the press
    later = AT + dt.timedelta(minutes=2)
    difference = day.differences.get()
    told = going_out.sent_told(difference, at=later)
    assert (told.messages, told.waits) == (0, going_out.Waits("nobody"))  # not even written, and nobody works
    written(difference)
    waiting = Message.objects.filter(sending__about=f"days.day:{day.pk}")
    waiting.update(due_at=AT)  # it was written by the machine's clock
    difference.refresh_from_db()
    assert going_out.sent_told(difference, at=later).waits == going_out.Waits("nobody")
    other = jobs.start("roll.count_months", months=1)
    with lines(own=True) as held:
        assert held.lock(other.ref)
        held.say(other.ref, "Months are counted.", done=0, total=1)
        assert going_out.sent_told(difference, at=later).waits == going_out.Waits("busy", said="Months are counted.")
        handing = Job.objects.filter(kind="messenger.hand_over").latest("pk")
        assert held.lock(handing.ref)
        assert going_out.sent_told(difference, at=later).waits == going_out.Waits("going")
        for job in (other, handing):
            held.unlock(job.ref, ended=False)
    eight = later + dt.timedelta(hours=1)
    waiting.update(due_at=eight)
    assert going_out.sent_told(difference, at=later).waits == going_out.Waits("night", eight)
    waiting.update(trouble="Connection refused")
    assert going_out.sent_told(difference, at=later).waits == going_out.Waits("server", eight, "Connection refused")
    assert said("The mail server did not take them (“Connection refused”). They are tried again at") == [True, True]
    waiting.update(state="handed")
    assert going_out.sent_told(difference, at=later).waits is None
    assert said("have not gone yet") == [False, False]


def test_handing_on_now_is_one_press_and_nobody_is_told_twice(
    day: Day, ours: Actor, asks: Asks, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, hurried = asks(ours), list[int]()
    monkeypatch.setattr("muster.web.days.hurrying.hurry", lambda: hurried.append(1))
    client.post(f"/days/{day.pk}/live/tell", {"tell": "broken:Coach 2", "after": "0"})
    client.post(f"/days/{day.pk}/changes/1/send")
    written(day.differences.get())
    count = Message.objects.count()
    assert count > 0
    assert client.post(f"/days/{day.pk}/changes/1/again").status_code == 302
    assert (len(hurried), Message.objects.count()) == (2, count)
