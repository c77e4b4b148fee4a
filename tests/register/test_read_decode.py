"""Bytes to text."""

import mmap
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.register.decode import decode, find_encoding, find_form
from muster.table import TableError

HEAD = "Number,Name,Address1\r\n"


def text_of(content: bytes, piece: int = 7) -> str:
    return "".join(text for text, _ in decode(content, find_encoding(content, name="x"), name="x", piece=piece))


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp1252", "cp1252"), ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"),
    ],
)  # fmt: skip
def test_encodings_are_told(encoding: str, told: str) -> None:
    text = HEAD + "1,Müller Zoë,4 Mill Street\r\n"
    assert find_encoding(text.encode(encoding), name="x").name == told
    assert text_of(text.encode(encoding)) == text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("line", "encoding"),
    [
        ("1,Škoda Jan,x", "iso8859-15"),
        ("1,Œuvre Jan,x", "iso8859-15"),
        ("1,Müller Zoë,x", "cp1252"),  # the same bytes in both
        ("1,Müller Zoë,12½ High Street", "cp1252"),
        ("1,O’Neill Zoë,x", "cp1252"),  # 92 is no letter of ISO-8859-15
        ("1,Šimić … ,x".replace("ć", "c"), "cp1252"),
    ],
)
def test_windows_1252_and_iso_8859_15(line: str, encoding: str) -> None:
    assert find_encoding((HEAD + line).encode(encoding), name="x").name == encoding


def test_a_damaged_byte_does_not_make_all_letters_others() -> None:
    content = bytearray((HEAD + "1,Müller Zoë,x\r\n" * 40).encode())
    content[content.index(b"\xc3")] = 0xFF
    assert find_encoding(bytes(content), name="x").name == "utf-8"
    assert text_of(bytes(content)).count("Müller Zoë") == 39
    assert text_of(bytes(content)).count("\ufffd") == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("piece", [1, 2, 3, 1_000])
def test_lines_end_in_every_way(end: str, piece: int) -> None:
    assert text_of(f"a,b{end}1,2{end}".encode(), piece) == "a,b\n1,2\n"


def test_pieces_end_where_lines_do() -> None:
    content = "".join(f"{n},Zoë\r\n" for n in range(50)).encode()
    pieces = [text for text, _ in decode(content, find_encoding(content, name="x"), name="x", piece=20)]
    assert len(pieces) > 10
    assert all(text.endswith("\n") for text in pieces)


def test_blanks_and_quotes_are_made_plain() -> None:
    assert text_of("4\u00a0Mill\u2009Street,O\u2019Neill,\u200bAnn\u00ad,Zoe\u0308,O`Brien\n".encode()) == (
        "4 Mill Street,O'Neill,Ann,Zoë,O'Brien\n"
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7 ...", "this is a PDF"),
        (b"PK\x03\x04 something else", "this is a zip file and no spreadsheet"),
        (b"\x89PNG\r\n", "this is a picture"),
        (b"\xff\xd8\xff\xe0", "this is a picture"),
        (b"\xd0\xcf\x11\xe0", "this spreadsheet is old or locked"),
        (b"  <!doctype html>", "this is a web page"),
        (b"\x1f\x8b\x08", "this is a packed file"),
    ],
)
def test_what_is_no_table_is_told(content: bytes, told: str) -> None:
    with pytest.raises(TableError) as refused:
        find_form(content, name="x")
    assert refused.value.problems[0].cure.startswith(told)


@pytest.mark.parametrize(
    "content",
    [b"abc\0\0def" * 9, bytes(range(256)).replace(b"\n", b"\0") * 3 + b"\0" * 90, Random(1).randbytes(3_000)],
)
def test_bytes_that_are_no_text_are_refused(content: bytes) -> None:
    with pytest.raises(TableError, match="this is neither text nor an XLSX file"):
        find_encoding(content, name="x")


def test_a_line_without_end_is_refused() -> None:
    content = b"a,b\n" + b"x" * 3_000_000
    with pytest.raises(TableError, match="this line never ends"):
        list(decode(content, find_encoding(content, name="x"), name="x"))


def test_a_file_mapped_into_memory_is_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes((HEAD + "1,Müller,x\r\n").encode("cp1252"))
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        encoding = find_encoding(content, name="x")
        assert [text for text, _ in decode(content, encoding, name="x")] == ["Number,Name,Address1\n1,Müller,x\n"]


NAMES = st.text(st.sampled_from("abcZÄéßñöŠœ ,\n"), min_size=1, max_size=30)


@given(NAMES, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]), st.integers(1, 9))
def test_what_was_encoded_is_decoded(text: str, encoding: str, piece: int) -> None:
    whole = HEAD.replace("\r", "") * 3 + text
    assert text_of(whole.encode(encoding), piece) == whole


@given(st.text(st.sampled_from("abcZÄéßñöüÑ \n"), min_size=1, max_size=30), st.sampled_from(["cp1252", "iso8859-15"]))
def test_letters_that_both_have_are_read_alike(text: str, encoding: str) -> None:
    assert text_of((HEAD.replace("\r", "") + text + " é").encode(encoding)) == HEAD.replace("\r", "") + text + " é"
