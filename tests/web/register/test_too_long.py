"""A cell that is too long costs that cell and no elector, on either database: none is wider than its column."""

import pytest
from django.db.models import CharField, Model

from muster.register.too_long import MOST_LETTERS
from muster.web.intake.told import problems_of
from muster.web.register.laying import LETTERS
from muster.web.register.models import Building, Door, Entry, Listing, Street, Version
from tests.web.register.made_source import added, csv_of, organiser, read, taken_in

pytestmark = pytest.mark.usefixtures("transactional_db")

PLAIN = ("CA1", 1, "Smith", "Ann", "ZX1 0AB", "1 Mill Lane", "Penbury")


@pytest.mark.parametrize("mode", ["A", "B"])
@pytest.mark.parametrize(
    "row",
    [
        ("CA1", 2, "Sm" * 200, "Ann", "ZX1 0AB", "1 Mill Lane", "Penbury"),
        ("CA1", 2, "Smith", "An" * 200, "ZX1 0AB", "1 Mill Lane", "Penbury"),
        ("CA1", 2, "Smith", "Ann", "ZX1 0AB", f"1 {'Mill ' * 100}Lane", "Penbury"),
        ("CA1", 2, "Smith", "Ann", "ZX1 0AB", f"Flat {'9' * 200}, 1 Mill Lane", "Penbury"),
        ("CA1", 2, "Smith", "Ann", "ZX1 0AB", f"{'1' * 60} Mill Lane", "Penbury"),
        ("CA1", 2, "Smith", "Ann", "ZX1 0AB", "1 Mill Lane", "Pen " * 200),
        ("CA1", 2, "Smith", "Ann", "ZX1 0AB", "House " * 80, "1 Mill Lane"),
    ],
)
def test_a_long_cell_costs_no_elector(row: tuple[str, int, str, str, str, str, str], mode: str) -> None:
    by = organiser()
    source = added(by, mode=mode)
    version: Version = taken_in(source, csv_of([PLAIN, row]), by=by)
    assert version.counts["electors"] == 2
    assert sum(Listing.objects.values_list("electors", flat=True)) == 2
    assert Entry.objects.count() == (2 if mode == "A" else 0)


def test_a_long_name_is_kept_shortened_and_named() -> None:
    by = organiser()
    source = added(by)
    row = ("CA1", 2, "Sm" * 200, "Ann", "ZX1 0AB", "1 Mill Lane", "Penbury")
    ((number, column, value, cure, kept),) = problems_of(read(source, csv_of([PLAIN, row]), by=by))
    assert (number, column, value, bool(kept)) == (3, "Elector Surname", "Sm" * 40 + "…", True)
    assert cure.startswith("this is longer than any such cell; the elector was kept with its first 120 letters.")


def test_a_long_polling_district_is_set_aside_and_named() -> None:
    by = organiser()
    source = added(by)
    row = ("CA1 is the district of the church", 2, "Smith", "Ann", "ZX1 0AB", "1 Mill Lane", "Penbury")
    ((number, column, _value, _cure, kept),) = problems_of(read(source, csv_of([PLAIN, row]), by=by))
    assert (number, column, bool(kept)) == (3, "Elector Number Prefix", False)


def test_what_is_kept_of_a_cell_is_as_wide_as_its_column() -> None:
    def width(table: type[Model], name: str) -> int | None:
        field = table._meta.get_field(name)
        return field.max_length if isinstance(field, CharField) else None

    names = ("surname", "forenames", "markers", "district")
    assert [width(Entry, name) for name in names] == [MOST_LETTERS[name] for name in names]
    assert width(Building, "ward") == MOST_LETTERS["zone"]
    assert {name: width(table, name) for table, name in ((Building, "number"), (Building, "name"), (Door, "unit"))} == {
        name: LETTERS[name] for name in ("number", "name", "unit")
    }
    assert {width(Street, name) for name in ("name", "locality", "town", "folded")} == {LETTERS["street"]}
