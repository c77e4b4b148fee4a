"""A month's update upon the version that stands: the full register of that month then changes nothing more."""

import datetime as dt
from random import Random

import pytest

from muster.web.register.models import Entry, Listing, Source
from tests.register.made.month import Month, monthly_update
from tests.register.made.people import Entry as Made
from tests.register.made.people import entries_of, make_population
from tests.register.made.write import write_x1, write_x3
from tests.web.register.made_source import added, organiser, taken_in

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


def test_where_no_name_is_kept_an_update_counts_doors(made: tuple[list[Made], Month]) -> None:
    entries, month = made
    by = organiser()
    source = added(by, mode="B")
    taken_in(source, write_x1(entries).content, by=by)
    taken_in(source, write_x3(month.updates).content, by=by)
    assert counts_of(source)["electors"] == len(month.entries)
    assert not Entry.objects.exists()
