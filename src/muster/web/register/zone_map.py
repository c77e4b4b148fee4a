"""The map of an area's zones: drawn once from borders that somebody brought, as a picture and for the browser's map."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from muster.home import made
from muster.web.register.models import Area, Table, Zone
from muster.web.register.zoning import BORDERS

WIDE = 1000  # units of the picture from west to east
_MARGIN = 0.03  # of what is drawn, round it
_LEAST_DEG = 0.001
_NUMBERS = (16, 30)  # units that a number is high: with many zones, with few
_FEW = 30


@dataclass(frozen=True, slots=True)
class Marked:
    """A zone and the number that it has on the map and in the list; 0 where it is not on the map."""

    number: int
    zone: Zone


@dataclass(frozen=True, slots=True)
class Picture:
    """A kind's zones as a map shows them without a script, and what it shows: west, south, east, north."""

    svg: SafeString
    box: tuple[float, float, float, float]


def marked(zones: Sequence[Zone]) -> tuple[Marked, ...]:
    """Number zones in the order in which they are listed: those with a border."""
    numbers = iter(range(1, len(zones) + 1))
    return tuple(Marked(next(numbers) if zone.bordered else 0, zone) for zone in zones)


def picture_of(table: Table, zones: Sequence[Marked]) -> Picture | None:
    """Draw a kind's borders; None where nothing was drawn of them yet."""
    drawn = {one["name"]: one for one in _drawn(table)}
    shown = [(one, drawn[one.zone.name]) for one in zones if one.zone.name in drawn]
    if not shown:
        return None
    corners = [place for _one, told in shown for rings in told["polygons"] for ring in rings for place in ring]
    sheet = _Sheet.over(corners)
    high = _NUMBERS[1] if len(shown) <= _FEW else _NUMBERS[0]
    zones_drawn = format_html_join(
        "\n",
        '<a href="#zone-{}" id="drawn-{}" data-zone="{}"><title>{}</title>'
        '<path class="turf-{}" d="{}"/><text x="{}" y="{}" dy=".35em">{}</text></a>',
        (_shape(one, told, sheet) for one, told in shown),
    )
    svg = format_html(
        '<svg class="drawing" viewBox="0 0 {} {}" font-size="{}" role="group" aria-label="{}">{}</svg>',
        WIDE, sheet.high, high, table.get_kind_display(), zones_drawn,
    )  # fmt: skip
    return Picture(svg, sheet.box)


def _shape(one: Marked, told: dict[str, Any], sheet: "_Sheet") -> tuple[Any, ...]:
    path = "".join(sheet.path(ring) + "Z" for rings in told["polygons"] for ring in rings)
    x, y = sheet.path([told["label"]]).removeprefix("M").split()
    pk = one.zone.pk
    return pk, pk, pk, _told(one), told["colour"], path, x, y, one.number


def _told(one: Marked) -> str:
    """Say what the list says of a zone."""
    doors = ngettext("%(n)s door", "%(n)s doors", one.zone.doors) % {"n": f"{one.zone.doors:,}"}
    electors = ngettext("%(n)s elector", "%(n)s electors", one.zone.electors) % {"n": f"{one.zone.electors:,}"}
    return f"{one.number} {one.zone.name}: {doors}, {electors}"


def geojson_of(area: Area) -> str:
    """Give every border of an area with its zone's number, counts and page, for the browser's map."""
    features: list[dict[str, Any]] = []
    for table in Table.objects.filter(area=area, kind__in=BORDERS.values()):
        kind = next(kind for kind, of in BORDERS.items() if of == table.kind)
        zones = Zone.objects.filter(area=area, kind=kind).order_by("name")
        drawn = {one["name"]: one for one in _drawn(table)}
        for one in marked(tuple(zones)):
            if one.zone.name in drawn:
                features += _features(one, drawn[one.zone.name])
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))


def _features(one: Marked, told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    zone = one.zone
    facts = {"zone": zone.pk, "kind": zone.kind, "number": one.number, "name": zone.name, "colour": told["colour"],
             "doors": zone.doors, "electors": zone.electors, "href": zone.get_absolute_url()}  # fmt: skip
    for form, places in (("MultiPolygon", told["polygons"]), ("Point", told["label"])):
        yield {"type": "Feature", "properties": facts, "geometry": {"type": form, "coordinates": places}}


def _drawn(table: Table) -> list[dict[str, Any]]:
    """Give what is drawn of borders, from the cache, or draw it: large files take seconds."""
    if not table.path.exists():
        return []
    folder = made(made(Path(settings.HOME) / "cache") / "zones")
    name = f"{table.area_id}-{table.kind}-"
    path = folder / f"{name}{table.path.stat().st_mtime_ns}.json"
    if not path.exists():
        draft = path.with_suffix(".part")
        draft.write_text(json.dumps(_draw(table)), encoding="utf-8")
        for old in folder.glob(f"{name}*.json"):
            old.unlink(missing_ok=True)
        draft.replace(path)
    told: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return told


def _draw(table: Table) -> list[dict[str, Any]]:
    from muster.register.border_drawing import draw_borders  # noqa: PLC0415 - a large library, where nobody brought any
    from muster.register.borders import read_borders  # noqa: PLC0415

    borders = read_borders(table.path.read_bytes())
    return [
        {"name": name, "polygons": one.polygons, "label": one.label, "colour": one.colour}
        for name, one in zip(borders.names, draw_borders(borders.shapes), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The picture's plane: a box of degrees, and how many units a degree has."""

    box: tuple[float, float, float, float]
    scale: float
    stretch: float
    high: int

    @classmethod
    def over(cls, places: Sequence[Sequence[float]]) -> "_Sheet":
        """Lay a picture over places, with a margin."""
        lon, lat = [place[0] for place in places], [place[1] for place in places]
        x = max(_MARGIN * (max(lon) - min(lon)), _LEAST_DEG)
        y = max(_MARGIN * (max(lat) - min(lat)), _LEAST_DEG)
        west, south, east, north = min(lon) - x, min(lat) - y, max(lon) + x, max(lat) + y
        scale, stretch = WIDE / (east - west), 1 / cos(radians((south + north) / 2))
        return cls((west, south, east, north), scale, stretch, round((north - south) * scale * stretch))

    def path(self, places: Sequence[Sequence[float]]) -> str:
        """Draw a line through places."""
        x, y = self.scale, self.scale * self.stretch
        west, north = self.box[0], self.box[3]
        return "M" + "L".join(f"{(lon - west) * x:.1f} {(north - lat) * y:.1f}" for lon, lat in places)
