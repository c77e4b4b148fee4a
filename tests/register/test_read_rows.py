"""Text to rows: quotes, widths, blank lines, and what is odd."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.register.rows import NO_TEXT, OPEN_QUOTE, QUOTE_PASSED_OVER, Widths, split_rows
from muster.register.sniff import widths_of
from muster.table import Problem

WIDE = "this row has 4 cells and the others 3; put quotes round text that holds the delimiter"
NARROW = "this row has only 2 cells and the others 3; it may have been cut, or a delimiter is missing"
THREE = Widths(3, frozenset(), 3)


def read(
    text: str, *, widths: Widths = THREE, pieces: int = 10_000
) -> tuple[list[tuple[int, tuple[str, ...]]], list[tuple[int, str]]]:
    lines = text.splitlines(keepends=True)
    parts = [("".join(lines[at : at + pieces]), at) for at in range(0, len(lines), pieces)]
    rows: list[tuple[int, tuple[str, ...]]] = []
    odd: list[tuple[int, str]] = []
    total = 0
    for block in split_rows(parts, delimiter=",", widths=widths):
        rows += zip(block.rows, zip(*block.columns, strict=True), strict=True)
        odd += [(row, cure) for row, _, cure in block.odd] + [(note.row, note.cure) for note in block.notes]
        total += block.lines
    assert total == len(lines)
    return rows, odd


@pytest.mark.parametrize("pieces", [1, 2, 1_000])
@pytest.mark.parametrize(
    ("text", "rows", "odd"),
    [
        ("a,b,c\nd,e,f\n", [(1, ("a", "b", "c")), (2, ("d", "e", "f"))], []),
        ("a,b,c\nd,e,f", [(1, ("a", "b", "c")), (2, ("d", "e", "f"))], []),
        ("a,b,c\n\n,,\n \nd,e,f\n", [(1, ("a", "b", "c")), (5, ("d", "e", "f"))], []),
        ('"a,b","c ""d""",e\n', [(1, ("a,b", 'c "d"', "e"))], []),
        ('5" main,b,c\n', [(1, ('5" main', "b", "c"))], []),
        ('a,"4 Mill\nStreet",c\nd,e,f\n', [(1, ("a", "4 Mill Street", "c")), (2, ("d", "e", "f"))], []),
        ('"4\nMill",b,c\nd,e,f\n', [(1, ("4 Mill", "b", "c")), (2, ("d", "e", "f"))], []),
        ('a,b,"4 Mill\nStreet"\nd,e,f\n', [(1, ("a", "b", "4 Mill Street")), (2, ("d", "e", "f"))], []),
        ("a,b\nd,e,f\n", [(2, ("d", "e", "f"))], [(1, NARROW)]),
        ("a,b,,c\nd,e,f\n", [(2, ("d", "e", "f"))], [(1, WIDE)]),
        ("a,b,c,\nd,e,f\n", [(2, ("d", "e", "f"))], [(1, WIDE)]),
        (
            'a,"b,c\nd,e,f\ng,h",i\n',
            [(1, ("a", "b", "c")), (2, ("d", "e", "f")), (3, ("g", 'h"', "i"))], [(1, QUOTE_PASSED_OVER)],
        ),
        ('a,"b,x,c\nd,e,f\n', [(2, ("d", "e", "f"))], [(1, OPEN_QUOTE)]),
        ('a,"b"x,c\nd,e,f\n', [(1, ("a", 'b"x', "c")), (2, ("d", "e", "f"))], [(1, QUOTE_PASSED_OVER)]),
        ("a,b\0,c\nd,e,f\n", [(2, ("d", "e", "f"))], [(1, NO_TEXT)]),
        ('a,"b\0",c\nd,e,f\n', [(2, ("d", "e", "f"))], [(1, NO_TEXT)]),
    ],
)  # fmt: skip
def test_rows(text: str, rows: list[tuple[int, tuple[str, ...]]], odd: list[tuple[int, str]], pieces: int) -> None:
    assert read(text, pieces=pieces) == (rows, odd)


def test_an_open_quote_swallows_no_row() -> None:
    many = "".join(f"{n},x,y\n" for n in range(100))
    rows, odd = read(f'a,"b,c\n{many}d,e",f\n', pieces=7)
    assert len(rows) == 102
    assert odd == [(1, QUOTE_PASSED_OVER)]


def test_rows_may_have_other_widths_where_many_have() -> None:
    below = (
        [["a", "b", "c"]] * 60
        + [["a", "b"]] * 30
        + [["a"]] * 3
        + [["a", "b", "c", ""]] * 20
        + [["a", "b", "c", "d"]] * 50
    )
    widths = widths_of(below, 3, 3)
    assert widths == Widths(3, frozenset({2, 4}), 3)
    rows, odd = read("a,b\na,b,c,\na,b,c,d\na\n", widths=widths)
    assert rows == [(1, ("a", "b", "")), (2, ("a", "b", "c"))]
    assert [row for row, _ in odd] == [3, 4]


def test_a_delimiter_at_the_end_of_every_row_is_the_files_way() -> None:
    assert widths_of([["a", "b", "c", ""]] * 5, 3, 4) == Widths(4, frozenset(), 4)
    assert widths_of([["a", "b", "c", ""]] * 20, 3, 3) == Widths(4, frozenset(), 4)
    assert widths_of([["a", "b", "c", ""]] * 5, 3, 3) == Widths(3, frozenset(), 3)
    assert widths_of([["a", "b", "c", ""], ["a", "b", "c"]], 3, 3) == Widths(3, frozenset(), 3)
    assert widths_of([["a", "b", "c", "x"]] * 50, 3, 4) == Widths(3, frozenset(), 3)
    assert widths_of([["a", "b"]] * 19, 3, 3) == Widths(3, frozenset(), 3)
    assert widths_of([["a", "b"]] * 20, 3, 3) == Widths(2, frozenset(), 3)
    assert widths_of([], 3, 3) == Widths(3, frozenset(), 3)


CELLS = st.text(st.sampled_from('ab,"\n ;é'), max_size=5)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=12), st.integers(1, 9), st.booleans())
def test_what_a_spreadsheet_writes_is_read_again(table: list[list[str]], pieces: int, quote_all: bool) -> None:  # noqa: FBT001 - drawn
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL).writerows(table)
    rows, odd = read(out.getvalue(), pieces=pieces)
    if odd:  # more delimiters within quotes than a row has: it might have swallowed one, so it is named
        assert any("\n" in "".join(cells) and "".join(cells).count(",") > 1 for cells in table)
        return
    meant = [
        (number, tuple(" ".join(cell.split("\n")) for cell in cells))
        for number, cells in enumerate(table, start=1)
        if any(cell.strip() for cell in cells)
    ]
    assert [row for row in rows if any(cell.strip() for cell in row[1])] == meant


def test_a_problem_of_a_row_is_told_in_words() -> None:
    assert str(Problem(3, "", "x", OPEN_QUOTE)).startswith("row 3")
