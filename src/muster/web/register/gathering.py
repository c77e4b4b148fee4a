"""Takes a file's rows: texts go to the stage at once, and what is kept of the rest is numbers."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from muster.register.batch import Batch, Change
from muster.register.folded import folded_all
from muster.register.markers import BY_NATION, Franchises, bits_of
from muster.register.numbers import number_told
from muster.register.postcodes import postcode_told
from muster.register.runs import Gathering
from muster.register.side import SAID, DoorKeys, number_columns, side_of
from muster.web.register.columns import Columns
from muster.web.register.kept_keys import Before, kept
from muster.web.register.row_texts import RowTexts, escaped
from muster.web.register.stage import write
from muster.web.register.standing import Ids

_FOLDED = 60  # letters
_SHOWN = 3  # rows as they were read


@dataclass(slots=True)
class Gathered:
    """What is kept of a file's rows while the rest is read: numbers, no texts, and most of them on the disk.

    Attributes:
        addresses: what they are taken apart from.
        as_read: the first rows in words, without names where none may be kept.
        columns: of each row `district_code`, `zone`, `uprn` and `file_row`; of rows that say where they lie
            `placed_row`, `lon` and `lat`. Where names are kept also `district` and `number`, `figures` and `suffix`,
            `known`, and of rows that aren't known what a `Side` has of their names, as `read_...`.
    """

    addresses: Gathering
    columns: Columns
    as_read: list[dict[str, str]] = field(default_factory=list)
    district_names: dict[str, int] = field(default_factory=dict)
    zone_names: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    lines: int = 0  # rows whose texts were kept
    changes: list[Change] = field(default_factory=list)  # these three of an update alone
    file_rows: list[int] = field(default_factory=list)
    numbers_told: list[str] = field(default_factory=list)

    @property
    def is_update(self) -> bool:
        """Whether the file says what changed rather than who is there."""
        return bool(self.changes)


def gather(
    batches: Iterable[Batch],
    stage: sqlite3.Connection,
    columns: Columns,
    *,
    names: bool,
    texts: RowTexts | None = None,
    franchises: Franchises = BY_NATION["england"],
    before: Before | None = None,
) -> Gathered:
    """Take a file's rows: their texts go to the stage at once, or to a file beside it, unless names may not be kept.

    Of a row that is known from `before` no text is kept: the entry that says the same has it.
    """
    before = before or Before()
    got = Gathered(Gathering(), columns)
    for batch in batches:
        got.as_read += _as_read(batch, before, names=names, most=_SHOWN - len(got.as_read))
        got.addresses.take(batch.addresses, batch.postcodes)
        columns.add(
            file_row=np.array(batch.rows, dtype=np.int32), uprn=_uprns(batch), zone=_codes(batch.zones, got.zone_names)
        )
        columns.add(district_code=_codes(batch.districts, got.district_names))
        if any(batch.places):
            columns.add(**_places(batch, first=got.rows))
        if names:
            _keep_electors(batch, got, before, franchises, stage, texts)
        if any(batch.changes):
            got.changes += batch.changes
            got.file_rows += batch.rows
            got.numbers_told += map(number_told, batch.districts, batch.numbers, batch.suffixes)
        got.rows += len(batch)
    return got


def _as_read(batch: Batch, before: Before, *, names: bool, most: int) -> list[dict[str, str]]:
    told = []
    for row in range(min(most, len(batch))):
        known = batch.known[row]
        stood = before.read_names(np.array([known]))[0] if known >= 0 else (batch.surnames[row], batch.forenames[row])
        address = ", ".join(filter(None, (*batch.addresses[row], postcode_told(batch.postcodes[row]))))
        told.append({**(dict(zip(("surname", "forenames"), stood, strict=True)) if names else {}), "address": address})
    return told


def _keep_electors(
    batch: Batch, got: Gathered, before: Before, franchises: Franchises, stage: sqlite3.Connection,
    texts: RowTexts | None,
) -> None:  # fmt: skip
    """Keep the numbers of a batch, and of those who aren't known keys and texts."""
    district, number = number_columns(batch.districts, batch.numbers, batch.suffixes)
    figures, suffix = np.array(batch.numbers, dtype=np.int32), np.array(batch.suffixes, dtype=np.int16)
    known = np.array(batch.known, dtype=np.int32)
    got.columns.add(district=district, number=number, figures=figures, suffix=suffix, known=known)
    new = batch if (known < 0).all() else batch.take(np.flatnonzero(known < 0).tolist())
    side = side_of(new, doors=_no_doors(len(new)))
    got.columns.add(**{f"read_{name}": getattr(side, name) for name in SAID})
    _keep_texts(new, kept(new.keys, side, way=before.way), franchises, stage, texts, first=got.lines + 1)
    got.lines += len(new)


def _keep_texts(
    batch: Batch, keys: list[bytes], franchises: Franchises, stage: sqlite3.Connection, texts: RowTexts | None,
    *, first: int,
) -> None:  # fmt: skip
    names = map(" ".join, zip(batch.surnames, batch.forenames, strict=True))
    bits = bits_of(batch.markers, franchises)
    sought = [text[:_FOLDED] for text in folded_all(list(names))]
    may_vote = [bits[markers] for markers in batch.markers]
    if texts is None:
        days = [day and day.isoformat() for day in batch.attains]
        named = batch.surnames, batch.forenames, sought, batch.markers, may_vote, days, keys
        write(stage, "row", zip(range(first, first + len(batch)), *named, strict=True))
        return
    texts.add(
        escaped(batch.surnames), escaped(batch.forenames), escaped(sought), escaped(batch.markers),
        list(map(str, may_vote)), [day.isoformat() if day else "\\N" for day in batch.attains],
        [f"\\\\x{one.hex()}" for one in keys],
    )  # fmt: skip


def _codes(texts: Sequence[str], codes: dict[str, int]) -> NDArray[np.int32]:
    for text in dict.fromkeys(texts):
        codes.setdefault(text, len(codes))
    return np.fromiter(map(codes.__getitem__, texts), np.int32, len(texts))


def _uprns(batch: Batch) -> Ids:
    if not any(batch.uprns):
        return np.zeros(len(batch), dtype=np.int64)
    return np.array([int(one or 0) for one in batch.uprns], dtype=np.int64)


def _places(batch: Batch, *, first: int) -> dict[str, NDArray[Any]]:
    """Give the rows that say where they lie, and where."""
    rows = [row for row, place in enumerate(batch.places) if place]
    lon, lat = zip(*(place for place in batch.places if place), strict=True)
    return {"placed_row": np.array(rows, dtype=np.int64) + first, "lon": np.array(lon), "lat": np.array(lat)}


def _no_doors(rows: int) -> DoorKeys:
    """Doors are known once the whole file is, and take no memory before."""
    nothing = np.broadcast_to(np.uint64(0), rows)
    return DoorKeys(nothing, nothing, nothing, nothing.view(np.int64))
