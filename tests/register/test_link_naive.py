"""The fast links beside the slow ones, which look at every pair of electors."""

import datetime as dt

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from muster.register.levels import compare_names
from muster.register.link import link_versions
from muster.register.names_alike import level_of, name_of
from tests.register.made_sides import Elector, side, two_years
from tests.register.naive_links import naive_links

SURNAMES = ("Smith", "Smyth", "Smith-Jones", "Jones", "Mc Donald", "McDonald", "Begum", "")
FORENAMES = ("John", "John A", "John Bernard", "John B", "Jon", "J", "Ann", "Anne", "Bill", "William", "Ann Smith", "")
LINES = ("1 Mill Lane", "2 Mill Lane", "3 Mill Lane", "1 Oak Road", "2 Oak Road", "3 Oak Road", "")
DAYS = (None, None, None, dt.date(2026, 3, 4), dt.date(2026, 5, 6))
electors = st.builds(
    Elector,
    st.sampled_from(SURNAMES),
    st.sampled_from(FORENAMES),
    st.sampled_from(LINES),
    st.integers(0, 6),
    st.sampled_from(DAYS),
    st.sampled_from(("", "", "101", "102")),
    st.sampled_from(("AA", "AB")),
)
hidden = st.tuples(st.sampled_from(("", "1 Mill Lane")), st.integers(0, 3)).map(lambda one: Elector("", "", *one))
some = st.lists(st.one_of(electors, electors, electors, hidden), min_size=1, max_size=9)
STREET = tuple(Elector(name, "Ann", f"{i} Mill Lane") for i, name in enumerate(("Smith", "Jones", "Begum", "Okoro"), 1))
RENAMED = tuple(one._replace(at=one.at.replace("Mill Lane", "Station Road")) for one in STREET)


@example([*STREET], [*RENAMED], None)
@example([Elector("Smith", "John")] * 5, [Elector("Smith", "John", "2 Mill Lane")] * 4, None)
@settings(max_examples=250)
@given(some, some, st.sampled_from((None, True, False)))
def test_the_same_links_and_questions_as_looking_at_every_pair(
    old: list[Elector],
    new: list[Elector],
    renumbered: bool | None,  # noqa: FBT001 - Hypothesis gives it
) -> None:
    before, after = side(*old), side(*new)
    links = link_versions(before, after, renumbered=renumbered)
    slow = naive_links(before, after, weights=links.weights, renumbered=links.renumbered)
    assert {n: o for n, o in enumerate(links.old.tolist()) if o >= 0} == slow.links
    asked = list(zip(links.unsure.old.tolist(), links.unsure.new.tolist(), links.unsure.weight.tolist(), strict=True))
    assert asked == slow.asked


def test_the_same_links_in_a_small_place_that_has_everything() -> None:
    years = two_years(doors=90, seed=5)
    links = link_versions(years.old, years.new)
    slow = naive_links(years.old, years.new, weights=links.weights, renumbered=links.renumbered)
    assert {n: o for n, o in enumerate(links.old.tolist()) if o >= 0} == slow.links
    assert list(zip(links.unsure.old.tolist(), links.unsure.new.tolist(), strict=True)) == [
        (o, n) for o, n, _ in slow.asked
    ]


@settings(max_examples=200)
@given(some, some)
def test_names_compare_by_keys_as_by_their_words(old: list[Elector], new: list[Elector]) -> None:
    before, after = side(*old), side(*new)
    one, other = (rows.ravel() for rows in np.meshgrid(np.arange(len(old)), np.arange(len(new))))
    words = [
        level_of(name_of(old[i].surname, old[i].forenames), name_of(new[j].surname, new[j].forenames))
        for i, j in zip(one.tolist(), other.tolist(), strict=True)
    ]
    assert compare_names(before, after, one, other).tolist() == words
