"""Long pieces are read a window at a time: the same verdicts as of the whole, however the windows fall."""

import hashlib
import io
import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.count import check_columns, check_pieces
from muster.count.check import check_record
from muster.count.check_columns import Reading, cut, each
from muster.count.check_group import read_form
from muster.count.check_pieces import Piece, RecordError, compact, read_json
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
    whole = check_record(io.BytesIO(record))
    in_windows_of(monkeypatch, size)
    assert check_record(io.BytesIO(record)) == whole


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
@settings(max_examples=200, deadline=None)
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
    reading = Reading(piece)
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


def test_of_a_long_list_little_is_in_memory() -> None:
    size = 20_000
    piece = piece_of(json.dumps([POINT] * size, separators=(",", ":")).encode())
    tracemalloc.start()
    try:
        column = Reading(piece).column(read_form, size, reason="shuffle-size")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert list(each(column)) == [bytes.fromhex(POINT)[::-1]] * size
    assert peak < 3 * len(column)  # the piece is 2.1 times, and as a list 5 times as much again


def test_columns_are_cut_alike() -> None:
    jobs = list(cut(300, bytes(300 * 64), bytes(range(200)) * 48))
    assert [job[0] for job in jobs] == [0, 128, 256]
    assert [(len(one), len(other)) for _, one, other in jobs] == [(8192, 4096), (8192, 4096), (2816, 1408)]
    assert b"".join(job[2] for job in jobs) == bytes(range(200)) * 48
    assert list(cut(0, b"", b"")) == []
