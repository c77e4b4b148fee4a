"""Where buildings lie, in a little town drawn by hand: Mill Lane runs 200 m east from 52 N, 0 E."""

import numpy as np
import pytest

from muster.plan.streets import ExtractError, read_streets
from muster.register.column import parse_addresses
from muster.register.gazetteer_read import read_gazetteer
from muster.register.houses import read_houses
from muster.register.keys import building_number
from muster.register.match_houses import NO_HOUSE, Wanted, match_houses
from muster.register.place import PLACED_FROM, Buildings, Placed, Sources, buildings_of, place_buildings
from muster.register.spines import Named
from muster.register.suggest import suggest_all, suggest_streets

TOWN = b"""<osm version="0.6">
<node id="1" version="1" lat="52.0" lon="0.0"/><node id="2" version="1" lat="52.0" lon="0.0029215"/>
<node id="3" version="1" lat="52.1" lon="0.0"/><node id="4" version="1" lat="52.1" lon="0.0029215"/>
<node id="5" version="1" lat="52.0" lon="0.1"/><node id="6" version="1" lat="52.0" lon="0.1029215"/>
<node id="7" version="1" lat="52.0005" lon="0.001">
  <tag k="addr:housenumber" v="7;9"/><tag k="addr:street" v="Mill Lane"/><tag k="addr:postcode" v="zx1 0ab"/></node>
<node id="8" version="1" lat="52.0006" lon="0.002"><tag k="addr:housename" v="Rose Cottage"/></node>
<node id="9" version="1" lat="52.001" lon="0.003"/><node id="10" version="1" lat="52.001" lon="0.005"/>
<node id="11" version="1" lat="52.003" lon="0.005"/><node id="12" version="1" lat="52.003" lon="0.003"/>
<way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/><tag k="name" v="Mill Lane"/></way>
<way id="2" version="1"><nd ref="3"/><nd ref="4"/>
  <tag k="highway" v="residential"/><tag k="name" v="Church Lane"/></way>
<way id="3" version="1"><nd ref="5"/><nd ref="6"/>
  <tag k="highway" v="residential"/><tag k="name" v="Church Lane"/></way>
<way id="4" version="1"><nd ref="9"/><nd ref="10"/><nd ref="11"/><nd ref="12"/><nd ref="9"/>
  <tag k="building" v="yes"/><tag k="addr:housenumber" v="30"/><tag k="addr:street" v="Mill Ln"/></way>
</osm>"""
POSTCODES = b"""pcds,doterm,osgrdind,lat,long
ZX1 0AB,,1,52.0001,0.0014
ZX1 0AC,200101,1,52.05,0.05
ZX1 0AD,,6,52.06,0.06
ZX1 0AE,,1,52.1001,0.0014
"""
UPRNS = b"UPRN,LATITUDE,LONGITUDE\n42,52.0003,0.0005\n"
ALL = Sources(
    uprns=read_gazetteer([UPRNS]).gazetteer,
    postcodes=read_gazetteer([POSTCODES]).gazetteer,
    houses=read_houses(TOWN, form="osm"),
    streets=Named(read_streets(TOWN, form="osm")),
)


def placed(
    *rows: tuple[str, str, str, str, str], sources: Sources = ALL, **given: dict[int, tuple[float, float]]
) -> Placed:
    """Place buildings given as (street, locality, number, name, postcode)."""
    streets = sorted({row[:2] for row in rows})
    return place_buildings(
        Buildings(
            streets,
            np.array([streets.index(row[:2]) for row in rows], dtype=np.int32),
            [row[2] for row in rows],
            [row[3] for row in rows],
            [row[4] for row in rows],
            ["42" if row[3] == "Known" else "" for row in rows],
            given.get("file", {}),
            given.get("hand", {}),
        ),
        sources,
    )


def from_of(found: Placed) -> list[str]:
    return [PLACED_FROM[at] for at in found.placed_from.tolist()]


def test_every_building_is_placed_from_the_best_that_knows_it() -> None:
    known = ("Mill Lane", "", "7", "Known", "ZX10AB")
    rows = [known, known, known, ("Mill Lane", "", "7", "", "ZX10AB"), ("Mill Lane", "", "8", "", "ZX10AB")]
    rows += [("Fish Row", "", "8", "", "ZX10AB"), ("Fish Row", "", "9", "", "")]
    found = placed(*rows, file={0: (0.5, 51.5), 1: (0.5, 51.5)}, hand={0: (0.25, 51.25)})
    assert from_of(found) == list(PLACED_FROM)
    assert found.lon[[0, 1, 2, 3, 5]].tolist() == [0.25, 0.5, 0.0005, 0.001, 0.0014]
    assert found.lat[[0, 1, 2, 3, 5]].tolist() == [51.25, 51.5, 52.0003, 52.0005, 52.0001]
    assert np.isnan(found.lon[6])
    assert found.why == ["", "", "", "", "", "street not in extract", "street not in extract"]
    assert found.accuracy_m.tolist()[:4] == [5, 10, 10, 10]
    assert found.accuracy_m.tolist()[5:] == [100, 0]


def test_postcodes_no_longer_in_use_and_rough_ones_are_told() -> None:
    found = placed(("Fish Row", "", "1", "", "ZX10AC"), ("Fish Row", "", "2", "", "ZX10AD"))
    assert (found.ended.tolist(), found.accuracy_m.tolist()) == ([True, False], [200, 1_500])


def test_houses_of_one_place_of_the_extract_several_numbers_and_an_outline() -> None:
    houses = read_houses(TOWN, form="osm")
    assert list(zip(houses.streets, houses.numbers, houses.names, houses.postcodes, strict=True)) == [
        ("Mill Lane", "7", "", "ZX10AB"),
        ("Mill Lane", "9", "", "ZX10AB"),
        ("", "", "Rose Cottage", ""),
        ("Mill Ln", "30", "", ""),
    ]
    assert (round(float(houses.lon[3]), 6), round(float(houses.lat[3]), 6)) == (0.004, 52.002)
    with pytest.raises(ExtractError, match="fetch the extract again"):
        read_houses(b"no extract", form="pbf")


def test_a_house_known_by_its_name_alone_is_taken_only_near_its_postcode() -> None:
    rows = [("", "Fosseham", "", "Rose Cottage", "ZX10AB"), ("", "Fosseham", "", "Rose Cottage", "ZX10AE")]
    found = placed(*rows, ("", "Fosseham", "", "Rose Cottage", ""))
    assert from_of(found) == ["extract house", "postcode", "none"]
    assert found.why == ["", "no street in the address", "no street in the address"]


def test_of_two_streets_of_one_name_the_postcodes_is_taken_and_then_the_neighbours() -> None:
    found = placed(("Church Lane", "", "1", "", "ZX10AE"), ("Church Lane", "", "2", "", ""))
    assert from_of(found) == ["extract street"] * 2
    assert found.lat.round(2).tolist() == [52.1, 52.1]
    alone = placed(("Church Lane", "", "2", "", ""))
    assert (from_of(alone), alone.why) == (["none"], ["several streets"])
    told = placed(("Church Lane", "Fosseham", "2", "", ""), ("Mill Lane", "Fosseham", "1", "", "ZX10AE"))
    assert told.lat.round(2).tolist()[0] == 52.1


def test_a_street_of_this_name_far_from_the_postcode_is_another() -> None:
    found = placed(("Mill Lane", "", "1", "", "ZX10AE"))
    assert (from_of(found), found.why) == (["postcode"], ["street far away"])


def test_odd_and_even_stand_across_from_each_other_and_a_named_house_by_its_postcode() -> None:
    only_streets = Sources(streets=ALL.streets, postcodes=ALL.postcodes)
    found = placed(*(("Mill Lane", "", number, "", "") for number in "1234"), sources=only_streets)
    assert (np.sign(found.lat - 52.0)).tolist() == [1, -1, 1, -1]
    assert found.lon[0] == found.lon[1] < found.lon[2] == found.lon[3]
    named = placed(("Mill Lane", "", "", "Mill House", "ZX10AB"), sources=only_streets)
    assert (round(float(named.lon[0]), 4), round(float(named.lat[0]), 6), int(named.accuracy_m[0])) == (
        0.0014,
        52.0,
        75,
    )


def test_a_house_of_a_terrace_within_a_street_is_put_on_that_street() -> None:
    found = placed(("Rose Terrace", "Mill Lane, Fosseham", "3", "", ""))
    assert from_of(found) == ["extract street"]


def test_without_any_source_nothing_is_placed() -> None:
    found = placed(("Mill Lane", "", "1", "", "ZX10AB"), sources=Sources())
    assert (from_of(found), found.accuracy_m.tolist(), found.why) == (["none"], [0], [""])


def test_what_a_file_says_of_a_building_is_its_first_row_that_says_it() -> None:
    rows = [("Flat 1, 12 Mill Street",), (), ("Flat 2, 12 Mill Street",), ("14 Mill Street",)]
    addresses = parse_addresses(rows, [""] * 4)
    hand = {building_number(addresses.address(2)): (0.1, 52.0)}
    places = [None, (9.0, 9.0), (0.2, 52.0), (0.3, 52.0)]
    found = buildings_of(addresses, uprns=["", "7", "8", "9"], places=places, hand=hand)
    assert (found.uprns, found.file, found.hand) == (["8", "9"], {0: (0.2, 52.0), 1: (0.3, 52.0)}, {1: (0.1, 52.0)})


@pytest.mark.parametrize("seed", range(4))
def test_matching_houses_is_what_looking_at_every_pair_gives(seed: int) -> None:
    rng = np.random.default_rng(seed)
    houses = read_houses(TOWN, form="osm")
    n = 60
    houses = type(houses)(
        np.zeros(n),
        np.zeros(n),
        tuple(rng.choice(["Mill Ln", "High St"], n)),
        tuple(map(str, rng.integers(1, 6, n))),
        ("",) * n,
        ("",) * n,
    )
    x, y = rng.integers(0, 60_000, n), rng.integers(0, 60_000, n)
    wanted = Wanted(
        rng.choice(["Mill Lane", "High Street", "Fish Row"], n).tolist(),
        [str(k) for k in rng.integers(1, 8, n)], [""] * n,
        rng.integers(0, 60_000, n), rng.integers(0, 60_000, n), rng.random(n) < 0.8,
    )  # fmt: skip
    full = {"Mill Ln": "Mill Lane", "High St": "High Street"}
    for at, found in enumerate(match_houses(wanted, houses, x, y).tolist()):
        address = wanted.streets[at], wanted.numbers[at]
        same = [h for h in range(n) if (full[houses.streets[h]], houses.numbers[h]) == address]
        square = {h: int((x[h] - wanted.x[at]) ** 2 + (y[h] - wanted.y[at]) ** 2) for h in same}
        if wanted.has_near[at]:
            near = [h for h in same if square[h] <= 20_000**2]
            assert found == min(near, key=lambda h: (square[h], h), default=NO_HOUSE)
        else:
            wide = max((max(v[same]) - min(v[same]) for v in (x, y) if same), default=0)
            assert found == (min(same) if same and wide <= 5_000 else NO_HOUSE)


def test_names_that_come_close_are_suggested() -> None:
    known = ["Mill Lane", "Mill Street", "Church Lane", "St Mary's Road", "Millbrook Lane", "Lane End"]
    assert suggest_streets("Mil Lane", known)[0] == "Mill Lane"
    assert suggest_streets("Saint Marys Rd", known) == ("St Mary's Road",)
    assert suggest_streets("Lane Church", known)[0] == "Church Lane"
    assert suggest_streets("Zebedee Way", known) == ()
    assert suggest_all(["Mil Lane", "Zebedee Way"], known, most=1) == [("Mill Lane",), ()]


def test_an_empty_register_and_an_empty_table_are_fine() -> None:
    assert placed().placed_from.tolist() == []
    nothing = read_gazetteer([b"postcode,lat,lon\n"]).gazetteer
    assert from_of(placed(("Fish Row", "", "1", "", "ZX10AB"), sources=Sources(postcodes=nothing))) == ["none"]
