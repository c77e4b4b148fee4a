"""BLT as it comes from elsewhere, what is said of one that is wrong, and the same contest again after writing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.count.blt import BltError, read_blt, write_blt
from muster.count.contest import Contest, each_paper, make_papers, merge_papers
from muster.count.exchange import JsonError, read_contest, read_json, write_json

PLAIN = '3 2\n4 1 2 0\n3 3 0\n2 0\n0\n"Ann"\n"Ben"\n"Cem"\n"Chair"\n'

NAMES = ("Ann", "Ben", "Cem")


def read(text: str) -> Contest:
    return read_blt(text.encode())


def facts(contest: Contest) -> tuple[object, ...]:
    return contest.title, contest.names, contest.seats, contest.withdrawn, list(each_paper(contest.papers))


WANTED: tuple[object, ...] = ("Chair", ("Ann", "Ben", "Cem"), 2, frozenset(), [(4, (1, 2)), (3, (3,)), (2, ())])


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        "# a count\r" + PLAIN.replace("\n", "\r"),
        PLAIN.replace('"', ""),
        PLAIN.rstrip("\n"),
        "# a count\n" + PLAIN.replace("4 1 2 0", "4 1 2 0 # the first lot"),
        PLAIN.replace("\n", "\n\n"),
        PLAIN.replace(" 0\n", " 0,,,\n"),
        PLAIN.replace(" ", ","),
        PLAIN.replace(" ", "\t"),
        '3 2 4 1 2 0 3 3 0 2 0 0 "Ann" "Ben" "Cem" "Chair"',
        "\ufeff" + PLAIN,
        "3 2\n4 1 2 0\n3 3 0\n2 0\n0\nAnn # she\nBen\nCem\n\nChair\n",
        "3 2\n4 1 2 0\n3 3 0\n2 0\n0\n"
        + "".join(f"# ALTERNATIVE NAME {k}: {x}\n" for k, x in enumerate(NAMES))
        + "Chair",
    ],
)
def test_the_same_contest_in_many_hands(text: str) -> None:
    assert facts(read(text)) == WANTED


def test_other_encodings() -> None:
    text = PLAIN.replace("Ann", "Zoë Núñez")
    for encoding in ("utf-8", "utf-16", "cp1252"):
        assert read_blt(text.encode(encoding)).names[0] == "Zoë Núñez"


def test_withdrawn_candidates_on_one_line_or_several() -> None:
    for lines in ("-1 -3\n", "-3\n-1\n", "-1\n-3 # both wrote to us\n"):
        assert read(PLAIN.replace("3 2\n", f"3 2\n{lines}")).withdrawn == {0, 2}


def test_names_with_quotes_and_parties() -> None:
    text = '2 1\n1 1 0\n0\n"Ann ""Nan"" Lee" "Green"\n"Ben" "Red"\n"Chair"'
    assert read(text).names == ('Ann "Nan" Lee, Green', "Ben, Red")
    assert read(text).title == "Chair"


def test_a_title_may_be_left_out() -> None:
    assert read('2 1\n1 1 0\n0\n"Ann"\n"Ben"').title == ""


def test_ranks_that_are_shared_or_left_out() -> None:
    papers = [(1, (1, -2, 3)), (2, (1, 0, 3)), (1, (2, -3, -1))]
    assert list(each_paper(read('3 1\n1 1=2 3 0\n2 1 - 3 0\n1 2=3=1 0\n0\n"A"\n"B"\n"C"').papers)) == papers


@pytest.mark.parametrize(
    ("text", "line", "found", "expected"),
    [
        ("", 1, "", "a ballot file (BLT), whose first line says how many"),
        ("three 2", 1, "three", "a ballot file (BLT), whose first line says how many"),
        ("3\n", 2, "", "how many seats, after the candidates"),
        ("3 0\n", 1, "0", "how many seats"),
        ("20000 2\n", 1, "20000", "at most 10,000 candidates"),
        (f"3 {'9' * 30}\n", 1, "9" * 30, "at most 10,000 seats"),
        (
            "\x1f\x8b\x08",
            1,
            "\x1f\x8b\x08",
            "a ballot file (BLT), whose first line says how many candidates and how many seats",
        ),
        ("3 2\n-4\n", 2, "-4", "a withdrawn candidate from -1 to -3"),
        ("3 2\n4 1 2\n3 3 0\n0\n", 2, "4 1 2", "a paper that ends with 0 on its own line"),
        ("3 2\n4 1 2 0\n3 4 0\n0\n", 3, "4", "a candidate from 1 to 3, or 0 to end the paper"),
        ("3 2\n4 1 2 0\n\nthree 1 0\n0\n", 4, "three", "a paper: how many, then candidates' numbers"),
        ("3 2\n4 1 2.5 0\n0\n", 2, "2.5", "a paper: how many"),
        ("3 2\n4 1 = 0\n0\n", 2, "4 1 = 0", "'=' between two candidates of one rank"),
        ("3 2\n4 = 1 0\n0\n", 2, "4 = 1 0", "'=' between"),
        ("3 2\n4 1 -2 0\n0\n", 2, "-2", "a paper: how many"),
        ("3 2\n4 1 2 0\n", 2, "the end of the file", "a line 0 after the last paper, then names"),
        ("3 2\n4 1 2", 2, "4 1 2", "a paper that ends with 0"),
        ("3 2\n999999999 1 0\n0\n", 2, "999999999", "at most 100,000,000 papers in all"),
        ('3 2\n4 1 2 0\n0\n"Ann"\n"Ben"\n', 5, "2 names", "3, one a line, after the line 0"),
        ("2 2\n4 1 2 0\n0\nAnn\nBen\nChair\nmore", 7, "more", "nothing more after 2 names and a title"),
        ('2 2\n4 1 2 0\n0\n"Ann"\n"Ben\n"Chair"', 5, '"Ben', "a name that ends with a quotation mark"),
        ('2 2\n4 1 2 0\n0\n""\n"Ben"\n"Chair"', 4, '""', "a candidate's name"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, found: str, expected: str) -> None:
    with pytest.raises(BltError) as refused:
        read(text)
    assert (refused.value.line, refused.value.found) == (line, found)
    assert refused.value.expected.startswith(expected)
    assert str(refused.value).startswith(f"line {line}: ")


names = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=8)


@st.composite
def contests(draw: st.DrawFn) -> Contest:
    people = draw(st.integers(1, 5))
    candidate = st.integers(1, people)
    rank = st.one_of(candidate, st.none(), st.lists(candidate, min_size=2, max_size=3))
    papers = draw(st.lists(st.tuples(st.integers(1, 9), st.lists(rank, max_size=6)), max_size=8))
    gone = draw(st.frozensets(st.integers(0, people - 1)))
    called = draw(st.lists(names, min_size=people, max_size=people))
    return Contest(
        draw(st.one_of(st.just(""), names)), tuple(called), draw(st.integers(1, 4)), make_papers(papers), gone
    )


@given(contest=contests())
@settings(max_examples=150)
def test_what_is_written_is_read_again(contest: Contest) -> None:
    assert facts(read_blt(write_blt(contest))) == facts(contest)
    assert facts(read_contest(write_json(contest))) == facts(contest)


@given(content=st.binary(max_size=60) | st.text('0123 -=\n#"a,', max_size=60).map(str.encode))
@settings(max_examples=300)
def test_any_bytes_are_a_contest_or_refused_with_a_line(content: bytes) -> None:
    try:
        contest = read_blt(content)
    except BltError as error:
        refused = error
        contest = None
    if contest is None:
        assert 1 <= refused.line <= len(content) + 1
        assert refused.expected
    else:
        assert facts(read_blt(write_blt(contest)))[1:] == facts(contest)[1:]


def test_merging_puts_equal_papers_together() -> None:
    merged = merge_papers(make_papers([(1, [2]), (4, [1, 2]), (2, [2]), (1, [])]))
    assert list(each_paper(merged)) == [(1, ()), (4, (1, 2)), (3, (2,))]
    assert merged.marks.dtype == np.int16


@pytest.mark.parametrize(
    ("text", "where", "expected"),
    [
        ("{", "line 1, column 2", "JSON"),
        ("{}", "candidates", "a list"),
        ('{"candidates": [], "seats": 1, "papers": []}', "candidates", "1 to 10,000 names"),
        ('{"candidates": ["A", 2], "seats": 1, "papers": []}', "candidates[1]", "a name"),
        ('{"candidates": ["A"], "seats": 0, "papers": []}', "seats", "whole numbers from 1 to 10,000"),
        ('{"candidates": ["A"], "seats": 1}', "papers", "a list"),
        (
            '{"candidates": ["A"], "seats": 1, "withdrawn": [2], "papers": []}',
            "withdrawn[0]",
            "whole numbers from 1 to 1",
        ),
        ('{"candidates": ["A"], "seats": 1, "papers": [[1, [1]], [1, [2]]]}', "papers[1]", "whole numbers from 1 to 1"),
        (
            '{"candidates": ["A"], "seats": 1, "papers": [[1]]}',
            "papers[0]",
            "[how many, [candidates' numbers in order]]",
        ),
        (
            '{"candidates": ["A"], "seats": 1, "papers": [[true, [1]]]}',
            "papers[0]",
            "whole numbers from 1 to 100,000,000",
        ),
        ('{"candidates": ["A"], "seats": 1, "papers": [], "title": 3}', "title", "text"),
    ],
)
def test_what_is_wrong_with_json_is_said(text: str, where: str, expected: str) -> None:
    with pytest.raises(JsonError) as refused:
        read_json(text.encode())
    assert (refused.value.where, refused.value.expected) == (where, expected)
