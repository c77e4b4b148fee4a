"""Pages whose news comes by itself: they ask again while something goes on, and are at rest once nothing does."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from muster.web.days import actions_of_copies, actions_of_seats, actions_of_telling, live, printing, tellings
from muster.web.days.actions_of_copies import Wanted
from muster.web.days.models import Day
from muster.web.days.models_of_people import Telling
from muster.web.days.models_of_seats import Copy
from muster.web.messenger.models import Message
from muster.web.power.models import Look
from muster.web.record.actor import SITE, Actor
from muster.web.record.jobs import end
from muster.web.record.models import Job
from tests.web.days.made_saturday import AT
from tests.web.days.test_tell_a_difference import sent, written

pytestmark = pytest.mark.django_db
Asks = Callable[[Actor], Client]


def asked_again(client: Client, page: str) -> int | None:
    """Ask as a page that asks by itself; gives the answer's status, or None where the page is at rest."""
    shown = client.get(page).content.decode()
    asks = re.search(rf'data-hx-get="{re.escape(page)}" data-hx-trigger="every [^>]*"If-None-Match": "(\w+)"', shown)
    assert bool(asks) == ('http-equiv="refresh"' in shown)  # without a script as well
    if asks is None:
        return None
    looked = Look.objects.count()
    answer = client.get(page, headers={"If-None-Match": asks[1], "HX-Request": "true"})
    assert Look.objects.count() == looked  # nobody is looked at where nothing is shown
    return answer.status_code


def test_how_far_a_change_came_is_asked_until_all_has_gone(day: Day, ours: Actor, asks: Asks) -> None:
    client, page = asks(ours), f"/days/{day.pk}/changes/1"
    difference = sent(day, ours)
    assert asked_again(client, page) == 304
    written(difference)
    assert asked_again(client, page) == 304
    Message.objects.update(state="handed", handed_at=AT)
    assert asked_again(client, page) is None


def test_how_far_everybodys_place_came_is_asked_until_all_has_gone(day: Day, ours: Actor, asks: Asks) -> None:
    client, page = asks(ours), f"/days/{day.pk}/people"
    assert asked_again(client, page) is None
    row = actions_of_telling.tell_plan(day, by=ours, at=AT)
    assert asked_again(client, page) == 304
    sending, unreached = tellings.write(row, at=AT)
    actions_of_telling.note_telling(row, sending=sending, unreached=unreached, by=SITE, at=AT)
    assert asked_again(client, page) == 304
    Message.objects.update(state="handed", handed_at=AT)
    assert asked_again(client, page) is None


def test_a_copy_is_asked_for_until_it_is_printed(day: Day, ours: Actor, asks: Asks) -> None:
    client, page = asks(ours), f"/days/{day.pk}/prints"
    assert asked_again(client, page) is None
    copy = actions_of_copies.print_copy(day, Wanted(Copy.Kind.SLIPS, ours.pseudonym), by=ours, at=AT)
    assert asked_again(client, page) == 304
    printing.make(copy, by=ours, at=AT)
    assert asked_again(client, page) is None
    late = actions_of_copies.print_copy(day, Wanted(Copy.Kind.SLIPS, ours.pseudonym), by=ours, at=AT)
    assert late.job
    end(Job.objects.get(ref=late.job), Job.End.FAILED)
    assert asked_again(client, page) is None
    assert "could not be printed" in client.get(page).content.decode()


def test_an_open_board_hears_why_nothing_leaves_though_nothing_else_changes(day: Day, ours: Actor) -> None:
    def version(seconds: int) -> str:
        return live.asked_of(day).version(at=AT + dt.timedelta(days=-3, seconds=seconds))

    assert version(0) == version(45)
    difference = sent(day, ours)
    before = version(0)
    assert difference.job
    end(Job.objects.get(ref=difference.job), Job.End.FAILED)
    assert version(16) != before  # they could not be written: nothing else tells it
    written(actions_of_seats.write_again(difference, by=ours, at=AT))
    assert version(0) != version(16)
    Message.objects.update(state="handed", handed_at=AT)
    assert version(0) == version(45)


def test_places_that_could_not_be_written_are_written_again_by_a_press_and_once(
    day: Day, ours: Actor, asks: Asks
) -> None:
    client, page = asks(ours), f"/days/{day.pk}/people"
    first = actions_of_telling.tell_plan(day, by=ours, at=AT)
    assert first.job
    end(Job.objects.get(ref=first.job), Job.End.FAILED, trouble="OSError")
    shown = unescape(client.get(page).content.decode())
    assert "Nobody was told their place: that could not be written" in shown
    assert "Write them again" in shown
    for _press in range(2):
        client.post(f"{page}/told")
    again = Telling.objects.get()
    assert again.job != first.job
    assert Job.objects.filter(kind="days.write_telling").count() == 2
    assert "Write them again" not in client.get(page).content.decode()
    with pytest.raises(actions_of_telling.ToldBeforeError):
        actions_of_telling.tell_plan(day, by=ours, at=AT)
