"""Takes a file's rows: texts go to the stage at once, and what is kept of the rest is numbers."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from muster.register.batch import Batch, Change
from muster.register.folded import folded_all
from muster.register.markers import BY_NATION, Franchises, bits_of
from muster.register.numbers import number_told
from muster.register.runs import Gathering
from muster.register.side import DoorKeys, Side, side_of
from muster.register.streets import NOTHING_KNOWN, Known
from muster.web.register.stage import write
from muster.web.register.standing import Ids

_FOLDED = 60  # letters


@dataclass(slots=True)
class Gathered:
    """What is kept of a file's rows while the rest is read: numbers, no texts."""

    addresses: Gathering = field(default_factory=Gathering)
    sides: list[Side] = field(default_factory=list)
    uprns: list[Ids] = field(default_factory=list)
    districts: list[NDArray[np.int32]] = field(default_factory=list)
    zones: list[NDArray[np.int32]] = field(default_factory=list)
    places: list[NDArray[np.float64]] = field(default_factory=list)
    district_names: dict[str, int] = field(default_factory=dict)
    zone_names: dict[str, int] = field(default_factory=dict)
    rows: int = 0
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
    *,
    names: bool,
    known: Known = NOTHING_KNOWN,
    franchises: Franchises = BY_NATION["england"],
) -> Gathered:
    """Take a file's rows: texts go to the stage at once, unless names may not be kept."""
    got = Gathered(Gathering(given=known))
    for batch in batches:
        got.addresses.take(batch.addresses, batch.postcodes)
        got.uprns.append(_uprns(batch))
        got.districts.append(_codes(batch.districts, got.district_names))
        got.zones.append(_codes(batch.zones, got.zone_names))
        got.places.append(_places(batch))
        if names:
            got.sides.append(_keys_of(batch))
            write(stage, "row", _texts(batch, franchises, first=got.rows + 1))
        if any(batch.changes):
            got.changes += batch.changes
            got.file_rows += batch.rows
            got.numbers_told += map(number_told, batch.districts, batch.numbers, batch.suffixes)
        got.rows += len(batch)
    return got


def _nobodys_names(rows: Ids) -> list[tuple[str, str]]:
    raise NotImplementedError(f"{len(rows)} names stand in the stage")


def _texts(batch: Batch, franchises: Franchises, *, first: int) -> Iterable[tuple[Any, ...]]:
    names = [f"{surname} {forenames}" for surname, forenames in zip(batch.surnames, batch.forenames, strict=True)]
    bits = bits_of(batch.markers, franchises)
    sought = [text[:_FOLDED] for text in folded_all(names)]
    return zip(
        range(first, first + len(batch)), batch.districts, batch.numbers, batch.suffixes, batch.surnames,
        batch.forenames, sought, batch.markers, [bits[markers] for markers in batch.markers],
        [day and day.isoformat() for day in batch.attains], strict=True,
    )  # fmt: skip


def _codes(texts: Iterable[str], codes: dict[str, int]) -> NDArray[np.int32]:
    return np.array([codes.setdefault(text, len(codes)) for text in texts], dtype=np.int32)


def _uprns(batch: Batch) -> Ids:
    if not any(batch.uprns):
        return np.broadcast_to(np.int64(0), len(batch))  # takes no memory
    return np.array([int(one or 0) for one in batch.uprns], dtype=np.int64)


def _places(batch: Batch) -> NDArray[np.float64]:
    nowhere = (np.nan, np.nan)
    if not any(batch.places):
        return np.broadcast_to(np.float64(np.nan), (len(batch), 2))
    return np.array([place or nowhere for place in batch.places], dtype=np.float64).reshape(-1, 2)


def _keys_of(batch: Batch) -> Side:
    """Key a batch's electors; their doors are known once the whole file is, and take no memory before."""
    nothing = np.broadcast_to(np.uint64(0), len(batch))
    side = side_of(batch, doors=DoorKeys(nothing, nothing, nothing, nothing.view(np.int64)))
    half = np.broadcast_to(np.uint32(0), len(batch))
    return replace(side, door=nothing, street=half, house=half, uprn=nothing.view(np.int64), read_names=_nobodys_names)
