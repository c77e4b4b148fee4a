"""A map's backdrop: what is drawn, as what, and what is left out."""

from muster.plan.backdrop import Shape, draw_backdrop

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
