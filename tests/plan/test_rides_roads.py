"""Road times against a naive search, closures, slow vehicles, and places beyond the extract."""

import heapq

import numpy as np
import pytest

from muster.audit.drive import lay_net, measure, read_roads
from muster.plan.roads import (
    UNREACHABLE_S,
    RoadError,
    Roads,
    drive_metres,
    drive_times,
    lay_roads,
    place_on_the_way,
    ways_named,
)
from muster.plan.streets import read_streets
from tests.given import PLAN, needs_plan
from tests.made_fleets import LAT0, LON0, ROADS, STEP, grid

RNG = np.random.default_rng(4)
LON, LAT = LON0 + STEP * RNG.uniform(0, 10, 20), LAT0 + STEP * RNG.uniform(0, 10, 20)


def naive_ms(roads: Roads, source: int, shut: frozenset[int] = frozenset()) -> list[float]:
    """Find the milliseconds from one node to each, one arc at a time."""
    best = [float("inf")] * len(roads.lon)
    heap = [(0, source)]
    while heap:
        t, node = heapq.heappop(heap)
        if t >= best[node]:
            continue
        best[node] = t
        for arc in np.flatnonzero(roads.tail == node).tolist():
            if int(roads.arc_way[arc]) not in shut:
                heapq.heappush(heap, (t + int(roads.drive_ms[arc]), int(roads.head[arc])))
    return best


@pytest.mark.parametrize("library", [True, False])
@pytest.mark.parametrize("closed", [frozenset[int](), frozenset({4, 15})])
def test_times_between_nodes_are_those_of_a_naive_search(*, library: bool, closed: frozenset[int]) -> None:
    found = drive_times(ROADS, ROADS.lon, ROADS.lat, closed=closed, library=library)
    for source in (0, 17, 60):
        naive = [min(t, 1000 * UNREACHABLE_S) for t in naive_ms(ROADS, source, closed)]  # where two shut roads meet
        told = [-(-int(t) // 1000) for t in naive]
        assert found[source].tolist() == told


def test_the_library_and_the_fallback_agree_off_the_nodes_and_for_slow_vehicles() -> None:
    for kmh in (None, 32.2, 10.0):
        both = [drive_times(ROADS, LON, LAT, cap_kmh=kmh, library=library) for library in (True, False)]
        assert (both[0] == both[1]).all()
    slow, usual = drive_times(ROADS, LON, LAT, cap_kmh=10.0), drive_times(ROADS, LON, LAT)
    assert (slow >= usual).all()
    assert slow.sum() > 3 * usual.sum()


def test_a_place_far_away_is_driven_to_as_the_crow_flies() -> None:
    lon, lat = np.array([LON[0], -1.5, -1.6]), np.array([LAT[0], 53.4, 53.5])
    found = drive_times(ROADS, lon, lat)
    assert 3_600 < found[0, 1] < 3 * 3_600
    apart_m = drive_metres(ROADS, lon, lat, [(1, 2)])[0]
    assert abs(int(found[1, 2]) - (240 + (apart_m - 1_000) * 3.6 / 50)) <= 1


def test_a_closed_road_is_gone_round_or_never_passed() -> None:
    every = frozenset(range(22))
    assert drive_times(ROADS, ROADS.lon[[0, 60]], ROADS.lat[[0, 60]], closed=every)[0, 1] == UNREACHABLE_S
    assert ways_named(ROADS, "  north   1 ") == {12}
    assert ways_named(ROADS, "b1") == {1}
    with pytest.raises(RoadError, match="near it: north 1"):
        ways_named(ROADS, "Noth 1")


def test_on_the_way_one_passes_from_the_start_to_the_end() -> None:
    lon, lat = ROADS.lon[[0, 60]], ROADS.lat[[0, 60]]
    assert place_on_the_way(ROADS, lon, lat, (0, 1), thousandths=0) == (lon[0], lat[0])
    assert place_on_the_way(ROADS, lon, lat, (0, 1), thousandths=1000) == (lon[1], lat[1])
    half = place_on_the_way(ROADS, lon, lat, (0, 1), thousandths=500)
    assert half in set(zip(ROADS.lon.tolist(), ROADS.lat.tolist(), strict=True)) - {(lon[0], lat[0]), (lon[1], lat[1])}


def test_without_an_extract_all_is_straight_lines() -> None:
    nowhere = lay_roads(None)
    found = drive_times(nowhere, LON, LAT)
    assert (found == found.T).all()
    assert (np.diag(found) == 0).all()


def test_streets_that_nobody_may_drive_on_are_refused() -> None:
    streets = grid()
    streets.way_drive[:] = False
    with pytest.raises(RoadError, match="open to cars"):
        lay_roads(streets)


@needs_plan
def test_rutland_is_measured_alike_by_the_planner_and_the_audit() -> None:
    content = (PLAN / "rutland.osm.pbf").read_bytes()
    roads = lay_roads(read_streets(content, form="pbf"))
    lon, lat = RNG.uniform(-0.8, -0.4, 40), RNG.uniform(52.5, 52.8, 40)
    legs = [(a, b) for a in range(40) for b in range(40) if a != b]
    again = measure(lay_net(read_roads(content, "pbf")), list(zip(lon.tolist(), lat.tolist(), strict=True)), legs)
    assert (drive_times(roads, lon, lat) == again.seconds).all()
    metres = drive_metres(roads, lon, lat, legs)
    assert abs(sum(metres) / sum(again.metres[leg] for leg in legs) - 1) < 0.001
