"""Ours reads theirs, theirs reads ours. The records in tests/count/records were written by belenios-tool 3.3.0.

Where belenios-tool 3.3 or newer is on the PATH or named in MUSTER_BELENIOS_TOOL, it checks what we write by the two
steps of docs/methods/verify.md. Debian 12 has 2.0, which knows no protocol version 1 with these questions.
"""

import io
import json
import os
import re
import shutil
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from muster.count.check import check_record
from tests.count import made_records as made
from tests.count import tampered

RECORDS = Path(__file__).parent / "records"
NEEDED = (3, 3)


@cache
def tool() -> str:
    """Give the command, or say why there is none."""
    found = os.environ.get("MUSTER_BELENIOS_TOOL") or shutil.which("belenios-tool")
    if not found:
        pytest.skip("belenios-tool isn't here: put it on the PATH or name it in MUSTER_BELENIOS_TOOL")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    numbers = re.match(r"(\d+)\.(\d+)", said)
    if not numbers or tuple(map(int, numbers.groups())) < NEEDED:
        pytest.skip(f"belenios-tool 3.3 or newer is needed; this is {said.strip() or 'none'}")
    return found


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([tool(), *map(str, words)], capture_output=True, text=True, check=False)


def accepted(record: bytes, setup: bytes, uuid: str, folder: Path) -> bool:
    """Take the two steps: each ballot against a copy cut after Setup, and then the whole."""
    for name, content in (("cut", setup), ("whole", record)):
        (folder / name).mkdir()
        (folder / name / f"{uuid}.bel").write_bytes(content)
    for number, step in enumerate(one for one in tampered.steps_of(record) if one.kind == "Ballot"):
        ballot = folder / f"{number}.json"
        ballot.write_bytes(step.pieces[0])
        if run("election", "verify-ballot", "--dir", folder / "cut", "--ballot", ballot).returncode:
            return False
    return run("election", "verify", "--dir", folder / "whole").returncode == 0


def test_a_record_of_theirs_with_every_kind_of_question_is_right() -> None:
    with (RECORDS / "belenios-3.3-all-kinds.bel").open("rb") as stream:
        checked = check_record(stream)
    assert checked.stage == "Result"
    assert checked.results[:2] == ((3, 2), (1, 2, 2, 1))
    written = [(1, 2, 3, 4), (0, 0, 0, 0), (4, 3, 2, 1), (255, 0, 7, 7), (1, 0, 0, 0)]
    assert Counter(made.papers_of(checked, 2)) == Counter(written)
    assert (checked.shuffled_by, checked.opened_by) == ((1, 2, 3), (1, 2, 3))


def test_a_record_of_theirs_with_weights_is_right() -> None:
    with (RECORDS / "belenios-3.3-weights.bel").open("rb") as stream:
        checked = check_record(stream)
    assert checked.results == ((2, 5),)  # two votes of one, five of another; a third ticked nothing
    assert (checked.counted, checked.weight) == (3, 8)


def test_a_tampered_record_of_theirs_is_refused() -> None:
    record = (RECORDS / "belenios-3.3-weights.bel").read_bytes()
    steps = tampered.steps_of(record)
    steps[-1].pieces[0] = b'{"result":[[3,5]]}'
    with pytest.raises(ValueError, match="a number of votes isn't what was opened"):
        check_record(io.BytesIO(tampered.built(steps, at_s=tampered.began(record))))


def test_theirs_accepts_ours_with_every_kind_of_question(tmp_path: Path) -> None:
    held = tampered.held()
    assert accepted(held.record, held.record[: held.lengths["Setup"]], held.uuid, tmp_path)


@pytest.mark.parametrize("trustees", [1, 3])
def test_theirs_accepts_ours_ranked_or_yes_and_no(tmp_path: Path, trustees: int) -> None:
    for question, chosen in ((made.CHAIR, ((1, 0, 0, 2),)), (made.YES, ((0, 0, 1),))):
        held = made.hold((question,), [chosen] * 2, trustees=trustees)
        folder = tmp_path / str(question.ranked)
        folder.mkdir()
        assert accepted(held.record, held.record[: held.lengths["Setup"]], held.uuid, folder)


def test_theirs_reads_the_same_result_out_of_ours(tmp_path: Path) -> None:
    held = tampered.held()
    told = tampered.steps_of(held.record)[-1].pieces[0]
    end = held.record.rindex(f"{tampered.name_of(told)}.data.json".encode())
    (tmp_path / f"{held.uuid}.bel").write_bytes(held.record[:end])
    assert json.loads(run("election", "compute-result", "--dir", tmp_path).stdout) == json.loads(told)


@pytest.mark.parametrize(
    "kind",
    [
        "a tick that counts twice", "three ticks of two", "a ranking copied from another ballot",
        "a ballot changed after it was signed", "a ballot not counted", "a paper forged in a shuffle",
        "a vote opened as another", "a vote more",
    ],
)  # fmt: skip
def test_theirs_refuses_what_ours_refuses(tmp_path: Path, kind: str) -> None:
    held, record = tampered.held(), tampered.KINDS[kind][1]()
    assert not accepted(record, held.record[: held.lengths["Setup"]], held.uuid, tmp_path)
