"""Elector numbers, as councils, vendors and spreadsheets write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.register.numbers import (
    MADE_A_DATE,
    NO_NUMBER,
    Number,
    are_lettered,
    number_told,
    read_district,
    read_number,
    read_suffix,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ABC1-12/1", Number("ABC1", 12, 1)),
        ("ABC1-12", Number("ABC1", 12, 0)),
        ("KD-2/2-289/1", Number("KD-2/2", 289, 1)),
        ("KD-2/2-289", Number("KD-2/2", 289, 0)),
        ("abc1 - 12 / 1", Number("ABC1", 12, 1)),
        ("12", Number("", 12, 0)),
        (" 12 ", Number("", 12, 0)),
        ("0012", Number("", 12, 0)),
        ("12/1", Number("", 12, 1)),
        ("12/", Number("", 12, 0)),
        ("12/0", Number("", 12, 0)),
        ("12.0", Number("", 12, 0)),
        ("ABC1-12.0", Number("ABC1", 12, 0)),
    ],
)
def test_a_number_is_split_at_the_last_dash_then_at_the_stroke(text: str, number: Number) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("AA/1", Number("AA", 1, 0)), ("AA 1", Number("AA", 1, 0)), ("aa.12", Number("AA", 12, 0)),
        ("AB1", Number("AB", 1, 0)), ("AB/1/2", Number("AB", 1, 2)), ("ABC1-12/1", Number("ABC1", 12, 1)),
        ("12/1", Number("", 12, 1)), ("ABCD1", NO_NUMBER), ("AB0", NO_NUMBER), ("AB1C", NO_NUMBER), ("AB", NO_NUMBER),
    ],
)  # fmt: skip
def test_letters_before_figures_are_the_district_where_the_column_is_so_written(
    text: str, number: Number | str
) -> None:
    assert read_number(text, lettered=True) == number
    if not (isinstance(number, Number) and text[0].isalpha() and "-" not in text):
        assert read_number(text) == number
    else:
        assert read_number(text) == NO_NUMBER


@pytest.mark.parametrize(
    ("column", "are"),
    [
        (["AA/1", "AA/2"], True), (["AB1", "", "AC1"], True), (["AB1", "AB1"], False), (["AB1"], False), ([], False),
        (["AB1", "AB-2"], False), (["AB1", "3"], False), (["AB1", "x"], False),
    ],
)  # fmt: skip
def test_a_column_is_so_written_where_every_cell_is_and_no_two_are_alike(column: list[str], *, are: bool) -> None:
    assert are_lettered(column) is are


@pytest.mark.parametrize(
    ("column", "districts", "are"),
    [
        (["AB1"], {"AB"}, True), (["ab/1", "AB 1"], {"AB"}, True), (["AB1", "AC1"], {"AB"}, True),
        (["AB1"], {"AB", "AB1"}, False), (["AB1"], {"AC"}, False), (["AB1", "AC1", "AC1"], {"AB"}, False),
        (["AB1", "3"], {"AB"}, False), ([""], {"AB"}, False),
    ],
)  # fmt: skip
def test_a_few_cells_are_so_written_where_their_districts_stand(
    column: list[str], districts: set[str], *, are: bool
) -> None:
    assert are_lettered(column, districts=districts) is are


@pytest.mark.parametrize(
    "text", ["", "0", "five", "12A", "-12", "12/x", "1,234", "12.5", "123456789", "١٢", "12/12345"]
)
def test_what_is_no_number_gives_the_cure(text: str) -> None:
    assert read_number(text) == NO_NUMBER


@pytest.mark.parametrize("text", ["12/01/2026", "12-Jan", "2026-01-12", "12-01-26"])
def test_a_number_that_a_spreadsheet_made_a_date_of_is_said_to_be_one(text: str) -> None:
    assert read_number(text) == MADE_A_DATE


def test_a_suffix_of_nothing_is_none() -> None:
    assert [read_suffix(text) for text in ("", " ", "0", "1", "/2", "3.0", "x", "1.5", "99999")] == [
        0, 0, 0, 1, 2, 3, None, None, None,
    ]  # fmt: skip


def test_districts_are_in_capitals_without_stray_blanks() -> None:
    assert [read_district(text) for text in (" ca1 ", "KD-2/2", "C  A", "3.0", "3.5")] == [
        "CA1", "KD-2/2", "C A", "3", "3.5",
    ]  # fmt: skip


def test_a_number_is_told_without_a_suffix_of_nothing() -> None:
    assert number_told("ABC1", 12, 1) == "ABC1-12/1"
    assert number_told("ABC1", 12, 0) == "ABC1-12"
    assert number_told("", 12) == "12"


@given(
    st.from_regex(r"[A-Z]{1,3}[0-9]{0,2}(-[0-9]/[0-9])?", fullmatch=True),
    st.integers(1, 99_999_999),
    st.integers(0, 9_999),
)
def test_what_is_told_is_read_again(district: str, number: int, suffix: int) -> None:
    assert read_number(number_told(district, number, suffix)) == Number(district, number, suffix)
