"""What stands in the database before a new version, as columns: streets, buildings, doors, listings, electors."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from muster.register import streets as words
from muster.register.batch import Batch
from muster.register.side import DoorKeys, ReadNames, Side, side_of
from muster.register.towns import Standing, StandingStreet
from muster.register.words import street_words
from muster.web.register.columns import Columns, KeptSide, add_side
from muster.web.register.has_buildings import has_buildings, units_of
from muster.web.register.models import Building, Source, Street
from muster.web.register.placing import BEST

Ids = NDArray[np.int64]
_AT_ONCE = 20_000
_LOOKED_UP_AT_ONCE = 500
_NAME, _SURNAME = "written_name", 6  # a column, and where a surname stands in a row of entries
_BETWEEN = "\0"  # no name holds it
_SAID = (
    "SELECT e.id, elector_id, coalesce(door_id, 0), district, number, suffix, surname, forenames, markers, attains_on"
)
_PLACE = ("pk", "uprn", "postcode", "ward")


@dataclass(frozen=True, slots=True)
class Known:
    """Ids by key, the keys in order."""

    keys: Ids
    ids: Ids

    def find(self, keys: Ids) -> Ids:
        """Give each key's id, 0 where there is none."""
        if not len(self.keys):
            return np.zeros(len(keys), dtype=np.int64)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, self.ids[at], 0)


@dataclass(frozen=True, slots=True)
class StandingDoors:
    """The doors of an area, ordered by id: int64 arrays of one length."""

    ids: Ids
    key: Ids
    house: Ids
    street_key: Ids

    def keys_of(self, doors: Ids) -> DoorKeys:
        """Give the keys of doors by id; 0 of those that are none."""
        if not len(self.ids):
            nothing = np.zeros(len(doors), dtype=np.uint64)
            return DoorKeys(nothing, nothing, nothing, nothing.view(np.int64))
        at = np.minimum(np.searchsorted(self.ids, doors), len(self.ids) - 1)
        there = self.ids[at] == doors

        def taken(column: Ids) -> NDArray[np.uint64]:
            return np.where(there, column[at], 0).view(np.uint64)

        return DoorKeys(taken(self.key), taken(self.street_key), taken(self.house), np.zeros(len(doors), np.int64))


@dataclass(frozen=True, slots=True)
class StandingListings:
    """A source's listings that stand, ordered by door; districts as codes."""

    ids: Ids
    door: Ids
    electors: Ids
    district: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class StandingEntries:
    """A source's entries that stand, and the same as keys to link by.

    Attributes:
        columns: `id`, `elector` and `at_door` (0 for none) of each, the side's arrays, and `written_name`s.
        side: the keys, read from there.
    """

    columns: Columns
    side: Side


def known(table: str, area: int) -> Known:
    """Give an area's streets, buildings or doors by key."""
    rows = _columns(f"SELECT key, id FROM register_{table} WHERE area_id = %s", [area], 2)  # noqa: S608 - our own names
    order = np.argsort(rows[0])
    return Known(rows[0][order], rows[1][order])


def standing_streets(area: int, *, update: bool) -> Standing:
    """Give what an area's streets tell of a file's: which towns share a suburb; of an update's, all that is known."""
    streets = [StandingStreet(*one) for one in Street.objects.filter(area=area).values_list("name", "locality", "town")]

    def look(postcodes: Sequence[str]) -> Iterator[tuple[str, StandingStreet]]:
        some = Building.objects.filter(area=area).order_by()
        if len(postcodes) <= _LOOKED_UP_AT_ONCE:  # else all are read: they lie everywhere
            some = some.filter(postcode__in=postcodes)
        wanted = frozenset(postcodes)
        told = some.values_list("postcode", "street__name", "street__locality", "street__town").distinct()
        yield from ((postcode, StandingStreet(*one)) for postcode, *one in told.iterator() if postcode in wanted)

    known = _streets_and_places(streets) if update else words.NOTHING_KNOWN
    return Standing(streets, look, has_buildings(area), units_of(area), known, update)


def _streets_and_places(streets: Sequence[StandingStreet]) -> words.Known:
    places = {part.strip() for one in streets for part in one.locality.split(",")}
    return words.Known(
        frozenset(street_words(one.name) for one in streets if one.name),
        frozenset(street_words(place) for place in places if place),
    )


def standing_doors(area: int) -> StandingDoors:
    """Give an area's doors with their keys.

    The sign before a column has SQLite read the table as it lies, rather than row by row in the order of an index.
    """
    return StandingDoors(
        *_columns(
            "SELECT d.id, d.key, d.house, s.key FROM register_door AS d JOIN register_building AS b"
            " ON b.id = d.building_id JOIN register_street AS s ON s.id = b.street_id WHERE +d.area_id = %s"
            " ORDER BY d.id",
            [area],
            4,
        )
    )


def ranks_of_places(area: int) -> Known:
    """Give who placed each building of an area, as a rank of `placing.BEST`, by its id."""
    ranks = " ".join(f"WHEN '{by}' THEN {rank}" for by, rank in BEST.items())
    sql = f"SELECT id, CASE placed_from {ranks} END FROM register_building WHERE +area_id = %s ORDER BY id"  # noqa: S608 - our own names
    return Known(*_columns(sql, [area], 2))


def placements(buildings: Ids) -> dict[int, tuple[str, str, str]]:
    """Give the UPRN, postcode and ward of some buildings, by id."""
    found: dict[int, tuple[str, str, str]] = {}
    wanted = buildings.tolist()
    for start in range(0, len(wanted), _LOOKED_UP_AT_ONCE):
        some = Building.objects.filter(pk__in=wanted[start : start + _LOOKED_UP_AT_ONCE])
        found.update((pk, (uprn, code, ward)) for pk, uprn, code, ward in some.values_list(*_PLACE))
    return found


def standing_listings(source: Source, codes: dict[str, int]) -> StandingListings:
    """Give a source's listings that stand; districts that have no code yet get the next."""
    sql = (
        "SELECT id, door_id, electors, district FROM register_listing WHERE source_id = %s AND until IS NULL"
        " ORDER BY door_id"
    )
    parts = [np.zeros((4, 0), dtype=np.int64)]
    for rows in _rows(sql, [source.pk]):
        *numbers, districts = zip(*rows, strict=True)
        coded = (codes.setdefault(district, len(codes)) for district in districts)
        parts.append(np.fromiter(chain(*numbers, coded), np.int64, 4 * len(rows)).reshape(4, -1))
    held = np.concatenate(parts, axis=1)
    return StandingListings(held[0], held[1], held[2], held[3].astype(np.int32))


def standing_entries(source: Source, doors: StandingDoors, columns: Columns) -> StandingEntries:
    """Give a source's entries that stand, in the order of their ids, as columns that are empty before."""
    which = (
        " FROM register_entry AS e LEFT JOIN register_ending AS g ON g.entry_id = e.id"
        " WHERE e.source_id = %s AND g.entry_id IS NULL ORDER BY e.since, e.id"  # as the index has it; later, higher
    )
    return _entries(_SAID + which, [source.pk], doors, columns)


def gone_entries(source: Source, doors: StandingDoors, columns: Columns) -> StandingEntries:
    """Give the last entries of those who went when anybody of a source last did, and did not come back since."""
    which = (
        " FROM register_ending AS g JOIN register_entry AS e ON e.id = g.entry_id"
        " WHERE g.source_id = %s AND g.until = (SELECT max(until) FROM register_ending WHERE source_id = %s)"
        " AND NOT EXISTS (SELECT 1 FROM register_entry AS o WHERE o.elector_id = e.elector_id AND o.since >= g.until)"
        " ORDER BY g.entry_id"
    )
    return _entries(_SAID + which, [source.pk, source.pk], doors, columns)


def _entries(sql: str, values: Sequence[Any], doors: StandingDoors, columns: Columns) -> StandingEntries:
    length = 0
    for rows in _rows(sql, values):
        (ids, electors, at_doors), side = _keys_of(rows, doors)
        columns.add(id=ids, elector=electors, at_door=at_doors)
        columns.add_texts(_NAME, [f"{row[_SURNAME]}{_BETWEEN}{row[_SURNAME + 1]}" for row in rows])
        add_side(columns, side)
        length += len(rows)
    return StandingEntries(columns, KeptSide(columns, length=length, read_names=_names_in(columns)))


def _keys_of(rows: Sequence[Any], doors: StandingDoors) -> tuple[Ids, Side]:
    """Give rows of entries as ids, electors and doors; and as keys."""
    ids, electors, at_doors, districts, numbers, suffixes, surnames, forenames, markers, attains = zip(
        *rows, strict=True
    )
    head = np.fromiter(chain(ids, electors, at_doors), np.int64, 3 * len(rows)).reshape(3, -1)
    batch = Batch(
        rows=ids, districts=districts, numbers=numbers, suffixes=suffixes, surnames=surnames, forenames=forenames,
        markers=markers, attains=[_day(one) for one in attains], uprns=ids, postcodes=ids, addresses=ids,
        places=ids, zones=ids, changes=ids,
    )  # fmt: skip
    return head, side_of(batch, doors=doors.keys_of(head[2]))


def _day(day: Any) -> dt.date | None:
    """SQLite gives days as texts."""
    return dt.date.fromisoformat(day) if isinstance(day, str) else day


def _names_in(columns: Columns) -> ReadNames:
    """Read names when they are asked for: a few in a hundred."""

    def read(rows: Ids) -> list[tuple[str, str]]:
        parted = (text.partition(_BETWEEN) for text in columns.read_texts(_NAME, rows))
        return [(surname, forenames) for surname, _, forenames in parted]

    return read


def _columns(sql: str, values: Sequence[Any], count: int) -> list[Ids]:
    parts = [_numbers(rows, count) for rows in _rows(sql, values)]
    return list(np.concatenate(parts, axis=1)) if parts else [np.zeros(0, dtype=np.int64)] * count


def _numbers(rows: Sequence[Sequence[int]], count: int) -> Ids:
    """Give rows of `count` numbers as so many columns."""
    return np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * count).reshape(-1, count).T


def _rows(sql: str, values: Sequence[Any]) -> Iterator[list[Any]]:
    """Give a query's rows, so many at once; PostgreSQL keeps the rest on its side."""
    if connection.vendor == "postgresql":
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql, values)
            while rows := cursor.fetchmany(_AT_ONCE):
                yield rows
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield rows
