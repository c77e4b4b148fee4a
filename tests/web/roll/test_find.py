"""Several words find whoever has them all, as a slow look through everybody does; or the page says it may be short."""

from collections.abc import Callable
from itertools import pairwise, product
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from django.test import Client

from muster.register.folded import folded
from muster.web.record.actor import Actor
from muster.web.roll import searching, staging
from muster.web.roll.models import Person
from muster.web.roll.searching import find
from muster.web.roll.words import sort_of
from tests.web.roll.made_roll import entered, group, officer

if TYPE_CHECKING:
    from muster.web.roll.rows import Told

pytestmark = pytest.mark.usefixtures("transactional_db")

SURNAMES = ("Smith", "Smithson", "Stone", "Okonjo")
FORENAMES = ("Olive Jane", "Oliver", "Omar", "Sam", "Jane")
UNSURE = "somebody may be missing"
FINDS = "/people/find"


@pytest.fixture
def roll() -> list[Person]:
    """Everybody with any of these names, half of them in either group."""
    groups = group("Merrowby", "ZX1"), group("York", "ZY1")
    return [
        entered(groups[n % 2], surname=surname, forenames=forenames, email="", telephone="")
        for n, (surname, forenames) in enumerate(product(SURNAMES, FORENAMES))
    ]


def looked_through(people: list[Person], text: str) -> list[str]:
    """Who has a word that begins with each of these, found by looking at everybody."""
    return sorted(
        one.folded for one in people
        if all(any(word.startswith(typed) for word in one.folded.split()) for typed in text.split())
    )  # fmt: skip


TYPED = ("smi oli", "oli smi", "s o", "o s", "jane olive", "smith oliver", "okonjo sam", "smithson o j", "zzz smi")


@pytest.mark.parametrize("text", TYPED)
def test_words_in_any_order_find_whom_a_look_at_everybody_finds(roll: list[Person], text: str) -> None:
    for by, seen in ((officer(), roll), (officer("group:york"), roll[1::2])):
        found = find(by, text)
        assert ([one.folded for one in found.people], found.unsure) == (looked_through(seen, text), False)


def test_the_word_with_the_fewest_hits_leads(roll: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    fewest = len(looked_through(roll, "jane"))
    monkeypatch.setattr(searching, "_MOST_LOOKED_AT", fewest)
    assert len(looked_through(roll, "smi")) > fewest
    for text in ("smi jane", "jane smi"):
        found = find(officer(), text)
        assert ([one.folded for one in found.people], found.unsure) == (looked_through(roll, text), False)


def test_what_could_not_be_looked_through_is_told(
    roll: list[Person], enter: Callable[[Actor], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "_MOST_LOOKED_AT", 3)
    page = enter(officer(person=780)).get(FINDS, {"q": "s o"}).content.decode()
    assert UNSURE in page
    found = find(officer(), "oliver smithson")  # of either word more than three; whole, in some order: found still
    assert [one.folded for one in found.people] == ["smithson oliver"]
    for text in ("smith", "okonjo"):
        assert UNSURE not in enter(officer(person=780)).get(FINDS, {"q": text}).content.decode()


def test_one_word_says_when_more_fit_than_a_page_holds(roll: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PAGE", len(roll) // 2)
    assert all(one <= other for one, other in pairwise(p.folded for p in find(officer(), "o").people))
    assert find(officer(), "o").more
    monkeypatch.setattr(searching, "PAGE", len(roll))
    assert not find(officer(), "o").more


def test_letters_nobody_can_type_and_forenames_behind_a_long_surname_are_found() -> None:
    here = group("Merrowby", "ZX1")
    long = "Featherstonehaugh-Cholmondeley-Marjoribanks-Wriothesley-Dalziel-Menzies-Colquhoun"[:80]
    entered(here, surname="Łuk", forenames="Søren", email="", telephone="")
    entered(here, surname=long, forenames="محمد Bartholomew", email="", telephone="")
    for text, surname in (("luk", "Łuk"), ("soren Łuk", "Łuk"), ("barth", long), ("محمد", long), ("feather", long)):
        assert [one.surname for one in find(officer(), text).people] == [surname], text


def test_a_file_brings_people_by_the_words_that_they_are_found_by() -> None:
    for surname, forenames in (("Łuk", "Søren"), ("Long" * 20, "Bartholomew"), ("", "Ada"), ("Lee-Ann", "")):
        text = folded(f"{surname} {forenames}")
        told = SimpleNamespace(surname=surname, forenames=forenames, known_as="")
        assert staging._with_known_as(cast("Told", told), text) == sort_of(surname, forenames, "")
