"""Contests and results as JSON. docs/methods/blt.md shows both."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from muster.count.blt import read_blt
from muster.count.contest import MOST_CANDIDATES, Contest, Rank, each_paper, make_papers
from muster.count.result import (
    CannotBeElected,
    ChairsLot,
    ConstraintsUnmet,
    Count,
    DeclaredTied,
    EarlierStage,
    Elected,
    Excluded,
    Fewest,
    FirstPreferences,
    LastPlaces,
    LotDrawn,
    MakesNoDifference,
    MoreThanAllOthers,
    MostVotes,
    NoVotes,
    ReachedQuota,
    Shared,
    Stage,
    SurplusMoved,
    Tie,
    TooFewCandidates,
)

CODES: dict[type, str] = {  # every reason in one word, the same for years
    FirstPreferences: "first preferences", SurplusMoved: "surplus", Excluded: "excluded", Shared: "shared",
    Fewest: "fewest votes", CannotBeElected: "cannot be elected",
    ReachedQuota: "quota", MoreThanAllOthers: "more than all others",
    LastPlaces: "last places", MostVotes: "most votes",
    EarlierStage: "earlier stage", LotDrawn: "lot", ChairsLot: "chair's lot",
    MakesNoDifference: "makes no difference", DeclaredTied: "declared tied",
    TooFewCandidates: "too few candidates", NoVotes: "no votes", ConstraintsUnmet: "constraints unmet",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class JsonError(ValueError):
    """A contest in JSON that isn't read: where, and what was expected."""

    where: str
    expected: str

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected}"


def read_contest(content: bytes) -> Contest:
    """Read a contest from a BLT file or from our JSON, whichever the bytes are.

    Raises:
        BltError: if it is a BLT file that can't be read.
        JsonError: if it is JSON that holds no contest.
    """
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return read_json(content)
    return read_blt(content)


def read_json(content: bytes) -> Contest:
    """Read a contest from our JSON.

    Raises:
        JsonError: if it holds none.
    """
    try:
        given = json.loads(content)
    except json.JSONDecodeError as error:
        raise JsonError(f"line {error.lineno}, column {error.colno}", "JSON") from None
    except UnicodeDecodeError:
        raise JsonError("line 1", "JSON in UTF-8") from None
    names = _list(given, "candidates")
    for at, name in enumerate(names):
        if not isinstance(name, str) or not name.strip():
            raise JsonError(f"candidates[{at}]", "a name")
    if not 1 <= len(names) <= MOST_CANDIDATES:
        raise JsonError("candidates", f"1 to {MOST_CANDIDATES:,} names")
    seats = _whole(given.get("seats"), "seats", 1, MOST_CANDIDATES)
    gone = [_whole(x, f"withdrawn[{at}]", 1, len(names)) - 1 for at, x in enumerate(given.get("withdrawn", []))]
    papers = [_paper(paper, at, len(names)) for at, paper in enumerate(_list(given, "papers"))]
    title = given.get("title", "")
    if not isinstance(title, str):
        raise JsonError("title", "text")
    return Contest(title, tuple(names), seats, make_papers(papers), frozenset(gone))


def write_json(contest: Contest) -> bytes:
    """Write a contest so that `read_json` gives it again: a line a paper."""
    head = {"title": contest.title, "seats": contest.seats, "candidates": list(contest.names)}
    head["withdrawn"] = [candidate + 1 for candidate in sorted(contest.withdrawn)]
    papers = ",\n".join(_compact([number, _ranks(marks)]) for number, marks in each_paper(contest.papers))
    return f'{_compact(head)[:-1]},"papers":[\n{papers}\n]}}\n'.encode()


def result_of(count: Count, *, file: str = "") -> dict[str, Any]:
    """Give a result as plain values for JSON; candidates are numbers from 1 and votes are decimal strings."""
    return {
        "file": file,
        "rule": count.rule,
        "seats": count.seats,
        "quota": None if count.quota is None else decimal(count.quota, count.places),
        "elected": [candidate + 1 for candidate in count.elected],
        "stages": [_stage(stage, count.places) for stage in count.stages],
        "ties": [_tie(tie) for tie in count.ties],
        "exhausted": decimal(count.exhausted, count.places),
    }


def decimal(amount: int, places: int) -> str:
    """Write an amount in a rule's smallest parts as a decimal: a whole number bare, else with all its places."""
    one = 10**places
    whole, part = divmod(abs(amount), one)
    sign = "-" if amount < 0 else ""
    return f"{sign}{whole}.{part:0{places}}" if part else f"{sign}{whole}"


def _stage(stage: Stage, places: int) -> dict[str, Any]:
    deed = stage.deed
    told: dict[str, Any] = {"stage": stage.number, "did": CODES[type(deed)]}
    if isinstance(deed, SurplusMoved | Excluded):
        told["candidate"] = deed.candidate + 1
    if isinstance(deed, Excluded):
        told["why"] = CODES[type(deed.why)]
    told["totals"] = [decimal(total, places) for total in stage.totals]
    told["exhausted"] = decimal(stage.exhausted, places)
    if stage.quota is not None:
        told["quota"] = decimal(stage.quota, places)
    told["elected"] = [_elected(one) for one in stage.elected]
    for name, some in (("guarded", stage.guarded), ("doomed", stage.doomed)):
        if some:
            told[name] = [candidate + 1 for candidate in some]
    if stage.passed_over:
        told["passed_over"] = [one.candidate + 1 for one in stage.passed_over]
    return told


def _elected(one: Elected) -> dict[str, Any]:
    return {"candidate": one.candidate + 1, "why": CODES[type(one.why)]}


def _tie(tie: Tie) -> dict[str, Any]:
    told: dict[str, Any] = {
        "stage": tie.stage,
        "to": tie.to,
        "candidates": [candidate + 1 for candidate in tie.candidates],
        "chosen": None if tie.chosen is None else tie.chosen + 1,
        "by": CODES[type(tie.by)],
    }
    match tie.by:
        case EarlierStage(stage):
            told["differed_at"] = stage
        case LotDrawn(tickets):
            told["tickets"] = [
                {"candidate": one.candidate + 1, "sha256_of": one.words, "is": one.drew} for one in tickets
            ]
        case ChairsLot(witness):
            told["witness"] = witness
    return told


def _ranks(marks: tuple[int, ...]) -> list[Any]:
    ranks: list[Any] = []
    for mark in marks:
        if mark >= 0:
            ranks.append(mark or None)
        elif isinstance(ranks[-1], list):
            ranks[-1].append(-mark)
        else:
            ranks[-1] = [ranks[-1], -mark]
    return ranks


def _paper(paper: Any, at: int, candidates: int) -> tuple[int, Sequence[Rank]]:
    where = f"papers[{at}]"
    if not isinstance(paper, list) or len(paper) != len(("how many", "ranks")) or not isinstance(paper[1], list):
        raise JsonError(where, "[how many, [candidates' numbers in order]]")
    ranks: list[Rank] = []
    for rank in paper[1]:
        if isinstance(rank, list):
            ranks.append([_whole(one, where, 1, candidates) for one in rank])
        else:
            ranks.append(None if rank is None else _whole(rank, where, 1, candidates))
    return _whole(paper[0], where, 1, 10**8), ranks


def _whole(value: Any, where: str, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise JsonError(where, f"whole numbers from {least} to {most:,}")
    return value


def _list(given: Any, name: str) -> list[Any]:
    if not isinstance(given, Mapping) or not isinstance(given.get(name), list):
        raise JsonError(name, "a list")
    return given[name]  # type: ignore[no-any-return]


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
