"""Files that went wrong on their way: cut, swapped, broken, one way for each seed."""

import csv
import io
from collections.abc import Callable
from random import Random

Mutation = Callable[[bytes, Random], tuple[bytes, str]]


def mutate(content: bytes, seed: int) -> tuple[bytes, str]:
    """Break a file in one way; give it and say what was done. The same seed breaks the same file the same way."""
    if not content:
        return content, "nothing to break"
    return MUTATIONS[seed % len(MUTATIONS)](content, Random(seed))


def kind_of(seed: int) -> str:
    """Name the way in which a seed breaks files, such as 'cut' or 'swap_columns'."""
    return MUTATIONS[seed % len(MUTATIONS)].__name__[1:]


def _at(rng: Random, most: int) -> int:
    return int(rng.random() * max(most, 1))


def _lines(content: bytes) -> list[bytes]:
    return content.splitlines(keepends=True)


def _row_of(content: bytes, rng: Random) -> tuple[list[bytes], int]:
    """Choose a line below the header."""
    lines = _lines(content)
    return lines, 1 + _at(rng, len(lines) - 1) if len(lines) > 1 else 0


def _delimiter(content: bytes) -> bytes:
    first = _lines(content[:4_000])[:1] or [b""]
    return b"\t" if first[0].count(b"\t") > first[0].count(b",") else b","


def _cut(content: bytes, rng: Random) -> tuple[bytes, str]:
    at = 1 + _at(rng, len(content) - 1)
    return content[:at], f"cut after byte {at} of {len(content)}"


def _cut_at_line(content: bytes, rng: Random) -> tuple[bytes, str]:
    lines, at = _row_of(content, rng)
    return b"".join(lines[:at]), f"cut before line {at + 1} of {len(lines)}"


def _flip(content: bytes, rng: Random) -> tuple[bytes, str]:
    out, places = bytearray(content), sorted(_at(rng, len(content)) for _ in range(1 + _at(rng, 8)))
    for at in places:
        out[at] ^= 1 << _at(rng, 8)
    return bytes(out), f"bits flipped in bytes {places}"


def _swap_columns(content: bytes, rng: Random) -> tuple[bytes, str]:
    """Swap two columns whole; commas inside quotation marks stay where they are, in files of one byte a letter."""
    mark = _delimiter(content).decode()
    rows = list(csv.reader(io.StringIO(content.decode("latin-1"), newline=""), delimiter=mark))
    width = max(map(len, rows[:1] or [[]]), default=0)
    one = _at(rng, width)
    other = (one + 1 + _at(rng, width - 1)) % max(width, 1)
    for cells in rows:
        if max(one, other) < len(cells):
            cells[one], cells[other] = cells[other], cells[one]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark).writerows(rows)
    return out.getvalue().encode("latin-1"), f"columns {one + 1} and {other + 1} swapped, the header's too"


def _swap_cells(content: bytes, rng: Random) -> tuple[bytes, str]:
    mark, (lines, at) = _delimiter(content), _row_of(content, rng)
    body = lines[at].rstrip(b"\r\n")
    cells = body.split(mark)
    one, other = _at(rng, len(cells)), _at(rng, len(cells))
    cells[one], cells[other] = cells[other], cells[one]
    lines[at] = mark.join(cells) + lines[at][len(body) :]
    return b"".join(lines), f"cells {one + 1} and {other + 1} of line {at + 1} swapped"


def _double(content: bytes, rng: Random) -> tuple[bytes, str]:
    lines, at = _row_of(content, rng)
    return b"".join([*lines[: at + 1], *lines[at:]]), f"line {at + 1} doubled"


def _lose_row(content: bytes, rng: Random) -> tuple[bytes, str]:
    lines, at = _row_of(content, rng)
    return b"".join([*lines[:at], *lines[at + 1 :]]), f"line {at + 1} lost"


def _quote(content: bytes, rng: Random) -> tuple[bytes, str]:
    lines, at = _row_of(content, rng)
    place = _at(rng, len(lines[at]))
    lines[at] = lines[at][:place] + b'"' + lines[at][place:]
    return b"".join(lines), f"a quotation mark put into line {at + 1} at {place}"


def _quote_opens(content: bytes, rng: Random) -> tuple[bytes, str]:
    mark, (lines, at) = _delimiter(content), _row_of(content, rng)
    lines[at] = lines[at].replace(mark, mark + b'"', 1)
    return b"".join(lines), f"a quotation mark opened in line {at + 1} and not closed"


def _extra_delimiter(content: bytes, rng: Random) -> tuple[bytes, str]:
    mark, (lines, at) = _delimiter(content), _row_of(content, rng)
    place = _at(rng, len(lines[at].rstrip(b"\r\n")))
    lines[at] = lines[at][:place] + mark + lines[at][place:]
    return b"".join(lines), f"one delimiter too many in line {at + 1} at {place}"


def _lose_delimiter(content: bytes, rng: Random) -> tuple[bytes, str]:
    mark, (lines, at) = _delimiter(content), _row_of(content, rng)
    lines[at] = lines[at].replace(mark, b"", 1)
    return b"".join(lines), f"one delimiter too few in line {at + 1}"


def _drop_header(content: bytes, rng: Random) -> tuple[bytes, str]:
    return b"".join(_lines(content)[1:]), "first line dropped"


def _header_again(content: bytes, rng: Random) -> tuple[bytes, str]:
    lines, at = _row_of(content, rng)
    return b"".join([*lines[: at + 1], lines[0], *lines[at + 1 :]]), f"first line once more after line {at + 1}"


def _rename(content: bytes, rng: Random) -> tuple[bytes, str]:
    mark, lines = _delimiter(content), _lines(content)
    body = lines[0].rstrip(b"\r\n")
    cells = body.split(mark)
    at = _at(rng, len(cells))
    cells[at] = b"Column" if rng.random() < 0.5 else b""
    return b"".join([mark.join(cells) + lines[0][len(body) :], *lines[1:]]), f"header {at + 1} renamed"


def _other_encoding(content: bytes, rng: Random) -> tuple[bytes, str]:
    text = content.decode("utf-8", "replace")
    name = ("utf-16-le", "utf-16-be", "cp1252", "utf-8-sig", "cp437")[_at(rng, 5)]
    return text.encode(name, "replace"), f"written again in {name}"


def _two_encodings(content: bytes, rng: Random) -> tuple[bytes, str]:
    lines, at = _row_of(content, rng)
    lines[at] = lines[at].rstrip(b"\r\n") + b"\xe9\x92\xff\r\n"
    return b"".join(lines), f"bytes of another encoding at the end of line {at + 1}"


def _nought_bytes(content: bytes, rng: Random) -> tuple[bytes, str]:
    at, many = _at(rng, len(content)), 1 + _at(rng, 400)
    return content[:at] + bytes(many) + content[at + many :], f"{many} bytes from {at} on written over with noughts"


def _joined_lines(content: bytes, rng: Random) -> tuple[bytes, str]:
    lines, at = _row_of(content, rng)
    lines[at] = lines[at].rstrip(b"\r\n")
    return b"".join(lines), f"line end lost after line {at + 1}"


def _split_line(content: bytes, rng: Random) -> tuple[bytes, str]:
    lines, at = _row_of(content, rng)
    place = _at(rng, len(lines[at]))
    lines[at] = lines[at][:place] + b"\n" + lines[at][place:]
    return b"".join(lines), f"line {at + 1} broken in two at {place}"


def _shuffled_middle(content: bytes, rng: Random) -> tuple[bytes, str]:
    at, length = _at(rng, len(content)), 1 + _at(rng, 3_000)
    piece = content[at : at + length]
    return content[:at] + piece + content[at:], f"{len(piece)} bytes from {at} on sent twice"


MUTATIONS: tuple[Mutation, ...] = (
    _cut, _cut_at_line, _flip, _swap_columns, _swap_cells, _double, _lose_row, _quote, _quote_opens, _extra_delimiter,
    _lose_delimiter, _drop_header, _header_again, _rename, _other_encoding, _two_encodings, _nought_bytes,
    _joined_lines, _split_line, _shuffled_middle,
)  # fmt: skip
HARMLESS = {"swap_columns"}  # the same rows stand in the file, in other columns
UNSEEN = {"cut_at_line", "lose_row"}  # a whole file with fewer rows: only the version before can tell
