"""A little town in a register: four streets of ten houses, a ward each half, and a day that is planned from it."""

import datetime as dt
from typing import TYPE_CHECKING, Any, cast

from django.utils.timezone import now

from muster.web.days import actions, actions_of_seats, tasks
from muster.web.days.models import Day
from muster.web.record.actor import Actor
from muster.web.register.models import Area, Building, Door, Entry, Listing, Source, Street, Table
from muster.web.register.zoning import zone_again
from muster.web.roll.models import Person
from muster.web.roll.queries import actor_of_person
from tests.little_town import DM, town_xml
from tests.paper.made_rides import made_rides
from tests.web.days.made_day import asked, granted

if TYPE_CHECKING:
    from muster.web.record.jobs import Run

STREETS = ("Mill Lane", "High Street", "Back Lane", "Church Walk")
HOUSES = 10
FEW_HOUSES = 3  # of which the last is not placed
AT = dt.datetime(2026, 5, 2, 9, 30, tzinfo=dt.UTC)


def made_area(*, compartment: str = "north", name: str = "Oakham", mode: str = "A", houses: int = HOUSES) -> Area:
    """Fill a register with houses; the last of each street is not placed."""
    area = Area.objects.create(name=name, compartment=compartment)
    source = Source.objects.create(
        area=area, name="Register", owner="Us", mode=mode, basis="public task", condition="registered party",
        purposes=["canvass"], expires_on=dt.date(2030, 1, 1), standing=1,
    )  # fmt: skip
    for row, called in enumerate(STREETS):
        street = Street.objects.create(area=area, key=row, name=called, folded=called.lower())
        for house in range(houses):
            placed = house < houses - 1
            building = Building.objects.create(
                area=area, street=street, key=100 * row + house, number=str(house + 1), rank=house,
                ward="East" if row < 2 else "West",
                lon=(house + 1) * 200 * DM if placed else None, lat=(row * 2_000 + 60) * DM if placed else None,
                placed_from="file" if placed else "",
            )  # fmt: skip
            door = Door.objects.create(area=area, building=building, key=100 * row + house, house=house)
            Listing.objects.create(source=source, door=door, since=1, electors=1)
    zone_again(area)
    return area


def with_streets(area: Area) -> None:
    """Bring the town's streets."""
    rows = len(STREETS)
    nodes = {10 * row + end: (end * 4_000, row * 2_000, "") for row in range(rows) for end in (0, 1)}
    ways = [
        ((10 * row, 10 * row + 1), f"highway=residential name={STREETS[row].replace(' ', '_')}") for row in range(rows)
    ]
    ways += [
        ((10 * row + end, 10 * row + 10 + end), "highway=residential") for row in range(rows - 1) for end in (0, 1)
    ]
    table = Table.objects.create(area=area, kind="streets", name="s.osm", form="osm", places=8, brought_at=AT)
    table.path.parent.mkdir(parents=True, exist_ok=True)
    table.path.write_bytes(town_xml(nodes, [*ways, ((0, 1), "waterway=river")]))


def named(area: Area, door: Door, surname: str) -> None:
    """Let somebody live behind a door."""
    source = area.sources.get()
    Entry.objects.create(
        source=source, elector=source.electors.create(), door=door, since=1, number=1, suffix=0, surname=surname,
        forenames="Ann",
    )  # fmt: skip


class Quiet:
    """Stands in for a job's run."""

    def __init__(self) -> None:
        self.result: Any = None

    def say(self, _text: str, _done: int = 0, _total: int = 0) -> None:
        """Say nothing."""

    def finish(self, result: Any = None) -> "Quiet":
        self.result = result
        return self

    def __enter__(self) -> None:
        """Begin the end."""

    def __exit__(self, *_how: object) -> None:
        """End."""


def organiser(compartment: str = "north") -> tuple[Person, Actor]:
    person = granted(role="organiser", compartment=compartment)
    return person, actor_of_person(person, at=now())


def day_in(area: Area, by: Actor, **changed: Any) -> Day:
    wanted = {"area": area.pk, "to_lon": 2_000 * DM, "to_lat": 0.0, "into": 4, "effort_s": 1, "place": "Oakham"}
    return actions.call(asked(**{**wanted, **changed}), by=by, at=now())


def cut(day: Day, person: Person) -> Quiet:
    """Plan a day as its job does."""
    quiet = Quiet()
    tasks.plan(cast("Run", quiet), day=day.pk, by=person.pk)
    day.refresh_from_db()
    return quiet


def called(by: Actor, **changed: Any) -> Day:
    """Call a day in a little area of whoever calls it: eight placed doors, no streets brought."""
    compartment = changed.get("compartment", "north")
    area = Area.objects.filter(compartment=compartment, name="Oakham").first()
    area = area or made_area(compartment=compartment, houses=FEW_HOUSES)
    return day_in(area, by, **{"into": 2, **changed})


def cut_by(by: Actor, **changed: Any) -> Day:
    """Give such a day once it is cut: two turfs."""
    day = called(by, **changed)
    cut(day, Person.objects.get(pseudonym=by.pseudonym))
    return day


def seated(by: Actor, **changed: Any) -> Day:
    """Give such a day once people have seats, a bed and a host."""
    day = cut_by(by, **changed)
    actions_of_seats.seat(day, plan=made_rides(), by=by, at=now())
    return day


def made_cut(**changed: Any) -> tuple[Day, Person, Actor]:
    """Give a day that is cut, and its organiser."""
    person, actor = organiser()
    area = made_area()
    with_streets(area)
    day = day_in(area, actor, **changed)
    cut(day, person)
    return day, person, actor
