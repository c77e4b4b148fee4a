"""Whole files: beside a slow, plain reader; and where every row went."""

import csv
import io
from dataclasses import fields
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.register import read as reading_module
from muster.register.account import Accounts, AccountsError
from muster.register.batch import Batch
from muster.register.cautions import UNENDED
from muster.register.decode import decode
from muster.register.layouts import X1, X2, X3
from muster.register.mapping import ColumnMapping
from muster.register.read import MOST_LISTED, Reading, read_register
from muster.table import Problem
from tests.register.plain_reader import read_plainly

COLUMNS = [column.name for column in fields(Batch) if column.compare]


def rows_of(reading: Reading) -> list[tuple[Any, ...]]:
    return [row for batch in reading for row in zip(*(getattr(batch, name) for name in COLUMNS), strict=True)]


NUMBERS = st.sampled_from([*map(str, range(1, 12)), "3/1", "CA1-4", "CA2-5/2", " 6 ", "7.0", "", "x", "0", "KD-2/2-8"])
CELL = {
    "Elector Number Prefix": st.sampled_from(["CA1", "ca1", "CA2", "KD-2/2", ""]),
    "Elector Number": NUMBERS,
    "ElectorNumber": st.sampled_from(["CA1-1", "CA1-2/1", "KD-2/2-289/1", "CA2-3", "12", "x", ""]),
    "DistrictRef": st.sampled_from(["CA1", "CA2", ""]),
    "Elector Number Suffix": st.sampled_from(["", "0", "1", "x"]),
    "PostCode": st.sampled_from(["ZX1 0AB", "ZX1 OAB", "ZX1", ""]),
    "PropertyPostCode": st.sampled_from(["ZX1 0AB", ""]),
    "Elector DOB": st.sampled_from(["", "12/03/2008", "soon"]),
    "ElectorDOB": st.sampled_from(["", "12/03/2008"]),
    "ElectorCreatedMonth": st.sampled_from(["0", "3", "", "x"]),
    "ElectorChangedMonth": st.sampled_from(["0", "3", "4"]),
    "ElectorDeletedMonth": st.sampled_from(["0", "0", "3"]),
    "RecordTotal": st.just(""),
    "UPRN": st.sampled_from(["000072771509", "", "x"]),
}
WORDS = st.sampled_from(
    (
        "", "Mill Street", "Upton", "4- 6 Mill  Street", 'The "Old" Mill', "Flat 1, 3 Mill Street", "Zoë", "(z) Lee",
        "ZX1 0AB", "n/a",
    )
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    header = [*draw(st.sampled_from([X2.columns, X3.columns])), *draw(st.sampled_from([[], ["UPRN"]]))]
    row = st.tuples(*[CELL.get(name, WORDS) for name in header]).map(list)
    odd = st.one_of(
        row.map(lambda cells: cells[:-3]), row.map(lambda cells: [*cells, "more"]), st.just([""] * len(header))
    )
    rows = draw(st.lists(st.one_of(row, row, row, odd), max_size=14))
    if draw(st.integers(0, 3)) == 0:  # a whole column of letters and figures, and at times one that is otherwise
        at = next(header.index(name) for name in ("ElectorNumber", "Elector Number") if name in header)
        for n, cells in enumerate(rows, start=1):
            if any(cells):
                cells[at] = draw(st.sampled_from(["AB/{}", "ab {}", "CA{}", "CA.{}/1", *["AB{}"] * 9, "x"])).format(n)
    return header, rows


@settings(max_examples=150)
@given(
    tables(),
    st.sampled_from([",", "\t", ";", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.integers(1, 5),
    st.sampled_from([3, 50, 10_000]),
)
def test_a_slow_plain_reader_finds_the_same(
    table: tuple[list[str], list[list[str]]],
    delimiter: str,
    encoding: str,
    end: str,
    quoting: Any,
    size: int,
    piece: int,
) -> None:  # fmt: skip
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows([table[0], *table[1]])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading_module, "decode", partial(decode, piece=piece))
        reading = read_register(out.getvalue().encode(encoding), name="x.csv", rows_per_batch=size)
        found = rows_of(reading)
    plain = read_plainly(out.getvalue(), delimiter=delimiter)
    assert found == plain.rows
    assert [problem.row for problem in reading.problems] == sorted(plain.aside)
    told = reading.accounts
    assert (told.rows, told.blank, told.passing) == (len(table[1]) + 1, plain.blank, plain.passing)


HEAD = ",".join(X1.columns) + "\n"


def x1(*numbers: object) -> str:
    return "".join(f"CA1,{number},0,,,Smith John,ZX1 0AB,4 Mill Street,Upton,,,,\n" for number in numbers)


def test_where_every_row_went() -> None:
    text = (
        "Register of Electors\n\n" + HEAD + x1(1, 2) + "\n" + HEAD + x1(3, "x", 2)
        + "Other Electors,,,,,,,,,,,,\n" + "CA1,4,0,N,,,,,,,,,\n" + "Total,5,,,,,,,,,,,\n,,,,,,,,,,,,\n"
    )  # fmt: skip
    reading = read_register(text.encode(), name="x.csv")
    assert [row[2] for row in rows_of(reading)] == [1, 2, 3, 4]
    assert reading.accounts == Accounts(
        rows=14, electors=4, set_aside=2, blank=3, above=1, headers=2, totals=1, headings=1, passing=0
    )
    assert [problem.row for problem in reading.problems] == [9, 10]


def test_accounts_that_do_not_add_up_are_refused() -> None:
    Accounts(rows=3, electors=1, set_aside=1, headers=1).check()
    with pytest.raises(AccountsError, match="4 rows in the file, 3 accounted for"):
        Accounts(rows=4, electors=1, set_aside=1, headers=1).check()


def test_a_number_that_stands_twice_is_found_from_batch_to_batch() -> None:
    reading = read_register((HEAD + x1(*range(1, 50), 7, 7, 50)).encode(), name="x.csv", rows_per_batch=4)
    assert [row[2] for row in rows_of(reading)] == list(range(1, 51))
    cure = "this number stands in row 8 as well; an elector's number may stand only once"
    assert reading.problems == [Problem(row, "Elector Number", "CA1-7", cure) for row in (51, 52)]


@pytest.mark.parametrize(
    ("line", "cautions"),
    [
        ("Total electors,4", []),
        ("Number of electors: 4", []),
        ("Total,5", ["5"]),
        ("5 records", ["5"]),
        ("End of register", []),
    ],
)
def test_a_files_own_total_is_held_against_what_was_found(line: str, cautions: list[str]) -> None:
    reading = read_register((HEAD + x1(1, 2, 3, "x") + line + "\n").encode(), name="x.csv")
    assert len(rows_of(reading)) == 3
    assert [caution.value for caution in reading.cautions] == cautions
    assert all("it may have been cut" in caution.cure for caution in reading.cautions)


def test_an_update_that_was_cut_is_cautioned() -> None:
    cells = dict.fromkeys(X3.columns, "") | {"ElectorSurname": "Lee", "RecordTotal": "3"}
    rows = [cells | {"ElectorNumber": f"CA1-{n}", "ElectorDeletedMonth": "3", "RecordCount": str(n)} for n in (1, 2, 3)]
    for kept, cautions in ((3, []), (2, ["3"])):
        out = io.StringIO()
        writer = csv.DictWriter(out, X3.columns)
        writer.writeheader()
        writer.writerows(rows[:kept])
        reading = read_register(out.getvalue().encode(), name="x3.csv")
        assert [row[-1] for row in rows_of(reading)] == ["gone"] * kept
        assert [caution.value for caution in reading.cautions] == cautions


def test_an_update_may_strike_an_elector_off_and_put_them_in_again() -> None:
    cells = dict.fromkeys(X3.columns, "") | {"ElectorNumber": "CA1-1"}
    out = io.StringIO()
    writer = csv.DictWriter(out, X3.columns)
    writer.writeheader()
    writer.writerows(cells | {f"Elector{what}Month": "3"} for what in ("Deleted", "Created", "Deleted"))
    reading = read_register(out.getvalue().encode(), name="x3.csv")
    assert [row[-1] for row in rows_of(reading)] == ["gone", "new"]
    assert [problem.row for problem in reading.problems] == [4]


def test_a_file_that_ends_in_the_middle_of_a_line_is_cautioned() -> None:
    reading = read_register((HEAD + x1(1, 2)).encode()[:-1], name="x.csv")
    assert len(rows_of(reading)) == 2
    assert reading.cautions == [Problem(3, "", "", UNENDED)]


def test_a_layout_without_one_of_its_columns_is_cautioned() -> None:
    reading = read_register((HEAD.replace("Elector Markers", "Marks") + x1(1)).encode(), name="x.csv")
    assert len(rows_of(reading)) == 1
    cure = "X1 has this column and the file has not; if another name is meant, put it right"
    assert reading.cautions == [Problem(1, "Elector Markers", "Marks", cure)]


def test_a_column_that_nothing_is_read_from_is_cautioned_where_it_holds_something() -> None:
    head = HEAD.replace("\n", ",,UPRN,Elector ID,Colour,Shape\n")
    row = x1(1).replace("\n", ",seven,7,CA1-1,red,\n")
    reading = read_register((head + row).encode(), name="x.csv")
    assert [row[8] for row in rows_of(reading)] == ["7"]
    cure = "nothing is read from this column; if the name is wrong, put it right"
    assert reading.cautions == [Problem(1, "column 14", "seven", cure), Problem(1, "Colour", "red", cure)]


def test_bad_cells_are_noted_and_the_elector_kept() -> None:
    text = HEAD + "CA1,1,0,,soon,Sm?th Jöhn,ZX1,4 Mill Street,,,,,\n"
    reading = read_register(text.encode(), name="x.csv")
    assert len(rows_of(reading)) == 1
    assert reading.problems == []
    assert [(note.row, note.column, note.value) for note in reading.notes] == [
        (2, "Elector DOB", "soon"), (2, "PostCode", "ZX1"), (2, "Elector Name", "Sm?th Jöhn"),
    ]  # fmt: skip


def test_progress_is_told() -> None:
    content = (HEAD + x1(*range(1, 4_000))).encode()
    told: list[tuple[int, int]] = []
    list(read_register(content, name="x.csv", progress=lambda done, size: told.append((done, size))))
    assert len(told) > 3
    assert told == sorted(told)
    assert {size for _, size in told} == {len(content)}
    assert told[-1][0] == len(content)


def test_batches_are_of_the_size_asked_for() -> None:
    batches = list(read_register((HEAD + x1(*range(1, 26))).encode(), name="x.csv", rows_per_batch=10))
    assert [len(batch) for batch in batches] == [10, 10, 5]


def test_a_remembered_mapping_finds_its_header_below_a_table_of_something_else() -> None:
    content = b"Printed by,Somebody\nPage,1\n\nKey,Who,Where\nx,Lee Ann,4 Mill Street\n"
    mapping = ColumnMapping({"name": ("Who",)}, (("Where",),))
    reading = read_register(content, name="x.csv", mapping=mapping)
    assert [(row[0], row[4], row[10]) for row in rows_of(reading)] == [(5, "Lee", ("4 Mill Street",))]
    assert reading.accounts == Accounts(rows=5, electors=1, blank=1, above=2, headers=1)


def test_a_fault_in_every_row_is_listed_so_often_and_counted_always() -> None:
    content = b"Who,Where,Postcode\n" + b"Lee Ann,4 Mill Street,none\n" * (MOST_LISTED + 7)
    mapping = ColumnMapping({"name": ("Who",), "postcode": ("Postcode",)}, (("Where",),))
    reading = read_register(content, name="x.csv", mapping=mapping)
    assert sum(len(batch) for batch in reading) == reading.accounts.electors == MOST_LISTED + 7
    assert len(reading.notes) == MOST_LISTED
    assert [caution.cure for caution in reading.cautions] == ["7 more notes and problems are not listed"]
