"""The walking rule of docs/methods/ground.md over an extract, written plainly and apart from the planner."""

import itertools
import math
from collections import defaultdict
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

Kerb = tuple[int, str]  # segment, 'left' or 'right' of its drawn direction
WALKED = {"trunk", "primary", "secondary", "tertiary", "residential", "footway"}


@dataclass
class Map:
    nodes: dict[int, tuple[float, float]] = field(default_factory=dict)
    crossings: set[int] = field(default_factory=set)
    segments: list[tuple[int, int, dict[str, str]]] = field(default_factory=list)
    ways: list[tuple[list[int], dict[str, str]]] = field(default_factory=list)


def read_map(content: bytes) -> Map:
    found = Map()
    metre = 111_195.08
    for element in ET.fromstring(content):  # noqa: S314 - our own file
        tags = {tag.get("k", ""): tag.get("v", "") for tag in element.iter("tag")}
        number = int(element.get("id", "0"))
        if element.tag == "node":
            lon, lat = float(element.get("lon", "")), float(element.get("lat", ""))
            found.nodes[number] = ((lon + 0.75) * metre * math.cos(math.radians(52.92)), (lat - 52.92) * metre)
            if tags.get("highway") in {"crossing", "traffic_signals"}:
                found.crossings.add(number)
        elif element.tag == "way":
            refs = [int(nd.get("ref", "")) for nd in element.iter("nd")]
            found.ways.append((refs, tags))
            if tags.get("highway") in WALKED:
                found.segments += [(a, b, tags) for a, b in itertools.pairwise(refs)]
    return found


def pieces_of(ground: Map, *, crossings: set[int], leave_out: set[tuple[int, int]]) -> dict[Kerb, int]:
    """Say which kerbs one can walk between, by a piece's number; dual carriageways are crossed at `crossings` only."""
    beside: dict[Kerb, list[Kerb]] = defaultdict(list)

    def join(one: Kerb, other: Kerb) -> None:
        beside[one].append(other)
        beside[other].append(one)

    ends: dict[int, list[tuple[float, int, bool]]] = defaultdict(list)
    for i, (a, b, tags) in enumerate(ground.segments):
        if (a, b) in leave_out:
            continue
        join((i, "left"), (i, "left"))
        join((i, "right"), (i, "right"))
        if tags.get("dual_carriageway") != "yes" or crossings & {a, b}:
            join((i, "left"), (i, "right"))
        for node, other, leaving in ((a, b, True), (b, a, False)):
            (x, y), (p, q) = ground.nodes[node], ground.nodes[other]
            ends[node].append((math.atan2(q - y, p - x), i, leaving))
    for around in ends.values():
        around.sort()
        if len(around) > 1:
            for (_, i, i_leaves), (_, j, j_leaves) in zip(around, [*around[1:], around[0]], strict=True):
                join((i, "left" if i_leaves else "right"), (j, "right" if j_leaves else "left"))
    return _flood(beside)


def _flood(beside: dict[Kerb, list[Kerb]]) -> dict[Kerb, int]:
    piece: dict[Kerb, int] = {}
    for start in beside:
        if start in piece:
            continue
        number = len(set(piece.values()))
        piece[start] = number
        waiting = [start]
        while waiting:
            for other in beside[waiting.pop()]:
                if other not in piece:
                    piece[other] = number
                    waiting.append(other)
    return piece
