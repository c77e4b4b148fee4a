"""Postcodes, days, UPRNs, markers and the other cells of a row."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.register.dates import NO_DATE, comes_of_age, month_is_first, read_date
from muster.register.lines import Home, are_plain, read_home, read_plain_homes
from muster.register.markers import BY_NATION, Franchise, franchise_of, unknown_markers
from muster.register.postcodes import NO_POSTCODE, NO_SUCH_END, find_postcode, postcode_told, read_postcode
from muster.register.values import change_of, read_uprn


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("ZX1 0AB", "ZX10AB"), ("zx1 0ab", "ZX10AB"), ("ZX10AB", "ZX10AB"), (" ZX1  0AB ", "ZX10AB"),
        ("ZX1-0AB", "ZX10AB"), ("BT1 1AA", "BT11AA"), ("M1 1AE", "M11AE"), ("SW1A 1AA", "SW1A1AA"),
        ("W1A 0AX", "W1A0AX"), ("CR2 6XH", "CR26XH"), ("CR0 6XH", "CR06XH"),
        ("DN55 1PT", "DN551PT"), ("GIR 0AA", "GIR0AA"), ("", ""),
    ],
)  # fmt: skip
def test_a_postcode_is_kept_without_blanks(text: str, postcode: str) -> None:
    assert read_postcode(text) == (postcode, "")


@pytest.mark.parametrize(
    ("text", "postcode", "told"),
    [
        ("ZX1 OAB", "ZX10AB", "ZX1 0AB"),
        ("ZXI 0AB", "ZX10AB", "ZX1 0AB"),
        ("ZXl0 OAB", "ZX100AB", "ZX10 0AB"),
        ("S0 1 4AB", "SO14AB", "SO1 4AB"),
        ("MI IAE", "M11AE", "M1 1AE"),
    ],
)
def test_letters_typed_for_digits_are_put_right_and_told(text: str, postcode: str, told: str) -> None:
    assert read_postcode(text) == (postcode, f"read as {told}: letters and digits were swapped")


@pytest.mark.parametrize("text", ["ZX1", "ZX1 0A", "ZX1 0ABC", "1234", "Upton"])
def test_what_is_no_postcode_is_told(text: str) -> None:
    assert read_postcode(text) == ("", NO_POSTCODE)


@pytest.mark.parametrize("text", ["LE15 9AC", "le159ov", "ZX1 0CV"])
def test_letters_that_end_no_postcode_are_named(text: str) -> None:
    assert read_postcode(text) == ("", NO_SUCH_END)


def test_a_postcode_is_found_at_the_end_of_a_line() -> None:
    assert [find_postcode(line) for line in ("ZX1 0AB", "Upton ZX1 0AB", "Upton, zx10ab", "Upton", "4 Mill 3ab")] == [
        ("", "ZX10AB"), ("Upton", "ZX10AB"), ("Upton", "ZX10AB"), ("Upton", ""), ("4 Mill 3ab", ""),
    ]  # fmt: skip


def test_postcodes_are_told_as_people_write_them() -> None:
    assert [postcode_told(code) for code in ("ZX10AB", "M11AE", "")] == ["ZX1 0AB", "M1 1AE", ""]


@pytest.mark.parametrize(
    ("cells", "postcode", "home"),
    [
        (("4 Mill Street", "Upton", "", "", ""), "ZX1 0AB", Home(("4 Mill Street", "Upton"), "ZX10AB", "")),
        (("4 Mill Street", "ZX1 0AB", "Upton", "", "ZX1 0AB"), "", Home(("4 Mill Street", "Upton"), "ZX10AB", "")),
        (("4 Mill Street", "Upton ZX1 0AB", "", "", ""), "ZX1 0AB", Home(("4 Mill Street", "Upton"), "ZX10AB", "")),
        ((" 4- 6  Mill Street ", "Upton,", "n/a", "-", ""), "", Home(("4- 6 Mill Street", "Upton"), "", "")),
        (("", "", "", "", ""), "", Home((), "", "")),
        (("Other Electors", "", "", "", ""), "", Home((), "", "")),
        (
            ("4 Mill Street", "Upton", "ZX1 0AD", "", ""),
            "ZX1 0AB",
            Home(("4 Mill Street", "Upton"), "ZX10AB", "the address ends in another postcode; this one was taken"),
        ),
        (
            ("4 Mill Street", "Upton", "ZX1 0AD", "", ""),
            "ZX1",
            Home(("4 Mill Street", "Upton"), "ZX10AD", "this is no postcode; the one in the address was taken"),
        ),
    ],
)
def test_an_address(cells: tuple[str, ...], postcode: str, home: Home) -> None:
    assert read_home(cells, postcode, (1, 1, 1, 1, 1)) == home


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        (("", "12", "", "Mill Street", "Upton"), ("12 Mill Street", "Upton")),
        (("Flat 3", "12A", "", "Mill Street", "Upton"), ("Flat 3", "12A Mill Street", "Upton")),
        (("", "12", "Mill Court", "Mill Street", "Upton"), ("12 Mill Court", "Mill Street", "Upton")),
        (("", "Rose Cottage", "", "Mill Street", ""), ("Rose Cottage", "Mill Street")),
        (("", "12", "", "", ""), ("12",)),
    ],
)
def test_a_house_number_goes_before_the_street_that_it_belongs_to(
    cells: tuple[str, ...], lines: tuple[str, ...]
) -> None:
    assert read_home(cells, "", (1, 2, 1, 1)) == Home(lines, "", "")


@pytest.mark.parametrize(
    "text",
    [
        "03/12/2026", "3/12/26", "3.12.2026", "03-12-2026", "2026-12-03", "2026-12-03T00:00:00", "03/12/2026 00:00",
        "3-Dec-26", "3 December 2026", "3rd Dec 2026", "20261203", "46359", "46359.0",
    ],
)  # fmt: skip
def test_days_in_every_form(text: str) -> None:
    assert read_date(text) == dt.date(2026, 12, 3)


def test_a_file_whose_months_come_first() -> None:
    assert read_date("12/03/2026", "month first") == dt.date(2026, 12, 3)
    assert month_is_first(["01/02/2026", "01/31/2026"])
    assert not month_is_first(["01/02/2026", "31/01/2026"])
    assert not month_is_first(["01/02/2026"])


@pytest.mark.parametrize("text", ["", "0", "-", "00/00/0000", "01/01/1900"])
def test_no_day_at_all(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize("text", ["soon", "31/02/2026", "2026", "12/2026", "3 Smarch 2026", "99999"])
def test_a_day_that_is_none_gives_the_cure(text: str) -> None:
    assert read_date(text) == NO_DATE


@given(st.dates(dt.date(2000, 1, 1), dt.date(2060, 1, 1)))
def test_every_form_of_a_day_is_read_again(day: dt.date) -> None:
    forms = ("%d/%m/%Y", "%Y-%m-%d", "%d-%b-%y", "%d %B %Y", "%Y%m%d", "%d.%m.%y")
    assert {read_date(day.strftime(form)) for form in forms} == {day}
    assert read_date(str((day - dt.date(1899, 12, 30)).days)) == day


def test_coming_of_age() -> None:
    assert comes_of_age(dt.date(2008, 3, 12)) == dt.date(2026, 3, 12)
    assert comes_of_age(dt.date(2008, 2, 29)) == dt.date(2026, 3, 1)


def test_uprns_lose_the_zeros_before_them() -> None:
    texts = ("000072771509", "72771509", "72771509.0", "", "0", "7.2771509E+07", "1234567890123")
    assert [read_uprn(text) for text in texts] == ["72771509", "72771509", "72771509", "", "", None, None]


@pytest.mark.parametrize(
    ("created", "changed", "deleted", "change"),
    [
        (0, 0, 5, "gone"), (3, 0, 5, "gone"), (0, 4, 5, "gone"), (5, 0, 5, None), (5, 5, 5, None),
        (0, 5, 0, "changed"), (4, 5, 0, "changed"), (5, 5, 0, "new"), (5, 0, 0, "new"), (0, 0, 0, "changed"),
    ],
)  # fmt: skip
def test_what_an_update_does(created: int, changed: int, deleted: int, change: str | None) -> None:
    assert change_of(created, changed, deleted) == change


@pytest.mark.parametrize(
    ("nation", "markers", "franchise"),
    [
        ("england", "", Franchise.UK_PARL | Franchise.LOCAL | Franchise.PCC),
        ("england", "F", Franchise.UK_PARL),
        ("england", "G", Franchise.LOCAL | Franchise.PCC),
        ("england", "L", Franchise.LOCAL | Franchise.PCC),
        ("england", "A", Franchise.UK_PARL | Franchise.LOCAL | Franchise.PCC),
        ("england", "F, L", Franchise.NONE),
        ("scotland", "", Franchise.UK_PARL | Franchise.LOCAL | Franchise.DEVOLVED),
        ("scotland", "f", Franchise.UK_PARL),
        ("scotland", "M", Franchise.LOCAL | Franchise.DEVOLVED),
        ("scotland", "L", Franchise.LOCAL | Franchise.DEVOLVED),
        ("wales", "G", Franchise.LOCAL | Franchise.DEVOLVED | Franchise.PCC),
        ("northern ireland", "", Franchise.UK_PARL | Franchise.LOCAL | Franchise.DEVOLVED),
    ],
)
def test_who_may_vote_in_what(nation: str, markers: str, franchise: Franchise) -> None:
    assert franchise_of(markers, BY_NATION[nation]) == franchise


def test_letters_that_a_table_does_not_know_are_told() -> None:
    assert unknown_markers("F, x A", BY_NATION["england"]) == "AX"


LINES = st.sampled_from(
    [
        "",
        "4 Mill Street",
        "Upton",
        "N/A",
        "-",
        "ZX1 0AB",
        "2nd Floor",
        "Upton ZX1 0AB",
        " Upton",
        "Upton,",
        "A  B",
        "x|y",
    ]
)


@given(st.lists(st.tuples(LINES, LINES, LINES), min_size=1, max_size=4), st.sampled_from(["ZX1 0AB", "ZX1", ""]))
def test_plain_addresses_are_read_as_all_are(rows: list[tuple[str, str, str]], postcode: str) -> None:
    if are_plain(rows):
        homes = [Home(*one) for one in zip(*read_plain_homes([(postcode, *row) for row in rows]), strict=True)]
        assert homes == [read_home(row, postcode, (1, 1, 1)) for row in rows]
    else:
        untidy = {"ZX1 0AB", "Upton ZX1 0AB", " Upton", "Upton,", "A  B"}
        assert any(line in untidy for row in rows for line in row)
