"""The work behind a day's page: what can be seen is kept as soon as it is known."""

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import pypdfium2
import pytest
from django.utils.timezone import now

from muster.web.days import planning, queries, riding, tasks
from muster.web.days.actions_of_people import note_answers
from muster.web.days.answering import Noted, Noting, Said
from muster.web.days.models import Day
from muster.web.days.standing import standing_of
from muster.web.days.walks import printed
from muster.web.roll.models import Person
from muster.web.roll.queries import actor_of_person
from tests.web.days.made_day import AT, granted
from tests.web.days.made_ground import day_in, made_area, with_streets

if TYPE_CHECKING:
    from muster.web.record.jobs import Run

pytestmark = pytest.mark.django_db
PLACED = 36  # the last house of each of four streets is not


@dataclass
class Listening:
    """Stands in for a job's run: at everything that is said, what a map could show by then."""

    day: Day
    heard: dict[str, list[str]] = field(default_factory=dict)

    def say(self, text: str, _done: int = 0, _total: int = 0) -> None:
        self.heard.setdefault(text, list(self.day.drawings.values_list("kind", flat=True).order_by("pk")))


@pytest.fixture
def person() -> Person:
    return granted(role="organiser")


@pytest.fixture
def day(person: Person) -> Day:
    area = made_area()
    with_streets(area)
    day = day_in(area, actor_of_person(person, at=now()))
    ann, bea = (Person.objects.create(known_as=name) for name in ("Ann", "Bea"))
    said = [
        Noted(ann.pk, Said(drives=True, seats_offered=3, lon=0.0, lat=0.0)),
        Noted(bea.pk, Said(lon=0.0, lat=0.0)),
    ]
    note_answers(Noting(day, said), by=actor_of_person(person, at=now()), at=AT)
    return day


@pytest.fixture(autouse=True, params=[True, False], ids=["ready", "not ready"])
def ready(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether this machine has planned before; the work notes that it has only at its end."""
    monkeypatch.setattr(planning, "is_ready", lambda: request.param)
    monkeypatch.setattr(planning, "note_ready", lambda: None)
    return bool(request.param)


def test_streets_and_doors_are_drawn_before_anything_is_planned(*, day: Day, person: Person, ready: bool) -> None:
    listening = Listening(day)
    tasks.plan(cast("Run", listening), day=day.pk, by=person.pk)
    first = ["streets", "doors", "picture"]
    assert (listening.heard.pop("Making ready, once on this machine", None) is None) == ready
    assert listening.heard == {
        "Reading the doors": [],
        "Laying doors on their kerbs": first,
        "Cutting turfs": first,
        "Drawing turfs and boards": first,
        "Giving everybody a seat": first,
        "The plan stands": first,
    }


def test_a_map_shows_all_doors_and_says_whom_it_owes_its_streets(day: Day, person: Person) -> None:
    tasks.plan(cast("Run", Listening(day)), day=day.pk, by=person.pk)
    streets, doors, turfs = (_drawn(day, kind) for kind in ("streets", "doors", "turfs"))
    (places,) = (one["geometry"]["coordinates"] for one in doors["features"])
    assert len(places) == PLACED
    west, south, east, north = streets["bbox"]
    assert all(west < lon < east and south < lat < north for lon, lat in places)
    assert {one["properties"]["class"] for one in streets["features"]} == {"residential", "water"}
    assert streets["credit"] == "Streets © OpenStreetMap contributors"
    assert "Streets © OpenStreetMap contributors" in (queries.drawn(day, "picture") or "")
    day.refresh_from_db()
    board = printed(day.turfs.all()[0])
    assert "OpenStreetMap contributors" in pypdfium2.PdfDocument(board)[0].get_textpage().get_text_range()
    assert [one["properties"]["number"] for one in turfs["features"]] == [1, 1, 2, 2, 3, 3, 4, 4]


def test_whoever_comes_has_a_seat(day: Day, person: Person) -> None:
    tasks.plan(cast("Run", Listening(day)), day=day.pk, by=person.pk)
    ann, bea = (f"r{row.pk}" for row in day.coming.order_by("pk"))
    standing = standing_of(day)
    assert standing is not None
    car = riding.vehicle_told(standing.body, "car 1")
    assert car is not None
    assert (car.told["driver"], [rider["name"] for _visit, riders in car.visits for rider in riders]) == (ann, [bea])


def _drawn(day: Day, kind: str) -> Any:
    return json.loads(queries.drawn(day, kind) or "")
