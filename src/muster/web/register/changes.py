"""What changed between two versions of a register."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from muster.web.register.models import (
    Doubt,
    Entry,
    Renaming,
    Source,
    Version,
)

PAGE = 60  # rows
Kind: TypeAlias = Literal["new", "gone", "moved", "changed"]
KINDS: tuple[Kind, ...] = ("new", "gone", "moved", "changed")


@dataclass(frozen=True, slots=True)
class Difference:
    """What happened to one elector between two versions: how they stood, how they stand, whether somebody said so."""

    before: Entry | None
    after: Entry | None
    settled: bool = False  # that the two are one person


def differences(source: Source, *, after: int, upto: int, kind: Kind, beyond: int = 0) -> tuple[Difference, ...]:
    """Give a page of what changed from version `after` to version `upto`, beyond the entry of that id."""
    beside = upto == after + 1  # then the indexes give them in order
    ended = Q(ending__until=upto) if beside else Q(ending__until__gt=after, ending__until__lte=upto)
    left = Q(since__lte=after) & ended
    came = Q(since=upto) if beside else Q(since__gt=after, since__lte=upto)
    came &= Q(ending=None) | Q(ending__until__gt=upto)
    # found by the elector, whoever else left or came: named here, the source would lead through all that ended
    same = Entry.objects.filter(elector=OuterRef("elector"))
    if kind == "gone":
        rows = Entry.objects.filter(left, ~Exists(same.filter(came)), ending__source=source, ending__pk__gt=beyond)
        return tuple(Difference(one, None) for one in with_door(rows).order_by("ending__pk")[:PAGE])
    now = Entry.objects.filter(came, source=source, pk__gt=beyond)
    if kind == "new":
        return tuple(Difference(None, one) for one in _page(now.filter(~Exists(same.filter(left)))))
    here = same.filter(left).annotate(at=Coalesce("door", 0)).filter(at=Coalesce(OuterRef("door"), 0))
    rows = now.filter(Exists(same.filter(left)), ~Exists(here) if kind == "moved" else Exists(here))
    page = _page(rows)
    before = {
        one.elector_id: one
        for one in with_door(Entry.objects.filter(left, elector__in=[one.elector_id for one in page]))
    }
    settled = _settled(source, after=after, upto=upto)
    return tuple(Difference(before[one.elector_id], one, one.elector_id in settled) for one in page)


def _settled(source: Source, *, after: int, upto: int) -> set[int]:
    """Give the electors of whom somebody said that they are one person with who came between two versions."""
    same = Doubt.objects.filter(source=source, said=Doubt.Said.SAME).values_list("newer", "older", "version")
    older_of = {newer: older for newer, older, _version in same}
    found = set()
    for newer, older, version in same:
        if after < version <= upto:
            found |= {newer, older}
            while (older := older_of.get(older, 0)) and older not in found:
                found.add(older)
    return found


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two versions, a page of one kind; and streets that have another name since."""

    after: Version
    upto: Version
    kind: Kind
    counts: Mapping[str, int] | None
    page: tuple[Difference, ...]
    renamed: tuple[Renaming, ...] = ()

    @property
    def beyond(self) -> int:
        """From where the next page goes on; 0 where there is none."""
        last = self.page[-1] if len(self.page) == PAGE else None
        entry = (last.after or last.before) if last else None
        return entry.pk if entry else 0


def changes_told(source: Source, *, after: int, upto: int, kind: str, beyond: int) -> Changes | None:
    """Tell what changed between two versions; None where there are no two such."""
    wanted = [after, upto] if upto <= source.standing else []  # an address may name any number
    versions = {one.number: one for one in source.versions.filter(number__in=wanted)}
    if after >= upto or len(versions) < len((after, upto)):
        return None
    known: Kind = next((one for one in KINDS if one == kind), "new")
    page = differences(source, after=after, upto=upto, kind=known, beyond=beyond)
    counts = versions[upto].counts if upto == after + 1 else None
    renamed = source.renamings.filter(version__gt=after, version__lte=upto)
    return Changes(versions[after], versions[upto], known, counts, page, tuple(renamed))


def _page(rows: QuerySet[Entry]) -> tuple[Entry, ...]:
    return tuple(with_door(rows).order_by("pk")[:PAGE])


def with_door(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Fetch entries with their doors."""
    return rows.select_related("door__building__street")
