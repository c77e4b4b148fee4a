"""Two hundred files that went wrong on their way: each names a row, or gives what the whole file gave; never fewer."""

from dataclasses import fields
from random import Random
from typing import Any

import pytest

from muster.register.batch import Batch
from muster.register.read import Reading, read_register
from muster.table import TableError
from tests.register.made.dirt import KINDS
from tests.register.made.mutate import HARMLESS, UNSEEN, kind_of, mutate
from tests.register.made.people import entries_of, make_population
from tests.register.made.write import LAYOUTS, Made

COLUMNS = [column.name for column in fields(Batch) if column.compare and column.name != "rows"]
# One row is another's words in these, and nothing in the file says so: a letter of a name, two cells changed over
ONE_ROW = {"flip", "swap_cells", "quote", "two_encodings"}
KIND_OF_FILE = ("clean", "filthy", "tabs, marked utf-8", "postcodes astray")
SEEDS = range(200)


@pytest.fixture(scope="module")
def made() -> dict[tuple[str, str], Made]:
    entries = entries_of(make_population(Random(5), doors=60))
    return {(layout, kind): LAYOUTS[layout](entries, KINDS[kind]) for layout in LAYOUTS for kind in KIND_OF_FILE}


def whole(content: bytes) -> tuple[list[tuple[Any, ...]], Reading]:
    reading = read_register(content, name="x.csv", rows_per_batch=50)
    rows = [row for batch in reading for row in zip(*(getattr(batch, name) for name in COLUMNS), strict=True)]
    return rows, reading


@pytest.mark.parametrize("seed", SEEDS)
def test_a_file_that_went_wrong(seed: int, made: dict[tuple[str, str], Made]) -> None:
    layout, kind = list(LAYOUTS)[seed % 3 + seed // 100], KIND_OF_FILE[seed // 20 % 4]
    content = made[layout, kind].content
    meant, _ = whole(content)
    broken, what = mutate(content, seed)
    try:
        found, reading = whole(broken)
    except TableError as refused:
        named = refused.problems
    else:
        named = ()
        check(found, reading, meant, seed=seed, unseen=is_unseen(broken, content, seed), what=what)
    assert all(problem.cure for problem in named), what


def is_unseen(broken: bytes, content: bytes, seed: int) -> bool:
    """Whether a whole file stands there, with fewer rows: cut where a line ends."""
    return kind_of(seed) in UNSEEN or broken == content[: len(broken)].rpartition(b"\n")[0] + b"\n"


def check(found: list[Any], reading: Reading, meant: list[Any], *, seed: int, unseen: bool, what: str) -> None:
    told = [*reading.problems, *reading.notes, *reading.cautions]
    assert all(problem.cure and problem.row >= 1 for problem in told)
    assert reading.accounts.electors == len(found)
    if unseen:
        assert set(found) <= set(meant), what
    elif not told and kind_of(seed) in ONE_ROW:
        assert len(found) == len(meant), what
        assert sum(one != other for one, other in zip(found, meant, strict=True)) <= 8, what
    elif not told:
        assert found == meant, what
    if kind_of(seed) in HARMLESS:
        assert (found, reading.problems) == (meant, []), what
    assert len(found) >= len(meant) or reading.problems or reading.cautions or unseen, what
