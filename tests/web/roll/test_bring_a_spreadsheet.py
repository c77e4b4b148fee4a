"""A list of people as spreadsheets hold it: a title over merged cells, days, numbers, and other sheets beside it."""

import datetime as dt
import io
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from muster.web.intake.told import problems_of
from muster.web.roll.models import Consent, ContactWay, Person
from tests.web.roll.made_files import keeper, read, taken_in, trouble
from tests.web.roll.made_roll import group

pytestmark = pytest.mark.usefixtures("transactional_db")

HEADER = ("Number", "Surname", "First name", "Mobile", "Postcode", "Group", "Joined", "Email consent")
ROWS: list[tuple[Any, ...]] = [
    (1001, "Okonjo", "Ada", 7700900123, "ZX1 0AB", 10, dt.date(2020, 5, 3), True),  # a telephone that lost its nought
    (1002.0, "Celik", "Zoë", "07700 900124", "zx10ab", 10.0, dt.datetime(2021, 6, 7, 8, 9), "no"),  # noqa: DTZ001 - a spreadsheet knows no zone
    ("1003", "Dunn", "=1+1", None, 12345, None, 44000, None),  # a postcode that is a number, a day as a number
]


def saved(*, title: bool = True, before: bool = True) -> bytes:
    """Save the list as openpyxl does: an empty sheet first, a hidden note behind, a title over merged cells."""
    book = openpyxl.Workbook()
    sheet = book.active if not before else book.create_sheet("Members")
    if title:
        sheet.append(["Members of Merrowby, as of today"])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADER))
        sheet.append([])
    sheet.append(HEADER)
    for row in ROWS:
        sheet.append(row)
    sheet.cell(row=sheet.max_row - len(ROWS) + 1, column=4).number_format = "00000000000"
    sheet.freeze_panes = "A4"
    notes = book.create_sheet("Notes")
    notes.append(["Surname", "Not these"])
    notes.append(["Quillfeather", "Nobody"])
    notes.sheet_state = "hidden"
    sheet.cell(row=sheet.max_row, column=3).data_type = "s"  # '=1+1' in words, and no formula
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("title", "before"), [(True, True), (False, False)], ids=["titled", "plain"])
def test_a_spreadsheet_is_read_as_it_was_meant(*, title: bool, before: bool) -> None:
    by, merrowby, ten = keeper(), group("Merrowby", "ZX1"), group("10")
    upload = taken_in(saved(title=title, before=before), by=by)
    people = {one.number: one for one in Person.objects.exclude(number="")}
    assert sorted(people) == ["1001", "1002", "1003"], trouble(upload)
    assert not Person.objects.filter(surname="Quillfeather").exists()
    assert [people["1001"].joined_on, people["1002"].joined_on, people["1003"].joined_on] == [
        dt.date(2020, 5, 3), dt.date(2021, 6, 7), dt.date(2020, 6, 18),
    ]  # fmt: skip
    assert [one.postcode for one in people.values()] == ["ZX10AB", "ZX10AB", ""]
    assert (people["1001"].group, people["1002"].group, people["1003"].group) == (ten, ten, None)
    assert (people["1002"].forenames, people["1003"].forenames) == ("Zoë", "=1+1")
    ways = dict(ContactWay.objects.values_list("person__number", "value"))
    assert ways == {"1001": "+447700900123", "1002": "+447700900124"}
    said = dict(Consent.objects.values_list("person__number", "agreed"))
    assert said == {"1001": True, "1002": False}
    assert merrowby.people.count() == 0


def test_a_row_of_a_spreadsheet_is_named_as_it_shows_it() -> None:
    upload = read(saved(), by=keeper(), name="members.xlsx")
    told = [(row, column, value) for row, column, value, _cure, _kept in problems_of(upload)]
    assert (6, "postcode", "12345") in told  # below a title and a blank row, the header is row 3
