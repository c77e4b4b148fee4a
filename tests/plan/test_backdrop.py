"""A map's backdrop: what is drawn, as what, and what is left out."""

import pytest

from muster.county.osm import GENERATOR
from muster.plan.backdrop import Shape, draw_backdrop, owes_credit

OSM = """<?xml version="1.0"?><osm version="0.6">
<node id="1" version="1" lat="52.0" lon="-1.0"/><node id="2" version="1" lat="52.1" lon="-1.0"/>
<node id="3" version="1" lat="52.1" lon="-0.9"/><node id="4" version="1" lat="60.0" lon="5.0"/>
<node id="5" version="1" lat="60.1" lon="5.0"/>
<way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/><tag k="name" v="Mill Lane"/></way>
<way id="2" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="leisure" v="park"/></way>
<way id="3" version="1"><nd ref="3"/><nd ref="4"/><tag k="waterway" v="river"/><tag k="name" v="River Leam"/></way>
<way id="4" version="1"><nd ref="4"/><nd ref="5"/><tag k="highway" v="primary"/></way>
<way id="5" version="1"><nd ref="1"/><nd ref="3"/><tag k="highway" v="proposed"/></way>
<way id="6" version="1"><nd ref="1"/><nd ref="3"/><tag k="leisure" v="park"/></way>
</osm>"""


def test_roads_water_and_green_near_the_doors_and_nothing_else() -> None:
    shapes = draw_backdrop(OSM.encode(), form="osm", within=(-1.5, 51.5, -0.5, 52.5))
    assert shapes == (
        Shape("residential", "Mill Lane", area=False, places=((-1.0, 52.0), (-1.0, 52.1))),
        Shape("green", "", area=True, places=((-1.0, 52.0), (-1.0, 52.1), (-0.9, 52.1), (-1.0, 52.0))),
        Shape("water", "River Leam", area=False, places=((-0.9, 52.1), (5.0, 60.0))),
    )


@pytest.mark.parametrize(("generator", "owed"), [("osmium/1.14.0", True), ("", True), (GENERATOR, False)])
def test_a_map_credits_what_the_extract_says_it_is(generator: str, owed: bool) -> None:  # noqa: FBT001 - a table's column
    content = OSM.replace('version="0.6"', f'version="0.6" generator="{generator}"')
    assert owes_credit(content.encode(), form="osm") is owed
    assert owes_credit(OSM.encode(), form="osm")


LAKE = """<?xml version="1.0"?><osm version="0.6">
<node id="1" version="1" lat="52.0" lon="-1.0"/><node id="2" version="1" lat="52.0" lon="-0.8"/>
<node id="3" version="1" lat="52.2" lon="-0.8"/><node id="4" version="1" lat="52.2" lon="-1.0"/>
<node id="5" version="1" lat="52.1" lon="-0.9"/><node id="6" version="1" lat="52.1" lon="-0.89"/>
<node id="7" version="1" lat="52.11" lon="-0.9"/>
<way id="1" version="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/></way>
<way id="2" version="1"><nd ref="1"/><nd ref="4"/><nd ref="3"/></way>
<way id="3" version="1"><nd ref="5"/><nd ref="6"/><nd ref="7"/><nd ref="5"/></way>
<relation id="2" version="1"><member type="way" ref="1" role="outer"/><member type="way" ref="2" role="outer"/>
<member type="way" ref="3" role="inner"/><tag k="type" v="multipolygon"/><tag k="natural" v="water"/>
<tag k="name" v="The Mere"/></relation>
<relation id="1" version="1"><member type="way" ref="3" role="outer"/><tag k="type" v="multipolygon"/>
<tag k="leisure" v="park"/></relation>
<relation id="3" version="1"><member type="way" ref="1" role="outer"/><member type="way" ref="9" role="outer"/>
<tag k="type" v="multipolygon"/><tag k="natural" v="wood"/></relation>
<relation id="4" version="1"><member type="way" ref="3" role="outer"/><tag k="type" v="multipolygon"/>
<tag k="landuse" v="industrial"/></relation>
</osm>"""


def test_a_lake_of_several_ways_has_its_island_and_what_lacks_a_way_is_left_out() -> None:
    green, lake = draw_backdrop(LAKE.encode(), form="osm", within=(-1.5, 51.5, -0.5, 52.5))
    assert (green.kind, green.area, len(green.places), green.holes) == ("green", True, 4, ())
    assert (lake.kind, lake.name, lake.area) == ("water", "The Mere", True)
    assert set(lake.places) == {(-1.0, 52.0), (-0.8, 52.0), (-0.8, 52.2), (-1.0, 52.2)}
    assert lake.places[0] == lake.places[-1]
    [island] = lake.holes
    assert (set(island), island[0]) == ({(-0.9, 52.1), (-0.89, 52.1), (-0.9, 52.11)}, island[-1])


def test_a_lake_round_a_place_without_a_corner_in_it_is_there_and_one_far_off_is_not() -> None:
    [round_us] = draw_backdrop(LAKE.encode(), form="osm", within=(-0.96, 52.02, -0.94, 52.04))
    assert round_us.name == "The Mere"
    assert draw_backdrop(LAKE.encode(), form="osm", within=(-3.0, 52.0, -2.9, 52.1)) == ()
