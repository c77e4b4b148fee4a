"""Bytes to text: which encoding, and the text in pieces that end at a line's end."""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from muster.table import Problem, TableError

Form: TypeAlias = Literal["text", "xlsx"]

PIECE = 1 << 16  # bytes at a time: small pieces stay in the processor's own memory
HEAD = 1 << 16  # bytes looked at to tell what a file is
LONGEST_LINE = 1 << 20  # characters

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "it begins with the mark of UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "it begins with the mark of UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "it begins with the mark of UTF-16"),
)
_NO_TABLES = (
    (b"%PDF", "this is a PDF, a picture of a list; ask whoever sent it for the list as data (CSV or XLSX)"),
    (b"\x89PNG", "this is a picture; ask whoever sent it for the list as data (CSV or XLSX)"),
    (b"\xff\xd8\xff", "this is a picture; ask whoever sent it for the list as data (CSV or XLSX)"),
    (b"GIF8", "this is a picture; ask whoever sent it for the list as data (CSV or XLSX)"),
    (
        b"\xd0\xcf\x11\xe0",
        "this spreadsheet is old or locked; save it as XLSX without a password, or as CSV",
    ),
    (b"\x1f\x8b", "this is a packed file; unpack it first"),
    (b"7z\xbc\xaf", "this is a packed file; unpack it first"),
    (b"Rar!", "this is a packed file; unpack it first"),
    (b"{\\rtf", "this is a letter from a word processor; ask whoever sent it for the list as data (CSV or XLSX)"),
    (b"<!DOCTYPE", "this is a web page; download the file itself"),
    (b"<html", "this is a web page; download the file itself"),
)
_NO_SHEET = "this is a zip file and no spreadsheet; unpack it and give the file inside"
_OPEN_SHEET = "this is an OpenDocument spreadsheet; save it as XLSX or CSV"
_NO_TEXT = "this is neither text nor an XLSX file; save the list as CSV or XLSX"
_CONTROLS = bytes({*range(1, 32)} - set(b"\t\n\v\f\r\x1a"))  # stand in no text
# Where ISO-8859-15 has letters and windows-1252 has signs that don't stand beside a letter in a name
_LATIN_9 = re.compile(rb"[A-Za-z][\xa6\xa8\xb8\xbc\xbd\xbe]|(?<!\d)[\xa6\xa8\xb8\xbc\xbd\xbe][A-Za-z]")
_WINDOWS_ONLY = re.compile(rb"[\x80-\x9f]")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_BLANKS = dict.fromkeys((0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000), " ")
_NOTHING = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_QUOTES = dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u02bc\u00b4\u0060\u2032"), "'")
_DIRT = _BLANKS | _NOTHING | _QUOTES | dict.fromkeys(map(ord, "\u201c\u201d\u201e"), "'")
_DIRTY = re.compile("[" + "".join(map(chr, _DIRT)) + "]")
_A_SMALL_PART = 20  # one in so many


class Content(Protocol):
    """A file's bytes: `bytes`, or a file mapped into memory."""

    def __len__(self) -> int:
        """How many bytes."""
        ...

    def __getitem__(self, part: slice, /) -> bytes:
        """Copy a part of them."""
        ...


@dataclass(frozen=True, slots=True)
class Encoding:
    r"""How a file's bytes are to be read, and how one can tell.

    Attributes:
        name: as Python calls it, such as 'cp1252'.
        begins: at which byte the text begins, behind a mark.
        newline: what ends its lines: '\n' (also behind a '\r') or '\r'.
        why: how it was told, for people.
    """

    name: str
    begins: int
    newline: str
    why: str


def find_form(content: Content, *, name: str) -> Form:
    """Tell a spreadsheet from a text file.

    Raises:
        TableError: if the file is neither, with a sentence that says what it is.
    """
    head = bytes(content[: len(b"PK\x03\x04")])
    if head == b"PK\x03\x04":
        tail = bytes(content[max(0, len(content) - HEAD) :])
        if b"xl/workbook.xml" in tail or b"xl/workbook.xml" in bytes(content[:HEAD]):
            return "xlsx"
        opened = b"opendocument.spreadsheet" in bytes(content[:HEAD])
        raise TableError(name, [Problem(1, "", "", _OPEN_SHEET if opened else _NO_SHEET)])
    start = bytes(content[:16]).lstrip()
    for mark, cure in _NO_TABLES:
        if start.lower().startswith(mark.lower()):
            raise TableError(name, [Problem(1, "", "", cure)])
    return "text"


def find_encoding(content: Content, *, name: str) -> Encoding:
    """Tell in which encoding a text file is written.

    A mark at its start decides. Without one, a NUL in every other byte means UTF-16. Bytes that are UTF-8 throughout,
    or all but a few damaged ones, are UTF-8. The rest is windows-1252, unless none of its bytes is one that only
    windows-1252 has (80 to 9F) and some stand beside a letter that are letters in ISO-8859-15 and signs in
    windows-1252, such as the first of 'Škoda'.

    Raises:
        TableError: if the bytes are no text.
    """
    head = bytes(content[:HEAD])
    for mark, encoding, why in _MARKS:
        if head.startswith(mark):
            return Encoding(encoding, len(mark), _newline(head, encoding), why)
    zeros = head.count(0)
    if zeros * 4 > len(head):
        odd, even = head[1::2].count(0), head[::2].count(0)
        encoding = "utf-16-le" if odd > even else "utf-16-be"
        if min(odd, even) * _A_SMALL_PART < zeros:
            return Encoding(encoding, 0, _newline(head, encoding), "every other byte is empty")
    if (len(head) - len(head.translate(None, _CONTROLS + b"\0"))) * _A_SMALL_PART > len(head):
        raise TableError(name, [Problem(1, "", "", _NO_TEXT)])
    newline = _newline(head, "latin-1")
    if _is_utf_8(content):
        return Encoding("utf-8", 0, newline, "its bytes are UTF-8")
    if _looks_like_latin_9(content):
        return Encoding("iso8859-15", 0, newline, "letters stand where only ISO-8859-15 has them")
    return Encoding("cp1252", 0, newline, "its bytes are not UTF-8")


def decode(content: Content, encoding: Encoding, *, name: str, piece: int = PIECE) -> Iterator[tuple[str, int]]:
    r"""Give the text in pieces and, with each, how many bytes have been read.

    Every piece ends at a line's end ('\n', whatever the file has), the last perhaps not. Blanks that don't break,
    characters without width and curled quotes are made plain, and letters composed (NFC). A byte that can't be read
    becomes U+FFFD.

    Raises:
        TableError: if a line is longer than a million characters, as no row is.
    """
    decoder = codecs.getincrementaldecoder(encoding.name)(errors="replace")
    rest = ""
    size = len(content)
    for begin in range(encoding.begins, size, piece):
        end = min(begin + piece, size)
        text = rest + decoder.decode(bytes(content[begin:end]), final=end == size)
        cut = text.rfind(encoding.newline) + 1 if end < size else len(text)
        rest = text[cut:]
        if len(rest) > LONGEST_LINE:
            cure = "this line never ends; the file is damaged or no table"
            raise TableError(name, [Problem(1, "", rest[:40], cure)])
        if cut:
            yield _clean(text[:cut], encoding.newline), end


def plain(text: str) -> str:
    """Make blanks, quotes and composed letters plain, and drop characters without width."""
    if text.isascii():
        return text.replace("`", "'") if "`" in text else text
    if _DIRTY.search(text):
        text = text.translate(_DIRT)
    return unicodedata.normalize("NFC", text)


def _clean(text: str, newline: str) -> str:
    text = text.replace("\r\n", "\n") if newline == "\n" else text.replace("\r", "\n")
    return plain(text)


def _newline(head: bytes, encoding: str) -> str:
    text = head.decode(encoding, errors="replace")
    return "\n" if "\n" in text or "\r" not in text else "\r"


def _is_utf_8(content: Content) -> bool:
    """Whether bytes are UTF-8, or were before a few were damaged."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for begin in range(0, len(content), PIECE):
            decoder.decode(bytes(content[begin : begin + PIECE]), final=begin + PIECE >= len(content))
    except UnicodeDecodeError:
        return _was_utf_8(content)
    return True


def _was_utf_8(content: Content) -> bool:
    good = high = 0
    for begin in range(0, len(content), PIECE):
        part = bytes(content[begin : begin + PIECE])
        if part.isascii():
            continue
        good += sum(len(found) for found in _MULTIBYTE.findall(part))
        high += len(_HIGH.findall(part))
    return (high - good) * _A_SMALL_PART < high


def _looks_like_latin_9(content: Content) -> bool:
    letters = False
    for begin in range(0, len(content), PIECE):
        part = bytes(content[begin : begin + PIECE])
        if part.isascii():
            continue
        if _WINDOWS_ONLY.search(part):
            return False
        letters = letters or bool(_LATIN_9.search(part))
    return letters
