"""Notes who was shown electors by name: one line for each register that a page names, however many stand on it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from muster.web.power import looks
from muster.web.record.actor import Actor
from muster.web.record.deeds import name_of
from muster.web.register.models import Entry, Source

PURPOSE = "canvass"


def note_electors(actor: Actor, entries: Iterable[Entry | None], *, page: str, at: dt.datetime) -> None:
    """Note that the actor is shown the electors of these entries on a page; one without a name is nobody's look-up."""
    named = {(one.source_id, one.elector_id) for one in entries if one and (one.surname or one.forenames)}
    counted = Counter(source for source, _elector in named)
    shown = {name_of(Source(pk=source)): count for source, count in counted.items()}
    looks.note_lists(actor, shown, purpose=PURPOSE, page=page, at=at)


def rows_quoted(problems: Iterable[Sequence[Any]]) -> int:
    """Count the rows of which a list of problems says what stands there: a name can stand in any cell."""
    return len({row for row, _column, value, *_more in problems if value})


def note_file(actor: Actor, source: Source, *, rows: int, upload: int, at: dt.datetime) -> None:
    """Note that the actor is shown so many rows of a file that was brought for a source, names among them."""
    shown = {name_of(source): rows if source.mode != Source.Mode.B else 0}
    looks.note_lists(actor, shown, purpose=PURPOSE, page=f"file/{upload}", at=at)
