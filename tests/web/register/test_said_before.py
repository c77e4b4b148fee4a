"""Rows that say what an entry says are not read again: all that stands then is what it would be if they were."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from django.utils.timezone import now

from muster.register.joins import Keys
from muster.web.register import actions_of_files as of_files
from muster.web.register import unchanged
from muster.web.register.kept_keys import KEPT, Before
from muster.web.register.losses import loss_of
from muster.web.register.models import Building, Door, Doubt, Elector, Ending, Entry, Listing, Source, Street, Version
from tests.register.made.dirt import KINDS, with_seed
from tests.register.made.people import Entry as Row
from tests.register.made.people import entries_of, make_population
from tests.register.made.write import LAYOUTS
from tests.register.made.year import WORST, a_year_later
from tests.web.register.made_source import AFTER, added, organiser, read, taken_in, two_years, work

pytestmark = pytest.mark.usefixtures("transactional_db")

TABLES = (Street, Building, Door, Listing, Elector, Entry, Ending, Doubt, Version)
NAMES_OF = {"street": Street, "building": Building, "door": Door, "elector": Elector, "entry": Entry,
            "older": Elector, "newer": Elector}  # fmt: skip


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows were known each time that somebody asked."""
    told: list[int] = []
    find = Before.find

    def counted(self: Before, keys: Keys) -> Any:
        found = find(self, keys)
        told.append(sum(one >= 0 for one in found))
        return found

    monkeypatch.setattr(Before, "find", counted)
    return told


def stands() -> dict[str, list[tuple[Any, ...]]]:
    """Give all that stands, each id as its place among its table's."""
    place: dict[Any, dict[int, int]] = {
        table: {pk: at for at, pk in enumerate(table.objects.order_by("pk").values_list("pk", flat=True))}
        for table in TABLES if table is not Ending
    }  # fmt: skip
    told = {}
    for table in TABLES:
        fields = [one for one in table._meta.concrete_fields if one.name not in {"taken_in_at", "id"}]
        rows = table.objects.order_by("pk").values_list(*(one.attname for one in fields))
        told[table.__name__] = [
            tuple(
                place[NAMES_OF[field.name]].get(value, value) if field.name in NAMES_OF
                else bytes(value) if field.name == "keys" else value
                for field, value in zip(fields, row, strict=True)
            )
            for row in rows
        ]  # fmt: skip
    return told


def three_years(seed: int, layout: str, kind: str) -> Iterator[bytes]:
    """Make a register of three years, with rows that stand twice, and people of one name at one door."""
    chance = Random(seed)
    population = make_population(chance, doors=70)
    for year in range(3):
        entries = entries_of(population)
        twins = [one._replace(number=9_000 + at) for at, one in enumerate(chance.sample(entries, 6))]
        rows: list[Row] = [*entries, *twins, *chance.sample(entries, 4)]
        yield LAYOUTS[layout](rows, with_seed(KINDS[kind], seed + year)).content
        population = a_year_later(population, chance, rates=WORST)


def a_year(source: Source, content: bytes, *, by: Any) -> tuple[dict[str, Any], dict[str, list[tuple[Any, ...]]]]:
    """Take a file in; give its preview, and what stands then."""
    upload = read(source, content, by=by, on=AFTER)
    preview = {name: told for name, told in (upload.preview or {}).items() if name != "edition"}
    loss = loss_of(upload)
    of_files.accept(upload, although=loss.number if loss else 0, by=by, at=now())
    work()
    source.refresh_from_db()
    return preview, stands()


def forget_keys() -> None:
    """Have nothing known of what stands: as if another Muster had read it."""
    for version in Version.objects.all():
        version.counts.pop("code")
        version.save()


def remember_keys() -> None:
    for version in Version.objects.all():
        version.counts["code"] = unchanged.our_code()
        version.save()


@pytest.mark.parametrize(
    ("seed", "layout", "kind"),
    [(1, "X2", "clean"), (2, "X1", "filthy"), (3, "S1", "windows"), (4, "H1", "utf-16, tabs"),
     (5, "X2", "latin-9, birthdays"), (6, "X1", "postcodes astray")],
)  # fmt: skip
def test_all_that_stands_is_what_it_would_be_if_every_row_were_read(
    seed: int, layout: str, kind: str, known: list[int]
) -> None:
    by = organiser()
    source = added(by)
    for year, content in enumerate(three_years(seed, layout, kind)):
        if not year:
            taken_in(source, content, by=by)
            continue
        number = source.standing + 1
        known.clear()
        short = a_year(source, content, by=by)
        assert sum(known) > 20
        of_files.take_back(source, number=number, by=by, at=now())
        work()
        forget_keys()
        known.clear()
        long = a_year(source, content, by=by)
        assert sum(known) == 0
        remember_keys()
        assert long[0] == short[0]
        assert stands() == short[1]


def test_what_reads_otherwise_is_read(known: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    by, years = organiser(), two_years(60)
    first = {layout: LAYOUTS[layout](years.before, KINDS["clean"]).content for layout in ("X2", "H1")}
    second = LAYOUTS["X2"](years.after, KINDS["clean"]).content
    whole = added(by, name="Another mapping")
    taken_in(whole, first["H1"], by=by)
    taken_in(whole, second, by=by, on=AFTER)
    assert sum(known) == 0
    marked = added(by, name="Another table")
    taken_in(marked, first["X2"], by=by)
    Source.objects.filter(pk=marked.pk).update(nation=Source.Nation.SCOTLAND)
    taken_in(marked, second, by=by, on=AFTER)
    assert sum(known) == 0
    coded = added(by, name="Another Muster")
    taken_in(coded, first["X2"], by=by)
    with monkeypatch.context() as patch:
        patch.setattr(unchanged, "our_code", "another Muster's".casefold)
        taken_in(coded, second, by=by, on=AFTER)
    assert sum(known) == 0
    plain = added(by, name="As ever")
    taken_in(plain, first["X2"], by=by)
    taken_in(plain, second, by=by, on=AFTER)
    assert sum(known) > len(years.after) // 2


def test_an_entry_keeps_its_keys_and_who_is_nobody_keeps_none_to_be_known_by() -> None:
    by, years = organiser(), two_years(120)
    source = added(by)
    taken_in(source, years.first, by=by)
    kept = Entry.objects.values_list("surname", "attains_on", "keys")
    assert {len(bytes(keys)) for _, _, keys in kept} == {KEPT.itemsize}
    told: dict[bool, set[bool]] = {bool(surname) and day is None: set() for surname, day, _ in kept}
    for surname, day, keys in kept:
        told[bool(surname) and day is None].add(bytes(keys)[:8] != bytes(8))
    assert told == {True: {True}, False: {False}}
