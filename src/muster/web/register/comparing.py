"""Links a file's electors with those that stand, and stages which entries end and which begin."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from muster.register.link import Unsure, link_versions
from muster.register.side import ReadNames, Side, joined_sides
from muster.register.update import COLUMN as NUMBER_COLUMN
from muster.register.update import apply_update
from muster.table import Problem
from muster.web.register import standing
from muster.web.register.gathering import Gathered
from muster.web.register.held import give_back
from muster.web.register.laying import Laid, rows_of
from muster.web.register.models import Source
from muster.web.register.stage import write
from muster.web.register.standing import Ids, StandingEntries

SAMPLES = 20  # of each kind, on a preview
_OTHER_NAME = "whoever has this number has another name; ask the council, or wait for the next full register"


def _names_in(stage: sqlite3.Connection) -> ReadNames:
    """Read names from the stage when they are asked for: a few in a hundred."""

    def read(rows: Ids) -> list[tuple[str, str]]:
        sql = "SELECT surname, forenames FROM row WHERE n = ?"
        return [stage.execute(sql, (row + 1,)).fetchone() for row in rows.tolist()]

    return read


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
    write(stage, "closed_entry", rows_of(stood.ids[ended]))
    entries = rows_of(begun + 1, elector[begun], laid.row_door[begun])
    write(stage, "entry", ((n, one, door or None) for n, one, door in entries))
    unsure = linked.doubts
    pairs = stood.elector[unsure.old], elector[unsure.new]
    why = unsure.reason, unsure.speaks_for, unsure.against, unsure.weight
    write(stage, "doubt", rows_of(*pairs, *why))
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
