"""Streets of an OpenStreetMap extract, read a second time, by docs/methods/ground.md alone."""

from collections.abc import Mapping
from dataclasses import dataclass

import osmium

ROADS = ("trunk", "primary", "secondary", "tertiary")
WALKED = {
    *ROADS, *(f"{road}_link" for road in ROADS), "unclassified", "residential", "living_street", "service", "road",
    "track", "footway", "pedestrian", "path", "steps", "bridleway", "cycleway",
}  # fmt: skip
SHUT = {"no", "private"}
UNMARKED_DM = 3_000


@dataclass(frozen=True, slots=True)
class Way:
    """A way on which one may walk: its nodes' ids and its name as compared.

    Attributes:
        crossing_dm: what crossing it costs; None: not anywhere.
        unmarked_dm: what crossing it costs at a node that is no marked crossing; None: not at all.
    """

    nodes: tuple[int, ...]
    name: str
    crossing_dm: int | None
    unmarked_dm: int | None


@dataclass(frozen=True, slots=True)
class Extract:
    """Ways in the file's order; of their nodes, where each is in degrees, and which are crossings or have signals."""

    ways: list[Way]
    place: dict[int, tuple[float, float]]
    guarded: set[int]


def read_extract(content: bytes, form: str) -> Extract:
    """Read an extract's bytes; form is 'pbf' or 'osm'."""
    roads = _Roads()
    roads.apply_buffer(content, form)
    nodes = _Nodes({node for way in roads.ways for node in way.nodes})
    nodes.apply_buffer(content, form)
    return Extract(roads.ways, nodes.place, nodes.guarded)


def plain(name: str) -> str:
    """Give a street's name without case or doubled spaces."""
    return " ".join(name.split()).casefold()


class _Roads(osmium.SimpleHandler):
    def __init__(self) -> None:
        super().__init__()
        self.ways: list[Way] = []

    def way(self, way: osmium.osm.Way) -> None:
        tags = {tag.k: tag.v for tag in way.tags}
        if _may_walk(tags):
            nodes = tuple(node.ref for node in way.nodes)
            self.ways.append(Way(nodes, plain(tags.get("name", "")), *_crossing_dm(tags)))


class _Nodes(osmium.SimpleHandler):
    def __init__(self, wanted: set[int]) -> None:
        super().__init__()
        self.wanted = wanted
        self.place: dict[int, tuple[float, float]] = {}
        self.guarded: set[int] = set()

    def node(self, node: osmium.osm.Node) -> None:
        if node.id in self.wanted and node.location.valid():
            self.place[node.id] = (node.location.lon, node.location.lat)
            tags = {tag.k: tag.v for tag in node.tags}
            if tags.get("highway") in {"crossing", "traffic_signals"} or tags.get("crossing", "no") != "no":
                self.guarded.add(node.id)


def _may_walk(tags: Mapping[str, str]) -> bool:
    if tags.get("highway") not in WALKED:
        return False
    if "foot" in tags:
        return tags["foot"] not in SHUT
    return tags.get("access") not in SHUT and tags.get("motorroad") != "yes"


def _crossing_dm(tags: Mapping[str, str]) -> tuple[int | None, int | None]:
    """Give what crossing costs anywhere, and at a node without a marked crossing."""
    kind, lanes = tags["highway"], _lanes(tags)
    if tags.get("dual_carriageway") == "yes":
        return None, None
    if kind in {"trunk", "trunk_link"}:
        return None, None if _one_way(tags) or lanes > 3 else UNMARKED_DM  # noqa: PLR2004 - lanes of one carriageway
    if kind not in {"primary", "secondary"}:
        return 80, 80
    if _one_way(tags) and lanes > 1:
        return None, None
    return (200, 200) if kind == "primary" else (120, 120)


def _lanes(tags: Mapping[str, str]) -> int:
    lanes = tags.get("lanes", "")
    return int(lanes) if lanes.isdecimal() else 1


def _one_way(tags: Mapping[str, str]) -> bool:
    said = tags.get("oneway")
    if said in {"yes", "true", "1", "-1", "reverse"}:
        return True
    return said != "no" and tags.get("junction") in {"roundabout", "circular"}
