"""A turf's area holds its own doors, and neighbours can be told apart."""

import shapely

from muster.plan.area import COLOURS, Area, draw_areas, redraw_areas
from muster.plan.doors import Doors, read_doors
from muster.plan.turf import Turf

DEGREE_M = 111_195


def _town(places_m: list[tuple[float, float]]) -> Doors:
    rows = [  # on the equator a degree is as wide as it is high
        f"{number},{x / DEGREE_M:.9f},{y / DEGREE_M:.9f}" for number, (x, y) in enumerate(places_m)
    ]
    doors, problems = read_doors("\n".join(["door,lon,lat", *rows]).encode())
    assert not problems
    return doors


def _turf(number: int, doors: range | list[int]) -> Turf:
    return Turf(number=number, doors=tuple(doors), walk_dm=0, service_s=0, work_s=0)


def _shape(area: Area) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([shapely.Polygon(rings[0], rings[1:]) for rings in area.polygons])


def _grid(side: int, *, apart_m: float) -> list[tuple[float, float]]:
    return [(x * apart_m, y * apart_m) for y in range(side) for x in range(side)]


def test_a_door_alone_has_a_round_area_of_its_own() -> None:
    (area,) = draw_areas((_turf(7, [0]),), _town([(0, 0)]))
    assert (area.number, area.label, area.colour) == (7, (0.0, 0.0), 1)
    assert round(_shape(area).area * DEGREE_M**2, -2) == 1900  # a disc of 25 m is 1963, its polygon a little less


def test_every_door_stands_in_its_own_turfs_area_and_in_no_other() -> None:
    town = _town(_grid(12, apart_m=15))
    turfs = tuple(_turf(row + 1, range(24 * row, 24 * row + 24)) for row in range(6))
    shapes = [_shape(area) for area in draw_areas(turfs, town)]
    homes = [
        [row for row, shape in enumerate(shapes) if shape.contains(shapely.Point(town.lon[d], town.lat[d]))]
        for d in range(144)
    ]
    assert homes == [[door // 24] for door in range(144)]


def test_labels_stand_inside_and_neighbours_have_different_colours() -> None:
    town = _town(_grid(12, apart_m=15))
    turfs = tuple(
        _turf(4 * down + across + 1, [(3 * down + y) * 12 + 3 * across + x for y in range(3) for x in range(3)])
        for down in range(4)
        for across in range(4)
    )
    areas = draw_areas(turfs, town)
    assert [_shape(area).contains(shapely.Point(area.label)) for area in areas] == [True] * 16
    for area in areas:
        beside = {area.number + 1} - {5, 9, 13} | {area.number + 4}
        assert area.colour not in {other.colour for other in areas if other.number in beside}
        assert 1 <= area.colour <= COLOURS


def test_doors_on_one_line_at_one_place_and_none_at_all() -> None:
    line = draw_areas((_turf(1, [0, 1]), _turf(2, [2, 3])), _town([(0, 0), (20, 0), (40, 0), (60, 0)]))
    assert [area.colour for area in line] == [1, 2]
    assert len(draw_areas((_turf(1, [0, 1]),), _town([(5, 5), (5, 5)]))) == 1
    assert draw_areas((), _town([])) == ()


def test_what_is_drawn_again_is_as_if_all_were_drawn() -> None:
    town = _town(_grid(24, apart_m=15))
    turfs = tuple(_turf(row + 1, range(48 * row, 48 * row + 48)) for row in range(12))
    whole = {area.number: area for area in draw_areas(turfs, town)}
    colours = {number: area.colour for number, area in whole.items()}
    moved = (*turfs[:4], _turf(5, range(192, 260)), _turf(6, range(260, 288)), *turfs[6:])
    split = (*moved, _turf(13, range(192, 200)))
    split = (*split[:4], _turf(5, range(200, 260)), *split[5:])
    for after, changed in ((moved, {5, 6}), (split, {5, 13})):
        again = redraw_areas(after, town, changed=changed, colour_of=colours)
        wholly = {area.number: area for area in draw_areas(after, town)}
        assert {area.number for area in again} == changed
        for area in again:
            assert _shape(area).symmetric_difference(_shape(wholly[area.number])).area < 1e-5 * _shape(area).area
            assert area.colour == colours.get(area.number, area.colour)
    (new,) = (area for area in again if area.number == 13)
    assert new.colour not in {colours[number] for number in (4, 5, 6)}
