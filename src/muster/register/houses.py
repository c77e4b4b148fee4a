"""Houses whose addresses stand in an OpenStreetMap extract."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import osmium
from numpy.typing import NDArray

from muster.plan.streets import ExtractError
from muster.register.pieces import read_line

_SEVERAL = re.compile(r"\s*[;,]\s*")


@dataclass(frozen=True, slots=True)
class Houses:
    """Houses of an extract, one index each.

    Attributes:
        lon, lat: degrees, float64[n]; of a house drawn as an outline the middle of its corners.
        streets: `addr:street`, else `addr:place`, or ''.
        numbers: `addr:housenumber` spelt as `Address.number`, or ''; a house of several stands once for each.
        names: `addr:housename`, or ''.
        postcodes: `addr:postcode` in capitals without a blank, or ''.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    streets: tuple[str, ...]
    numbers: tuple[str, ...]
    names: tuple[str, ...]
    postcodes: tuple[str, ...]

    def __len__(self) -> int:
        """Count the houses."""
        return len(self.lon)


def read_houses(content: bytes, *, form: Literal["pbf", "osm"]) -> Houses:
    """Read the nodes and outlines that have a house's number or name.

    Args:
        content: the extract's bytes, OpenStreetMap PBF or XML.
        form: which of the two.

    Raises:
        ExtractError: if the bytes are no such extract.
    """
    try:
        found = list(_addressed(content, form))
    except RuntimeError as error:
        raise ExtractError(f"this is no OpenStreetMap {form.upper()} file ({error}); fetch the extract again") from None
    rows = [
        (lon, lat, tags.get("addr:street") or tags.get("addr:place", ""), number, tags.get("addr:housename", ""), tags)
        for lon, lat, tags in found
        for number in _numbers(tags.get("addr:housenumber", ""))
    ]
    return Houses(
        np.array([row[0] for row in rows], dtype=np.float64),
        np.array([row[1] for row in rows], dtype=np.float64),
        tuple(row[2] for row in rows),
        tuple(row[3] for row in rows),
        tuple(row[4] for row in rows),
        tuple("".join(row[5].get("addr:postcode", "").split()).upper() for row in rows),
    )


def _addressed(content: bytes, form: str) -> Iterator[tuple[float, float, dict[str, str]]]:
    read = osmium.FileProcessor(osmium.io.FileBuffer(content, form), osmium.osm.NODE | osmium.osm.WAY).with_locations()
    for thing in read.with_filter(osmium.filter.KeyFilter("addr:housenumber", "addr:housename")):
        tags = {tag.k: tag.v for tag in thing.tags}
        if isinstance(thing, osmium.osm.Node):
            if thing.location.valid():
                yield thing.lon, thing.lat, tags
        elif isinstance(thing, osmium.osm.Way) and "addr:interpolation" not in tags:
            corners = sorted({(node.lon, node.lat) for node in thing.nodes if node.location.valid()})
            if corners:
                yield sum(lon for lon, _ in corners) / len(corners), sum(lat for _, lat in corners) / len(corners), tags


def _numbers(text: str) -> list[str]:
    """'1;3' are two houses; what is no number ('The Lodge') stands as one without."""
    found = []
    for part in _SEVERAL.split(text):
        pieces = read_line(part)
        found.append(pieces[0].text.partition("/")[0] if pieces and pieces[0].kind in {"number", "stroke"} else "")
    return found
