"""Small made towns as files: streets with every turn that docs/methods/ground.md speaks of, and doors along them."""

from collections.abc import Sequence
from random import Random
from xml.sax.saxutils import quoteattr

Row = tuple[str, float, float, str, str, str, str]

LON0, LAT0 = -1.5, 52.5
DEGREE_M = 111_195.0
KINDS = (
    *("residential",) * 6, "footway", "service", "primary", "secondary", "tertiary", "trunk", "motorway",
    "primary_link",
)  # fmt: skip
EXTRAS = (
    ("oneway", "yes"), ("oneway", "-1"), ("oneway", "no"), ("lanes", "2"), ("lanes", "1;2"), ("lanes", "4"),
    ("junction", "roundabout"),
    ("dual_carriageway", "yes"), ("foot", "no"), ("foot", "yes"), ("access", "private"), ("motorroad", "yes"),
)  # fmt: skip
NAMES = ("High Street", "high  street", "Mill Lane", "Mill Lane", "The Green", "")


def degrees(x_m: float, y_m: float) -> tuple[float, float]:
    """Give a place so many metres east and north of the town's corner."""
    return round(LON0 + x_m / DEGREE_M / 0.609, 7), round(LAT0 + y_m / DEGREE_M, 7)


def osm(
    nodes: dict[int, tuple[float, float]],
    ways: list[tuple[list[int], dict[str, str]]],
    marked: dict[int, dict[str, str]] | None = None,
) -> bytes:
    """Write nodes (metres) and ways as OpenStreetMap XML."""
    lines = ['<osm version="0.6">']
    for number, place in sorted(nodes.items()):
        lon, lat = degrees(*place)
        tags = _tags((marked or {}).get(number, {}))
        lines.append(f'<node id="{number}" version="1" lat="{lat}" lon="{lon}">{tags}</node>')
    for number, (refs, tags_of) in enumerate(ways, start=1):
        inside = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        lines.append(f'<way id="{number}" version="1">{inside}{_tags(tags_of)}</way>')
    return "\n".join([*lines, "</osm>"]).encode()


def _tags(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def doors_csv(rows: Sequence[Row]) -> bytes:
    """Write doors, given in metres: name, x, y, street, side, service_s, zone."""
    lines = ["door,lon,lat,street,side,service_s,zone"]
    for name, x_m, y_m, *rest in rows:
        lon, lat = degrees(x_m, y_m)
        lines.append(",".join([name, str(lon), str(lat), *rest]))
    return "\n".join(lines).encode()


def random_streets(chance: Random) -> bytes:
    """Draw a grid with gaps, bends, dead ends, pieces apart, nodes at one place and ways of all kinds."""
    wide, high, step = chance.randint(2, 4), chance.randint(2, 4), chance.choice([20, 60, 150])
    nodes: dict[int, tuple[float, float]] = {
        chance.randint(1, 10**9) if chance.random() < 0.1 else 100 * row + column + 1: (
            column * step + chance.choice([0, 0, 0, 7, -3]),
            row * step + chance.choice([0, 0, 0, 4, -9]),
        )
        for row in range(high)
        for column in range(wide)
    }
    ids = list(nodes)
    marked = {
        ref: chance.choice(
            [{"highway": "crossing"}, {"highway": "traffic_signals"}, {"crossing": "no"}, {"crossing": "zebra"}]
        )
        for ref in ids
        if chance.random() < 0.15
    }
    ways = []
    for _ in range(chance.randint(1, wide + high + 2)):
        at = chance.randrange(len(ids))
        refs = [ids[at]]
        for _ in range(chance.randint(1, 4)):
            at = (at + chance.choice([1, wide, -1, -wide, 1, wide, 0])) % len(ids)
            refs.append(ids[at])
        tags = {"highway": chance.choice(KINDS), "name": chance.choice(NAMES)}
        tags |= dict(chance.sample(EXTRAS, chance.choice([0, 0, 0, 1, 2])))
        ways.append((refs, tags))
    if chance.random() < 0.5:  # an island
        nodes |= {8: (900.0, 40.0), 9: (960.0, 40.0)}
        ways.append(([8, 9], {"highway": "path"}))
    ways.append((ids[:2], {"highway": "residential", "name": "High Street"}))
    return osm(nodes, ways, marked)


def random_doors(chance: Random, most: int = 25) -> bytes:
    """Draw doors over the town, some at one place, some of a block, some with a side, a time or a zone."""
    rows: list[Row] = []
    for number in range(chance.randint(1, most)):
        x, y = float(chance.randint(-20, 480)), float(chance.randint(-20, 480))
        if chance.random() < 0.1:
            x, y = float(chance.randint(880, 980)), 45.0
        if rows and chance.random() < 0.25:
            _, x, y, *_ = chance.choice(rows)
        street = chance.choice([*NAMES, "Nowhere"])
        side, service, zone = (
            chance.choice(["", "", "left", "R"]),
            chance.choice(["", "", "40", "0"]),
            chance.choice("AB"),
        )
        rows.append((f"d{number}", x, y, street, side, service, zone))
    return doors_csv(rows)
