"""What a reader found beside what stands in a file, told from the outside: its words and numbers, not its ways."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import fields

from muster.register.batch import Batch
from tests.register.made.write import Row

EXACT = (
    ("districts", "district"), ("numbers", "number"), ("suffixes", "suffix"), ("markers", "markers"),
    ("attains", "attains"), ("uprns", "uprn"), ("postcodes", "postcode"), ("places", "place"), ("zones", "zone"),
    ("changes", "change"),
)  # fmt: skip
NAMES = (("surnames", "surname"), ("forenames", "forenames"))


def differences(batches: Iterable[Batch], rows: list[Row], *, one_name: bool = False) -> list[str]:
    """Tell where a reader and the truth differ, row by row; names as a whole where the file has one column of them."""
    found = joined(batches)
    told = []
    if found["rows"] != [row.row for row in rows]:
        told.append(f"{len(found['rows'])} rows were found, {len(rows)} stand there, or they stand elsewhere")
    at = {row.row: row for row in rows}
    for i, number in enumerate(found["rows"]):
        row = at.get(int(str(number)))
        if row is not None:
            one = {name: values[i] for name, values in found.items()}
            told += [f"row {number}: {what}" for what in _of_row(one, row, one_name=one_name)]
    return told


def joined(batches: Iterable[Batch]) -> dict[str, list[object]]:
    """Put batches behind one another."""
    columns: dict[str, list[object]] = {column.name: [] for column in fields(Batch)}
    for batch in batches:
        for name in columns:
            columns[name] += getattr(batch, name)
    return columns


def people_in(batches: Iterable[Batch]) -> Counter[tuple[str, ...]]:
    """Count who is in a file, by everything that is said of them but the row."""
    columns = joined(batches)
    rows = zip(*(values for name, values in columns.items() if name != "rows"), strict=True)
    return Counter(tuple(map(str, row)) for row in rows)


def _of_row(found: dict[str, object], row: Row, *, one_name: bool) -> list[str]:
    pairs = EXACT if one_name else EXACT + NAMES
    told = [
        f"{name} {found[name]!r}, not {getattr(row, field)!r}"
        for name, field in pairs
        if found[name] != getattr(row, field)
    ]
    whole = f"{found['surnames']} {found['forenames']}".strip()
    if whole != row.whole_name:
        told.append(f"name {whole!r}, not {row.whole_name!r}")
    lines = found["addresses"]
    if not isinstance(lines, tuple) or " ".join(lines).split() != row.words:
        told.append(f"address {lines!r}, not {row.address!r}")
    return told
