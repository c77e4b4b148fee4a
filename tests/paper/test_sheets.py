"""Sheets beside the boards, read back from their PDFs as whoever holds them reads them."""

import io
from dataclasses import replace

import pypdfium2
import pytest

from muster.paper import sheets
from muster.paper.print_frame import Frame
from tests.paper.made import made_board

FRAME = Frame(
    "Saturday in Oakham",
    "Saturday 9 May",
    "Market Place",
    "Ann Archer",
    3,
    imprint="Promoted by us",
    ends="Sunday 10 May",
)


def _pages(content: bytes) -> list[str]:
    pdf = pypdfium2.PdfDocument(io.BytesIO(content))
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]


def _label(number: int) -> sheets.Label:
    return sheets.Label(number, f"MUSTER:1:1-4408:{number}", 64, 94, "Mill Lane")


@pytest.mark.parametrize(("large", "first", "all_pages"), [(False, 21, 2), (True, 8, 3)])
def test_labels_are_fewer_a_sheet_in_large_print_and_none_is_lost(
    large: bool,  # noqa: FBT001 - a case
    first: int,
    all_pages: int,
) -> None:
    numbers = [1, 12, 130, 1130, *range(5, 24)]
    pages = _pages(sheets.print_labels([_label(n) for n in numbers], frame=replace(FRAME, large=large)))
    assert (pages[0].count("64 doors, 94 min"), len(pages)) == (first, all_pages)
    told = " ".join(pages)
    assert [number for number in numbers if f"MUSTER:1:1-4408:{number} " not in f"{told} "] == []
    assert told.count("copy 3") == len(numbers)


@pytest.mark.parametrize(("boards", "words"), [(1, "One board, 64 doors."), (3, "3 boards, 192 doors.")])
def test_a_cover_counts_in_words(boards: int, words: str) -> None:
    assert words in _pages(sheets.print_cover([_label(n) for n in range(1, boards + 1)], frame=FRAME))[0]


def test_a_stop_that_goes_on_overleaf_is_named_again_and_each_page_says_whose_it_is() -> None:
    riders = tuple(sheets.RosterRow(f"Person {n}", 2, f"{n} {n + 1}", "", "07700 900123") for n in range(60))
    coach = sheets.RosterSheet(
        "Coach 2", "Bo", "06:59", "09:11", "", "", (sheets.RosterStop("07:00", "Library", riders),)
    )
    car = replace(coach, vehicle="Car 12", stops=(sheets.RosterStop("07:00", "1 Mill Lane", (
        sheets.RosterRow("Ann", 1, "1", "", ""),)),))  # fmt: skip
    first, second, *_rest, last = _pages(sheets.print_rosters([coach, car], frame=FRAME))
    assert "07:00 Library" in first
    assert "07:00 Library" in second
    assert ("Coach 2 copy 3 page 2" in second, "Car 12 copy 3 page" in last) == (True, True)
    assert "Person 1 (2 people), seats 1, 2" in first
    assert "Ann, seat 1" in last
    assert ("given a telephone" in first, "Nobody here has given a telephone." in last) == (False, True)


@pytest.mark.parametrize("large", [False, True])
def test_rosters_and_covers_say_whose_they_are_and_by_when_they_are_given_back(*, large: bool) -> None:
    coach = sheets.RosterSheet("Coach 2", "Bo", "06:59", "09:11", "", "", ())
    frame = replace(FRAME, large=large)
    for content in (sheets.print_rosters([coach], frame=frame), sheets.print_cover([_label(1)], frame=frame)):
        [page] = _pages(content)
        for part in ("Saturday in Oakham", "Saturday 9 May", "Made for Ann Archer. Give it back or destroy it by"):
            assert part in page


def test_large_print_names_the_street_at_each_pages_head_and_at_each_change() -> None:
    board = made_board(1, doors=3)
    flats = tuple(f"Flat {n}, Keel House" for n in range(1, 22))
    stops = (board.stops[0], replace(board.stops[0], doors=flats), replace(board.stops[0], doors=("13",)))
    street = f"{stops[0].street}, {stops[0].side}"
    pages = _pages(sheets.print_large_boards([replace(board, stops=stops)], frame=replace(FRAME, large=True)))
    assert len(pages) > 1
    assert "Made for Ann Archer. Give it back or destroy it by Sunday 10 May." in pages[0]
    for page in pages[1:]:
        assert page.startswith(f"{street}, continued At Keel House, 21 doors at one stop")
    assert " ".join(pages).count(f"{street}, continued") == len(pages) - 1
    assert f"{street} 23. 13" in pages[-1]
