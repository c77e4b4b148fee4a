"""The ground of an extract, kept for maps when it is brought; and where a map begins to look for a building."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils.timezone import now
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.plan.backdrop import Shape
from muster.register.suggest import suggest_streets
from muster.web.record.actor import Actor
from muster.web.register import actions_of_places as of_places
from muster.web.register.ground import TooMuchGroundError, read_ground, write_ground
from muster.web.register.looking import look_for
from muster.web.register.map_names import close_names
from muster.web.register.models import Building, Street, Table
from tests.web.register.made_source import added, csv_of, organiser, taken_in, work
from tests.web.register.test_pages import PEOPLE, at, text_of

pytestmark = pytest.mark.usefixtures("transactional_db")

Enter = Callable[[Actor], Client]
EXTRACT = """<osm version="0.6" generator="JOSM">
<node id="1" lat="52.66" lon="-0.66"/><node id="2" lat="52.66" lon="-0.64"/><node id="3" lat="52.9" lon="-0.1"/>
<way id="7"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/><tag k="name" v="Mill Street East"/></way>
<way id="8"><nd ref="2"/><nd ref="3"/><tag k="highway" v="primary"/><tag k="name" v="Far Road"/></way>
</osm>"""


def names_in(ground: str) -> list[str]:
    return [feature["properties"]["name"] for feature in json.loads(ground)["features"]]


def test_ground_is_read_by_what_a_map_shows(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("ground") / "ground"
    lake = ((-0.7, 52.5), (-0.5, 52.5), (-0.5, 52.7), (-0.7, 52.7), (-0.7, 52.5))
    shapes = [
        Shape("residential", "Here", area=False, places=((-0.65, 52.65), (-0.649, 52.651))),
        Shape("water", "Lake", area=True, places=lake),
        Shape("primary", "Far", area=False, places=((1.2, 51.0), (1.3, 51.0))),
    ]
    write_ground(path, shapes, names=["A Street", "B Street"], credit="somebody")
    here = read_ground(path, (-0.66, 52.64, -0.64, 52.66))
    assert names_in(here) == ["Here", "Lake"]
    assert json.loads(here)["credit"] == "somebody"
    assert json.loads(here)["features"][0]["geometry"]["coordinates"] == [[-0.65, 52.65], [-0.649, 52.651]]
    assert names_in(read_ground(path, (1.21, 50.99, 1.22, 51.01))) == ["Far"]
    assert names_in(read_ground(path, (10, 10, 10.1, 10.1))) == []
    for wrong in ((-180, -90, 180, 90), (1, 51, 0, 50)):
        with pytest.raises(TooMuchGroundError):
            read_ground(path, wrong)
    assert names_in(read_ground(path.with_name("none"), (0, 0, 0.1, 0.1))) == []


NAMES = st.lists(st.sampled_from(("Mill", "Hill", "Old", "St", "High", "Église")), min_size=1, max_size=3).map(" ".join)


@settings(max_examples=30)
@given(st.sets(NAMES.map("{} Lane".format), max_size=60), NAMES)
def test_close_names_are_those_that_a_reading_of_all_finds(names: set[str], sought: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ground"
        write_ground(path, [], names=sorted(names), credit="")
        assert close_names(path, f"{sought} Lane") == suggest_streets(f"{sought} Lane", names)
        assert close_names(path.with_name("none"), sought) == ()


def test_an_extracts_ground_and_names_are_kept_when_it_is_brought(enter: Enter) -> None:
    by = organiser()
    source = added(by)
    taken_in(source, csv_of(PEOPLE), by=by)
    of_places.furnish(source.area, chunks=[EXTRACT.encode()], name="town.osm", kind="streets", by=by, at=now())
    work()
    table = Table.objects.get()
    client = enter(by)
    page = client.get(at("ground", source.area_id), {"box": "-0.67,52.65,-0.65,52.67"})
    assert page.headers["Content-Type"] == "application/json"
    assert names_in(page.content.decode()) == ["Mill Street East"]
    for wrong in ("", "1,2,3", "a,b,c,d", "nan,0,1,1", "-180,-90,180,90", "inf,0,1,1"):
        assert client.get(at("ground", source.area_id), {"box": wrong}).status_code == 400
    table.path.write_bytes(b"no extract")  # it isn't read again
    street = Street.objects.get(name="Mill Street")
    assert "Mill Street East" in text_of(client.get(at("cure", street.pk)))


def test_a_map_begins_at_the_building_or_as_near_as_anything_has_a_place(enter: Enter) -> None:
    by = organiser()
    source = added(by)
    taken_in(source, csv_of(PEOPLE), by=by)
    one = Building.objects.select_related("street", "area").get(number="1")
    other = Building.objects.select_related("street").get(number="3")
    cottage = Building.objects.select_related("street").get(name="Rose Cottage")
    assert look_for(one.street, one) is None
    assert "data-lon" not in enter(by).get(at("place", one.pk)).content.decode()
    of_places.place(one, lon=-0.65, lat=52.67, by=by, at=now())
    one.refresh_from_db()
    looks = {name: look_for(row.street, row) for name, row in (("own", one), ("street", other), ("area", cottage))}
    told = {
        name: look and (look.lon, look.lat, look.zoom, len(look.houses["features"])) for name, look in looks.items()
    }
    assert told == {"own": (-0.65, 52.67, 17, 0), "street": (-0.65, 52.67, 16, 1), "area": (-0.65, 52.67, 13, 0)}
    assert 'data-lon="-0.650000"' in enter(by).get(at("place", other.pk)).content.decode()
