"""Electors are found by what people can type, and are called no more than their row says of them."""

import pytest

from muster.web.register.finding import Sought, found
from muster.web.register.models import Entry
from muster.web.register.templatetags.registers import named
from tests.web.register.made_source import added, csv_of, organiser, taken_in

pytestmark = pytest.mark.usefixtures("transactional_db")


def test_a_surname_is_found_without_letters_that_nobody_can_type() -> None:
    by = organiser()
    source = added(by)
    home = ("ZX1 0AB", "1 Mill Street", "Penbury")
    names = [("Łukasiewicz", "Cem"), ("Øre", "Bo"), ("Þórsdóttir", "Æsa"), ("", "")]
    taken_in(source, csv_of([("CA1", n, *name, *home) for n, name in enumerate(names, start=1)]), by=by)
    for text, number in (("Lukasiewicz", 1), ("Łuka", 1), ("ore", 2), ("thorsd", 3)):
        assert [one.number for one in found(source, Sought(text)).entries] == [number], text


def test_an_elector_is_found_by_forename_and_surname_in_either_order() -> None:
    by = organiser()
    source = added(by)
    home = ("ZX1 0AB", "1 Mill Street", "Penbury")
    names = [("Ellis", "Tom John"), ("Ellis", "Ada"), ("van der Berg", "Tom"), ("Tomkins", "Elli")]
    taken_in(source, csv_of([("CA1", n, *name, *home) for n, name in enumerate(names, start=1)]), by=by)
    told = {"ellis tom": [1], "tom ellis": [1], "Tom John Ellis": [1], "tom van der berg": [3], "Elli Tomkins": [4]}
    found_by = {text: [one.number for one in found(source, Sought(text)).entries] for text in told}
    assert found_by == told
    assert found(source, Sought("tom smith")).entries == ()


def test_the_beginning_of_a_surname_is_enough_behind_a_forename() -> None:
    by = organiser()
    source = added(by)
    home = ("ZX1 0AB", "1 Mill Street", "Penbury")
    names = [("Ellis", "Tom John"), ("Ellison", "Ada Thomasina"), ("van der Berg", "Tom"), ("Elliott", "Ann")]
    taken_in(source, csv_of([("CA1", n, *name, *home) for n, name in enumerate(names, start=1)]), by=by)
    told = {
        "tom elli": [1], "john elli": [1], "tom john el": [1], "tom van der b": [3], "a elli": [4, 2],
        "thom elli": [2], "tom smi": [], "lli elli": [],
    }  # fmt: skip
    assert {text: [one.number for one in found(source, Sought(text)).entries] for text in told} == told


def test_who_has_no_name_is_called_anonymous_only_where_the_row_is_marked_so() -> None:
    assert named(Entry(markers="")) == named(Entry(markers="G")) == "No name given"
    assert named(Entry(markers="n")) == "Anonymous elector"
    assert named(Entry(surname="Lee", markers="N")) == "Lee"
