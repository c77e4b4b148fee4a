"""Read a printed board back from its PDF alone, with other libraries than those that wrote it."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pypdf
import pypdfium2
import zxingcpp
from numpy.typing import NDArray
from pypdf.generic import ContentStream

from muster.paper.boards import Board

Place = tuple[float, float]
COLUMN_EDGES = (28.0, 33.0, 305.1, 310.1)  # where order numbers begin; those of several doors at one stop stand in
LINE_PT = 16  # lines of one door are closer than this, rows farther apart
WALK_PT = 1.5  # the walk is the one stroke of this width


@dataclass(frozen=True)
class Said:
    """Text as it stands on a page: where it begins, how large (the smaller of both directions), which way it runs."""

    text: str
    x: float
    y: float
    size: float
    along: Place


@dataclass
class Drawn:
    """What a page draws: walks (strokes 1.5 pt wide), discs (filled, of four curves)."""

    walks: list[list[Place]] = field(default_factory=list)
    discs: list[tuple[Place, float]] = field(default_factory=list)
    greys_of_text: set[float] = field(default_factory=set)


def texts(page: pypdf.PageObject) -> list[Said]:
    said: list[Said] = []

    def visit(text: str, cm: Any, tm: Any, _font: Any, size: Any) -> None:
        if text.strip():
            a, b, c, d, x, y = _product(tm, cm)
            wide, high = float(np.hypot(a, b)), float(np.hypot(c, d))
            said.append(Said(text.strip(), x, y, float(size) * min(wide, high), (a / wide, b / wide)))

    page.extract_text(visitor_text=visit)
    return said


def drawn(reader: pypdf.PdfReader, page: pypdf.PageObject) -> Drawn:
    """Follow the page's content stream: where lines and discs end up on paper."""
    found = Drawn()
    state: dict[str, Any] = {"cm": (1, 0, 0, 1, 0, 0), "width": 1.0, "stroke": 0.0, "fill": 0.0}
    stack: list[dict[str, Any]] = []
    path: list[tuple[str, Place]] = []
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        at = [float(one) for one in operands] if operator in _NUMBERS else []
        if operator == b"q":
            stack.append(dict(state))
        elif operator == b"Q":
            state = stack.pop()
        elif operator == b"cm":
            state["cm"] = _product(at, state["cm"])
        elif operator == b"w":
            state["width"] = at[0]
        elif operator in {b"SCN", b"scn"}:
            state["stroke" if operator == b"SCN" else "fill"] = _grey(operands)
        elif operator in {b"m", b"l", b"c"}:
            path.append((operator.decode(), _moved(at[-2:], state["cm"])))
        elif operator in {b"S", b"f", b"B", b"n"}:
            _keep(found, path, operator, state)
            path = []
        elif operator == b"Tj":
            found.greys_of_text.add(state["fill"])
    return found


def _grey(operands: list[Any]) -> float | None:
    """Give a colour that is a grey, 0 black to 1 white; None for a pattern."""
    return float(operands[0]) if len(operands) == 1 and not isinstance(operands[0], str) else None


_NUMBERS = {b"cm", b"w", b"m", b"l", b"c"}


def _keep(found: Drawn, path: list[tuple[str, Place]], operator: bytes, state: dict[str, Any]) -> None:
    kinds = [kind for kind, _ in path]
    if operator == b"S" and abs(state["width"] - WALK_PT) < 0.01 and state["stroke"] == 0:
        found.walks.append([place for _, place in path])
    elif operator == b"f" and kinds == ["m", "c", "c", "c", "c"] and state["fill"] == 0:
        xs, ys = [x for _, (x, _) in path], [y for _, (_, y) in path]
        middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
        found.discs.append((middle, (max(xs) - min(xs)) / 2))


def _product(a: Any, b: Any) -> tuple[float, ...]:
    return (
        a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2], a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5],
    )  # fmt: skip


def _moved(at: list[float], cm: tuple[float, ...]) -> Place:
    return at[0] * cm[0] + at[1] * cm[2] + cm[4], at[0] * cm[1] + at[1] * cm[3] + cm[5]


def far_from(line: list[Place], place: Place) -> float:
    """Give the distance from a place to the nearest point of a line."""
    if len(line) == 1:
        return float(np.hypot(line[0][0] - place[0], line[0][1] - place[1]))
    a, b, p = np.array(line[:-1]), np.array(line[1:]), np.array(place)
    ab = b - a
    share = np.clip(((p - a) * ab).sum(axis=1) / np.maximum((ab * ab).sum(axis=1), 1e-12), 0, 1)
    return float(np.hypot(*(a + share[:, None] * ab - p).T).min())


def grey(pdf: bytes, page: int, *, dpi: int) -> NDArray[np.uint8]:
    """Draw a page as a black-and-white printer would."""
    document = pypdfium2.PdfDocument(pdf)
    return np.asarray(document[page].render(scale=dpi / 72, grayscale=True).to_numpy()).squeeze()


def qr_texts(picture: NDArray[np.uint8]) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture) if code.format == zxingcpp.BarcodeFormat.QRCode]


@dataclass(frozen=True)
class ReadBoard:
    """A board as its pages say it: all texts of all pages as drawn; doors and order numbers as people read them."""

    number: int
    pages: list[int]
    said: list[Said]
    doors: list[str]
    orders: list[int]


def read_boards(pdf: bytes) -> Iterator[ReadBoard]:
    """Give the boards of a file; a page's foot says whose it is."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    by_number: dict[int, list[int]] = {}
    said = [texts(page) for page in reader.pages]
    for index, page in enumerate(said):
        foot = next(one for one in page if one.text.startswith("Turf ") and one.y < 60)
        by_number.setdefault(int(foot.text.split()[1]), []).append(index)
    for number, pages in by_number.items():
        found = [_in_order(said[index]) for index in pages]
        doors, orders = (
            [door for page in found for door in _doors(page)],
            [one for page in found for one in _orders(page)],
        )
        yield ReadBoard(number, pages, [one for index in pages for one in said[index]], doors, orders)


def doors_printed(board: Board) -> list[str]:
    """Give a board's doors as its rows should print them: what all doors of a stop end with stands above them."""
    return [name for stop in board.stops for name in _names_at(stop.doors)]


def _names_at(doors: tuple[str, ...]) -> list[str]:
    names = [door.split(", ") for door in doors]
    while len(names) > 1 and min(map(len, names)) > 1 and len({name[-1] for name in names}) == 1:
        names = [name[:-1] for name in names]
    return [", ".join(name) for name in names]


def _doors(page: list[Said]) -> list[str]:
    """Give the doors: all text in 11 points; lines closer than a row are one door's."""
    doors: list[str] = []
    last: Said | None = None
    for one in (text for text in page if text.size == 11):
        if last and abs(one.x - last.x) < 0.5 and 0 <= last.y - one.y < LINE_PT:
            doors[-1] += " " + one.text
        else:
            doors.append(one.text)
        last = one
    return doors


def _in_order(said: list[Said]) -> list[Said]:
    """Read a page as people do: the left column down, then the right."""
    return sorted(said, key=lambda one: (one.x > 297, -round(one.y), one.x))


def _orders(found: list[Said]) -> list[int]:
    """Give the order numbers: bold figures at the left edge of a column, below the map."""
    letters = next(one.y for one in found if one.text.endswith("do not knock"))  # order numbers stand below the letters
    below = [one for one in found if one.size == 10 and one.text.isdigit() and one.y < letters]
    return [int(one.text) for one in below if min(abs(one.x - edge) for edge in COLUMN_EDGES) < 0.5]
