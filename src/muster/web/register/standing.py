"""What stands in the database before a new version, as columns: streets, buildings, doors, listings, electors."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from muster.register import streets as words
from muster.register.batch import Batch
from muster.register.side import SAID, DoorKeys, ReadNames, Side, number_columns, side_of
from muster.register.towns import Standing, StandingStreet
from muster.register.words import street_words
from muster.web.register import unchanged
from muster.web.register.columns import Columns, KeptSide, add_side
from muster.web.register.has_buildings import has_buildings, units_of
from muster.web.register.kept_keys import KEPT
from muster.web.register.models import Building, Listing, Source, Street
from muster.web.register.placing import BEST
from muster.web.register.renaming import Asked, first_names, names_since

Ids = NDArray[np.int64]
_AT_ONCE = 20_000
_LOOKED_UP_AT_ONCE = 500
_NAMES_AT_ONCE = 20_000
_SAID = (
    "SELECT e.id, elector_id, coalesce(door_id, 0), district, number, suffix, surname, forenames, markers, attains_on"
)
_NUMBERS = "e.id, e.elector_id, coalesce(e.door_id, 0), e.number, e.suffix"
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
        columns: `id`, `elector` and `at_door` (0 for none) of each, the side's arrays, and `read_as`: the key that
            tells the row next year, 0 for none.
        side: the keys, read from there.
    """

    columns: Columns
    side: Side


def known(table: str, area: int) -> Known:
    """Give an area's streets, buildings or doors by key."""
    rows = _columns(f"SELECT key, id FROM register_{table} WHERE area_id = %s", [area], 2)  # noqa: S608 - our own names
    order = np.argsort(rows[0])
    return Known(rows[0][order], rows[1][order])


def standing_streets(area: int, *, update: bool, said: Sequence[Asked] = ()) -> Standing:
    """Give what an area's streets tell of a file's: which towns share a suburb; of an update's, all that is known.

    Streets have the names of which their keys are made; `said` are those that the file calls otherwise.
    """
    renamed, first = tuple(names_since(area, said)), first_names(area)

    def as_keyed(pk: int, name: str, *within: str) -> StandingStreet:
        return StandingStreet(first.get(pk, name), *within)

    rows = Street.objects.filter(area=area).values_list("pk", "name", "locality", "town")
    streets = [as_keyed(pk, *told) for pk, *told in rows]

    def look(postcodes: Sequence[str]) -> Iterator[tuple[str, StandingStreet]]:
        some = Building.objects.filter(area=area).order_by()
        if len(postcodes) <= _LOOKED_UP_AT_ONCE:  # else all are read: they lie everywhere
            some = some.filter(postcode__in=postcodes)
        wanted = frozenset(postcodes)
        told = some.values_list("postcode", "street", "street__name", "street__locality", "street__town").distinct()
        yield from ((code, as_keyed(pk, *one)) for code, pk, *one in told.iterator() if code in wanted)

    known = _streets_and_places([*streets, *(one.now for one in renamed)]) if update else words.NOTHING_KNOWN
    return Standing(streets, look, has_buildings(area), units_of(area), known, update, renamed)


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


def districts(source: Source) -> frozenset[str]:
    """Give the polling districts of a source's version that stands."""
    listed = Listing.objects.filter(source=source, until=None).exclude(district="")
    return frozenset(listed.values_list("district", flat=True).distinct())


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


def standing_entries(source: Source, columns: Columns) -> StandingEntries:
    """Give a source's entries that stand, in the order of their ids, as columns that are empty before.

    Those that this code wrote are read by their numbers alone; the texts of the others are read, and keyed anew.
    """
    length, doors = 0, standing_doors(source.area_id)
    for version in source.versions.all():
        if version.counts.get("code") == unchanged.our_code():
            length += _read_numbers(source, version.number, doors, columns)
        else:
            which = (
                " FROM register_entry AS e LEFT JOIN register_ending AS g ON g.entry_id = e.id"
                " WHERE e.source_id = %s AND e.since = %s AND g.entry_id IS NULL ORDER BY e.id"
            )
            length += _read_texts(_SAID + which, [source.pk, version.number], doors, columns)
    return _of_columns(columns, length)


def gone_entries(source: Source, columns: Columns) -> StandingEntries:
    """Give the last entries of those who went when anybody of a source last did, and did not come back since."""
    which = (
        " FROM register_ending AS g JOIN register_entry AS e ON e.id = g.entry_id"
        " WHERE g.source_id = %s AND g.until = (SELECT max(until) FROM register_ending WHERE source_id = %s)"
        " AND NOT EXISTS (SELECT 1 FROM register_entry AS o WHERE o.elector_id = e.elector_id AND o.since >= g.until)"
        " ORDER BY g.entry_id"
    )
    doors = standing_doors(source.area_id)
    return _of_columns(columns, _read_texts(_SAID + which, [source.pk, source.pk], doors, columns))


def _of_columns(columns: Columns, length: int) -> StandingEntries:
    return StandingEntries(columns, KeptSide(columns, length=length, read_names=_names_in(columns)))


def _read_numbers(source: Source, version: int, doors: StandingDoors, columns: Columns) -> int:
    """Read those entries of a version that stand, as they were kept, into columns; and count them."""
    length = 0
    for ids, electors, at_doors, figures, suffixes, districts, keys in _kept_rows(source, version):
        rows = np.frombuffer(keys, dtype=KEPT)
        district, number = number_columns(districts, figures, suffixes)
        door = doors.keys_of(at_doors)
        halves = {"street": door.street.astype(np.uint32), "house": door.house.astype(np.uint32)}
        columns.add(id=ids, elector=electors, at_door=at_doors, district=district, number=number)
        columns.add(door=door.door, uprn=door.uprn, **halves, **{name: rows[name] for name in ("read_as", *SAID)})
        length += len(rows)
    return length


def _kept_rows(source: Source, version: int) -> Iterator[tuple[Ids, Ids, Ids, Ids, Ids, list[str], bytes]]:
    """Give ids, electors, doors, figures, suffixes, districts and keys of a version's entries that stand, some at once.

    PostgreSQL puts many rows into one: to send and take a million one by one takes longer than to find them.
    """
    stands = (
        " FROM register_entry AS e WHERE e.source_id = %s AND e.since = %s AND e.id > %s AND NOT EXISTS"
        " (SELECT 1 FROM register_ending AS g WHERE g.entry_id = e.id AND g.entry_id > %s) ORDER BY e.id LIMIT %s"
    )
    if connection.vendor == "sqlite":
        asked = f"SELECT {_NUMBERS}, e.district, e.keys{stands}"
        for rows in _rows(asked, [source.pk, version, 0, 0, -1]):
            *numbers, districts, keys = zip(*rows, strict=True)
            held = np.fromiter(chain(*numbers), np.int64, 5 * len(rows)).reshape(5, -1)
            yield held[0], held[1], held[2], held[3], held[4], list(districts), b"".join(keys)
        return
    sent = " || ".join(f"int8send({name}::bigint)" for name in ("id", "elector_id", "door", "number", "suffix"))
    asked = (
        f"SELECT max(id), string_agg({sent} || keys, ''), string_agg(district, E'\n') FROM (SELECT"  # noqa: S608
        f" {_NUMBERS.replace(', 0)', ', 0) AS door')}, e.district, e.keys{stands}) AS part"
    )
    form = np.dtype([("numbers", ">i8", 5), ("keys", f"V{KEPT.itemsize}")])
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(asked, [source.pk, version, last, last, _AT_ONCE])
            last, told, districts = cursor.fetchone()
        if last is None:
            return
        some = np.frombuffer(told, dtype=form)
        held = some["numbers"].T.astype(np.int64)
        yield held[0], held[1], held[2], held[3], held[4], districts.split("\n"), some["keys"].tobytes()


def _read_texts(sql: str, values: Sequence[Any], doors: StandingDoors, columns: Columns) -> int:
    """Read entries by their texts into columns; and count them."""
    length = 0
    for rows in _rows(sql, values):
        (ids, electors, at_doors), side = _keys_of(rows, doors)
        columns.add(id=ids, elector=electors, at_door=at_doors, read_as=np.zeros(len(rows), dtype=np.uint64))
        add_side(columns, side)
        length += len(rows)
    return length


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
        ids = columns.read("id")[rows]
        wanted, at = np.unique(ids, return_inverse=True)
        names = [
            one for begin in range(0, len(wanted), _NAMES_AT_ONCE) for one in _names_of(wanted[begin:][:_NAMES_AT_ONCE])
        ]
        return [names[one] for one in at.tolist()]

    return read


def _names_of(ids: Ids) -> list[tuple[str, str]]:
    """Read the names of entries whose ids rise."""
    one_of = "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    told = ids.tolist()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT surname, forenames FROM register_entry WHERE id {one_of} ORDER BY id",  # noqa: S608 - our own words
            [told if connection.vendor == "postgresql" else json.dumps(told)],
        )
        return [(surname, forenames) for surname, forenames in cursor.fetchall()]


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
