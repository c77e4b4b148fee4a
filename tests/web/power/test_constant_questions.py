"""However much stands in the movement, an address asks the database as often as when there were a few of each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from muster.web.power.looks import note
from tests.web.power.grown import grow
from tests.web.power.movement import Movement, addresses, made
from tests.web.power.test_planted import patterns

pytestmark = pytest.mark.usefixtures("transactional_db")

ASKING = ("member", "organiser", "officer, all", "founder")
ENDS = "/enter/out"
PROGRAMS = "/api/"  # what it asks is held in tests/web/api


def asks(movement: Movement) -> dict[tuple[str, str], int]:
    """Ask for every address as everybody, twice, as what is loaded once is loaded; give how often each asks then."""
    places = [place for name, wanted in patterns() for place in addresses(movement, name, wanted)]
    counts = {}
    for who in ASKING:
        client = movement.client(who)
        client.raise_request_exception = False
        for place in places:
            if place.startswith((PROGRAMS, ENDS)) or client.get(place).status_code != 200:
                continue
            with CaptureQueriesContext(connection) as queries:
                client.get(place).getvalue()
            counts[who, place] = len(queries)
    return counts


def test_no_address_asks_more_often_when_everything_has_grown() -> None:
    movement = made()
    grow(movement, 1)
    everybody = [one.pseudonym for one in movement.people.values()]
    note(movement.actor("officer"), everybody, purpose="care", page="person", at=now())  # their own pages name lookers
    few = asks(movement)
    grow(movement, 2)
    many = asks(movement)
    more = {address: (few[address], count) for address, count in many.items() if count > few.get(address, count)}
    assert more == {}
    assert len(few) > 150
