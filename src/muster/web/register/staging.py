"""Fills a file's stage: its rows are taken, its doors laid, its electors compared; and says what a preview shows."""

import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from muster.register.decode import Content
from muster.register.mapping import ColumnMapping
from muster.register.markers import table_from_json
from muster.register.missing import NO_NAME
from muster.register.read import Reading, read_register
from muster.register.remembered import forget_addresses, forget_names, forget_rows
from muster.web.intake.models import Upload
from muster.web.record.jobs import Run
from muster.web.register import standing
from muster.web.register.columns import Columns
from muster.web.register.comparing import Compared, compare_electors, count_changes
from muster.web.register.gathering import Gathered, gather
from muster.web.register.held import give_back, keep_no_arrays, let_go, no_rings_sought
from muster.web.register.kept_keys import Before
from muster.web.register.laying import Laid, lay_doors
from muster.web.register.listing import list_doors
from muster.web.register.models import Source
from muster.web.register.placing import placing_in
from muster.web.register.renaming import Asked, said_of, stage_names, told_of
from muster.web.register.row_texts import RowTexts
from muster.web.register.stage import STAGE, new_stage, write
from muster.web.register.standing import StandingEntries
from muster.web.register.telling import SHOWN, cells_of
from muster.web.register.unchanged import said_as

COUNTED = ("new", "gone", "moved", "changed", "renumbered", "unchanged", "back", "doubts")
_PARTS_SAID = 200  # of a file: so often is said how far it is read, and asked whether to stop
AT_ONCE = 5_000  # rows: what is read and written of them at once takes 20 MB less than of the usual 20,000


def stage_file(run: Run, upload: Upload, source: Source, content: Content, mapping: ColumnMapping) -> dict[str, Any]:
    """Fill a file's stage; gives its preview, but for what the file is compared with.

    Raises:
        TableError, MappingError: from register.read: the file can't be read as it is.
    """
    names = source.mode != Source.Mode.B
    let_go(content)  # whoever sniffed at it looked at all of it
    keep_no_arrays()
    with (
        no_rings_sought(),
        new_stage(upload.folder / STAGE, electors=names) as stage,
        Columns(upload.folder) as columns,
        _texts_beside(upload, columns, names=names) as texts,
        Columns(upload.folder) as stood_in,
    ):
        stood = standing.standing_entries(source, stood_in) if names else None
        before = _before(stood, source, mapping)
        is_update = "deleted" in mapping.fields
        districts = standing.districts(source) if is_update else frozenset()
        reading = _reading(run, upload, content, mapping, before, districts)
        franchises = table_from_json(source.markers, nation=source.nation)
        got = gather(reading, stage, columns, names=names, texts=texts, franchises=franchises, before=before)
        del before
        run.say(_("Taking addresses apart"))
        forget_rows()
        give_back()
        said = said_of(upload)
        laid = _lay(got, stage, source, update=is_update, said=said)
        stage_names(said, stage)
        run.say(_("Comparing with what stands"))
        forget_addresses()
        give_back()
        compared = _compare(got, stage, source, upload, stood, texts) if stood else count_changes(got, stage, source)
        forget_names()
        listed = list_doors(got, stage, source=source, steps=compared.steps)
        problems = _write_problems(reading, laid, compared, stage, names=names)
    counts = _counts(reading, got, source, laid=laid, compared=compared, listed=listed)
    seen = {"update": got.is_update, "counts": counts, "samples": compared.samples, "as_read": got.as_read}
    aside = Counter(column for _row, column, _value, _cure, kept in problems if not kept).most_common()
    shown = {"problems": problems[:SHOWN], "problems_total": len(problems), "aside": aside}
    return {**_told(reading, names=names), **seen, **shown, "renamed": told_of(said, compared.asked)}


def _before(stood: StandingEntries | None, source: Source, mapping: ColumnMapping) -> Before:
    if stood is None:
        return Before()
    return Before(stood.columns.read("read_as"), stood.side.read_names, way=said_as(source, mapping))


def _reading(
    run: Run, upload: Upload, content: Content, mapping: ColumnMapping, before: Before, districts: Collection[str]
) -> Reading:
    said = 0

    def told(done: int, size: int) -> None:
        nonlocal said
        if (part := done * _PARTS_SAID // size) > said:
            said = part
            run.say(_("Reading the file"), done, size)
        let_go(content)

    published_on = dt.date.fromisoformat(upload.wanted["published_on"])
    return read_register(
        content, name=upload.name, mapping=mapping, rows_per_batch=AT_ONCE, progress=told, on=published_on,
        districts=districts, known=before.find,
    )  # fmt: skip


@contextmanager
def _texts_beside(upload: Upload, columns: Columns, *, names: bool) -> Iterator[RowTexts | None]:
    """Open what PostgreSQL is sent later, where it is the database and names may be kept."""
    if not names or connection.vendor != "postgresql":
        yield None
        return
    with closing(RowTexts(upload.folder, columns)) as texts:
        yield texts


def _lay(got: Gathered, stage: sqlite3.Connection, source: Source, *, update: bool, said: Sequence[Asked]) -> Laid:
    stands = standing.standing_streets(source.area_id, update=update, said=said)
    return lay_doors(got, stage, area=source.area_id, place=placing_in(source.area), stands=stands)


def _compare(
    got: Gathered, stage: sqlite3.Connection, source: Source, upload: Upload, stood: StandingEntries,
    texts: RowTexts | None,
) -> Compared:  # fmt: skip
    with Columns(upload.folder) as gone:
        return compare_electors(got, stage, source=source, stood=stood, gone_in=gone, texts=texts)


def _write_problems(
    reading: Reading, laid: Laid, compared: Compared, stage: sqlite3.Connection, *, names: bool
) -> list[tuple[Any, ...]]:
    """Write the rows that are set aside, then those that are kept with a word; and give them."""
    notes = [one for one in reading.notes if names or one.cure != NO_NAME]
    aside = [(*cells_of(one, names=names), False) for one in (*reading.problems, *compared.set_aside)]
    problems = aside + [(*cells_of(one, names=names), True) for one in (*laid.unsure, *notes)]
    write(stage, "problem", problems)
    return problems


def _counts(
    reading: Reading, got: Gathered, source: Source, *, laid: Laid, compared: Compared, listed: tuple[int, int]
) -> dict[str, int]:
    doors, doors_gone = listed
    return {
        **{name: getattr(compared, name) for name in COUNTED},
        "rows": reading.accounts.rows,
        "used": got.rows - len(compared.set_aside),
        "electors": _electors(source, compared) if got.is_update else got.rows,
        "doors": doors,
        "doors_new": laid.new,
        "doors_gone": doors_gone,
        "set_aside": reading.accounts.set_aside + len(compared.set_aside),
        "unplaced": laid.unplaced,
    }


def _electors(source: Source, compared: Compared) -> int:
    """Count the electors after an update."""
    last = source.versions.last()
    return (last.counts["electors"] if last else 0) + compared.new - compared.gone


def _told(reading: Reading, *, names: bool) -> dict[str, Any]:
    sniffed = reading.sniffed
    return {
        "layout": sniffed.layout.name if sniffed.layout else "",
        "told": sniffed.why if sniffed.layout else _("each column as somebody said, of this file or of one before it"),
        "cautions": [cells_of(one, names=names) for one in reading.cautions],
    }
