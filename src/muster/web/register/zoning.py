# ruff: noqa: S608 - what stands in these statements are names and numbers of ours, never what somebody wrote
"""Zones of an area: which there are, which doors lie in each, and how many doors and electors, as last counted."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import numpy as np
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from muster.web.register.models import Area, Building, Door, Listing, Table, Within, Zone

Ids = NDArray[np.int64]
BORDERS: dict[str, str] = {
    Zone.Kind.WARD: Table.Kind.WARDS,
    Zone.Kind.DISTRICT: Table.Kind.DISTRICTS,
    Zone.Kind.OTHER: Table.Kind.OTHERS,
}
_AT_ONCE = 20_000
_BUILDING = 40  # bits of a building's id, in a number that holds a zone's as well
_PATH = {"door": "building__", "entry": "door__building__", "listing": "door__building__", "building": ""}
_LISTED = {
    "door": {"door": OuterRef("pk")}, "entry": {"door": OuterRef("door")}, "listing": {"door": OuterRef("door")},
    "building": {"door__building": OuterRef("pk")},
}  # fmt: skip


def lies_in(zone: Zone, of: Literal["door", "entry", "listing", "building"]) -> Q:
    """Say which doors, entries, listings or buildings lie in a zone: by its border, its ward's name or its letters."""
    if zone.bordered:
        return Q(**{f"{_PATH[of]}within__zone": zone})
    if zone.kind == Zone.Kind.WARD:
        return Q(**{f"{_PATH[of]}ward": zone.name})
    return Q(Exists(Listing.objects.filter(until=None, district=zone.name, **_LISTED[of])))


def doors_in(zone: Zone) -> QuerySet[Door]:
    """Give a zone's doors that a register lists, wherever the zone comes from."""
    listed = Listing.objects.filter(door=OuterRef("pk"), until=None)
    return Door.objects.filter(lies_in(zone, "door"), Exists(listed), area=zone.area_id)


def door_ids_in(zone: Zone) -> QuerySet[Any, Any]:
    """Give the ids of the doors that lie in a zone, found by the zone: far fewer than an area has."""
    if zone.bordered:
        return Door.objects.filter(building__within__zone=zone).values("pk")
    if zone.kind == Zone.Kind.WARD:
        return Door.objects.filter(area=zone.area_id, building__ward=zone.name).values("pk")
    return Listing.objects.filter(source__area=zone.area_id, until=None, district=zone.name).values("door")


def is_bordered(area: int) -> bool:
    """Say whether somebody brought borders for an area."""
    return Table.objects.filter(area=area, kind__in=BORDERS.values()).exists()


def zone_again(area: Area) -> None:
    """Find an area's zones anew, what lies in each, and count it. To be called in a transaction."""
    for kind in Zone.Kind.values:
        table = Table.objects.filter(area=area, kind=BORDERS[kind]).first()
        if table is None:
            Zone.objects.filter(area=area, kind=kind, bordered=True).delete()
            _add_named(area, kind, _names_said(area, kind), bordered=False)
        else:
            _lay_borders(area, kind, table)
    _count(area)
    Zone.objects.filter(area=area, bordered=False, doors=0).delete()


def _names_said(area: Area, kind: str) -> set[str]:
    """Give the names that registers say: of wards a column, of polling districts the numbers of electors."""
    if kind == Zone.Kind.WARD:
        wards = Building.objects.filter(area=area).exclude(ward="").order_by()
        return set(wards.values_list("ward", flat=True).distinct())
    if kind == Zone.Kind.DISTRICT:
        listed = Listing.objects.filter(source__area=area, until=None).exclude(district="")
        return set(listed.order_by().values_list("district", flat=True).distinct())
    return set()


def _add_named(area: Area, kind: str, names: set[str], *, bordered: bool) -> None:
    there = set(Zone.objects.filter(area=area, kind=kind).values_list("name", flat=True))
    Zone.objects.bulk_create(Zone(area=area, kind=kind, name=name, bordered=bordered) for name in sorted(names - there))


def _lay_borders(area: Area, kind: str, table: Table) -> None:
    """Make the zones those of the borders, and find each building's."""
    from muster.register.border_shapes import find_zones  # noqa: PLC0415 - a large library, where nobody brought borders
    from muster.register.borders import read_borders  # noqa: PLC0415

    borders = read_borders(table.path.read_bytes())
    Zone.objects.filter(area=area, kind=kind).exclude(name__in=borders.names).delete()
    _add_named(area, kind, set(borders.names), bordered=True)
    Zone.objects.filter(area=area, kind=kind).update(bordered=True)
    zones = dict(Zone.objects.filter(area=area, kind=kind).values_list("name", "pk"))
    ids, places = _placed(area)
    found = find_zones(places, borders.shapes)
    of_border = np.array([zones[name] for name in borders.names], dtype=np.int64)
    _write_within(list(zones.values()), of_border[found[found >= 0]], ids[found >= 0])


def _placed(area: Area) -> tuple[Ids, NDArray[np.float64]]:
    """Give the buildings of an area that have a place, and where."""
    sql = "SELECT id, lon, lat FROM register_building WHERE area_id = %s AND lon IS NOT NULL"
    parts = [np.array(rows, dtype=np.float64).reshape(-1, 3) for rows in _rows(sql, [area.pk])]
    rows = np.concatenate([np.zeros((0, 3)), *parts])
    return rows[:, 0].astype(np.int64), rows[:, 1:]


def _write_within(zones: Sequence[int], zone: Ids, building: Ids) -> None:
    """Write down what lies in these zones now, where that is not what stands."""
    marks = ", ".join(str(int(one)) for one in zones) or "0"
    sql = f"SELECT id, zone_id, building_id FROM register_within WHERE zone_id IN ({marks})"
    stood = np.concatenate([np.zeros((0, 3), np.int64), *(np.array(rows, np.int64) for rows in _rows(sql, []))])
    before, after = (stood[:, 1] << _BUILDING) + stood[:, 2], (zone << _BUILDING) + building
    ended = stood[~np.isin(before, after), 0].tolist()
    for begin in range(0, len(ended), _AT_ONCE):
        some = ", ".join(map(str, ended[begin : begin + _AT_ONCE]))
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM register_within WHERE id IN ({some})")
    begun = np.setdiff1d(after, before)
    pairs = zip((begun >> _BUILDING).tolist(), (begun & ((1 << _BUILDING) - 1)).tolist(), strict=True)
    Within.objects.bulk_create((Within(zone_id=one, building_id=other) for one, other in pairs), batch_size=_AT_ONCE)


def _count(area: Area) -> None:
    """Count doors and electors of every zone, street by street. Of two registers, the one with more electors counts."""
    listed = """SELECT l.door_id, {district} max(l.electors) AS electors FROM register_listing AS l
        JOIN register_source AS s ON s.id = l.source_id WHERE s.area_id = {area} AND l.until IS NULL
        GROUP BY l.door_id {by_district}"""
    by_door = listed.format(area=area.pk, district="", by_district="")
    by_district = listed.format(area=area.pk, district="l.district,", by_district=", l.district")
    zone = f"JOIN register_zone AS z ON z.area_id = {area.pk}"
    ways = (
        (by_door, f"{zone} AND z.kind = 'ward' AND NOT z.bordered AND z.name = b.ward"),
        (by_district, f"{zone} AND z.kind = 'district' AND NOT z.bordered AND z.name = l.district"),
        (by_door, f"JOIN register_within AS w ON w.building_id = b.id {zone} AND z.id = w.zone_id AND z.bordered"),
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # which takes new tables for empty, and then minutes for seconds' work
            cursor.execute("ANALYZE register_source, register_zone, register_within")
        cursor.execute(
            f"DELETE FROM register_stretch WHERE zone_id IN (SELECT id FROM register_zone WHERE area_id = {area.pk})"
        )
        for doors, joined in ways:
            cursor.execute(
                f"""INSERT INTO register_stretch (zone_id, street_id, doors, electors)
                SELECT z.id, b.street_id, count(*), sum(l.electors) FROM ({doors}) AS l
                JOIN register_door AS d ON d.id = l.door_id JOIN register_building AS b ON b.id = d.building_id
                {joined} GROUP BY z.id, b.street_id"""
            )
        for column in ("doors", "electors"):
            cursor.execute(
                f"""UPDATE register_zone SET {column} = coalesce((SELECT sum(s.{column}) FROM register_stretch AS s
                WHERE s.zone_id = register_zone.id), 0) WHERE area_id = {area.pk}"""
            )


def zone_name(area: int, kind: str) -> Combinable:
    """Give the name of the zone of a kind, of entries and listings: by its borders, or by what their register says."""
    if Table.objects.filter(area=area, kind=BORDERS[kind]).exists():
        within = Within.objects.filter(building=OuterRef("door__building"), zone__kind=kind)
        return Coalesce(Subquery(within.values("zone__name")[:1]), Value(""))
    if kind == Zone.Kind.WARD:
        return Coalesce(F("door__building__ward"), Value(""))
    return F("district") if kind == Zone.Kind.DISTRICT else Value("")


def _rows(sql: str, values: Sequence[Any]) -> Iterator[list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield rows
