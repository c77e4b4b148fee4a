"""The streets of an OpenStreetMap extract, as arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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
        way_dual: bool[ways], one carriageway of a dual carriageway.
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


class ExtractError(ValueError):
    """The street extract can't be read, or holds no street; the sentence says what to do."""
