"""Every tampered record is refused, and for its own reason; every reason can happen."""

import io
import re

import pytest

from muster.count.check import check_record
from muster.count.check_pieces import REASONS, RecordError
from muster.home import CHECKOUT
from tests.count import made_records as made
from tests.count import tampered


def refusal(record: bytes, roll_hash: str = "") -> RecordError:
    with pytest.raises(RecordError) as caught:
        check_record(io.BytesIO(record), roll_hash=roll_hash)
    return caught.value


@pytest.mark.parametrize("kind", tampered.KINDS)
def test_a_tampered_record_is_refused_for_its_own_reason(kind: str) -> None:
    reason, make = tampered.KINDS[kind]
    record = make()
    assert record != tampered.held().record
    assert refusal(record).reason == reason


def test_the_record_that_they_tamper_with_is_right() -> None:
    record = tampered.held().record
    assert check_record(io.BytesIO(record), roll_hash=made.ROLL).stage == "Result"
    assert tampered.built(tampered.steps_of(record)) == record  # so the corpus changes what it means to and no more


def test_another_roll_is_refused() -> None:
    assert refusal(tampered.held().record, "0" * 64).reason == "roll-hash"


def test_every_reason_has_a_record_that_shows_it() -> None:
    assert {reason for reason, _ in tampered.KINDS.values()} | {"roll-hash"} == {*REASONS}


def test_a_refusal_says_where() -> None:
    record = tampered.altered("Ballot", tampered.put("signature", "hash", "A" * 43), number=2)
    error = refusal(record)
    assert error.place == "event 3 (Ballot)"
    assert str(error) == "event 3 (Ballot): a ballot's own hash is wrong: it was changed after it was signed"


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_ballot_put_in_again_is_named_also_while_voting_goes_on(*, goes_on: bool) -> None:
    record = tampered.replayed()
    cut = record[: record.index(b'"type":"EndBallots"') // 512 * 512 - 512] if goes_on else record
    error = refusal(cut)
    first = tampered.step(tampered.steps_of(tampered.held().record), "Ballot").pieces[0]
    assert (error.reason, error.place, error.more) == ("ballot-twice", "event 8 (Ballot)", tampered.name_of(first))


def test_a_file_that_is_no_record_is_told_apart_from_one_that_was_tampered_with() -> None:
    expected = "this file is no record: a record begins with a piece called BELENIOS, and its name ends in .bel"
    assert str(refusal(b"")) == f"{expected} (this one is empty)"
    assert str(refusal(b"Ann,Ben\n")) == f"{expected} (this one begins with b'Ann,Ben\\n')"


def test_the_methods_page_lists_every_reason() -> None:
    page = (CHECKOUT / "docs" / "methods" / "verify.md").read_text(encoding="utf-8")
    listed = {word for line in page.splitlines() if line.startswith("| ") for word in re.findall("`([a-z-]+)`", line)}
    assert listed == {*REASONS}
    assert f"It refuses {len(tampered.KINDS)} kinds" in page
