"""Links measured on made-up towns whose truth is known: the bars of docs/methods/link.md."""

from random import Random

import numpy as np
import pytest

from muster.register.joins import Ints
from muster.register.link import Links, link_versions
from muster.register.side import ARRAYS, Side, side_of_rows
from tests.register.made.people import make_population
from tests.register.made.truth import score
from tests.register.made.year import WORST, a_year_later
from tests.register.made_sides import TwoYears, linked_pairs, recalls, sides_of, two_years

PRECISION, RECALL_STAYED = 0.999, 0.97


def measured(years: TwoYears, links: Links) -> tuple[float, float]:
    got = score(linked_pairs(links), years.old_truth, years.new_truth)
    return got.precision, got.recall_stayed


@pytest.mark.parametrize("uprns", [True, False])
def test_twenty_thousand_electors_a_year_apart(uprns: bool) -> None:  # noqa: FBT001 - pytest gives it
    years = two_years(doors=11_000, seed=2, uprns=uprns)
    links = link_versions(years.old, years.new)
    precision, recall = measured(years, links)
    assert len(years.old) > 20_000
    assert links.renumbered
    assert precision >= PRECISION
    assert recall >= RECALL_STAYED
    found = recalls(years, links)
    assert {what: got.with_asked >= 0.93 for what, got in found.items() if what != "no address"} == dict.fromkeys(
        ("stayed", "moved", "married", "respelled"), True
    )


def test_the_worst_year_asks_more_and_links_nobody_more_wrongly() -> None:
    years = two_years(doors=8_000, seed=4, rates=WORST)
    links = link_versions(years.old, years.new)
    assert measured(years, links)[0] >= PRECISION
    assert recalls(years, links)["stayed"].with_asked >= RECALL_STAYED


def test_numbers_that_stayed_leave_hardly_anything_to_ask() -> None:
    before = make_population(Random(6), doors=3_000)
    years = sides_of(before, a_year_later(before, Random(7)))
    kept = keep_numbers(years)
    links, anew = link_versions(kept.old, kept.new), link_versions(years.old, years.new)
    assert (links.renumbered, anew.renumbered) == (False, True)
    assert measured(kept, links)[0] >= PRECISION
    assert recalls(kept, links)["stayed"].linked > recalls(years, anew)["stayed"].linked
    assert len(links.unsure.old) < len(anew.unsure.old)


def keep_numbers(years: TwoYears) -> TwoYears:
    """Give everybody who was there before the number they had, as within a year."""
    numbers = dict(zip(years.old_truth.people.tolist(), years.old.number.tolist(), strict=True))
    fresh = years.new.number + np.uint64(1)
    number = [
        numbers.get(one, other) for one, other in zip(years.new_truth.people.tolist(), fresh.tolist(), strict=True)
    ]
    columns = {name: getattr(years.new, name) for name in ARRAYS} | {"number": np.array(number, dtype=np.uint64)}
    return years._replace(new=Side(**columns, read_names=years.new.read_names))


def test_the_order_of_rows_makes_no_difference_and_one_run_is_like_the_next() -> None:
    years = two_years(doors=1_500, seed=8)
    links = link_versions(years.old, years.new)
    again = link_versions(years.old, years.new)
    assert all((getattr(links, name) == getattr(again, name)).all() for name in ("old", "reason", "weight"))
    old, new = (np.array(shuffled(len(one), seed)) for one, seed in ((years.old, 1), (years.new, 2)))
    turned = link_versions(side_of_rows(years.old, old), side_of_rows(years.new, new))
    assert pairs_of(turned.old, old, new) == pairs_of(links.old, np.arange(len(old)), np.arange(len(new)))


def shuffled(length: int, seed: int) -> list[int]:
    rng = Random(seed)
    return sorted(range(length), key=lambda _: rng.random())


def pairs_of(linked: Ints, old: Ints, new: Ints) -> set[tuple[int, int]]:
    rows = np.flatnonzero(linked >= 0)
    return set(zip(old[linked[rows]].tolist(), new[rows].tolist(), strict=True))


def test_nobody_is_linked_twice_or_asked_about_who_is_linked() -> None:
    years = two_years(doors=2_000, seed=9, rates=WORST)
    links = link_versions(years.old, years.new)
    linked = links.old[links.old >= 0]
    assert len(np.unique(linked)) == len(linked)
    assert not np.isin(links.unsure.old, linked).any()
    assert (links.old[links.unsure.new] == -1).all()
    assert (np.diff(links.unsure.weight) <= 0).all()
