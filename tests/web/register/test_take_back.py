"""The newest version is taken back: every row is what it was before, and the next file finds everybody."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from muster.web.intake.models import Upload
from muster.web.record.actor import Actor
from muster.web.record.models import Job
from muster.web.register import actions
from muster.web.register import actions_of_files as of_files
from muster.web.register.models import (
    Building,
    Door,
    Doubt,
    Elector,
    Ending,
    Entry,
    Listing,
    Source,
    Street,
    Version,
    Zone,
)
from tests.web.register.made_source import AFTER, added, csv_of, organiser, read, taken_in, two_years, work
from tests.web.register.test_pages import at, text_of

pytestmark = pytest.mark.usefixtures("transactional_db")

Enter = Callable[[Actor], Client]
TABLES = (Version, Street, Building, Door, Listing, Elector, Entry, Ending, Doubt)
WRONG = csv_of([("ZZ9", n, f"Name{n}", "Bo", "ZX9 9ZZ", f"{n} Sea Street", "Elsewhere") for n in range(1, 30)])


def rows() -> dict[str, list[tuple[Any, ...]]]:
    told = {table.__name__: list(table.objects.order_by("pk").values_list()) for table in TABLES}
    return told | {"Zone": sorted(Zone.objects.values_list("kind", "name", "doors", "electors"))}


def take_back(source: Source, number: int) -> None:
    source.refresh_from_db()
    of_files.take_back(source, number=number, by=organiser(), at=now())
    source.refresh_from_db()
    work()


@pytest.mark.parametrize("mode", ["A", "B"])
@pytest.mark.parametrize("kind", ["a year later", "wrong"])
def test_every_row_is_what_it_was(mode: str, kind: str) -> None:
    by, years = organiser(), two_years(200, 3)
    source, other = added(by, mode=mode), added(by, name="Beside it")
    taken_in(other, years.first, by=by)
    taken_in(source, years.first, by=by)
    before = rows()
    taken_in(source, years.second if kind == "a year later" else WRONG, by=by, on=AFTER)
    assert rows() != before
    take_back(source, 2)
    assert rows() == before
    assert source.standing == 1
    assert not Job.objects.exclude(end="done").exists()


def test_what_was_said_of_its_doubts_goes_and_what_was_said_of_older_ones_stays() -> None:
    by, years = organiser(), two_years(200, 3)
    source = added(by)
    taken_in(source, years.first, by=by)
    taken_in(source, years.second, by=by, on=AFTER)
    settled = Doubt.objects.order_by("-weight", "pk")[0]
    actions.settle(settled, said="same", by=by, at=now())
    before = rows()
    taken_in(source, years.first, by=by, on=AFTER)  # another year, for all that anybody knows
    newer = Doubt.objects.filter(version=3).order_by("-weight", "pk")[0]
    actions.settle(newer, said="same", by=by, at=now())
    take_back(source, 3)
    assert rows() == before
    settled.refresh_from_db()
    actions.settle(settled, said="", by=by, at=now())  # and can be taken back as ever
    take_back(source, 2)
    assert not Doubt.objects.exists()
    assert Elector.objects.count() == len(years.before)


def test_the_right_file_then_finds_everybody() -> None:
    by, years = organiser(), two_years(200, 3)
    source, twin = added(by), added(by, name="Twin", area="Elsewhere")
    for one in (source, twin):
        taken_in(one, years.first, by=by)
    taken_in(source, WRONG, by=by, on=AFTER)
    take_back(source, 2)
    ours, theirs = (taken_in(one, years.second, by=by, on=AFTER) for one in (source, twin))
    assert (ours.number, ours.counts["back"]) == (2, 0)
    kinds = ("new", "gone", "moved", "changed", "renumbered", "unchanged", "doubts")
    assert [ours.counts[kind] for kind in kinds] == [theirs.counts[kind] for kind in kinds]


def test_the_only_version_leaves_nothing_and_may_come_again(enter: Enter) -> None:
    by = organiser()
    source = added(by)
    taken_in(source, WRONG, by=by)
    page = text_of(enter(by).get(at("take_back", source.pk)))
    assert "It is the only version: then nothing stands." in page
    take_back(source, 1)
    assert not any(rows().values())
    assert source.standing == 0
    assert taken_in(source, two_years(60).first, by=by).number == 1


def test_only_the_newest_is_taken_back_and_a_second_press_takes_no_second_one(enter: Enter) -> None:
    by, years = organiser(), two_years(60)
    source = added(by)
    taken_in(source, years.first, by=by)
    taken_in(source, years.second, by=by, on=AFTER)
    for number in (0, 1, 3):
        with pytest.raises(of_files.NotNewestError):
            of_files.take_back(source, number=number, by=by, at=now())
    client = enter(by)
    assert "Then the version of 1 December 2024 stands again" in text_of(client.get(at("take_back", source.pk)))
    said = {"number": "2"}
    assert "is taken back." in text_of(client.post(at("take_back", source.pk), said, follow=True))
    assert "It was taken back before" in text_of(client.post(at("take_back", source.pk), said, follow=True))
    assert list(source.versions.values_list("number", flat=True)) == [1]


def test_a_file_that_waited_meanwhile_is_read_again() -> None:
    by, years = organiser(), two_years(60)
    source = added(by)
    taken_in(source, years.first, by=by)
    taken_in(source, WRONG, by=by, on=AFTER)
    upload = read(source, years.second, by=by, on=AFTER)
    take_back(source, 2)
    of_files.accept(upload, although=29, by=by, at=now())
    work()
    upload.refresh_from_db()
    assert upload.state == Upload.State.READ
    assert upload.preview
    assert upload.preview["standing"] == 1
    of_files.accept(upload, by=by, at=now())
    work()
    assert source.versions.latest("number").number == 2
