"""The streets of an OpenStreetMap extract, as arrays. docs/methods/ground.md says which ways count."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import osmium
from numpy.typing import NDArray

_MPH_KMH = 1.609344
_BARRED = frozenset({"no", "private"})
_BARRED_TO_CARS = _BARRED | {"agricultural", "forestry", "emergency", "delivery", "bus", "psv"}
_TWO_LANES, _FOUR_LANES = 2, 4

SPEED_KMH = {  # the classes that cars and coaches use, and their usual speed where no limit is given
    "motorway": 100.0, "motorway_link": 60.0, "trunk": 80.0, "trunk_link": 50.0,
    "primary": 60.0, "primary_link": 45.0, "secondary": 50.0, "secondary_link": 40.0,
    "tertiary": 45.0, "tertiary_link": 40.0, "unclassified": 40.0, "residential": 30.0,
    "living_street": 15.0, "service": 15.0, "road": 30.0,
}  # fmt: skip
TRUNK = frozenset({"trunk", "trunk_link"})
WALKED = frozenset(SPEED_KMH) - {"motorway", "motorway_link"} | {
    "track", "footway", "pedestrian", "path", "steps", "bridleway", "cycleway",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Streets:
    """Nodes, ways and the straight segments between consecutive nodes of a way.

    Attributes:
        node_lon, node_lat: degrees, float64[nodes]; only nodes that a way here uses, in order of their OSM id.
        node_crossing: bool[nodes], where people may cross any road (highway=crossing or traffic_signals, crossing=*).
        segment_from, segment_to: node indices, int32[segments], in the way's drawn direction.
        segment_way: way index, int32[segments].
        way_name: a name or '' for each way.
        way_class: the `highway` value for each way ('residential', 'footway', ...).
        way_walk: bool[ways], whether people may walk along it.
        way_drive: bool[ways], whether cars and coaches may use it.
        way_oneway: int8[ways], 0 both ways, 1 along, -1 against the drawn direction (for driving).
        way_speed_kmh: float64[ways], the speed for driving: the maxspeed given, or the class's usual.
        way_dual: bool[ways], one carriageway of a dual carriageway, or as wide: no crossing but where one is marked.
        way_ref: the road's number ('A6003', several with ';') or '' for each way.
    """

    node_lon: NDArray[np.float64]
    node_lat: NDArray[np.float64]
    node_crossing: NDArray[np.bool_]
    segment_from: NDArray[np.int32]
    segment_to: NDArray[np.int32]
    segment_way: NDArray[np.int32]
    way_name: tuple[str, ...]
    way_class: tuple[str, ...]
    way_walk: NDArray[np.bool_]
    way_drive: NDArray[np.bool_]
    way_oneway: NDArray[np.int8]
    way_speed_kmh: NDArray[np.float64]
    way_dual: NDArray[np.bool_]
    way_ref: tuple[str, ...] = ()


class ExtractError(ValueError):
    """The street extract can't be read, or holds no street; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class _Way:
    refs: tuple[int, ...]
    name: str
    kind: str
    walk: bool
    drive: bool
    oneway: int
    speed_kmh: float
    dual: bool
    ref: str


def form_of(content: bytes) -> Literal["pbf", "osm"]:
    """Tell an extract's form by how it begins: OpenStreetMap XML with '<', protocolbuffers with a length."""
    return "osm" if content.lstrip()[:1] == b"<" else "pbf"


def read_streets(content: bytes, *, form: Literal["pbf", "osm"]) -> Streets:
    """Read the ways on which one may walk or drive, in the extract's order.

    Args:
        content: the extract's bytes, OpenStreetMap PBF or XML.
        form: which of the two.

    Raises:
        ExtractError: if the bytes are no such extract, or no street with its nodes is in them.
    """
    try:
        ways = _read_ways(content, form)
        nodes = _read_nodes(content, form, {ref for way in ways for ref in way.refs})
    except RuntimeError as error:
        raise ExtractError(f"this is no OpenStreetMap {form.upper()} file ({error}); fetch the extract again") from None
    return _lay_out(ways, nodes)


def _read_ways(content: bytes, form: str) -> list[_Way]:
    read = osmium.FileProcessor(osmium.io.FileBuffer(content, form), osmium.osm.WAY)
    ways = []
    for way in read.with_filter(osmium.filter.KeyFilter("highway")):
        if not isinstance(way, osmium.osm.Way):
            continue
        tags = {tag.k: tag.v for tag in way.tags}
        walk, drive = _may_walk(tags), _may_drive(tags)
        if walk or drive:
            refs = tuple(node.ref for node in way.nodes)
            oneway = _oneway(tags)
            speed_kmh = _speed_kmh(tags)
            dual = _is_dual(tags, oneway)
            name, ref = tags.get("name", ""), tags.get("ref", "")
            ways.append(_Way(refs, name, tags["highway"], walk, drive, oneway, speed_kmh, dual, ref))
    return ways


def _read_nodes(content: bytes, form: str, wanted: set[int]) -> dict[int, tuple[float, float, bool]]:
    read = osmium.FileProcessor(osmium.io.FileBuffer(content, form), osmium.osm.NODE)
    if wanted and min(wanted) >= 0:  # the filter knows no negative ids, which editors give to new nodes
        read = read.with_filter(osmium.filter.IdFilter(wanted))
    nodes = {}
    for node in read:
        if isinstance(node, osmium.osm.Node) and node.id in wanted and node.location.valid():
            nodes[node.id] = (node.lon, node.lat, _is_crossing({tag.k: tag.v for tag in node.tags}))
    return nodes


def _lay_out(ways: list[_Way], nodes: dict[int, tuple[float, float, bool]]) -> Streets:
    pairs = [
        (at, a, b)
        for at, way in enumerate(ways)
        for a, b in zip(way.refs, way.refs[1:], strict=False)
        if a != b and a in nodes and b in nodes
    ]
    if not pairs:
        raise ExtractError("no street stands in this extract; fetch one that covers the doors, ways and nodes together")
    ids = sorted({ref for _, a, b in pairs for ref in (a, b)})
    place = {ref: at for at, ref in enumerate(ids)}
    return Streets(
        node_lon=np.array([nodes[ref][0] for ref in ids], dtype=np.float64),
        node_lat=np.array([nodes[ref][1] for ref in ids], dtype=np.float64),
        node_crossing=np.array([nodes[ref][2] for ref in ids], dtype=np.bool_),
        segment_from=np.array([place[a] for _, a, _ in pairs], dtype=np.int32),
        segment_to=np.array([place[b] for _, _, b in pairs], dtype=np.int32),
        segment_way=np.array([at for at, _, _ in pairs], dtype=np.int32),
        way_name=tuple(way.name for way in ways),
        way_class=tuple(way.kind for way in ways),
        way_walk=np.array([way.walk for way in ways], dtype=np.bool_),
        way_drive=np.array([way.drive for way in ways], dtype=np.bool_),
        way_oneway=np.array([way.oneway for way in ways], dtype=np.int8),
        way_speed_kmh=np.array([way.speed_kmh for way in ways], dtype=np.float64),
        way_dual=np.array([way.dual for way in ways], dtype=np.bool_),
        way_ref=tuple(way.ref for way in ways),
    )


def _may_walk(tags: Mapping[str, str]) -> bool:
    if tags["highway"] not in WALKED:
        return False
    if "foot" in tags:
        return tags["foot"] not in _BARRED
    return tags.get("access") not in _BARRED and tags.get("motorroad") != "yes"


def _may_drive(tags: Mapping[str, str]) -> bool:
    if tags["highway"] not in SPEED_KMH:
        return False
    for key in ("motorcar", "motor_vehicle", "vehicle", "access"):  # the closest word counts
        if key in tags:
            return tags[key] not in _BARRED_TO_CARS
    return True


def _oneway(tags: Mapping[str, str]) -> int:
    given = tags.get("oneway", "")
    if given in {"yes", "true", "1"}:
        return 1
    if given in {"-1", "reverse"}:
        return -1
    if given == "no":
        return 0
    return int(tags.get("junction") in {"roundabout", "circular"} or tags["highway"] == "motorway")


def _speed_kmh(tags: Mapping[str, str]) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph)?", tags.get("maxspeed", "").strip())
    if found and float(found[1]) > 0:
        return float(found[1]) * (_MPH_KMH if found[2] == "mph" else 1.0)
    return SPEED_KMH.get(tags["highway"], 0.0)


def _is_dual(tags: Mapping[str, str], oneway: int) -> bool:
    if tags.get("dual_carriageway") == "yes":
        return True
    given = tags.get("lanes", "")
    lanes = int(given) if given.isdecimal() else 1
    if tags["highway"] in TRUNK:
        return oneway != 0 or lanes >= _FOUR_LANES
    return tags["highway"] in {"primary", "secondary"} and oneway != 0 and lanes >= _TWO_LANES


def _is_crossing(tags: Mapping[str, str]) -> bool:
    return tags.get("highway") in {"crossing", "traffic_signals"} or tags.get("crossing", "no") != "no"
