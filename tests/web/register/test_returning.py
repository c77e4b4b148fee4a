"""Who was gone and is on the next file is who they were: after a wrong file, and after a year away."""

import pytest

from muster.web.register.models import Elector, Entry, Source
from tests.web.register.made_source import AFTER, added, csv_of, organiser, taken_in, two_years

pytestmark = pytest.mark.usefixtures("transactional_db")

Row = tuple[str, int, str, str, str, str, str]


def street(name: str, first: int, last: int, *, letters: str = "CA1") -> list[Row]:
    """People who live alone along a street, by their numbers."""
    return [(letters, n, f"Last{name}{n}", f"First{n}", "ZX1 0AB", f"{n} {name} Street", "Penbury")
            for n in range(first, last + 1)]  # fmt: skip


def electors(source: Source) -> dict[tuple[str, int, int], int]:
    rows = Entry.objects.filter(source=source, ending=None).values_list("district", "number", "suffix", "elector")
    return {(district, number, suffix): elector for district, number, suffix, elector in rows}


def test_after_a_wrong_file_the_right_one_finds_everybody_again() -> None:
    by = organiser()
    source = added(by)
    right, wrong = csv_of(street("Mill", 1, 40)), csv_of(street("Sea", 1, 30, letters="ZZ9"))
    taken_in(source, right, by=by)
    were = electors(source)
    bad = taken_in(source, wrong, by=by, on=AFTER)
    assert bad.counts["gone"] == 40
    version = taken_in(source, right, by=by, on=AFTER)
    assert electors(source) == were
    assert {kind: version.counts[kind] for kind in ("new", "back", "gone", "doubts")} == {
        "new": 40, "back": 40, "gone": 30, "doubts": 0,
    }  # fmt: skip
    lives = Entry.objects.filter(elector=were["CA1", 7, 0]).order_by("since").values_list("since", "ending__until")
    assert list(lives) == [(1, 2), (3, None)]


def test_households_with_their_namesakes_are_found_again() -> None:
    by, years = organiser(), two_years(200)
    source = added(by)
    taken_in(source, years.first, by=by)
    were = electors(source)
    taken_in(source, csv_of(street("Sea", 1, 30, letters="ZZ9")), by=by, on=AFTER)
    version = taken_in(source, years.first, by=by, on=AFTER)
    assert electors(source) == were
    assert (version.counts["back"], version.counts["doubts"]) == (len(years.before), 0)
    assert Elector.objects.filter(source=source).count() == len(years.before) + 30


def test_the_file_that_stands_once_more_is_no_version_that_anybody_goes_by() -> None:
    by = organiser()
    source = added(by)
    right, wrong = csv_of(street("Mill", 1, 40)), csv_of(street("Sea", 1, 30, letters="ZZ9"))
    taken_in(source, right, by=by)
    were = electors(source)
    for content in (wrong, wrong, right):
        taken_in(source, content, by=by, on=AFTER)
    assert electors(source) == were


def test_who_was_away_for_a_year_is_who_they_were_and_a_stranger_is_nobody_of_before() -> None:
    by = organiser()
    source = added(by)
    everybody = street("Mill", 1, 40)
    taken_in(source, csv_of(everybody), by=by)
    were = electors(source)
    taken_in(source, csv_of([one for one in everybody if one[1] not in {7, 9}]), by=by, on=AFTER)
    stranger = ("CA1", 9, "Quartermaine", "Hilda", "ZX1 0AB", "9 Mill Street", "Penbury")
    version = taken_in(source, csv_of([*(one for one in everybody if one[1] != 9), stranger]), by=by, on=AFTER)
    again = electors(source)
    assert again["CA1", 7, 0] == were["CA1", 7, 0]
    assert again["CA1", 9, 0] not in were.values()
    assert (version.counts["new"], version.counts["back"]) == (2, 1)
