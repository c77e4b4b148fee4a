"""Whether beds are given as said, and whether their prices prove it."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from muster.audit.ride_folder import Lists, Stage
from muster.audit.ride_lists import Rider


def check_beds(lists: Lists, stage: Stage, seconds: NDArray[np.int64]) -> list[str]:
    """Guests have the beds they are told, and the prices prove that nobody could find more."""
    said, found = stage.said["beds"], []
    riders, seats, door = lists.riders, stage.seats, lists.door
    guests = {x: r for x, r in riders.items() if r.wants}
    hosts = {x: r for x, r in riders.items() if r.offers}
    pairs = {x: seats[x]["bed_with"] for x in seats if seats[x]["bed_with"]}
    there = {h: int(seconds[0, door[h]] + seconds[door[h], 0]) for h in hosts}
    taken: Counter[str] = Counter()
    for guest, host in pairs.items():
        if guest not in guests or host not in hosts or not _may_stay(riders, guest, host):
            found.append(f"{guest}: can't stay with {host}")
            continue
        taken[host] += guests[guest].wants
    found += [
        f"{host}: has {hosts[host].offers} beds and {n} guests" for host, n in taken.items() if n > hosts[host].offers
    ]
    worth, dual = said["dual"]["bed_found"], said["dual"]
    for g in guests:
        for h in hosts:
            prices = dual["guests"].get(g, 0) + dual["hosts"].get(h, 0)
            if _may_stay(riders, g, h) and prices < worth - there[h]:
                found.append(f"beds: the prices of {g} and {h} prove nothing")
    total = sum(r.wants * dual["guests"].get(x, 0) for x, r in guests.items())
    total += sum(r.offers * dual["hosts"].get(x, 0) for x, r in hosts.items())
    count = sum(taken.values())
    worked_out = {
        "wanted": sum(r.wants for r in guests.values()),
        "found": count,
        "found_at_most": -(-total // worth),
        "travel_s": sum(guests[g].wants * there[h] for g, h in pairs.items() if g in guests and h in hosts),
        "travel_least_s": max(count * worth - total, 0) if count == -(-total // worth) else 0,
    }
    return found + [
        f"beds, {k}: the certificate says {said[k]}; it is {v}" for k, v in worked_out.items() if said[k] != v
    ]


def _best(
    may: Sequence[tuple[str, str]], wants: Mapping[str, int], offers: Mapping[str, int], there: Mapping[str, int]
) -> tuple[int, int]:
    """Find the most beds, and for as many the least travel, as a whole-number programme (HiGHS)."""
    if not may:
        return 0, 0
    beds, travel = np.array([wants[g] for g, _ in may]), np.array([wants[g] * there[h] for g, h in may])
    once = np.array([[float(g == x) for g, _ in may] for x in wants])
    room = np.array([[float(wants[g] * (h == x)) for g, h in may] for x in offers])
    rules = [LinearConstraint(once, ub=1), LinearConstraint(room, ub=list(offers.values()))]
    most = round(-_least(-beds, rules))
    return most, round(_least(travel, [*rules, LinearConstraint(beds.reshape(1, -1), lb=most)]))


def _least(cost: NDArray[np.int64], rules: Sequence[LinearConstraint]) -> float:
    whole = np.ones(len(cost), dtype=np.int64)
    solved = milp(cost, constraints=rules, integrality=whole, bounds=Bounds(0, 1), options={"mip_rel_gap": 0})
    return float(solved.fun or 0)


def _may_stay(riders: Mapping[str, Rider], guest: str, host: str) -> bool:
    a, b = riders[guest], riders[host]
    return guest != host and host not in a.apart and guest not in b.apart and (not a.needs or b.offers_step_free)
