"""Every page and every deed of a register asks who wants to know; whoever may not, finds nothing there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from muster.web.intake.models import Upload
from muster.web.record.actor import NOBODY, Actor
from muster.web.register import actions_of_places as of_places
from muster.web.register.models import Building, Door, Doubt, Elector, Entry, Listing, Source, Street, Version, Zone
from muster.web.register.urls import urlpatterns
from tests.web.asks import asks
from tests.web.register.made_source import AFTER, added, csv_of, organiser, read, taken_in, work

pytestmark = pytest.mark.usefixtures("transactional_db")

Enter = Callable[[Actor], Client]
PLANTED = "Quillfeather"
OF_ANY_ORGANISER = {"sources", "new"}  # who sees their own, and nothing of another's
ROWS = (Source, Version, Upload, Street, Building, Door, Listing, Elector, Entry, Doubt, Zone)


@dataclass(frozen=True)
class World:
    """What stands: a source of two versions with a pair to look at, and files that wait."""

    ours: Actor
    source: Source
    doubt: Doubt
    entry: Entry
    read: Upload
    unmapped: Upload
    table: Upload

    def of(self, name: str) -> list[int]:
        """What the address `name` is about."""
        building = Building.objects.earliest("pk")
        about = {
            "changes": [self.source.pk, 1, 2], "upload": [self.read.pk], "columns": [self.unmapped.pk],
            "offered": [self.unmapped.pk],
            "problems": [self.read.pk], "renamed": [self.read.pk],
            "accept": [self.read.pk], "send_back": [self.unmapped.pk],
            "read_again": [self.read.pk], "settle": [self.doubt.pk], "street": [building.street_id],
            "door": [self.entry.door_id or 0], "elector": [self.entry.elector_id], "places": [self.source.area_id],
            "tables": [self.source.area_id], "table": [self.table.pk], "send_table_back": [self.table.pk],
            "cure": [building.street_id], "place": [building.pk], "sources": [], "new": [],
            "zones": [self.source.area_id], "borders": [self.source.area_id], "ground": [self.source.area_id],
            "zone": [Zone.objects.earliest("pk").pk],
        }  # fmt: skip
        return about.get(name, [self.source.pk])

    def said(self, name: str) -> dict[str, Any]:
        """What is posted there."""
        file = SimpleUploadedFile("more.csv", people(3))
        posted: dict[str, dict[str, Any]] = {
            "new": {
                "area": "Rutland", "compartment": "north", "name": "Another", "owner": "We", "mode": "A",
                "basis": "public task", "condition": "none kept", "purposes": ["canvass"], "nation": "england",
                "expires_on": str(self.source.expires_on),
            },
            "bring": {"file": file, "published_on": "2026-01-01"},
            "tables": {"file": file, "kind": "postcodes"},
            "columns": {"surname": "Who", "number": "Ref", "address_0": "Where", "dates": "day first",
                        "names": "surname first"},
            "settle": {"said": "same"},
            "cure": {"lon": "-0.65", "lat": "52.67"},
            "place": {"lon": "-0.65", "lat": "52.67"},
            "erase": {"name": self.source.name},
            "take_back": {"number": "2"},
            "zones": {"kind": "wards"},
            "export": {"holds": "electors"},
            "markers": {"nation": "scotland"},
        }  # fmt: skip
        return posted.get(name, {})


def people(count: int, *, first: int = 1, surname: str = "") -> bytes:
    rows = [
        ("CA1", n, surname or f"{PLANTED}{n}", "Ada", "ZX1 0AB", f"{n} Mill Lane", "Penbury")
        for n in range(first, first + count)
    ]
    return csv_of(rows)


@pytest.fixture
def world() -> World:
    ours = organiser()
    source, waits, odd = (
        added(ours, name="Rolls of Oakhamshire"),
        added(ours, name="Marked register"),
        added(ours, name="Odd list"),
    )
    taken_in(source, people(8), by=ours)
    taken_in(source, people(10), by=ours, on=AFTER)
    one, other = Elector.objects.filter(source=source).order_by("pk")[:2]
    said = {"reason": 1, "speaks_for": 0, "against": 0, "weight": 1}
    doubt = Doubt.objects.create(source=source, version=2, older=one, newer=other, **said)
    furnished = of_places.furnish(
        source.area, chunks=[people(2)], name="codes.csv", kind="postcodes", by=ours, at=now()
    )
    work()
    furnished.refresh_from_db()
    upload = read(waits, people(3), by=ours)
    unmapped = read(
        odd,
        b"Ref;Who;Where\r\n" + b"".join(b"%d;%s;%d Mill Lane\r\n" % (n, PLANTED.encode(), n) for n in range(1, 9)),
        by=ours,
    )
    assert (upload.state, unmapped.state) == ("read", "unmapped")
    return World(ours, source, doubt, Entry.objects.filter(source=source).earliest("pk"), upload, unmapped, furnished)


def others() -> dict[str, Actor]:
    return {
        "an organiser elsewhere": organiser(compartment="south"),
        "a volunteer of it": organiser("volunteer"),
        "nobody": NOBODY,
    }


NAMES = [str(one.name) for one in urlpatterns]


def rows() -> list[Any]:
    return [list(table.objects.order_by("pk").values_list()) for table in ROWS]


@pytest.mark.parametrize("name", NAMES)
def test_whoever_may_not_know_finds_nothing_and_does_nothing(enter: Enter, world: World, name: str) -> None:
    address = reverse(f"register:{name}", args=world.of(name))
    before = rows()
    for who, actor in others().items():
        client = enter(actor)
        for asked in (client.get(address), client.head(address), client.post(address, world.said(name))):
            organises = any(held.role == "organiser" for held in actor.grants)
            known = {200, 403, 405, 422} if name in OF_ANY_ORGANISER and organises else {404, 405}
            known = {302} if actor is NOBODY else known  # to sign in, whether it is there or not
            assert asked.status_code in known, (who, asked.status_code)
            assert PLANTED.encode() not in asked.getvalue()
            assert world.source.name.encode() not in asked.getvalue()
    assert rows() == before

    client = enter(world.ours)
    address += "?box=-0.7,52.6,-0.6,52.7" if name == "ground" else ""
    answers = [client.get(address).status_code, client.post(address, world.said(name)).status_code]
    assert set(answers) <= {200, 302, 405}
    assert set(answers) != {405}


@pytest.mark.parametrize("name", [one for one in NAMES if one not in OF_ANY_ORGANISER])
def test_what_is_not_there_is_not_found(enter: Enter, world: World, name: str) -> None:
    client = enter(world.ours)
    for wrong in (0, 999_999, 2**63 - 1, 2**63, 10**40):
        address = reverse(f"register:{name}", args=[wrong, *world.of(name)[1:]])
        for asked in (client.get(address), client.post(address, world.said(name))):
            assert asked.status_code in {404, 405}, (wrong, asked.status_code)
    for text in ("-1", "x", "1e3", "%00", "1 OR 1=1"):
        address = reverse(f"register:{name}", args=[77_777, *world.of(name)[1:]]).replace("77777", text)
        assert client.get(address).status_code == 404


def test_only_a_real_organiser_adds_a_source_to_a_compartment(enter: Enter, world: World) -> None:
    before = Source.objects.count()
    for actor in others().values():
        said = world.said("new")
        assert enter(actor).post(reverse("register:new"), said).status_code in {302, 403, 404, 422}
    assert Source.objects.count() == before


def test_what_a_page_takes_from_elsewhere_is_of_the_same_source(enter: Enter, world: World) -> None:
    """A door that two compartments' sources list shows each only its own."""
    theirs = organiser(compartment="south")
    other = added(theirs, compartment="south", name="Theirs")
    taken_in(other, people(3, surname="Thistlewood"), by=theirs)
    ours = enter(world.ours)
    for name in ("door", "street", "find"):
        page = ours.get(reverse(f"register:{name}", args=world.of(name)), {"q": "Thistlewood"})
        assert b"Thistlewood</a>" not in page.content
    entry = Entry.objects.get(source=other, number=1)
    page = enter(theirs).get(reverse("register:door", args=[entry.door_id]))
    assert b"Thistlewood" in page.content
    assert PLANTED.encode() not in page.content


PAGES = {
    "sources": 4, "source": 5, "find": 7, "changes": 5, "doubts": 5, "street": 2, "door": 5, "elector": 3,
    "places": 3, "zones": 4, "zone": 3,
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_as_often_for_sixty_rows_as_for_one(enter: Enter, name: str) -> None:
    by = organiser()
    words = {"find": {"q": "okonjo"}, "places": {"street": "1"}}.get(name, {})
    counts = [asks(enter(by), grown(name, by, rows), **words) for rows in (1, 3, 60)]
    assert counts == [PAGES[name]] * 3


def grown(name: str, by: Actor, count: int) -> str:
    """Make a source whose page `name` has so many rows, and give its address."""
    source = added(by, area=f"Area of {count}", name=f"Source of {count}")
    behind = [("CA1", n, "Okonjo", f"Ada{n}", "ZX1 0AB", "1 Mill Lane", "Penbury") for n in range(1, count + 1)]
    along = [("CB1", n, "Borg", f"Bo{n}", "ZX1 0AB", f"{n + 1} Mill Lane", "Penbury") for n in range(1, count + 1)]
    taken_in(source, csv_of([*behind, *along]), by=by)
    later = [("CA1", n, "Okonjo", f"Ada{n}x", "ZX1 0AB", "1 Mill Lane", "Penbury") for n in range(1, count + 1)]
    came = [("CA1", 100 + n, "Celik", f"Zoe{n}", "ZX1 0AB", "1 Mill Lane", "Penbury") for n in range(1, count + 1)]
    taken_in(source, csv_of([*later, *along, *came]), by=by, on=AFTER)
    electors = list(Elector.objects.filter(source=source).order_by("pk"))
    Doubt.objects.filter(source=source).delete()
    said = {"source": source, "version": 2, "reason": 1, "speaks_for": 0, "against": 0, "weight": 1}
    Doubt.objects.bulk_create(Doubt(older=electors[n], newer=electors[-n - 1], **said) for n in range(count))
    if name == "sources":
        for n in range(count):
            added(by, area=f"Area of {count}", name=f"Another {n} of {count}")
    door = Door.objects.get(area=source.area, building__number="1")
    args = {"sources": [], "changes": [source.pk, 1, 2], "street": [door.building.street_id], "door": [door.pk],
            "elector": [electors[0].pk], "places": [source.area_id], "zones": [source.area_id],
            "zone": [Zone.objects.filter(area=source.area, name="CB1").values_list("pk", flat=True)[0]]}  # fmt: skip
    return reverse(f"register:{name}", args=args.get(name, [source.pk]))
