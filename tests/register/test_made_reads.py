"""Reading judged from outside: whatever a council's file is like, what stands in it is found, or said to be missing."""

from collections import Counter
from random import Random

import pytest

from muster.register.read import Reading, read_register
from muster.table import TableError
from tests.register.made.dirt import KINDS
from tests.register.made.judge import differences, people_in
from tests.register.made.month import Month, monthly_update
from tests.register.made.mutate import HARMLESS, UNSEEN, kind_of, mutate
from tests.register.made.people import PUBLISHED, Entry, entries_of, make_population
from tests.register.made.write import LAYOUTS, Made, write_x2, write_x3
from tests.register.made.year import WORST, a_year_later

ON = PUBLISHED.replace(year=PUBLISHED.year + 1)


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return entries_of(a_year_later(make_population(Random(1), doors=400), Random(2), rates=WORST))


@pytest.fixture(scope="module")
def month(entries: list[Entry]) -> Month:
    return monthly_update(entries, make_population(Random(1), doors=400, first_id=10_000), Random(3))


def read(content: bytes) -> Reading:
    return read_register(content, name="register.csv", on=ON)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_however_dirty_is_read_whole(layout: str, kind: str, entries: list[Entry]) -> None:
    made = LAYOUTS[layout](entries, KINDS[kind])
    reading = read(made.content)
    assert differences(reading.batches, made.rows, one_name=layout == "X1") == []
    assert reading.problems == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_update_however_dirty_is_read_whole(kind: str, month: Month) -> None:
    made = write_x3(month.updates, KINDS[kind])
    reading = read(made.content)
    assert differences(reading.batches, made.rows) == []
    assert reading.problems == []


def test_an_electors_id_changes_nothing(entries: list[Entry]) -> None:
    made = write_x2(entries, elector_id=True)
    assert differences(read(made.content).batches, made.rows) == []


def test_what_differs_is_told(entries: list[Entry]) -> None:
    made = write_x2(entries)
    other = made.rows[0]._replace(number=7, surname="Nobody")
    told = differences(read(made.content).batches, [other, *made.rows[1:]])
    assert [line.split()[2] for line in told] == ["numbers", "surnames", "name"]
    assert len(differences(read(made.content).batches, made.rows[1:])) == 1


def broken_reading(made: Made, seed: int, whole: Counter[tuple[str, ...]]) -> str:
    """Read a broken file and say what became of it: 'refused', 'same', 'named', 'fewer' or 'other'."""
    content, _ = mutate(made.content, seed)
    try:
        reading = read(content)
        found = people_in(reading.batches)
    except TableError:
        return "refused"
    if found == whole:
        return "same"
    if reading.problems or reading.cautions:
        return "named"
    return "fewer" if found.total() < whole.total() else "other"


@pytest.fixture(scope="module")
def few() -> list[Entry]:
    return entries_of(make_population(Random(1), doors=100))


@pytest.mark.parametrize("layout", ["X1", "H1"])
def test_a_broken_file_never_loses_an_elector_in_silence(layout: str, few: list[Entry]) -> None:
    made = LAYOUTS[layout](few, KINDS["clean"])
    whole = people_in(read(made.content).batches)
    seeds = [seed for seed in range(200, 320) if kind_of(seed) not in UNSEEN]
    became = {seed: broken_reading(made, seed, whole) for seed in seeds}
    fewer = [mutate(made.content, seed) for seed, what in became.items() if what == "fewer"]
    assert [what for broken, what in fewer if not broken.endswith(b"\n")] == []  # else cut behind a row by chance
    assert {what for seed, what in became.items() if kind_of(seed) in HARMLESS} == {"same"}
    assert set(became.values()) >= {"refused", "same", "named"}
