"""What every plan must walk at least, worked out a second time by docs/methods/bound.md."""

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence

from muster.audit.graph import Graph, Sets, flood, near_points

LISTED = 16  # links to the nearest others that count in full; all others count with half of both radii
PARTS = 16  # prices are in sixteenths of a decimetre
UNLISTED_DM = 2**26

Link = tuple[int, int, int]  # weight, and the two stops


def plain_forest_dm(graph: Graph, stop: Sequence[int], *, walks: int) -> int:
    """Sum the shortest spanning forest of `walks` trees over the stops, by walking distance.

    Every stop floods what is nearer to it than to any other; where two floods meet, their stops may be linked, and no
    other link is needed (Mehlhorn 1988). Of the shortest tree the longest links are left out.
    """
    far, whose = flood(graph, [(point, 0) for point in sorted(set(stop))])
    links = [
        (far[a] + dm + far[b], whose[a], whose[b])
        for a, row in enumerate(graph)
        for b, dm in row.items()
        if a < b and a in far and whose[a] != whose[b]
    ]
    sets = Sets(len(graph))
    tree = [dm for dm, a, b in sorted(links) if sets.join(a, b)]
    return sum(tree[: max(len(set(stop)) - walks, 0)])


def nearest_dm(ways: Sequence[int], *, walks: int) -> int:
    """Sum the shortest ways from the start (or to the end) to so many different doors."""
    return sum(heapq.nsmallest(walks, ways))


def priced_forest_dm(
    graph: Graph, stop: Sequence[int], price: Mapping[int, int], *, walks: int, ways: Sequence[Sequence[int]]
) -> int:
    """Work out the floor that prices prove: the shortest forest of doors at priced links, less two prices a door.

    Args:
        graph: over points.
        stop: the point of each door.
        price: of a stop's point, in sixteenths of a decimetre; 0 where there is none.
        walks: how many.
        ways: of the start and of the end, decimetres to each door; all 0 where none is given.
    """
    doors_at = Counter(stop)
    cost = {point: price.get(point, 0) for point in doors_at}
    links, radius = _near_links(graph, doors_at)
    weighed = [(PARTS * dm + cost[a] + cost[b], a, b) for dm, a, b in links]
    half = {point: radius[point] * PARTS // 2 + cost[point] for point in doors_at}
    hub = min(half, key=lambda point: (half[point], point))
    cheapest = {point: min(2 * cost[point], half[point] + half[hub]) for point in doors_at}
    for weight, a, b in weighed:
        cheapest[a], cheapest[b] = min(cheapest[a], weight), min(cheapest[b], weight)
    weighed += [(half[point] + half[hub], point, hub) for point in doors_at]
    sets = Sets(len(graph))
    tree = [weight for weight, a, b in sorted(weighed) if sets.join(a, b)]
    # a door beyond its stop's first stands where that one stands: it hangs on it, or on what is nearest to both
    tree += [cheapest[point] for point, doors in doors_at.items() for _ in range(doors - 1)]
    total = sum(sorted(tree)[: len(stop) - walks])
    for way in ways:
        total += sum(heapq.nsmallest(walks, (PARTS * dm + cost[point] for dm, point in zip(way, stop, strict=True))))
    total -= sum(2 * cost[point] for point in stop)
    return -(-total // PARTS)


def _near_links(graph: Graph, doors_at: Mapping[int, int]) -> tuple[set[Link], dict[int, int]]:
    """List the links of every stop to its nearest others, and how far the last of them is."""
    links: set[Link] = set()
    radius: dict[int, int] = {}
    for point in doors_at:
        near: list[tuple[int, int]] = []

        def met(other: int, dm: int, near: list[tuple[int, int]] = near, point: int = point) -> bool:
            if other in doors_at and other != point:
                near.append((dm, other))
            return len(near) == LISTED

        near_points(graph, point, met)
        links |= {(dm, min(point, other), max(point, other)) for dm, other in near}
        radius[point] = near[-1][0] if len(near) == LISTED else UNLISTED_DM
    return links, radius
