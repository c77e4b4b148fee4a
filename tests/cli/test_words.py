"""What the site says, gathered, and its catalogues."""

import gettext
import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from hypothesis import given
from hypothesis import strategies as st

from muster.cli import catalogues, main
from muster.cli.catalogues import brought_up, compiled, faults_of, pseudo, said, written

PLACES = ["%(name)s", "%s", "{name}", "<strong>", "</strong>", "&amp;"]


@given(st.lists(st.one_of(st.sampled_from(PLACES), st.text("abcdefghinopqrstu AEIOU.,'", min_size=1)), min_size=1))
def test_the_made_up_language_keeps_places_and_is_two_fifths_longer(parts: list[str]) -> None:
    text = "".join(parts)
    made = pseudo(text)
    assert re.findall("|".join(map(re.escape, PLACES)), made) == re.findall("|".join(map(re.escape, PLACES)), text)
    plain, drawn = (re.sub("|".join(map(re.escape, PLACES)), "", one) for one in (text, made))
    if plain.strip():
        assert made.strip()[0] + made.strip()[-1] == "⟦⟧"
        assert len(drawn) - 2 == len(plain) + max(1, round(len(plain) * 0.4))
    letters = re.sub("[^a-zA-Z]", "", drawn)
    assert not set(letters) & set("aeiouAEIOU"), "a vowel that nobody accented"


def test_texts_are_found_in_pages_letters_and_programs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pages = tmp_path / "app" / "templates" / "app"
    pages.mkdir(parents=True)
    (pages / "page.html").write_text(
        '{% translate "One" %}{% blocktranslate with n=m %}Two {{ n }}{% endblocktranslate %}{{ x|default:_("Three") }}'
        "{% blocktranslate count n=m %}A door, 10%{% plural %}{{ n }} doors{% endblocktranslate %}"
        '{% translate "May" context "month" %}'
    )
    (pages / "letter.txt").write_text("{% translate 'Four' %}")
    (tmp_path / "app" / "views.py").write_text(
        '_("Five " "and six")\nngettext("%(n)d seat", "%(n)d seats", n)\n_(name)\n'
    )
    monkeypatch.setattr(catalogues, "WEB", tmp_path)
    assert {(one.context, one.id) for one in said() if one.id} == {
        (None, "One"), (None, "Two %(n)s"), (None, "Three"), (None, ("A door, 10%%", "%(n)s doors")), ("month", "May"),
        (None, "Four"), (None, "Five and six"), (None, ("%(n)d seat", "%(n)d seats")),
    }  # fmt: skip


def test_no_singular_has_two_plurals() -> None:
    """A catalogue keeps one plural for a singular: what is said with the other one would never be translated."""
    plurals: dict[tuple[str | None, str], set[str]] = {}
    for path in sorted(catalogues.WEB.rglob("*")):
        for words, context in catalogues._said_in(path):
            if isinstance(words, tuple):
                plurals.setdefault((context, words[0]), set()).add(words[1])
    assert {words: several for words, several in plurals.items() if len(several) > 1} == {}


def test_what_is_gone_goes_what_is_new_waits_and_what_is_unsure_stays_english() -> None:
    old, template = Catalog(locale="cy"), Catalog()
    old.add("Yes", "Ydw")
    old.add("Gone", "Wedi mynd")
    old.add("Unsure", "Ansicr", flags=["fuzzy"])
    old.add(("a door", "%(n)s doors"), ("%(n)s drws", "un drws", "%(n)s ddrws", "", "%(n)s drws"))
    for text in ("Yes", "Unsure", "New", ("a door", "%(n)s doors")):
        template.add(text)
    new = brought_up(old, template)
    assert {one.id: one.string for one in new if one.id} == {
        "Yes": "Ydw", "Unsure": "Ansicr", "New": "",
        ("a door", "%(n)s doors"): ("%(n)s drws", "un drws", "%(n)s ddrws", "", "%(n)s drws"),
    }  # fmt: skip
    told = gettext.GNUTranslations(io.BytesIO(compiled(new)))
    assert [told.gettext(text) for text in ("Yes", "Unsure", "New")] == ["Ydw", "Unsure", "New"]
    assert told.ngettext("a door", "%(n)s doors", 2) == "%(n)s doors"
    assert faults_of(new) == ["'a door': it has 5 forms in this language, and not all are there"]
    assert written(brought_up(new, template)) == written(new)


@pytest.mark.parametrize(
    ("string", "fault"),
    [("%(n)s drws", []), ("drws", ["'%(n)s doors': 'drws': %(n)s"]),
     ("%(m)s %(n)s", ["'%(n)s doors': '%(m)s %(n)s': %(m)s"])],
)  # fmt: skip
def test_a_translation_fills_the_same_places(string: str, fault: list[str]) -> None:
    catalog = Catalog(locale="cy")
    catalog.add("%(n)s doors", string)
    assert faults_of(catalog) == fault


def test_a_text_that_no_catalogue_knows_makes_them_stale(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    template = said()
    template.add("A sentence that nobody wrote.")
    monkeypatch.setattr(catalogues, "said", lambda: template)
    assert main(["words", "--check"]) == 1
    stale = capsys.readouterr().out
    for name in ("cy/LC_MESSAGES/django.po", "en_XA/LC_MESSAGES/django.mo"):
        assert f"locale/{name} is stale: run ./muster words" in stale
