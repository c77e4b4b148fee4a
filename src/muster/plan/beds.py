"""Beds for tonight: guests and hosts, first as many beds as can be, then the least travel; and a bound that adds up."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from muster.plan.bed_search import search_beds
from muster.plan.fleet import apart_pairs
from muster.plan.people import Person
from muster.plan.ride_plan import BedPlan, Places

A_BED_S = 100_000_000  # what a bed found is worth, in seconds of travel: more than all travel together


def match_beds(people: Sequence[Person], places: Places, *, out: frozenset[int] = frozenset()) -> BedPlan:
    """Find everybody who wants one a bed, if there are enough: first as many beds as can be, then the least travel.

    A party goes to one host. Which party goes where is searched exactly (`bed_search`); `exact` says whether the search
    came to its end, and so that nobody finds more beds, or as many with less travel. The bound lets parties part: it
    adds up from prices, and where none is larger than one it is met.

    Args:
        people: everybody; hosts are those who offer.
        places: for the travel between the day's place and a host's home, there and back.
        out: people who aren't coming, or whose offer has fallen through.
    """
    guests = [at for at, x in enumerate(people) if x.beds_wanted and at not in out]
    hosts = [at for at, x in enumerate(people) if x.beds_offered and at not in out]
    there = np.array([int(places.drive_s[0, at + 1] + places.drive_s[at + 1, 0]) for at in hosts], dtype=np.int64)
    may = _may_stay(people, guests, hosts)
    wants = np.array([people[at].beds_wanted for at in guests], dtype=np.int64)
    has = np.array([people[at].beds_offered for at in hosts], dtype=np.int64)
    relaxed, guest_price, host_price = _flow(may, wants, has, there)
    chosen, exact = search_beds(np.where(may, A_BED_S - there, 0), wants, has)
    found = int(wants[[g for g, _ in chosen]].sum()) if chosen else 0
    travel = sum(int(wants[g] * there[h]) for g, h in chosen)
    most = -(-relaxed // A_BED_S) if relaxed else 0
    return BedPlan(
        host_of=tuple(sorted((guests[g], hosts[h]) for g, h in chosen)),
        wanted=int(wants.sum()),
        found=found,
        found_at_most=most,
        travel_s=travel,
        travel_least_s=max(found * A_BED_S - relaxed, 0) if found == most else 0,
        guest_price=tuple((guests[g], int(price)) for g, price in enumerate(guest_price) if price),
        host_price=tuple((hosts[h], int(price)) for h, price in enumerate(host_price) if price),
        found_price=A_BED_S,
        exact=exact,
    )


def _may_stay(people: Sequence[Person], guests: Sequence[int], hosts: Sequence[int]) -> NDArray[np.bool_]:
    apart = apart_pairs(people)
    return np.array(
        [
            [(a, b) not in apart and a != b and (not people[a].needs or people[b].bed_step_free) for b in hosts]
            for a in guests
        ],
        dtype=np.bool_,
    ).reshape(len(guests), len(hosts))


def _flow(
    may: NDArray[np.bool_], wants: NDArray[np.int64], has: NDArray[np.int64], there: NDArray[np.int64]
) -> tuple[int, NDArray[np.int64], NDArray[np.int64]]:
    """Give the greatest worth with parties parted, and the prices of guests' and hosts' beds that prove it."""
    if not may.any():
        return 0, np.zeros(len(wants), dtype=np.int64), np.zeros(len(has), dtype=np.int64)
    worth = np.where(may, A_BED_S - there, 0)
    guest = np.repeat(np.arange(len(wants)), wants)
    host = np.repeat(np.arange(len(has)), has)
    table = worth[np.ix_(guest, host)]
    row, column = linear_sum_assignment(table, maximize=True)
    total = int(table[row, column].sum())
    host_price = _host_prices(table, row, column, host, len(has))
    guest_price = np.maximum((worth - host_price).max(axis=1, initial=0), 0)
    return total, guest_price, host_price


def _host_prices(
    table: NDArray[np.int64], row: NDArray[np.int64], column: NDArray[np.int64], host: NDArray[np.int64], hosts: int
) -> NDArray[np.int64]:
    """Find the least prices at which each guest is content with their bed (Bellman and Ford over the matched pairs)."""
    matched = table[row, column]
    price = np.zeros(table.shape[1], dtype=np.int64)
    for _ in range(len(column) + 1):
        content = matched - price[column]  # what each matched guest gains where they are
        wanted = np.maximum((table[row] - content[:, None]).max(axis=0, initial=0), 0)
        idle = np.setdiff1d(np.arange(table.shape[0]), row)
        if len(idle):
            wanted = np.maximum(wanted, table[idle].max(axis=0))
        wanted = np.maximum(wanted, price)
        each = np.zeros(hosts, dtype=np.int64)
        np.maximum.at(each, host, wanted)  # one host's beds have one price
        if (each[host] == price).all():
            break
        price = each[host]
    each = np.zeros(hosts, dtype=np.int64)
    np.maximum.at(each, host, price)
    return each
