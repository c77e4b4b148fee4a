"""Many texts folded at once are what each is by itself."""

from hypothesis import given
from hypothesis import strategies as st

from muster.register.folded import folded, folded_all

ODD = st.text(st.sampled_from("aZ '-._\t\n\rÖßK\u212a\u0130 \ufb01´\u0301\u00a0\x1c\x85\u2028,0²ŁłøÆþıẞ"), max_size=12)


@given(st.lists(ODD | st.text(max_size=12), max_size=8))
def test_many_are_folded_as_one_by_one(texts: list[str]) -> None:
    assert folded_all(texts) == [folded(text) for text in texts]


def test_names_are_looked_for_without_capitals_accents_and_signs() -> None:
    assert folded_all(["Núñez  José", "O'Brien-Smith, Ann", ""]) == ["nunez jose", "o brien smith ann", ""]


def test_letters_that_are_no_letter_with_an_accent_are_found_by_what_people_type() -> None:
    names = ["Łukasiewicz", "Øystein Đorđević", "Þóra Æsa Guðmundsdóttir", "Weiß WEIẞ", "Cœur", "Işık", "Ǿ Ħ Ŧ", "محمد"]
    typed = ["lukasiewicz", "oystein dordevic", "thora aesa gudmundsdottir", "weiss weiss", "coeur", "isik", "o h t"]
    assert folded_all(names) == [folded(name) for name in names] == [*typed, "محمد"]
