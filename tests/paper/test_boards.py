import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pypdf
import pytest
from numpy.typing import NDArray

from muster.paper.board_rows import cut_groups
from muster.paper.boards import NearGround, NoBoardError, board_code, plan_name, print_boards
from muster.paper.frame import LOW
from muster.paper.print_frame import Frame
from tests.paper.made import made_board
from tests.paper.reading import Place, Said, doors_printed, drawn, far_from, grey, qr_texts, read_boards, texts

BOARDS = tuple(made_board(number, doors=doors) for number, doors in ((1, 60), (2, 1), (17, 12), (334, 140)))
FRAME = Frame("Saturday in Whitby", "Saturday 9 May", "Market Place, Whitby", "Ann Archer", 3, ends="Sunday 10 May")
FOOT_PT = 44  # above a page's lower edge
A_DOOR_PT = 8.5  # three millimetres: a dot stands no farther from the walk


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return print_boards(BOARDS, frame=FRAME)


def test_each_door_is_printed_once_in_walking_order_under_its_number(pdf: bytes) -> None:
    read = {board.number: board for board in read_boards(pdf)}
    assert list(read) == [board.number for board in BOARDS]
    for board in BOARDS:
        assert read[board.number].doors == doors_printed(board)
        assert read[board.number].orders == list(range(1, len(doors_printed(board)) + 1))


def test_flats_stand_under_their_house() -> None:
    board = made_board(1, doors=3)
    stops = (
        replace(board.stops[0], doors=("1",)),
        replace(board.stops[1], doors=tuple(f"Flat {n}, Falcon Court" for n in range(1, 41))),
        replace(board.stops[2], doors=("7A", "7B")),
    )
    [read] = read_boards(print_boards([replace(board, stops=stops)]))
    assert read.doors == ["1", *(f"Flat {n}" for n in range(1, 41)), "7A", "7B"]
    told = " ".join(said.text for said in read.said)
    assert told.count("At Falcon Court , 40 doors at one stop") == 3  # again where they go on in the next column
    assert "2 doors at one stop" in told


def test_each_qr_names_its_board_even_from_a_poor_copy(pdf: bytes) -> None:
    for board, read in zip(BOARDS, read_boards(pdf), strict=True):
        assert qr_texts(grey(pdf, read.pages[0], dpi=110)) == [board.code]
        assert all(qr_texts(grey(pdf, page, dpi=110)) == [] for page in read.pages[1:])
        assert board.code in [said.text for said in read.said]


def test_the_walk_passes_every_door(pdf: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    for board, read in zip(BOARDS, read_boards(pdf), strict=True):
        page = drawn(reader, reader.pages[read.pages[0]])
        [walk] = page.walks
        dots = [place for place, radius in page.discs if 2 < radius < 3.5]
        assert len(dots) == len(board.stops)
        assert max(far_from(walk, dot) for dot in dots) < A_DOOR_PT
        assert in_order(walk, dots)


def in_order(walk: list[Place], dots: list[Place]) -> bool:
    """Say whether somebody who follows the walk meets the dots in this order."""
    at = 0
    for dot in dots:
        near = [i for i in range(at, max(len(walk) - 1, 1)) if far_from(walk[i : i + 2], dot) < A_DOOR_PT]
        if not near:
            return False
        at = near[0]
    return True


def test_a_walk_that_misses_a_door_would_be_seen() -> None:
    board = replace(BOARDS[0], line=BOARDS[0].line[: len(BOARDS[0].line) // 2])
    alone = print_boards([board])
    reader = pypdf.PdfReader(io.BytesIO(alone))
    page = drawn(reader, reader.pages[0])
    assert max(far_from(page.walks[0], dot) for dot, radius in page.discs if 2 < radius < 3.5) > A_DOOR_PT


def test_all_text_is_ten_points_or_more_and_legible_in_grey(pdf: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    for index, page in enumerate(reader.pages):
        said = texts(page)
        assert min(one.size for one in said) >= 9.99
        picture = grey(pdf, index, dpi=144)
        for one in said:
            assert contrast(first_letters(picture, one)) >= 4.5, one


def first_letters(picture: NDArray[np.uint8], said: Said) -> NDArray[np.uint8]:
    """Cut out where a text begins: 10 pt along it and 6 pt up, on a page drawn at two pixels a point."""
    (ax, ay), high = said.along, picture.shape[0]
    corners = [(said.x + ax * s - ay * t, said.y + ay * s + ax * t) for s in (0, 10) for t in (0, 6)]
    xs, ys = [round(2 * x) for x, _ in corners], [high - round(2 * y) for _, y in corners]
    return picture[max(0, min(ys)) : max(ys) + 1, max(0, min(xs)) : max(xs) + 1]


def contrast(part: NDArray[np.uint8]) -> float:
    """WCAG 2's contrast between the darkest and the lightest of a few pixels."""
    low, high = _luminance(float(part.min())), _luminance(float(part.max()))
    return (high + 0.05) / (low + 0.05)


def _luminance(value: float) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def test_water_and_green_are_told_apart_in_grey_and_paler_than_streets() -> None:
    ring = ((-900.0, -900.0), (900.0, -900.0), (900.0, 900.0), (-900.0, 900.0), (-900.0, -900.0))
    shades = []
    for kind in ("green", "water"):
        board = replace(BOARDS[0], ground_near=(NearGround(kind, (ring,)),))
        page = grey(print_boards([board], credit="Streets © OpenStreetMap contributors"), 0, dpi=144)
        corner = page[2 * 142 : 2 * 200, 2 * 40 : 2 * 100]  # of the map, where nothing else is
        shades.append((int(corner.min()), float(corner.mean())))
    (darkest_green, green), (darkest_water, water) = shades
    assert darkest_green == round(green) == 245
    assert 180 < darkest_water < 228  # lines
    assert 228 < water < 243


def test_the_map_says_what_its_numbers_are_and_names_the_streets_that_are_walked(pdf: bytes) -> None:
    for board, read in zip(BOARDS[:3], read_boards(pdf), strict=False):
        letters = next(said.y for said in read.said if said.text.endswith("do not knock"))
        on_map = {said.text for said in read.said if said.y > letters}
        assert "the order of the walk, bold in the list; not house numbers" in on_map
        assert {stop.street for stop in board.stops} <= on_map


def test_letters_of_a_polling_district_say_what_they_are() -> None:
    [named] = read_boards(print_boards([replace(made_board(1, doors=1), zone="FO")], frame=FRAME))
    assert "Ward or polling district: FO" in " ".join(said.text for said in named.said)
    [nameless] = read_boards(print_boards([replace(made_board(1, doors=1), zone="")], frame=FRAME))
    assert "polling district" not in " ".join(said.text for said in nameless.said)


def test_the_maps_frame_is_whole() -> None:
    for credit in ("A made-up place", "Streets © OpenStreetMap contributors"):
        page = grey(print_boards(BOARDS[:1], credit=credit), 0, dpi=144)
        across = [y for y, row in enumerate(page[:, 2 * 29 : 2 * 566]) if row.max() < 200]
        assert across[-1] - across[0] > 2 * LOW - 4  # above and below
        down = page[across[0] : across[-1]]
        assert [down[:, 2 * x - 4 : 2 * x + 4].min(axis=1).max() < 200 for x in (28, 567)] == [True, True]


def test_a_map_credits_whom_it_is_told_to(pdf: bytes) -> None:
    owed = "Streets © OpenStreetMap contributors"
    [read] = read_boards(print_boards(BOARDS[1:2], credit=owed))
    assert owed in [said.text for said in read.said]
    assert "OpenStreetMap" not in " ".join(said.text for board in read_boards(pdf) for said in board.said)


@pytest.mark.parametrize(("rows", "most", "told"), [((3, 2), 5, 1), ((3, 2), 3, 2), ((7,), 3, 3), ((1, 1, 1), 1, 3)])
def test_groups_are_cut_into_pieces_that_hold_every_row_once(rows: tuple[int, ...], most: int, told: int) -> None:
    groups = [
        {
            "street": f"{g} Road",
            "side": "",
            "blocks": [{"several": False, "here": "", "rows": [[g, i] for i in range(n)]}],
        }
        for g, n in enumerate(rows)
    ]
    pieces = cut_groups(groups, most=most)
    held = [[row for group in piece for block in group["blocks"] for row in block["rows"]] for piece in pieces]
    assert [tuple(row) for piece in held for row in piece] == [(g, i) for g, n in enumerate(rows) for i in range(n)]
    assert len(pieces) == told
    assert max(map(len, held)) <= most
    assert all(group["blocks"] for piece in pieces for group in piece)


def test_a_board_too_large_for_one_press_is_one_board_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = list(read_boards(print_boards(BOARDS)))
    monkeypatch.setattr("muster.paper.boards.PART", 100)
    cut = list(read_boards(print_boards(BOARDS)))
    assert [board.number for board in cut] == [board.number for board in whole]
    for mine, theirs, board in zip(cut, whole, BOARDS, strict=True):
        assert mine.doors == theirs.doors == doors_printed(board)
        assert mine.orders == theirs.orders
        told = re.findall(r"page (\d+) of (\d+)", " ".join(said.text for said in mine.said))
        assert told == [(str(page + 1), str(len(mine.pages))) for page in range(len(mine.pages))]
    assert " ".join(said.text for said in cut[-1].said).count("Notes, each") == 1


def test_order_numbers_of_four_figures_have_room() -> None:
    board = made_board(1, doors=3)
    flats = tuple(f"Flat {n}, Falcon Court" for n in range(1, 1003))
    [read] = read_boards(print_boards([replace(board, stops=(replace(board.stops[0], doors=flats),))]))
    number, name = (next(said.x for said in read.said if said.text == text) for text in ("1000", "Flat 1000"))
    assert name - number > 4 * 6


def test_sixty_doors_take_two_pages_which_say_so(pdf: bytes) -> None:
    read = {board.number: board for board in read_boards(pdf)}
    assert [len(read[board.number].pages) for board in BOARDS] == [2, 1, 1, 4]
    told = " ".join(said.text for said in read[334].said)
    assert re.findall(r"copy (\d+) +page (\d+) of (\d+)", told) == [("3", page, "4") for page in "1234"]


def test_minutes_metres_streets_and_copy_are_said(pdf: bytes) -> None:
    for board, read in zip(BOARDS, read_boards(pdf), strict=True):
        told = " ".join(said.text for said in read.said)
        count = len(doors_printed(board))
        assert f"{count} door{'s' * (count != 1)}" in told
        assert "84 minutes" in told
        assert "1,234 m" in told
        assert f"Starts in {board.stops[0].street} and ends in {board.stops[-1].street}" in told
        assert "copy 3" in told
        assert "Promoted by" in told


def test_a_board_says_which_day_it_is_of_and_each_page_whose_it_is_and_by_when_it_is_given_back(pdf: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    pages = [" ".join(" ".join(said.text for said in texts(page)).split()) for page in reader.pages]
    firsts = [read.pages[0] for read in read_boards(pdf)]
    for index, page in enumerate(pages):
        assert "Made for Ann Archer . Give it back or destroy it by Sunday 10 May ." in page
        assert ("Saturday 9 May, Market Place, Whitby" in page) == (index in firsts)
    assert "Made for" not in " ".join(
        one.text for one in texts(pypdf.PdfReader(io.BytesIO(print_boards(BOARDS[1:2]))).pages[0])
    )


def test_a_draft_says_so_on_each_page_large_and_black_and_nothing_else_does(pdf: bytes) -> None:
    draft = print_boards(BOARDS, frame=replace(FRAME, holder="", copy=0, ends="", draft=True))
    for page in pypdf.PdfReader(io.BytesIO(draft)).pages:
        said = [one for one in texts(page) if "DRAFT" in one.text]
        assert [one.text for one in said if one.y < FOOT_PT] == ["DRAFT: not to be handed out"]
        assert min(one.size for one in said) == pytest.approx(14)
    for board in read_boards(draft):
        first = {one.text: one.size for one in texts(pypdf.PdfReader(io.BytesIO(draft)).pages[board.pages[0]])}
        assert first["DRAFT"] == pytest.approx(24)
        assert "Handed to" not in first
    assert [board.doors for board in read_boards(draft)] == [board.doors for board in read_boards(pdf)]
    assert not any("DRAFT" in one.text for page in pypdf.PdfReader(io.BytesIO(pdf)).pages for one in texts(page))


def test_the_same_boards_give_the_same_bytes(pdf: bytes) -> None:
    assert print_boards(BOARDS, frame=FRAME) == pdf
    assert print_boards(BOARDS, frame=replace(FRAME, copy=4)) != pdf


@pytest.mark.parametrize("part", [1_600, 50])
def test_a_file_says_what_is_what_to_who_has_it_read_aloud(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muster.paper.boards.PART", part)
    reader = pypdf.PdfReader(io.BytesIO(print_boards(BOARDS, frame=FRAME)))
    root: Any = reader.root_object
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en-GB", True)
    assert reader.metadata is not None
    assert reader.metadata.title == "Saturday in Whitby"
    tree = root["/StructTreeRoot"]
    found = list(elements(tree["/K"]))
    kinds = [kind for kind, _, _ in found]
    assert (kinds.count("/H1"), kinds.count("/Figure")) == (len(BOARDS), len(BOARDS))
    assert all("walk" in alt for kind, _, alt in found if kind == "/Figure")
    # every page's key leads to elements of that very page
    keys = tree["/ParentTree"]["/Nums"]
    leads = {int(key): held.get_object() for key, held in zip(keys[::2], keys[1::2], strict=True)}
    assert sorted(leads) == list(range(len(reader.pages)))
    for page in reader.pages:
        key: Any = page["/StructParents"]
        of = {one.get_object()["/Pg"].get_object()["/StructParents"] for one in leads[int(key)]}
        assert of == {key}


def elements(one: Any) -> Iterator[tuple[str, Any, str]]:
    """Walk a tree of tags: kind, the page it names, the words in place of a figure."""
    one = one.get_object()
    if isinstance(one, list):
        for kid in one:
            yield from elements(kid)
    elif isinstance(one, dict) and "/S" in one:
        yield str(one["/S"]), one.get("/Pg"), str(one.get("/Alt", ""))
        if "/K" in one:
            yield from elements(one["/K"])


def test_a_file_for_the_print_shop_has_no_tags_and_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muster.paper.boards.TAGGED", 100)
    bare, told = print_boards(BOARDS), print_boards(BOARDS[:1])
    assert "/StructTreeRoot" not in pypdf.PdfReader(io.BytesIO(bare)).root_object
    assert "/StructTreeRoot" in pypdf.PdfReader(io.BytesIO(told)).root_object


def test_bookmarks_lead_to_each_turf(pdf: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    marks = [(mark.title, reader.get_destination_page_number(mark)) for mark in reader.outline]  # type: ignore[union-attr,arg-type]
    assert marks == [("Turf 1", 0), ("Turf 2", 2), ("Turf 17", 3), ("Turf 334", 4)]


def test_parts_are_joined_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muster.paper.boards.PART", 1)
    assert [board.number for board in read_boards(print_boards(BOARDS))] == [1, 2, 17, 334]


def bare(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def test_names_are_text_and_nothing_else() -> None:
    names = (
        "#panic()",
        "$x^2$",
        "*bold* _x_",
        "\\ @a <b>",
        "Ŵyn Łódź",
        "Жданова 3",
        "Ελλάς",
        "A" * 40,
        '"quoted" // x',
    )
    board = made_board(5, doors=len(names))
    stops = tuple(replace(stop, doors=(name,)) for stop, name in zip(board.stops, names, strict=False))
    [read] = read_boards(print_boards([replace(board, stops=stops)], frame=Frame("[#1]", imprint="By & for $ all")))
    assert bare("".join(read.doors)) == bare("".join(names[: len(stops)]))
    assert "By & for $ all" in [said.text for said in read.said]


def test_a_street_that_nobody_knows_is_said_so() -> None:
    board = made_board(1, doors=2)
    unknown = replace(
        board, stops=tuple(replace(stop, street="", side="") for stop in board.stops), streets_near=(), line=()
    )
    [read] = read_boards(print_boards([unknown]))
    assert "Street not known" in [said.text for said in read.said]
    assert read.doors == doors_printed(board)


def test_a_walk_of_one_stop_passes_it() -> None:
    board = made_board(1, doors=1)
    here = replace(board, line=((board.stops[0].x_m, board.stops[0].y_m),))
    reader = pypdf.PdfReader(io.BytesIO(print_boards([here])))
    page = drawn(reader, reader.pages[0])
    [dot] = [place for place, radius in page.discs if 2 < radius < 3.5]
    assert far_from(page.walks[0], dot) < A_DOOR_PT


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(NoBoardError, match="no door to print"):
        print_boards([])
    with pytest.raises(NoBoardError, match="no door to print"):
        print_boards([replace(BOARDS[0], stops=())])


def test_a_plan_is_named_by_its_walks() -> None:
    one = plan_name([(1, ["a", "b"]), (2, ["c"])])
    assert len(one) == 8
    assert one == one.upper()
    assert one == plan_name([(1, ["a", "b"]), (2, ["c"])])
    assert len({one, plan_name([(1, ["b", "a"]), (2, ["c"])]), plan_name([(1, ["a"]), (2, ["b", "c"])])}) == 3
    assert board_code(one, 7) == f"MUSTER:1:{one}:7"
