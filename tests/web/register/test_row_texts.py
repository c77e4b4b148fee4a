"""Texts of rows on their way to PostgreSQL: whatever a name holds, it comes out as it went in."""

import random
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from django.db import connection

from muster.web.register import merge
from muster.web.register.columns import Columns
from muster.web.register.models import Entry
from muster.web.register.row_texts import NAMED, RowTexts, escaped
from tests.web.register.made_source import AFTER, added, csv_of, organiser, taken_in, two_years

LETTERS = "aZé名\\\t\n\r\"' Nt"
ODD = ["O'Brien", 'Ann "Nan"', "back\\slash", "\\N", "\\.", "Škoda", "Zoë, Łucja", "%s {}", "名前"]


@pytest.mark.parametrize("seed", range(20))
def test_names_are_read_where_they_lie(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    words = ["".join(chance.choices(LETTERS, k=chance.randint(0, 6))) for _ in range(2 * chance.randint(1, 40))]
    names = list(zip(words[::2], words[1::2], strict=True))
    half = len(names) // 2
    with Columns(tmp_path) as columns, closing(RowTexts(tmp_path, columns)) as texts:
        for some in filter(None, (names[:half], names[half:])):
            surnames, forenames = zip(*some, strict=True)
            blank = [""] * len(some)
            before = [blank] * NAMED.index("surname")
            texts.add(*before, escaped(surnames), escaped(forenames), *[blank] * (len(NAMED) - len(before) - 2))
        rows = chance.choices(range(len(names)), k=30)
        assert texts.read_names()(np.array(rows, dtype=np.int64)) == [names[row] for row in rows]


@pytest.mark.usefixtures("transactional_db")
def test_odd_names_stand_as_they_were_written() -> None:
    by = organiser()
    source = added(by)
    rows = [("CA1", n, name, f"{name}{n}", "AB1 0AA", f"{n} Mill Lane", "Fosseham") for n, name in enumerate(ODD, 1)]
    taken_in(source, csv_of(rows), by=by)
    stood = Entry.objects.filter(source=source).order_by("number").values_list("surname", "forenames")
    assert list(stood) == [(name, f"{name}{n}") for n, name in enumerate(ODD, 1)]
    taken_in(source, csv_of(rows[2:]), by=by)
    assert Entry.objects.filter(source=source, ending=None).count() == len(ODD) - 2
    assert source.versions.get(number=2).counts["unchanged"] == len(ODD) - 2


@pytest.mark.usefixtures("transactional_db")
def test_every_index_stands_again_after_a_first_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge, "_MANY", 1)
    with connection.cursor() as cursor:
        stood = {table: connection.introspection.get_constraints(cursor, table) for table in merge._FILLED}
        by = organiser()
        source = added(by)
        taken_in(source, two_years().first, by=by)
        assert {table: connection.introspection.get_constraints(cursor, table) for table in stood} == stood
        assert Entry.objects.filter(source=source).count() == len(two_years().before)
        taken_in(source, two_years().second, by=by, on=AFTER)
        assert {table: connection.introspection.get_constraints(cursor, table) for table in stood} == stood
    assert Entry.objects.filter(source=source, ending=None).count() == len(two_years().after)


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_whoever_reads_electors_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge, "_MANY", 1)
    by = organiser()
    source = added(by)
    taken_in(source, two_years().first, by=by)
    reader = connection.copy()
    try:
        with reader.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT count(*) FROM register_entry")
            taken_in(source, two_years().second, by=by, on=AFTER)
            cursor.execute("ROLLBACK")
    finally:
        reader.close()
    assert Entry.objects.filter(source=source, ending=None).count() == len(two_years().after)
