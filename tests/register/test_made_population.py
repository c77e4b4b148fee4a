from collections import Counter, defaultdict
from random import Random

import numpy as np
import pytest

from tests.register.made.month import Month, change_of, monthly_update
from tests.register.made.people import Entry, Population, entries_of, living, make_population
from tests.register.made.place import lines_of, postcode_table
from tests.register.made.truth import same_person, score, stayed, truth_of
from tests.register.made.year import WORST, a_year_later

DOORS = 3_000


@pytest.fixture(scope="module")
def before() -> Population:
    return make_population(Random(1), doors=DOORS)


@pytest.fixture(scope="module")
def after(before: Population) -> Population:
    return a_year_later(before, Random(2))


@pytest.fixture(scope="module")
def month(before: Population) -> Month:
    copy = make_population(Random(1), doors=DOORS)
    return monthly_update(entries_of(before), copy, Random(3))


def test_the_same_seed_makes_the_same_place_year_and_month(before: Population, after: Population) -> None:
    again = make_population(Random(1), doors=DOORS)
    assert entries_of(again) == entries_of(before)
    assert entries_of(a_year_later(again, Random(2))) == entries_of(after)
    assert entries_of(make_population(Random(2), doors=DOORS)) != entries_of(before)
    months = [monthly_update(entries_of(p), p, Random(3)) for p in (again, make_population(Random(1), doors=DOORS))]
    assert months[0].updates == [
        one._replace(entry=one.entry._replace(person=two.entry.person)) if one.change == "new" else one
        for one, two in zip(months[0].updates, months[1].updates, strict=True)
    ]


def test_a_years_passing_leaves_the_year_before_as_it_was(before: Population) -> None:
    kept = entries_of(before)
    a_year_later(before, Random(9), rates=WORST)
    assert entries_of(before) == kept


def test_every_door_has_an_address_of_its_own(before: Population) -> None:
    doors = before.place.doors
    assert len(doors) == DOORS
    addresses = Counter((d.unit, d.house, d.number, d.street, d.locality) for d in doors)
    assert addresses.most_common(1)[0][1] == 1
    assert len({door.uprn for door in doors}) == len({door.id for door in doors}) == DOORS
    assert all(lines_of(door)[-1].lower() == before.place.town.lower() for door in doors)
    assert max(len(lines_of(door)) for door in doors) <= 5


def test_places_of_another_index_share_nothing(before: Population) -> None:
    other = make_population(Random(5), doors=DOORS, index=1, first_id=before.next_id)
    for part in ("id", "uprn", "postcode", "district"):
        assert not {getattr(door, part) for door in other.place.doors} & {
            getattr(door, part) for door in before.place.doors
        }
    assert not {p.id for _, p in living(other)} & {p.id for _, p in living(before)}


def test_all_kinds_of_doors_and_people_are_there(before: Population) -> None:
    doors, people = before.place.doors, [person for _, person in living(before)]
    assert 1.6 < len(people) / DOORS < 2.1
    assert sum(door.unit.startswith("Flat") and bool(door.house) for door in doors) > 100
    assert any("F" in door.unit and not door.unit.startswith("Flat") for door in doors)
    assert any(door.house and not door.number and not door.unit for door in doors)
    assert any("-" in door.number for door in doors)
    assert any(door.number[-1:].isalpha() for door in doors)
    assert sum(not home for home in before.homes) > 50
    assert {person.marker for person in people} >= {"", "G", "B"}
    assert 20 < sum(person.attains is not None for person in people) < 120
    attaining = [person.attains for person in people if person.attains]
    assert all(0 < (day - before.on).days < 710 for day in attaining)
    streets = defaultdict(set)
    for door in doors:
        streets[door.street].add(door.locality)
    assert max(len(places) for places in streets.values()) > 1


def test_names_are_as_hard_as_in_life() -> None:
    crowd = make_population(Random(4), doors=12_000)
    people = list(living(crowd))
    assert len({person.last for _, person in people}) > 1_500
    at_door = Counter((door.id, person.last, person.first) for door, person in people)
    in_street = Counter((door.street, door.locality, p.last, p.first, p.middle) for door, p in people)
    assert sum(count > 1 for count in at_door.values()) >= 5  # father and son
    assert sum(count > 1 for count in in_street.values()) > sum(count > 1 for count in at_door.values())
    everywhere = Counter((person.last, person.first) for _, person in people)
    assert everywhere.most_common(1)[0][1] > 4
    assert max(len(home) for home in crowd.homes) > 11  # a home or hall


def test_numbers_are_unique_in_a_district_and_those_without_address_stand_at_its_end(before: Population) -> None:
    entries = entries_of(before)
    assert len({entry[:3] for entry in entries}) == len(entries)
    assert any(entry.suffix for entry in entries)
    for district in before.place.districts:
        at_home = [entry.door is not None for entry in entries if entry.district == district]
        assert at_home == sorted(at_home, reverse=True)
        assert at_home.count(False) == 8
    hidden = [entry.person for entry in entries if entry.person.anonymous]
    assert len(hidden) == 2 * len(before.place.districts)
    assert {(person.last, person.first, person.middle) for person in hidden} == {("", "", "")}


def test_a_year_later_most_have_stayed_and_everything_that_may_happen_has_happened(
    before: Population, after: Population
) -> None:
    assert (after.on - before.on).days == 365
    one, two = truth_of(entries_of(before)), truth_of(entries_of(after))
    pairs, at_home = same_person(one, two), stayed(one, two)
    assert 0.90 < len(pairs) / len(one.people) < 0.97
    assert 0.85 < len(at_home) / len(one.people) < 0.93
    assert abs(len(two.people) - len(one.people)) < 0.05 * len(one.people)
    happened = Counter(what for person in after.happened.values() for what in person)
    assert set(happened) == {"moved", "left", "married", "respelled", "came of age"}
    assert happened["moved"] > len(pairs) - len(at_home) - 40  # within the area; the others have no address
    respelled = sum(a.spelling != b.spelling for a, b in zip(before.place.doors, after.place.doors, strict=True))
    assert respelled > 20
    numbers = [{e.person.id: e[:3] for e in entries_of(p)} for p in (before, after)]
    same = [numbers[0][person] == numbers[1][person] for person in numbers[0] if person in numbers[1]]
    assert sum(same) < 0.1 * len(same)  # renumbered


def test_a_name_changes_only_where_it_says_so(before: Population, after: Population) -> None:
    names = {person.id: (person.last, person.first, person.middle) for _, person in living(before)}
    attains = {person.id: person.attains for _, person in living(before)}
    for _, person in living(after):
        happened = after.happened.get(person.id, set())
        if person.id in names and not happened & {"married", "respelled"}:
            assert (person.last, person.first, person.middle) == names[person.id]
        if "came of age" in happened:
            day = attains[person.id]
            assert day is not None
            assert day <= after.on


def test_nobody_stands_twice_whatever_happens(before: Population) -> None:
    population = before
    for seed in range(4):
        population = a_year_later(population, Random(seed), rates=WORST, from_away=population.left)
        truth = truth_of(entries_of(population))
        assert len(set(truth.people.tolist())) == len(truth.people)


def test_who_leaves_may_come_to_another_place(before: Population, after: Population) -> None:
    other = make_population(Random(7), doors=500, index=1, first_id=after.next_id)
    there = a_year_later(other, Random(8), from_away=after.left)
    arrived = {person.id for home in after.left for person in home}
    assert arrived <= {person.id for _, person in living(there)}
    assert all("arrived" in there.happened[person] for person in arrived)


def test_truth_by_a_second_way(before: Population, after: Population) -> None:
    one, two = entries_of(before), entries_of(after)
    row_of = {entry.person.id: row for row, entry in enumerate(two)}
    pairs = [(row, row_of[e.person.id]) for row, e in enumerate(one) if e.person.id in row_of]
    assert same_person(truth_of(one), truth_of(two)).tolist() == [list(pair) for pair in pairs]

    def home(entry: Entry) -> int | None:
        return entry.door.id if entry.door else None

    at_home = [[a, b] for a, b in pairs if home(one[a]) is not None and home(one[a]) == home(two[b])]
    assert stayed(truth_of(one), truth_of(two)).tolist() == at_home


def test_a_score_counts_right_and_found_links(before: Population, after: Population) -> None:
    one, two = truth_of(entries_of(before)), truth_of(entries_of(after))
    every = same_person(one, two)
    assert score(every, one, two) == (1.0, 1.0, 1.0)
    half = score(every[::2], one, two)
    assert half.precision == 1.0
    assert half.recall == pytest.approx(0.5, abs=0.01)
    wrong = np.stack([every[:, 0], np.roll(every[:, 1], 1)], axis=1)
    assert score(wrong, one, two) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("months", "change"),
    [
        ((0, 0, 3), "gone"),
        ((1, 2, 3), "gone"),
        ((3, 0, 3), ""),
        ((0, 3, 0), "changed"),
        ((1, 3, 0), "changed"),
        ((3, 3, 0), "new"),
        ((3, 0, 0), "new"),
        ((0, 0, 0), "changed"),
    ],
)
def test_what_a_line_of_an_update_amounts_to(months: tuple[int, int, int], change: str) -> None:
    assert change_of(*months) == change


def test_a_month_turns_one_register_into_the_next(before: Population, month: Month) -> None:
    kinds = Counter(update.change for update in month.updates)
    assert min(kinds[kind] for kind in ("new", "changed", "gone", "")) > 0
    register = {entry[:3]: entry for entry in entries_of(before)}
    for update in month.updates:
        number = update.entry[:3]
        if update.change == "gone":
            del register[number]
        elif update.change == "new":
            assert number not in register
            register[number] = update.entry
        elif update.change == "changed":
            assert number in register
            register[number] = update.entry
    assert sorted(register.values(), key=lambda e: e[:3]) == sorted(month.entries, key=lambda e: e[:3])
    assert {(update.created, update.changed, update.deleted) for update in month.updates} >= {(0, 0, 0), (3, 0, 3)}


def test_postcodes_have_a_place_among_their_doors(before: Population) -> None:
    table = postcode_table(before.place)
    assert {row[2] for row in table} == {door.postcode for door in before.place.doors}
    for pcd7, pcd8, pcds, lat, lon in table:
        assert len(pcd7) == 7
        assert len(pcd8) == 8
        assert pcd7.split() == pcd8.split() == pcds.split() or pcd7.replace(" ", "") == pcds.replace(" ", "")
        around = [(d.lat_e6, d.lon_e6) for d in before.place.doors if d.postcode == pcds]
        for value, values in zip((lat, lon), zip(*around, strict=True), strict=True):
            assert min(values) - 1 <= float(value) * 1e6 <= max(values) + 1
