"""What a preview shows of a few who are new, gone, moved and changed."""

import sqlite3
from collections.abc import Iterable

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from muster.register.compare import Kind, Linked
from muster.register.side import ReadNames, Side
from muster.web.register.models import Building, Door, Street
from muster.web.register.standing import Ids, StandingEntries
from muster.web.register.templatetags.registers import addressed

SAMPLES = 20  # of each kind


def samples_of(
    linked: Linked, kind: NDArray[np.int8], stood: StandingEntries, side: Side, at_door: Ids, stage: sqlite3.Connection
) -> dict[str, list[str]]:
    """Tell a few of each kind: who moved with both addresses, who changed with both names.

    Args:
        linked: a version's rows and those that stand.
        kind: of each row.
        stood: who stands.
        side: the version's rows.
        at_door: their doors, as the stage numbers them.
        stage: holds the doors that are new.
    """
    moved, changed = (np.flatnonzero(kind == one)[:SAMPLES] for one in (Kind.MOVED, Kind.CHANGED))
    left, come = stood.columns.read("at_door")[linked.old[moved]].tolist(), at_door[moved].tolist()
    told = _addresses({*left, *come}, stage)
    ways = (f"{told[was]} → {told[is_]}" for was, is_ in zip(left, come, strict=True))
    before, after = _names(stood.side.read_names, linked.old[changed]), _names(side.read_names, changed)
    return {
        "new": _names(side.read_names, linked.new),
        "gone": _names(stood.side.read_names, linked.gone),
        "moved": [f"{name}: {way}" for name, way in zip(_names(side.read_names, moved), ways, strict=True)],
        "changed": [
            _("%(name)s: a marker or a day") % {"name": is_} if was == is_ else f"{was} → {is_}"
            for was, is_ in zip(before, after, strict=True)
        ],
    }


def _names(names: ReadNames, rows: Ids) -> list[str]:
    told = (f"{forenames} {surname}".strip() for surname, forenames in names(rows[:SAMPLES]))
    return [name or _("No name given") for name in told]


def _addresses(doors: Iterable[int], stage: sqlite3.Connection) -> dict[int, str]:
    """Tell doors' addresses: those that stand by their id, those that a stage brings by their negative number."""
    stood = Door.objects.filter(pk__in=[one for one in doors if one > 0]).select_related("building__street")
    told = {0: _("No address"), **{one.pk: addressed(one) for one in stood}}
    for number in (one for one in doors if one < 0):
        unit, building = stage.execute("SELECT unit, building FROM door WHERE n = ?", [-number]).fetchone()
        told[number] = addressed(Door(unit=unit, building=_building(building, stage)))
    return told


def _building(number: int, stage: sqlite3.Connection) -> Building:
    if number > 0:
        return Building.objects.select_related("street").get(pk=number)
    asked = "SELECT street, number, name FROM building WHERE n = ?"
    street, house, name = stage.execute(asked, [-number]).fetchone()
    return Building(street=_street(street, stage), number=house, name=name)


def _street(number: int, stage: sqlite3.Connection) -> Street:
    if number > 0:
        return Street.objects.get(pk=number)
    name, locality = stage.execute("SELECT name, locality FROM street WHERE n = ?", [-number]).fetchone()
    return Street(name=name, locality=locality)
