"""Little towns for tests: drawn in decimetres about 0 degrees, where a decimetre is the same east and north."""

from collections.abc import Mapping, Sequence

import numpy as np

from muster.plan.doors import Doors
from muster.plan.streets import Streets, read_streets

DM = 180 / np.pi / 63_710_088  # degrees

Spot = tuple[float, float]


def town(nodes: Mapping[int, tuple[float, float, str]], ways: Sequence[tuple[Sequence[int], str]]) -> Streets:
    """Read streets from nodes (x, y in dm, tags) and ways (nodes, tags); tags as 'key=value key=value'."""
    return read_streets(town_xml(nodes, ways), form="osm")


def town_xml(nodes: Mapping[int, tuple[float, float, str]], ways: Sequence[tuple[Sequence[int], str]]) -> bytes:
    parts = ['<osm version="0.6">']
    for ref, (x, y, tags) in nodes.items():
        parts.append(f'<node id="{ref}" lon="{x * DM:.9f}" lat="{y * DM:.9f}">{_tags(tags)}</node>')
    for ref, (refs, tags) in enumerate(ways, start=1):
        met = "".join(f'<nd ref="{one}"/>' for one in refs)
        parts.append(f'<way id="{ref}">{met}{_tags(tags)}</way>')
    return "".join([*parts, "</osm>"]).encode()


def doors_at(
    spots: Sequence[Spot],
    *,
    street: Sequence[str] | None = None,
    side: Sequence[str] | None = None,
    service_s: Sequence[int] | int = 75,
    zone: Sequence[str] | None = None,
) -> Doors:
    n = len(spots)
    seconds = [service_s] * n if isinstance(service_s, int) else list(service_s)
    return Doors(
        names=tuple(str(i) for i in range(n)),
        lon=np.array([x * DM for x, _ in spots]),
        lat=np.array([y * DM for _, y in spots]),
        street=tuple(street or [""] * n),
        side=tuple(side or [""] * n),
        service_s=np.array(seconds, dtype=np.int32),
        zone=tuple(zone or [""] * n),
    )


def _tags(tags: str) -> str:
    pairs = (tag.split("=") for tag in tags.split())
    said = ((key, value.replace("_", " ") if key == "name" else value) for key, value in pairs)
    return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in said)
