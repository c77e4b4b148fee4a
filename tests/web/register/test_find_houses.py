"""A house is found by its name alone, however it is spelt; by an index, and within whatever else narrows the search."""

import pytest
from django.db import connection

from muster.register.words import house_sought, street_words
from muster.web.register.finding import Sought, found, starting
from muster.web.register.models import Building, Entry, Source, Street, Zone
from tests.web.register.made_source import AFTER, added, csv_of, organiser, taken_in

pytestmark = pytest.mark.usefixtures("transactional_db")

PEOPLE = [
    ("CA1", 1, "Okonjo", "Ada", "ZX1 0AB", "Rose Cottage", "Mill Lane"),
    ("CA1", 2, "Borg", "Bo", "ZX1 0AD", "Rose Cottage", "Long Lane"),
    ("CA1", 3, "Celik", "Zoe", "ZX1 0AB", "The Old Mill", "Mill Lane"),
    ("CA1", 4, "Dunn", "Eve", "ZX1 0AB", "St Mary's Lodge", "Mill Lane"),
    ("CA1", 5, "Rose", "Cy", "ZX1 0AB", "Flat 3, Ash House", "12 Mill Lane"),
    ("CB2", 6, "Fry", "Dee", "ZX1 0AE", "2 Rose Cottages", "Mill Lane"),
    ("CB2", 7, "Gow", "Ed", "ZX1 0AE", "Tŷ Gwyn", "Mill Lane"),
]


def houses(source: Source, text: str, zone: Zone | None = None) -> list[str]:
    rows = found(source, Sought(text, zone)).buildings
    return [f"{one.name or one.number}, {one.street.name}" for one in rows]


@pytest.mark.parametrize("mode", ["A", "B"])
def test_a_house_is_found_by_its_name(mode: str) -> None:
    by = organiser()
    source = added(by, mode=mode)
    taken_in(source, csv_of(PEOPLE), by=by)
    both = ["Rose Cottage, Mill Lane", "Rose Cottage, Long Lane"]
    row = "2 Rose Cottages, Mill Lane"
    assert houses(source, "Rose Cottage") == houses(source, "rose cott") == [*both, row]
    assert houses(source, "Rose Cottage, Mill Lane") == [both[0], row]
    assert (
        houses(source, "rose cottage, long ln") == both[1:]
    )  # "ln" is no street's beginning, but its words in full are
    for text in ("The Old Mill", "old mill", "OLD M"):
        assert houses(source, text) == ["The Old Mill, Mill Lane"]
    for text in ("St Mary's Lodge", "st marys ldg", "Saint Marys"):
        assert houses(source, text) == ["St Mary's Lodge, Mill Lane"]
    for text in ("2 Rose Cottages", "Rose Cottages", "2 Rose Cotts."):
        assert houses(source, text) == [row]
    assert houses(source, "ty gwyn") == ["Tŷ Gwyn, Mill Lane"]
    assert houses(source, "Ash Ho") == ["Ash House, Mill Lane"]
    assert houses(source, "Rose Cottage, Nowhere Lane") == houses(source, "Rose Cottage")  # rather than nothing
    for text in ("cottage", ", Mill Lane", "the", "xyzzy"):
        assert houses(source, text) == []


def test_a_street_and_an_elector_of_that_beginning_are_found_beside_it() -> None:
    by = organiser()
    source = added(by)
    taken_in(source, csv_of([*PEOPLE, ("CB2", 8, "Hay", "Flo", "ZX1 0AE", "1 Rose Lane", "Penbury")]), by=by)
    got = found(source, Sought("rose"))
    assert [one.name for one in got.streets] == ["Rose Lane"]
    assert [one.surname for one in got.entries] == ["Rose"]
    assert len(got.buildings) == 3


def test_only_in_the_zone_and_only_of_the_area() -> None:
    by = organiser()
    source = added(by)
    taken_in(source, csv_of(PEOPLE), by=by)
    other = added(by, area="Elsewhere")
    taken_in(other, csv_of(PEOPLE[:1]), by=by)
    assert houses(source, "rose", Zone.objects.get(area=source.area, name="CB2")) == ["2 Rose Cottages, Mill Lane"]
    assert houses(other, "rose") == ["Rose Cottage, Mill Lane"]


def test_next_years_houses_are_found_too() -> None:
    by = organiser()
    source = added(by)
    taken_in(source, csv_of(PEOPLE[1:]), by=by)
    taken_in(source, csv_of(PEOPLE), by=by, on=AFTER)
    assert len(houses(source, "rose cottage")) == 3


def test_what_is_looked_for_is_what_was_written_down() -> None:
    by = organiser()
    source = added(by)
    long = "Wharf " * 40
    taken_in(source, csv_of([*PEOPLE, ("CB2", 9, "Ito", "Gus", "ZX1 0AE", long, "Mill Lane")]), by=by)
    for name, folded in Building.objects.filter(name__gt="").values_list("name", "folded"):
        assert folded == house_sought(street_words(name))[:120]
    assert set(Building.objects.filter(name="").values_list("folded", flat=True)) <= {""}


def test_an_index_leads_to_it() -> None:
    by = organiser()
    source = added(by)
    taken_in(source, csv_of(PEOPLE), by=by)
    street = Street.objects.earliest("pk")
    Building.objects.bulk_create(
        Building(area=source.area, street=street, key=n, number=str(n), name="", folded="") for n in range(2_000)
    )
    asked = starting(Building.objects.filter(area=source.area).exclude(folded=""), "folded", "rose")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off")
        plan = asked.order_by("folded", "pk").explain()
        if connection.vendor == "postgresql":
            cursor.execute("RESET enable_seqscan")
    assert "building_folded" in plan
    assert ">= 'rose'" in plan or "folded>?" in plan, plan


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite sorts by letters anyway")
def test_beginnings_are_sorted_by_letters_whatever_language_the_database_speaks() -> None:
    wanted = {(Street, "folded"), (Building, "folded"), (Building, "postcode"), (Entry, "folded")}
    with connection.cursor() as cursor:
        for model, column in wanted:
            cursor.execute(
                "SELECT collation_name FROM information_schema.columns WHERE table_name = %s AND column_name = %s",
                [model._meta.db_table, column],
            )
            assert cursor.fetchall() == [("C",)], (model, column)
