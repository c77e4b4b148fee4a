"""Names of electors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.register.names import read_name, split_name, split_names


@pytest.mark.parametrize(
    ("text", "surname", "forenames"),
    [
        ("Smith John A", "Smith", "John A"),
        ("  Smith   John  A ", "Smith", "John A"),
        ("Smith", "Smith", ""),
        ("", "", ""),
        ("Smith-Jones Mary", "Smith-Jones", "Mary"),
        ("SMITH JONES Mary Ann", "SMITH JONES", "Mary Ann"),
        ("SMITH J Mary", "SMITH", "J Mary"),
        ("SMITH JOHN A", "SMITH", "JOHN A"),
        ("VAN DER BERG Jan", "VAN DER BERG", "Jan"),
        ("VAN DER BERG JAN", "VAN DER BERG", "JAN"),
        ("van der Berg Jan", "van der Berg", "Jan"),
        ("De Souza Maria", "De Souza", "Maria"),
        ("O'NEILL Sean", "O'NEILL", "Sean"),
        ("O NEILL SEAN", "O NEILL", "SEAN"),
        ("St John Ian", "St John", "Ian"),
        ("Smith Jr John", "Smith Jr", "John"),
        ("SMITH JNR. JOHN", "SMITH JNR.", "JOHN"),
        ("Smith III John", "Smith III", "John"),
        ("Le Thi", "Le", "Thi"),
        ("Van der Berg, Jan", "Van der Berg", "Jan"),
        ("Smith Jones, Mary", "Smith Jones", "Mary"),
        ("Smith,", "Smith", ""),
        ("(z) Smith John", "Smith", "John"),
        ("Anonymous", "", ""),
        ("ANONYMOUS ELECTOR", "", ""),
        ("Anonymous Entry", "", ""),
        ("N", "", ""),
        ("Nash Ann", "Nash", "Ann"),
        ("Anonson Karl", "Anonson", "Karl"),
    ],
)
def test_a_whole_name_is_split(text: str, surname: str, forenames: str) -> None:
    assert split_name(text) == (surname, forenames)
    assert split_names([text]) == ([surname], [forenames])


@pytest.mark.parametrize(
    ("text", "surname", "forenames"),
    [
        ("John A Smith", "Smith", "John A"),
        ("Jan van der Berg", "van der Berg", "Jan"),
        ("John Smith Jr", "Smith Jr", "John"),
        ("Smith, John", "Smith", "John"),
        ("Madonna", "Madonna", ""),
    ],
)
def test_a_name_with_the_forenames_first(text: str, surname: str, forenames: str) -> None:
    assert split_name(text, "forenames first") == (surname, forenames)
    assert split_names([text], "forenames first") == ([surname], [forenames])


WORDS = st.sampled_from(
    (
        "Smith", "SMITH", "van", "VAN", "de", "O'Neill", "Jr", "III", "John", "A", "(z)", "Anonymous", "Entry", "N",
        ",", "Jones,", "Zoë", "",
    )
)  # fmt: skip


@given(st.lists(st.lists(WORDS, max_size=5).map(" ".join), max_size=6))
def test_a_column_is_split_as_its_names_are(column: list[str]) -> None:
    pairs = [split_name(text) for text in column]
    assert split_names(column) == ([pair[0] for pair in pairs], [pair[1] for pair in pairs])


@given(st.lists(WORDS, max_size=5).map(" ".join))
def test_no_word_of_a_name_is_lost(text: str) -> None:
    surname, forenames = split_name(text)
    kept = f"{surname} {forenames}".replace(",", " ").split()
    words = text.removeprefix("(z)").replace(",", " ").split()
    assert kept == words or (kept == [] and words[0] in ("Anonymous", "N"))


def test_vendors_marks_and_words_for_nobody_are_taken_from_a_name() -> None:
    assert [read_name(text) for text in ("(z) Smith", "(Z)  Smith", " Mary  Ann ", "N", "Anon", "Nan", "")] == [
        "Smith", "Smith", "Mary Ann", "", "", "Nan", "",
    ]  # fmt: skip
