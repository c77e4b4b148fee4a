import io
import re
from dataclasses import replace

import pypdf
import pytest

from muster.paper.itineraries import NobodyRidesError, moment, print_itineraries
from muster.paper.print_frame import Frame
from muster.paper.printing import PressError, set_part
from muster.plan.ride_plan import DropsOut, Itinerary, NoSeatLeft
from tests.paper.made_rides import made_rides
from tests.paper.reading import texts

PLAN = made_rides(on_coach=12)
FRAME = Frame("A day in Whitby", "Saturday 9 May", "Coach Park, Whitby", copy=3)
A4_MIDDLE = (297.6, 421.0)


@pytest.fixture(scope="module")
def pages() -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(print_itineraries(PLAN, frame=FRAME))).pages)


def slips(pages: list[pypdf.PageObject]) -> list[str]:
    """Give each slip's text, row by row, left before right."""
    told = []
    for page in pages[:2]:
        cells: dict[tuple[int, bool], list[str]] = {}
        for said in texts(page):
            cells.setdefault((int((827 - said.y) // 200), said.x > A4_MIDDLE[0]), []).append(said.text)
        told += [" ".join(cells[key]) for key in sorted(cells)]
    return told


def test_slips_stand_by_vehicle_then_stop_then_those_without_a_seat(pages: list[pypdf.PageObject]) -> None:
    told = slips(pages)
    assert len(told) == 12 + 4
    said = [first(r"Coach 1|Ivy's car|no seat|you put up", text) for text in told]
    assert said == ["Coach 1"] * 12 + ["Ivy's car"] * 2 + ["no seat", "you put up"]
    times = [first(r"\d\d:\d\d", text) for text in told[:14]]
    assert times == ["07:10"] * 6 + ["07:25"] * 6 + ["08:00", "08:05"]


def first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[0] if found else ""


def test_a_slip_says_where_when_which_seat_and_when_home(pages: list[pypdf.PageObject]) -> None:
    ann, *_ = slips(pages)
    said = ("Ann Okafor 1", "Oakham", "Coach 1", "Market Place", "Leave home at 06:57", "In seat 1", "There by 09:01")
    for part in (*said, "1 min after the time wanted", "leaves 16:30", "out at Market Place", "by 18:02"):
        assert part in ann


def test_each_slip_says_which_day_in_which_town_and_whose_copy(pages: list[pypdf.PageObject]) -> None:
    for told in slips(pages):
        for part in ("Saturday 9 May", "A day in Whitby", "copy 3"):
            assert part in told
        assert ("Coach Park, Whitby." in told) == ("There by" in told)


def test_a_slip_that_says_much_loses_nothing() -> None:
    [one, *rest] = PLAN.itineraries
    much = replace(one, seats="44 45 46 47 48 49", host=15, late_s=1_200, set_off_s=one.set_off_s - 600)
    ann = replace(PLAN.people[0], name="Bartholomew Featherstonehaugh-Cholmondeley", size=6, needs="wheelchair")
    plan = replace(PLAN, itineraries=(much, *rest), people=(ann, *PLAN.people[1:]))
    frame = replace(FRAME, place="The Old Corn Exchange car park, Weston-super-Mare", ring="Ann Archer, 07700 900123")
    [page] = pypdf.PdfReader(io.BytesIO(print_itineraries(plan, frame=frame, only={0}, rosters=False))).pages
    said = [one for one in texts(page) if one.text != "copy 3"]
    ring = next(one.y for one in said if one.text.startswith("Can’t come?"))
    bed = next(one.y for one in said if one.text == "Lou Host")
    assert bed > ring + 9
    assert bed == min(one.y for one in said if one.y > ring + 1)


def test_a_slip_that_nobody_was_told_says_that_it_is_a_draft_and_nothing_of_it_is_lost(
    pages: list[pypdf.PageObject],
) -> None:
    draft = list(pypdf.PdfReader(io.BytesIO(print_itineraries(PLAN, frame=replace(FRAME, draft=True)))).pages)
    mark = "DRAFT Nobody was told yet: it may still change."
    assert all(mark in slip for slip in slips(draft) if FRAME.when in slip)
    assert [" ".join(slip.replace(mark, "").split()) for slip in slips(draft)] == [
        " ".join(slip.split()) for slip in slips(pages)
    ]
    assert {round(one.size) for page in draft[:2] for one in texts(page) if one.text == "DRAFT"} == {14}


def test_beds_hosts_and_reasons_are_said(pages: list[pypdf.PageObject]) -> None:
    guest, left, host = slips(pages)[-3:]
    assert "Jo O'Neill <b>&" in guest
    assert "a bed with Lou Host" in guest
    assert "Ivy Driver drives." in guest
    assert "We have no seat for you yet. Every vehicle that could fetch you is full." in left
    assert "Tonight you put up Jo O'Neill <b>&" in host


def test_a_roster_a_vehicle_names_its_riders_once_each_way(pages: list[pypdf.PageObject]) -> None:
    rosters = [" ".join(said.text for said in texts(page)) for page in pages[2:]]
    whole = " ".join(rosters)
    for person in PLAN.people[:12]:
        assert whole.count(person.name) == 2  # in the morning, and on the way home
    assert whole.count("Jo O'Neill <b>&") == 1  # who stays the night
    assert "wheelchair place" in whole
    assert "52.60000, -0.60000" in whole  # a door has no name but its place


def test_all_of_it_is_ten_points_or_more(pages: list[pypdf.PageObject]) -> None:
    assert min(said.size for page in pages for said in texts(page)) >= 9.99


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert print_itineraries(PLAN) == print_itineraries(PLAN)


def test_a_page_that_is_set_here_is_the_one_that_a_press_of_its_own_would_set(monkeypatch: pytest.MonkeyPatch) -> None:
    here = print_itineraries(PLAN, only={0}, rosters=False)
    monkeypatch.setattr("muster.paper.itineraries.HERE", 0)
    assert print_itineraries(PLAN, only={0}, rosters=False) == here


@pytest.mark.parametrize("apart", [True, False])
def test_a_press_that_refuses_says_where(*, apart: bool) -> None:
    with pytest.raises(PressError, match=r"itineraries.typ: (?s:.*)title"):
        set_part("itineraries.typ", {}, apart=apart)


def test_slips_of_a_few_come_with_whole_rosters() -> None:
    pages = pypdf.PdfReader(io.BytesIO(print_itineraries(PLAN, only={0, 15}))).pages
    first = " ".join(said.text for said in texts(pages[0]))
    assert [name in first for name in ("Ann Okafor 1", "Lou Host", "Bryn Davies 1", "Jo O'Neill")] == [
        True,
        True,
        False,
        True,
    ]
    assert first.count("Can’t") == 2
    rosters = " ".join(said.text for page in pages[1:] for said in texts(page))
    assert [rosters.count(person.name) for person in PLAN.people[:12]] == [2] * 12
    assert "seat 2" in rosters
    with pytest.raises(NobodyRidesError):
        print_itineraries(PLAN, only=())


def test_who_isnt_coming_gets_no_slip() -> None:
    gone = replace(PLAN, itineraries=(Itinerary(0, reason=DropsOut()), Itinerary(1, reason=NoSeatLeft(1))))
    pdf = print_itineraries(replace(gone, routes=tuple(replace(route, runs=False) for route in PLAN.routes)))
    said = [one.text for one in texts(pypdf.PdfReader(io.BytesIO(pdf)).pages[0])]
    assert "Bryn Davies 1" in said
    assert "Ann Okafor 1" not in said


def test_nobody_to_tell_is_refused() -> None:
    with pytest.raises(NobodyRidesError, match="nobody in this plan rides"):
        print_itineraries(replace(PLAN, itineraries=()))


def test_a_partys_seats_are_told_one_by_one() -> None:
    [one, *rest] = PLAN.itineraries
    pdf = print_itineraries(replace(PLAN, itineraries=(replace(one, seats="4 5 W1"), *rest)))
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert "In seats 4, 5, W1" in " ".join(said.text for said in texts(pages[0]))
    assert "seats 4, 5, W1" in [said.text for said in texts(pages[2])]


@pytest.mark.parametrize(
    ("at_s", "down", "up"), [(0, "00:00", "00:00"), (25_859, "07:10", "07:11"), (86_400 + 61, "00:01", "00:02")]
)
def test_what_leaves_is_told_early_and_what_arrives_late(at_s: int, down: str, up: str) -> None:
    assert (moment(at_s), moment(at_s, up=True)) == (down, up)
