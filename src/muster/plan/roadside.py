"""Where a vehicle comes to stand that breaks down on its way."""

from collections.abc import Collection

import numpy as np

from muster.plan.fleet import BOARD_S
from muster.plan.ride_plan import Places, RidePlan
from muster.plan.roads import Roads, drive_times, place_on_the_way
from muster.plan.standing import path_of, progress_of


def add_roadside(
    plan: RidePlan, places: Places, v: int, at_s: int, roads: Roads | None, closed: Collection[int]
) -> tuple[Places, int]:
    """Add the place where a vehicle has come to stand, with the times from and to it."""
    route, path = plan.routes[v], path_of(plan, v)
    driven = progress_of(plan, v, at_s).driven
    gone = route.starts_s if driven == 0 else route.visits[driven - 1].leaves_s
    due = route.arrives_s if driven == len(route.visits) else route.visits[driven].leaves_s - BOARD_S
    share = min(max((at_s - gone) * 1000 // max(due - gone, 1), 0), 1000)
    leg = (path[driven], path[driven + 1])
    lay = roads or _nowhere()
    lon, lat = place_on_the_way(lay, places.lon, places.lat, leg, thousandths=share, closed=closed)
    lons, lats = np.append(places.lon, lon), np.append(places.lat, lat)
    n = len(places.lon)
    drive_s = np.zeros((n + 1, n + 1), dtype=np.int32)
    drive_s[:n, :n] = places.drive_s
    if roads is not None:
        drive_s[n, :] = drive_times(roads, lons, lats, sources=[n], closed=closed)[0]
        drive_s[:, n] = drive_times(roads, lons, lats, targets=[n], closed=closed)[:, 0]
    else:  # it stands on the leg: so far from its one end, so far from the other
        a, b = leg
        back, on = int(places.drive_s[b, a]) * share // 1000, int(places.drive_s[a, b]) * (1000 - share) // 1000
        drive_s[n, :n] = np.minimum(places.drive_s[a] + back, places.drive_s[b] + on)
        drive_s[:n, n] = np.minimum(places.drive_s[:, a] + int(places.drive_s[a, b]) - on, places.drive_s[:, b] + back)
    return Places(lons, lats, drive_s), n


def _nowhere() -> Roads:
    from muster.plan.roads import lay_roads  # noqa: PLC0415 - only where no roads were given

    return lay_roads(None)
