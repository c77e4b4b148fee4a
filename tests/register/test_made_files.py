import csv
import hashlib
import io
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import pytest

from bench.made_register import make_registers
from tests.register.made.dirt import ENCODINGS, KINDS, Dirt
from tests.register.made.month import Month, monthly_update
from tests.register.made.mutate import HARMLESS, MUTATIONS, UNSEEN, kind_of, mutate
from tests.register.made.people import Entry, entries_of, make_population
from tests.register.made.truth import Truth, same_person
from tests.register.made.write import (
    LAYOUTS,
    ODD,
    ODD_MEANS,
    X1,
    X2,
    X3,
    Made,
    Row,
    columns_of,
    write_odd,
    write_x1,
    write_x2,
    write_x3,
)

WRITERS = {**LAYOUTS, "odd": write_odd}


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return entries_of(make_population(Random(1), doors=400))


@pytest.fixture(scope="module")
def month(entries: list[Entry]) -> Month:
    return monthly_update(entries, make_population(Random(1), doors=400), Random(3))


def lines_of_file(made: Made, dirt: Dirt) -> list[list[str]]:
    """Every line of the file, the title's too: a reader that knows how the file was written."""
    codec = "utf-16" if dirt.encoding == "utf-16-le with a mark" else dirt.encoding
    text = io.StringIO(made.content.decode(codec), newline="")
    return list(csv.reader(text, delimiter=dirt.delimiter))


def bare(cells: list[str]) -> str:
    return " " + " ".join(" ".join(cells).replace("\u00a0", " ").replace(",", " ").split()) + " "


def assert_stands(row: Row, cells: list[str], dirt: Dirt) -> None:
    """What must be found in a row does stand there, word for word."""
    text = bare(cells)
    for word in (*row.surname.split(), *row.forenames.split(), row.markers, *bare(list(row.address)).split()):
        assert not word or f" {word} " in text
    if row.postcode:
        assert row.postcode in text.replace(" ", "")
    if row.attains:
        day = row.attains
        assert f"{day:%d/%m/%Y}" in text or (dirt.born and f"{day.replace(year=day.year - 18):%d/%m/%Y}" in text)
    if row.uprn:
        assert (row.uprn.zfill(12) if dirt.padded_uprn else row.uprn) in text
    assert row.district in text
    assert str(row.number) in text


@pytest.mark.parametrize("layout", WRITERS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_row_that_must_be_found_stands_in_the_file(layout: str, kind: str, entries: list[Entry]) -> None:
    dirt = KINDS[kind]
    made = WRITERS[layout](entries, dirt)
    lines = lines_of_file(made, dirt)
    assert len(made.rows) == len(entries)
    for row in made.rows:
        assert_stands(row, lines[row.row - 1], dirt)
    header = lines[len(dirt.title)]
    assert {len(lines[row.row - 1]) for row in made.rows} == {len(header)}
    others = set(range(1, len(lines) + 1)) - {row.row for row in made.rows} - set(range(1, len(dirt.title) + 2))
    assert all(not any(lines[at - 1]) for at in others)
    assert bool(others) == dirt.blank_lines


@pytest.mark.parametrize("kind", KINDS)
def test_an_update_says_what_it_does_to_whom(kind: str, month: Month) -> None:
    dirt = KINDS[kind]
    made = write_x3(month.updates, dirt)
    lines = lines_of_file(made, dirt)
    assert lines[len(dirt.title)] == list(X3)
    assert [row.change for row in made.rows] == [update.change for update in month.updates if update.change]
    for row in made.rows:
        assert_stands(row, lines[row.row - 1], dirt)
        number = lines[row.row - 1][12].strip()
        assert number.startswith(f"{row.district}-{row.number}")
        assert number.rpartition("/")[2] == str(row.suffix) or (row.suffix == 0 and number.endswith(f"-{row.number}"))


def test_clean_files_have_the_headers_of_formats(entries: list[Entry]) -> None:
    assert len(X1) == 13
    assert len(X2) == 14
    assert len(X3) == 23
    assert write_x1(entries).content.startswith(",".join(X1).encode() + b"\r\n")
    assert write_x2(entries, elector_id=True).content.startswith(",".join((*X2, "Elector ID")).encode() + b"\r\n")
    assert {name for names in ODD_MEANS.values() for name in names} == set(ODD)


def test_the_same_population_gives_these_bytes_on_every_machine(entries: list[Entry]) -> None:
    """Where the generator was changed on purpose, put the new sum here."""
    assert hashlib.sha256(write_x1(entries).content).hexdigest()[:12] == "1aa0ca5ed1b6"


def test_dirt_is_what_it_says(entries: list[Entry]) -> None:
    clean = write_x1(entries).content
    assert {kind.encoding for kind in KINDS.values()} == set(ENCODINGS)
    assert write_x1(entries, Dirt(encoding="utf-8-sig")).content == b"\xef\xbb\xbf" + clean
    assert write_x1(entries, Dirt(encoding="utf-16-le")).content == clean.decode().encode("utf-16-le")
    filthy = KINDS["filthy"]
    text = write_x1(entries, filthy).content.decode("cp1252")
    for sign in ("\u00a0", "(z) ", "KD-2/2,", "- ", ',"', "0000720", "\r\n\r\n", " ,"):
        assert sign in text
    lines = lines_of_file(write_x1(entries, filthy), filthy)
    postcodes = [[at for at, cell in enumerate(line) if cell.strip().startswith("ZX")] for line in lines]
    assert {6, 7, 8, 9, 12} <= {at for places in postcodes for at in places}
    assert max(len(places) for places in postcodes) == 3
    assert sum(len(places) == 1 and places != [6] for places in postcodes) > 100
    assert write_x1(entries, filthy).content == write_x1(entries, filthy).content


def test_a_birthday_is_eighteen_years_before_the_day_of_the_first_vote(entries: list[Entry]) -> None:
    dirt = Dirt(born=True)
    made = write_x1(entries, dirt)
    lines = lines_of_file(made, dirt)
    attaining = [row for row in made.rows if row.attains]
    assert len(attaining) > 3
    for row in attaining:
        day, month, year = map(int, lines[row.row - 1][4].split("/"))
        assert date(year + 18, month, day) == row.attains


def test_columns_are_rows_turned(entries: list[Entry]) -> None:
    rows = write_x1(entries).rows[:3]
    assert columns_of(rows)["number"] == [1, 2, 3]
    assert set(columns_of(rows)) == set(Row._fields)


def test_each_seed_breaks_a_file_in_its_own_way(entries: list[Entry]) -> None:
    content = write_x1(entries).content
    told = set()
    unchanged = 0
    for seed in range(200):
        broken, what = mutate(content, seed)
        assert (broken, what) == mutate(content, seed)
        told.add(what)
        unchanged += broken == content
    assert len(told) > 170  # the first line is dropped, or doubled, as often as that
    assert unchanged < 10  # two cells that were alike
    assert len(MUTATIONS) == len({kind_of(seed) for seed in range(200)}) == 20
    assert {kind_of(seed) for seed in range(20)} > HARMLESS | UNSEEN


def test_harmless_and_unseen_are_so(entries: list[Entry]) -> None:
    made = write_x1(entries)
    kinds = {kind_of(seed): seed for seed in range(20)}
    for kind in UNSEEN:
        lines = mutate(made.content, kinds[kind])[0].splitlines()
        assert set(lines) < set(made.content.splitlines())
    swapped = csv.DictReader(io.StringIO(mutate(made.content, kinds["swap_columns"])[0].decode(), newline=""))
    one_comma = [line for line in made.content.splitlines() if line.count(b",") == 12 and b'"' not in line]
    rows = {tuple(sorted(row.items())) for row in csv.DictReader(io.StringIO(b"\r\n".join(one_comma).decode()))}
    assert rows <= {tuple(sorted(row.items())) for row in swapped}


@pytest.mark.parametrize("content", [b"", b"a", b"a,b\r\n", b"\xff\xfe\x00"])
def test_even_hardly_a_file_can_be_broken(content: bytes) -> None:
    for seed in range(40):
        mutate(content, seed)


def test_the_large_one_in_small(tmp_path: Path) -> None:
    made = make_registers(tmp_path / "one", electors=30_000, uprn=True)
    again = make_registers(tmp_path / "two", electors=30_000, uprn=True)
    for one, other in zip(made[:5], again[:5], strict=True):
        assert Path(str(one)).read_bytes() == Path(str(other)).read_bytes()
    assert abs(made.electors - 30_000) < 1_000
    truth = np.load(made.truth)
    rows = list(csv.reader(io.StringIO(made.before.read_text(encoding="utf-8"), newline="")))
    assert len(rows) - 1 == made.electors == len(truth["before_people"]) == len(truth["before_doors"])
    before = Truth(truth["before_people"], truth["before_doors"])
    after = Truth(truth["after_people"], truth["after_doors"])
    assert len(np.unique(after.people)) == made.electors_after
    assert 0.9 < len(same_person(before, after)) / made.electors < 0.98
    towns = 1_000_000  # doors are counted by town from a round number
    pairs = same_person(before, after)
    from_to = before.doors[pairs[:, 0]] // towns, after.doors[pairs[:, 1]] // towns
    assert ((from_to[0] == 0) & (from_to[1] == 1)).sum() > 20  # some moved to the next town
    postcodes = {row[2] for row in csv.reader(io.StringIO(made.postcodes.read_text(encoding="utf-8")))}
    assert {row[6] for row in rows[1:] if row[7]} <= postcodes
    uprns = {row[0] for row in csv.reader(io.StringIO(made.uprns.read_text(encoding="utf-8-sig")))}
    assert {row[13].lstrip("0") for row in rows[1:] if row[7]} <= uprns
