import csv
import io
from collections import Counter, defaultdict
from datetime import date

import pytest

from muster.county.make import County
from muster.county.postcodes import POSTCODE_HEADER
from muster.county.register import HEADER
from tests.county.tables import good_rows, read_all, rows_of

REGISTERS = ("register.csv", "register-last-year.csv")


@pytest.mark.parametrize("file", REGISTERS)
def test_a_register_has_thirteen_columns_and_is_numbered_by_district(
    file: str, county: County, files: dict[str, bytes]
) -> None:
    lines = list(csv.reader(io.StringIO(files[file].decode())))
    assert lines[0] == list(HEADER)
    assert {len(line) for line in lines} == {13}
    numbers = defaultdict(list)
    for row in good_rows(file, county, files):
        assert row["Elector Number Suffix"] == "0"
        numbers[row["Elector Number Prefix"]].append(int(row["Elector Number"]))
    assert len(numbers) == 11
    for found in numbers.values():
        assert found == list(range(1, len(found) + 1))


def test_one_to_six_electors_live_behind_every_door(county: County) -> None:
    homes = Counter(elector.door.name for elector in county.electors)
    assert set(homes) == {door.name for door in county.town.doors}
    assert set(homes.values()) <= {1, 2, 3, 4, 5, 6}
    before = Counter(elector.door.name for elector in county.last_year.electors)
    assert set(before.values()) <= {1, 2, 3, 4, 5, 6}
    assert len(set(homes) - set(before)) < 20  # a child alone, registered since


@pytest.mark.parametrize(("file", "years_ago"), [("register.csv", 0), ("register-last-year.csv", 1)])
def test_only_attainers_have_a_birthday_and_they_are_16_or_17(
    file: str, years_ago: int, county: County, files: dict[str, bytes]
) -> None:
    born = [row["Elector DOB"] for row in good_rows(file, county, files) if row["Elector DOB"]]
    assert 100 < len(born) < 500
    on = county.first_day.replace(year=county.first_day.year - years_ago)
    for text in born:
        day, month, year = map(int, text.split("/"))
        assert on.year - year - ((on.month, on.day) < (month, day)) in {16, 17}


@pytest.mark.parametrize("file", REGISTERS)
def test_addresses_name_the_door(file: str, county: County, files: dict[str, bytes]) -> None:
    rows = good_rows(file, county, files)
    flat = next(row for row in rows if row["Address1"].startswith("Flat "))
    assert flat["Address4"] == "Merrowby"
    assert {row["PostCode"][:2] for row in rows} == {"ZX"}
    assert {row["Address2"] or row["Address1"] for row in rows} & {"Fosseham", "Upper Thistley"}


def test_a_year_changes_a_few_of_everything(county: County) -> None:
    pairs = [
        (then, county.electors[now])
        for then, now in zip(county.last_year.electors, county.last_year.now, strict=True)
        if now >= 0
    ]
    assert len({now for now in county.last_year.now if now >= 0}) == len(pairs)  # nobody stands there twice
    assert 20_000 < len(county.last_year.electors) < 22_000
    assert 0.90 < len(pairs) / 21_000 < 0.96
    stayed = [(then, now) for then, now in pairs if then.door == now.door]
    assert 300 < len(pairs) - len(stayed) < 1_000  # moved within the county
    came_of_age = [then.born_on for then, now in pairs if then.born_on != now.born_on]
    assert 40 < len(came_of_age) < 200
    assert all(isinstance(day, date) and (county.first_day - day).days > 18 * 365 for day in came_of_age)
    assert 100 < sum(then.name.last != now.name.last for then, now in pairs) < 400  # married, misspelt
    assert all(then.name.first == now.name.first for then, now in pairs)
    assert sum(then.number == now.number for then, now in pairs) < 0.1 * len(pairs)  # renumbered


def test_postcodes_lie_among_their_doors(county: County, files: dict[str, bytes]) -> None:
    rows = rows_of(files["postcodes.csv"])
    assert tuple(rows[0]) == POSTCODE_HEADER
    assert {row["pcds"] for row in rows} == {elector.postcode for elector in county.electors}
    assert len({row["pcds"] for row in rows}) == len(rows)
    assert {(len(row["pcd7"]), len(row["pcd8"])) for row in rows} == {(7, 8)}
    behind = defaultdict(set)
    for elector in county.electors:
        behind[elector.postcode].add(elector.door.name)
    doors = {row["door"]: (float(row["lon"]), float(row["lat"])) for row in rows_of(files["doors.csv"]) if row["door"]}
    for row in rows:
        around = [doors[name] for name in behind[row["pcds"]]]
        for value, values in zip((row["long"], row["lat"]), zip(*around, strict=True), strict=True):
            assert len(value.rpartition(".")[2]) == 6
            assert abs(float(value) - sum(values) / len(values)) < 2e-6


@pytest.mark.parametrize("file", REGISTERS)
def test_what_is_read_is_who_was_made_up(file: str, county: County, files: dict[str, bytes]) -> None:
    batches, _ = read_all(files[file], name=file)
    electors = county.electors if file == "register.csv" else county.last_year.electors
    read = [
        (district, number, f"{last} {first}", postcode)
        for batch in batches
        for district, number, last, first, postcode in zip(
            batch.districts, batch.numbers, batch.surnames, batch.forenames, batch.postcodes, strict=True
        )
    ]
    assert read == [
        (
            e.district,
            e.number,
            " ".join(filter(None, (e.name.last, e.name.first, e.initial))),
            e.postcode.replace(" ", ""),
        )
        for e in electors
    ]
