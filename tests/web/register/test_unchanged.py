"""The file that stands already is told by its bytes; the same rows in another order are read, and change nothing."""

import datetime as dt

import pytest
from django.utils.timezone import now

from muster.web.register import actions_of_files as of_files
from muster.web.register import actions_of_places as of_places
from muster.web.register import staging, unchanged
from muster.web.register.models import Building, Source, Version
from tests.web.register.made_source import AFTER, BEFORE, added, csv_of, organiser, read, taken_in, two_years
from tests.web.register.test_take_in import rows_of

pytestmark = pytest.mark.usefixtures("transactional_db")
KINDS = ("new", "gone", "moved", "changed", "renumbered", "doubts", "doors_new", "doors_gone")


def kinds_of(version: Version) -> set[int]:
    return {version.counts[kind] for kind in KINDS}


@pytest.mark.parametrize("mode", ["A", "B"])
def test_the_file_that_stands_is_told_before_it_is_read(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    by, years = organiser(), two_years(80)
    source = added(by, mode=Source.Mode(mode))
    first = taken_in(source, years.first, by=by)
    before = rows_of()
    with monkeypatch.context() as patch:
        patch.delattr(staging, "read_register")
        version = taken_in(source, years.first, by=by)
    assert rows_of() == before
    assert (version.number, version.sha256, kinds_of(version)) == (2, first.sha256, {0})
    assert version.counts["electors"] == first.counts["electors"] == len(years.before)
    assert version.counts["doors"] == first.counts["doors"]
    assert version.counts["unchanged"] == (len(years.before) if mode == "A" else 0)
    later = taken_in(source, years.second, by=by, on=AFTER)
    assert later.counts["new"] > 0 or mode == "B"
    assert Version.objects.get(number=3) == later


def test_the_same_rows_in_another_order_are_read_and_change_nothing() -> None:
    by, years = organiser(), two_years(80)
    source = added(by)
    taken_in(source, years.first, by=by)
    before = rows_of()
    header, *rows = years.first.splitlines(keepends=True)
    turned = header + b"".join(reversed(rows))
    assert turned != years.first
    upload = read(source, turned, by=by)
    assert upload.preview
    assert "same" not in upload.preview
    of_files.send_back(upload, by=by, at=now())
    version = taken_in(source, turned, by=by)
    assert rows_of() == before
    assert (kinds_of(version), version.counts["unchanged"]) == ({0}, len(years.before))


def test_a_file_that_may_mean_something_else_now_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    by, years = organiser(), two_years(60)
    source = added(by)
    taken_in(source, years.first, by=by)
    for on, other in ((BEFORE + dt.timedelta(days=400), False), (BEFORE, True)):
        with monkeypatch.context() as patch:
            if other:
                patch.setattr(unchanged, "our_code", "another Muster's".casefold)
            upload = read(source, years.first, by=by, on=on)
        assert upload.preview
        assert "same" not in upload.preview
        of_files.send_back(upload, by=by, at=now())
    upload = read(source, years.first, by=by)
    assert upload.preview
    assert upload.preview["same"]


def test_an_older_version_is_read_again() -> None:
    by, years = organiser(), two_years(60)
    source = added(by)
    taken_in(source, years.first, by=by)
    taken_in(source, years.second, by=by, on=AFTER)
    upload = read(source, years.first, by=by, on=AFTER)
    assert upload.preview
    assert "same" not in upload.preview
    assert upload.preview["counts"]["gone"] > 0


def test_a_building_placed_meanwhile_is_no_longer_without_a_place() -> None:
    by = organiser()
    source = added(by)
    content = csv_of([("AA", n, "Smith", "Ann", "", f"{n} Mill Street", "Oakham") for n in (1, 2)])
    assert taken_in(source, content, by=by).counts["unplaced"] == 2
    of_places.place(Building.objects.get(number="1"), lon=-0.7, lat=52.7, by=by, at=now())
    upload = read(source, content, by=by)
    assert upload.preview
    assert (upload.preview["same"], upload.preview["counts"]["unplaced"]) == (True, 1)
