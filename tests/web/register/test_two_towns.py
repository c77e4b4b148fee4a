"""Two towns with one suburb and one street in one area: full registers, a year later, an update, a second register."""

import csv
import io
from collections.abc import Sequence

import pytest

from muster.web.intake.models import Upload
from muster.web.intake.told import problems_of
from muster.web.register.models import Door, Entry, Listing, Source, Street
from tests.register.made.write import X2, X3
from tests.web.register.made_source import AFTER, added, organiser, read, taken_in

pytestmark = pytest.mark.usefixtures("transactional_db")

Living = tuple[int, str, str, str, str]  # number, surname, first line, town, postcode


def living(first: int, town: str, outward: str, *, doors: int = 6) -> list[Living]:
    """Give who lives in a town's High Street in Northfield."""
    return [
        (first + n, f"{town[:3]}{'abcdefg'[n]}", f"{n + 1} High Street", town, f"{outward} {n // 3}AA")
        for n in range(doors)
    ]


ANY, OTHER = living(1, "Anytown", "AB1"), living(101, "Otherton", "CD2")


def full(rows: Sequence[Living]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(X2)
    for number, surname, line, town, postcode in rows:
        lines = ([line, "Northfield", town] if town else [line, "Northfield"]) + [""] * 6
        writer.writerow(["NA" if number < 100 else "NB", number, 0, "", "", surname, "Ann", postcode, *lines[:6]])
    return out.getvalue().encode()


def update(rows: Sequence[Living]) -> bytes:
    """Write who came, with street and number in columns of their own and no town, as some updates have it."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, X3)
    writer.writeheader()
    for number, surname, line, _town, postcode in rows:
        house, _, street = line.partition(" ")
        writer.writerow({
            "CompanyName": "Merrowby", "DistrictRef": "NA" if number < 100 else "NB", "StreetName": street,
            "PropertyPostCode": postcode, "PropertyAddressNumber": house, "ElectorSurname": surname,
            "ElectorNumber": f"{'NA' if number < 100 else 'NB'}-{number}", "ElectorForename": "Ann",
            "ElectorCreatedMonth": 3, "ElectorChangedMonth": 0, "ElectorDeletedMonth": 0,
        })  # fmt: skip
    return out.getvalue().encode()


def door_of(source: Source) -> dict[str, int | None]:
    entries = Entry.objects.filter(source=source, ending=None)
    return dict(entries.values_list("surname", "door"))


def counts(source: Source) -> list[int]:
    told = source.versions.get(number=source.standing).counts
    return [told[kind] for kind in ("new", "gone", "moved", "doors_new", "doors_gone")]


def test_two_towns_doors_stay_apart_from_version_to_version() -> None:
    by = organiser()
    source = added(by)
    taken_in(source, full(ANY + OTHER), by=by)
    first = door_of(source)
    assert len(set(first.values())) == 12
    assert set(Street.objects.values_list("locality", "town")) == {
        ("Northfield, Anytown", "Anytown"),
        ("Northfield, Otherton", "Otherton"),
    }
    without = [(*one[:3], "", one[4]) if one[0] % 2 else one for one in ANY]
    taken_in(source, full(without + OTHER), by=by, on=AFTER)
    assert door_of(source) == first
    assert counts(source) == [0, 0, 0, 0, 0]


def test_a_second_town_changes_no_door_of_the_first() -> None:
    by = organiser()
    source = added(by)
    taken_in(source, full(ANY), by=by)
    first = door_of(source)
    taken_in(source, full(ANY + OTHER), by=by, on=AFTER)
    assert {name: door for name, door in door_of(source).items() if name in first} == first
    assert counts(source) == [6, 0, 0, 6, 0]
    assert set(Street.objects.values_list("locality", flat=True)) == {"Northfield", "Northfield, Otherton"}


def test_the_next_towns_register_shares_no_door_with_the_first() -> None:
    by = organiser()
    one, other = added(by), added(by, name="Register of Otherton")
    taken_in(one, full(ANY), by=by)
    taken_in(other, full(OTHER), by=by)
    assert not set(door_of(one).values()) & set(door_of(other).values())


def test_an_updates_rows_without_town_find_the_doors_of_their_postcode() -> None:
    by = organiser()
    source = added(by)
    taken_in(source, full(ANY + OTHER), by=by)
    stood = door_of(source)
    comes = [(50, "Newman", "2 High Street", "", "AB1 0AA"), (150, "Ahmed", "2 High Street", "", "CD2 0AA")]
    taken_in(source, update(comes), by=by)
    assert counts(source) == [2, 0, 0, 0, 0]
    assert door_of(source) == {**stood, "Newman": stood["Anyb"], "Ahmed": stood["Othb"]}


def test_an_update_that_nothing_tells_is_a_doubt_shown() -> None:
    by = organiser()
    source = added(by)
    taken_in(source, full(ANY + OTHER), by=by)
    upload = read(source, update([(50, "Newman", "2 High Street", "", "")]), by=by)
    assert upload.state == Upload.State.READ
    ((row, column, value, cure, kept),) = problems_of(upload)
    assert (row, column, value, bool(kept)) == (2, "address", "2 High Street", True)
    assert "more than one town" in cure
    stood = set(Door.objects.values_list("pk", flat=True))
    taken = set(Listing.objects.filter(until=None).values_list("door", flat=True))
    assert taken == stood
