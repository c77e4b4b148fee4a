"""A group, a member of it, and a browser for whoever asks."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.timezone import now

from muster.web.record.actor import Actor
from muster.web.roll.models import Group, Person
from tests.web.roll.made_roll import entered
from tests.web.roll.made_roll import group as made_group

As = Callable[[Actor], Client]


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch) -> As:
    def as_actor(actor: Actor) -> Client:
        monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: actor)
        monkeypatch.setattr("muster.web.enter.middleware.is_fresh", lambda _request: True)
        return Client()

    return as_actor


@pytest.fixture
def north() -> Group:
    return made_group("North", "ZX1")


@pytest.fixture
def ada(north: Group) -> Person:
    return entered(north, surname="Okonjo", at=now())
