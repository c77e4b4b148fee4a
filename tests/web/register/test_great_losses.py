"""A file that nobody could mean is refused, and one that takes much away is taken in by its number alone."""

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from muster.web.intake.models import Upload
from muster.web.intake.uploads import MovedOnError, remember, seen
from muster.web.record.actor import Actor
from muster.web.register import actions_of_files as of_files
from muster.web.register.losses import GreatLossError, Loss, loss_of
from muster.web.register.models import Entry, Source
from tests.register.made.month import monthly_update
from tests.register.made.people import entries_of, make_population
from tests.register.made.write import write_x3
from tests.web.register.made_source import AFTER, BEFORE, added, brought, csv_of, organiser, read, taken_in, work
from tests.web.register.test_pages import at, bring, text_of

pytestmark = pytest.mark.usefixtures("transactional_db")

Enter = Callable[[Actor], Client]
MAPPED = {
    "fields": {"number": ["Ref"], "surname": ["Who"], "forenames": ["Given"]},
    "address": [["Where"], ["Village"]], "dates": "day first", "names": "surname first",
}  # fmt: skip


def people(first: int, last: int) -> bytes:
    """A file of people who live alone, by their numbers."""
    rows = [("CA1", n, f"Name{n}", "Ada", "ZX1 0AB", f"{n} Mill Street", "Penbury") for n in range(first, last + 1)]
    return csv_of(rows)


def odd(refs: list[str]) -> bytes:
    """A file of columns that nobody knows but by their mapping."""
    rows = [f"{ref};Name{n};Ada;{n} Mill Street;Penbury" for n, ref in enumerate(refs, start=1)]
    return "\r\n".join(["Ref;Who;Given;Where;Village", *rows, ""]).encode()


def mapped(source: Source) -> Source:
    remember(f"register.source:{source.pk}", MAPPED)
    return source


def stands(source: Source) -> set[tuple[Any, ...]]:
    rows = Entry.objects.filter(source=source, ending=None)
    return set(rows.values_list("pk", "elector", "surname"))


def test_a_file_whose_every_row_is_set_aside_is_refused_and_says_for_which_column() -> None:
    by = organiser()
    source = mapped(added(by))
    taken_in(source, odd([str(n) for n in range(1, 13)]), by=by)
    before = stands(source)
    upload = read(source, odd([f"AB{n}C" for n in range(1, 13)]), by=by, on=AFTER)
    assert upload.state == Upload.State.REFUSED
    shown = seen(upload)
    for_what = "12 rows for their column “Ref”, read as the elector number"
    assert shown["why"] == f"all 12 rows are set aside, and nobody would be left. {for_what}"
    assert [cell[2] for cell in shown["problems"]] == [f"AB{n}C" for n in range(1, 13)]
    with pytest.raises(MovedOnError):
        of_files.accept(upload, although=12, by=by, at=now())
    work()
    assert stands(source) == before
    assert len(before) == 12


@pytest.mark.parametrize("form", ["AB{}", "AB/{}", "AB {}", "ab.{}"])
def test_a_column_of_letters_and_figures_is_districts_and_numbers(form: str) -> None:
    by = organiser()
    source = mapped(added(by))
    version = taken_in(source, odd([form.format(n) for n in range(1, 13)]), by=by)
    assert (version.counts["electors"], version.counts["set_aside"]) == (12, 0)
    found = Entry.objects.filter(source=source, ending=None).order_by("number").values_list("district", "number")
    assert list(found) == [("AB", n) for n in range(1, 13)]


@pytest.mark.parametrize("mode", ["A", "B", "C"])
def test_a_header_with_nobody_below_it_is_refused_whatever_may_be_kept(mode: str) -> None:
    by = organiser()
    source = added(by, mode=mode)
    upload = read(source, csv_of([]), by=by)
    assert upload.state == Upload.State.REFUSED
    assert seen(upload)["why"] == "this file has no row with an elector; was all of it sent?"


def test_a_wrong_column_is_mended_from_the_page_of_the_file_that_it_spoilt(enter: Enter) -> None:
    by = organiser()
    source = mapped(added(by))
    upload = read(source, odd(["AB1C", "AB2C", "AB3C"]), by=by)
    client = enter(by)
    page = client.get(at("upload", upload.pk))
    assert "Say again what the columns mean" in text_of(page)
    form = client.get(at("columns", upload.pk)).content.decode()
    assert '<option value="Who" selected>' in form  # as it was said, with the rest
    said = {"district": "Ref", "surname": "Who", "forenames": "Given", "address_0": "Where", "address_1": "Village",
            "dates": "day first", "names": "surname first"}  # fmt: skip
    assert client.post(at("columns", upload.pk), said).status_code == 302
    work()
    mended = text_of(client.get(at("upload", upload.pk)))
    assert "3 electors behind 3 doors" in mended
    assert "Why rows are set aside" not in mended
    assert client.get(at("columns", upload.pk)).status_code == 200  # once more, if it is wrong still


def test_some_rows_set_aside_say_for_which_column(enter: Enter) -> None:
    by = organiser()
    source = mapped(added(by))
    upload = read(source, odd([*map(str, range(1, 9)), "AB9"]), by=by)
    page = text_of(enter(by).get(at("upload", upload.pk)))
    assert "1 row for its column “Ref”, read as the elector number" in page
    assert loss_of(upload) is None


def test_a_day_that_has_not_come_or_is_past_is_refused_beside_the_field(enter: Enter) -> None:
    by = organiser()
    source = added(by)
    client = enter(by)
    tomorrow = localdate() + dt.timedelta(days=1)
    with pytest.raises(of_files.NotYetPublishedError):
        brought(source, people(1, 9), by=by, on=tomorrow)
    answer = bring(client, source.pk, people(1, 9), on=str(tomorrow))
    assert answer.status_code == 422
    assert "This day has not come." in text_of(answer)
    taken_in(source, people(1, 9), by=by, on=AFTER)
    with pytest.raises(of_files.OlderError):
        brought(source, people(1, 9), by=by, on=BEFORE)
    answer = bring(client, source.pk, people(1, 9), on=str(BEFORE))
    assert answer.status_code == 422
    assert "The version that stands was published on 1 December 2025, after this." in text_of(answer)
    assert not Upload.objects.exclude(state=Upload.State.TAKEN_IN).exists()
    assert bring(client, source.pk, people(1, 9), on=str(AFTER)).status_code == 302  # its own day once more


@pytest.mark.parametrize("left", [8, 7, 0])
def test_more_than_one_in_three_gone_is_said_twice(enter: Enter, left: int) -> None:
    asks = left < 8
    by = organiser()
    source = added(by)
    taken_in(source, people(1, 12), by=by)
    before = stands(source)
    upload = read(source, people(13 - left, 24 - left), by=by, on=AFTER)
    client = enter(by)
    if asks:
        assert loss_of(upload) == Loss(12 - left, 12, 0, 13)
        page = client.get(at("upload", upload.pk))
        assert f"{12 - left} of the 12 electors who stand would be gone." in text_of(page)
        for said in ({}, {"although": "1"}, {"although": "x"}):
            answer = client.post(at("accept", upload.pk), said, follow=True)
            assert "Nothing was taken in." in text_of(answer)
        work()
        assert stands(source) == before
        with pytest.raises(GreatLossError):
            of_files.accept(upload, by=by, at=now())
    else:
        assert loss_of(upload) is None
    client.post(at("accept", upload.pk), {"although": str(12 - left)} if asks else {})
    work()
    assert len(stands(source) & before) == left
    assert len(stands(source)) == 12


def test_more_than_one_row_in_three_set_aside_is_said_twice_even_of_a_first_file(enter: Enter) -> None:
    by = organiser()
    source = mapped(added(by))
    upload = read(source, odd(["1", "2", "3", "4", "AB5", "AB6", "AB7"]), by=by)
    assert loss_of(upload) == Loss(0, 0, 3, 8)
    client = enter(by)
    assert "3 of its 8 rows can’t be read and would be left out." in text_of(client.get(at("upload", upload.pk)))
    client.post(at("accept", upload.pk))
    work()
    assert not stands(source)
    client.post(at("accept", upload.pk), {"although": "3"})
    work()
    assert len(stands(source)) == 4


def test_where_nobodys_name_is_kept_doors_are_counted(enter: Enter) -> None:
    by = organiser()
    source = added(by, mode="B")
    taken_in(source, people(1, 12), by=by)
    assert loss_of(read(source, people(1, 7), by=by, on=AFTER)) == Loss(5, 12, 0, 8, doors=True)
    page = text_of(enter(by).get(at("upload", Upload.objects.latest("pk").pk)))
    assert "5 of the 12 doors that stand would no longer be listed." in page


def test_the_file_that_stands_asks_nothing_though_much_of_it_was_set_aside() -> None:
    by = organiser()
    source = mapped(added(by))
    content = odd(["1", "AB2", "AB3"])
    taken_in(source, content, by=by)
    upload = read(source, content, by=by)
    assert upload.preview
    assert upload.preview["same"]
    assert loss_of(upload) is None


@pytest.mark.parametrize("mode", ["A", "B"])
def test_an_older_versions_file_under_a_new_date_is_said_twice(enter: Enter, mode: str) -> None:
    by = organiser()
    source = added(by, mode=mode)
    taken_in(source, people(1, 12), by=by)
    taken_in(source, people(1, 13), by=by, on=AFTER)
    upload = read(source, people(1, 12), by=by, on=localdate())
    loss = loss_of(upload)
    assert loss == Loss(1, 13, 0, 13, doors=mode == "B", version=1, version_on="2024-12-01")
    assert not loss.much_gone
    client = enter(by)
    page = text_of(client.get(at("upload", upload.pk)))
    assert "Look again: this is an older file" in page
    assert "It is byte for byte the file of version 1 (1 December 2024)." in page
    assert "I have looked, and the file of version 1 is meant." in page
    client.post(at("accept", upload.pk))
    work()
    source.refresh_from_db()
    assert source.standing == 2
    client.post(at("accept", upload.pk), {"although": "1"})
    work()
    source.refresh_from_db()
    assert source.standing == 3
    assert loss_of(read(source, people(1, 12), by=by, on=localdate())) is None  # it stands now


@pytest.mark.parametrize("mode", ["A", "B"])
def test_an_update_without_the_register_that_it_updates_is_refused(mode: str) -> None:
    rng = Random(3)
    population = make_population(rng, doors=60, on=dt.date(2024, 12, 1))
    by = organiser()
    source = added(by, mode=mode)
    upload = read(source, write_x3(monthly_update(entries_of(population), population, rng).updates).content, by=by)
    assert upload.state == Upload.State.REFUSED
    assert "Bring the full register first" in seen(upload)["why"]
