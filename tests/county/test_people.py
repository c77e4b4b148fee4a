import itertools
import json
from collections import Counter
from datetime import date, timedelta

import pytest

from muster.county.day import held_on
from muster.county.lines import LINES
from muster.county.make import County, county_files, make_county
from muster.county.names import COMMUNITIES
from muster.plan.doors import read_doors
from muster.plan.people import read_people
from muster.plan.vehicles import read_vehicles
from tests.county.tables import good_rows, read_all, rows_of


def test_the_readers_refuse_exactly_the_planted_rows(county: County, files: dict[str, bytes]) -> None:
    _, in_doors = read_doors(files["doors.csv"])
    people, in_people = read_people(files["people.csv"])
    _, in_vehicles = read_vehicles(files["vehicles.csv"], people)
    by_file = {"doors.csv": in_doors, "people.csv": in_people, "vehicles.csv": in_vehicles}
    by_file |= {file: read_all(files[file], name=file)[1] for file in ("register.csv", "register-last-year.csv")}
    found = {(file, p.row, p.column, p.value) for file, problems in by_file.items() for p in problems}
    assert found == {(p.file, p.row, p.column, p.value) for p in county.planted}
    assert Counter(p.file for p in county.planted) == {
        "doors.csv": 5,
        "people.csv": 3,
        "vehicles.csv": 1,
        "register.csv": 3,
        "register-last-year.csv": 1,
    }
    assert json.loads(files["planted.json"]) == [
        {"file": p.file, "row": p.row, "column": p.column, "value": p.value} for p in county.planted
    ]


def test_what_is_left_is_the_whole_county(county: County, files: dict[str, bytes]) -> None:
    doors, _ = read_doors(files["doors.csv"])
    assert doors.names == tuple(door.name for door in county.town.doors)
    assert len(set(doors.names)) == len(doors) == 12_000
    assert len(set(doors.zone)) == 11
    assert len(rows_of(files["members.csv"])) == 20_000
    assert len(rows_of(files["groups.csv"])) == 150
    assert len(county.electors) == 21_000
    assert len(good_rows("register.csv", county, files)) == 21_000
    assert len(good_rows("register-last-year.csv", county, files)) == len(county.last_year.electors)


def test_six_seats_are_missing_and_every_line_is_one_short(county: County, files: dict[str, bytes]) -> None:
    people, _ = read_people(files["people.csv"])
    vehicles, _ = read_vehicles(files["vehicles.csv"], people)
    coming = [person for person in people if person.rides]
    assert sum(person.size for person in coming) == 600
    assert Counter(vehicle.kind for vehicle in vehicles) == {"coach": 3, "car": 85}
    for line in LINES:
        wanted = sum(p.size for p in coming if p.group in line.towns)
        in_wheelchairs = sum(p.needs == "wheelchair" for p in coming if p.group in line.towns)
        drivers = {p.name for p in coming if p.group in line.towns}
        own = [v for v in vehicles if v.name == line.coach or v.driver in drivers]
        places = sum(v.seats + (v.kind == "car") for v in own)
        if line.stand_by:
            assert {v.seats for v in own} == {4}
            assert wanted == len(own) == line.cars  # nobody but the drivers
            continue
        assert wanted == places + in_wheelchairs + 1
        assert in_wheelchairs <= sum(v.wheelchairs for v in own)
        assert not in_wheelchairs or any(v.step_free for v in own)
    assert county.day.places == 594


def test_everybody_can_be_fetched_where_they_live(files: dict[str, bytes]) -> None:
    people, _ = read_people(files["people.csv"])
    vehicles, _ = read_vehicles(files["vehicles.csv"], people)
    drivers = {vehicle.driver for vehicle in vehicles if vehicle.driver}
    towns = {person.group for person in people if person.name in drivers}
    assert {person.group for person in people if person.rides} == towns
    assert all(vehicle.timetabled for vehicle in vehicles if vehicle.kind == "coach")
    assert [v.stops[0].leaves_s for v in vehicles if v.kind == "coach"] == [7 * 3600] * 3


def test_coach_2_is_on_the_road_when_it_breaks_down(files: dict[str, bytes]) -> None:
    people, _ = read_people(files["people.csv"])
    vehicles, _ = read_vehicles(files["vehicles.csv"], people)
    times = [stop.leaves_s or 0 for vehicle in vehicles if vehicle.name == "Coach 2" for stop in vehicle.stops]
    assert json.loads(files["day.json"])["breakdown"] == "coach 2 breaks down 09:00"
    at_s = 9 * 3600
    assert all(leaves_s < at_s for leaves_s in times)  # everybody is aboard
    assert max(times) > at_s - 20 * 60  # and the coach is not there yet


def test_the_day_has_children_needs_beds_and_people_kept_apart(files: dict[str, bytes]) -> None:
    people, _ = read_people(files["people.csv"])
    companions = Counter(row["with"].split()[-1] for row in rows_of(files["people.csv"]) if row["with"])
    assert companions["child"] > 20
    assert companions["children"] > 5
    assert Counter(person.needs for person in people if person.needs) == {"wheelchair": 4, "step-free": 13}
    assert 20 < sum(person.beds_wanted for person in people) < 80
    assert 20 < sum(person.beds_offered for person in people) < 80
    apart = [(person, other) for person in people for other in person.apart_from]
    towns = {person.name: person.group for person in people}
    assert len(apart) == sum(not line.stand_by for line in LINES)
    assert all(towns[other] == person.group and other != person.name for person, other in apart)


def test_no_name_stands_twice_in_a_list() -> None:
    for community in COMMUNITIES:
        assert [name for name, count in Counter(community.first).items() if count > 1] == []
    lasts = Counter(name for community in COMMUNITIES for name in community.last)
    assert [name for name, count in lasts.items() if count > 1] == []
    assert sum(community.share for community in COMMUNITIES) == 1_000


def test_names_are_many_and_none_rules(county: County) -> None:
    lasts = Counter(member.name.last for member in county.members)
    assert len(lasts) > 600
    assert lasts.most_common(1)[0][1] < 300
    assert len({str(member.name) for member in county.members}) > 12_000


def test_members_live_near_their_group_and_cards_are_numbered_by_joining(county: County) -> None:
    at = {group.name: group for group in county.groups}
    for member in county.members:
        group = at[member.group]
        assert abs(member.lat_e7 - group.lat_e7) < 400_000  # 4 km
    by_number = sorted(county.members, key=lambda member: member.number)
    assert [member.number for member in by_number] == [f"M{n:05d}" for n in range(1, 20_001)]
    assert all(
        later.joined_on - earlier.joined_on > timedelta(days=-25) for earlier, later in itertools.pairwise(by_number)
    )
    phones = [member.phone for member in county.members if member.phone]
    assert len(set(phones)) == len(phones) == 1_000
    assert all(phone.startswith("07700 900") for phone in phones)


@pytest.mark.parametrize("day", [date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 26), date(2024, 2, 28)])
def test_the_day_is_the_first_saturday_two_days_on_or_later(day: date) -> None:
    found = held_on(day)
    assert found.weekday() == 5
    assert 2 <= (found - day).days <= 8


def test_dates_hang_on_the_first_day_and_nothing_else_does(county: County, files: dict[str, bytes]) -> None:
    later = make_county(seed=1, first_day=county.first_day + timedelta(days=28))
    for member, moved in zip(county.members, later.members, strict=True):
        assert moved.joined_on - member.joined_on == timedelta(days=28)
    assert later.day.held_on - county.day.held_on == timedelta(days=28)
    moved_files = county_files(later)
    same = [name for name in files if files[name] == moved_files[name]]
    assert same == [
        "doors.csv",
        "streets.osm",
        "people.csv",
        "vehicles.csv",
        "groups.csv",
        "postcodes.csv",
        "planted.json",
    ]
