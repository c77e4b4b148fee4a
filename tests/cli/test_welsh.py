"""The Welsh that people read: nothing lost or added in it, every plural in all its forms, one word a thing."""

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest

from muster.cli.catalogues import others_said, translated
from muster.home import CHECKOUT
from muster.web.enter import borrowed

if TYPE_CHECKING:
    from babel.messages.catalog import Message

FORMS: Final = 5  # for the rest, 1, 2, 3 and 6
HELD: Final = ("Who belongs", "Power", "Doors and days", "Registers and files")  # parts of the list that are held here
_PLACE = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
_TAG = re.compile(r"</?\w+[^<>]*>|&\w+;")
_MUTATED = {
    "ll": ("l",), "rh": ("r",), "p": ("b", "mh", "ph"), "t": ("d", "nh", "th"), "c": ("g", "ngh", "ch"),
    "b": ("f", "m"), "d": ("dd", "n"), "g": ("", "ng"), "m": ("f",),
}  # fmt: skip


def ids_of(message: "Message") -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, list | tuple) else (str(message.id),)


def strings_of(message: "Message") -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, list | tuple) else (str(message.string),)


WELSH = [one for one in translated("cy") if one.id and not one.fuzzy and any(strings_of(one))]


def test_most_of_the_site_is_there_to_be_looked_at() -> None:
    assert len(WELSH) > 1000


def test_every_plural_has_all_its_forms() -> None:
    several = [one for one in WELSH if len(ids_of(one)) > 1]
    assert several
    assert [ids_of(one)[0] for one in several if len(strings_of(one)) != FORMS or not all(strings_of(one))] == []


@pytest.mark.parametrize("sort", [_PLACE, _TAG], ids=["what something fills", "tags"])
def test_nothing_is_lost_or_added(sort: re.Pattern[str]) -> None:
    wrong = []
    for message in WELSH:
        wanted = [Counter(sort.findall(one)) for one in ids_of(message)]
        for form, string in enumerate(strings_of(message)):
            found = Counter(sort.findall(string))
            lost, added = wanted[-1] - found, found - wanted[-1]
            if added or (lost and not (form == 1 and found == wanted[0]) and not _in_a_word(form, string, lost)):
                wrong.append((ids_of(message)[0], string))
    assert wrong == []


def _in_a_word(form: int, string: str, lost: Counter[str]) -> bool:
    """One and two may be said in a word: then their number is not filled in."""
    words = {1: r"\bun\b", 2: r"\bd?d(?:au|wy)\b"}
    return lost.total() == 1 and form in words and re.search(words[form], string, re.IGNORECASE) is not None


def test_texts_end_as_they_do_in_english() -> None:
    wrong = []
    for message in WELSH:
        end = re.search(r"[.?:,…]?$", ids_of(message)[-1])
        assert end is not None
        wrong += [(ids_of(message)[-1], one) for one in strings_of(message) if not one.endswith(end[0])]
        wrong += [(ids_of(message)[-1], one) for one in strings_of(message) if one != one.strip() or "  " in one]
    assert wrong == []


def held_words() -> dict[str, list[str]]:
    """Give the words of the list that every translation keeps to: the English one, and the Welsh with its plurals."""
    page = (CHECKOUT / "docs" / "words-cy.md").read_text(encoding="utf-8")
    rows: dict[str, str] = {}
    for part in page.split("\n## ")[1:]:
        if part.split("\n", 1)[0] in HELD:
            rows.update(re.findall(r"^\| (?!English)([^|(]+?)(?: \([^|]*\))? \| ([^|]+) \|$", part, re.MULTILINE))
    return {english: re.sub(r" \([^)]*\)", "", welsh).split(" / ") for english, welsh in rows.items()}


def with_mutations(word: str) -> list[str]:
    """Give a word as it may stand: itself, softened, nasal, breathed, and with an h before a vowel."""
    for first, others in _MUTATED.items():
        if word.startswith(first):
            return [word, *(other + word[len(first) :] for other in others)]
    return [word, f"h{word}"]


def test_mutations() -> None:
    assert with_mutations("drws") == ["drws", "ddrws", "nrws"]
    assert with_mutations("rhes") == ["rhes", "res"]
    assert with_mutations("aelod") == ["aelod", "haelod"]


NOT_OURS: Final = {  # what a file or a form must say in English, and names
    "nobody knows this word; write member, supporter, affiliate, current, due, lapsed or left",
    "The name of a group or a campaign, or “movement”.",
    "Such as Mill Street, ZX1 0AB, CA1-12, or a surname and the first letters of a forename.",
    "Such as Mill Street, or ZX1 0AB.",
    "What was drawn (CSV with the columns door and arm)",
}


@pytest.mark.parametrize("english", sorted(held_words()))
def test_one_word_a_thing(english: str) -> None:
    forms = [one for word in held_words()[english] for one in with_mutations(word)]
    said = re.compile(rf"\b{english}(?:s|es|ies)?\b", re.IGNORECASE)
    kept = re.compile(rf"\b(?:{'|'.join(map(re.escape, forms))})", re.IGNORECASE)
    wrong = [
        (ids_of(message)[-1], strings_of(message)[0])
        for message in WELSH
        if said.search(_PLACE.sub("", ids_of(message)[-1])) and not kept.search(strings_of(message)[0])
    ]
    assert [one for one in wrong if one[0] not in NOT_OURS] == []


def test_what_others_say_on_our_pages_is_still_said_by_them() -> None:
    """A text that Django or allauth says otherwise by now would be read in English again."""
    said = {ids_of(one)[0] for one in others_said() if one.id}
    assert [one for one in borrowed.ONES if one not in said] == []
    gathered = {ids_of(one)[0] for one in WELSH if any("borrowed.py" in place for place, _line in one.locations)}
    assert {*borrowed.ONES} <= gathered
    assert len(gathered) == len(borrowed.ONES) + len(borrowed.SEVERAL)
    assert gathered <= said
