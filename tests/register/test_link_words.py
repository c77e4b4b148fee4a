"""Names compared, keys joined and weights learned: the parts that links are made of."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.register.joins import counts_in, decibans, decibans_of, is_repeated, key_of, met_all, met_once, mixed
from muster.register.names_alike import Level, alike, level_of, name_of, slips, sound_of, words_of
from muster.register.side import NoPartsError, joined_sides, side_of_rows
from muster.register.weigh import Counts, learn_weights
from tests.register.made_sides import Elector, side

NONE = np.zeros(len(Level), dtype=np.int64)
NOTHING = Counts(NONE, NONE, 0, 0, NONE, NONE, 0, 0, 0, 0, 0, 0, 0, 0, 0)
words = st.text("abcd", max_size=6)
keys = st.lists(st.integers(0, 6), max_size=12).map(lambda ints: np.array(ints, dtype=np.uint64))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("O'Brien-Núñez", ("obrien", "nunez")),
        ("Mc Donald", ("mcdonald",)),
        ("ØSTERGÅRD", ("ostergard",)),
        ("Weiß", ("weiss",)),
        ("Łukasz  J.", ("lukasz", "j")),
        ("李 小龍", ("李", "小龍")),
        (" - ", ()),
    ],
)
def test_words_are_folded(text: str, folded: tuple[str, ...]) -> None:
    assert words_of(text, surname=True) == folded


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Smith|John A", "Smith|John A", Level.FULL),
        ("Smith|John", "John|Smith", Level.FULL),
        ("Smith|John", "Smith|John A", Level.SHORT),
        ("Smith|John Arthur", "Smith|John A", Level.SHORT),
        ("Smith|John Arthur", "Smith|John Alan", Level.MIDDLE),
        ("Smith|John A", "Smith|John B", Level.MIDDLE),
        ("Smith|J", "Smith|John", Level.INITIAL),
        ("Smith|J", "Smith|Karl", Level.SURNAME),
        ("Smith|Jon", "Smith|John", Level.FORENAME_ALIKE),
        ("Smith|Kathryn", "Smith|Catherine", Level.FORENAME_ALIKE),
        ("Smith|Annemarie", "Smith|Anne Marie", Level.FORENAME_ALIKE),
        ("Smith|William", "Smith|Bill", Level.NICKNAME),
        ("Smith|Mary Jane", "Smith|Jane", Level.CALLED),
        ("Smyth|John", "Smith|John", Level.SURNAME_ALIKE),
        ("Smith-Jones|Ann", "Jones|Ann", Level.SURNAME_ALIKE),
        ("Smith|Ann", "Jones|Ann", Level.MARRIED),
        ("Smith|Ann B", "Jones|Ann C", Level.OTHER),
        ("Smith|A", "Jones|A", Level.OTHER),
        ("Smyth|Jon", "Smith|John", Level.BOTH_ALIKE),
        ("Smith|John Paul", "John|Smith", Level.SWAPPED),
        ("Smith|John", "Smith|Mary", Level.SURNAME),
        ("Smith|", "Smith|Mary", Level.SURNAME),
        ("Smith|John", "Okoro|Ngozi", Level.OTHER),
        ("|", "Smith|John", Level.HIDDEN),
        ("|", "|", Level.HIDDEN),
    ],
)
def test_two_names_compare(one: str, other: str, level: Level) -> None:
    here, there = name_of(*one.split("|")), name_of(*other.split("|"))
    assert level_of(here, there) == level
    assert level_of(there, here) == level


@given(words, words)
def test_slips_are_the_fewest_by_trying_all(one: str, other: str) -> None:
    assert slips(one, other, most=9) == fewest(one, other)
    assert slips(one, other, most=1) == min(fewest(one, other), 2)


def fewest(one: str, other: str) -> int:
    """Optimal string alignment by its recurrence, from the words' ends."""
    if not one or not other:
        return len(one) + len(other)
    best = min(
        fewest(one[:-1], other) + 1, fewest(one, other[:-1]) + 1, fewest(one[:-1], other[:-1]) + (one[-1] != other[-1])
    )
    if len(one) > 1 and len(other) > 1 and one[-2:] == other[-1] + other[-2]:
        best = min(best, fewest(one[:-2], other[:-2]) + 1)
    return best


def test_short_words_are_never_alike_and_sounds_meet() -> None:
    assert not alike("jo", "jon")
    assert alike("ann", "anne")
    assert sound_of("phillip") == sound_of("filip")
    assert not alike("john", "mary")


def test_a_key_is_the_same_for_ever() -> None:
    assert key_of("mill lane") == 0x91CC2A496DD47914
    assert key_of("") == 0
    assert mixed(np.array([1], dtype=np.uint64), np.array([2])) != mixed(np.array([2], dtype=np.uint64), np.array([1]))


@given(keys, keys)
def test_joins_are_what_looking_at_every_pair_gives(old: np.ndarray, new: np.ndarray) -> None:
    one, other = old.tolist(), new.tolist()
    pairs = [(i, j) for j in range(len(other)) for i in range(len(one)) if one[i] == other[j]]
    once = [(i, j) for i, j in pairs if one.count(one[i]) == other.count(other[j]) == 1]
    assert sorted(zip(*(rows.tolist() for rows in met_once(old, new)), strict=True)) == sorted(once)
    few = [(i, j) for i, j in pairs if one.count(one[i]) * other.count(one[i]) <= 4]
    assert sorted(zip(*(rows.tolist() for rows in met_all(old, new, most=4)), strict=True)) == sorted(few)
    assert is_repeated(old).tolist() == [one.count(key) > 1 for key in one]
    assert counts_in(old, np.sort(new)).tolist() == [other.count(key) for key in one]


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_decibans_are_ten_logarithms(over: int, under: int) -> None:
    exact = 10 * math.log10(over / under)
    assert abs(decibans_of(over, under) - exact) <= 0.5 + 1e-9
    assert abs(int(decibans(np.array([over]))[0]) - 10 * math.log10(over)) <= 0.5 + 1e-9


def test_where_nothing_was_counted_the_tables_stand() -> None:
    weights = learn_weights(NOTHING, mean_first=0)
    assert weights.names[Level.SHORT] == decibans_of(3_500, 10)
    assert weights.names[Level.MARRIED] == decibans_of(2_200, 150)
    assert weights.names[Level.OTHER] == weights.names[Level.SURNAME] == -20
    assert weights.mean_first == 1


def test_what_is_seen_among_housemates_tells_less_and_what_is_left_at_doors_tells_more() -> None:
    few = learn_weights(NOTHING, mean_first=1)
    shared = NONE.copy()
    shared[[Level.OTHER, Level.MARRIED]] = 90_000, 10_000
    assert (
        learn_weights(replace(NOTHING, housemates=shared), mean_first=1).names[Level.MARRIED] < few.names[Level.MARRIED]
    )
    left = NONE.copy()
    left[[Level.OTHER, Level.MARRIED]] = 2_000, 3_000
    more = learn_weights(replace(NOTHING, stayed=left, left_stayed=4_000), mean_first=1)
    assert more.names[Level.MARRIED] > few.names[Level.MARRIED]
    assert more.stayed > few.emptied


def test_numbers_that_mostly_stay_speak_against_another_number() -> None:
    kept = learn_weights(replace(NOTHING, numbers_same=990, numbers_all=1_000), mean_first=1)
    assert kept.other_number == -decibans_of(1_010, 11)
    assert learn_weights(NOTHING, mean_first=1).other_number == -10


def test_names_are_read_back_from_parts_and_picks() -> None:
    one = side(Elector("Smith", "John"), Elector("Jones", "Ann"))
    other = side(Elector("Okoro", "Chidi"))
    whole = joined_sides([one, side(), other])
    assert whole.read_names(np.array([2, 0, 2])) == [("Okoro", "Chidi"), ("Smith", "John"), ("Okoro", "Chidi")]
    picked = side_of_rows(whole, np.array([2, 1]))
    assert picked.read_names(np.array([1])) == [("Jones", "Ann")]
    assert picked.name.tolist() == [whole.name[2], whole.name[1]]
    assert joined_sides([one, other], read_names=lambda rows: [("A", "B")] * len(rows)).read_names(np.array([0])) == [
        ("A", "B")
    ]


def test_parts_one_by_one_make_the_whole_and_none_is_refused() -> None:
    parts = [side(Elector("Smith", "John", number=i)) for i in range(1, 40)]
    assert joined_sides(iter(parts)).number.tolist() == [int(part.number[0]) for part in parts]
    with pytest.raises(NoPartsError):
        joined_sides([])
