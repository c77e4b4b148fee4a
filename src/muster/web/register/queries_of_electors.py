"""What pages may ask of electors, once the asker was found to see them: markers, doubts, how one stood."""

from collections.abc import Mapping
from dataclasses import dataclass

from muster.register.markers import Franchises, table_from_json
from muster.web.register.changes import PAGE, with_door
from muster.web.register.models import (
    Doubt,
    Elector,
    Entry,
    Source,
)


@dataclass(frozen=True, slots=True)
class MarkersTold:
    """What a source's franchise markers mean now, and which letters stand in the register."""

    table: Franchises
    own: bool  # somebody gave the source a table of its own
    written: tuple[str, ...]


def markers_told(source: Source) -> MarkersTold:
    """Tell a source's markers."""
    standing = Entry.objects.filter(source=source, ending=None).order_by()
    written = {letter for text in standing.values_list("markers", flat=True).distinct() for letter in text.upper()}
    letters = tuple(sorted(letter for letter in written if "A" <= letter <= "Z"))
    return MarkersTold(table_from_json(source.markers, nation=source.nation), bool(source.markers), letters)


def history_of(elector: Elector) -> tuple[Entry, ...]:
    """Give an elector's entries, newest first."""
    entries = Entry.objects.filter(elector=elector).select_related("ending", "door__building__street")
    return tuple(entries.order_by("-since", "-id"))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two electors who may be one: how the older last stood, how the newer first stands."""

    doubt: Doubt
    before: Entry | None
    after: Entry | None


def doubts_told(source: Source, *, settled: bool) -> tuple[Pair, ...]:
    """Give pairs for somebody to look at, likeliest first; or those that were settled, newest first."""
    rows = Doubt.objects.filter(source=source)
    rows = rows.exclude(said="").order_by("-said_at") if settled else rows.filter(said="").order_by("-weight", "pk")
    page = tuple(rows[:PAGE])
    electors = {one.older_id for one in page} | {one.newer_id for one in page}
    entries = with_door(Entry.objects.filter(elector__in=electors)).order_by("since", "pk")
    by_elector: dict[int, list[Entry]] = {}
    for entry in entries:
        by_elector.setdefault(entry.elector_id, []).append(entry)
    return tuple(_pair(doubt, by_elector) for doubt in page)


def _pair(doubt: Doubt, entries: Mapping[int, list[Entry]]) -> Pair:
    """A pair that was found to be one stands under the older elector alone."""
    both = [*entries.get(doubt.older_id, ()), *entries.get(doubt.newer_id, ())]
    before = [one for one in both if one.since < doubt.version]
    after = [one for one in both if one.since >= doubt.version]
    return Pair(doubt, before[-1] if before else None, after[0] if after else None)
