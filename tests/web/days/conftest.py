"""The Saturday that most tests of a day begin with, and whoever organises it."""

from collections.abc import Callable

import pytest
from django.test import Client

from muster.web.days.models import Day
from muster.web.days.models_of_seats import Difference
from muster.web.record.actor import Actor
from tests.web.days.made_saturday import organiser, saturday
from tests.web.days.test_tell_a_difference import sent, written


@pytest.fixture
def ours() -> Actor:
    return organiser()


@pytest.fixture
def day(ours: Actor) -> Day:
    return saturday(ours)


@pytest.fixture
def told(day: Day, ours: Actor) -> Difference:
    """Give a difference whose messages are in the outbox, and wait."""
    difference = sent(day, ours)
    written(difference)
    difference.refresh_from_db()
    return difference


@pytest.fixture
def asks(enter: Callable[[Actor], Client], monkeypatch: pytest.MonkeyPatch) -> Callable[[Actor], Client]:
    """Enter as somebody whose messages wait for the worker."""
    monkeypatch.setattr("muster.web.days.hurrying.hurry", lambda: None)
    return enter
