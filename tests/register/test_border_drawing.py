"""Zones are drawn so that one can tell neighbours apart, find each one's number in it, and lose none."""

import shapely
from hypothesis import given
from hypothesis import strategies as st

from muster.register.border_drawing import COLOURS, draw_borders


def square(x: float, y: float, side: float = 0.1) -> shapely.Polygon:
    return shapely.box(x, y, x + side, y + side)


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=20))
def test_neighbours_differ_and_a_number_stands_in_its_zone(at: set[tuple[int, int]]) -> None:
    shapes = [square(x / 10, 52 + y / 10) for x, y in sorted(at)]
    drawn = draw_borders(shapes)
    assert len(drawn) == len(shapes)
    for i, (shape, one) in enumerate(zip(shapes, drawn, strict=True)):
        assert shape.covers(shapely.Point(one.label))
        assert 1 <= one.colour <= COLOURS
        assert shapely.Polygon(one.polygons[0][0]).equals_exact(shape, 1e-6, normalize=True)
        touching = [k for k, other in enumerate(shapes) if k != i and other.intersects(shape)]
        assert len(touching) >= COLOURS or one.colour not in {drawn[k].colour for k in touching}


def test_corners_that_nobody_sees_are_left_out_and_neighbours_keep_one_border() -> None:
    wavy = [(0.5 + 0.00001 * (n % 2), 52 + n / 1000) for n in range(1001)]
    west = shapely.Polygon([(0, 52), *wavy, (0, 53)])
    east = shapely.Polygon([(1, 52), *wavy, (1, 53)])
    one, other = draw_borders([west, east])
    assert len(one.polygons[0][0]) < 20
    edges = [shapely.Polygon(drawn.polygons[0][0]) for drawn in (one, other)]
    assert edges[0].intersection(edges[1]).area == 0
    assert shapely.union_all(edges).area == 1


def test_an_island_and_a_hole_are_drawn_and_the_smallest_zone_does_not_vanish() -> None:
    ring = shapely.Polygon(square(0, 52, 1).exterior, [square(0.4, 52.4, 0.2).exterior.coords])
    islands = shapely.MultiPolygon([square(3, 52), square(4, 52)])
    speck = square(2, 52, 0.00001)
    drawn = draw_borders([ring, islands, speck])
    assert [[len(part) for part in one.polygons] for one in drawn] == [[2], [1, 1], [1]]


def test_nothing_is_drawn_of_nothing() -> None:
    assert draw_borders([]) == ()
