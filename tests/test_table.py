import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.plan.doors import read_doors
from muster.table import CellError, Column, Problem, TableError, inert, meant, read_table, time_of_day, whole_number

HEADER = "door,lon,lat,street,service_s\n"


def problems_of(text: str) -> tuple[Problem, ...]:
    return read_doors(text.encode())[1]


def test_doors_are_read_in_the_files_order() -> None:
    doors, problems = read_doors(b"lat;door;lon\n52.1;b;-1\n52.2;a;-1.5\n")
    assert problems == ()
    assert doors.names == ("b", "a")
    assert doors.lat.tolist() == [52.1, 52.2]
    assert doors.service_s.tolist() == [75, 75]


@pytest.mark.parametrize(
    ("row", "column", "value", "cure"),
    [
        ("1,52.1,-0.65,,x", "service_s", "x", "write a whole number from 0 to 86400"),
        ("1,,52,,", "lon", "", "this may not be blank"),
        ("1,0,152,,", "lat", "152", "degrees here run from -90 to 90; are longitude and latitude swapped?"),
        (",0,52,,", "door", "", "this may not be blank"),
        ("1,0,nan,,", "lat", "nan", "degrees here run from -90 to 90; are longitude and latitude swapped?"),
        ("1,0,52,High St, the upper,", "service_s", "the upper", "write a whole number from 0 to 86400"),
    ],
)
def test_a_bad_cell_is_named_with_row_column_value_and_cure(row: str, column: str, value: str, cure: str) -> None:
    assert problems_of(HEADER + "0,0,52,,\n" + row + "\n") == (Problem(3, column, value, cure),)


def test_a_door_that_stands_twice_is_named_with_its_first_row() -> None:
    assert problems_of(HEADER + "7,0,52,,\n8,0,52,,\n7,0,52,,\n") == (
        Problem(4, "door", "7", "this stands in row 2 as well; give each its own"),
    )


def test_blank_rows_are_passed_over_and_still_counted() -> None:
    assert problems_of(HEADER + "\n,,,,\n1,0,999,,\n")[0].row == 4


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"door,lon\n1,2\n", "no column 'lat'"),
        (b"door,lon,lat,lat\n1,2,3,4\n", "stands twice"),
        (b'door,lon,lat\n"1,2,3\n', "quotes are open"),
        (b"PK\x03\x04rest", "save it as CSV"),
        (b"door,lon,lat\n\x81\x8d,2,3\n", "no text"),
    ],
)
def test_a_file_that_means_nothing_is_refused_whole(content: bytes, said: str) -> None:
    with pytest.raises(TableError, match=said):
        read_doors(content, name="doors.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_spreadsheets_write_is_read(encoding: str) -> None:
    doors, problems = read_doors("door,lon,lat,street\r\n1,0,52,Café Row\r\n".encode(encoding))
    assert (doors.street, problems) == (("Café Row",), ())


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        doors, problems = read_doors(b"door,lon,lat\n" + content)
    except TableError:
        return
    assert len(doors.names) == len(set(doors.names))
    assert all(problem.row > 1 and problem.cure for problem in problems)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=30))
def test_every_row_is_either_read_or_a_problem(cells: list[tuple[int, int]]) -> None:
    content = "a,b\n" + "".join(f"{a},{b}\n" for a, b in cells)
    columns = (Column("a", required=True), Column("b", whole_number(0, 50)))
    table = read_table(content.encode(), columns, name="t", unique="a")
    numbers = {row.number for row in table.rows} | {problem.row for problem in table.problems}
    assert numbers == set(range(2, len(cells) + 2))
    assert len({row.values["a"] for row in table.rows}) == len(table.rows)


def test_time_of_day_reads_minutes() -> None:
    assert [time_of_day(text) for text in ("00:00", "8:40", "23:59")] == [0, 520, 1439]


@pytest.mark.parametrize("text", ["24:00", "8.40", "08:60", "8:4", "-1:00", "noon", "²:00"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        time_of_day(text)


@pytest.mark.parametrize(
    "cell",
    ['=HYPERLINK("http://x.example","y")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", " =1", "\t=1", "＝1", "'=1"],
)
def test_a_spreadsheet_runs_no_cell(cell: str) -> None:
    assert (inert(cell), meant(inert(cell))) == (f"'{cell}", cell)


@pytest.mark.parametrize("cell", ["", "4 Mill Lane", "-0.650225", "+44 7700 900123", "+447700900123", "'tis", "a=b"])
def test_numbers_and_words_stay_as_they_are(cell: str) -> None:
    assert (inert(cell), meant(cell)) == (cell, cell)


@given(st.text(alphabet="'=+-@ \t1a＝", max_size=6))
def test_what_was_written_is_read_as_it_was_meant(cell: str) -> None:
    assert meant(inert(cell)) == cell


def test_a_table_is_read_as_it_was_meant() -> None:
    table = read_table(b"door\n'=A1\n'tis\n", [Column("door")], name="x.csv")
    assert [row.values["door"] for row in table.rows] == ["=A1", "'tis"]
