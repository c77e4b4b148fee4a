"""Say what a record that was found right proves, and what it can't prove, in plain words and as JSON."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from muster.count.check import BALLOT, Checked
from muster.count.check_columns import Column, in_order
from muster.count.check_pieces import REASONS, RecordError
from muster.count.check_votes import Question, short

FEW = 10  # ballots, below which one can be recognised
ABSENT = "is NOT in it"
_SEALED = {"EncryptedTally", "Shuffle", "EndShuffles", "PartialDecryption", "Result"}


def told(checked: Checked, trackers: Sequence[str] = ()) -> str:
    """Tell all of it in plain words; `trackers` are those of ballots to look for."""
    parts = [
        f"{checked.election.name}: this record is right, as far as {checked.stage}.",
        *(["  There is no result in it yet: it may grow, or this copy ends early."] if not checked.results else []),
        *(f"  {line}" for line in told_result(checked)),
        *(f"  Your ballot {tracker} {found_ballot(checked, tracker)}." for tracker in trackers),
        "Proved:",
        *(f"  - {line}" for line in proved(checked)),
        "Not proved by this record:",
        *(f"  - {line}" for line in not_proved(checked)),
    ]
    return "\n".join(parts)


def told_result(checked: Checked) -> list[str]:
    """Tell the result: votes by answer; of a ranked question, how many papers there are to count."""
    lines = []
    for question, result in zip(checked.election.questions, checked.results, strict=False):
        if question.ranked:
            names = ", ".join(question.answers)
            lines.append(f"{question.text} {len(result)} papers were opened, to be counted; they rank {names}.")
            continue
        answers = ("Blank", *question.answers) if question.blank else question.answers
        votes = ", ".join(f"{name} {number}" for name, number in zip(answers, result, strict=True))
        lines.append(f"{question.text} {votes}.")
    return lines


def found_ballot(checked: Checked, tracker: str) -> str:
    """Say what became of the ballot with this tracker."""
    for digest, _, _, weight in map(BALLOT.unpack, checked.ballots):
        if short(digest) == tracker and weight:
            return "is in it, and it counts" if checked.stage in _SEALED else "is in it"
        if short(digest) == tracker:
            return "is in it, and was replaced by a later one"
    return ABSENT


def absent(checked: Checked, trackers: Sequence[str]) -> list[str]:
    """Give the trackers of which no ballot is in the record."""
    return [tracker for tracker in trackers if found_ballot(checked, tracker) == ABSENT]


def proved(checked: Checked) -> list[str]:
    """Say in plain words what the record proves."""
    trustees, cast, counted = len(checked.election.trustees), checked.cast, checked.counted
    whose = f"made by {trustees} trustees: each holds a part, and it takes all of them to open anything"
    votes = (
        f"{cast} ballots were cast, each sealed for this election, filled in as the questions allow and signed with one"
        f" of {checked.credentials} credentials. Of each credential the last ballot counts: {counted} do."
    )
    lines = [
        f"The record hangs together: {checked.height + 1} events, each naming the one before it and what it holds.",
        f"The election's key was {whose if trustees > 1 else 'made by one trustee'}.",
        votes,
    ]
    if checked.roll_compared:
        lines.append("The record names the roll whose hash you gave.")
    if checked.stage in _SEALED:
        lines.append("What went to be counted is those ballots: none was left out, none put in.")
    if checked.shuffled_by:
        lines.append(f"Shuffled by {_who(checked.shuffled_by)}: no paper was added, taken away or altered.")
    if checked.opened_by:
        lines.append(f"Opened by {_who(checked.opened_by)}, each with the key named at the beginning.")
    if checked.stage == "Result":
        lines.append("The result is what was opened.")
    return lines


def not_proved(checked: Checked) -> list[str]:
    """Say in plain words what no record can prove, and what this one leaves open."""
    people = (
        "That each credential went to one person on the roll and to nobody else. The roll, the two credential"
        f" authorities and the reconciliation say that; {checked.credentials} people should be on the roll."
    )
    copy = (
        f"That everybody has this same record. Compare its head, {checked.head}, with the witnesses', and look for your"
        " own tracker (--tracker)."
    )
    together = "That votes stay secret if all trustees put their keys together" + (
        ", or all who shuffled tell how." if checked.election.ranked else "."
    )
    lines = [
        people,
        copy,
        "That a voter's own device sealed what the voter chose: voters who challenge ballots find that out.",
        "That nobody stood beside a voter, or paid for a vote: a voter can show how a ballot was filled in.",
        together if len(checked.election.trustees) > 1 else "That votes are secret: one trustee alone can open them.",
    ]
    if not checked.roll_compared:
        lines.append("That it was held over the right roll: give the roll's hash (--roll-hash).")
    if checked.stage != "Result":
        lines.append(f"Any result: the record has come as far as {checked.stage}, and may grow.")
    idle = set(range(1, len(checked.election.trustees) + 1)) - {*checked.shuffled_by}
    if checked.shuffled_by and idle and checked.stage != "Shuffle":
        lines.append(f"That it takes all trustees to undo the shuffling: {_who(sorted(idle))} took no part in it.")
    return lines + known_again(checked)


def known_again(checked: Checked) -> list[str]:
    """Say which papers somebody could know again."""
    lines = []
    if checked.stage == "Result" and checked.counted < FEW:
        lines.append(f"That a vote can't be guessed: {checked.counted} ballots are too few to hide among.")
    for papers in checked.results:
        alone = isinstance(papers, Column) and sum(sum(1 for _ in same) == 1 for _, same in groupby(in_order(papers)))
        if alone:
            lines.append(
                f"That no ranking can be known again: {alone} of {len(papers)} stand alone. Somebody who told a voter"
                " to write just that one can see that it was written."
            )
    return lines


def _who(trustees: Sequence[int]) -> str:
    return f"trustee{'s' if len(trustees) > 1 else ''} {', '.join(map(str, trustees))}"


def as_json(checked: Checked, trackers: Sequence[str] = ()) -> Iterator[str]:
    """Tell all of it as JSON, bit by bit."""
    said = {
        "right": True,
        "stage": checked.stage,
        "name": checked.election.name,
        "uuid": checked.election.uuid,
        "fingerprint": checked.election.fingerprint,
        "height": checked.height,
        "head": checked.head,
        "credentials": checked.credentials,
        "cast": checked.cast,
        "counted": checked.counted,
        "weight": checked.weight,
        "trustees": len(checked.election.trustees),
        "shuffled_by": checked.shuffled_by,
        "opened_by": checked.opened_by,
        "roll_hash": checked.roll_hash or None,
        "roll_compared": checked.roll_compared,
        "trackers": {tracker: found_ballot(checked, tracker) for tracker in trackers},
        "proved": proved(checked),
        "not_proved": not_proved(checked),
    }
    results = checked.results or (None,) * len(checked.election.questions)
    yield json.dumps(said, ensure_ascii=False)[:-1] + ', "questions": '
    yield from _in_list(map(_question_as_json, checked.election.questions, results))
    yield "}"


def _question_as_json(question: Question, result: tuple[int, ...] | Column | None) -> Iterator[str]:
    asked = {"question": question.text, "answers": question.answers, "ranked": question.ranked, "blank": question.blank}
    yield json.dumps(asked, ensure_ascii=False)[:-1] + ', "result": '
    yield from _in_list([str([*paper])] for paper in result) if isinstance(result, Column) else [json.dumps(result)]
    yield "}"


def _in_list(entries: Iterable[Iterable[str]]) -> Iterator[str]:
    for number, entry in enumerate(entries):
        yield ", " if number else "["
        yield from entry
    yield "]"


def refusal_as_json(error: RecordError) -> dict[str, Any]:
    """Tell a refusal as JSON."""
    said = {"reason": error.reason, "place": error.place, "says": REASONS[error.reason], "more": error.more}
    return {"right": False, **said}
