"""A real place: houses of Rutland's extract found again by street, number and postcode, their own positions hidden."""

from collections import defaultdict

import numpy as np
import pytest
from numpy.typing import NDArray

from muster.plan.streets import read_streets
from muster.register.gazetteer import Gazetteer
from muster.register.gazetteer_read import read_gazetteer
from muster.register.houses import Houses, read_houses
from muster.register.place import PLACED_FROM, Buildings, Placed, Sources, place_buildings
from muster.register.spines import Named
from tests.given import PLAN, needs_plan

Rutland = tuple[Houses, Named]


@pytest.fixture(scope="module")
def rutland() -> Rutland:
    content = (PLAN / "rutland.osm.pbf").read_bytes()
    return read_houses(content, form="pbf"), Named(read_streets(content, form="pbf"))


def postcode_table(named: Named, houses: Houses, at: list[int], codes: list[str]) -> Gazetteer:
    """As ONS makes it: of each postcode's houses the one nearest to their middle."""
    x, y = named.plane.lay(houses.lon[at], houses.lat[at])
    of_code: dict[str, list[int]] = defaultdict(list)
    for place, code in enumerate(codes):
        of_code[code].append(place)
    lines = ["postcode,lat,lon"]
    for code, places in of_code.items():
        square = (x[places] - x[places].mean()) ** 2 + (y[places] - y[places].mean()) ** 2
        house = at[places[int(square.argmin())]]
        lines.append(f"{code},{houses.lat[house]:.7f},{houses.lon[house]:.7f}")
    return read_gazetteer(["\n".join([*lines, ""]).encode()]).gazetteer


def placed_again(rutland: Rutland, *, with_houses: bool) -> tuple[Placed, NDArray[np.float64]]:
    """Place the houses that have a street and a number; give also how far off each is, in metres.

    A house without a postcode of its own has one with the others of its street.
    """
    houses, named = rutland
    at = [house for house in range(len(houses)) if houses.streets[house] and houses.numbers[house]]
    streets = sorted({houses.streets[house] for house in at})
    street = [streets.index(houses.streets[house]) for house in at]
    codes = [houses.postcodes[house] or f"ZX{of + 1}0AA" for house, of in zip(at, street, strict=True)]
    numbers = [houses.numbers[house] for house in at]
    nothing = [""] * len(at)
    buildings = Buildings(
        [(name, "") for name in streets], np.array(street, np.int32), numbers, nothing, codes, nothing, {}, {}
    )
    table = postcode_table(named, houses, at, codes)
    placed = place_buildings(buildings, Sources(postcodes=table, houses=houses if with_houses else None, streets=named))
    known = ~np.isnan(placed.lon)
    x, y = named.plane.lay(np.where(known, placed.lon, 0), np.where(known, placed.lat, 0))
    true_x, true_y = named.plane.lay(houses.lon[at], houses.lat[at])
    return placed, np.where(known, np.hypot(x - true_x, y - true_y) / 10, np.inf)


@needs_plan
def test_most_houses_are_found_again_by_street_number_and_postcode(rutland: Rutland) -> None:
    placed, off_m = placed_again(rutland, with_houses=False)
    on_street = placed.placed_from == PLACED_FROM.index("extract street")
    assert (len(off_m), int(on_street.sum())) == (90, 86)
    assert (off_m <= 30).mean() > 0.6
    assert (off_m <= 50).mean() > 0.8
    assert (off_m <= placed.accuracy_m)[on_street].mean() > 0.7


@needs_plan
def test_houses_of_the_extract_itself_are_where_it_says(rutland: Rutland) -> None:
    placed, off_m = placed_again(rutland, with_houses=True)
    from_house = placed.placed_from == PLACED_FROM.index("extract house")
    assert from_house.sum() >= 86
    assert (off_m[from_house] <= 30).mean() > 0.95
