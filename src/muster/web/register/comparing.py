"""Links a file's electors with those that stand, and stages which entries end and which begin."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from muster.register.compare import Kind, Linked, compare_versions, linked_wholly
from muster.register.link import Unsure, link_versions
from muster.register.remembered import forget_names
from muster.register.side import ReadNames, Side
from muster.register.update import COLUMN as NUMBER_COLUMN
from muster.register.update import apply_update
from muster.table import Problem
from muster.web.register import standing
from muster.web.register.columns import Columns, KeptSide
from muster.web.register.gathering import Gathered
from muster.web.register.held import give_back
from muster.web.register.kept_keys import names_of, spread_keys
from muster.web.register.laying import rows_of
from muster.web.register.models import Source
from muster.web.register.renaming import Asked, asked_of, asked_of_doors
from muster.web.register.returning import Doubts, Returned, doubts_of, find_returned
from muster.web.register.row_numbers import write_begun, write_ended
from muster.web.register.row_texts import RowTexts
from muster.web.register.sampling import samples_of
from muster.web.register.stage import write
from muster.web.register.standing import Ids, StandingEntries

_AT_ONCE = 20_000  # rows
_OTHER_NAME = "whoever has this number has another name; ask the council, or wait for the next full register"


def _names_in(stage: sqlite3.Connection) -> ReadNames:
    """Read names from the stage, by their line, when they are asked for: a few in a hundred."""

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
    back: int = 0  # of the new: who they were before they went
    doubts: int = 0
    set_aside: tuple[Problem, ...] = ()
    steps: tuple[Ids, Ids] | None = None  # of an update: doors that electors left or came to, and -1 or 1 each
    samples: Mapping[str, list[str]] = field(default_factory=dict)
    asked: Sequence[Asked] = ()  # streets that seem to be called otherwise


def count_changes(got: Gathered, stage: sqlite3.Connection, source: Source) -> Compared:
    """Count what an update says of electors whom nobody may name; ask of streets what their doors alone tell."""
    asked = () if got.is_update else asked_of_doors(source, got.columns.read("street"), stage)
    return Compared(new=got.changes.count("new"), gone=got.changes.count("gone"), asked=asked)


def compare_electors(
    got: Gathered,
    stage: sqlite3.Connection,
    *,
    source: Source,
    stood: StandingEntries,
    gone_in: Columns,
    texts: RowTexts | None = None,
) -> Compared:
    """Link a version's electors with those that stand, or who went last, and stage what becomes other.

    Who went last is written into the empty columns `gone_in`, and read from there.
    Whoever is linked keeps their elector; who can't be linked surely is a new one, with a doubt for somebody to settle.
    """
    spread_keys(got.columns, stood.columns)
    read_names = texts.read_names() if texts else _names_in(stage)
    side = KeptSide(got.columns, length=got.rows, read_names=names_of(got.columns, read_names, stood.side.read_names))
    gone = standing.gone_entries(source, gone_in)
    forget_names()
    give_back()
    problems: tuple[Problem, ...] = ()
    if got.is_update:
        linked, unsure, problems = _link_update(stood.side, side, got)
    else:
        linked, unsure = _link_all(stood.side, side)
    give_back()
    back = Returned() if got.is_update else find_returned(gone, side, linked.new)
    doubts = doubts_of(unsure, electors=stood.columns.read("elector")).but_for(back.rows) + back.doubts
    compared = _stage_electors(linked, back, doubts, stood, side, stage, got, beside=texts.folder if texts else None)
    return replace(compared, set_aside=problems)


def _link_all(stood: Side, side: Side) -> tuple[Linked, Unsure]:
    if not len(stood):
        nobody = np.zeros(0, dtype=np.int64)
        return linked_wholly(np.full(len(side), -1), stood=0), Unsure(*[nobody] * 6)  # type: ignore[arg-type]
    links = link_versions(stood, side)
    return linked_wholly(links.old, stood=len(stood)), links.unsure


def _link_update(stood: Side, side: Side, got: Gathered) -> tuple[Linked, Unsure, tuple[Problem, ...]]:
    """Link an update's rows: by number, with the name to agree; those who leave one number and get another by name."""
    update = apply_update(stood, side, changes=got.changes, rows=got.file_rows, numbers=got.numbers_told)
    back = update.moved.old >= 0
    changed = np.flatnonzero(update.does & (update.old >= 0) & (np.array(got.changes) == "changed"))
    old = np.full(len(side), -1, dtype=np.int64)
    old[changed] = update.old[changed]
    old[update.new[back]] = update.gone[update.moved.old[back]]
    unsure = update.moved.unsure
    doubts = replace(unsure, old=update.gone[unsure.old], new=update.new[unsure.new])
    apart = [
        Problem(got.file_rows[row], NUMBER_COLUMN, got.numbers_told[row], _OTHER_NAME)
        for row in np.flatnonzero(update.doubtful).tolist()
    ]
    linked = Linked(old, update.new[~back], np.setdiff1d(update.gone, old))
    return linked, doubts, (*update.problems, *apart)


def _stage_electors(
    linked: Linked,
    back: Returned,
    doubts: Doubts,
    stood: StandingEntries,
    side: KeptSide,
    stage: sqlite3.Connection,
    got: Gathered,
    *,
    beside: Path | None,
) -> Compared:
    """Stage which entries end and which begin, as numbers `beside` the stage where that is told."""
    kind, tally = compare_versions(stood.side, side, linked)
    others = np.flatnonzero((linked.old >= 0) & (kind != Kind.UNCHANGED))
    ended = np.sort(np.concatenate((linked.old[others], linked.gone)))
    begun = np.sort(np.concatenate((others, linked.new)))
    elector = _electors(linked, back, stood)
    _stage_entries(stood, side.columns, stage, ended, begun, elector, beside=beside)
    asked = asked_of(stood.side, stood.columns.read("at_door"), side, linked, stage)
    write(stage, "district", ((code, name) for name, code in got.district_names.items()))
    write(stage, "doubt", rows_of(doubts.older, elector[doubts.newer], *doubts.why))
    return Compared(
        **tally._asdict(),
        back=len(back.rows),
        doubts=len(doubts.older),
        steps=_steps(stood.columns.read("at_door")[ended], side.columns.read("row_door")[begun])
        if got.is_update
        else None,
        asked=asked,
        samples=samples_of(linked, kind, stood, side, side.columns.read("row_door"), stage),
    )


def _stage_entries(
    stood: StandingEntries, columns: Columns, stage: sqlite3.Connection, ended: Ids, begun: Ids, elector: Ids,
    *, beside: Path | None,
) -> None:  # fmt: skip
    ids = stood.columns.read("id")
    parts = _numbers_begun(columns, begun, elector, ids)
    if beside is not None:
        write_ended(beside, ids[ended])
        write_begun(beside, parts)
        return
    write(stage, "closed_entry", rows_of(ids[ended]))
    for part in parts:
        write(stage, "entry", rows_of(*part))


def _numbers_begun(columns: Columns, begun: Ids, elector: Ids, ids: Ids) -> Iterator[tuple[NDArray[Any], ...]]:
    """Give the entries that begin, some at once, as `row_numbers.NUMBERS`; `ids`: of the entries that stand."""
    known, ids = columns.read("known"), np.append(ids, 0)
    line = np.cumsum(known < 0, dtype=np.int32)
    door, *numbers = (columns.read(name) for name in ("row_door", "district_code", "figures", "suffix"))
    for at in range(0, len(begun), _AT_ONCE):
        rows = begun[at : at + _AT_ONCE]
        told = np.where(known[rows] < 0, line[rows], 0), elector[rows], door[rows], ids[known[rows]]
        yield *told, *(column[rows] for column in numbers)


def _steps(left: Ids, come: Ids) -> tuple[Ids, Ids]:
    """Give doors, once for each elector who left or came, and -1 or 1."""
    return np.concatenate((left, come)), np.repeat(np.array([-1, 1]), [len(left), len(come)])


def _electors(linked: Linked, back: Returned, stood: StandingEntries) -> Ids:
    """Give each row's elector: who stands already or is back, or -1, -2, ... for a new one."""
    rows = np.flatnonzero(linked.old >= 0)
    elector = np.zeros(len(linked.old), dtype=np.int64)
    elector[rows] = stood.columns.read("elector")[linked.old[rows]]
    new = np.setdiff1d(linked.new, back.rows)
    elector[new] = -1 - np.arange(len(new))
    elector[back.rows] = back.electors
    return elector
