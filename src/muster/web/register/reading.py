"""Reads a file into a stage: what it says, what of that stands already, and so what would change."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from muster.plan.table import Problem
from muster.register.batch import Batch, Change
from muster.register.column import NO_DOOR, Addresses, sort_out
from muster.register.keys import building_part, key_number, mixed, unit_part
from muster.register.link import Unsure, link_versions
from muster.register.numbers import number_told
from muster.register.place import PLACED_FROM, Placed
from muster.register.runs import Gathering
from muster.register.side import DoorKeys, ReadNames, Side, joined_sides, side_of
from muster.register.streets import NOTHING_KNOWN, Known
from muster.register.update import COLUMN as NUMBER_COLUMN
from muster.register.update import apply_update
from muster.web.register import standing
from muster.web.register.folded import folded, folded_all
from muster.web.register.held import give_back
from muster.web.register.models import Source
from muster.web.register.placing import BEST, Placing, Said, row_of
from muster.web.register.stage import write
from muster.web.register.standing import Ids, StandingEntries

SAMPLES = 20  # of each kind, on a preview
_FOLDED = 60  # letters
_AT_ONCE = 20_000  # rows
_OTHER_NAME = "whoever has this number has another name; ask the council, or wait for the next full register"
_LEADING = re.compile(r"(\d+)([A-Za-z]?)")
_MOST = 60_000_000  # times 32 fits the column


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
    batches: Iterable[Batch], stage: sqlite3.Connection, *, names: bool, known: Known = NOTHING_KNOWN
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
            write(stage, "row", _texts(batch, first=got.rows + 1))
        if any(batch.changes):
            got.changes += batch.changes
            got.file_rows += batch.rows
            got.numbers_told += map(number_told, batch.districts, batch.numbers, batch.suffixes)
        got.rows += len(batch)
    return got


def _nobodys_names(rows: Ids) -> list[tuple[str, str]]:
    raise NotImplementedError(f"{len(rows)} names stand in the stage")


def _names_in(stage: sqlite3.Connection) -> ReadNames:
    """Read names from the stage when they are asked for: a few in a hundred."""

    def read(rows: Ids) -> list[tuple[str, str]]:
        sql = "SELECT surname, forenames FROM row WHERE n = ?"
        return [stage.execute(sql, (row + 1,)).fetchone() for row in rows.tolist()]

    return read


def _texts(batch: Batch, *, first: int) -> Iterable[tuple[Any, ...]]:
    names = [f"{surname} {forenames}" for surname, forenames in zip(batch.surnames, batch.forenames, strict=True)]
    sought = [text[:_FOLDED] for text in folded_all(names)]
    return zip(
        range(first, first + len(batch)), batch.districts, batch.numbers, batch.suffixes, batch.surnames,
        batch.forenames, sought, batch.markers, [day and day.isoformat() for day in batch.attains], strict=True,
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


@dataclass(frozen=True, slots=True)
class Laid:
    """A file's doors among those that stand: ids, or -1, -2, ... for new ones; and each row's door, 0 for none."""

    doors: Addresses
    building: Ids
    door: Ids
    house: Ids
    row_door: Ids
    unplaced: int  # of its buildings


def lay_doors(got: Gathered, stage: sqlite3.Connection, *, area: int, place: Placing) -> Laid:
    """Stage the streets, buildings and doors that the area does not have, with their places.

    What was gathered of addresses is let go of, as are the texts of what is staged: no more of a file than numbers is
    kept while electors are compared.
    """
    doors = sort_out(got.addresses)
    got.addresses = Gathering()
    street = _numbered(standing.known("street", area).find(doors.street_keys))
    building = _numbered(standing.known("building", area).find(doors.building_keys))
    door = _numbered(standing.known("door", area).find(doors.door_keys))
    house = _house_keys(doors)
    row_door = np.append(door, 0)[doors.doors]  # NO_DOOR is the last one
    said = said_of_buildings(doors, got)
    got.places, got.zones = [], []
    placed = place(doors, said)
    write(stage, "street", _streets(doors, street))
    write(stage, "building", _buildings(doors, building, street, said, placed))
    write(stage, "placed", _better_placed(doors, building, said, placed, area=area))
    write(stage, "door", _doors(doors, door, building, house))
    bare = replace(doors, building_numbers=[], building_names=[], building_postcodes=[], door_units=[])
    return Laid(bare, building, door, house, row_door, int(np.isnan(placed.lon).sum()))


def _rows_of(*columns: NDArray[Any]) -> Iterator[tuple[Any, ...]]:
    """Give columns as rows, so many at once: a long column as Python's own numbers takes five times the memory."""
    for begin in range(0, len(columns[0]), _AT_ONCE):
        yield from zip(*(column[begin : begin + _AT_ONCE].tolist() for column in columns), strict=True)


def _numbered(found: Ids) -> Ids:
    """Number what was not found -1, -2, ..."""
    new = found == 0
    return np.where(new, -np.cumsum(new), found)


def _house_keys(doors: Addresses) -> Ids:
    """Number each door by its number, name and unit alone."""
    pairs = list(zip(doors.building_numbers, doors.building_names, strict=True))
    part_of = {pair: key_number(building_part(*pair)) for pair in set(pairs)}
    unit_of = {unit: key_number(unit_part(unit)) for unit in set(doors.door_units)}
    parts = np.array([part_of[pair] for pair in pairs], dtype=np.int64)
    units = np.array([unit_of[unit] for unit in doors.door_units], dtype=np.int64)
    return mixed(parts[doors.door_building], units)


def said_of_buildings(doors: Addresses, got: Gathered) -> Said:
    """Gather what a file's rows say of their buildings: the first UPRN, ward and place that is given."""
    at = np.append(doors.door_building, -1)[doors.doors]
    uprn, zone, place = np.concatenate(got.uprns), np.concatenate(got.zones), np.concatenate(got.places)
    count = len(doors.building_keys)
    said = Said(np.zeros(count, np.int64), [""] * count, np.full((count, 2), np.nan))
    buildings, rows = _firsts(at, uprn > 0)
    said.uprn[buildings] = uprn[rows]
    buildings, rows = _firsts(at, ~np.isnan(place[:, 0]))
    said.place[buildings] = place[rows]
    names = list(got.zone_names)
    buildings, rows = _firsts(at, zone != got.zone_names.get("", -1))
    for building, code in zip(buildings.tolist(), zone[rows].tolist(), strict=True):
        said.ward[building] = names[code]
    return said


def _firsts(at: Ids, says: NDArray[np.bool_]) -> tuple[Ids, Ids]:
    """Give each building that a row says something of, and the first such row."""
    rows = np.flatnonzero((at >= 0) & says)
    buildings, first = np.unique(at[rows], return_index=True)
    return buildings, rows[first]


def _streets(doors: Addresses, ids: Ids) -> Iterable[tuple[Any, ...]]:
    for at in np.flatnonzero(ids < 0).tolist():
        name, locality = doors.streets[at]
        yield -int(ids[at]), int(doors.street_keys[at]), name, locality, folded(f"{name} {locality}")


def _buildings(doors: Addresses, ids: Ids, street: Ids, said: Said, placed: Placed) -> Iterable[tuple[Any, ...]]:
    new = np.flatnonzero(ids < 0)
    ranks = {number: _rank(number) for number in set(doors.building_numbers)}
    keyed = doors.building_keys[new], street[doors.building_street[new]], said.uprn[new]
    for at, n, key, of, uprn in _rows_of(new, -ids[new], *keyed):
        number = doors.building_numbers[at]
        yield (
            n, key, of, number, doors.building_names[at], ranks[number], str(uprn or ""), doors.building_postcodes[at],
            said.ward[at], *row_of(placed, at),
        )  # fmt: skip


def _better_placed(doors: Addresses, ids: Ids, said: Said, placed: Placed, *, area: int) -> Iterable[tuple[Any, ...]]:
    """Give the buildings that stand already and whose place is better known now; never one placed by hand."""
    best = np.array([BEST[by] for by in PLACED_FROM])[placed.placed_from]
    stood_by = standing.ranks_of_places(area).find(ids)
    better = np.flatnonzero((ids > 0) & (best < stood_by))
    stood = standing.placements(ids[better])
    for at in better.tolist():
        uprn, postcode, ward = stood[int(ids[at])]
        told = str(said.uprn[at] or uprn), doors.building_postcodes[at] or postcode, said.ward[at] or ward
        yield int(ids[at]), *told, *row_of(placed, at)


def _rank(number: str) -> int:
    """Rank a number within its street: '2', '2A', '4-6', '10'."""
    found = _LEADING.match(number)
    return min(int(found[1]), _MOST) * 32 + (ord(found[2].upper()) - ord("A") + 1 if found[2] else 0) if found else 0


def _doors(doors: Addresses, ids: Ids, building: Ids, house: Ids) -> Iterable[tuple[Any, ...]]:
    new = np.flatnonzero(ids < 0)
    for n, key, of_house, of, at in _rows_of(
        -ids[new], doors.door_keys[new], house[new], building[doors.door_building[new]], new
    ):
        yield n, key, of_house, of, doors.door_units[at]


def list_doors(
    got: Gathered, laid: Laid, stage: sqlite3.Connection, *, source: Source, steps: tuple[Ids, Ids] | None = None
) -> tuple[int, int]:
    """Stage how many electors each door has now, where that is not what stands. Gives doors listed, and doors gone.

    Args:
        got: the file's rows.
        laid: its doors.
        stage: where to write.
        source: whose listings.
        steps: of an update whose electors are known: doors, once for each elector who left or came, and -1 or 1.
    """
    stood = standing.standing_listings(source, got.district_names)
    rows = np.flatnonzero(laid.doors.doors != NO_DOOR)
    at, step = steps or (laid.row_door[rows], _steps(got)[rows])
    door, which = np.unique(at, return_inverse=True)
    count = np.bincount(which, weights=step, minlength=len(door)).astype(np.int64)
    before = _find(stood.door, door)
    listed = np.flatnonzero(before >= 0)
    if got.is_update:
        count[listed] += stood.electors[before[listed]]
    unknown = got.district_names.setdefault("", len(got.district_names))
    district = _districts(got, laid, rows, door, unknown=unknown)
    unsaid = listed[district[listed] == unknown]
    district[unsaid] = stood.district[before[unsaid]]
    same = np.zeros(len(door), dtype=np.bool_)
    same[listed] = stood.electors[before[listed]] == count[listed]
    same[listed] &= stood.district[before[listed]] == district[listed]
    ends = np.full(len(stood.door), not got.is_update)
    ends[before[listed]] = ~same[listed]
    begins = np.flatnonzero(~same & (count > 0))
    write(stage, "closed_listing", _rows_of(stood.ids[ends]))
    names = list(got.district_names)
    opened = _rows_of(door[begins], count[begins], district[begins])
    write(stage, "listing", ((one, electors, names[code]) for one, electors, code in opened))
    listed_again = int((before[begins] >= 0).sum())
    return len(stood.door) - int(ends.sum()) + len(begins), int(ends.sum()) - listed_again


def _steps(got: Gathered) -> Ids:
    """Count what each row adds to its door: one; in an update one less for who goes, and nothing for who stays."""
    if not got.is_update:
        return np.ones(got.rows, dtype=np.int64)
    step = {"new": 1, "changed": 0, "gone": -1, "": 0}
    return np.array([step[change] for change in got.changes], dtype=np.int64)


def _districts(got: Gathered, laid: Laid, rows: Ids, door: Ids, *, unknown: int) -> NDArray[np.int32]:
    """Give the polling district that the file's first row of each door has, as a code."""
    first, where = np.unique(laid.row_door[rows], return_index=True)
    codes = np.concatenate(got.districts)[rows[where]]
    return np.append(codes, np.int32(unknown))[_find(first, door)]


def _find(ordered: Ids, wanted: Ids) -> Ids:
    """Give where each of `wanted` stands in `ordered`, -1 where it doesn't."""
    if not len(ordered):
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return np.where(ordered[at] == wanted, at, -1)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a version changes of its electors, as counts, with a few of each kind to look at."""

    new: int = 0
    gone: int = 0
    moved: int = 0
    changed: int = 0
    renumbered: int = 0
    unchanged: int = 0
    doubts: int = 0
    set_aside: tuple[Problem, ...] = ()
    steps: tuple[Ids, Ids] | None = None  # doors that electors left or came to, and -1 or 1 each
    samples: Mapping[str, list[str]] = field(default_factory=dict)


def count_changes(got: Gathered) -> Compared:
    """Count what an update says of electors whom nobody may name."""
    return Compared(new=got.changes.count("new"), gone=got.changes.count("gone"))


@dataclass(frozen=True, slots=True)
class Linked:
    """Rows of a file and the standing entries they are, and the rows and entries that are nobody's.

    Attributes:
        rows, old: pairs: a row of the file, a row of what stands.
        new: rows of the file that are new electors.
        gone: rows of what stands whose electors leave.
        doubts: links.Unsure's columns, as rows of what stands and of the file.
    """

    rows: Ids
    old: Ids
    new: Ids
    gone: Ids
    doubts: Unsure


def compare_electors(got: Gathered, laid: Laid, stage: sqlite3.Connection, *, source: Source) -> Compared:
    """Link a version's electors with those that stand, and stage what becomes other.

    Whoever is linked keeps their elector; who can't be linked surely is a new one, with a doubt for somebody to settle.
    """
    side = _side(got, laid, stage)
    give_back()
    stood = standing.standing_entries(source, standing.standing_doors(source.area_id))
    give_back()
    problems: tuple[Problem, ...] = ()
    if got.is_update:
        linked, problems = _link_update(stood.side, side, got)
    else:
        linked = _link_all(stood.side, side)
    give_back()
    return replace(_stage_electors(linked, stood, side, laid, stage), set_aside=problems)


def _link_all(stood: Side, side: Side) -> Linked:
    if not len(stood):
        nobody = np.zeros(0, dtype=np.int64)
        return Linked(nobody, nobody, np.arange(len(side)), nobody, Unsure(*[nobody] * 6))  # type: ignore[arg-type]
    links = link_versions(stood, side)
    rows = np.flatnonzero(links.old >= 0)
    old = links.old[rows]
    return Linked(rows, old, np.flatnonzero(links.old < 0), np.setdiff1d(np.arange(len(stood)), old), links.unsure)


def _link_update(stood: Side, side: Side, got: Gathered) -> tuple[Linked, tuple[Problem, ...]]:
    """Link an update's rows: by number, with the name to agree; those who leave one number and get another by name."""
    update = apply_update(stood, side, changes=got.changes, rows=got.file_rows, numbers=got.numbers_told)
    back = update.moved.old >= 0
    changed = np.flatnonzero(update.does & (update.old >= 0) & (np.array(got.changes) == "changed"))
    rows = np.concatenate((changed, update.new[back]))
    old = np.concatenate((update.old[changed], update.gone[update.moved.old[back]]))
    unsure = update.moved.unsure
    doubts = replace(unsure, old=update.gone[unsure.old], new=update.new[unsure.new])
    apart = [
        Problem(got.file_rows[row], NUMBER_COLUMN, got.numbers_told[row], _OTHER_NAME)
        for row in np.flatnonzero(update.doubtful).tolist()
    ]
    return Linked(rows, old, update.new[~back], np.setdiff1d(update.gone, old), doubts), (*update.problems, *apart)


def _stage_electors(
    linked: Linked, stood: StandingEntries, side: Side, laid: Laid, stage: sqlite3.Connection
) -> Compared:
    """Stage which entries end and which begin."""
    rows, old = linked.rows, linked.old
    elector = np.zeros(len(side), dtype=np.int64)
    elector[rows] = stood.elector[old]
    elector[linked.new] = -1 - np.arange(len(linked.new))
    same_door = stood.door[old] == laid.row_door[rows]
    same_words = (stood.side.written[old] == side.written[rows]) & (stood.side.markers[old] == side.markers[rows])
    same_words &= stood.side.attains[old] == side.attains[rows]
    same_number = stood.side.number[old] == side.number[rows]
    stays = same_door & same_words & same_number
    ended = np.sort(np.concatenate((old[~stays], linked.gone)))
    begun = np.sort(np.concatenate((rows[~stays], linked.new)))
    write(stage, "closed_entry", _rows_of(stood.ids[ended]))
    entries = _rows_of(begun + 1, elector[begun], laid.row_door[begun])
    write(stage, "entry", ((n, one, door or None) for n, one, door in entries))
    unsure = linked.doubts
    pairs = stood.elector[unsure.old], elector[unsure.new]
    why = unsure.reason, unsure.speaks_for, unsure.against, unsure.weight
    write(stage, "doubt", _rows_of(*pairs, *why))
    new_names = _names_in(stage)
    return Compared(
        new=len(linked.new),
        gone=len(linked.gone),
        moved=int((~same_door).sum()),
        changed=int((same_door & ~same_words).sum()),
        renumbered=int((same_door & same_words & ~same_number).sum()),
        unchanged=int(stays.sum()),
        doubts=len(unsure.old),
        steps=(
            np.concatenate((stood.door[ended], laid.row_door[begun])),
            np.repeat(np.array([-1, 1]), [len(ended), len(begun)]),
        ),
        samples={
            "new": _told(new_names, linked.new),
            "gone": _told(stood.side.read_names, linked.gone),
            "moved": _told(new_names, rows[~same_door]),
            "changed": _told(new_names, rows[same_door & ~same_words]),
        },
    )


def _told(names: ReadNames, rows: Ids) -> list[str]:
    return [f"{forenames} {surname}".strip() for surname, forenames in names(rows[:SAMPLES])]


def _side(got: Gathered, laid: Laid, stage: sqlite3.Connection) -> Side:
    """Give the file's electors as keys, now that their doors are known."""
    parts = (got.sides.pop(0) for _ in range(len(got.sides)))
    side = joined_sides(parts, read_names=_names_in(stage)) if got.sides else standing.no_side()
    street = laid.doors.street_keys[laid.doors.building_street[laid.doors.door_building]]

    def of_rows(keys: Ids) -> NDArray[np.uint64]:
        return np.append(keys, 0)[laid.doors.doors].view(np.uint64)

    return replace(
        side,
        door=of_rows(laid.doors.door_keys),
        street=of_rows(street).astype(np.uint32),
        house=of_rows(laid.house).astype(np.uint32),
        uprn=np.concatenate(got.uprns),
    )
