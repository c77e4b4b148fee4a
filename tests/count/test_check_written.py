"""What is written is read: any small election, from its setup to its result, and at every stage between."""

import io
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.count.check import Checked, check_record
from muster.count.check_pieces import RecordError, events
from muster.count.check_told import told
from muster.count.check_votes import Question
from muster.count.mixing import MixError
from muster.count.setting_up import ranking
from tests.count import made_records as made
from tests.count import tampered


def check(record: bytes) -> Checked:
    return check_record(io.BytesIO(record))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    count = draw(st.integers(1, 4))
    names = tuple("ABCD"[:count])
    if draw(st.booleans()):
        return Question("Which?", names, ranked=True)
    least = draw(st.integers(0, count))
    return Question(
        "Which?", names, ranked=False, least=least, most=draw(st.integers(least, count)), blank=draw(st.booleans())
    )


@st.composite
def choices_for(draw: st.DrawFn, question: Question) -> tuple[int, ...]:
    size = len(question.answers)
    if question.ranked:
        return tuple(draw(st.lists(st.integers(0, 255), min_size=size, max_size=size)))
    if question.blank and draw(st.booleans()):
        return (1, *([0] * size))
    ticked = draw(st.permutations(range(size)))[: draw(st.integers(question.least, question.most))]
    return (*([0] * question.blank), *(int(place in ticked) for place in range(size)))


@st.composite
def elections(draw: st.DrawFn) -> tuple[tuple[Question, ...], list[tuple[tuple[int, ...], ...]]]:
    asked = tuple(draw(st.lists(questions(), min_size=1, max_size=2)))
    return asked, draw(st.lists(st.tuples(*(choices_for(one) for one in asked)), min_size=1, max_size=4))


@given(election=elections(), trustees=st.integers(1, 3), seed=st.integers(0, 9))
@settings(max_examples=15)
def test_the_result_is_what_was_chosen(
    election: tuple[tuple[Question, ...], list[tuple[tuple[int, ...], ...]]], trustees: int, seed: int
) -> None:
    asked, chosen = election
    checked = check(made.hold(asked, chosen, trustees=trustees, seed=seed).record)
    assert checked.stage == "Result"
    for number, question in enumerate(asked):
        mine = [one[number] for one in chosen]
        if question.ranked:
            assert Counter(made.papers_of(checked, number)) == Counter(mine)
        else:
            assert checked.results[number] == tuple(map(sum, zip(*mine, strict=True)))


def test_a_later_ballot_replaces_an_earlier_one() -> None:
    checked = check(tampered.held().record)
    assert checked.results[0] == (1, 3, 2)
    assert checked.results[1] == (2, 3, 3)
    assert Counter(made.papers_of(checked, 2)) == Counter(
        [made.CHOICES[2][2]] * 2 + [made.CHOICES[n][2] for n in (0, 1, 3, 4)]
    )
    assert (checked.cast, checked.counted, checked.credentials) == (7, 6, 6)


def test_a_record_is_right_wherever_an_event_ends_and_nowhere_else() -> None:
    record = tampered.held().record
    ends, at = [], 0
    for event, held in events(io.BytesIO(record)):
        held.clear()
        at = record.index(f"{event.hash}.event.json".encode(), at) + 1024
        ends.append((at, event.kind))
    assert at == len(record)
    for end, kind in ends:
        assert check(record[:end]).stage == kind
    for end, _ in ends[:3]:
        for wrong in (end - 512, end - 1, end + 100, end + 512):
            with pytest.raises(RecordError):
                check(record[:wrong])


def test_nothing_can_be_written_otherwise_than_it_is() -> None:
    """One bit, at each of many places spread over a whole record: it is refused."""
    record = made.hold((made.YES,), [((0, 1, 0),), ((1, 0, 0),)], trustees=1).record
    assert check(record).results == ((1, 1, 0),)
    for place in range(3, len(record), 293):
        changed = bytearray(record)
        changed[place] ^= 1 << place % 8
        with pytest.raises(RecordError):
            check(bytes(changed))


def test_the_same_chance_gives_the_same_bytes_and_jobs_may_be_done_in_any_way() -> None:
    record = tampered.held().record
    again = made.hold(made.QUESTIONS, made.CHOICES, seed=3).record
    assert again == made.hold(made.QUESTIONS, made.CHOICES, seed=3).record
    backwards = check_record(
        io.BytesIO(record), spread=lambda deed, jobs: list(reversed([deed(*job) for job in reversed(list(jobs))]))
    )
    assert told(backwards) == told(check(record))


def test_more_papers_than_one_job_holds() -> None:
    question = ranking("Who?", ["A", "B"])
    chosen = [((number % 3, number % 7),) for number in range(150)]
    checked = check(made.hold((question,), chosen, trustees=1).record)
    assert Counter(made.papers_of(checked, 0)) == Counter(one[0] for one in chosen)


def test_thirty_candidates_can_be_ranked_in_any_way() -> None:
    question = ranking("Who?", [str(number) for number in range(30)])
    chosen = [(tuple(range(1, 31)),), ((255,) * 30,), ((0,) * 30,)]
    checked = check(made.hold((question,), chosen, trustees=1).record)
    assert Counter(made.papers_of(checked, 0)) == Counter(x[0] for x in chosen)


def test_a_record_in_which_nobody_voted_ends_with_the_close() -> None:
    held = made.begin()
    held.add("EndBallots")
    assert check(held.record).stage == "EndBallots"
    with pytest.raises(MixError, match="nobody voted"):
        held.seal_tally()
