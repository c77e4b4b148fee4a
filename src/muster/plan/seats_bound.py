"""The most people that any plan could seat, and why: a cut of the flow from people to seats.

Relaxed: a party may part, other riders' windows are passed over; each person's own needs, windows and reach aren't.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from muster.plan.ride_plan import SeatsBound


def bound_seats(who: NDArray[np.int64], room: NDArray[np.int64], could: NDArray[np.bool_], *, sure: int) -> SeatsBound:
    """Bound the people that can be seated.

    Args:
        who: seats and wheelchair places that each wants, int64[n, 2].
        room: those that each vehicle has, int64[v, 2].
        could: bool[n, v], whether somebody could ride in a vehicle with nobody else in it but those aboard.
        sure: people who sit already: drivers' parties and those aboard. Their seats aren't in `room`.

    Source: max-flow min-cut (Ford and Fulkerson 1956). Vehicles on the source's side of the cut are counted by their
    seats; everybody who could also ride in another counts as seated. Any choice of counted vehicles is valid.
    """
    by_seat, by_wheel = _cut(who[:, 0], room[:, 0], could), _cut(who[:, 1], room[:, 1], could)
    seats = int(room[by_seat, 0].sum() + room[by_wheel, 1].sum())
    others = int(who[could[:, ~by_seat].any(axis=1), 0].sum() + who[could[:, ~by_wheel].any(axis=1), 1].sum())
    return SeatsBound(
        seated_at_most=sure + seats + others,
        priced_seats=tuple(np.flatnonzero(by_seat).tolist()),
        priced_wheelchairs=tuple(np.flatnonzero(by_wheel).tolist()),
        seats=seats,
        others=others,
    )


def _cut(wants: NDArray[np.int64], has: NDArray[np.int64], could: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say which vehicles stand on the full side of the cut, bool[v]. Those who could ride in the same are one node."""
    rows, kind = np.unique(could, axis=0, return_inverse=True)
    supply = np.bincount(kind.ravel(), weights=wants, minlength=len(rows)).astype(np.int64)
    kinds, vehicles = len(rows), len(has)
    source, sink = kinds + vehicles, kinds + vehicles + 1
    a, b = np.nonzero(rows)
    most = int(supply.sum()) + 1
    tail = np.concatenate([np.full(kinds, source), a, kinds + np.arange(vehicles)])
    head = np.concatenate([np.arange(kinds), kinds + b, np.full(vehicles, sink)])
    room = np.concatenate([supply, np.full(len(a), most), has]).astype(np.int32)
    graph = csr_array((room, (tail, head)), shape=(sink + 1, sink + 1))
    left: csr_array = csr_array(graph - maximum_flow(graph, source, sink).flow)
    left.data = np.where(left.data > 0, left.data, 0)
    left.eliminate_zeros()
    reached = np.zeros(sink + 1, dtype=np.bool_)
    reached[breadth_first_order(left, source, return_predecessors=False)] = True
    return np.asarray(reached[kinds : kinds + vehicles])
