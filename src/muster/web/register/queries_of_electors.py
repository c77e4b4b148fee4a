"""What pages may ask of electors, once the asker was found to see them: markers, doubts, how one stood."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F

from muster.register.markers import Franchises, table_from_json
from muster.web.register.changes import PAGE, with_door
from muster.web.register.doubting import joined_in, person_of
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
    written: tuple[str, ...]  # also by those who left


def markers_told(source: Source) -> MarkersTold:
    """Tell a source's markers."""
    ever = Entry.objects.alias(of=F("source") + 0).filter(
        of=source.pk
    )  # read in a row: by an index it takes twice that
    marked = ever.exclude(markers="").order_by().values_list("markers", flat=True).distinct()
    written = {letter for text in marked for letter in text.upper()}
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
    joined = joined_in(source)
    people = {person_of(one, joined) for doubt in page for one in (doubt.older_id, doubt.newer_id)}
    by_person: dict[int, list[Entry]] = {}
    for entry in with_door(Entry.objects.filter(elector__in=people)).order_by("since", "pk"):
        by_person.setdefault(entry.elector_id, []).append(entry)
    return tuple(_pair(one, by_person, joined) for one in page)


def _pair(doubt: Doubt, entries: Mapping[int, list[Entry]], joined: Mapping[int, int]) -> Pair:
    """Both as they stand under whom they were found to be, each at its own side of the version."""
    older, newer = (entries.get(person_of(one, joined), ()) for one in (doubt.older_id, doubt.newer_id))
    before = [one for one in older if one.since < doubt.version]
    after = [one for one in newer if one.since >= doubt.version]
    return Pair(doubt, before[-1] if before else None, after[0] if after else None)
