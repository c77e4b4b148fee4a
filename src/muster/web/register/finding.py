"""What the search of a register finds: by text, within a zone, and by the election that somebody may vote in."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.db import connection
from django.db.models import F, Model, Q, QuerySet

from muster.register.folded import folded
from muster.register.words import house_sought, plain_words, street_words
from muster.web.register.listed import buildings_listed, streets_listed
from muster.web.register.models import Building, Entry, Renaming, Source, Street, Zone
from muster.web.register.zoning import door_ids_in, lies_in

Row = TypeVar("Row", bound=Model)
FOUND = 40  # rows of a kind
_LAST = "\U0010ffff"
_ADDRESS = re.compile(r"(?:.*\s)?(\d+[A-Za-z]?(?:[-/]\d+[A-Za-z]?)?),?\s+([^\W\d].*)")  # 'Flat 2, 4-6 Mill Street'
_NUMBER = ("district", "number", "suffix", "pk")


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
    """Search a source by street, house, postcode, number ('CA1-12/1') and, where it keeps them, an elector's name.

    Streets and houses that no register lists any more are left out.
    """
    plain = folded(sought.text)
    names = source.mode != Source.Mode.B
    if not plain:
        return _everybody(source, sought) if names and sought.narrowed else Found(sought)
    if sought.election:  # somebody asks for people
        return Found(sought, entries=_entries(source, sought, plain) if names else ())
    buildings = _buildings(source, sought, plain) or _at_number(source, sought) or _by_name(source, sought)
    entries = _entries(source, sought, plain) if names else ()
    return Found(sought, _streets(source, sought, sought.text), buildings, entries)


def _streets(source: Source, sought: Sought, text: str) -> tuple[Street, ...]:
    """Give the streets that begin with a text as it stands, else with its words in full: 'Fosse Rd'."""
    streets = streets_listed(Street.objects.filter(area=source.area_id))
    if sought.zone:
        streets = streets.filter(stretches__zone=sought.zone)
    for words in dict.fromkeys((folded(text), " ".join(street_words(text)))):
        if found := tuple(starting(streets, "folded", words).order_by("folded", "pk")[:FOUND]):
            return found
    return _once_called(source, streets, text)


def _once_called(source: Source, streets: QuerySet[Street], text: str) -> tuple[Street, ...]:
    """Give the streets that were called so before they were renamed: few ever are."""
    begins = tuple({folded(text), " ".join(street_words(text))} - {""})
    was = Renaming.objects.filter(area=source.area_id).values_list("street", "was")
    pks = {pk for pk, name in was if folded(name).startswith(begins) or " ".join(street_words(name)).startswith(begins)}
    return tuple(streets.filter(pk__in=pks).order_by("folded", "pk")[:FOUND]) if pks else ()


def _at_number(source: Source, sought: Sought) -> tuple[Building, ...]:
    """Give the buildings of one number in the streets that begin with what follows it: '7 Fosse Road'."""
    said = _ADDRESS.fullmatch(sought.text)
    streets = _streets(source, sought, said[2]) if said else ()
    if not said or not streets:
        return ()
    rows = buildings_listed(Building.objects.filter(street__in=[one.pk for one in streets], number__iexact=said[1]))
    rows = rows.filter(lies_in(sought.zone, "building")) if sought.zone else rows
    return tuple(rows.select_related("street").order_by("street", "rank")[:FOUND])


def _by_name(source: Source, sought: Sought) -> tuple[Building, ...]:
    """Give the buildings whose name begins with a text: 'Rose Cottage', 'The Old Mill, Mill Lane'."""
    name, _comma, street = sought.text.partition(",")
    rows = buildings_listed(Building.objects.filter(area=source.area_id).exclude(folded="")).select_related("street")
    if folded(street) and (streets := _streets(source, sought, street.strip())):
        rows = rows.filter(street__in=[one.pk for one in streets])
    rows = rows.filter(lies_in(sought.zone, "building")) if sought.zone else rows
    for words in dict.fromkeys((house_sought(plain_words(name)), house_sought(street_words(name)))):
        if words and (found := tuple(starting(rows, "folded", words).order_by("folded", "pk")[:FOUND])):
            return found
    return ()


def _everybody(source: Source, sought: Sought) -> Found:
    """Give the first of all electors of a zone, or of an election, and count them."""
    if sought.zone:  # by its doors; the source, named to an index, would lead through all who are or were listed
        here = Entry.objects.filter(door__in=door_ids_in(sought.zone), ending=None).alias(of=F("source") + 0)
        ids = list(_voters(here.filter(of=source.pk), sought).order_by(*_NUMBER).values_list("pk", flat=True))
        page, electors = Entry.objects.filter(pk__in=ids[:FOUND]), len(ids)
    else:
        page = _voters(Entry.objects.filter(source=source, ending=None), sought)
        ever = Entry.objects.alias(of=F("source") + 0).filter(of=source.pk)
        ended = Entry.objects.filter(ending__source=source)
        electors = _voters(ever, sought).count() - _voters(ended, sought).count()  # a third of the time of who stands
    rows = page.select_related("door__building__street").order_by(*_NUMBER)[:FOUND]
    return Found(sought, entries=tuple(rows), electors=electors)


def _buildings(source: Source, sought: Sought, plain: str) -> tuple[Building, ...]:
    code = plain.replace(" ", "").upper()
    if not (any(c.isdigit() for c in code) and code[0].isalpha()):
        return ()
    rows = buildings_listed(starting(Building.objects.filter(area=source.area_id), "postcode", code))
    rows = rows.filter(lies_in(sought.zone, "building")) if sought.zone else rows
    return tuple(rows.select_related("street").order_by("postcode", "street", "rank")[:FOUND])


def _entries(source: Source, sought: Sought, plain: str) -> tuple[Entry, ...]:
    standing = narrowed(Entry.objects.filter(source=source, ending=None), sought)
    standing = standing.select_related("door__building__street")
    for words in _turned(plain):
        if named := tuple(starting(standing, "folded", words).order_by("folded")[:FOUND]):
            return named
    for surname, forenames in _unfinished(plain):
        rows = starting(standing, "folded", surname).filter(folded__contains=f" {forenames}")
        if named := tuple(rows.order_by("folded")[:FOUND]):
            return named
    return numbered(standing, sought.text)


def _turned(plain: str) -> Iterator[str]:
    """Give a name as it was written, then with its first words behind the others: 'tom ellis' as 'ellis tom'."""
    words = plain.split()
    for first in range(len(words)):
        yield " ".join((*words[first:], *words[:first]))


def _unfinished(plain: str) -> Iterator[tuple[str, str]]:
    """Give what a surname may begin with, and the forenames before it: 'tom elli' as 'elli' and 'tom'."""
    words = [] if any(letter.isdigit() for letter in plain) else plain.split()
    for first in range(1, len(words)):
        yield " ".join(words[first:]), " ".join(words[:first])


def narrowed(entries: QuerySet[Entry], sought: Sought) -> QuerySet[Entry]:
    """Narrow entries to a zone, and to who may vote in an election on its day."""
    if sought.zone:
        entries = entries.filter(lies_in(sought.zone, "entry"))
    return _voters(entries, sought)


def _voters(entries: QuerySet[Entry], sought: Sought) -> QuerySet[Entry]:
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
