"""A month's update upon the version that stands: the full register of that month then changes nothing more."""

import datetime as dt
import re
from random import Random

import pytest

from muster.web.register.models import Entry, Listing, Source
from tests.register.made.month import Month, monthly_update
from tests.register.made.people import Entry as Made
from tests.register.made.people import entries_of, make_population
from tests.register.made.write import X3, write_x1, write_x3
from tests.web.register.made_source import AFTER, added, csv_of, organiser, taken_in

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture(scope="module")
def made() -> tuple[list[Made], Month]:
    rng = Random(3)
    population = make_population(rng, doors=300, on=dt.date(2025, 12, 1))
    entries = entries_of(population)
    return entries, monthly_update(entries, population, rng)


def counts_of(source: Source) -> dict[str, int]:
    counts: dict[str, int] = source.versions.order_by("number").last().counts  # type: ignore[union-attr]
    return counts


def test_after_an_update_the_months_full_register_says_nothing_new(made: tuple[list[Made], Month]) -> None:
    entries, month = made
    by = organiser()
    source = added(by)
    taken_in(source, write_x1(entries).content, by=by)
    taken_in(source, write_x3(month.updates).content, by=by)
    update = counts_of(source)
    assert (update["set_aside"], update["electors"]) == (0, len(month.entries))
    assert update["new"] > 0
    assert update["gone"] > 0
    assert update["changed"] + update["moved"] > 0
    assert Entry.objects.filter(source=source, ending=None).count() == len(month.entries)
    stood = set(Listing.objects.filter(source=source, until=None).values_list("door", "electors"))
    taken_in(source, write_x1(month.entries).content, by=by)
    full = counts_of(source)
    assert [full[kind] for kind in ("new", "gone", "moved", "changed", "renumbered")] == [0, 0, 0, 0, 0]
    assert full["unchanged"] == len(month.entries)
    assert set(Listing.objects.filter(source=source, until=None).values_list("door", "electors")) == stood


def test_the_same_update_again_changes_nobody(made: tuple[list[Made], Month]) -> None:
    entries, month = made
    by = organiser()
    source = added(by)
    taken_in(source, write_x1(entries).content, by=by)
    taken_in(source, write_x3(month.updates).content, by=by)
    stood = set(Entry.objects.filter(source=source, ending=None).values_list("pk", flat=True))
    taken_in(source, write_x3(month.updates).content, by=by)
    assert set(Entry.objects.filter(source=source, ending=None).values_list("pk", flat=True)) == stood


@pytest.mark.parametrize("mode", ["A", "B"])
@pytest.mark.parametrize("number", ["AB1", "AB/1", "AB 1", "AB-1"])
def test_an_update_of_one_row_writes_numbers_as_the_version_that_stands_may(number: str, mode: str) -> None:
    by = organiser()
    source = added(by, mode=mode)
    lines = [("", n, "Ash", f"J{chr(96 + n)}", "ZX1 0AB", f"{n} Mill Lane", "Anytown") for n in (1, 2, 3)]
    taken_in(source, re.sub(rb"(?m)^,(\d)", rb",AB/\1", csv_of(lines)), by=by)
    gone = dict.fromkeys(X3, "") | {
        "ElectorNumber": number, "ElectorSurname": "Ash", "ElectorForename": "Ja", "PropertyAddress1": "1 Mill Lane",
        "PropertyAddress2": "Anytown", "PropertyPostCode": "ZX1 0AB", "ElectorDeletedMonth": "3",
    }  # fmt: skip
    content = f"{','.join(gone)}\n{','.join(gone.values())}\n".encode()
    version = taken_in(source, content, by=by, on=AFTER)
    assert (version.counts["gone"], version.counts["electors"], version.counts["set_aside"]) == (1, 2, 0)


def test_where_no_name_is_kept_an_update_counts_doors(made: tuple[list[Made], Month]) -> None:
    entries, month = made
    by = organiser()
    source = added(by, mode="B")
    taken_in(source, write_x1(entries).content, by=by)
    taken_in(source, write_x3(month.updates).content, by=by)
    assert counts_of(source)["electors"] == len(month.entries)
    assert not Entry.objects.exists()
