"""Who is aboard, here or home is ticked on the day alone, and every press can be taken back."""

import datetime as dt
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from muster.web.days import actions_of_saturday, inviting
from muster.web.days.models import Day
from muster.web.days.models_of_people import Coming, Invitation
from muster.web.days.models_of_seats import CheckIn
from muster.web.record.actor import Actor
from tests.web.days.made_saturday import AT
from tests.web.days.test_live_board import driver_of

pytestmark = pytest.mark.django_db
MIDNIGHT = dt.datetime(2026, 5, 8, 23, tzinfo=dt.UTC)  # in London
BEFORE = MIDNIGHT - dt.timedelta(minutes=1)
VIEWS = ("views_of_ticks", "views_of_saturday", "views_of_incidents")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.datetime], None]:
    """Let pages be asked at a moment."""

    def put(moment: dt.datetime) -> None:
        for module in VIEWS:
            monkeypatch.setattr(f"muster.web.days.{module}.now", lambda: moment)

    return put


def read(client: Client, page: str) -> str:
    return unescape(client.get(page).content.decode())


def test_nothing_is_ticked_before_the_day_s_own_midnight(day: Day, ours: Actor) -> None:
    rider = Coming.objects.filter(day=day)[0]
    by = Actor(rider.person.pk, rider.person.pseudonym)
    car = day.vehicles.get(name="Car 1")
    with pytest.raises(actions_of_saturday.NotYetError):
        actions_of_saturday.tick(day, who=rider.name, kind=CheckIn.Kind.HOME, by=ours, at=BEFORE)
    with pytest.raises(actions_of_saturday.NotYetError):
        actions_of_saturday.check_in(rider, kind=CheckIn.Kind.HERE, by=by, at=BEFORE)
    with pytest.raises(actions_of_saturday.NotYetError):
        actions_of_saturday.take_aboard(car, who="Car 1", kind=CheckIn.Kind.OFF, by=driver_of(day), at=BEFORE)
    assert day.check_ins.count() == 0
    actions_of_saturday.take_aboard(car, who="Car 1", kind=CheckIn.Kind.OFF, by=driver_of(day), at=MIDNIGHT)
    actions_of_saturday.tick(day, who=rider.name, kind=CheckIn.Kind.HOME, by=ours, at=MIDNIGHT)
    assert day.check_ins.count() == 2


def test_each_page_says_from_when_one_ticks_and_has_no_button_before(
    day: Day, ours: Actor, enter: Callable[[Actor], Client], at: Callable[[dt.datetime], None], client: Client
) -> None:
    row = Coming.objects.filter(day=day)[0]
    link = inviting.token(Invitation.objects.create(day=day, person=row.person, made_at=AT))
    live = f"/days/{day.pk}/live"
    pages = [
        (ours, f"{live}/vehicles/Car 1"), (ours, f"{live}/people?show=home"), (ours, f"{live}?q=person"),
        (driver_of(day), f"{live}/vehicles/Car 1"),
    ]  # fmt: skip
    at(BEFORE)
    for asker, page in pages:
        words = read(enter(asker), page)
        assert ("ticked from Saturday 9 May on" in words, 'name="tick"' in words) == (True, False), page
    by_link = unescape(client.post(f"/days/by-link/{link}/here").content.decode())
    assert "ticked from Saturday 9 May on" in by_link
    refused = enter(ours).post(f"{live}/tick", {"tick": "off:Coach 1"}, follow=True)
    assert "Nothing is ticked before the day has come." in refused.content.decode()
    assert day.check_ins.count() == 0
    at(MIDNIGHT)
    for asker, page in pages:
        words = read(enter(asker), page)
        assert ("ticked from Saturday 9 May on" in words, 'name="tick"' in words) == (False, True), page


def test_whoever_was_said_to_be_home_is_named_and_that_can_be_taken_back(
    day: Day, ours: Actor, enter: Callable[[Actor], Client], at: Callable[[dt.datetime], None]
) -> None:
    at(AT)
    client, live = enter(ours), f"/days/{day.pk}/live"
    third = Coming.objects.get(day=day, person__known_as="Person 3").name
    said = client.post(f"{live}/tick", {"tick": f"home:{third}", "next": "home"}, follow=True).content.decode()
    assert "Person 3 is home, 07:30. Not so? Take it back, below." in said
    assert f'value="unhome:{third}"' in said
    assert f'value="home:{third}"' not in said
    found = read(client, f"{live}?q=person 3")
    assert "Home since 07:30" in found
    assert f'value="unhome:{third}"' in found
    back = client.post(f"{live}/tick", {"tick": f"unhome:{third}", "next": "home"}, follow=True).content.decode()
    assert "Taken back: Person 3." in back
    assert f'value="home:{third}"' in back
    assert not day.check_ins.filter(undone_at=None).exists()
