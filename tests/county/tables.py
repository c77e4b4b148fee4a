import csv
import io

from muster.county.make import County


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def good_rows(file: str, county: County, files: dict[str, bytes]) -> list[dict[str, str]]:
    """A register without the rows that are spoilt on purpose, each of which says what it should."""
    spoilt = {planted.row: planted for planted in county.planted if planted.file == file}
    rows = dict(enumerate(rows_of(files[file]), start=2))
    for at, planted in spoilt.items():
        assert rows[at][planted.column] == planted.value
        assert {**rows[at], planted.column: ""} == {**rows[at - 1], planted.column: ""}  # a copy of the row above
    return [row for at, row in rows.items() if at not in spoilt]
