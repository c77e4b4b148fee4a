"""Files made from the formats' description alone, apart from the reader: every row must be found as it was meant."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from muster.register.batch import Batch
from muster.register.mapping import ColumnMapping
from muster.register.read import Reading, read_register
from tests.register.made.dirt import KINDS
from tests.register.made.month import Month, monthly_update
from tests.register.made.people import Entry, entries_of, make_population
from tests.register.made.write import LAYOUTS, ODD_MEANS, Made, write_odd, write_x2, write_x3

DAY = dt.date(2025, 12, 1)
ODD = ColumnMapping(
    {field: names for field, names in ODD_MEANS.items() if field != "address"},
    tuple((name,) for name in ODD_MEANS["address"]),
)


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return entries_of(make_population(Random(1), doors=400))


@pytest.fixture(scope="module")
def month(entries: list[Entry]) -> Month:
    return monthly_update(entries, make_population(Random(1), doors=400), Random(3))


def joined(batches: Sequence[Batch], name: str) -> list[Any]:
    return [value for batch in batches for value in getattr(batch, name)]


def assert_read(made: Made, layout: str, mapping: ColumnMapping | None = None) -> Reading:
    reading = read_register(made.content, name="made.csv", mapping=mapping, on=DAY, rows_per_batch=300)
    batches = list(reading)
    assert (reading.sniffed.layout.name if reading.sniffed.layout else "odd") == layout
    assert reading.problems == []
    assert reading.cautions == []
    for column, name in (
        ("rows", "row"), ("districts", "district"), ("numbers", "number"), ("suffixes", "suffix"),
        ("markers", "markers"),
        ("attains", "attains"), ("uprns", "uprn"), ("postcodes", "postcode"), ("places", "place"), ("zones", "zone"),
        ("changes", "change"),
    ):  # fmt: skip
        assert joined(batches, column) == [getattr(row, name) for row in made.rows], column
    names = list(zip(joined(batches, "surnames"), joined(batches, "forenames"), strict=True))
    assert [f"{surname} {forenames}".strip() for surname, forenames in names] == [row.whole_name for row in made.rows]
    if layout != "X1":
        assert [surname for surname, _ in names] == [row.surname for row in made.rows]
    addresses = joined(batches, "addresses")
    if layout == "S1":  # what stands in its columns for sub-streets goes before the street: a house's name, a court
        assert [sorted(" ".join(lines).split()) for lines in addresses] == [sorted(row.words) for row in made.rows]
    else:
        assert addresses == [row.address for row in made.rows]
    return reading


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_full_register_is_read_as_it_was_meant(layout: str, kind: str, entries: list[Entry]) -> None:
    assert_read(LAYOUTS[layout](entries, KINDS[kind]), layout)


@pytest.mark.parametrize("kind", KINDS)
def test_an_update_is_read_as_it_was_meant(kind: str, month: Month) -> None:
    reading = assert_read(write_x3(month.updates, KINDS[kind]), "X3")
    assert reading.accounts.passing == sum(not update.change for update in month.updates)


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_of_its_own_is_read_through_a_mapping(kind: str, entries: list[Entry]) -> None:
    assert_read(write_odd(entries, KINDS[kind]), "odd", ODD)


def test_an_id_behind_the_rest_does_no_harm(entries: list[Entry]) -> None:
    assert_read(write_x2(entries, elector_id=True), "X2")


def test_neighbours_in_the_file_share_an_address(entries: list[Entry]) -> None:
    batch = next(iter(read_register(LAYOUTS["X1"](entries, KINDS["filthy"]).content, name="x1.csv")))
    same = [(one, other) for one, other in pairwise(batch.addresses) if one == other]
    assert len(same) > 200
    assert all(one is other for one, other in same)
