"""How words on the command line are read; each refusal says what to write instead."""

import argparse
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, TypeVar

_WEST = re.compile(r"-\d+(\.\d+)?,")  # a place west of Greenwich, which argparse would take for an option

T = TypeVar("T")


def natural(text: str) -> int:
    """Read a whole number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}': write a whole number from 1")
    return int(text)


def natural_or_none(text: str) -> int:
    """Read a whole number from 0."""
    return 0 if text == "0" else natural(text)


def finite(text: str) -> float:
    """Read a number that is one."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"'{text}': write a number, with a point before decimals")
    return value


def place(text: str) -> tuple[float, float]:
    """Read LON,LAT."""
    from muster.table import degrees

    lon, _, lat = text.partition(",")
    example = "write LON,LAT, such as -0.6502,52.6701"
    return _cell(degrees(180), lon, text, example), _cell(degrees(90), lat, text, example)


def moment(text: str) -> int:
    """Read HH:MM as seconds from midnight."""
    from muster.plan.people import moment as read

    return _cell(read, text, text, "")


def counted(number: int, one: str, many: str = "") -> str:
    """Say how many: '1 person', '3 people', '2 cars'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def form_of(path: Path) -> 'Literal["pbf", "osm"]':
    """Say which form a street extract has, by its name.

    Raises:
        FolderError: if it has neither.
    """
    from muster.cli.folder import FolderError

    suffix = path.suffix.lower()
    if suffix == ".pbf":
        return "pbf"
    if suffix in {".osm", ".xml"}:
        return "osm"
    raise FolderError(f"{path}: name an OpenStreetMap extract that ends in .osm.pbf or .osm")


def streets_name(path: Path) -> str:
    """Give the name under which an extract is kept in a folder of results."""
    return "streets.osm.pbf" if form_of(path) == "pbf" else "streets.osm"


def folder_to_check(words: Sequence[str]) -> Path | None:
    """Read the words `check DIR`, or none at all.

    Raises:
        FolderError: if they are anything else.
    """
    from muster.cli.folder import FolderError

    if not words:
        return None
    if words[0] != "check" or len(words) != len(("check", "DIR")):
        raise FolderError(f"'{' '.join(words)}' isn't understood here; write check DIR, or options (--help lists them)")
    return Path(words[1])


def join_places(words: Sequence[str]) -> list[str]:
    """Join a place that begins with a minus to the option before it."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1].startswith("--") and "=" not in joined[-1] and _WEST.match(word):
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


def _cell(read: Callable[[str], T], part: str, text: str, example: str) -> T:
    from muster.table import CellError

    try:
        return read(part)
    except CellError as error:
        cure = f"{example}; {error}" if example else str(error)
        raise argparse.ArgumentTypeError(f"'{text}': {cure}") from None
