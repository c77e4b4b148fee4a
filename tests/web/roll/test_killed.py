"""A worker that is killed while it takes a file in has written all of it or nothing, on both databases."""

import time
from functools import partial
from random import Random
from typing import Any

from muster.home import CHECKOUT
from muster.web.record.worker import MOST_ATTEMPTS
from tests.sites import Site, wait_until
from tests.web.register.test_killed import Nursery, nursery

__all__ = ["nursery"]
KILLS, PEOPLE, KIND = 12, 2_000, "roll.take_in"


def ask(site: Site, name: str, *words: Any) -> Any:
    """Call a function of `in_site` in the site's console."""
    path = f"sys.path.__contains__({str(CHECKOUT)!r}) or sys.path.insert(1, {str(CHECKOUT)!r})"
    module = "__import__('tests.web.roll.in_site', fromlist=['ask'])"
    return site.ask(f"[{path}, {module}.{name}({', '.join(map(repr, words))})][1]")


def looked(site: Site, upload: int) -> tuple[Any, Any]:
    """How the upload and the roll stand at one moment: a database may still be finishing what a dead worker asked."""
    while True:
        state, stands = ask(site, "state", upload), ask(site, "stands")
        if ask(site, "state", upload)["state"] == state["state"]:
            return state, stands


def test_a_file_is_taken_in_whole_or_not_at_all(site: Site, nursery: Nursery) -> None:
    rng, during = Random(20261122), 0
    marks = iter(f"k{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")

    def taken(upload: int) -> bool:
        return str(ask(site, "state", upload)["state"]) == "taken in"

    def given_up(upload: int) -> bool:
        return str(ask(site, "state", upload)["job"]) == "failed"

    empty, upload = ask(site, "stands"), ask(site, "waiting", PEOPLE, next(marks))
    with nursery.worker():
        nursery.wait_for(KIND)
        began_s = time.monotonic()
        wait_until(lambda: taken(upload))
        span_s = time.monotonic() - began_s
        first = ask(site, "stands")
    assert (first["people"] - empty["people"], first["counted"] - empty["counted"]) == (PEOPLE, PEOPLE)
    grown = {name: first[name] - empty[name] for name in first}
    assert (grown["Membership"], grown["ContactWay"], grown["Consent"], grown["loose"]) == (
        PEOPLE,
        2 * PEOPLE,
        PEOPLE,
        0,
    )

    before, upload = first, ask(site, "waiting", PEOPLE, next(marks))
    for _ in range(KILLS):
        with nursery.worker():
            nursery.wait_for(KIND)
            time.sleep(rng.random() * span_s)
        state, stands = looked(site, upload)
        after = {name: before[name] + grown[name] for name in before}
        during += state["job"] != "done"
        assert stands == (after if state["state"] == "taken in" else before)
        if state["state"] == "taken in":  # the kill came too late: another one
            before, upload = after, ask(site, "waiting", PEOPLE, next(marks))
        elif state["attempts"] == MOST_ATTEMPTS:
            with nursery.worker():  # it gives up what was begun too often
                wait_until(partial(given_up, upload))
            ask(site, "accept", upload)
    with nursery.worker():
        wait_until(lambda: taken(upload))
    assert ask(site, "stands") == {name: before[name] + grown[name] for name in before}
    assert during, "no kill fell into the work"
