"""What the search of a register finds: by text, within a zone, and by the election that somebody may vote in."""

import datetime as dt
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection
from django.db.models import F, Model, Q, QuerySet

from muster.register.folded import folded
from muster.web.register.models import Building, Entry, Source, Street, Zone
from muster.web.register.zoning import lies_in

Row = TypeVar("Row", bound=Model)
FOUND = 60  # rows of a kind
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for.

    Attributes:
        text: what streets, postcodes, numbers and names begin with; '' for all electors.
        zone: within which.
        election: one bit of register.markers.Franchise: who may vote in it; 0 for everybody.
        on: the day of that election: who attains later may not vote in it.
    """

    text: str = ""
    zone: Zone | None = None
    election: int = 0
    on: dt.date | None = None

    @property
    def narrowed(self) -> bool:
        """Whether it asks for more than a text."""
        return self.zone is not None or bool(self.election)


EVERYBODY = Sought()


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; each list is cut at `FOUND`. `electors` counts them all where no text was given."""

    sought: Sought
    streets: tuple[Street, ...] = ()
    buildings: tuple[Building, ...] = ()
    entries: tuple[Entry, ...] = ()
    electors: int | None = None

    @property
    def nothing(self) -> bool:
        """Whether there is nothing of it."""
        return not (self.streets or self.buildings or self.entries)


def found(source: Source, sought: Sought) -> Found:
    """Search a source by street, postcode, number ('CA1-12/1') and, where it keeps them, name."""
    plain = folded(sought.text)
    names = source.mode != Source.Mode.B
    if not plain:
        if not (names and sought.narrowed):
            return Found(sought)
        standing = narrowed(Entry.objects.filter(source=source, ending=None), sought)
        page = standing.select_related("door__building__street").order_by("district", "number", "suffix", "pk")[:FOUND]
        return Found(sought, entries=tuple(page), electors=standing.count())
    if sought.election:  # somebody asks for people
        return Found(sought, entries=_entries(source, sought, plain) if names else ())
    streets = starting(Street.objects.filter(area=source.area_id), "folded", plain)
    if sought.zone:
        streets = streets.filter(stretches__zone=sought.zone)
    buildings = _buildings(source, sought, plain)
    entries = _entries(source, sought, plain) if names else ()
    return Found(sought, tuple(streets.order_by("folded", "pk")[:FOUND]), buildings, entries)


def _buildings(source: Source, sought: Sought, plain: str) -> tuple[Building, ...]:
    code = plain.replace(" ", "").upper()
    if not (any(c.isdigit() for c in code) and code[0].isalpha()):
        return ()
    rows = starting(Building.objects.filter(area=source.area_id), "postcode", code)
    rows = rows.filter(lies_in(sought.zone, "building")) if sought.zone else rows
    return tuple(rows.select_related("street").order_by("postcode", "street", "rank")[:FOUND])


def _entries(source: Source, sought: Sought, plain: str) -> tuple[Entry, ...]:
    standing = narrowed(Entry.objects.filter(source=source, ending=None), sought)
    standing = standing.select_related("door__building__street")
    named = starting(standing, "folded", plain).order_by("folded")[:FOUND]
    return tuple(named) or numbered(standing, sought.text)


def narrowed(entries: QuerySet[Entry], sought: Sought) -> QuerySet[Entry]:
    """Narrow entries to a zone, and to who may vote in an election on its day."""
    if sought.zone:
        entries = entries.filter(lies_in(sought.zone, "entry"))
    if sought.election:
        entries = entries.annotate(may=F("franchise").bitand(sought.election)).filter(may__gt=0)
    if sought.on:
        entries = entries.filter(Q(attains_on=None) | Q(attains_on__lte=sought.on))
    return entries


def starting(rows: QuerySet[Row], column: str, text: str) -> QuerySet[Row]:
    """Narrow to what starts with a text, by an index on either database."""
    if connection.vendor == "postgresql":
        return rows.filter(**{f"{column}__startswith": text})
    return rows.filter(**{f"{column}__gte": text, f"{column}__lt": text + _LAST})


def numbered(standing: QuerySet[Entry], text: str) -> tuple[Entry, ...]:
    """Give the entries of one elector number, as people write it: 'CA1-12/1', 'CA1 12'."""
    district, _dash, rest = text.strip().upper().replace(" ", "-").rpartition("-")
    number, _stroke, suffix = rest.partition("/")
    if not (district and number.isdecimal() and len(number) < len("1000000000")):
        return ()
    rows = standing.filter(district=district, number=int(number))
    if suffix.isdecimal():
        rows = rows.filter(suffix=int(suffix))
    return tuple(rows[:FOUND])
