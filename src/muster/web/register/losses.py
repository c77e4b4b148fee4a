"""What a file would take away: files that nobody could mean are refused, and what may be meant is said yes to twice.

In a year about one person in eight moves home, and of students nearly one in four (docs/methods/register.md). Where
more than one elector in three would be gone, or more than one row in three can't be read, the file is more likely
another area's, a part of the register, or read by a wrong column: whoever takes it in writes the number, or ticks it.
So they do where a file is byte for byte that of an older version: a register that comes anew is never the same.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.register.mapping import FIELDS, ColumnMapping
from muster.web.intake.models import Upload
from muster.web.register.models import Source, Version

ONE_IN = 3  # electors gone, or rows set aside
SHOWN = 3  # columns


class NobodyError(ValueError):
    """No row of a file is an elector, or says anything of one."""


class NoBaseError(ValueError):
    """An update, where no full register stands."""


class GreatLossError(ValueError):
    """So much would be gone that the number has to be said besides; `loss` is it."""

    def __init__(self, loss: "Loss") -> None:
        self.loss = loss
        super().__init__(str(loss.number))


@dataclass(frozen=True, slots=True)
class Loss:
    """What a file would take away.

    Attributes:
        gone, stood: electors (doors, where nobody's name is kept) who would be gone, of those who stand.
        aside, rows: rows that can't be read, of the file's.
        doors: whether `gone` counts doors.
        version: the older version whose file this is, byte for byte; 0 where it is none's.
        version_on: the day of that one, as ISO 8601 writes it.
    """

    gone: int
    stood: int
    aside: int
    rows: int
    doors: bool = False
    version: int = 0
    version_on: str = ""

    @property
    def much_gone(self) -> bool:
        """Whether more than one in three would be gone."""
        return self.gone * ONE_IN > self.stood

    @property
    def much_aside(self) -> bool:
        """Whether more than one row in three can't be read."""
        return self.aside * ONE_IN > self.rows

    @property
    def number(self) -> int:
        """The number that has to be said, of an older version's file that version's; 0 where nothing has."""
        return max(self.gone * self.much_gone, self.aside * self.much_aside) or self.version

    @property
    def version_day(self) -> dt.date | None:
        """The day of the older version whose file this is."""
        return dt.date.fromisoformat(self.version_on) if self.version_on else None


def loss_of(upload: Upload) -> Loss | None:
    """Give what a previewed file would take away, where that needs a second yes."""
    told = (upload.preview or {}).get("loss")
    return Loss(**told) if told else None


def loss_told(preview: Mapping[str, Any], source: Source, *, sha256: str) -> dict[str, Any]:
    """Tell what a file of these bytes would take away, as its preview keeps it, if that needs a second yes."""
    counts = preview["counts"]
    aside, rows = counts["set_aside"], counts["rows"]
    if source.mode == Source.Mode.B:
        last = source.versions.filter(number=source.standing).first()
        loss = Loss(counts["doors_gone"], last.counts["doors"] if last else 0, aside, rows, doors=True)
    else:
        loss = Loss(counts["gone"], counts["electors"] - counts["new"] + counts["gone"], aside, rows)
    older = _older_of_these_bytes(source, sha256)
    if older:
        loss = replace(loss, version=older.number, version_on=older.published_on.isoformat())
    return {"loss": asdict(loss)} if loss.number else {}


def _older_of_these_bytes(source: Source, sha256: str) -> Version | None:
    """Give the newest version whose file these bytes are, unless it stands."""
    same = source.versions.filter(sha256=sha256).order_by("-number").first()
    return same if same and same.number != source.standing else None


def check_base(mapping: ColumnMapping, source: Source) -> None:
    """Refuse an update where nothing stands that it could be of.

    Raises:
        NoBaseError: with what to do, as a sentence.
    """
    if "deleted" in mapping.fields and not source.standing:
        raise NoBaseError(_("This is a month’s update: it says who came and went since. Bring the full register first"))


def check_somebody(preview: Mapping[str, Any]) -> None:
    """Refuse a file of which nothing can be used.

    Raises:
        NobodyError: why, and what to do, as sentences.
    """
    counts = preview["counts"]
    if preview.get("same") or counts["used"]:
        return
    if not counts["set_aside"]:
        raise NobodyError(_("this file has no row with an elector; was all of it sent?"))
    told = ngettext(
        "its one row is set aside, and nobody would be left", "all %(n)s rows are set aside, and nobody would be left",
        counts["set_aside"],
    ) % {"n": f"{counts['set_aside']:,}"}  # fmt: skip
    raise NobodyError(". ".join((told, *(column_told(*one) for one in preview["aside"][:SHOWN]))))


def aside_told(aside: Sequence[tuple[str, int]], mapping: ColumnMapping) -> list[tuple[str, str, int]]:
    """Give the columns for which rows are set aside: each with what it was read as, and for how many."""
    means = {name: FIELDS[field] for field, names in mapping.fields.items() for name in names}
    return [(column, means.get(column, ""), rows) for column, rows in aside if column]


def column_told(column: str, means: str, rows: int) -> str:
    """Tell a column for which rows are set aside."""
    said = {"n": f"{rows:,}", "column": column, "means": means}
    told = ngettext("%(n)s row for its column “%(column)s”", "%(n)s rows for their column “%(column)s”", rows)
    return (told + (_(", read as the %(means)s") if means else "")) % said
