import csv
import io

from muster.county.make import County
from muster.register.batch import Batch
from muster.register.read import read_register
from muster.table import Problem


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def good_rows(file: str, county: County, files: dict[str, bytes]) -> list[dict[str, str]]:
    """A register without the rows that are spoilt on purpose, each of which says what it should."""
    spoilt = {planted.row: planted for planted in county.planted if planted.file == file}
    rows = dict(enumerate(rows_of(files[file]), start=2))
    for at, planted in spoilt.items():
        twice = f"{rows[at]['Elector Number Prefix']}-{rows[at]['Elector Number']}"
        assert planted.value in {rows[at][planted.column], twice}
        assert {**rows[at], planted.column: ""} == {**rows[at - 1], planted.column: ""}  # a copy of the row above
    return [row for at, row in rows.items() if at not in spoilt]


def read_all(content: bytes, *, name: str) -> tuple[list[Batch], tuple[Problem, ...]]:
    """Read a register to its end."""
    reading = read_register(content, name=name)
    return list(reading.batches), tuple(reading.problems)
