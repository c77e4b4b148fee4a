"""Houses set out along a street, by hand: the street runs 200 m east from nought, and left of it is north."""

import numpy as np
import pytest

from muster.plan.streets import read_streets
from muster.register.along import Held, set_along
from muster.register.spines import Named, Spine, nearest_on, point_on
from muster.register.words import street_words

STREET = Spine(((0, 0), (2_000, 0)), (0, 2_000))
BENT = Spine(((0, 0), (1_000, 0), (1_000, 1_000)), (0, 1_000, 2_000))


def points(numbers: list[str], *held: Held, centre: tuple[int, int] | None = None) -> list[tuple[int, int]]:
    laid = set_along(STREET, numbers, held, centre=centre)
    return [laid[at].point for at in range(len(numbers))]


def test_with_nothing_known_houses_stand_evenly_about_the_middle_odd_ones_left() -> None:
    assert points(["1", "2", "3", "4"]) == [(900, 60), (900, -60), (1_100, 60), (1_100, -60)]


def test_many_houses_fill_the_street() -> None:
    numbers = [str(number) for number in range(1, 80, 2)]
    found = points(numbers)
    assert found[0] == (25, 60)
    assert found[-1] == (1_975, 60)


def test_numbers_begin_at_the_end_that_is_nearer_to_the_middle_of_the_place() -> None:
    assert points(["1", "3"], centre=(5_000, 0)) == [(1_100, -60), (900, -60)]


def test_two_postcodes_show_which_way_the_numbers_run() -> None:
    numbers = ["1", "3", "5", "41", "43", "45"]
    first, second = (1_800, 0), (200, 0)
    held = [Held(at, first if at < 3 else second, 1) for at in range(6)]
    found = points(numbers, *held)
    assert [x for x, _ in found] == sorted((x for x, _ in found), reverse=True)
    assert found[1] == (1_800, -60)
    assert found[4] == (200, -60)


def test_houses_that_are_known_hold_those_between_them_and_say_which_side_is_odd() -> None:
    numbers = ["1", "3", "5", "7", "9"]
    found = points(numbers, Held(0, (100, -150), 0), Held(4, (900, -150), 0))
    assert found == [(100, -120), (300, -120), (500, -120), (700, -120), (900, -120)]


def test_a_postcode_of_odd_houses_alone_says_which_side_is_odd() -> None:
    held = [Held(0, (400, -150), 1), Held(1, (400, -150), 1), Held(2, (1_600, 150), 1)]
    assert {y for _, y in points(["1", "3", "2"], *held)} == {-120, 120}
    mixed = [Held(house, (400, -150), 1) for house in range(3)]
    assert [y for _, y in points(["1", "3", "2"], *mixed)] == [60, 60, -60]


def test_a_side_without_anything_known_goes_with_the_other() -> None:
    found = points(["1", "3", "5", "4"], Held(0, (200, 80), 0), Held(2, (1_000, 80), 0))
    assert found[3] == (800, -120)


def test_postcodes_that_contradict_the_numbers_are_evened_out() -> None:
    numbers = ["1", "3", "5", "7", "9", "11"]
    at = [(200, 0), (200, 0), (1_500, 0), (1_500, 0), (1_200, 0), (1_200, 0)]
    along = [x for x, _ in points(numbers, *(Held(house, point, 1) for house, point in enumerate(at)))]
    assert along == [100, 392, 775, 1_158, 1_450, 1_650]


def test_a_house_without_a_number_isnt_set_out_and_nothing_falls_off_the_end() -> None:
    assert set_along(STREET, ["", ""], []) == {}
    found = points([str(number) for number in range(1, 200)], Held(0, (1_900, 0), 1), Held(198, (1_950, 0), 1))
    assert all(0 <= x <= 2_000 for x, _ in found)


@pytest.mark.parametrize(
    ("point", "along", "off", "side"),
    [((500, 70), 500, 70, 1), ((500, -70), 500, 70, -1), ((-30, 40), 0, 50, 1), ((1_060, 500), 1_500, 60, -1)],
)
def test_the_nearest_place_on_a_line(point: tuple[int, int], along: int, off: int, side: int) -> None:
    found = nearest_on(BENT, point)
    assert found == (along, off, side)


def test_a_point_beside_a_line() -> None:
    assert point_on(BENT, 250, 60) == (250, 60)
    assert point_on(BENT, 1_500, 60) == (940, 500)
    assert point_on(BENT, 2_000, -60) == (1_060, 1_000)


def _extract(*ways: tuple[str, list[tuple[float, float]]]) -> Named:
    """Streets of given names through points (metres east and north of 52 N, 0 E)."""
    nodes: dict[tuple[float, float], int] = {}
    text = []
    for number, (name, places) in enumerate(ways, 1):
        refs = "".join(f'<nd ref="{nodes.setdefault(place, len(nodes) + 1)}"/>' for place in places)
        tags = f'<tag k="highway" v="residential"/><tag k="name" v="{name}"/>'
        text.append(f'<way id="{number}" version="1">{refs}{tags}</way>')
    points = "".join(
        f'<node id="{ref}" version="1" lat="{52 + y / 111_195:.7f}" lon="{x / 68_458:.7f}"/>'
        for (x, y), ref in nodes.items()
    )
    return Named(read_streets(f'<osm version="0.6">{points}{"".join(text)}</osm>'.encode(), form="osm"))


def lengths_m(named: Named, name: str) -> list[int]:
    return [round(spine.length_dm / 10) for spine in named.spines(street_words(name))]


def test_a_name_is_found_however_it_is_spelt_and_in_every_place_it_stands() -> None:
    named = _extract(("Mill Street", [(0, 0), (100, 0)]), ("MILL ST.", [(3_000, 0), (3_050, 0)]))
    assert lengths_m(named, "Mill St") == [100, 50]
    assert lengths_m(named, "Mill Lane") == []


def test_parts_of_a_street_with_a_gap_between_them_are_one_line() -> None:
    named = _extract(("Mill Street", [(0, 0), (100, 0)]), ("Mill Street", [(150, 0), (250, 0)]))
    assert lengths_m(named, "Mill Street") == [250]


def test_a_line_follows_the_longest_way_and_leaves_stubs_out() -> None:
    named = _extract(("Mill Street", [(0, 0), (100, 0), (200, 0)]), ("Mill Street", [(100, 0), (100, 30)]))
    assert lengths_m(named, "Mill Street") == [200]
    ring = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0), (0.0, 0.0)]
    assert lengths_m(_extract(("The Circle", ring)), "The Circle") == [200]


def test_lines_dont_depend_on_the_order_of_the_ways() -> None:
    ways = [("Mill Street", [(float(x), 0.0), (x + 40.0, 5.0)]) for x in range(0, 400, 80)]
    one, other = (_extract(*order).spines(("mill", "street")) for order in (ways, ways[::-1]))
    assert [spine.length_dm for spine in one] == [spine.length_dm for spine in other]
    assert np.abs(np.array(sorted(one[0].points)) - np.array(sorted(other[0].points))).max() <= 1
