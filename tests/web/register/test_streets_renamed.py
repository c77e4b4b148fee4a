"""A council gives a street another name: whoever organises there is asked, and if it was so doors stay."""

from collections.abc import Callable, Sequence
from html import unescape

import pytest
from django.test import Client
from django.utils.timezone import now

from muster.web.intake import uploads
from muster.web.intake.models import Upload
from muster.web.record.actor import Actor
from muster.web.register import actions_of_files as of_files
from muster.web.register import actions_of_places as of_places
from muster.web.register.finding import Sought, found
from muster.web.register.models import Building, Door, Entry, Renaming, Source, Street
from tests.web.register.made_source import AFTER, added, csv_of, organiser, read, taken_in, work
from tests.web.register.test_pages import at, text_of
from tests.web.register.test_two_towns import update

pytestmark = pytest.mark.usefixtures("transactional_db")

Enter = Callable[[Actor], Client]
Row = tuple[str, int, str, str, str, str, str]


def place(lane: str, *, numbers: Sequence[int] = range(1, 21), first: int = 1, mill: str = "Anytown") -> list[Row]:
    """Give two streets: twenty houses of one, of some name, and ten of another, which stays."""
    here = [
        ("CA1", first + n, f"Ash{'abcdefghijklmnopqrst'[n - 1]}", "Jo", "ZX1 0AB", f"{n} {lane}", mill) for n in numbers
    ]
    rest = [
        ("CA1", first + 50 + n, f"Oak{'abcdefghij'[n]}", "Bo", "ZX1 0AC", f"{n + 1} High Street", "Anytown")
        for n in range(10)
    ]
    return here + rest


def asked(upload: Upload) -> list[tuple[str, str, int, int, bool]]:
    told = uploads.seen(upload).get("renamed", [])
    return [(one["was"], one["name"], one["stayed"], one["stood"], one["said"]) for one in told]


def say(upload: Upload, *was: str, by: Actor) -> None:
    streets = [one["street"] for one in uploads.seen(upload)["renamed"] if one["was"] in was]
    of_files.rename_streets(upload, streets=streets, by=by, at=now())
    work()
    upload.refresh_from_db()


def take_in(upload: Upload, *, by: Actor) -> None:
    of_files.accept(upload, by=by, at=now())
    work()
    upload.refresh_from_db()
    assert upload.state == Upload.State.TAKEN_IN


def counts(upload: Upload) -> list[int]:
    told = uploads.seen(upload)["counts"]
    return [told[kind] for kind in ("new", "gone", "moved", "doors_new", "doors_gone")]


def lived_in(source: Source) -> dict[str, tuple[int | None, str]]:
    rows = Entry.objects.filter(source=source, ending=None)
    return {
        name: (door, street)
        for name, door, street in rows.values_list("surname", "door", "door__building__street__name")
    }


def doors(source: Source) -> dict[str, int | None]:
    return {name: door for name, (door, _street) in lived_in(source).items()}


def test_without_an_answer_everybody_there_has_moved_and_with_it_nobody() -> None:
    by = organiser()
    source = added(by)
    taken_in(source, csv_of(place("Mill Lane")), by=by)
    first = doors(source)
    house = Building.objects.get(street__name="Mill Lane", number="7")
    of_places.place(house, lon=-0.7, lat=52.6, by=by, at=now())

    upload = read(source, csv_of(place("Mill Road", numbers=range(1, 19), first=200)), by=by, on=AFTER)
    assert asked(upload) == [("Mill Lane", "Mill Road", 18, 20, False)]
    assert counts(upload) == [0, 2, 18, 18, 20]
    say(upload, "Mill Lane", by=by)
    assert asked(upload) == [("Mill Lane", "Mill Road", 18, 20, True)]
    assert counts(upload) == [0, 2, 0, 0, 2]
    say(upload, by=by)  # and taken back
    assert asked(upload) == [("Mill Lane", "Mill Road", 18, 20, False)]
    assert counts(upload) == [0, 2, 18, 18, 20]

    say(upload, "Mill Lane", by=by)
    take_in(upload, by=by)
    assert {name: door for name, door in first.items() if name not in ("Ashs", "Asht")} == doors(source)
    assert {street for _door, street in lived_in(source).values()} == {"Mill Road", "High Street"}
    house.refresh_from_db()
    assert (house.lon, house.lat, house.placed_from) == (-0.7, 52.6, "hand")
    assert Door.objects.count() == 30


@pytest.mark.parametrize("later", ["Mill Road", "MILL RD", "Mill Lane"])
def test_a_later_file_finds_the_same_doors_by_either_name(later: str) -> None:
    by = organiser()
    source = _renamed(by)
    first = doors(source)
    upload = read(source, csv_of(place(later, first=300)), by=by, on=AFTER)
    assert asked(upload) == []
    assert counts(upload) == [0, 0, 0, 0, 0]
    take_in(upload, by=by)
    assert doors(source) == first
    assert set(Street.objects.values_list("name", flat=True)) == {"Mill Road", "High Street"}


def test_a_street_is_renamed_twice_and_each_name_taken_back() -> None:
    by = organiser()
    source = _renamed(by)
    first = doors(source)
    upload = read(source, csv_of(place("Mill Avenue", first=300)), by=by, on=AFTER)
    assert asked(upload) == [("Mill Road", "Mill Avenue", 20, 20, False)]
    say(upload, "Mill Road", by=by)
    take_in(upload, by=by)
    assert doors(source) == first
    for number, name in ((3, "Mill Road"), (2, "Mill Lane")):
        source.refresh_from_db()
        of_files.take_back(source, number=number, by=by, at=now())
        work()
        assert doors(source) == first
        assert name in Street.objects.values_list("name", flat=True)
    assert not Renaming.objects.exists()


def test_another_street_of_the_new_name_is_left_alone() -> None:
    by = organiser()
    source = _renamed(by)
    other = [("CA2", n, f"Elm{'abcde'[n - 1]}", "Al", "ZX9 9AA", f"{n} Mill Road", "Otherton") for n in range(1, 6)]
    taken_in(source, csv_of(place("Mill Road", first=300) + other), by=by, on=AFTER)
    streets = set(Street.objects.values_list("name", "locality"))
    assert streets == {("Mill Road", "Anytown"), ("High Street", "Anytown"), ("Mill Road", "Otherton")}
    assert Door.objects.count() == 35


@pytest.mark.parametrize(
    "rows",
    [
        place("Mill Road", numbers=range(1, 11)) + place("Mill Lane", numbers=range(11, 12))[:1],  # one is left
        place("Mill Road", numbers=range(1, 13)),  # too few stay
        [
            *place("Mill Lane")[20:],
            *(("CA1", n, "New", f"N{chr(96 + n)}", "ZX1 0AB", f"{n} Mill Road", "Anytown") for n in range(1, 21)),
        ],
    ],
    ids=["one is left there", "three in five stay", "others live there"],
)
def test_nothing_is_asked_where_a_street_was_not_plainly_renamed(rows: list[Row]) -> None:
    by = organiser()
    source = added(by)
    taken_in(source, csv_of(place("Mill Lane")), by=by)
    assert asked(read(source, csv_of(rows), by=by, on=AFTER)) == []


def test_where_nobodys_name_is_kept_doors_of_one_number_and_postcode_tell(enter: Enter) -> None:
    by = organiser()
    source = added(by, mode="B")
    taken_in(source, csv_of(place("Mill Lane")), by=by)
    known = set(Door.objects.values_list("pk", flat=True))
    assert asked(read(source, csv_of(place("Mill Road", numbers=range(1, 13))), by=by, on=AFTER)) == []
    of_files.send_back(Upload.objects.latest("pk"), by=by, at=now())
    upload = read(source, csv_of(place("Mill Road", numbers=range(1, 19))), by=by, on=AFTER)
    assert asked(upload) == [("Mill Lane", "Mill Road", 18, 20, False)]
    assert "18 of its 20 doors have the same number and postcode." in text_of(enter(by).get(at("upload", upload.pk)))
    say(upload, "Mill Lane", by=by)
    assert counts(upload)[-2:] == [0, 2]
    take_in(upload, by=by)
    assert set(Door.objects.values_list("pk", flat=True)) == known
    assert set(Street.objects.values_list("name", flat=True)) == {"Mill Road", "High Street"}


def test_an_update_that_names_no_place_means_the_street_of_its_new_name() -> None:
    by = organiser()
    source = _renamed(by)
    came = [(240, "Newcome", "7 Mill Road", "", "ZX1 0AB"), (241, "Newby", "21 Mill Road", "", "ZX1 0AB")]
    taken_in(source, update(came), by=by, on=AFTER)
    assert doors(source)["Newcome"] == doors(source)["Ashg"]
    assert lived_in(source)["Newby"][1] == "Mill Road"
    assert Street.objects.count() == 2


def test_two_registers_of_one_area_may_call_it_by_either_name() -> None:
    by = organiser()
    source, other = added(by), added(by, name="Beside it")
    for one in (source, other):
        taken_in(one, csv_of(place("Mill Lane")), by=by)
    upload = read(source, csv_of(place("Mill Road")), by=by, on=AFTER)
    say(upload, "Mill Lane", by=by)
    take_in(upload, by=by)
    later = read(other, csv_of(place("Mill Road", numbers=range(1, 20))), by=by, on=AFTER)
    assert asked(later) == []
    assert counts(later) == [0, 1, 0, 0, 1]
    take_in(later, by=by)
    assert Street.objects.count() == 2


def test_a_street_is_found_by_the_name_that_it_had() -> None:
    source = _renamed(organiser())
    for text in ("Mill Lane", "mill la", "mill road"):
        assert [one.name for one in found(source, Sought(text)).streets] == ["Mill Road"], text
    (house,) = found(source, Sought("7 Mill Lane")).buildings
    assert (house.number, house.street.name) == ("7", "Mill Road")


def test_the_page_asks_and_the_list_of_changes_says_it(enter: Enter) -> None:
    by = organiser()
    source = added(by)
    taken_in(source, csv_of(place("Mill Lane")), by=by)
    upload = read(source, csv_of(place("Mill Road")), by=by, on=AFTER)
    browser = enter(by)
    page = browser.get(at("upload", upload.pk))
    assert "Mill Lane is called Mill Road now" in text_of(page)
    assert "20 of its 20 people stay at the same number." in text_of(page)
    street = Street.objects.get(name="Mill Lane").pk
    assert f'value="{street}">' in unescape(page.content.decode())
    assert browser.post(at("renamed", upload.pk), {"street": [street]}).status_code == 302
    work()
    page = browser.get(at("upload", upload.pk))
    assert f'value="{street}" checked>' in page.content.decode()
    told = browser.post(at("accept", upload.pk), follow=True)  # unticked meanwhile, and not read so
    assert "it is read again with the streets that you ticked" in text_of(told)
    work()
    assert browser.post(at("accept", upload.pk), {"street": [street]}).status_code == 302  # ticked, and not read so
    work()
    upload.refresh_from_db()
    assert (upload.state, counts(upload)) == (Upload.State.READ, [0, 0, 0, 0, 0])
    browser.post(at("accept", upload.pk), {"street": [street]})
    work()
    upload.refresh_from_db()
    assert upload.state == Upload.State.TAKEN_IN
    changes = text_of(browser.get(at("changes", source.pk, 1, 2)))
    assert "Mill Lane is called Mill Road" in changes
    assert browser.post(at("renamed", upload.pk), {"street": [street]}).status_code == 302  # too late, which is said


def _renamed(by: Actor) -> Source:
    """Take a register in, and the next, in which Mill Lane is said to be Mill Road."""
    source = added(by)
    taken_in(source, csv_of(place("Mill Lane")), by=by)
    upload = read(source, csv_of(place("Mill Road", first=200)), by=by, on=AFTER)
    say(upload, "Mill Lane", by=by)
    take_in(upload, by=by)
    source.refresh_from_db()
    return source
