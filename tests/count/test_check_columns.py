"""Long pieces are read a window at a time: the same verdicts as of the whole, however the windows fall."""

import hashlib
import io
import tempfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.count import check, check_columns, check_pieces
from muster.count.check import check_record
from muster.count.check_columns import Column, Reading, cut, each, in_order, kept
from muster.count.check_pieces import Piece, RecordError, compact, read_json
from muster.count.check_told import as_json
from muster.count.check_votes import Question
from tests.count import made_records as made
from tests.count import tampered

LATE = [
    kind for kind, (reason, _) in tampered.KINDS.items() if reason.startswith(("shuffle", "opening", "result", "ta"))
]
POINT = "5" * 64


def piece_of(raw: bytes) -> Piece:
    return Piece(io.BytesIO(raw), 0, len(raw), hashlib.sha256(raw).hexdigest())


def in_windows_of(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(check_pieces, "WINDOW", size)
    monkeypatch.setattr(check_columns, "WINDOW", size)


@pytest.mark.parametrize("size", [400, 433, 1001])
def test_a_right_record_is_right_however_the_windows_fall(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    record = tampered.held().record
    whole = "".join(as_json(check_record(io.BytesIO(record))))
    in_windows_of(monkeypatch, size)
    assert "".join(as_json(check_record(io.BytesIO(record)))) == whole


@pytest.mark.parametrize("kind", LATE)
def test_a_tampered_record_is_refused_for_its_own_reason_in_small_windows(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    reason, make = tampered.KINDS[kind]
    record = make()
    in_windows_of(monkeypatch, 400)
    with pytest.raises(RecordError) as caught:
        check_record(io.BytesIO(record))
    assert caught.value.reason == reason


CIPHER = st.fixed_dictionaries({"alpha": st.text("0f", max_size=9), "beta": st.text("0f", max_size=9)})


@given(
    values=st.lists(st.text("0f", max_size=9)) | st.lists(CIPHER), spoil=st.integers(-1, 400), by=st.binary(max_size=2)
)
@settings(max_examples=200)
def test_a_list_is_read_in_windows_as_it_is_read_whole(values: list[object], spoil: int, by: bytes) -> None:
    """With bytes put in anywhere, or none: where the whole is refused, so is it in windows."""
    raw = compact(values)
    if 0 <= spoil <= len(raw):
        raw = raw[:spoil] + by + raw[spoil:]
    with pytest.MonkeyPatch.context() as patch:
        in_windows_of(patch, 80)
        try:
            found = read_through(piece_of(raw))
        except RecordError:
            told = whole(raw)
            assert told is None or b"]" in raw[:-1]  # a text may hold no bracket, which none in a record does
        else:
            assert found == whole(raw)


def read_through(piece: Piece) -> list[object]:
    reading = Reading(piece, io.BytesIO())
    found = list(reading.values())
    reading.end()
    return found


def whole(raw: bytes) -> list[object] | None:
    try:
        told = read_json(raw)
    except RecordError:
        return None
    return told if isinstance(told, list) else None


@pytest.mark.parametrize(
    "raw",
    [b'["a",]', b'[,"a"]', b'["a" ,"b"]', b'["a""b"]', b'["a"', b'"a"', b"", b'["a"]]', b'["\xff"]', b"[" + b"1" * 99],
)
def test_what_is_no_list_in_its_one_form_is_refused(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    in_windows_of(monkeypatch, 4)
    with pytest.raises(RecordError):
        read_through(piece_of(raw))


def test_a_piece_that_changes_while_it_is_read_is_refused() -> None:
    raw = compact([POINT] * 10)
    piece = piece_of(raw)
    piece.stream.seek(5)
    piece.stream.write(b"6")
    with pytest.raises(RecordError) as caught:
        read_through(piece)
    assert caught.value.reason == "piece-hash"


@pytest.fixture
def scratch() -> Iterator[BinaryIO]:
    with tempfile.TemporaryFile() as file:
        yield file


@pytest.mark.parametrize("question", [made.CHAIR, made.WHICH])
def test_ten_times_the_ballots_take_no_more_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, question: Question
) -> None:
    """With windows, runs and jobs as small as these records."""
    in_windows_of(monkeypatch, 1000)
    monkeypatch.setattr(check_columns, "JOB", 8)
    monkeypatch.setattr(check_columns, "RUN", 64)
    monkeypatch.setattr(check, "BALLOTS_AT_ONCE", 16)
    _, few, many = (peak_kb(tmp_path / "made.bel", ballots, question) for ballots in (40, 40, 400))
    assert many < few + 40  # without a scratch file it would be from 90 to 370 kB more


def peak_kb(place: Path, ballots: int, question: Question) -> float:
    choice = made.CHOICES[0][made.QUESTIONS.index(question)]
    place.write_bytes(made.hold((question,), [(choice,)] * ballots, trustees=1).record)
    with place.open("rb") as stream, tempfile.TemporaryFile() as scratch:
        tracemalloc.start()
        try:
            checked = check_record(stream, scratch=scratch)
            for _ in as_json(checked, ["x"]):
                pass
            return tracemalloc.get_traced_memory()[1] / 1000
        finally:
            tracemalloc.stop()


def column_of(file: BinaryIO, width: int, raw: bytes) -> Column:
    return kept(file, width, each(raw, width))


def test_columns_are_cut_alike(scratch: BinaryIO) -> None:
    one, other = column_of(scratch, 64, bytes(300 * 64)), column_of(scratch, 32, bytes(range(200)) * 48)
    jobs = list(cut(one, other))
    assert [job[0] for job in jobs] == [0, 128, 256]
    assert [(len(one), len(other)) for _, one, other in jobs] == [(8192, 4096), (8192, 4096), (2816, 1408)]
    assert b"".join(job[2] for job in jobs) == bytes(range(200)) * 48
    assert list(cut(column_of(scratch, 64, b""), column_of(scratch, 32, b""))) == []


@given(
    entries=st.lists(st.binary(min_size=3, max_size=3)),
    job=st.integers(1, 5),
    run=st.integers(1, 7),
    first=st.integers(0, 9),
)
def test_a_column_is_what_a_list_would_be(entries: list[bytes], job: int, run: int, first: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check_columns, "JOB", job)
        patch.setattr(check_columns, "RUN", run)
        file = io.BytesIO(b"before")
        column = kept(file, 3, entries)
        assert ([*column], len(column)) == (entries, len(entries))
        assert [*in_order(column)] == sorted(entries)
        assert [*column] == entries
        first = min(first, len(entries))
        assert [*column.part(first, first + 4)] == entries[first : first + 4]
        for number, entry in enumerate(entries):
            assert column[number] == entry
        if entries:
            column.put(len(entries) // 2, b"new")
            entries[len(entries) // 2] = b"new"
        assert [*column] == entries


def test_a_column_grows_only_while_it_is_the_last(scratch: BinaryIO) -> None:
    column = column_of(scratch, 2, b"aabb")
    column.add([b"cc"])
    assert [*column] == [b"aa", b"bb", b"cc"]
    column_of(scratch, 1, b"x")
    with pytest.raises(RuntimeError, match="another column lies behind"):
        column.add([b"dd"])
