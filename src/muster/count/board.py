"""A secret ballot's board: a record that only grows, by an event and the pieces it names. `count.check` reads it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from muster.count.check_pieces import AFTER, TAR_BLOCK, compact, tar_header


class BoardError(ValueError):
    """An event can't be added now."""


@dataclass(frozen=True, slots=True)
class Board:
    """Where a record stands: all that one must know to add to it. `at_s` (since 1970) stands in every header."""

    at_s: int
    height: int = -1
    kind: str = ""
    head: str = ""


def begin_board(*, at_s: int) -> tuple[Board, bytes]:
    """Begin a record, and give its first bytes. `at_s` is the moment in seconds since 1970."""
    raw = compact({"version": 1, "timestamp": str(at_s)})
    return Board(at_s), _piece("BELENIOS", raw, at_s)


def add_event(board: Board, kind: str, pieces: Sequence[bytes] = ()) -> tuple[Board, bytes]:
    """Add an event that names the last of its pieces, and give the bytes that the record grows by.

    Raises:
        BoardError: no event of this kind may come now.
    """
    if kind not in AFTER[board.kind]:
        may = " or ".join(sorted(AFTER[board.kind])) or "nothing"
        raise BoardError(f"after {board.kind or 'nothing'} comes {may}, not {kind}")
    event: dict[str, object] = {"parent": board.head} if board.head else {}
    event |= {"height": board.height + 1, "type": kind}
    if pieces:
        event["payload"] = hash_of(pieces[-1])
    raw = compact(event)
    grown = [_piece(f"{hash_of(piece)}.data.json", piece, board.at_s) for piece in pieces]
    grown.append(_piece(f"{hash_of(raw)}.event.json", raw, board.at_s))
    return Board(board.at_s, board.height + 1, kind, hash_of(raw)), b"".join(grown)


def hash_of(raw: bytes) -> str:
    """Give the SHA-256 by which a piece is named."""
    return hashlib.sha256(raw).hexdigest()


def _piece(name: str, raw: bytes, at_s: int) -> bytes:
    return tar_header(name, size=len(raw), at=at_s) + raw + bytes(-len(raw) % TAR_BLOCK)
