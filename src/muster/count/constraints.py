"""A file of constraints: a row a category, who belongs to it, and how many must or may. docs/methods/constraints.md."""

import csv
import io
import json
import re
from collections.abc import Mapping
from typing import Any

from muster.count.contest import Contest, find_candidate
from muster.count.limits import Category
from muster.table import CellError, Column, Problem, TableError, read_table, whole_number

_MOST = 10_000
NOBODY = {"-", "nobody"}
_COLUMNS = (
    Column("category", required=True),
    Column("candidates", required=True),
    Column("at_least", whole_number(0, _MOST), default=None),
    Column("at_most", whole_number(0, _MOST), default=None),
    Column("group"),
)


def read_constraints(content: bytes, contest: Contest, *, name: str = "constraints") -> tuple[Category, ...]:
    """Read constraints from CSV: category, candidates, at_least, at_most, group.

    Candidates are numbers or names with ';' or '|' between, or '-' for nobody. A JSON list of objects with these
    keys, candidates as a list, is read as well.

    Args:
        content: the file's bytes.
        contest: whose candidates are meant.
        name: the file's, for messages.

    Raises:
        TableError: with row, column and cure.
    """
    content = _as_csv(content)
    table = read_table(_spelt(content), _COLUMNS, name=name, unique="category")
    problems = [*_unknown(content), *table.problems]
    if table.rows and not any(_bounds(row.values) for row in table.rows):
        cure = "no row says how many: name the columns 'at_least' and 'at_most', and write a number in one of them"
        problems.append(Problem(1, "at_least", "", cure))
    categories = []
    for row in table.rows:
        values = row.values
        if not values["category"]:
            problems.append(Problem(row.number, "category", "", "write what the category is called"))
        try:
            members = _members(values["candidates"], contest)
        except CellError as error:
            problems.append(Problem(row.number, "candidates", values["candidates"][:60], str(error)))
            continue
        least, most = values["at_least"] or 0, values["at_most"]
        categories.append(Category(values["category"], members, least, most, values["group"]))
    if problems:
        raise TableError(name, problems)
    return tuple(categories)


def _bounds(values: Mapping[str, Any]) -> bool:
    """Say whether a category asks for anything."""
    return values["at_least"] is not None or values["at_most"] is not None


def _spelt(content: bytes) -> bytes:
    """Read 'At least' as at_least, in the header."""
    head, rest = _header(content)
    return re.sub(rb"(?i)\bat[ -](least|most)\b", rb"at_\1", head) + rest


def _header(content: bytes) -> tuple[bytes, bytes]:
    """Part the first line, whatever ends it, from the rest."""
    end = re.search(rb"[\r\n]", content)
    return (content[: end.start()], content[end.start() :]) if end else (content, b"")


def _unknown(content: bytes) -> list[Problem]:
    """Find columns that mean nothing here: a bound under another name would be lost in silence."""
    head = _header(_spelt(content))[0].decode("utf-8-sig", errors="replace")
    words = [word.strip(' "') for word in re.split("[,;\t]", head)]
    known = [column.name for column in _COLUMNS]
    cure = f"there is no such column; the columns are {', '.join(known)}. Name it so, or take it out"
    return [Problem(1, word, word, cure) for word in words if word and word.casefold() not in known]


def _as_csv(content: bytes) -> bytes:
    """Turn a JSON list of categories into the table that it stands for; anything else stays as it is."""
    if content.lstrip()[:1] not in {b"[", b"{"}:
        return content
    try:
        given = json.loads(content)
    except ValueError:
        return content
    rows = given.get("categories") if isinstance(given, dict) else given
    text = io.StringIO(newline="")
    listed = rows if isinstance(rows, list) else []
    more = sorted({str(key) for row in listed if isinstance(row, dict) for key in row})
    known = [column.name for column in _COLUMNS]
    header = known + [key for key in more if key not in known]
    writer = csv.DictWriter(text, header, lineterminator="\n")
    writer.writeheader()
    for row in listed:
        if isinstance(row, dict):
            among = row.get("candidates")
            members = ";".join(map(str, among)) or "-" if isinstance(among, list) else among
            writer.writerow({**row, "candidates": members})
    return text.getvalue().encode()


def _members(words: str, contest: Contest) -> frozenset[int]:
    members = set()
    if words.strip() in NOBODY:
        return frozenset()
    for word in words.replace("|", ";").split(";"):
        if not word.strip():
            continue
        candidate = find_candidate(contest, word)
        if candidate is None:
            raise CellError(
                f"nobody is called '{word.strip()}': write a number from 1 to {len(contest.names)} or a name"
            )
        members.add(candidate)
    return frozenset(members)
