"""A laid ground with its streets as one file, so that a cut can be corrected another time without laying it again."""

import io
import json
import zipfile
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from muster.plan.backdrop import Shape
from muster.plan.doors import Doors
from muster.plan.ground import Ground
from muster.plan.kerbs import Kerbs, Links
from muster.plan.plane import Plane
from muster.plan.snap import Lines
from muster.plan.streets import Streets

WORDS = "words.json"
_KINDS: dict[str, type] = {
    "ground": Ground, "doors": Doors, "plane": Plane, "links": Links, "kerbs": Kerbs, "lines": Lines,
    "streets": Streets,
}  # fmt: skip


class GroundStoreError(ValueError):
    """This file holds no ground."""


@dataclass(frozen=True, slots=True)
class Laid:
    """What a cut was made on.

    Attributes:
        ground: doors on their kerbs.
        price: of each stop, which proves the floor: int32[stops].
        streets: the extract, None where there was none.
        backdrop: water and green, for maps on boards.
    """

    ground: Ground
    price: NDArray[np.int32]
    streets: Streets | None
    backdrop: tuple[Shape, ...]


def pack_ground(laid: Laid) -> bytes:
    """Write it all into one file: numbers and words, nothing in it can run."""
    arrays: dict[str, NDArray[Any]] = {"price": laid.price}
    words: dict[str, Any] = {"backdrop": [_shape(one) for one in laid.backdrop]}
    _put("ground", laid.ground, arrays, words)
    _put("streets", laid.streets, arrays, words)
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as parts:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.save(content, array, allow_pickle=False)
            parts.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue(), zipfile.ZIP_DEFLATED)
        text = json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode()
        parts.writestr(zipfile.ZipInfo(WORDS), text, zipfile.ZIP_DEFLATED)
    return box.getvalue()


def unpack_ground(packed: bytes) -> Laid:
    """Read back what `pack_ground` wrote.

    Raises:
        GroundStoreError: if this is no such file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as parts:
            words = json.loads(parts.read(WORDS))
            arrays = {
                name.removesuffix(".npy"): np.load(io.BytesIO(parts.read(name)), allow_pickle=False)
                for name in parts.namelist()
                if name.endswith(".npy")
            }
        backdrop = tuple(_shape_of(one) for one in words["backdrop"])
        return Laid(_got("ground", arrays, words), arrays["price"], _got("streets", arrays, words), backdrop)
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise GroundStoreError("this file holds no ground; cut again") from error


def _put(path: str, value: Any, arrays: dict[str, NDArray[Any]], words: dict[str, Any]) -> None:
    """Put a value's arrays among arrays and everything else among words, each under its path."""
    if isinstance(value, np.ndarray):
        arrays[path] = value
    elif is_dataclass(value):
        for field in fields(value):
            _put(f"{path}.{field.name}", getattr(value, field.name), arrays, words)
    else:
        words[path] = value


def _got(path: str, arrays: dict[str, NDArray[Any]], words: dict[str, Any]) -> Any:
    if path in arrays:
        return arrays[path]
    if path in words:
        value = words[path]
        return tuple(value) if isinstance(value, list) else value
    kind = _KINDS[path.rpartition(".")[2]]
    return kind(**{field.name: _got(f"{path}.{field.name}", arrays, words) for field in fields(kind)})


def _shape(shape: Shape) -> list[Any]:
    return [shape.kind, shape.name, shape.area, shape.places, shape.holes]


def _shape_of(told: list[Any]) -> Shape:
    kind, name, area, places, holes = told
    return Shape(kind, name, area, _places(places), tuple(_places(hole) for hole in holes))


def _places(told: list[list[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((lon, lat) for lon, lat in told)
