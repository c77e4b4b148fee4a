"""An organiser's day on pages: a season, a form, a cut, corrections, two persons, put off, called off."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from muster.web.days import actions, actions_of_turfs, seasons
from muster.web.days.corrections import CorrectionAsked
from muster.web.days.models import Day, Season
from muster.web.days.models_of_people import Coming, Vehicle
from muster.web.days.models_of_turfs import Correction, Publication
from muster.web.days.queries import turfs_told
from muster.web.days.sums import Sums, sums_of
from muster.web.power import actions as powers
from muster.web.power.models import Request
from muster.web.record.actor import Actor
from muster.web.record.models import Job
from muster.web.register.models import Area, Zone
from muster.web.roll.models import Person
from muster.web.roll.queries import actor_of_person
from tests.web.days.made_day import granted, somebody
from tests.web.days.made_ground import cut, day_in, made_area, made_cut, organiser

pytestmark = pytest.mark.django_db
Enter = Callable[[Actor], Client]
FUTURE = dt.date(2031, 5, 10)
WITHIN_MIN = 8  # as every cut is asked


@pytest.fixture
def enter(monkeypatch: pytest.MonkeyPatch) -> Enter:
    def become(actor: Actor) -> Client:
        monkeypatch.setattr("muster.web.roll.middleware.actor_of", lambda _user, **_at: actor)
        monkeypatch.setattr("muster.web.enter.middleware.is_fresh", lambda _request: True, raising=False)
        return Client()

    return become


def _words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def _said(of: Area, /, **changed: Any) -> dict[str, Any]:
    said = {
        "title": "Saturday in Oakham", "held_on": "2031-05-10", "season": "", "place": "Oakham", "area": of.pk,
        "starts": "10:00", "ends": "13:00", "meet_name": "Town Hall", "arrive": "09:45", "leave": "14:00",
        "lon": "0.1", "lat": "0.1", "minutes": "60", "service_s": "75", "zone_name": "Europe/London",
    }  # fmt: skip
    return {**said, **changed}


def test_from_a_season_to_published_boards(enter: Enter) -> None:
    person, by = organiser()
    area = made_area()
    client = enter(by)
    made = client.post(
        "/days/seasons/new",
        {"title": "Spring", "starts_on": "2031-03-01", "ends_on": "2031-05-31", "compartment": "north"},
    )
    season = Season.objects.get()
    assert made.headers["Location"] == f"/days/seasons/{season.pk}"
    east = Zone.objects.get(area=area, name="East")
    made = client.post("/days/new", _said(area, season=season.pk, zones=[east.pk]))
    day = Day.objects.get()
    assert made.headers["Location"] == f"/days/{day.pk}"
    assert (day.state, day.season, day.zones_chosen, day.starts_min, day.minutes) == (
        "called",
        season,
        ["East"],
        600,
        60,
    )
    assert "Called. Its doors aren’t cut yet." in _words(client.get(f"/days/{day.pk}"))
    client.post(f"/days/{day.pk}/cut", {"minutes": "", "into": "3"})
    cut(day, person)
    Job.objects.update(ended_at=now(), end="done")
    assert day.turfs.count() == 3
    assert "Oakham: Saturday in Oakham Cut into turfs 3 18" in _words(client.get(f"/days/seasons/{season.pk}"))
    page = client.get(f"/days/{day.pk}/publish")
    digest = re.findall(r'name="digest" value="(\w+)"', page.content.decode())[0]
    asked = client.post(f"/days/{day.pk}/publish", {"digest": digest})
    request = Request.objects.get()
    assert asked.headers["Location"] == f"/power/requests/{request.pk}"
    officer = actor_of_person(granted("officer"), at=now())
    assert digest in _words(enter(officer).get(f"/power/requests/{request.pk}"))
    powers.approve(request, seen=bytes(request.body), by=officer, at=now())
    client = enter(by)
    told = client.post(f"/days/{day.pk}/publish", {"digest": digest}, follow=True)
    assert "3 boards are published." in _words(told)
    publication = Publication.objects.get()
    assert publication.digest == digest
    recalled = client.post(f"/days/{day.pk}/publications/1/recall", {"because": ""}, follow=True)
    assert "Say in one sentence why" in _words(recalled)
    client.post(f"/days/{day.pk}/publications/1/recall", {"because": "A street was left out"})
    assert "A street was left out" in _words(client.get(f"/days/{day.pk}/publish"))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"ends": "09:00"}, "Knocking ends before it starts."),
        ({"zone_name": "Nowhere"}, "There is no time zone of this name."),
        ({"minutes": "5"}, "Minutes a turf may take: "),
        ({"lon": ""}, "Longitude of the meeting point: "),
        ({"area": "0"}, "Area: "),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(enter: Enter, changed: dict[str, str], told: str) -> None:
    _person, by = organiser()
    page = enter(by).post("/days/new", _said(made_area(), **changed))
    assert (page.status_code, Day.objects.count()) == (422, 0)
    assert told in _words(page)


def test_zones_and_areas_of_others_are_not_to_be_had(enter: Enter) -> None:
    _person, by = organiser()
    ours, theirs = made_area(), made_area(compartment="south", name="Elsewhere")
    foreign = Zone.objects.filter(area=theirs).first()
    assert foreign is not None
    for changed in ({"area": theirs.pk}, {"zones": [foreign.pk]}):
        assert enter(by).post("/days/new", _said(ours, **changed)).status_code == 422
    with pytest.raises(actions.ElsewhereError):
        day_in(ours, by, zones=(foreign.pk,))
    with pytest.raises(actions.ElsewhereError):
        day_in(theirs, by)


def test_a_draft_is_called_changed_put_off_and_called_off(enter: Enter) -> None:
    _person, by = organiser()
    area = made_area()
    client = enter(by)
    client.post("/days/new", _said(area, draft="1"))
    day = Day.objects.get()
    assert "A draft: nobody is told of it yet." in _words(client.get(f"/days/{day.pk}"))
    client.post(f"/days/{day.pk}/call")
    assert "It was called before." in _words(client.post(f"/days/{day.pk}/call", follow=True))
    client.post(f"/days/{day.pk}/change", _said(area, place="Uppingham", held_on="2031-12-01"))
    day.refresh_from_db()
    assert (day.state, day.place, day.held_on) == ("called", "Uppingham", FUTURE)
    assert client.post(f"/days/{day.pk}/postpone", {"held_on": "2001-01-01"}).status_code == 422
    client.post(f"/days/{day.pk}/postpone", {"held_on": "2031-05-17"})
    day.refresh_from_db()
    assert day.held_on == FUTURE + dt.timedelta(days=7)
    client.post(f"/days/{day.pk}/cancel", {"because": "Snow"})
    assert "Called off. Snow" in _words(client.get(f"/days/{day.pk}"))
    assert [one.what for one in day.tellings.order_by("pk")] == ["moved", "cancelled"]


def test_a_turf_is_corrected_by_list_and_taken_back(enter: Enter) -> None:
    day, _person, by = made_cut()
    client = enter(by)
    turf, other = day.turfs.order_by("number")[:2]
    street = turf.streets[0]
    page = client.get(f"/days/{day.pk}/turfs/{turf.number}/correct")
    assert f'name="street" value="{street}"' in page.content.decode()
    assert page.content.decode().count("data-door=") == turf.doors
    one = turf.door_ids[0]
    moved = client.post(
        f"/days/{day.pk}/turfs/{turf.number}/correct",
        {"kind": "move", "seen": day.edition, "to": other.number, "door": [one]}, follow=True,
    )  # fmt: skip
    assert "One door went to another turf. Turfs 1 and 2 are walked anew." in _words(moved)
    assert one in day.turfs.get(number=other.number).door_ids
    stale = client.post(
        f"/days/{day.pk}/turfs/{turf.number}/correct", {"kind": "split", "seen": day.edition}, follow=True
    )
    assert "Somebody changed turf 1 while you looked." in _words(stale)
    whole = client.post(
        f"/days/{day.pk}/turfs/{turf.number}/correct",
        {"kind": "move", "seen": "99", "to": other.number, "street": street}, follow=True,
    )  # fmt: skip
    assert "Turf 1 would hold no door. Make one turf of the two instead." in _words(whole)
    nothing = client.post(f"/days/{day.pk}/turfs/1/correct", {"kind": "move", "seen": "9", "to": "2"}, follow=True)
    assert "Choose some doors and the turf that gets them." in _words(nothing)
    merged = client.post(f"/days/{day.pk}/turfs/1/correct", {"kind": "merge", "seen": "9", "to": "2"}, follow=True)
    assert merged.redirect_chain[-1][0] == f"/days/{day.pk}/turfs/2/correct"
    back = client.post(f"/days/{day.pk}/corrections/2/back", follow=True)
    assert "Taken back: its turfs are as they were before." in _words(back)
    assert "A later correction stands on this one" in _words(
        client.post(f"/days/{day.pk}/corrections/2/back", follow=True)
    )
    assert _words(client.get(f"/days/{day.pk}/corrections")).count("Taken back.") == 1


def test_a_correction_that_breaks_the_promise_says_so_with_undo_beside_it(enter: Enter) -> None:
    day, _person, by = made_cut()
    client = enter(by)
    assert "finish within" in _words(client.get(f"/days/{day.pk}/turfs"))
    doors = day.turfs.get(number=1).door_ids[:-1]
    at = f"/days/{day.pk}/turfs/1/correct"
    moved = client.post(at, {"kind": "move", "seen": "99", "to": "2", "door": doors}, follow=True)
    wide = _spread_min(day)
    assert wide > WITHIN_MIN
    assert f"Now the last turf is done {wide} minutes after the first; 8 were to be the most." in _words(moved)
    said = f"The last turf is done {wide} minutes after the first; 8 were to be the most."
    undo = f'action="/days/{day.pk}/corrections/1/back"'
    for path in ("/turfs", "/turfs/1/correct"):
        page = client.get(f"/days/{day.pk}{path}")
        assert said in _words(page)
        assert page.content.decode().count(undo) == 1
    locked = client.post(at, {"kind": "lock", "seen": "99"}, follow=True)
    assert "Now the last turf" not in _words(locked)  # it was so before
    for page in (client.get(f"/days/{day.pk}"), client.get(f"/days/{day.pk}/publish")):
        assert said in _words(page)
        assert "All finish within" not in _words(page)
    for number in (2, 1):
        client.post(f"/days/{day.pk}/corrections/{number}/back")
    assert said not in _words(client.get(f"/days/{day.pk}/turfs"))


def _spread_min(day: Day) -> int:
    day.refresh_from_db()
    told = turfs_told(day)
    assert told is not None
    return told.spread_min


def test_nothing_is_chosen_that_moves_doors(enter: Enter) -> None:
    day, _person, by = made_cut()
    page = enter(by).get(f"/days/{day.pk}/turfs/1/correct").content.decode()
    first = re.findall(r'<select name="to" id="(\w+)" required><option value="">Choose a turf</option>', page)
    assert first == ["to", "merge"]
    assert " selected" not in page
    stood = list(day.turfs.values_list("door_ids", flat=True))
    one = day.turfs.get(number=1).door_ids[0]
    for said in ({"kind": "move", "door": [one], "to": ""}, {"kind": "merge", "to": ""}):
        answer = enter(by).post(f"/days/{day.pk}/turfs/1/correct", {"seen": "99", **said}, follow=True)
        assert "Choose some doors and the turf that gets them." in _words(answer)
    assert list(day.turfs.values_list("door_ids", flat=True)) == stood


PAGES = ("/doors", "/cut", "/turfs/1/correct", "/corrections", "/publish", "/change", "/postpone", "/cancel")


@pytest.mark.parametrize("path", PAGES)
def test_these_pages_are_an_organisers_alone_and_nobody_else_knows_of_them(enter: Enter, path: str) -> None:
    day, _person, by = made_cut()
    assert enter(by).get(f"/days/{day.pk}{path}").status_code == 200
    for role, compartment in (("volunteer", "north"), ("officer", "north"), ("organiser", "south")):
        assert enter(somebody(role, compartment)).get(f"/days/{day.pk}{path}").status_code == 404


def test_two_towns_on_one_saturday_compete(enter: Enter) -> None:
    _person, by = organiser()
    area = made_area()
    first, second = (day_in(area, by, place=place, held_on=FUTURE) for place in ("Oakham", "Uppingham"))
    for n, day in enumerate((first, first, second)):
        person = Person.objects.create(known_as=f"P{n}")
        coming = Coming.objects.create(
            day=day, person=person, held_on=FUTURE, answer="come", size=2, answered_at=now(), answered_by="x"
        )
        if n == 2:
            Coming.objects.filter(pk=coming.pk).update(drives=True, seats_offered=4)
            Vehicle.objects.create(day=day, held_on=FUTURE, name="car 1", kind="car", seats=4, driver=coming)
    (on,) = seasons.side_by_side([first, second])
    assert (on.compete, on.people, on.cars, on.short, on.to_spare) == (True, 6, 1, 4, 3)
    told = _words(enter(by).get("/days/seasons"))
    assert "2 days on this date want the same people and cars. 6 people are booked, each for one of them." in told
    assert "4 people have no seat where they go, while 3 seats elsewhere are free." in told


def test_days_are_listed_today_first_then_by_season_then_what_has_been(enter: Enter) -> None:
    _person, by = organiser()
    area = made_area()
    spring = Season.objects.create(title="Spring", compartment="north", starts_on=FUTURE, ends_on=FUTURE)
    Season.objects.create(title="Winter", compartment="north", starts_on=FUTURE, ends_on=FUTURE)
    today = localdate()
    for title, on, of in (
        ("Loose", FUTURE, None), ("Sprung", FUTURE, spring), ("Now", today, spring),
        ("Gone", today - dt.timedelta(days=7), None),
    ):  # fmt: skip
        day_in(area, by, title=title, held_on=on, season=of.pk if of else None)
    page = _words(enter(by).get("/days/seasons"))
    told = ["Today", "Now", "Winter", "No day is to come.", "Spring", "Sprung", "Days of no season", "Loose",
            "Days that have been", "Gone"]  # fmt: skip
    at = [page.index(words, page.index("Seasons and days")) for words in told]
    assert at == sorted(at)
    told_south = _words(enter(somebody("organiser", "south")).get("/days/seasons"))
    assert "No day is called yet." in told_south
    assert "Spring" not in told_south


@pytest.mark.parametrize("rides", [True, False])
def test_sums_of_a_day_add_up(rides: bool) -> None:  # noqa: FBT001 - a case
    _person, by = organiser()
    day = day_in(made_area(), by, held_on=FUTURE)
    said = {"day": day, "held_on": FUTURE, "answer": "come", "answered_at": now(), "answered_by": "x"}
    adult, child, driver, gone = (Person.objects.create(known_as=name) for name in ("Ada", "Bo", "Cy", "Di"))
    Coming.objects.create(person=adult, size=2, rides=rides, **said)
    Coming.objects.create(person=child, under_18=True, with_person=adult, **said)
    car = Coming.objects.create(person=driver, size=2, drives=True, seats_offered=3, **said)
    Coming.objects.create(person=gone, withdrawn_at=now(), **said)
    Vehicle.objects.create(day=day, held_on=FUTURE, name="car 1", kind="car", seats=3, driver=car)
    Vehicle.objects.create(day=day, held_on=FUTURE, name="coach 1", kind="coach", operator="A", seats=20, wheelchairs=2)
    other = day_in(Area.objects.get(), by, held_on=FUTURE)
    found = sums_of([day.pk, other.pk])
    assert found == {day.pk: Sums(5, 5 if rides else 2, 1, 3, 1, 20, 2), other.pk: Sums()}
    assert (found[day.pk].walkers, found[day.pk].seats) == (0 if rides else 3, 24)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_as_much_whatever_there_is(enter: Enter, count: int) -> None:
    day, person, by = made_cut(into=count + 1)
    for n in range(count):
        other = day_in(Area.objects.get(), by, title=f"Day {n}", held_on=FUTURE)
        cut(other, person)
        actions_of_turfs.correct(CorrectionAsked(day, Correction.Kind.LOCK, n % 2 + 1, 99), by=by, at=now())
    Publication.objects.create(
        day=day, number=1, held_on=FUTURE, digest="x", certificate={}, published_at=now(), published_by="a",
        recalled_at=now(), recalled_by="a", reason="r",
    )  # fmt: skip
    client = enter(by)
    client.get("/days/seasons")
    own = {"": 5, "/corrections": 2, "/publish": 4, "/turfs": 2, "/turfs/1/correct": 5, "/doors": 4}
    wanted = {"/days/seasons": 7} | {f"/days/{day.pk}{path}": asked for path, asked in own.items()}
    assert {path: _count(client, path) for path in wanted} == wanted


def _count(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)
