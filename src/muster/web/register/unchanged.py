"""Tells the file that stands already by its bytes, before anything of it is read."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from muster import register
from muster.register.mapping import ColumnMapping, to_json
from muster.web.intake.models import Upload
from muster.web.register.models import Building, Source, Version

_NOTHING = ("new", "gone", "moved", "changed", "renumbered", "back", "doubts", "doors_new", "doors_gone")


def read_as(upload: Upload, mapping: ColumnMapping) -> str:
    """Number how a file is read: by what its columns mean, by its day (it tells birthdays), and by our own code."""
    told = json.dumps([to_json(mapping), upload.wanted["published_on"], our_code()], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def said_as(source: Source, mapping: ColumnMapping) -> int:
    """Number how names and markers are read: by what columns mean, by the markers' table, and by our own code."""
    told = json.dumps([to_json(mapping), source.nation, source.markers, our_code()], sort_keys=True)
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:8], "little")


@cache
def our_code() -> str:
    """Number the code that reads registers: a Muster that reads better reads the same file again."""
    folders = (Path(next(iter(register.__path__))), Path(__file__).parent)
    paths = sorted(path for folder in folders for path in folder.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:16]


def counts_again(source: Source, upload: Upload, *, way: str) -> dict[str, Any] | None:
    """Give the counts of a file that stands as the source's newest version, read in the same way; else None.

    An update may mean something else the second time, so it is always read.
    """
    last: Version | None = source.versions.filter(number=source.standing).first()
    if last is None or last.update or (last.sha256, last.counts.get("read_as")) != (upload.sha256, way):
        return None
    names = source.mode != Source.Mode.B
    listed = {"doors__listings__source": source, "doors__listings__until": None}
    unplaced = Building.objects.filter(area=source.area_id, lon=None, **listed).distinct().count()
    unchanged = last.counts["electors"] if names else 0
    return {**last.counts, **dict.fromkeys(_NOTHING, 0), "unchanged": unchanged, "unplaced": unplaced}
