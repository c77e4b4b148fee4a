"""Beds against trying every match, and the dual that proves them."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.plan.beds import match_beds
from muster.plan.people import Person
from muster.plan.ride_plan import BedPlan, Places


def made_beds(seed: int, *, parties: bool) -> tuple[list[Person], Places]:
    """Make up to four guests and three hosts."""
    rng = np.random.default_rng(seed)
    guests = [
        Person(f"g{k}", 0, 0, size=3, needs="step-free" if rng.random() < 0.3 else "",
               beds_wanted=int(rng.integers(1, 4)) if parties else 1,
               apart_from=("h0",) if rng.random() < 0.3 else ())
        for k in range(int(rng.integers(1, 5)))
    ]  # fmt: skip
    hosts = [
        Person(f"h{k}", 0, 0, rides=False, beds_offered=int(rng.integers(1, 5)), bed_step_free=bool(rng.random() < 0.6))
        for k in range(int(rng.integers(1, 4)))
    ]
    n = len(guests) + len(hosts) + 1
    nowhere = np.zeros(n)
    return guests + hosts, Places(nowhere, nowhere, rng.integers(60, 900, (n, n)).astype(np.int32))


def try_every_match(people: list[Person], places: Places) -> tuple[int, int]:
    """Give the most beds and, for as many, the least travel."""
    guests = [u for u, x in enumerate(people) if x.beds_wanted]
    hosts = [u for u, x in enumerate(people) if x.beds_offered]
    best = (0, 0)
    for where in product([None, *hosts], repeat=len(guests)):
        pairs = [(g, h) for g, h in zip(guests, where, strict=True) if h is not None]
        full = any(sum(people[g].beds_wanted for g, h in pairs if h == x) > people[x].beds_offered for x in hosts)
        if full or not all(may_stay(people[g], people[h]) for g, h in pairs):
            continue
        beds = sum(people[g].beds_wanted for g, _ in pairs)
        travel = sum(people[g].beds_wanted * int(places.drive_s[0, h + 1] + places.drive_s[h + 1, 0]) for g, h in pairs)
        best = max(best, (beds, -travel))
    return best[0], -best[1]


def may_stay(guest: Person, host: Person) -> bool:
    return host.name not in guest.apart_from and (not guest.needs or host.bed_step_free)


@given(seed=st.integers(0, 100_000))
@settings(max_examples=150)
def test_single_beds_are_matched_exactly_and_the_dual_proves_it(seed: int) -> None:
    people, places = made_beds(seed, parties=False)
    plan = match_beds(people, places)
    assert (plan.found, plan.travel_s) == try_every_match(people, places)
    assert (plan.found_at_most, plan.travel_least_s) == (plan.found, plan.travel_s)
    assert_prices_prove(people, places, plan)


@given(seed=st.integers(0, 100_000))
@settings(max_examples=100)
def test_parties_stay_together_and_no_match_is_better(seed: int) -> None:
    people, places = made_beds(seed, parties=True)
    plan = match_beds(people, places)
    assert plan.exact
    assert (plan.found, plan.travel_s) == try_every_match(people, places)
    assert plan.found <= plan.found_at_most
    assert len({guest for guest, _ in plan.host_of}) == len(plan.host_of)
    assert all(may_stay(people[guest], people[host]) for guest, host in plan.host_of)
    assert_prices_prove(people, places, plan)


def assert_prices_prove(people: list[Person], places: Places, plan: BedPlan) -> None:
    """No pair is worth more than its prices, and all prices together are the bound."""
    guest, host = dict(plan.guest_price), dict(plan.host_price)
    for g, x in enumerate(people):
        for h, y in enumerate(people):
            if x.beds_wanted and y.beds_offered and may_stay(x, y):
                worth = plan.found_price - int(places.drive_s[0, h + 1] + places.drive_s[h + 1, 0])
                assert guest.get(g, 0) + host.get(h, 0) >= worth
    total = sum(people[g].beds_wanted * price for g, price in guest.items())
    total += sum(people[h].beds_offered * price for h, price in host.items())
    assert plan.found_at_most == -(-total // plan.found_price)


def test_a_larger_party_does_not_take_the_beds_that_two_smaller_ones_need() -> None:
    """Who chooses first, largest first, would give the three the four beds, and leave one party of two without."""
    people = [Person("three", 0, 0, size=3, beds_wanted=3)]
    people += [Person(f"two {k}", 0, 0, size=2, beds_wanted=2) for k in range(2)]
    people += [Person("four beds", 0, 0, rides=False, beds_offered=4), Person("three beds", 0, 0, beds_offered=3)]
    drive_s = np.full((6, 6), 300, dtype=np.int32)
    drive_s[5, 0] = 900  # the three beds are farther away
    plan = match_beds(people, Places(np.zeros(6), np.zeros(6), drive_s))
    assert (plan.found, plan.found_at_most, plan.exact) == (7, 7, True)
    assert dict(plan.host_of) == {0: 4, 1: 3, 2: 3}


def test_a_search_that_is_too_long_says_that_it_came_to_no_end() -> None:
    rng = np.random.default_rng(1)
    people = [Person(f"g{k}", 0, 0, size=5, beds_wanted=int(rng.integers(2, 6))) for k in range(40)]
    people += [Person(f"h{k}", 0, 0, rides=False, beds_offered=int(rng.integers(3, 8))) for k in range(25)]
    n = len(people) + 1
    plan = match_beds(people, Places(np.zeros(n), np.zeros(n), rng.integers(60, 900, (n, n)).astype(np.int32)))
    assert not plan.exact
    assert 0 < plan.found <= plan.found_at_most
