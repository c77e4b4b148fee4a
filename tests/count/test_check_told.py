"""What is said of a record: what it proves, and what it can't, each where it holds and nowhere else."""

import io
import json

from muster.count.check import Checked, check_record
from muster.count.check_told import as_json, known_again, not_proved, proved, told
from muster.count.check_votes import fingerprint
from tests.count import made_records as made
from tests.count import tampered


def check(record: bytes, roll_hash: str = "") -> Checked:
    return check_record(io.BytesIO(record), roll_hash=roll_hash)


def cut(kind: str) -> Checked:
    held = tampered.held()
    return check(held.record[: held.lengths[kind]])


def test_a_whole_record_is_told_from_its_result_to_what_it_leaves_open() -> None:
    checked = check(tampered.held().record, made.ROLL)
    lines = told(checked).splitlines()
    assert lines[:4] == [
        "Chair, 2026: this record is right, as far as Result.",
        "  Shall the rules be changed? Blank 1, Yes 3, No 2.",
        "  Which two days? Monday 2, Tuesday 3, Friday 3.",
        "  Who shall chair? 6 papers were opened, to be counted; they rank Ann, Bob, Cyd, Dee.",
    ]
    votes = (
        "7 ballots were cast, each sealed for this election, filled in as the questions allow and signed with one of 6"
        " credentials. Of each credential the last ballot counts: 6 do."
    )
    assert proved(checked) == [
        "The record hangs together: 18 events, each naming the one before it and what it holds.",
        "The election's key was made by 3 trustees: each holds a part, and it takes all of them to open anything.",
        votes,
        "The record names the roll whose hash you gave.",
        "What went to be counted is those ballots: none was left out, none put in.",
        "Shuffled by trustees 1, 2, 3: no paper was added, taken away or altered.",
        "Opened by trustees 1, 2, 3, each with the key named at the beginning.",
        "The result is what was opened.",
    ]
    assert f"  - That everybody has this same record. Compare its head, {tampered.held().board.head}," in told(checked)


def test_a_record_that_grows_proves_less_and_says_so() -> None:
    told_lengths = [
        len(proved(cut(kind))) for kind in ("Setup", "Ballot", "EncryptedTally", "Shuffle", "PartialDecryption")
    ]
    assert told_lengths == [3, 3, 4, 5, 6]
    assert "Any result: the record has come as far as Ballot, and may grow." in not_proved(cut("Ballot"))
    assert "There is no result in it yet" in told(cut("Ballot"))
    assert not [line for line in not_proved(check(tampered.held().record)) if line.startswith("Any result")]


def test_the_roll_is_open_unless_its_hash_was_given() -> None:
    line = "That it was held over the right roll: give the roll's hash (--roll-hash)."
    assert line in not_proved(check(tampered.held().record))
    assert line not in not_proved(check(tampered.held().record, made.ROLL.upper()))
    assert check(tampered.held().record).roll_hash == made.ROLL


def test_a_tracker_counts_was_replaced_or_is_not_there() -> None:
    checked = check(tampered.held().record)
    ballots = [tampered.step(tampered.steps_of(tampered.held().record), "Ballot", n).pieces[0] for n in (0, 5)]
    first, later = (fingerprint(raw) for raw in ballots)
    assert json.loads("".join(as_json(checked, [first, later, "x"])))["trackers"] == {
        first: "is in it, and was replaced by a later one",
        later: "is in it, and it counts",
        "x": "is NOT in it",
    }


def test_trustees_who_shuffled_nothing_are_named() -> None:
    held = made.begin((made.CHAIR,))
    for voter in range(2):
        held.cast(held.seal(voter, (made.CHOICES[0][2],)).raw)
    held.close()
    held.shuffle(2)
    held.add("EndShuffles")
    checked = check(held.record)
    assert "Shuffled by trustee 2: no paper was added, taken away or altered." in proved(checked)
    said = "That it takes all trustees to undo the shuffling: trustees 1, 3 took no part in it."
    assert said in not_proved(checked)


def test_few_ballots_and_rankings_that_stand_alone_are_warned_of() -> None:
    few = check(tampered.held().record)
    alone = (
        "That no ranking can be known again: 2 of 6 stand alone. Somebody who told a voter to write just that one can"
        " see that it was written."
    )
    assert known_again(few) == ["That a vote can't be guessed: 6 ballots are too few to hide among.", alone]
    many = check(made.hold((made.CHAIR,), [((1, 2, 0, 0),)] * 10, trustees=1).record)
    assert known_again(many) == []


def test_one_trustee_is_told_as_what_it_is() -> None:
    checked = check(made.hold((made.YES,), [((0, 1, 0),)], trustees=1).record)
    assert proved(checked)[1] == "The election's key was made by one trustee."
    assert "That votes are secret: one trustee alone can open them." in not_proved(checked)
