"""The work behind a day's page: what can be seen is kept as soon as it is known."""

import csv
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import pypdfium2
import pytest
from django.utils.timezone import now

from muster.web.days import actions, planning, queries, tasks
from muster.web.days.models import Day
from muster.web.days.walks import printed
from muster.web.roll.models import Person
from muster.web.roll.queries import actor_of_person
from tests.little_town import DM, town_xml
from tests.web.days.made_day import asked, granted

if TYPE_CHECKING:
    from muster.web.record.jobs import Run

pytestmark = pytest.mark.django_db
HOUSES = 40


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
    streets = town_xml(
        {1: (0, 0, ""), 2: (8000, 0, "")}, [((1, 2), "highway=residential name=Mill_Lane"), ((1, 2), "waterway=river")]
    )
    doors = [(f"{n} Mill Lane", (n + 1) * 200 * DM, 60 * DM, "Mill Lane") for n in range(HOUSES)]
    files = {
        "doors.csv": _table("door,lon,lat,street", [*doors, ("a boat", "adrift", 0, "")]),
        "streets.osm": streets,
        "people.csv": _table("person,lon,lat", [("Ann", 0, 0), ("Bea", 0, 0)]),
        "vehicles.csv": _table("vehicle,kind,seats,driver,lon,lat", [("Car 1", "car", 4, "Ann", 0, 0)]),
    }
    wanted = asked(to_lon=4000 * DM, to_lat=0.0, into=4, effort_s=1)
    return actions.call(wanted, files=files, by=actor_of_person(person, at=now()), at=now())


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
    assert len(places) == HOUSES
    west, south, east, north = streets["bbox"]
    assert all(west < lon < east and south < lat < north for lon, lat in places)
    assert {one["properties"]["class"] for one in streets["features"]} == {"residential", "water"}
    assert streets["credit"] == "Streets © OpenStreetMap contributors"
    assert "Streets © OpenStreetMap contributors" in (queries.drawn(day, "picture") or "")
    day.refresh_from_db()
    board = printed(day.turfs.all()[0])
    assert "OpenStreetMap contributors" in pypdfium2.PdfDocument(board)[0].get_textpage().get_text_range()
    assert [one["properties"]["number"] for one in turfs["features"]] == [1, 1, 2, 2, 3, 3, 4, 4]


def _drawn(day: Day, kind: str) -> Any:
    return json.loads(queries.drawn(day, kind) or "")


def _table(header: str, rows: list[tuple[object, ...]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header.split(","), *rows])
    return text.getvalue().encode()
