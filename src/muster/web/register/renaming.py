"""Streets that a council gave another name: the question, what somebody said, and the names by which keys are made.

A street's key, and so its doors', is made of the name that it had first. A file that calls it otherwise is read as if
it had that name, so that doors, their places and all that hangs on them stay; pages show the newest name.
"""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from muster.register.compare import Linked
from muster.register.folded import folded
from muster.register.renamed import find_renamed, is_enough
from muster.register.side import Side
from muster.register.towns import Renaming as Called
from muster.register.towns import StandingStreet
from muster.web.intake import uploads
from muster.web.intake.models import Upload
from muster.web.register.models import Door, Listing, Renaming, Source, Street
from muster.web.register.stage import write

SAID = "renamed"  # of `Upload.wanted`
_HALF = (1 << 32) - 1
_FOLDED = 160  # letters
_LOOKED_UP_AT_ONCE = 500
_NEW_DOORS = (
    "SELECT s.key, b.postcode, d.house FROM street AS s JOIN building AS b ON b.street = -s.n"
    " JOIN door AS d ON d.building = -b.n"
)
Ids: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whether a street is called otherwise now: a question of a preview, or what somebody said to it.

    Attributes:
        street: its id.
        was: its name.
        name, locality, town: of the street that the file has in its place.
        stayed, stood: how many live at the same number, of how many who lived there.
    """

    street: int
    was: str
    name: str
    locality: str
    town: str
    stayed: int
    stood: int


def said_of(upload: Upload) -> list[Asked]:
    """Give the streets of which somebody said that a file calls them otherwise, where nothing came between."""
    said = [Asked(**one) for one in upload.wanted.get(SAID, ())]
    streets = Street.objects.in_bulk([one.street for one in said])
    return [one for one in said if one.street in streets and not _stands(one, streets[one.street].area_id)]


def _stands(one: Asked, area: int) -> bool:
    return Street.objects.filter(area=area, name=one.name, locality=one.locality).exclude(pk=one.street).exists()


def say_renamed(upload: Upload, streets: Collection[int]) -> None:
    """Keep what somebody said to the questions of a preview: these streets are renamed, and the others are not.

    Raises:
        MovedOnError: from intake.uploads: it has no preview any more.
    """
    if upload.state != Upload.State.READ:
        raise uploads.MovedOnError(upload.name)
    asked = [{name: one[name] for name in Asked.__slots__} for one in uploads.seen(upload).get(SAID, ())]
    upload.wanted[SAID] = [one for one in asked if one["street"] in streets]
    upload.save(update_fields=["wanted"])


def first_names(area: int) -> dict[int, str]:
    """Give the names of which the keys of renamed streets are made, by the streets' ids."""
    return {one.street_id: one.was for one in Renaming.objects.filter(area=area).order_by("-pk")}


def names_since(area: int, said: Sequence[Asked]) -> Iterator[Called]:
    """Give every name that a street of an area was given since, with those that are only said of a file yet."""
    first = first_names(area)
    given = Renaming.objects.filter(area=area).select_related("street")
    names = [(one.street_id, StandingStreet(one.name, one.street.locality, one.street.town)) for one in given]
    names += [(one.street, StandingStreet(one.name, one.locality, one.town)) for one in said]
    streets = Street.objects.in_bulk([pk for pk, _now in names])
    for pk, now in names:
        one = streets[pk]
        yield Called(now, StandingStreet(first.get(pk, one.name), one.locality, one.town))


def asked_of(stood: Side, at_door: Ids, side: Side, linked: Linked, stage: sqlite3.Connection) -> list[Asked]:
    """Give the streets that a file seems to call otherwise: `at_door` is where those who stand live."""
    new = _new_streets(stage)
    found = find_renamed(stood, side, linked, fresh=np.array(list(new), dtype=np.uint32)) if len(stood) else []
    asked = []
    for one in found:
        street = Door.objects.select_related("building__street").get(pk=int(at_door[one.row])).building.street
        name, locality, town = new[one.now]
        if street.name:
            asked.append(Asked(street.pk, street.name, name, locality, town, one.stayed, one.stood))
    return asked


def asked_of_doors(source: Source, streets: Ids, stage: sqlite3.Connection) -> list[Asked]:
    """Do the same where nobody's name is kept, by doors of one number and postcode; `streets`: half keys of the rows'.

    Nobody at all may be left on the old street.
    """
    new = _new_streets(stage) if source.standing else {}
    there: dict[str, dict[int, set[int]]] = {}  # postcode: half keys of new streets, and their doors' houses
    for key, postcode, house in stage.execute(_NEW_DOORS):
        if key & _HALF in new and postcode:
            there.setdefault(postcode, {}).setdefault(key & _HALF, set()).add(house)
    stayed = Counter(
        (street, now)
        for postcode, street, house in _listed(source, list(there))
        for now, houses in there[postcode].items()
        if house in houses
    )
    asked: dict[int, Asked] = {}
    for (pk, now), count in stayed.most_common():
        street = Street.objects.get(pk=pk)
        stood = Listing.objects.filter(source=source, until=None, door__building__street=pk).count()
        name, locality, town = new[now]
        if street.name and now not in asked and is_enough(count, count, stood) and street.key & _HALF not in streets:
            asked[now] = Asked(pk, street.name, name, locality, town, count, stood)
    return list(asked.values())


def _new_streets(stage: sqlite3.Connection) -> dict[int, tuple[str, str, str]]:
    """Give name, locality and town of each street that is new to the area, by the half of its key."""
    rows = stage.execute("SELECT key, name, locality, town FROM street WHERE name <> ''")
    return {key & _HALF: (name, locality, town) for key, name, locality, town in rows}


def _listed(source: Source, postcodes: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Give postcode, street and house of the doors that a source lists in some postcodes."""
    for at in range(0, len(postcodes), _LOOKED_UP_AT_ONCE):
        here = Door.objects.filter(
            area=source.area_id, building__postcode__in=postcodes[at : at + _LOOKED_UP_AT_ONCE],
            listings__source=source, listings__until=None,
        )  # fmt: skip
        yield from here.values_list("building__postcode", "building__street", "house")


def stage_names(said: Sequence[Asked], stage: sqlite3.Connection) -> None:
    """Stage what streets are called from this file on."""
    write(stage, "renamed", ((one.street, one.name) for one in said))


def told_of(said: Sequence[Asked], asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """Tell a preview's questions: those that were answered, then the others."""
    return [{**asdict(one), "said": one in said} for one in (*said, *asked)]


def give_names(stage: sqlite3.Connection, *, source: int, version: int) -> None:
    """Call streets as a stage says. To be called in a transaction."""
    for pk, name in stage.execute("SELECT id, name FROM renamed").fetchall():
        street = Street.objects.get(pk=pk)
        Renaming.objects.create(
            area_id=street.area_id, street=street, source_id=source, version=version, was=street.name, name=name
        )
        _call(street, name)


def name_back(source: Source, number: int) -> None:
    """Call streets as they were called before a source's version; a name that another gave since stays."""
    for one in Renaming.objects.filter(source=source, version=number).select_related("street").order_by("-pk"):
        later = Renaming.objects.filter(street=one.street_id, pk__gt=one.pk).first()
        if later:
            later.was = one.was
            later.save(update_fields=["was"])
        else:
            _call(one.street, one.was)
        one.delete()


def _call(street: Street, name: str) -> None:
    street.name = name
    street.folded = folded(f"{name} {street.locality}")[:_FOLDED]
    street.save(update_fields=["name", "folded"])
