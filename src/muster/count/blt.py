"""BLT, the file that counting programs hand each other: seats, papers, names. docs/methods/blt.md."""

import re
from dataclasses import dataclass

import numpy as np

from muster.count import compiled
from muster.count.compiled import MOST, scan_papers
from muster.count.contest import MOST_CANDIDATES, Contest, Papers, each_paper

_SPACE = re.compile(rb"(?:[\s,]|#[^\n]*)*")
_NUMBER = re.compile(rb"\d+")
_WITHDRAWN = re.compile(rb"-(\d+)(?![^\s,#])")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_ALTERNATIVE = re.compile(r"^# ALTERNATIVE NAME \d+: *(.*\S)", re.MULTILINE)  # so PrefLib hands names on
_SHOWN = 60  # characters of a line
_DIGITS = 10  # of a number: enough to see that it is too big
_APART = {b" ", b"\t", b"\n", b"\r", b","}
_BYTES_A_PAPER, _BYTES_A_MARK = 4, 2  # at least: '1 0' and a line end; a digit and a space


@dataclass(frozen=True, slots=True)
class BltError(ValueError):
    """A file that isn't read: where, what stands there, and what was expected.

    Attributes:
        line: from 1.
        found: what stands there, '' for nothing.
        expected: what should.
    """

    line: int
    found: str
    expected: str

    def __str__(self) -> str:
        found = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in self.found)
        stands = f"'{found}' stands there; " if found else ""
        return f"line {self.line}: {stands}expected {self.expected}"


def read_blt(content: bytes) -> Contest:
    """Read a contest from the bytes of a BLT file.

    Args:
        content: UTF-8, UTF-16 with its mark, or else windows-1252.

    Raises:
        BltError: if it isn't one.
    """
    content = _utf8(content)
    at, candidates, seats = _head(content)
    at, withdrawn = _withdrawn(content, at, candidates)
    papers, at = _papers(content, at, candidates)
    line = _line(content, at)
    names, title = _names(content[at:].decode(), candidates, line)
    return Contest(title, names, seats, papers, withdrawn)


def write_blt(contest: Contest) -> bytes:
    """Write a contest so that `read_blt` gives it again; UTF-8."""
    lines = [f"{len(contest.names)} {contest.seats}"]
    if contest.withdrawn:
        lines.append(" ".join(f"-{candidate + 1}" for candidate in sorted(contest.withdrawn)))
    for number, marks in each_paper(contest.papers):
        ranks = "".join(f"={-mark}" if mark < 0 else f" {mark or '-'}" for mark in marks)
        lines.append(f"{number}{ranks} 0")
    lines.append("0")
    lines += [_quote(name) for name in contest.names]
    lines.append(_quote(contest.title))
    return ("\n".join(lines) + "\n").encode()


def _quote(name: str) -> str:
    return '"' + " ".join(name.split()).replace('"', '""') + '"'


def _utf8(content: bytes) -> bytes:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        content = content.decode("utf-16", errors="replace").encode()
    content = content.removeprefix(b"\xef\xbb\xbf")
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")  # as old Macs and some scanners end lines
    if content.isascii():
        return content
    try:
        content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace").encode()
    return content


def _head(content: bytes) -> tuple[int, int, int]:
    at, numbers = 0, list[int]()
    for what in (
        "a ballot file (BLT), whose first line says how many candidates and how many seats, such as '11 4'",
        "how many seats, after the candidates",
    ):
        at = _after_space(content, at)
        found = _NUMBER.match(content, at)
        number = int(found[0][:_DIGITS]) if found else 0
        if not found or number < 1:
            raise BltError(_line(content, at), _word(content, at), what)
        if number > MOST_CANDIDATES:
            many = "seats" if numbers else "candidates"
            raise BltError(_line(content, at), _word(content, at), f"at most {MOST_CANDIDATES:,} {many}")
        numbers.append(number)
        at = found.end()
    return at, numbers[0], numbers[1]


def _withdrawn(content: bytes, at: int, candidates: int) -> tuple[int, frozenset[int]]:
    gone = set()
    at = _after_space(content, at)
    while found := _WITHDRAWN.match(content, at):
        number = int(found[1][:_DIGITS])
        if not 1 <= number <= candidates:
            raise BltError(_line(content, at), found[0].decode(), f"a withdrawn candidate from -1 to -{candidates}")
        gone.add(number - 1)
        at = _after_space(content, found.end())
    return at, frozenset(gone)


def _papers(content: bytes, at: int, candidates: int) -> tuple[Papers, int]:
    text = np.frombuffer(content, np.uint8)
    room = len(content) - at
    votes = np.empty(room // _BYTES_A_PAPER + 1, np.int64)
    first = np.empty(room // _BYTES_A_PAPER + 2, np.int64)
    marks = np.empty(room // _BYTES_A_MARK + 1, np.int16)
    code, at, number, papers = scan_papers(text, at, candidates, votes, first, marks)
    if code != compiled.READ:
        raise _refusal(content, code, at, number, candidates)
    return Papers(votes[:papers], first[: papers + 1], marks[: first[papers]]), at


def _refusal(content: bytes, code: int, at: int, number: int, candidates: int) -> BltError:
    line = _line(content, at)
    word = _word_round(content, at)
    match code:
        case compiled.UNFINISHED:
            return BltError(line, _text_of(content, at), "a paper that ends with 0 on its own line")
        case compiled.NO_SUCH_CANDIDATE:
            return BltError(line, str(number), f"a candidate from 1 to {candidates}, or 0 to end the paper")
        case compiled.LONELY_EQUALS:
            return BltError(line, _text_of(content, at), "'=' between two candidates of one rank")
        case compiled.NO_END:
            return BltError(
                line, _word(content, at) or "the end of the file", "a line 0 after the last paper, then names"
            )
        case compiled.TOO_MANY:
            return BltError(line, word, f"at most {MOST:,} papers in all")
    return BltError(
        line, word, "a paper: how many, then candidates' numbers in order, then 0; after the last paper a line 0 alone"
    )


def _names(text: str, candidates: int, line: int) -> tuple[tuple[str, ...], str]:
    """Read names, a line each (a party may stand after a name, each in quotes) or all in a row; then the title."""
    rows = [(at, names) for at, row in enumerate(text.split("\n"), start=line) if (names := _names_in(row, at))]
    found = [(at, ", ".join(names)) for at, names in rows]
    apart = [(at, name) for at, names in rows for name in names]
    if len(found) not in {candidates, candidates + 1} and len(apart) in {candidates, candidates + 1}:
        found = apart
    if len(found) <= 1 < candidates:
        found = [(line, name) for name in _ALTERNATIVE.findall(text)] + found
    if len(found) < candidates:
        last = found[-1][0] if found else line
        counted = f"{len(found)} name{'' if len(found) == 1 else 's'}"
        raise BltError(last, counted, f"{candidates}, one a line, after the line 0: is somebody missing?")
    if len(found) > candidates + 1:
        at, name = found[candidates + 1]
        raise BltError(at, name, f"nothing more after {candidates} names and a title")
    nameless = next((at for at, name in found[:candidates] if not name), None)
    if nameless is not None:
        raise BltError(nameless, '""', "a candidate's name")
    title = found[candidates][1] if len(found) > candidates else ""
    return tuple(name for _, name in found[:candidates]), title


def _names_in(row: str, line: int) -> list[str]:
    row = row.strip(" \t\r,\ufeff\x00")
    if not row.startswith('"'):
        bare = " ".join(re.split(r"(?:^|\s)#", row, maxsplit=1)[0].split())
        return [bare] if bare else []
    names = []
    while row and not row.startswith("#"):
        found = _QUOTED.match(row)
        if not found:
            raise BltError(line, row, "a name that ends with a quotation mark, as it began with one")
        names.append(" ".join(found[1].replace('""', '"').split()))
        row = row[found.end() :].lstrip(" \t,")
    return names


def _after_space(content: bytes, at: int) -> int:
    found = _SPACE.match(content, at)
    assert found is not None  # noqa: S101 - it matches nothing at all, too
    return found.end()


def _line(content: bytes, at: int) -> int:
    return content.count(b"\n", 0, at) + 1


def _word(content: bytes, at: int) -> str:
    """Give the word that stands at a place; '' for none."""
    words = content[at : at + 40].split(maxsplit=1)
    return words[0].decode(errors="replace") if words else ""


def _word_round(content: bytes, at: int) -> str:
    """Give the word that a place lies in or ends; '' for none."""
    begin = at
    while begin and content[begin - 1 : begin] not in _APART:
        begin -= 1
    return _word(content, begin)


def _text_of(content: bytes, at: int) -> str:
    """Give the line that a place lies in, shortened."""
    begin = content.rfind(b"\n", 0, at) + 1
    end = content.find(b"\n", at)
    row = content[begin : end if end >= 0 else len(content)].decode(errors="replace").strip()
    return row if len(row) <= _SHOWN else row[: _SHOWN - 3] + "..."
