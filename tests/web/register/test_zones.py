"""Zones: from borders, a ward's column and electors' numbers; what lies in each, what is found and written of it."""

import json
import re
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from muster.register.border_shapes import GRID_TURNED
from muster.register.markers import Franchise
from muster.web.intake.models import Upload
from muster.web.record.actor import Actor
from muster.web.register import actions, out
from muster.web.register import actions_of_files as of_files
from muster.web.register import actions_of_places as of_places
from muster.web.register.finding import Sought, found
from muster.web.register.models import Area, Building, Door, Entry, Source, Stretch, Table, Within, Zone
from muster.web.register.zoning import doors_in
from tests.web.asks import asks
from tests.web.register.made_source import AFTER, added, csv_of, organiser, taken_in, work
from tests.web.register.test_pages import at, text_of

pytestmark = pytest.mark.usefixtures("transactional_db")

Enter = Callable[[Actor], Client]
WEST, MIDDLE, EAST = -0.75, -0.65, -0.55  # degrees; borders part them at -0.7 and -0.6
PEOPLE = [
    ("CA1", 1, "Okonjo", "Ada", "ZX1 0AB", "1 Mill Street", "Penbury"),
    ("CA1", 2, "Okonjo", "Bo", "ZX1 0AB", "1 Mill Street", "Penbury"),
    ("CA1", 3, "Celik", "Zoe", "ZX1 0AB", "2 Mill Street", "Penbury"),
    ("CB2", 1, "Okonjo", "Cy", "ZX1 0AD", "9 Mill Street", "Penbury"),
    ("CB2", 2, "Dunn", "Eve", "ZX1 0AD", "1 Long Lane", "Penbury"),
]
PLACES = {"1 Mill Street": WEST, "2 Mill Street": MIDDLE, "9 Mill Street": EAST, "1 Long Lane": EAST}


def zone(name: str, west: float, east: float) -> dict[str, Any]:
    ring = [[west, 52.6], [east, 52.6], [east, 52.7], [west, 52.7], [west, 52.6]]
    return {
        "type": "Feature",
        "properties": {"WD24NM": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def borders(*zones: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": zones}).encode()


WARDS = borders(zone("Upper", -0.8, -0.7), zone("Lower", -0.7, -0.6), zone("Far", -0.4, -0.3))


def brought(by: Actor, **more: Any) -> Source:
    """Take the register in, and put three of its four buildings on the map by hand."""
    source = added(by, **more)
    taken_in(source, csv_of(PEOPLE), by=by)
    for building in Building.objects.filter(area=source.area_id).select_related("street", "area"):
        lon = PLACES[f"{building.number} {building.street.name}"]
        if lon != EAST or building.number == "9":
            of_places.place(building, lon=lon, lat=52.65, by=by, at=now())
    return source


def furnished(area: Area, content: bytes, by: Actor, *, kind: str = "wards", name: str = "wards.geojson") -> Upload:
    upload = of_places.furnish(area, chunks=[content], name=name, kind=kind, by=by, at=now())
    work()
    upload.refresh_from_db()
    return upload


def told(area: int) -> dict[str, tuple[bool, int, int]]:
    """What stands of zones, as counted; each count is held against the doors that the one question gives."""
    zones = {}
    for one in Zone.objects.filter(area=area):
        doors = {door.pk for door in doors_in(one)}
        assert len(doors) == one.doors == sum(one.stretches.values_list("doors", flat=True))
        assert one.electors == sum(one.stretches.values_list("electors", flat=True))
        zones[f"{one.kind}/{one.name}"] = (one.bordered, one.doors, one.electors)
    return zones


NUMBERED = {"district/CA1": (False, 2, 3), "district/CB2": (False, 2, 2)}
BORDERED = {"ward/Upper": (True, 1, 2), "ward/Lower": (True, 1, 1), "ward/Far": (True, 0, 0)}


@pytest.mark.parametrize("mode", ["A", "B"])
def test_polling_districts_come_from_numbers_and_wards_from_borders(mode: str) -> None:
    by = organiser()
    source = brought(by, mode=Source.Mode(mode))
    work()
    assert told(source.area_id) == NUMBERED
    upload = furnished(source.area, WARDS, by)
    assert upload.state == Upload.State.TAKEN_IN
    assert told(source.area_id) == NUMBERED | BORDERED
    assert Table.objects.get().places == 3
    # which the file's own column does not change
    taken_in(source, csv_of([*PEOPLE, ("CC3", 1, "New", "Al", "ZX1 0AB", "1 Mill Street", "Penbury")]), by=by, on=AFTER)
    more = {"district/CA1": (False, 2, 4), "ward/Upper": (True, 1, 3)}
    assert told(source.area_id) == NUMBERED | BORDERED | more  # a door lies where its first elector's number says


def with_wards(rows: list[tuple[Any, ...]], wards: dict[str, str]) -> bytes:
    """Write the register with one more column."""
    header, *lines = csv_of(rows).decode().splitlines()
    said = [wards.get(f"{row[5]}", "") for row in rows]
    return "\r\n".join([header + ",Ward", *(f"{a},{b}" for a, b in zip(lines, said, strict=True)), ""]).encode()


def test_a_wards_column_makes_zones_and_borders_go_before_it_until_they_are_taken_away() -> None:
    by = organiser()
    source = added(by)
    column = {"1 Mill Street": "Old Town", "2 Mill Street": "Old Town", "1 Long Lane": "Lower"}
    taken_in(source, with_wards(PEOPLE, column), by=by)
    said = {"ward/Old Town": (False, 2, 3), "ward/Lower": (False, 1, 1)}
    assert told(source.area_id) == NUMBERED | said
    lower = Zone.objects.get(name="Lower").pk
    for building in Building.objects.filter(area=source.area_id).select_related("street", "area"):
        lon = PLACES[f"{building.number} {building.street.name}"]
        of_places.place(building, lon=lon, lat=52.65, by=by, at=now())
    furnished(source.area, WARDS, by)
    assert told(source.area_id) == NUMBERED | BORDERED
    assert Zone.objects.get(name="Lower").pk == lower  # a zone of one name stays the zone it was
    rows = list(out.doors(source)[1])
    assert {row[0]: row[4] for row in rows} == {
        "1 Mill Street, Penbury": "Upper", "2 Mill Street, Penbury": "Lower", "9 Mill Street, Penbury": "CB2",
        "1 Long Lane, Penbury": "CB2",
    }  # fmt: skip
    path = Table.objects.get().path
    assert path.exists()
    of_places.unfurnish(source.area, kind="wards", by=by, at=now())
    work()
    assert told(source.area_id) == NUMBERED | said
    assert not path.exists()
    assert not Within.objects.exists()
    with pytest.raises(of_places.NotATableError):
        of_places.unfurnish(source.area, kind="wards", by=by, at=now())


def test_a_building_that_is_moved_lies_elsewhere_and_so_it_does_after_the_next_file() -> None:
    by = organiser()
    source = brought(by)
    furnished(source.area, WARDS, by)
    building = Building.objects.select_related("area").get(number="1", street__name="Mill Street")
    of_places.place(building, lon=MIDDLE, lat=52.65, by=by, at=now())
    assert told(source.area_id)["ward/Upper"] == (True, 1, 2)  # until the job that was asked for is done
    work()
    moved = {"ward/Upper": (True, 0, 0), "ward/Lower": (True, 2, 3)}
    assert told(source.area_id) == NUMBERED | BORDERED | moved
    taken_in(source, csv_of(PEOPLE[:2]), by=by, on=AFTER)
    assert told(source.area_id) == {"district/CA1": (False, 1, 2), **BORDERED, **moved, "ward/Lower": (True, 1, 2)}
    of_places.place_street(building.street, lon=WEST, lat=52.65, by=by, at=now())
    work()
    assert Within.objects.filter(zone__name="Upper").count() == 0  # nothing of that street was without a place


def test_new_borders_take_the_old_ones_place_and_wrong_ones_change_nothing() -> None:
    by = organiser()
    source = brought(by)
    furnished(source.area, WARDS, by)
    before, file = told(source.area_id), Table.objects.get().path.read_bytes()
    point = {"type": "Feature", "properties": {"WD24NM": "Post"}, "geometry": {"type": "Point", "coordinates": [0, 52]}}
    upload = furnished(source.area, borders(zone("Upper", -0.8, -0.7), point), by, name="wrong.geojson")
    assert upload.state == Upload.State.REFUSED
    assert (told(source.area_id), Table.objects.get().path.read_bytes()) == (before, file)
    of_files.send_back(upload, by=by, at=now())
    furnished(source.area, borders(zone("All of it", -0.8, -0.5)), by, name="new.geojson")
    assert told(source.area_id) == NUMBERED | {"ward/All of it": (True, 3, 4)}
    assert Table.objects.get().name == "new.geojson"
    furnished(source.area, borders(zone("CA1", -0.8, -0.5), zone("CX9", -0.5, -0.4)), by, kind="districts")
    furnished(source.area, borders(zone("Canvass 1", -0.8, -0.7)), by, kind="others")
    assert told(source.area_id) == {
        "ward/All of it": (True, 3, 4), "district/CA1": (True, 3, 4), "district/CX9": (True, 0, 0),
        "other/Canvass 1": (True, 1, 2),
    }  # fmt: skip


def test_erasing_a_register_leaves_no_count_of_it() -> None:
    by = organiser()
    source, other = brought(by), added(by, name="Members", mode=Source.Mode.C)
    taken_in(other, csv_of(PEOPLE[:1]), by=by)
    furnished(source.area, WARDS, by)
    assert told(source.area_id)["district/CA1"] == (False, 2, 3)  # of two registers the fuller one counts
    actions.expire(source, by=by, at=now())
    assert told(source.area_id) == {"district/CA1": (False, 1, 1), **BORDERED, "ward/Upper": (True, 1, 1),
                                    "ward/Lower": (True, 0, 0)}  # fmt: skip
    actions.expire(other, by=by, at=now())
    assert told(source.area_id) == dict.fromkeys(BORDERED, (True, 0, 0))
    assert (Stretch.objects.count(), Within.objects.count()) == (0, 0)
    work()


def test_a_search_and_a_table_keep_to_a_zone() -> None:
    by = organiser()
    source = brought(by)
    furnished(source.area, WARDS, by)
    zones = {one.name: one for one in Zone.objects.all()}

    def names(sought: Sought) -> list[str]:
        return sorted(entry.forenames for entry in found(source, sought).entries)

    assert names(Sought("okonjo")) == ["Ada", "Bo", "Cy"]
    assert names(Sought("okonjo", zones["CA1"])) == ["Ada", "Bo"]
    assert names(Sought("okonjo", zones["Lower"])) == []
    assert names(Sought(zone=zones["Lower"])) == ["Zoe"]
    assert found(source, Sought(zone=zones["CB2"])).electors == 2
    assert [one.name for one in found(source, Sought("mill", zones["Upper"])).streets] == ["Mill Street"]
    assert found(source, Sought("long", zones["Upper"])).nothing
    assert [one.number for one in found(source, Sought("ZX1 0AB", zones["Lower"])).buildings] == ["2"]
    assert [one.number for one in found(source, Sought("ZX1", zones["CB2"])).buildings] == ["9", "1"]
    assert [row[0] for row in out.doors(source, zone=zones["Lower"])[1]] == ["2 Mill Street, Penbury"]
    header, rows = out.electors(source, Sought(zone=zones["CA1"]))
    told_rows = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(row["forenames"], row["ward"], row["polling_district"], row["zone"]) for row in told_rows] == [
        ("Ada", "Upper", "CA1", ""), ("Bo", "Upper", "CA1", ""), ("Zoe", "Lower", "CA1", "")
    ]  # fmt: skip
    assert {row["postcode"] for row in told_rows} == {"ZX1 0AB"}  # as people write them


def test_all_of_a_zone_or_of_an_election_are_those_who_stand_there() -> None:
    """Each is found by its own way; here they are asked one elector at a time."""
    by = organiser()
    source = brought(by)
    other = added(by, name="Other")
    taken_in(other, csv_of(PEOPLE[:2]), by=by)
    taken_in(
        source, csv_of([*PEOPLE[1:], ("CB2", 7, "Ash", "Ida", "ZX1 0AD", "9 Mill Street", "Penbury")]), by=by, on=AFTER
    )
    for content in (b"", WARDS):
        if content:
            furnished(source.area, content, by)
        zones = [*Zone.objects.filter(area=source.area_id), None]
        assert len(zones) > 2
        for one, election in product(zones, (0, int(Franchise.LOCAL), int(Franchise.DEVOLVED))):
            sought = Sought(zone=one, election=election)
            standing = [entry for entry in Entry.objects.filter(source=source) if entry.until is None]
            there = [entry for entry in standing if _lies_there(entry, one) and entry.franchise & election == election]
            wanted = sorted(there, key=lambda entry: (entry.district, entry.number, entry.suffix, entry.pk))
            got = found(source, sought)
            assert sought.narrowed == (got.electors is not None)
            assert not sought.narrowed or (list(got.entries), got.electors) == (wanted, len(wanted))


def _lies_there(entry: Entry, one: Zone | None) -> bool:
    return one is None or (entry.door is not None and doors_in(one).filter(pk=entry.door.pk).exists())


def test_from_the_page_of_zones_to_a_border_brought_and_taken_away(enter: Enter) -> None:
    by = organiser()
    source = brought(by)
    work()
    client = enter(by)
    page = text_of(client.get(at("zones", source.area_id)))
    assert "Polling districts" in page
    assert "By the letters before electors’ numbers." in page
    assert "CA1 2 3 CB2 2 2" in page
    grid = zone("Metres", 0, 1)
    ring = [[482_000, 304_000], [492_000, 304_000], [492_000, 314_000], [482_000, 314_000], [482_000, 304_000]]
    grid["geometry"]["coordinates"] = [ring]
    file = SimpleUploadedFile("metres.geojson", borders(grid))
    address = client.post(at("tables", source.area_id), {"kind": "wards", "file": file}).headers["Location"]
    work()
    assert client.get(address).headers["Location"] == at("zones", source.area_id)
    page = text_of(client.get(at("zones", source.area_id)))
    assert GRID_TURNED in page
    assert "By the borders in metres.geojson" in page
    assert "One building has no place, so no border can hold it" in page
    ward = Zone.objects.get(name="Metres")
    page = text_of(client.get(ward.get_absolute_url()))
    assert "2 doors, 3 electors" in page  # the National Grid's square ends between the second house and the ninth
    assert "Mill Street, Penbury 2 3" in page
    street = Building.objects.filter(number="9").values_list("street", flat=True)[0]
    assert "2 doors, in Metres" in text_of(client.get(at("street", street), {"zone": ward.pk}))
    assert "3 doors" in text_of(client.get(at("street", street)))
    door = Door.objects.get(building__number="2")
    assert "CA1 (polling district)" in text_of(client.get(door.get_absolute_url()))
    assert "Metres (ward)" in text_of(client.get(door.get_absolute_url()))
    page = text_of(client.get(at("find", source.pk), {"zone": ward.pk}))
    assert "3 electors" in page
    assert "Zoe Celik" in page
    assert "Eve Dunn" not in page
    assert client.get(at("find", source.pk), {"zone": "999999", "q": "mill"}).status_code == 400
    answer = client.post(at("zones", source.area_id), {"kind": "wards"}, follow=True)
    assert "They are taken away." in text_of(answer)
    work()
    assert "Metres" not in text_of(client.get(at("zones", source.area_id)))
    assert "no such borders any more" in text_of(client.post(at("zones", source.area_id), {"kind": "x"}, follow=True))


def test_the_page_says_how_many_are_in_no_zone_since_they_have_no_address(enter: Enter) -> None:
    by = organiser()
    source = added(by)
    area = source.area_id
    taken_in(source, csv_of(PEOPLE), by=by)
    assert "no address in the register" not in text_of(enter(by).get(at("zones", area)))
    hidden = [("CA1", n, "", "", "", "", "") for n in (8, 9)]
    taken_in(source, csv_of([*PEOPLE, hidden[0]]), by=by, on=AFTER)
    assert "One elector has no address in the register" in text_of(enter(by).get(at("zones", area)))
    taken_in(source, csv_of([*PEOPLE, *hidden]), by=by, on=AFTER)
    assert "2 electors have no address in the register" in text_of(enter(by).get(at("zones", area)))
    assert sum(Zone.objects.filter(area=area, kind="district").values_list("electors", flat=True)) == len(PEOPLE)


def test_wrong_borders_are_said_feature_by_feature_and_can_be_sent_back(enter: Enter) -> None:
    by = organiser()
    source = brought(by)
    client = enter(by)
    bow = zone("Bow", -0.8, -0.7)
    bow["geometry"]["coordinates"][0][1:3] = bow["geometry"]["coordinates"][0][2:0:-1]
    file = SimpleUploadedFile("bow.geojson", borders(zone("Upper", -0.8, -0.7), bow))
    address = client.post(at("tables", source.area_id), {"kind": "wards", "file": file}).headers["Location"]
    work()
    page = text_of(client.get(address))
    assert "feature 2 (Bow): its border crosses itself at about -0.75000, 52.65000" in page
    upload = Upload.objects.latest("pk")
    assert client.post(at("send_table_back", upload.pk)).headers["Location"] == at("tables", source.area_id)
    assert not Table.objects.exists()


@pytest.mark.parametrize("name", ["zones", "zone"])
def test_a_page_asks_as_often_for_sixty_zones_as_for_one(enter: Enter, name: str) -> None:
    by = organiser()
    counts = []
    for many in (1, 3, 60):
        source = added(by, area=f"Area of {many}", name=f"Source of {many}")
        rows = [(f"C{n}", 1, "Borg", "Bo", "ZX1 0AB", f"{n} Mill Lane", "Penbury") for n in range(1, many + 1)]
        rows += [("D", n, "Borg", "Bo", "ZX1 0AB", f"1 Lane {n} Road", "Penbury") for n in range(1, many + 1)]
        taken_in(source, csv_of(rows), by=by)
        assert Zone.objects.filter(area=source.area_id).count() == many + 1
        one = Zone.objects.get(area=source.area_id, name="D")
        assert one.stretches.count() == many
        address = reverse(f"register:{name}", args=[source.area_id if name == "zones" else one.pk])
        counts.append(asks(enter(by), address))
    assert counts == [4 if name == "zones" else 3] * 3
    assert not Entry.objects.filter(door=None).exists()


def test_borders_are_drawn_beside_the_list_and_each_leads_to_the_other(enter: Enter) -> None:
    by = organiser()
    source = brought(by)
    hostile = zone('<b>"Upper"', -0.8, -0.7)
    furnished(source.area, borders(hostile, zone("Lower", -0.7, -0.6), zone("Far", -0.4, -0.3)), by)
    page = enter(by).get(at("zones", source.area_id)).content.decode()
    numbers = {one.name: n for n, one in enumerate(Zone.objects.filter(kind="ward").order_by("name"), start=1)}
    for one in Zone.objects.filter(kind="ward"):
        assert page.count(f'<a href="#zone-{one.pk}" id="drawn-{one.pk}"') == 1
        assert page.count(f'<tr id="zone-{one.pk}">') == 1
        assert f'<a href="#drawn-{one.pk}">{numbers[one.name]}</a>' in page
    assert "<b>" not in page
    assert "<title>1 &lt;b&gt;&quot;Upper&quot;: 1 door, 2 electors</title>" in page
    assert 'id="drawn-' not in page.split("Polling districts")[1]  # nobody brought borders of these
    told_of = json.loads(enter(by).get(at("borders", source.area_id)).content)["features"]
    facts = {one["properties"]["name"]: one["properties"] for one in told_of}
    assert (facts["Lower"]["doors"], facts["Lower"]["number"]) == (1, numbers["Lower"])
    assert {one["geometry"]["type"] for one in told_of} == {"MultiPolygon", "Point"}
    assert facts["Lower"]["colour"] != facts['<b>"Upper"']["colour"]  # they touch
    of_places.unfurnish(source.area, kind="wards", by=by, at=now())
    work()
    assert "drawn-" not in enter(by).get(at("zones", source.area_id)).content.decode()
    assert json.loads(enter(by).get(at("borders", source.area_id)).content)["features"] == []


def test_new_borders_are_drawn_anew(enter: Enter) -> None:
    by = organiser()
    source = brought(by)
    furnished(source.area, WARDS, by)
    before = enter(by).get(at("zones", source.area_id)).content.decode()
    furnished(source.area, borders(zone("Upper", -0.9, -0.65), zone("Far", -0.4, -0.3)), by)
    after = enter(by).get(at("zones", source.area_id)).content.decode()
    assert (before.count("<path"), after.count("<path")) == (3, 2)
    assert before.split("viewBox")[1][:200] != after.split("viewBox")[1][:200]


def test_a_streets_flats_stand_as_boards_have_them_house_by_house(enter: Enter) -> None:
    by = organiser()
    flats = [f"Flat {n}, 2 Mill Street" for n in (10, 2, 1)]
    told = [*flats, "1 Mill Street", "Flat 3, 10 Mill Street"]
    people = [("CA1", n, "Okonjo", "Ada", "ZX1 0AB", one, "Penbury") for n, one in enumerate(told, 1)]
    taken_in(added(by), csv_of(people), by=by)
    street = Door.objects.all()[0].building.street_id
    page = enter(by).get(reverse("register:street", args=[street])).content.decode()
    assert re.findall(r'href="/registers/doors/\d+">(.+?)</a>', page) == [
        "1", "Flat 1, 2", "Flat 2, 2", "Flat 10, 2", "Flat 3, 10",
    ]  # fmt: skip


def test_the_page_that_adds_a_register_names_each_mode_by_its_letter(enter: Enter) -> None:
    page = text_of(enter(organiser()).get(reverse("register:new")))
    assert [letter for letter in "ABC" if f" {letter}. " in page] == ["A", "B", "C"]
