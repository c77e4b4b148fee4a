"""A founded movement, and letters that are sent before the page is."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from muster.home import home
from muster.web.enter import letters
from muster.web.enter.founding import Founder, Founding, found_movement
from muster.web.roll.models import Account
from tests.web.enter.made import AT


class AtOnce(Executor):
    """Sends while one waits."""

    def submit(self, act: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        act(*args, **kwargs)
        return Future()


@pytest.fixture(autouse=True)
def _alone(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(letters, "_post", AtOnce())
    # a test is one transaction, which never ends: what waits for its end is done within
    monkeypatch.setattr(transaction, "on_commit", lambda act, **_more: act())
    cache.clear()
    yield
    for name in ("mail", "first-code"):
        (home() / "keys" / name).unlink(missing_ok=True)


@pytest.fixture
def founders(settings: Any) -> tuple[Account, Account]:
    founding = Founding(
        "The Ferry League", "Europe/London", (Founder("Ann", "ann@example.org"), Founder("Bea", "bea@example.org"))
    )
    return found_movement(founding, at=AT())


@pytest.fixture
def other() -> Client:
    """Another browser."""
    return Client()
