"""A row that is known by its key is not taken apart: all else is read as ever, and the known row has its name."""

from random import Random

import numpy as np
import pytest

from muster.register.joins import Keys
from muster.register.read import Reading, read_register
from tests.register.made.dirt import KINDS, with_seed
from tests.register.made.people import entries_of, make_population
from tests.register.made.write import LAYOUTS
from tests.register.made.year import WORST, a_year_later

EVERYBODY = [(layout, kind) for layout in ("X1", "X2", "H1", "S1") for kind in ("clean", "filthy")]
HEAD = "Elector Number Prefix,Elector Number,Elector Number Suffix,Elector Markers,Elector DOB,Elector Surname,"
HEAD += "Elector Forename,PostCode,Address1,Address2,Address3,Address4,Address5,Address6\n"


def joined(reading: Reading) -> dict[str, list[object]]:
    columns: dict[str, list[object]] = {}
    for batch in reading:
        for name in batch.__slots__:
            columns.setdefault(name, []).extend(getattr(batch, name))
    return columns


@pytest.mark.parametrize(("layout", "kind"), EVERYBODY)
def test_what_is_known_is_read_as_ever_but_for_names_which_the_known_row_has(layout: str, kind: str) -> None:
    population = make_population(Random(3), doors=150)
    entries = entries_of(population), entries_of(a_year_later(population, Random(4), rates=WORST))
    first, second = (LAYOUTS[layout](some, with_seed(KINDS[kind], n)).content for n, some in enumerate(entries))
    before = joined(read_register(first, name="x.csv"))
    of_key = {key: row for row, key in enumerate(before["keys"]) if key}

    def known(keys: Keys) -> list[int]:
        return [of_key.get(key, -1) for key in keys.tolist()]

    plain = read_register(second, name="x.csv", rows_per_batch=90)
    short = read_register(second, name="x.csv", rows_per_batch=90, known=known)
    here, there = joined(plain), joined(short)
    assert sum(one != -1 for one in there["known"]) > 40
    for row, found in enumerate(there["known"]):
        if found != -1:
            assert (there["surnames"][row], there["forenames"][row]) == ("", "")
            for name in ("surnames", "forenames", "markers", "attains"):
                there[name][row] = before[name][found]  # type: ignore[call-overload]
    assert there.pop("known") != here.pop("known")
    assert there == here
    assert (short.problems, short.notes, short.cautions) == (plain.problems, plain.notes, plain.cautions)
    assert short.accounts == plain.accounts


def keys_of(*rows: str) -> list[int]:
    (batch,) = read_register((HEAD + "\n".join(rows) + "\n").encode(), name="x.csv")
    return list(batch.keys)


ROW = "CA1,1,0,,,Smith,John A,ZX1 0AB,3 Mill Street,Town,,,,"


def test_a_key_tells_name_markers_and_postcode_and_nothing_else() -> None:
    (key,) = keys_of(ROW)
    assert key != 0
    assert keys_of("CB2,77,1,,,Smith,John A,ZX1 0AB,9 Sea Street,Town,,,,") == [key]
    for one, other in (
        ("John A", "John B"),
        ("Smith,John A", "Smith John,A"),
        (",,,Smith", ",F,,Smith"),
        ("0AB", "0AD"),
    ):
        assert keys_of(ROW.replace(one, other)) != [key]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (",,Smith", ",12/03/2008,Smith"),  # a day: it depends on the register's own
        (",,Smith", ",32/03/2008,Smith"),  # no day: noted
        ("Smith,John A", ","),
        ("Smith,John A", "Anonymous,"),
        ("Smith", "S" * 121),
        ("John A", "J" * 161),
        (",,,Smith", ",ABCDEFGHIJKLM,,Smith"),
    ],
)
def test_nobody_and_whatever_is_noted_has_no_key(one: str, other: str) -> None:
    assert one in ROW
    assert keys_of(ROW.replace(one, other, 1)) == [0]


def test_only_who_has_a_key_is_looked_for_by_it() -> None:
    asked: list[int] = []

    def known(keys: Keys) -> list[int]:
        asked.extend(keys.tolist())
        return [-1] * len(keys)

    list(read_register((HEAD + ROW.replace(",,Smith", ",12/03/2008,Smith")).encode(), name="x.csv", known=known))
    assert asked == [0]
    assert np.uint64(asked[0]) == 0
