"""From the ranks that a record opens to papers that a count takes."""

from collections.abc import Sequence


def ranks_in_order(ranks: Sequence[int]) -> list[int | tuple[int, ...] | None]:
    """Give a paper in the voter's order.

    Args:
        ranks: for each candidate the rank given, 1 for the first; 0 for none.

    Returns:
        by rank from the first: the candidate's number from 1, several where they share the rank, None where no
        candidate has it. What a count makes of shared and missing ranks is its rule's business (docs/methods/count.md).
    """
    places: dict[int, list[int]] = {}
    for number, rank in enumerate(ranks, start=1):
        if rank:
            places.setdefault(rank, []).append(number)
    paper: list[int | tuple[int, ...] | None] = []
    for rank in range(1, max(places, default=0) + 1):
        found = places.get(rank, [])
        paper.append(tuple(found) if len(found) > 1 else found[0] if found else None)
    return paper
